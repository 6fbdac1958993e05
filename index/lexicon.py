"""Search by words, BM25 (Robertson and Zaragoza, 2009): the only module that imports tantivy.

Derived, like the vectors: a sidecar file names the generation of the catalogue that the index
holds. It is written after the index is committed, so it can only lag, and replaying the change log
from it is idempotent.
"""

import json
import math
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import tantivy

from index.errors import IndexDamaged

__all__ = ["Entry", "Lexicon", "Scope"]

_FORMAT = 1
_SIDECAR = "generation.json"
_HEAP = 64_000_000  # bytes; tantivy's writer takes at least 15 MB a thread
# A word of the title says as much of a passage as one in it, half as surely: the title is the
# article's, the passage one place in it.
_TITLE_WEIGHT = 0.5
_UNDATED = 0
# Questions are ask-words and function words around a few that matter. Tantivy's English list has
# no question words.
_QUESTION_WORDS = frozenset(
    """a about after all also am an and any anything are as at be been before being between but by
    can could did do does doing down during each every everything for from further give had happen
    happened happens has have having he her here hers him his how i if in into is it its itself
    just know let like made make many may me might more most much must my news no nor not now of off
    on once only or other our out over own please really said say says she should show so some
    something tell than that the their them then there these they thing things this those through
    to told too under until up us very was we were what what's when where which while who whom who's
    whose why will with would you your""".split()
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of one passage."""

    passage: int
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
        schema.add_text_field("title", tokenizer_name="news", index_option="freq")
        schema.add_text_field("body", tokenizer_name="news", index_option="freq")
        self._schema = schema.build()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder) if folder else None)
        self._analyzer = _analyzer()
        self._index.register_tokenizer("news", self._analyzer)
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
        """Bring the index to a generation. Doing it twice does no harm."""
        writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        for passage in deleted:
            self._delete(writer, passage)
        for entry in added:
            self._delete(writer, entry.passage)
            writer.add_document(self._document(entry))
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

    def _document(self, entry: Entry) -> tantivy.Document:
        document = tantivy.Document()
        document.add_unsigned("passage", entry.passage)
        document.add_integer("day", entry.published.toordinal() if entry.published else _UNDATED)
        if entry.source:
            document.add_text("source", entry.source.casefold())
        document.add_text("title", entry.title or "")
        document.add_text("body", entry.text)
        return document

    def words(self, text: str) -> list[str]:
        """Return the content words of a text, stemmed as the index stems them."""
        kept = " ".join(
            word for word in re.findall(r"[\w'’.-]+", text) if word.lower() not in _QUESTION_WORDS
        )
        return list(dict.fromkeys(self._analyzer.analyze(kept)))

    def weights(self, text: str) -> dict[str, float]:
        """Return the content words of a text with BM25's weight of each: log(1 + (N-n+.5)/(n+.5))."""
        total = len(self)
        counts = {word: self._searcher.doc_freq("body", word) for word in self.words(text)}
        return {word: math.log1p((total - count + 0.5) / (count + 0.5)) for word, count in counts.items()}

    def search(self, text: str, k: int, scope: Scope) -> list[tuple[int, float]]:
        """Return the ids and BM25 scores of the best passages, best first.

        Args:
            text: any words; nothing in them is query syntax.
            k: the most to return.
            scope: what may be found, applied before ranking.

        Raises:
            IndexDamaged: its files cannot be read.
        """
        words = self.words(text)
        if not words or k < 1 or not len(self):
            return []
        clauses = []
        for word in words:
            body = tantivy.Query.term_query(self._schema, "body", word, "freq")
            title = tantivy.Query.term_query(self._schema, "title", word, "freq")
            clauses.append(body)
            clauses.append(tantivy.Query.boost_query(title, _TITLE_WEIGHT))
        ranked = tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])
        required = [
            (tantivy.Occur.Must, tantivy.Query.boost_query(query, 0.0)) for query in self._filters(scope)
        ]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, ranked), *required])
        try:
            hits = self._searcher.search(query, limit=k, count=False).hits
            return [(int(self._searcher.doc(at)["passage"][0]), float(score)) for score, at in hits]
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


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


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
