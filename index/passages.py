"""Passages: sentence-aligned spans of an article, small enough for the encoder.

Sentences are found by sentencex (Wikimedia Foundation), which gives offsets and keeps news text
whole; docs/decisions/0006 has the comparison it was chosen by.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import sentencex

from index.article import Article
from index.head import read_head
from index.paragraphs import Span, lines, trim

__all__ = ["SPLITTER", "Passage", "encoded_text", "first_sentence", "sentence_spans", "split"]

# Names the rules below in the archive's manifest; raise it when they change.
SPLITTER = "sentencex-1"
# Passages of about three news sentences. The encoder was trained on texts of at most 128 tokens
# (model card of all-MiniLM-L6-v2), and a shorter passage dilutes a sentence less.
_TARGET = 112
# What the title may take of the encoder's window, in characters; headlines seldom have more, and
# one character is at most about one token.
_TITLE = 128
_COUNTED = 512
# Longer stretches without a sentence end (tables, one-line files) are cut before tokens are counted.
_LONGEST_SENTENCE = 2_000
_LONGEST_STRETCH = 10_000

CountTokens = Callable[[Sequence[str]], list[int]]
_CLOCK_END = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_CLOCK_NEXT = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z]{2,4}\b|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d)"
)
_TITLE_END = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|Gen|Lt|Col|Sgt|Capt|Gov|Sen|Rep|Rev|Hon)\.$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of an article. It holds no copy: `text` is the slice, so it is verbatim.

    Attributes:
        id: never reused; 0 before the passage is stored.
        start, end: code point offsets into the article's text.

    Raises:
        ValueError: the span is empty or reaches outside the text.
    """

    id: int
    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(f"no such span: {self.start}:{self.end}")

    @property
    def text(self) -> str:
        """The passage's words, as they stand in the article."""
        return self.article.text[self.start : self.end]

    @property
    def sentences(self) -> tuple[Span, ...]:
        """The spans of the passage's sentences, in code points of the article's text."""
        return sentence_spans(self.article.text, self.start, self.end)


def encoded_text(title: str | None, text: str) -> str:
    """Return what is encoded for a passage: its article's title, then the passage."""
    if not title:
        return text
    return " ".join(title[: 4 * _TITLE].split())[:_TITLE] + "\n" + text


def sentence_spans(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Return the spans of the sentences in a paragraph or a run of them, without outer space."""
    spans: list[Span] = []
    for line in _stretches(text, lines(text, start, end)):
        offset = line[0]
        joined: list[Span] = []
        # A newline inside a hard-wrapped paragraph is a space to the splitter; offsets are kept.
        flat = re.sub(r"[\r\n\t]", " ", text[line[0] : line[1]])
        for found in sentencex.get_sentence_boundaries("en", flat):
            span = trim(text, offset + found["start_index"], offset + found["end_index"])
            if span[0] == span[1]:
                continue
            if joined and _belongs(text[joined[-1][0] : joined[-1][1]], text[span[0] : span[1]]):
                joined[-1] = (joined[-1][0], span[1])
            else:
                joined.append(span)
        spans += joined
    return tuple(spans)


def _stretches(text: str, paragraphs: Iterable[Span]) -> Iterator[Span]:
    """Part paragraphs of tens of thousands of characters, on which the splitter's time is quadratic."""
    for start, end in paragraphs:
        first = start
        while end - first > _LONGEST_STRETCH:
            limit = first + _LONGEST_STRETCH
            stop = text.rfind(". ", first + _LONGEST_STRETCH // 2, limit) + 1
            cut = stop or _last_space(text, first, limit)
            yield first, cut
            first = cut
        yield first, end


def _belongs(before: str, after: str) -> bool:
    """Tell whether the splitter parted what is one sentence."""
    if after[0].islower() or not any(letter.isalnum() for letter in after):
        return True
    if _TITLE_END.search(before) and after[0].isupper():
        return True
    return _CLOCK_END.search(before) is not None and _CLOCK_NEXT.match(after) is not None


def split(article: Article, count: CountTokens, window: int) -> tuple[Span, ...]:
    """Cut the body of an article into the spans of its passages.

    They lie in order, do not overlap, and cover the body but for white space. Each fits the encoder
    together with the title.

    Args:
        article: what to cut.
        count: gives the number of the encoder's tokens in each text, special tokens left out.
        window: the most tokens that the encoder reads, special tokens (2) counted in.
    """
    title = count([encoded_text(article.title, "")])[0] if article.title else 0
    room = max(16, min(_TARGET, window - 2 - title))
    spans: list[Span] = []
    for first, last in _runs(article):
        pieces = [
            piece
            for sentence in sentence_spans(article.text, first, last)
            for piece in _chunks(article.text, *sentence)
        ]
        spans += _pack(article.text, pieces, count, room)
    return tuple(spans)


def _runs(article: Article) -> list[Span]:
    """Join the paragraphs of the body between which nothing but white space stands."""
    runs: list[Span] = []
    for start, end in read_head(article.text, article.title).body or [(0, len(article.text))]:
        if runs and not article.text[runs[-1][1] : start].strip():
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _chunks(text: str, start: int, end: int) -> list[Span]:
    """Cut a stretch that is too long to be a sentence at white space, or else anywhere."""
    chunks = []
    while end - start > _LONGEST_SENTENCE:
        cut = _last_space(text, start, start + _LONGEST_SENTENCE)
        chunks.append(trim(text, start, cut))
        start = trim(text, cut, end)[0]
    chunks.append((start, end))
    return [chunk for chunk in chunks if chunk[0] < chunk[1]]


def _last_space(text: str, start: int, end: int) -> int:
    """Return the last place after the middle at which white space stands, else `end`."""
    for at in range(end - 1, start + (end - start) // 2, -1):
        if text[at].isspace():
            return at
    return end


def _pack(text: str, pieces: list[Span], count: CountTokens, room: int) -> list[Span]:
    """Fill passages with whole sentences; only a sentence that is too long by itself is cut."""
    packed: list[Span] = []
    used = room + 1
    for (start, end), size in _counted(text, pieces, count):
        if size > room:
            packed += _halve(text, start, end, count, room)
            used = room + 1
        elif used + size <= room and end - packed[-1][0] <= _LONGEST_SENTENCE:
            packed[-1] = (packed[-1][0], end)
            used += size
        else:
            packed.append((start, end))
            used = size
    return packed


def _counted(text: str, pieces: Sequence[Span], count: CountTokens) -> Iterator[tuple[Span, int]]:
    """Give each piece with its tokens, counted some hundreds at a time: memory stays bounded."""
    for first in range(0, len(pieces), _COUNTED):
        some = pieces[first : first + _COUNTED]
        yield from zip(some, count([text[start:end] for start, end in some]), strict=True)


def _halve(text: str, start: int, end: int, count: CountTokens, room: int) -> list[Span]:
    """Cut a sentence near its middle, at white space where there is some, until each part fits."""
    if end - start < 2 or count([text[start:end]])[0] <= room:
        return [(start, end)]
    middle = _last_space(text, start, start + (end - start + 1) // 2 + 1)
    middle = min(max(middle, start + 1), end - 1)
    halves = [trim(text, start, middle), trim(text, middle, end)]
    return [part for half in halves if half[0] < half[1] for part in _halve(text, *half, count, room)]


def first_sentence(article: Article) -> str:
    """Return the first sentence of the body: what stands in for a headline that is not there."""
    start, end = _runs(article)[0]
    spans = sentence_spans(article.text, start, end) or ((start, end),)
    return article.text[spans[0][0] : spans[0][1]]
