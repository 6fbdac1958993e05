"""What is derived from an article when it is stored: its language, days told of, a fingerprint."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.article import Article
from index.dates import DateRange
from index.duplicates import Fingerprint, fingerprint
from index.languages import language_of
from index.paragraphs import Span
from index.told import told_dates

__all__ = ["Facts", "Told", "facts_of", "in_language"]


@dataclass(frozen=True, slots=True)
class Told:
    """Days that a passage tells of, and the words that name them.

    Attributes:
        start, end: of the words, in code points of the article's text.
    """

    days: DateRange
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is derived from one article.

    Attributes:
        told: for each of its passages, in order.
        fingerprint: what copies of it are known by.
    """

    told: tuple[tuple[Told, ...], ...]
    fingerprint: Fingerprint


def in_language(article: Article) -> Article:
    """Return the article with its language."""
    if article.language is not None:
        return article
    return replace(article, language=language_of(f"{article.title or ''}\n{article.text.strip()}"))


def facts_of(article: Article, spans: Sequence[Span]) -> Facts:
    """Derive an article's facts.

    Args:
        article: with its language.
        spans: its passages, in order.
    """
    # Of the whole text: what "two days later" counts from may stand in the passage before.
    found = [
        Told(named.range, named.start, named.end) for named in told_dates(article.text, article.published)
    ]
    told = tuple(
        tuple(item for item in found if start <= item.start and item.end <= end) for start, end in spans
    )
    return Facts(told, fingerprint(article, "\n".join(article.text[start:end] for start, end in spans)))
