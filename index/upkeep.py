"""What a writer does for the derived indexes while it holds the write lock."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.catalogue import Catalogue
from index.errors import ArchiveError
from index.feed import Feed
from index.lexicon import Lexicon
from index.shelf import Shelf
from index.snapshot import Manifest, Snapshot
from index.vectors.base import Base

__all__ = ["Upkeep", "wants_base"]

_log = logging.getLogger(__name__)

# Passages from which there is a base: fewer are read from the catalogue into the delta in 30 ms.
_NEEDS_BASE = 5_000
# The delta may grow to a quarter of the base, and no further than what is searched in 3 ms.
_SHARE, _MOST = 0.25, 25_000
# Passages that are gone cost a search nothing but room.
_GONE_SHARE = 0.3
# Rows of the log that are kept for running readers where there is no base to keep them for.
_LOGGED = 20_000
_FAILURES = (ArchiveError, OSError, RuntimeError, ValueError)


def wants_base(passages: int) -> bool:
    """Whether an archive of so many passages is searched by a base on disk."""
    return passages >= _NEEDS_BASE


class Upkeep:
    """Keeps the keyword index at the catalogue's generation, and compacts the layers in the background.

    What it does can fail without harm: the articles are stored, and readers rebuild what they miss.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._shelf = Shelf(folder)
        self._compaction: threading.Thread | None = None
        self._before: Base | None = None
        with catalogue.read() as snapshot:
            dimension = snapshot.manifest().dimension
            self._base: Base | None = self._shelf.base(snapshot.feed, dimension)
            self._lexicon: Lexicon | None = self._shelf.lexicon(snapshot.feed)

    def follow(self, patient: bool = False) -> None:
        """Bring the keyword index to the last generation, and see whether the layers want compaction.

        Args:
            patient: raise what fails, instead of logging it.
        """
        try:
            with self._catalogue.read() as snapshot:
                manifest = snapshot.manifest()
                self._lexicon = self._words(snapshot, manifest)
                is_due = self._is_due(snapshot.feed, manifest)
            if is_due and (self._compaction is None or not self._compaction.is_alive()):
                self._compaction = threading.Thread(target=self._compact, name="compaction", daemon=True)
                self._compaction.start()
        except _FAILURES as error:
            if patient:
                raise
            _log.warning("the articles are stored; the search index could not be written (%s)", error)
            self._lexicon = None

    def rebuild_words(self) -> None:
        """Write the keyword index anew, whatever there is."""
        if self._lexicon is not None:
            # Its threads would go on writing into a folder that is about to go.
            with suppress(*_FAILURES):
                self._lexicon.settle()
        with _said(), self._catalogue.read() as snapshot:
            self._lexicon = self._shelf.build_lexicon(snapshot)

    def rebuild_base(self) -> None:
        """Write the base anew, whatever there is."""
        if self._compaction is not None:
            self._compaction.join()
        self._base = self._before = None
        with _said(), self._catalogue.read() as snapshot:
            if wants_base(snapshot.manifest().passages):
                self._base = self._shelf.build_base(snapshot, None)

    def purge(self) -> None:
        """Write both anew, so that they hold nothing of what was removed, and remove the old files."""
        self.rebuild_words()
        self.rebuild_base()

    def finish(self) -> None:
        """Wait for what goes on in the background, and forget what is not needed any more."""
        if self._compaction is not None:
            self._compaction.join()
        if self._lexicon is None:
            return
        try:
            with self._catalogue.read() as snapshot:
                if not snapshot.feed.knows(self._lexicon.generation):
                    return  # another archive has taken this one's place: its files are not ours
            self._lexicon.settle()
            self._shelf.clean(self._base, self._lexicon)
            self._forget()
        except _FAILURES as error:
            _log.warning("the articles are stored; the search index could not be tidied (%s)", error)

    def _words(self, snapshot: Snapshot, manifest: Manifest) -> Lexicon:
        lexicon = self._lexicon
        changes = snapshot.feed.changes(lexicon.generation) if lexicon is not None else None
        if lexicon is not None and changes is not None:
            try:
                if lexicon.generation != manifest.generation:
                    entries = snapshot.feed.entries(changes.added)
                    lexicon.apply(entries, changes.deleted, manifest.generation)
                if len(lexicon) == manifest.passages:
                    return lexicon
                _log.warning("the keyword index does not hold what it should: building it anew")
            except (OSError, ValueError) as error:
                _log.warning("the keyword index cannot be written to (%s): building it anew", error)
        return self._shelf.build_lexicon(snapshot)

    def _is_due(self, feed: Feed, manifest: Manifest) -> bool:
        """Whether so much has changed since the base that the next is worth its writing."""
        if self._base is None:
            return wants_base(manifest.passages)
        added, deleted = feed.count_changes(self._base.generation)
        size = len(self._base)
        return added > max(_NEEDS_BASE, min(_MOST, size * _SHARE)) or deleted > max(
            _NEEDS_BASE, size * _GONE_SHARE
        )

    def _compact(self) -> None:
        """Write the next base, of all that is stored now. Runs beside the writing of articles."""
        try:
            with self._catalogue.read() as snapshot:
                built = self._shelf.build_base(snapshot, self._base)
            self._before, self._base = self._base, built
        except _FAILURES as error:
            _log.warning("the articles are stored; the vector index could not be written (%s)", error)

    def _forget(self) -> None:
        """Drop the log that no index needs; running readers may be as far behind as the base before."""
        assert self._lexicon is not None
        if self._before is not None:
            self._catalogue.forget_log(self._before.generation)
        elif self._base is None:
            with self._catalogue.read() as snapshot:
                is_long = snapshot.feed.logged() > _LOGGED
            if is_long:
                self._catalogue.forget_log(self._lexicon.generation)


@contextmanager
def _said() -> Iterator[None]:
    """Say in one line why an index could not be written."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ArchiveError(
            f"the articles are safe; the search index could not be written ({reason}): "
            "free space, or see who may write there, and run this again"
        ) from error
