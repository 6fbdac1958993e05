"""The indexes that are derived from the catalogue, as readers have them: at a question's generation."""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from index.catalogue import Catalogue
from index.errors import ArchiveBusy, ArchiveError
from index.lexicon import Lexicon
from index.locking import writing
from index.shelf import Kind, Shelf
from index.snapshot import Manifest, Snapshot
from index.upkeep import Upkeep, wants_base
from index.vectors.layers import Layers

__all__ = ["Derived", "Indexes"]

_log = logging.getLogger(__name__)

# From so many changes on, loading the layers anew is quicker than following the log.
_FOLLOWED = 50_000
# The most passages that are searched in memory while their index is built by another process: 150 MB.
_IN_MEMORY = 100_000


@dataclass(frozen=True, slots=True)
class Indexes:
    """Both indexes, to search in."""

    layers: Layers
    lexicon: Lexicon


class Derived:
    """The vector layers and the keyword index of one archive, for any number of threads.

    The layers follow the change log in memory, so they hold what the question's snapshot holds. The
    keyword index is brought up by who writes; where a writer was stopped, the next reader does it. A
    stale index can miss a passage; hits are looked up in the catalogue, so it cannot mislead.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self._folder = folder
        self._catalogue = catalogue
        self._shelf = Shelf(folder)
        self._lock = threading.Lock()
        self._layers: Layers | None = None
        self._lexicon: Lexicon | None = None
        self._loading: threading.Thread | None = None
        self._tried = -1  # the generation of the last base that was loaded in the background
        self._failed_at: object = None  # the generation at which the indexes could not be written

    def at(self, snapshot: Snapshot, manifest: Manifest) -> Indexes:
        """Return both indexes, at the snapshot's generation where that can be had."""
        with self._lock:
            self._discard(snapshot, manifest)
            layers = _follow(self._layers, snapshot, manifest) if self._layers is not None else None
            self._layers = layers = layers if layers is not None else self._load_layers(snapshot, manifest)
            lexicon = self._lexicon
            if lexicon is None or lexicon.generation != manifest.generation:
                lexicon = self._bring_up_words(snapshot, manifest)
            self._lexicon = lexicon
            self._look_for_newer_base()
            return Indexes(layers, lexicon)

    @property
    def description(self) -> str:
        """How passages are searched by meaning and by words, in a few words."""
        with self._catalogue.read() as snapshot:
            layers = self.at(snapshot, snapshot.manifest()).layers
        if layers.base is None:
            return f"exact vectors ({len(layers)} in memory), tantivy BM25"
        kind = "faiss flat" if layers.base.is_exact else "faiss IVF, 8 bits"
        return f"{kind} ({len(layers) - len(layers.delta)}) and exact ({len(layers.delta)}), tantivy BM25"

    def rebuild_words(self) -> None:
        """Throw the keyword index away, since it cannot be read, and build it anew."""
        with self._lock:
            self._lexicon = None
            try:
                with writing(self._folder, wait=0.0):
                    upkeep = Upkeep(self._folder, self._catalogue)
                    upkeep.rebuild_words()
                    upkeep.settle()
            except (ArchiveError, OSError, RuntimeError, ValueError):
                self._lexicon = self._words_in_memory()

    def _discard(self, snapshot: Snapshot, manifest: Manifest) -> None:
        """Let go of what is of another history, and of what something else has written to."""
        if self._layers is not None and not self._serves(self._layers, "vector", snapshot, manifest):
            self._layers = None
        if self._lexicon is not None and not self._serves(self._lexicon, "keyword", snapshot, manifest):
            self._lexicon = None

    def _serves(self, index: Layers | Lexicon, kind: Kind, snapshot: Snapshot, manifest: Manifest) -> bool:
        """Whether an index is as it was loaded, and of the snapshot's history."""
        if not index.is_intact:
            _log.warning("the %s index in %s was damaged: building it anew", kind, self._folder)
            return False
        if snapshot.feed.knows(index.generation):
            return True
        # Committed since the question began, or of an archive that was replaced.
        return index.generation.number > manifest.generation.number and self._is_known_now(index)

    def _is_known_now(self, index: Layers | Lexicon) -> bool:
        with self._catalogue.read() as newest:
            return newest.feed.knows(index.generation)

    def _load_layers(self, snapshot: Snapshot, manifest: Manifest) -> Layers:
        """Return the newest base and what came after it; without one, all in memory."""
        self._tried = -1
        base = self._shelf.base(snapshot.feed, manifest.dimension)
        if base is None and wants_base(manifest.passages):
            is_busy = self._write_what_is_missing(manifest)
            base = self._shelf.base(snapshot.feed, manifest.dimension)
            if base is None and is_busy and manifest.passages > _IN_MEMORY:
                raise ArchiveBusy(f"the index of {self._folder} is just being built: ask again in a minute")
        if base is not None:
            layers = Layers.over(base, base.generation, manifest.dimension)
            followed = _follow(layers, snapshot, manifest, any_length=True)
            if followed is not None and len(followed) == manifest.passages:
                return followed
            _log.warning("the vector index in %s does not hold what it should", self._folder)
        blocks = snapshot.feed.blocks(None, manifest.dimension)
        empty = Layers.over(None, manifest.generation, manifest.dimension)
        return empty.after(manifest.generation, blocks, ())

    def _bring_up_words(self, snapshot: Snapshot, manifest: Manifest) -> Lexicon:
        """Return the keyword index at the snapshot's generation, or as near as it can be had."""
        lexicon = self._lexicon
        if lexicon is None:
            lexicon = self._shelf.lexicon(snapshot.feed)
        else:
            lexicon.refresh()
        if lexicon is not None and not lexicon.is_doubtful and not _is_behind(lexicon, manifest):
            return lexicon
        is_busy = self._write_what_is_missing(manifest)
        if lexicon is not None and lexicon.folder and lexicon.folder == self._shelf.newest_lexicon():
            lexicon.refresh()
            return lexicon
        with self._catalogue.read() as newest:
            found = self._shelf.lexicon(newest.feed)
        if found is None and is_busy and wants_base(manifest.passages):
            return Lexicon.create(None)  # it is being built: until then by meaning alone
        return found if found is not None else self._words_in_memory(lexicon)

    def _write_what_is_missing(self, manifest: Manifest) -> bool:
        """Do a stopped writer's work, if it can be done; return whether somebody is writing."""
        if self._failed_at == manifest.generation:
            return False
        try:
            with writing(self._folder, wait=0.0):
                Upkeep(self._folder, self._catalogue).bring_up()
        except ArchiveBusy:
            _log.info("the archive is being written: searching its last indexed generation")
            return True
        except (ArchiveError, OSError, RuntimeError, ValueError) as error:
            self._failed_at = manifest.generation
            _log.warning("cannot bring the indexes up on disk (%s): using memory", error)
        return False

    def _words_in_memory(self, lexicon: Lexicon | None = None) -> Lexicon:
        """Return a keyword index in memory: the one that is there, brought up, or a new one."""
        with self._catalogue.read() as snapshot:
            generation = snapshot.manifest().generation
            known = lexicon if lexicon is not None and lexicon.folder is None else None
            changes = snapshot.feed.changes(known.generation) if known is not None else None
            if known is not None and changes is not None:
                known.apply(snapshot.feed.entries(changes.added), changes.deleted, generation)
                return known
            built = Lexicon.create(None)
            built.apply(snapshot.feed.entries(None), (), generation)
        built.settle()
        return built

    def _look_for_newer_base(self) -> None:
        """Load the next base in the background: checking it takes longer than a question may."""
        layers = self._layers
        present = layers.base.generation.number if layers and layers.base else -1
        newest = self._shelf.newest_base()
        is_loading = self._loading is not None and self._loading.is_alive()
        if newest > present and newest != self._tried and not is_loading:
            self._tried = newest
            self._loading = threading.Thread(target=self._take_up_base, name="next base", daemon=True)
            self._loading.start()

    def _take_up_base(self) -> None:
        try:
            with self._catalogue.read() as snapshot:
                manifest = snapshot.manifest()
                base = self._shelf.base(snapshot.feed, manifest.dimension)
                if base is None:
                    return
                layers = Layers.over(base, base.generation, manifest.dimension)
                followed = _follow(layers, snapshot, manifest, any_length=True)
        except ArchiveError as error:
            _log.info("the next base is not to be had (%s)", error)
            return
        if followed is not None and len(followed) == manifest.passages:
            with self._lock:
                self._layers = followed


def _follow(
    layers: Layers, snapshot: Snapshot, manifest: Manifest, any_length: bool = False
) -> Layers | None:
    """Return the layers at the snapshot's generation; None where the log does not tell, or tells too much."""
    if layers.generation.number >= manifest.generation.number:
        return layers
    changes = snapshot.feed.changes(layers.generation)
    if changes is None or (len(changes) > _FOLLOWED and not any_length):
        return None
    added = snapshot.feed.blocks(changes.added, manifest.dimension)
    return layers.after(manifest.generation, added, changes.deleted)


def _is_behind(lexicon: Lexicon, manifest: Manifest) -> bool:
    """Whether the snapshot is of a later generation; the index may be of one that came since."""
    return lexicon.generation.number < manifest.generation.number
