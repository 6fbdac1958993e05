"""Models that read: a question and texts in, the spans that answer out.

A span is scored beside the null answer, which stands at the first token: Devlin et al., 2019 (BERT),
section 4.3.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["SPANS", "Reading", "ReadingModel", "Span", "Text", "decode", "merged"]

SPANS = 5  # the most of a text
_JOINER = "\u200d"

Logits = NDArray[np.float32]
Offsets = NDArray[np.int64]


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


def decode(logits: Logits, offsets: Offsets, first: int, longest: int) -> Reading:
    """Return the best spans of one window; none shares a token with a better one.

    Args:
        logits: to start and to end an answer, shape (tokens, 2). The first token's are the null answer's.
        offsets: the code points that each of the text's tokens spans, shape (n, 2). One that spans
            nothing neither starts nor ends an answer.
        first: which token is the text's first; n tokens from there are the text's.
        longest: the most tokens of a span.
    """
    null = float(logits[0].sum())
    scores = _scores(logits[first : first + len(offsets)], offsets, longest) - np.float32(null)
    starts, steps = np.ogrid[: len(offsets), :longest]
    spans: list[Span] = []
    while len(spans) < SPANS and np.isfinite(best := scores.max(initial=-np.inf)):
        start, step = np.unravel_index(scores.argmax(), scores.shape)
        last = start + step
        spans.append(Span(int(offsets[start, 0]), int(offsets[last, 1]), float(best)))
        scores[(starts <= last) & (starts + steps >= start)] = -np.inf
    return Reading(tuple(spans), null)


def _scores(logits: Logits, offsets: Offsets, longest: int) -> Logits:
    """Return the sum of the logits of each span, shape (n, longest): from token i, j tokens on."""
    count = len(offsets)
    lasts = np.arange(count)[:, None] + np.arange(longest)
    inside = lasts < count
    lasts = np.where(inside, lasts, 0)
    spanning = offsets[:, 0] < offsets[:, 1]
    forward = offsets[:, :1] < offsets[:, 1][lasts]
    fits = inside & forward & spanning[:, None] & spanning[lasts]
    return np.where(fits, logits[:, :1] + logits[:, 1][lasts], np.float32(-np.inf))


def merged(text: str, readings: Sequence[Reading]) -> Reading:
    """Return what the windows of a text (at least one) tell together.

    A letter is quoted with its marks, though a tokenizer may leave them out.
    """
    found = [
        (Span(*_with_marks(text, span.start, span.end), span.score), reading.null)
        for reading in readings
        for span in reading.spans
    ]
    found.sort(key=lambda pair: -pair[0].score)
    spans: list[Span] = []
    for span, _ in found:
        if len(spans) < SPANS and all(span.end <= other.start or other.end <= span.start for other in spans):
            spans.append(span)
    return Reading(tuple(spans), found[0][1] if found else readings[0].null)


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _joins(text, start):
        start -= 1
    while end < len(text) and _joins(text, end):
        end += 1
    return start, end


def _joins(text: str, at: int) -> bool:
    """Tell whether a character is of one letter or emoji with the one before it.

    The common part of the extended grapheme clusters of Unicode Standard Annex 29, section 3.1.1.
    """
    before, here = text[at - 1], text[at]
    if before.isspace() or here.isspace():
        return False
    skin = "\U0001f3fb" <= here <= "\U0001f3ff"
    return skin or _JOINER in (before, here) or unicodedata.category(here).startswith("M")
