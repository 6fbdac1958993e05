"""Articles into the catalogue: what is new or changed is cut, encoded and committed in batches."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from index.article import Article, Skipped, Unchanged, digest_of
from index.block import Rows
from index.catalogue import Catalogue
from index.encoder import Encoder
from index.errors import ArchiveError
from index.facts import Facts, facts_of, in_language
from index.paragraphs import Span
from index.passages import encoded_text, split
from index.snapshot import Known, Snapshot

__all__ = ["BATCH", "Batches", "Outcome", "store"]

# One transaction for about this many passages: a second or two of encoding on two cores, so that
# little is lost with the process, and the commit's cost is small beside it.
BATCH = 128


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done with one article or file, said after it was committed.

    Attributes:
        name: the article's key, or the skipped file.
        note: why it was skipped, or what else there is to say.
    """

    action: Literal["added", "updated", "unchanged", "skipped"]
    name: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Pending:
    article: Article
    outcome: Outcome
    spans: tuple[Span, ...]
    facts: Facts


class _Arrivals:
    """Tells of each article whether it is new, changed or known, and keeps two with one key apart."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._reading = ExitStack()
        self._snapshot: Snapshot | None = None
        self._seen: dict[str, str] = {}  # the keys of this run -> digests
        self._files: dict[str, str] = {}  # the files of this run that are one article -> keys

    def place(self, article: Article) -> tuple[Article, Outcome]:
        """Return the article under the key it is stored by, and what is to be done with it."""
        with self._catalogue.errors():
            return self._place(article)

    def _place(self, article: Article) -> tuple[Article, Outcome]:
        if self._snapshot is None:
            self._snapshot = self._reading.enter_context(self._catalogue.read())
        snapshot = self._snapshot
        if article.path in self._files and _is_named_by_path(article):
            article = replace(article, key=self._files[article.path])
        # A file keeps the key that it came by, from whichever folder above it is read.
        same_file = snapshot.known_by_path(article.path or "")
        if same_file and _is_named_by_path(article) and same_file.key not in self._seen:
            article = replace(article, key=same_file.key)
        known = snapshot.known(article.key)
        note = self._conflict(article, known)
        own = self._own_key(article)
        stored = snapshot.known(own)
        # Kept apart before, so kept apart again, in whatever order the two come.
        if note is not None or (stored is not None and stored.digest == article.digest):
            article, known = replace(article, key=own), stored
        if article.path and (_is_named_by_path(article) or same_file is not None):
            self._files[article.path] = article.key
        repeated = self._seen.get(article.key) == article.digest
        self._seen[article.key] = article.digest
        if repeated:
            return article, Outcome("unchanged", article.key, "the same text twice in one run")
        if known is None:
            return article, Outcome("added", article.key, note)
        if known.digest == article.digest:
            return article, Outcome("unchanged", article.key, note)
        return article, Outcome("updated", article.key, note)

    def file_of(self, article: Article) -> str | None:
        """Return the file that a stored article was read from."""
        known = self._snapshot.known(article.key) if self._snapshot else None
        return known.path if known else None

    def let_go(self) -> None:
        """End the read transaction that the articles since the last commit were compared in."""
        self._snapshot = None
        self._reading.close()

    def _conflict(self, article: Article, known: Known | None) -> str | None:
        """Say why the key is another article's, where it is."""
        digest = self._seen.get(article.key)
        if digest is not None and digest != article.digest:
            return f"{article.key} stands twice in this run with different texts: both are kept"
        if known is None or known.digest == article.digest or known.path == article.path:
            return None
        by_name = _is_named_by_path(article) or (known.path or "").endswith(f"/{known.key}")
        if known.path and article.path and by_name and os.path.exists(known.path):
            return f"{article.key} is also the name of {known.path}: both are kept"
        return None

    @staticmethod
    def _own_key(article: Article) -> str:
        """Tell two articles with one key apart: by the file where the key is one, else by the text."""
        ground = article.path if _is_named_by_path(article) and article.path else article.digest
        return f"{article.key}~{digest_of(ground.encode('utf-8', 'surrogateescape'))[:8]}"


