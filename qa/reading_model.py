"""Models that read: a question and texts in, the spans that answer out.

A span is scored beside the null answer, which stands at the first token: Devlin et al., 2019 (BERT),
section 4.3.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Reading", "ReadingModel", "Span", "Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """What is read: answers are found in the text; the head is read with it, and never quoted.

    Attributes:
        head: the article's title and day; may be empty.
    """

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A span of a text that may answer.

    Attributes:
        start, end: code point offsets into the text.
        score: the logits of its first and its last token, less the null score of the same window.
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model reads in one text.

    Attributes:
        spans: at most 5, the best first; none overlaps a better one.
        null: the null score, in logits, of the window that the best span lies in.
    """

    spans: tuple[Span, ...]
    null: float

    @property
    def score(self) -> float:
        """The best span's score; minus infinity where there is none."""
        return self.spans[0].score if self.spans else -math.inf


class ReadingModel(Protocol):
    """Finds the spans of texts that answer a question.

    Attributes:
        name: what a user calls it.
        identity: names the weights; scores of two identities cannot be compared.
    """

    @property
    def name(self) -> str:
        """See the class."""

    @property
    def identity(self) -> str:
        """See the class."""

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """Return a reading for each text, in their order.

        Raises:
            ReaderUnavailable: the model cannot be loaded.
        """
