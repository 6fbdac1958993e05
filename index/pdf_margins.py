"""What stands in the margins of printed pages: running heads and page numbers, which are no text."""

import re
from collections import Counter
from collections.abc import Sequence

from index.pdf_lines import Line, Word, lines_of

__all__ = ["without_margins"]

_MARGIN = 0.09  # of a page's height
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|p\.)?\s*[A-D]?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—|\s]*", re.IGNORECASE
)


def without_margins(pages: Sequence[tuple[Sequence[Word], float]]) -> tuple[list[list[Word]], list[Line]]:
    """Take page numbers off the pages, and lines that several have in their margins.

    Args:
        pages: the words and the height of each.

    Returns:
        the words that are left of each page, and the running head of the first, which may tell the date.
    """
    margins = [_margin_lines(words, height) for words, height in pages]
    seen = Counter(pattern for lines in margins for pattern in {_pattern(line.text) for line in lines})
    left: list[list[Word]] = []
    head: list[Line] = []
    for (words, height), lines in zip(pages, margins, strict=True):
        taken = [line for line in lines if _is_number(line.text) or seen[_pattern(line.text)] > 1]
        if not left:
            head = [line for line in taken if line.bottom < height / 2 and not _is_number(line.text)]
        left.append([word for word in words if not any(_stands_in(word, line) for line in taken)])
    return left, head


def _margin_lines(words: Sequence[Word], height: float) -> list[Line]:
    top, bottom = _MARGIN * height, (1 - _MARGIN) * height
    return lines_of([word for word in words if word.bottom < top or word.top > bottom])


def _pattern(text: str) -> str:
    """Return a line's words in any order, as left and right pages have them, and figures as such."""
    words = re.sub(r"\b[a-d]?\d+", "0", text.casefold()).split()
    return " ".join(sorted(words))


def _is_number(text: str) -> bool:
    return _PAGE_NUMBER.fullmatch(text) is not None


def _stands_in(word: Word, line: Line) -> bool:
    middle = (word.top + word.bottom) / 2
    return line.top <= middle <= line.bottom and line.left <= word.left and word.right <= line.right
