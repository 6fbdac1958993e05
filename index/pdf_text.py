"""The text of printed pages: lines to paragraphs, words that were parted at a line's end made whole."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.pdf_lines import Line

__all__ = ["Page", "Paragraph", "compose", "headline_of", "paragraphs_of"]

_SMALL = 0.92  # of the body's size: notes and captions
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§¹²³⁴-⁹]+)[.)\]]?\s?\D")
_ENDS = re.compile(r"[.!?…:][\"'”’»)\]\d*†]*$")
_HYPHEN = re.compile(r"(?P<first>[^\W_]+)[-‐\u00ad]$")
_MASTHEAD_BELOW = re.compile(r"\b(?:vol(?:ume)?\b|no\.|issue\b|founded|est\.|[12]\d{3}\b)", re.IGNORECASE)
# First halves that keep their hyphen, where a text does not show it: "well-known", "self-defence".
_KEEP_HYPHEN = frozenset(
    "well self ex non all half cross high low long short so would vice anti pro semi quasi mid two three "
    "four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety".split()
)


@dataclass(frozen=True, slots=True)
class Page:
    """The columns of one page, in reading order, and what stands below its pictures."""

    columns: tuple[tuple[Line, ...], ...]
    captions: tuple[Line, ...] = ()
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of one size that belong together, and the number of the page on which they begin."""

    lines: tuple[Line, ...]
    starts_indented: bool = False
    page: int = 0

    @property
    def size(self) -> float:
        """The height of its letters."""
        return median(line.size for line in self.lines)


def compose(pages: Sequence[Page], body: float) -> str:
    """Return the text of pages: paragraphs with a blank line between, notes at the end.

    Args:
        pages: in order.
        body: the size of the body's letters.
    """
    story, notes = paragraphs_of(pages, body)
    vocabulary = Counter(
        word for block in (*story, *notes) for line in block.lines for word in _words(line.text)
    )
    return "\n\n".join(text for block in (*story, *notes) if (text := _joined(block, vocabulary)))


def paragraphs_of(pages: Sequence[Page], body: float) -> tuple[list[Paragraph], list[Paragraph]]:
    """Return the paragraphs of the text, and apart from them the footnotes."""
    story: list[Paragraph] = []
    notes: list[Paragraph] = []
    for number, page in enumerate(pages):
        notes += _paragraphs(page.captions, number)
        for column in page.columns:
            blocks, below = _without_notes(_paragraphs(column, number), body, page.height)
            notes += below
            if story and blocks and _goes_on(story[-1], blocks[0], body):
                story[-1] = Paragraph(
                    (*story[-1].lines, *blocks[0].lines), story[-1].starts_indented, story[-1].page
                )
                blocks = blocks[1:]
            story += blocks
    return story, notes


def headline_of(pages: Sequence[Page], body: float) -> str | None:
    """Return the largest text at the top of the first page, where it stands out from the body.

    The name of the paper above it, known by the date or number below it, is no headline.
    """
    blocks, _ = paragraphs_of(pages[:1], body)
    top = [block for block in blocks if block.lines[0].top < 0.6 * pages[0].height]
    large = [block for block in top if block.size >= 1.2 * body]
    if len(large) > 1 and large[0] is top[0]:
        below = _joined(top[1], Counter())
        if len(below) < 120 and _MASTHEAD_BELOW.search(below) and not _ENDS.search(below):
            large = large[1:]
    if not large:
        return None
    largest = max(block.size for block in large)
    title = next(block for block in large if block.size >= 0.97 * largest)
    text = _joined(title, Counter())
    return text if 3 < len(text) <= 250 and any(letter.isalpha() for letter in text) else None


def _words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", text)]


def _paragraphs(lines: Sequence[Line], page: int) -> list[Paragraph]:
    """Part the lines of one column: at wider gaps, indents, changes of size, and after short last lines."""
    if not lines:
        return []
    left = _usual([line.left for line in lines])
    right = max(line.right for line in lines)
    leading = _leading(lines)
    parts: list[list[Line]] = [[lines[0]]]
    for before, line in pairwise(lines):
        if _begins(before, line, (left, right), leading):
            parts.append([line])
        else:
            parts[-1].append(line)
    return [Paragraph(tuple(part), _is_indented(part[0], left), page) for part in parts]