def _is_named_by_path(article: Article) -> bool:
    """Whether the key is the file's name, below the folder that was indexed."""
    return article.path is not None and f"/{article.path.replace(os.sep, '/')}".endswith(f"/{article.key}")


def store(
    catalogue: Catalogue,
    encoder: Encoder,
    articles: Iterable[Article | Skipped | Unchanged],
) -> Iterator[list[Outcome]]:
    """Store articles; give the outcomes of each transaction after it, and of what needs none at once."""
    arrivals = _Arrivals(catalogue)
    batches = Batches(catalogue, encoder)
    try:
        for incoming in articles:
            if isinstance(incoming, Skipped):
                yield [Outcome("skipped", incoming.path, incoming.reason)]
                continue
            if isinstance(incoming, Unchanged):
                yield [Outcome("unchanged", incoming.url)]
                continue
            article, outcome = arrivals.place(incoming)
            if outcome.action == "unchanged":
                batches.note_file(article, arrivals.file_of(article))
                yield [outcome]
                continue
            batches.take(article, outcome)
            if batches.waiting >= BATCH:
                arrivals.let_go()
                yield batches.commit()
    finally:
        arrivals.let_go()
    yield batches.commit()


class Batches:
    """Articles on their way into the catalogue, some of them at a time."""

    def __init__(self, catalogue: Catalogue, encoder: Encoder) -> None:
        self._catalogue = catalogue
        self._encoder = encoder
        self._pending: list[_Pending] = []
        self.waiting = 0
        self._moved: dict[str, str | None] = {}  # ids -> files
        with catalogue.read() as snapshot:
            self._last = snapshot.manifest().generation

    def take(self, article: Article, outcome: Outcome) -> None:
        """Cut an article, to be stored with the next commit."""
        article = in_language(article)
        spans = split(article, self._encoder.count, self._encoder.window)
        self._pending.append(_Pending(article, outcome, spans, facts_of(article, spans)))
        self.waiting += len(spans)

    def note_file(self, article: Article, before: str | None) -> None:
        """Note that an article that did not change lies in another file now, where the old one is gone."""
        if article.path != before and not (before and os.path.lexists(before)):
            self._moved[article.id] = article.path

    def commit(self) -> list[Outcome]:
        """Encode and store what waits, in one transaction; return its outcomes.

        Raises:
            ArchiveError: another archive has taken this one's place.
        """
        pending, self._pending, self.waiting = self._pending, [], 0
        moved, self._moved = self._moved, {}
        if not pending and not moved:
            return []
        vectors = self._encode(pending)
        with self._catalogue.write() as transaction:
            if transaction.before != self._last:
                raise ArchiveError("the archive was replaced by another while this ran: run it again")
            for article_id, path in moved.items():
                transaction.move(article_id, path)
            at = 0
            for item in pending:
                rows = vectors[at : at + len(item.spans)]
                transaction.put(item.article, item.spans, item.facts, rows, self._encoder.backend)
                at += len(item.spans)
        self._last = transaction.generation
        return [item.outcome for item in pending]

    def _encode(self, pending: Sequence[_Pending]) -> Rows:
        """Return a row for each passage: zeros where the encoder does not know the language."""
        known = self._encoder.languages
        spans = [(item.article, span) for item in pending for span in item.spans]
        is_read = [known is None or article.language in (None, *known) for article, _ in spans]
        texts = [
            encoded_text(article.title, article.text[start:end])
            for (article, (start, end)), is_one in zip(spans, is_read, strict=True)
            if is_one
        ]
        rows = np.zeros((len(spans), self._encoder.dimension), np.float32)
        rows[np.array(is_read, np.bool_)] = self._encoder.encode(texts)
        return rows
