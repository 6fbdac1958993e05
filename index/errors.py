"""What can go wrong in the archive, as one tree.

CitedeskIndexError
├── UnreadableFile       a file that holds no article we can read (skipped, the run goes on)
│   └── Unfetchable      an address that gives no page, or that is not asked
│       └── Unreachable  its server does not answer now
├── InvalidDate          a date that is not YYYY, YYYY-MM or YYYY-MM-DD
├── EncoderUnavailable   the encoder's files are missing, altered, or not to be had
├── ArticleNotFound      no article of that id
└── ArchiveError         about one archive folder
    ├── ArchiveNotFound  there is no archive in the folder
    ├── ArchiveBusy      another process is writing
    ├── ArchiveOutdated  it has the previous format, and can be migrated
    ├── ArchiveDamaged   what is stored cannot be read
    │   └── IndexDamaged what is derived from it cannot be read, and will be rebuilt
    └── EncoderMismatch  the archive was made with another encoder

Every message is one line and says what to do.
"""

__all__ = [
    "ArchiveBusy",
    "ArchiveDamaged",
    "ArchiveError",
    "ArchiveNotFound",
    "ArchiveOutdated",
    "ArticleNotFound",
    "CitedeskIndexError",
    "EncoderMismatch",
    "EncoderUnavailable",
    "IndexDamaged",
    "InvalidDate",
    "Unfetchable",
    "Unreachable",
    "UnreadableFile",
]


class CitedeskIndexError(Exception):
    """The base of every error that index/ raises on purpose."""


class UnreadableFile(CitedeskIndexError):
    """A file, or a record in it, that holds no article we can read."""


class Unfetchable(UnreadableFile):
    """A web address that gives no page, or that is not to be asked."""


class Unreachable(Unfetchable):
    """A web server that does not answer, or not now: another try may help."""


class InvalidDate(CitedeskIndexError, ValueError):
    """A date that a person typed and that we do not understand."""


class EncoderUnavailable(CitedeskIndexError):
    """The encoder cannot be loaded, or its files are not what they should be."""


class ArticleNotFound(CitedeskIndexError, KeyError):
    """No article has the id."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class ArchiveError(CitedeskIndexError):
    """The base of the errors about one archive folder."""


class ArchiveNotFound(ArchiveError):
    """There is no archive in the folder."""


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveOutdated(ArchiveError):
    """The archive has the previous format."""


class ArchiveDamaged(ArchiveError):
    """The archive's own file cannot be read."""


class IndexDamaged(ArchiveDamaged):
    """A derived index cannot be read; it is rebuilt from the catalogue."""


class EncoderMismatch(ArchiveError):
    """The archive's vectors come from another encoder."""
