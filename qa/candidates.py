"""Candidates: spans that a reading model found, each with the sentence that holds it and its measures."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.archive import Archive
from index.dateline import find_dateline
from index.paragraphs import Span
from qa.findings import Stated
from qa.questions import NUMBER, TIME, Wanted, missing_names, wanted
from qa.reading.excerpts import Excerpt
from qa.reading.model import Reading

__all__ = ["MEASURES", "Candidate", "Measures", "candidates_of"]

MEASURES = (
    "span",  # the reading model's score of the span, beside its null score
    "null",  # that null score
    "rank",  # ln(1 + the place of the excerpt among those found)
    "cosine",  # of the question and the passage with its title
    "sentence_cosine",  # of the question and the sentence by itself
    "sentence_coverage",  # share of the question's words, by weight, that the sentence has
    "coverage",  # the same of the whole excerpt with its heading
    "missing_names",  # names and numbers of the question that its article lacks, at most 3
    "kind_fits",  # 1 where the span holds the kind of thing asked for, 0 where not, else 0.5
    "kind_unknown",  # 1 where the question does not tell what kind of thing it asks for
    "asked_itself",  # 1 where the question has all the span's words
)

Measures = NDArray[np.float64]
# As many sentences are measured, those with the best spans, of 31 on average: one that answers is among them
# for 95 % of the questions, among all of them for 98 (docs/decisions/0017).
_SENTENCES = 16


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may answer.

    Attributes:
        start, end: of the span, in code points of the article's text.
        sentence: the sentence that holds it, likewise.
        score: the reading model's.
    """

    excerpt: Excerpt
    start: int
    end: int
    sentence: Span
    score: float

    @property
    def text(self) -> str:
        """The span's words."""
        return self.excerpt.article.text[self.start : self.end]

    @property
    def quote(self) -> str:
        """The sentence's words."""
        return self.excerpt.article.text[slice(*self.sentence)]

    @property
    def line(self) -> str:
        """The sentence's words on one line."""
        return " ".join(self.quote.split())

    @property
    def place(self) -> tuple[str, int]:
        """The article of its sentence, and where that starts."""
        return self.excerpt.article.id, self.sentence[0]

    @property
    def stated(self) -> Stated:
        """The sentence, in the stored passage that holds it."""
        return Stated(self.excerpt.passage_at(self.sentence[0]), *self.sentence)


def candidates_of(
    question: str, excerpts: Sequence[Excerpt], readings: Sequence[Reading], archive: Archive
) -> tuple[list[Candidate], Measures]:
    """Return the candidates of what was read, and their measures.

    Returns:
        the n candidates, and their measures of shape (n, 11), named by MEASURES.
    """
    found = _of_best_sentences(
        (candidate, reading.null)
        for excerpt, reading in zip(excerpts, readings, strict=True)
        for candidate in _candidates(excerpt, reading)
    )
    wants, weights = wanted(question), archive.word_weights(question)
    cosines = archive.cosines(question, (item for excerpt in excerpts for item in excerpt.passages))
    texts = [question, *(_whole(excerpt) for excerpt in excerpts)]
    texts += [text for item, _ in found for text in (item.text, item.quote)]
    words = archive.words_of(texts)
    sentences = archive.likenesses(question, (item.line for item, _ in found))
    measuring = _Measuring(wants, weights, words[question], words, cosines, sentences)
    shared = {id(excerpt): measuring.of_excerpt(excerpt) for excerpt in excerpts}
    rows = [(item.score, null, *shared[id(item.excerpt)], *measuring.of_span(item)) for item, null in found]
    table = np.array(rows, np.float64).reshape(-1, len(MEASURES))
    return [item for item, _ in found], table[:, _ORDER]


def _of_best_sentences(found: Iterable[tuple[Candidate, float]]) -> list[tuple[Candidate, float]]:
    """Leave out, but for the sentences with the best spans, what would be encoded and never chosen."""
    pairs = list(found)
    scores: dict[tuple[str, int], float] = {}
    for item, _ in pairs:
        scores[item.place] = max(scores.get(item.place, -math.inf), item.score)
    best = set(sorted(scores, key=lambda place: -scores[place])[:_SENTENCES])
    return [(item, null) for item, null in pairs if item.place in best]


