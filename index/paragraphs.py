"""Paragraphs and lines of a text, as spans; a newline may end a paragraph or just a line of it."""

import re

__all__ = ["SENTENCE_END", "Span", "lines", "paragraphs", "trim"]

Span = tuple[int, int]  # the first code point, and the one after the last

SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_NEWLINES = re.compile(r"(?:\r\n|\n|\r)\s*")
_LINE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")


def paragraphs(text: str, start: int = 0) -> list[Span]:
    """Return the spans of the paragraphs, stripped of white space.

    A line is a paragraph, unless the text is hard-wrapped: then blank lines and indents part them.
    """
    lines = [(found.start(), found.end()) for found in re.compile(r"[^\r\n]+").finditer(text, start)]
    lines = [span for span in (trim(text, *line) for line in lines) if span[0] < span[1]]
    if not _is_hard_wrapped([text[first:last] for first, last in lines]):
        return lines
    blocks: list[Span] = []
    for first, last in lines:
        if blocks and _continues(text, blocks[-1], first):
            blocks[-1] = (blocks[-1][0], last)
        else:
            blocks.append((first, last))
    return blocks


def _is_hard_wrapped(lines: list[str]) -> bool:
    """Tell whether newlines fall inside sentences: lines of like length, few ending in a stop."""
    inner = [line for line in lines if len(line) > 40]
    if len(inner) < 3 or max(map(len, lines)) > 110:
        return False
    return sum(bool(SENTENCE_END.search(line)) for line in inner) < 0.5 * len(inner)


def _continues(text: str, block: Span, start: int) -> bool:
    """Tell whether the line at `start` goes on with the paragraph before it."""
    gap = text[block[1] : start]
    newlines = gap.count("\n") or gap.count("\r")
    indented = bool(re.search(r"[\r\n][ \t]{2,}$", gap))
    return newlines == 1 and not indented


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def lines(text: str, start: int, end: int) -> list[Span]:
    """Part a run at its paragraph ends: blank lines, and newlines after a sentence's end.

    Inside a hard-wrapped paragraph a newline follows a word; between two lines that are paragraphs
    of their own, the first ends in a stop, or (a subheading) the next begins with a capital.
    """
    parts, at = [], start
    line_start = start
    for found in _NEWLINES.finditer(text, start, end):
        gap = found[0]
        newlines = gap.count("\n") or gap.count("\r")
        line = text[line_start : found.start()].rstrip()
        ends = _LINE_END.search(line[-8:]) is not None
        short = len(line) < 45 and not text[found.end() : found.end() + 1].islower()
        if newlines > 1 or ends or short or re.search(r"[\r\n][ \t]{2,}$", gap[-80:]):
            parts.append((at, found.start()))
            at = found.end()
        line_start = found.end()
    parts.append((at, end))
    return [span for span in (trim(text, *part) for part in parts) if span[0] < span[1]]
