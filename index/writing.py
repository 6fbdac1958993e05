"""Articles into the catalogue: what is new or changed is cut, encoded and committed in batches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrivals import Arrivals, Outcome
from index.article import Arrival, Article, Skipped, Unchanged
from index.block import Rows
from index.catalogue import Catalogue
from index.encoder import Encoder
from index.errors import ArchiveError
from index.facts import Facts, facts_of, in_language
from index.paragraphs import Span
from index.passages import encoded_text, split

__all__ = ["BATCH", "Batches", "store"]

# One transaction for about this many passages: a second or two of encoding on two cores, so that
# little is lost with the process, and the commit's cost is small beside it.
BATCH = 128


@dataclass(frozen=True, slots=True)
class _Pending:
    article: Article
    outcome: Outcome
    spans: tuple[Span, ...]
    facts: Facts


def store(
    catalogue: Catalogue,
    encoder: Encoder,
    articles: Iterable[Arrival],
) -> Iterator[list[Outcome]]:
    """Store articles; give the outcomes of each transaction after it, and of what needs none at once."""
    arrivals = Arrivals(catalogue)
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
            if outcome is None:
                continue
            if outcome.action == "unchanged":
                if arrivals.has_moved(article):
                    batches.note_file(article)
                yield [outcome]
                continue
            batches.take(article, outcome)
            if batches.waiting >= BATCH:
                arrivals.let_go()
                yield batches.commit()
        for article, outcome in arrivals.returned():
            batches.take(article, outcome)
            if batches.waiting >= BATCH:
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

    def note_file(self, article: Article) -> None:
        """Note that an article that did not change lies in another file now."""
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
