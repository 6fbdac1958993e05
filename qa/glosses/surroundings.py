"""What stands around a quoted sentence: the article's body, the sentences near by, who is quoted where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from index.head import read_head
from index.paragraphs import SENTENCE_END, Span
from index.passages import sentence_spans

__all__ = ["Surroundings", "surroundings_of"]

_BEFORE = 2  # sentences in which an antecedent is looked for
_LONGEST = 100_000  # characters of an article; more is a book or a dump, in which names mean little
_LONGEST_QUOTATION = 1_500
_MOST_QUOTATIONS = 200  # in three paragraphs
_OPENS = "“‘\"'"
_CLOSES = {"“": "”", "‘": "’", '"': '"', "'": "'"}
_STOPPED = ",.?!…–—"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A sentence and what stands around it; all spans are code points of the article's text.

    Attributes:
        flat: the text, as long as it is, on one line a paragraph of the body, and blank lines elsewhere.
        paragraph: the one in which the sentence stands.
        before: the sentences just before it, at most two, the last one last; none before a subheading.
        quotations: where others' words are quoted in those and in the paragraph, marks included.
    """

    flat: str
    start: int
    end: int
    paragraph: Span
    before: tuple[Span, ...]
    quotations: tuple[Span, ...]

    def is_quoted(self, place: int) -> bool:
        """Tell whether a place lies in a quotation."""
        return any(first <= place < last for first, last in self.quotations)

    def quotation_of(self, start: int, end: int) -> Span | None:
        """Return the quotation in which a span lies whole."""
        return next(((one, two) for one, two in self.quotations if one <= start and end <= two), None)

    def unquoted(self, start: int, end: int) -> str:
        """Return a part of the flat text in which what is quoted is blank."""
        letters = list(self.flat[start:end])
        for first, last in self.quotations:
            one, two = max(first, start) - start, min(last, end) - start
            if one < two:
                letters[one:two] = " " * (two - one)
        return "".join(letters)


def surroundings_of(article: Article, start: int, end: int) -> Surroundings | None:
    """Return what stands around a sentence; None where it is no part of the body, or of what is no news."""
    text = article.text
    if len(text) > _LONGEST:
        return None
    body = read_head(text, article.title).body or [(0, len(text))]
    inside = [place for place, (first, last) in enumerate(body) if first <= start < last]
    if not inside:
        return None
    place = inside[-1]
    near = [body[place]]
    for paragraph in reversed(body[max(0, place - _BEFORE) : place]):
        if not SENTENCE_END.search(text[slice(*paragraph)]):
            break  # a subheading
        near.insert(0, paragraph)
    before = [span for paragraph in near for span in sentence_spans(text, *paragraph) if span[1] <= start]
    quotations = [span for paragraph in near for span in _quotations(text, *paragraph)]
    if len(quotations) > _MOST_QUOTATIONS:
        return None
    return Surroundings(
        _flat(text, body), start, end, body[place], tuple(before[-_BEFORE:]), tuple(quotations)
    )


def _flat(text: str, body: Sequence[Span]) -> str:
    parts, at = [], 0
    for first, last in body:
        parts += ["\n" * (first - at), re.sub(r"\s", " ", text[first:last])]
        at = last
    return "".join(parts) + "\n" * (len(text) - at)


def _quotations(text: str, start: int, end: int) -> list[Span]:
    """Return where a paragraph quotes, marks included; what is not closed reaches to its end."""
    found: list[Span] = []
    place = start
    while place < end:
        if text[place] in _OPENS and _opens(text, place, start):
            last = _closing(text, place, min(end, place + _LONGEST_QUOTATION))
            if last is not None:
                found.append((place, last))
                place = last
                continue
            if text[place] in '“"':
                found.append((place, end))
                break
        place += 1
    return found


def _opens(text: str, place: int, start: int) -> bool:
    before, after = text[place - 1] if place > start else " ", text[place + 1 : place + 2]
    return not (before.isalnum() or after.isspace() or not after)


def _closing(text: str, place: int, end: int) -> int | None:
    """Return where a quotation ends; an apostrophe, and that of a plural, close none."""
    close = _CLOSES[text[place]]
    loose = None
    if text.find(close, place + 1, end) < 0:
        return None
    for at in range(place + 1, end):
        if text[at] == close:
            if close in '”"':
                return at + 1
            if text[at + 1 : at + 2].isalnum() or text[at - 1].isspace():
                continue
            if text[at - 1] in _STOPPED or text[at - 1] != "s":
                return at + 1
            loose = loose or at + 1
        elif loose and text[at] == text[place]:
            return loose
    return loose
