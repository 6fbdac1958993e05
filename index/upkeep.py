"""What a writer does for the derived indexes while it holds the write lock."""

import logging
import threading
import time
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
# A long write commits the keyword index again after so many times what the last commit took: it takes a
# thirtieth of the time, whatever the disk, and waits for 15 seconds at most. Until then readers find what
# is new by meaning alone.
_PACE, _LONGEST = 30.0, 15.0
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
        self._next = 0.0
        with catalogue.read() as snapshot:
            dimension = snapshot.manifest().dimension
            self._base: Base | None = self._shelf.base(snapshot.feed, dimension)
            self._lexicon: Lexicon | None = self._shelf.lexicon(snapshot.feed)

    def keep_pace(self) -> bool:
        """Do as `follow` does, now and then; return whether it was done just now."""
        started = time.monotonic()
        if started < self._next:
            return False
        is_done = self.follow()
        ended = time.monotonic()
        self._next = ended + min(_PACE * (ended - started), _LONGEST)
        return is_done

    def follow(self) -> bool:
        """Bring the keyword index to the last generation, and compact the layers where they want it.

        Returns:
            whether that could be done; if not, it was logged.
        """
        if not self._is_ours():
            return False
        try:
            self._bring_up_words()
            with self._catalogue.read() as snapshot:
                is_due = self._is_due(snapshot.feed, snapshot.manifest())
            if is_due and (self._compaction is None or not self._compaction.is_alive()):
                self._compaction = threading.Thread(target=self._compact, name="compaction", daemon=True)
                self._compaction.start()
        except _FAILURES as error:
            _log.warning("the articles are stored; the search index could not be written (%s)", error)
            return False
        return True

    def bring_up(self) -> None:
        """Do what a stopped writer left undone and a question cannot do without, and no more.

        Raises:
            ArchiveError, OSError, RuntimeError, ValueError: an index cannot be written.
        """
        self._bring_up_words()
        with self._catalogue.read() as snapshot:
            if self._base is None and wants_base(snapshot.manifest().passages):
                self._base = self._shelf.build_base(snapshot, None)
        self.settle()

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
        """Write both anew, so that they hold nothing of what was removed, and remove the old files.

        Raises:
            ArchiveError: an old file cannot be removed.
        """
        self.rebuild_words()
        self.rebuild_base()
        assert self._lexicon is not None
        self._lexicon.settle()
        left = self._shelf.clean(self._base, self._lexicon)
        if left:
            raise ArchiveError(
                f"removed, but {left[0]} may still hold it: delete it, and run citedesk remove --purge"
            )

    def finish(self) -> None:
        """Bring all up, wait for what goes on in the background, forget what is not needed any more."""
        self.follow()
        if self._compaction is not None:
            self._compaction.join()
        try:
            self.settle()
        except _FAILURES as error:
            _log.warning("the articles are stored; the search index could not be tidied (%s)", error)

    def settle(self) -> None:
        """Let tantivy merge what it will, remove what is old on disk, forget the log that nobody needs."""
        if self._lexicon is None:
            return
        if not self._is_ours():
            return
        self._lexicon.settle()
        self._shelf.clean(self._base, self._lexicon)
        self._forget(self._lexicon)

    def _is_ours(self) -> bool:
        """Whether the archive is the one that was opened; in another's place, its files are not ours."""
        try:
            with self._catalogue.read() as snapshot:
                return self._lexicon is None or snapshot.feed.knows(self._lexicon.generation)
        except ArchiveError:
            return False

    def _bring_up_words(self) -> None:
        with self._catalogue.read() as snapshot:
            self._lexicon = self._words(snapshot, snapshot.manifest())

    def _words(self, snapshot: Snapshot, manifest: Manifest) -> Lexicon:
        """Return the keyword index at the snapshot's generation; built anew where it must be."""
        for lexicon in self._found(snapshot):
            try:
                changes = snapshot.feed.changes(lexicon.generation)
                if changes is None:
                    continue
                if lexicon.is_doubtful or lexicon.generation != manifest.generation:
                    entries = snapshot.feed.entries(changes.added)
                    lexicon.apply(entries, changes.deleted, manifest.generation)
                if _is_right(lexicon, snapshot, manifest):
                    return lexicon
                _log.warning("the keyword index does not hold what it should: building it anew")
            except (OSError, ValueError) as error:
                _log.warning("the keyword index could not be written to (%s): trying again", error)
                with suppress(*_FAILURES):
                    lexicon.settle()
        return self._shelf.build_lexicon(snapshot)

    def _found(self, snapshot: Snapshot) -> Iterator[Lexicon]:
        """Give the keyword index that is open; where that does not serve, the one on disk."""
        if self._lexicon is not None:
            yield self._lexicon
        found = self._shelf.lexicon(snapshot.feed)
        if found is not None:
            yield found

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
            if built is None:
                return  # it cannot be read: the present one stays
            if self._before is not None:
                self._shelf.drop_base(self._before)
            self._before, self._base = self._base, built
        except _FAILURES as error:
            _log.warning("the articles are stored; the vector index could not be written (%s)", error)

    def _forget(self, lexicon: Lexicon) -> None:
        """Drop the log that no index needs; running readers may be as far behind as the base before."""
        if self._before is not None:
            self._catalogue.forget_log(self._before.generation)
        elif self._base is None:
            with self._catalogue.read() as snapshot:
                is_long = snapshot.feed.logged() > _LOGGED
            if is_long:
                self._catalogue.forget_log(lexicon.generation)


def _is_right(lexicon: Lexicon, snapshot: Snapshot, manifest: Manifest) -> bool:
    """Whether it holds as many passages as there are; where its seal lagged, whether just these."""
    if len(lexicon) != manifest.passages:
        return False
    if lexicon.is_doubtful and set(lexicon.passages()) != set(snapshot.feed.ids().tolist()):
        return False
    lexicon.is_doubtful = False
    return True


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
