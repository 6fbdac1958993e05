"""Words and lines of a printed page, with their boxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

__all__ = ["Line", "Word", "body_size", "lines_of"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box; x grows to the right and y downwards, in points.

    Attributes:
        size: the height of its font.
        run: which words were drawn one after the other on one line.
        glued: it was drawn straight behind the word before it, without a space.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    run: int = 0
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column, in the terms of `Word`."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def body_size(words: Sequence[Word]) -> float:
    """Return the size that half of all letters are smaller than or have."""
    seen, half = 0, sum(len(word.text) for word in words) / 2
    for word in sorted(words, key=lambda word: word.size):
        seen += len(word.text)
        if seen >= half:
            return word.size
    return 1.0


def lines_of(words: Sequence[Word]) -> list[Line]:
    """Join the words of one column to lines: those whose heights overlap by half stand on one line."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (_middle(word), word.left)):
        if rows and any(_beside(word, other) for other in rows[-1][-8:]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_line(sorted(row, key=lambda word: word.left)) for row in rows]


def _middle(word: Word) -> float:
    return (word.top + word.bottom) / 2


def _beside(word: Word, other: Word) -> bool:
    shared = min(word.bottom, other.bottom) - max(word.top, other.top)
    return shared > 0.5 * min(word.bottom - word.top, other.bottom - other.top)


def _line(row: list[Word]) -> Line:
    pieces = [row[0].text]
    for before, word in pairwise(row):
        # A superscript, or a letter of another font, is drawn apart and stands close.
        apart = not word.glued or word.left - before.right > 0.1 * min(word.size, before.size)
        pieces.append(f" {word.text}" if apart else word.text)
    size = median(word.size for word in row for _ in word.text)
    box = [word for word in row if word.size > 0.8 * size]
    return Line(
        "".join(pieces),
        row[0].left,
        min(word.top for word in box),
        max(word.right for word in row),
        max(word.bottom for word in box),
        size,
    )
