"""Citation, Gloss and Sentence: what is said, the words it rests on, and what these leave open."""

from dataclasses import dataclass
from typing import Literal

from index.article import Article, Listed

__all__ = ["Citation", "Gloss", "Sentence"]

Kind = Literal["quote", "written", "note"]
Verdict = Literal["verbatim", "checked", "unsupported", "none"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of an article, cited under a number. The quotation is the slice: it cannot be false.

    Attributes:
        marker: counts from 1 within an answer.
        start, end: code point offsets into the article's text.
        also: the other articles that tell the same story, the newest first.

    Raises:
        ValueError: the marker is below 1, or the span is empty or outside the text.
    """

    marker: int
    article: Article
    start: int
    end: int
    also: tuple[Listed, ...] = ()

    def __post_init__(self) -> None:
        if self.marker < 1:
            raise ValueError("markers count from 1")
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(f"no such span: {self.start}:{self.end}")

    @property
    def quote(self) -> str:
        """The cited words, as they stand in the article."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Gloss:
    """What some words of a quotation mean, said outside it: "on Tuesday" is 27 July 2021.

    Attributes:
        kind: days, whom or what the words stand for, or who says them.
        start, end: of the words, in code points of the article's text.
        meaning: a date as the citations write it; else words of the article.
        at: where the words of `meaning` stand in the article; None for days.

    Raises:
        ValueError: there are no such words, nothing is meant by them, or it stands nowhere.
    """

    kind: Literal["date", "referent", "speaker"]
    start: int
    end: int
    meaning: str
    at: tuple[int, int] | None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or not self.meaning.strip():
            raise ValueError("a gloss says what some words mean")
        if (self.kind == "date") != (self.at is None):
            raise ValueError("a gloss is words of the article, unless it is a date")

    def is_of(self, citation: Citation) -> bool:
        """Tell whether the words lie in a quotation, and what they stand for in its article."""
        inside = citation.start <= self.start and self.end <= citation.end
        if self.at is None:
            return inside
        first, last = self.at
        return inside and first >= 0 and citation.article.text[first:last] == self.meaning


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer.

    A quote is its citation's words. A written sentence is a chat model's. A note comes from a fixed
    template, claims nothing and cites nothing.

    Attributes:
        glosses: what a quote leaves open, in the order of its words; never a part of it.

    Raises:
        ValueError: the parts contradict each other.
    """

    text: str
    kind: Kind
    citations: tuple[Citation, ...]
    verdict: Verdict
    glosses: tuple[Gloss, ...] = ()

    def __post_init__(self) -> None:
        if self.glosses and self.kind != "quote":
            raise ValueError("what is not quoted leaves nothing open")
        match self.kind:
            case "quote":
                quoted = len(self.citations) == 1 and self.text == self.citations[0].quote
                if not quoted or self.verdict != "verbatim":
                    raise ValueError("a quote is the words of its one citation, and verbatim")
                if not all(gloss.is_of(self.citations[0]) for gloss in self.glosses):
                    raise ValueError("a gloss is of words of its quote, in words of its article")
            case "note":
                if self.citations or self.verdict != "none":
                    raise ValueError("a note cites nothing and has no verdict")
            case "written":
                if self.verdict not in ("checked", "unsupported"):
                    raise ValueError("a written sentence is checked or unsupported")
                if self.verdict == "checked" and not self.citations:
                    raise ValueError("a checked sentence has a citation")

    @classmethod
    def quoting(cls, citation: Citation, glosses: tuple[Gloss, ...] = ()) -> "Sentence":
        """Return the sentence that is a citation's words."""
        return cls(citation.quote, "quote", (citation,), "verbatim", glosses)
