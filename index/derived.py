"""The indexes that are derived from the catalogue, brought to its generation and kept there."""

import logging
import threading
from pathlib import Path

import numpy as np

from index.catalogue import Catalogue
from index.errors import ArchiveBusy, ArchiveError
from index.lexicon import Lexicon
from index.locking import writing
from index.snapshot import Snapshot
from index.vectors import VectorIndex

__all__ = ["Derived"]

_log = logging.getLogger(__name__)


class Derived:
    """The vector index and the keyword index of one archive.

    A reader takes up what a writer has saved. Where both are behind and nobody is writing, it brings
    them up itself; where somebody is, it goes on with what it has: a stale index can miss a passage,
    but hits are looked up in the catalogue, so it cannot mislead.
    """

    def __init__(self, folder: Path, catalogue: Catalogue, dimension: int) -> None:
        self._folder = folder
        self._catalogue = catalogue
        self._dimension = dimension
        self._lock = threading.Lock()
        self._token = ""
        self._vectors: VectorIndex | None = None
        self._lexicon: Lexicon | None = None

    @property
    def _vector_folder(self) -> Path:
        return self._folder / "vectors"

    @property
    def _lexicon_folder(self) -> Path:
        return self._folder / "lexicon"

    def at(self, generation: int, token: str) -> tuple[VectorIndex, Lexicon]:
        """Return both indexes, at the generation where that can be had.

        Args:
            generation: the catalogue's.
            token: the archive's; when another has taken its place, what was loaded is dropped.
        """
        with self._lock:
            if token != self._token:
                self._token, self._vectors, self._lexicon = token, None, None
            if not self._is_at(generation):
                self._take_up()
            if not self._is_at(generation):
                self._try_to_catch_up()
            if self._vectors is None or self._lexicon is None:
                self._build_in_memory()
            assert self._vectors is not None
            assert self._lexicon is not None
            return self._vectors, self._lexicon

    def _is_at(self, generation: int) -> bool:
        """Whether both are at the generation, or at one that was committed since it was read."""
        loaded = [index.generation if index else -1 for index in (self._vectors, self._lexicon)]
        if max(loaded) > generation:
            with self._catalogue.read() as snapshot:
                newest = snapshot.manifest().generation
            return all(generation <= number <= newest for number in loaded)
        return loaded == [generation, generation]

    def rebuild_lexicon(self) -> None:
        """Throw the keyword index away, since it cannot be read, and build it anew."""
        with self._lock:
            self._lexicon = None
            try:
                with writing(self._folder):
                    Lexicon.create(self._lexicon_folder)
                    self.catch_up()
            except (ArchiveError, OSError, RuntimeError, ValueError):
                self._build_in_memory()

    def _take_up(self) -> None:
        """Load what is newer on disk than in memory."""
        if self._vectors is None or VectorIndex.newest(self._vector_folder) > self._vectors.generation:
            self._vectors = VectorIndex.load(self._vector_folder, self._dimension) or self._vectors
        if self._lexicon is None or Lexicon.newest(self._lexicon_folder) > self._lexicon.generation:
            self._lexicon = Lexicon.load(self._lexicon_folder) or self._lexicon

    def _try_to_catch_up(self) -> None:
        try:
            with writing(self._folder):
                self.catch_up()
        except ArchiveBusy:
            _log.info("the archive is being written: searching its last indexed generation")
        except (ArchiveError, OSError, RuntimeError, ValueError) as error:
            _log.warning("cannot bring the indexes up on disk (%s): using memory", error)
            self._build_in_memory()

    def _build_in_memory(self) -> None:
        with self._catalogue.read() as snapshot:
            self._vectors = _vectors(snapshot, None, self._dimension)
            self._lexicon = Lexicon.create(None)
            self._lexicon.apply(snapshot.entries(None), (), snapshot.manifest().generation)

    def catch_up(self) -> None:
        """Bring both indexes to the catalogue's generation, on disk. The write lock must be held."""
        with self._catalogue.read() as snapshot:
            generation = snapshot.manifest().generation
            vectors = VectorIndex.load(self._vector_folder, self._dimension)
            if vectors is None or vectors.generation != generation:
                vectors = _vectors(snapshot, vectors, self._dimension)
                vectors.save(self._vector_folder)
            lexicon = Lexicon.load(self._lexicon_folder)
            if lexicon is None or lexicon.generation != generation:
                lexicon = _lexicon(snapshot, lexicon, self._lexicon_folder)
        self._catalogue.forget_log(generation)
        self._vectors, self._lexicon = vectors, lexicon

    def catch_up_or_warn(self) -> None:
        """Bring both up; where that fails, what was committed is safe and readers will rebuild."""
        try:
            self.catch_up()
        except (ArchiveError, OSError, RuntimeError, ValueError) as error:
            _log.warning("the articles are stored; the search index could not be written (%s)", error)


def _vectors(snapshot: Snapshot, index: VectorIndex | None, dimension: int) -> VectorIndex:
    """Return the index brought up by the log, or built anew from the stored vectors."""
    changes = snapshot.changes(index.generation) if index else None
    if index is None or changes is None:
        generation = snapshot.manifest().generation
        ids, rows = snapshot.vectors(None, dimension)
        index = VectorIndex(dimension)
        index.apply(ids, rows, np.array([], np.int64), generation)
    else:
        ids, rows = snapshot.vectors(changes.added, dimension)
        index.apply(ids, rows, np.array(changes.deleted, np.int64), changes.generation)
    return index


def _lexicon(snapshot: Snapshot, index: Lexicon | None, folder: Path) -> Lexicon:
    """Return the index brought up by the log, or built anew from the stored texts."""
    changes = snapshot.changes(index.generation) if index else None
    if index is None or changes is None:
        index = Lexicon.create(folder)
        index.apply(snapshot.entries(None), (), snapshot.manifest().generation)
    else:
        index.apply(snapshot.entries(changes.added), changes.deleted, changes.generation)
    return index
