"""What is right, found in the archive: the articles and the spans that a question names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.archive import Archive
from index.article import Article
from index.passages import Passage
from qa.evaluation.asked import Asked

__all__ = ["Gold", "Span", "find_quote", "locate", "overlap", "relevant_passages"]

# An article's id, and code points of its text.
Span = tuple[str, int, int]


@dataclass(slots=True)
class Gold:
    """The right articles and spans of one question, as far as the archive has them.

    Attributes:
        missing: what the question names and the archive does not have.
        asked_for: how many different articles it names.
    """

    articles: dict[str, Article] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    asked_for: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether articles are named and the archive has them all: only then a ranking can be judged."""
        return bool(self.articles) and len(self.articles) == self.asked_for


def locate(asked: Asked, archive: Archive) -> Gold:
    """Find the articles, quotes and places that a question names."""
    gold = Gold()
    for name in asked.articles:
        article = archive.find(name)
        if article is None:
            gold.missing.append(f"article {name!r}")
            gold.asked_for += 1
        else:
            gold.articles[article.id] = article
    gold.asked_for += len(gold.articles)
    for quote in asked.quotes:
        found = [
            (article.id, start, end)
            for article in gold.articles.values()
            for start, end in find_quote(article.text, quote)
        ]
        gold.spans += found
        if gold.articles and not found:
            gold.missing.append(f"quote {quote[:60]!r}")
    for place in asked.places:
        article = archive.find(place.article)
        if article is not None and place.end <= len(article.text):
            gold.spans.append((article.id, place.start, place.end))
    gold.spans = list(dict.fromkeys(gold.spans))
    return gold


def find_quote(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Find every place of a quote in a text, in code points; white space may differ."""
    words = [re.escape(word) for word in quote.split()]
    if words:
        for found in re.finditer(r"\s+".join(words), text):
            yield found.span()


def overlap(one: Span, other: Span) -> int:
    """Return how many characters two spans share."""
    if one[0] != other[0]:
        return 0
    return max(0, min(one[2], other[2]) - max(one[1], other[1]))


def relevant_passages(gold: Gold, archive: Archive) -> set[int]:
    """Return the ids of the passages that hold a right span: at least half of it, or the most of it."""
    relevant: set[int] = set()
    passages = {name: archive.passages_of(article) for name, article in gold.articles.items()}
    for span in gold.spans:
        shares = {passage.id: overlap(_span(passage), span) for passage in passages.get(span[0], ())}
        most = max(shares.values(), default=0)
        if most:
            half = (span[2] - span[1]) / 2
            relevant |= {number for number, share in shares.items() if share >= min(half, most)}
    return relevant


def _span(passage: Passage) -> Span:
    return passage.article.id, passage.start, passage.end
