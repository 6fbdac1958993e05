"""Stated, Part and Finding: what was found for a question, before it is put into words and citations."""

from dataclasses import dataclass

from index.dates import day_of
from index.paragraphs import Span
from index.passages import Passage

__all__ = ["Finding", "Part", "Stated"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence of the evidence.

    Attributes:
        passage: the stored passage that holds it.
        start, end: in code points of the article's text.
    """

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.passage.article.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where it stands in its article's text."""
        return self.start, self.end

    @property
    def day(self) -> int:
        """The day of its report, counted as `date.toordinal` does; 0 where that is not known."""
        published = self.passage.article.published
        return day_of(published).toordinal() if published else 0


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence to quote.

    Attributes:
        note: what is said before it, in words of a fixed template.
    """

    stated: Stated
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said, in order, and how sure it is.

    Attributes:
        confidence: the chance that the first part answers, from 0 to 1.
        short: the words of the first part that answer by themselves, where the question asks for such:
            sure or not.
        likeliest: those words, or where reports differ or several sentences answer, the best span's.
        nearest: sentences about the nearest thing, for when the parts are not sure enough.
    """

    parts: tuple[Part, ...]
    confidence: float
    short: str | None = None
    likeliest: str | None = None
    nearest: tuple[Stated, ...] = ()
