"""Search by words, BM25 (Robertson and Zaragoza, 2009): the only module that imports tantivy.

Derived, like the vectors: its seal names the generation of the catalogue that it holds. The seal is
written after the index is committed, so it can only lag, and replaying the change log from it is
idempotent.
"""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import tantivy

from index.block import BEFORE_ALL, Generation
from index.errors import IndexDamaged
from index.scope import UNDATED, Scope
from index.seal import Seal, State, file_state, fingerprint, is_untouched
from index.watching import wait_for_first_look
from index.wording import Wording, asked

__all__ = ["Entry", "Lexicon"]

_META = "meta.json"  # tantivy's own list of its segments
_HEAP = 64_000_000  # bytes; tantivy's writer takes at least 15 MB a thread


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of one passage.

    Attributes:
        article: its number, which the passages of one article share.
    """

    passage: int
    article: int
    text: str
    title: str | None
    published: date | None
    source: str | None


class Lexicon:
    """A BM25 index of passages and their titles, in a folder or, without one, in memory."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field("passage", stored=True, indexed=True, fast=True)
        schema.add_integer_field("day", indexed=True, fast=True)
        schema.add_text_field("source", tokenizer_name="raw", index_option="basic")
        Wording.add_fields(schema)
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema, path=str(folder) if folder else None)
        self._wording = Wording(self._schema, self._index)
        # Else a thread of tantivy's looks at the folder twice a second, and reads through mappings of files
        # that were cut short meanwhile: the system ends the process for that.
        self._index.config_reader(reload_policy="Manual")
        wait_for_first_look()
        self._searcher = self._index.searcher()
        self._writer: tantivy.IndexWriter | None = None
        self._replays = False  # whether what is added next may stand here already
        self._sealed: dict[str, tuple[int, str]] = {}
        self._states: dict[str, State | None] = {}
        self.generation = BEFORE_ALL
        # Whether it may hold more than its seal says: its writer was stopped, or is just at work.
        self.is_doubtful = False

    @classmethod
    def load(cls, folder: Path) -> "Lexicon | None":
        """Return the folder's index, every byte of it checked; None where it is not whole."""
        seal = Seal.read(folder)
        # Without its own list tantivy would make a new, empty index in silence.
        if seal is None or not (folder / _META).is_file() or cls.damage(folder, seal):
            return None
        try:
            loaded = cls(folder)
        except (ValueError, OSError):
            return None
        loaded.is_doubtful = _is_newer(folder, seal)
        if not loaded.is_doubtful and len(loaded) != seal.passages:
            return None  # removed since it was checked, and empty now
        loaded._replays = True
        loaded._take(seal)
        return loaded

    @staticmethod
    def damage(folder: Path, seal: Seal) -> list[str]:
        """Return the sealed files that are not what they were, a line each.

        Where tantivy's list is newer than the sealed one, files that it does without may be gone.
        """
        segments = {name: check for name, check in seal.files.items() if name != _META}
        segments_alone = Seal(seal.generation, seal.passages, segments)
        return segments_alone.damage(folder, skip_missing=_is_newer(folder, seal))

    @classmethod
    def create(cls, folder: Path | None) -> "Lexicon":
        """Return an empty index; what was in the folder is removed."""
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        return cls(folder)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    @property
    def is_intact(self) -> bool:
        """Whether no file was written since it was sealed; one that is gone or replaced stays mapped."""
        if self.folder is None:
            return True
        return all(is_untouched(self.folder / name, state) for name, state in self._states.items())

    def refresh(self) -> None:
        """Take up what another process has committed, where it can be read."""
        seal = Seal.read(self.folder) if self.folder else None
        if seal is not None and seal.generation != self.generation:
            try:
                self._index.reload()
            except (ValueError, OSError):  # damaged, or just being removed: it stays as it is, and behind
                return
            self._searcher = self._index.searcher()
            self.is_doubtful = False
            self._take(seal)

    def apply(self, added: Iterable[Entry], deleted: Iterable[int], generation: Generation) -> None:
        """Bring the index to a generation, and commit. Doing it twice does no harm.

        Its writer stays open, for the next: `settle` ends it.

        Args:
            added: those of one article together and all of them, in the order of its text.
            deleted: passages that are gone.
            generation: what the index is at afterwards.
        """
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
            # A commit that was cut short leaves files with the names that the next would give.
            self._writer.garbage_collect_files()
        for passage in deleted:
            self._delete(self._writer, passage)
        for _, grouped in groupby(added, key=lambda entry: entry.article):
            entries = list(grouped)
            for entry, document in zip(entries, self._documents(entries), strict=True):
                if self._replays:
                    self._delete(self._writer, entry.passage)
                self._writer.add_document(document)
        self._writer.commit()
        self._replays = False
        self._index.reload()
        self._searcher = self._index.searcher()
        self.generation = generation
        self._seal()

    def settle(self) -> None:
        """Wait for tantivy to merge its segments, and let go of the folder."""
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        writer.wait_merging_threads()
        self._seal()

    def _seal(self) -> None:
        if self.folder is not None:
            # Read once: tantivy merges segments in the background, and the list is to fit the files.
            listed = (self.folder / _META).read_bytes()
            names = [_META, *_segment_files(self.folder, listed)]
            known = {**self._sealed, _META: fingerprint(listed)}
            seal = Seal.of(self.folder, self.generation, len(self), names, known)
            seal.write(self.folder)
            self._take(seal)

    def _take(self, seal: Seal) -> None:
        """Note what the folder holds now."""
        assert self.folder is not None
        self.generation = seal.generation
        self._sealed = dict(seal.files)
        # Tantivy replaces its list when it likes, by rename; its segments never change.
        self._states = {name: file_state(self.folder / name) for name in seal.files if name != _META}

    def passages(self) -> list[int]:
        """Return the ids of all passages, in no order."""
        hits = self._searcher.search(tantivy.Query.all_query(), limit=max(1, len(self)), count=False).hits
        numbers = self._searcher.fast_field_values("passage", [at for _, at in hits])
        return [int(number or 0) for number in numbers]

    def _delete(self, writer: tantivy.IndexWriter, passage: int) -> None:
        # By query: tantivy-py's delete_documents_by_term takes a Python int for a signed field's
        # value, and deletes nothing from an unsigned one.
        writer.delete_documents_by_query(tantivy.Query.term_query(self._schema, "passage", passage))

    def _documents(self, entries: list[Entry]) -> Iterable[tantivy.Document]:
        """Give the documents of one article's passages."""
        first = entries[0]
        texts = [entry.text for entry in entries]
        for place, entry in enumerate(entries):
            document = tantivy.Document()
            document.add_unsigned("passage", entry.passage)
            document.add_integer("day", entry.published.toordinal() if entry.published else UNDATED)
            if entry.source:
                document.add_text("source", entry.source.casefold())
            self._wording.fill(document, entry.title or "", texts, place, first.passage)
            yield document

    def words(self, text: str) -> list[str]:
        """Return the content words of a text, stemmed as the index stems them."""
        return list(self._wording.stems(asked(text)))

    def weights(self, text: str) -> dict[str, float]:
        """Return the content words of a text with BM25's weight of each: log(1 + (N-n+.5)/(n+.5))."""
        return {word: self._wording.rarity(self._searcher, word) for word in self.words(text)}

    def search(self, text: str, k: int, scope: Scope) -> list[tuple[int, float]]:
        """Return the ids of the best passages and how much of the text each has, best first.

        What a passage has is about 1 where every word of the text stands in it once; see
        `Wording.rank`.

        Args:
            text: any words; nothing in them is query syntax.
            k: the most to return.
            scope: what may be found, applied before ranking.

        Raises:
            IndexDamaged: its files cannot be read.
        """
        words = asked(text)
        if not words or k < 1 or not len(self):
            return []
        try:
            return self._wording.rank(self._searcher, words, k, self._filters(scope))
        except (ValueError, OSError) as error:
            raise IndexDamaged(f"the keyword index is damaged ({error})") from error

    def _filters(self, scope: Scope) -> list[tantivy.Query]:
        filters = []
        first = scope.first.toordinal() if scope.first else None
        last = scope.last.toordinal() if scope.last else None
        if first is not None or last is not None:
            filters.append(self._days(first or UNDATED + 1, last))
        if scope.as_of:
            filters.append(self._days(UNDATED, scope.as_of.toordinal()))
        if scope.sources:
            names = [name.casefold() for name in scope.sources]
            filters.append(tantivy.Query.term_set_query(self._schema, "source", names))
        return filters

    def _days(self, first: int | None, last: int | None) -> tantivy.Query:
        kind = tantivy.FieldType.Integer
        return tantivy.Query.range_query(self._schema, "day", kind, first, last)


def _segment_files(folder: Path, listed: bytes) -> list[str]:
    """Return the names of the files of the segments that tantivy lists; others may be half written.

    A name is a UUID without hyphens, a point, and a kind; of deletions, their number before the kind.
    """
    ends = {}
    for segment in json.loads(listed)["segments"]:
        deletes = segment["deletes"]
        ends[segment["segment_id"].replace("-", "")] = f"{deletes['opstamp']}.del" if deletes else ""
    found = []
    for path in folder.iterdir():
        segment, _, kind = path.name.partition(".")
        if segment in ends and (not kind.endswith("del") or kind == ends[segment]):
            found.append(path.name)
    return found


def _is_newer(folder: Path, seal: Seal) -> bool:
    """Tell whether tantivy's list is another than the sealed: committed, or merged, and not sealed since."""
    return bool(Seal(seal.generation, 0, {_META: seal.files.get(_META, (0, ""))}).damage(folder))
