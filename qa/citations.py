"""Citation and Sentence: what is said, and the words it rests on."""

from dataclasses import dataclass
from typing import Literal

from index.article import Article, Listed

__all__ = ["Citation", "Sentence"]

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
class Sentence:
    """One sentence of an answer.

    A quote is its citation's words. A written sentence is a chat model's. A note comes from a fixed
    template, claims nothing and cites nothing.

    Raises:
        ValueError: the parts contradict each other.
    """

    text: str
    kind: Kind
    citations: tuple[Citation, ...]
    verdict: Verdict

    def __post_init__(self) -> None:
        match self.kind:
            case "quote":
                quoted = len(self.citations) == 1 and self.text == self.citations[0].quote
                if not quoted or self.verdict != "verbatim":
                    raise ValueError("a quote is the words of its one citation, and verbatim")
            case "note":
                if self.citations or self.verdict != "none":
                    raise ValueError("a note cites nothing and has no verdict")
            case "written":
                if self.verdict not in ("checked", "unsupported"):
                    raise ValueError("a written sentence is checked or unsupported")
                if self.verdict == "checked" and not self.citations:
                    raise ValueError("a checked sentence has a citation")

    @classmethod
    def quoting(cls, citation: Citation) -> "Sentence":
        """Return the sentence that is a citation's words."""
        return cls(citation.quote, "quote", (citation,), "verbatim")