def _usual(values: Sequence[float]) -> float:
    return Counter(round(value) for value in values).most_common(1)[0][0]


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance from line to line, in times the line's size."""
    steps = [
        (line.bottom - before.bottom) / max(line.size, 1)
        for before, line in pairwise(lines)
        if abs(line.size - before.size) < 0.1 * line.size and line.bottom > before.bottom
    ]
    return sorted(steps)[len(steps) // 3] if steps else 1.2


def _is_indented(line: Line, left: float) -> bool:
    return 0.5 * line.size < line.left - left < 5 * line.size


def _begins(before: Line, line: Line, edges: tuple[float, float], leading: float) -> bool:
    """Tell whether a line begins a paragraph."""
    if abs(line.size - before.size) > 0.12 * min(line.size, before.size):
        return True
    goes_on = line.text[:1].islower() and not _ENDS.search(before.text)
    if line.bottom - before.bottom > (leading + (0.8 if goes_on else 0.3)) * line.size:
        return True
    if line.bottom <= before.top:  # a column that was not told apart
        return True
    left, right = edges
    if _is_indented(line, left) and not _is_indented(before, left):
        return line.text[:1].isupper() or not line.text[:1].isalpha()
    if _is_indented(line, left) and line.text[:1].isupper():
        return bool(_ENDS.search(before.text))
    is_short = right - before.right > 0.18 * (right - left)
    return is_short and bool(_ENDS.search(before.text)) and not line.text[:1].islower()


def _without_notes(
    blocks: list[Paragraph], body: float, height: float
) -> tuple[list[Paragraph], list[Paragraph]]:
    """Take the footnotes off the end of a column: small paragraphs low on the page, each with a mark."""
    at = len(blocks)
    while at and blocks[at - 1].size < _SMALL * body and blocks[at - 1].lines[0].top > 0.5 * height:
        at -= 1
    while at < len(blocks) and not _NOTE.match(blocks[at].lines[0].text):
        at += 1
    return blocks[:at], blocks[at:]


def _goes_on(last: Paragraph, first: Paragraph, body: float) -> bool:
    """Tell whether the first paragraph of a column goes on with the last of the one before it."""
    if abs(last.size - first.size) > 0.08 * last.size or last.size > 1.2 * body or first.starts_indented:
        return False
    end, start = last.lines[-1].text, first.lines[0].text
    if start[:1].islower() or _HYPHEN.search(end):
        return True
    return not _ENDS.search(end) and len(last.lines) > 1 and len(end) > 15


def _joined(block: Paragraph, vocabulary: Counter[str]) -> str:
    text = block.lines[0].text
    for line in block.lines[1:]:
        found = _HYPHEN.search(text)
        if found and line.text[:1].isalnum():
            text = text[: found.end() - 1] + _hyphen(found[0], line.text, vocabulary) + line.text
        else:
            text = f"{text} {line.text}"
    return re.sub(r"[ \t]+", " ", text.replace("\u00ad", "")).strip()


def _hyphen(first: str, rest: str, vocabulary: Counter[str]) -> str:
    """Return the hyphen that belongs between two halves of a word, or nothing.

    The text itself shows it where it has the word elsewhere. Else a small letter goes on with a word
    that the setter parted, unless the first half is one that compounds begin with.
    """
    half, mark = first[:-1].casefold(), first[-1]
    other = re.match(r"[^\W_]+", rest)
    if mark == "\u00ad" or other is None:
        return ""
    second = other[0].casefold()
    whole, compound = vocabulary[half + second], vocabulary[f"{half}-{second}"]
    if whole or compound:
        return "" if whole >= compound else "-"
    if first[0].isdigit() or rest[0].isdigit() or half in _KEEP_HYPHEN:
        return "-"
    parted = rest[0].islower() or (first[:-1].isupper() and other[0].isupper() and len(half) > 1)
    return "" if parted else "-"
