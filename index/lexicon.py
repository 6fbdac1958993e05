"""Search by words, BM25 (Robertson and Zaragoza, 2009): the only module that imports tantivy.

Derived, like the vectors: a sidecar file names the generation of the catalogue that the index
holds. It is written after the index is committed, so it can only lag, and replaying the change log
from it is idempotent.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import tantivy

from index.errors import IndexDamaged
from index.wording import Wording, asked

__all__ = ["Entry", "Lexicon", "Scope"]

_FORMAT = 2
_SIDECAR = "generation.json"
_HEAP = 64_000_000  # bytes; tantivy's writer takes at least 15 MB a thread
_UNDATED = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of one passage.

    Attributes:
        article: what the passages of one article share.
    """

    passage: int
    article: str
    text: str
    title: str | None
    published: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search may find: days from `first` to `last`, sources, nothing after `as_of`.

    An article without a date is in no range of days, but it is not known to be later than `as_of`.
    """

    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    sources: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it leaves nothing out."""
        return self == Scope()


class Lexicon:
    """A BM25 index of passages and their titles, in a folder or, without one, in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field("passage", stored=True, indexed=True, fast=True)
        schema.add_integer_field("day", indexed=True, fast=True)
        schema.add_text_field("source", tokenizer_name="raw", index_option="basic")
        Wording.add_fields(schema)
        self._schema = schema.build()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder) if folder else None)
        self._wording = Wording(self._schema, self._index)
        self._searcher = self._index.searcher()
        self.generation = self.newest(folder) if folder else 0

    @classmethod
    def load(cls, folder: Path) -> "Lexicon | None":
        """Return the folder's index, or None where it is missing or damaged."""
        sidecar = _read_sidecar(folder)
        # Without its own meta.json tantivy would make a new, empty index in silence.
        if sidecar is None or not (folder / "meta.json").is_file():
            return None
        try:
            loaded = cls(folder)
        except (ValueError, OSError):
            return None
        loaded.generation = sidecar["generation"]  # another may be written since
        return loaded if len(loaded) == sidecar["passages"] else None

    @classmethod
    def create(cls, folder: Path | None) -> "Lexicon":
        """Return an empty index; what was in the folder is removed."""
        if folder is not None and folder.exists():
            shutil.rmtree(folder)
        return cls(folder)

    @staticmethod
    def newest(folder: Path) -> int:
        """Return the generation that the folder's index holds, or 0."""
        sidecar = _read_sidecar(folder)
        return sidecar["generation"] if sidecar else 0

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def apply(self, added: Iterable[Entry], deleted: Iterable[int], generation: int) -> None:
        """Bring the index to a generation. Doing it twice does no harm.

        Args:
            added: those of one article together and all of them, in the order of its text.
            deleted: passages that are gone.
            generation: what the index is at afterwards.
        """
        writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        for passage in deleted:
            self._delete(writer, passage)
        for _, grouped in groupby(added, key=lambda entry: entry.article):
            entries = list(grouped)
            for entry, document in zip(entries, self._documents(entries), strict=True):
                self._delete(writer, entry.passage)
                writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self.generation = generation
        if self._folder is not None:
            _write_sidecar(self._folder, generation, len(self))

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
            document.add_integer("day", entry.published.toordinal() if entry.published else _UNDATED)
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
            filters.append(self._days(first or _UNDATED + 1, last))
        if scope.as_of:
            filters.append(self._days(_UNDATED, scope.as_of.toordinal()))
        if scope.sources:
            names = [name.casefold() for name in scope.sources]
            filters.append(tantivy.Query.term_set_query(self._schema, "source", names))
        return filters

    def _days(self, first: int | None, last: int | None) -> tantivy.Query:
        kind = tantivy.FieldType.Integer
        return tantivy.Query.range_query(self._schema, "day", kind, first, last)


def _read_sidecar(folder: Path) -> dict[str, int] | None:
    try:
        sidecar = json.loads((folder / _SIDECAR).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(sidecar, dict) or sidecar.get("format") != _FORMAT:
        return None
    named = all(isinstance(sidecar.get(name), int) for name in ("generation", "passages"))
    return sidecar if named else None


def _write_sidecar(folder: Path, generation: int, passages: int) -> None:
    part = folder / f"{_SIDECAR}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump({"format": _FORMAT, "generation": generation, "passages": passages}, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / _SIDECAR)