def _candidates(excerpt: Excerpt, reading: Reading) -> Iterator[Candidate]:
    """Give the spans of an excerpt that lie in a sentence, at least in part: the part that does."""
    sentences = excerpt.sentences
    for span in reading.spans:
        start, end = excerpt.start + span.start, excerpt.start + span.end
        sentence = _holding(sentences, start, end)
        if sentence is not None:
            start, end = _whole_words(excerpt.article.text, start, end)
            start = _after_dateline(excerpt.article.text, sentence, max(start, sentence[0]), end)
            yield Candidate(excerpt, start, min(end, sentence[1]), sentence, span.score)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span that a model cut within a word, or before the bracket that closes it."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and _goes_on(text, end):
        end += 1
    if text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    return start, end


def _after_dateline(text: str, sentence: Span, start: int, end: int) -> int:
    """Return where a span starts that does not open in the dateline of its sentence and go on after it."""
    line = find_dateline(text[slice(*sentence)])
    after = sentence[0] + (line.end if line else 0)
    return after if start < after < end else start


def _goes_on(text: str, at: int) -> bool:
    """Whether a word goes on at a place: "1950" in "1950s", "Byung" in "Byung-won"."""
    before, here, after = text[at - 1], text[at], text[at + 1 : at + 2]
    if here.isalnum():
        return before.isalnum() or before == "-"
    return here == "-" and before.isalpha() and after.islower()


def _whole(excerpt: Excerpt) -> str:
    return f"{excerpt.text.head} {excerpt.text.text}"


# The measures of an excerpt stand together in the rows above, and so do those of a span.
_ROWS = (
    *("span", "null", "rank", "coverage", "missing_names"),
    *("cosine", "sentence_cosine", "sentence_coverage", "kind_fits", "kind_unknown", "asked_itself"),
)
_ORDER = [_ROWS.index(name) for name in MEASURES]


@dataclass(frozen=True, slots=True)
class _Measuring:
    wants: Wanted
    weights: Mapping[str, float]
    asked: frozenset[str]
    words: Mapping[str, frozenset[str]]
    cosines: Mapping[int, float]
    sentences: Mapping[str, float]

    def of_excerpt(self, excerpt: Excerpt) -> tuple[float, float, float]:
        article = excerpt.article
        around = f"{article.title or ''}\n{article.text}"
        missing = missing_names(self.wants.names, around, article.published)
        return (
            float(np.log1p(excerpt.rank)),
            self._coverage(_whole(excerpt)),
            float(min(3, missing)),
        )

    def of_span(self, candidate: Candidate) -> tuple[float, float, float, float, float, float]:
        fits = _fits(candidate.text, self.wants)
        words = self.words[candidate.text]
        return (
            self.cosines.get(candidate.stated.passage.id, 0.0),
            self.sentences[candidate.line],
            self._coverage(candidate.quote),
            0.5 if fits is None else float(fits),
            float(fits is None),
            float(bool(words) and words <= self.asked),
        )

    def _coverage(self, text: str) -> float:
        words = self.words[text]
        total = sum(self.weights.values()) or 1.0
        return sum(weight for word, weight in self.weights.items() if word in words) / total


def _holding(sentences: Sequence[Span], start: int, end: int) -> Span | None:
    """Return the sentence that shares most with a span; None where a span lies in none."""
    shared = [(min(end, last) - max(start, first), (first, last)) for first, last in sentences]
    best = max(shared, default=(0, (0, 0)), key=lambda pair: pair[0])
    return best[1] if best[0] > 0 else None


def _fits(text: str, wants: Wanted) -> bool | None:
    """Tell whether a span is of the kind that is asked for; None where any would do."""
    match wants.expected:
        case "time":
            return TIME.search(text) is not None
        case "number":
            return NUMBER.search(text) is not None
        case "person" | "place":
            return any(letter.isupper() for letter in text)
        case _:
            return None
