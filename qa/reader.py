"""The built-in Answerer: it quotes the sentences of the articles that answer best. No language model.

Every sentence of the evidence gets six measures of how well it fits the question, and a logistic
model of them gives a score (Cox, 1958). The weights, the threshold and the confidence come from
`qa/calibration.py`; docs/decisions/0008 tells how, and what it cannot do.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.archive import Archive
from index.article import Article
from index.dates import DateRange, day_of
from index.passages import Passage
from index.scope import Scope
from qa.answering import Abstention, Answer, Done, Event, Evidence, Said
from qa.citations import Citation, Sentence
from qa.dated import TELLS, is_sentence, nearness, report_of, topic_of
from qa.days import asks_only_days, nothing_of
from qa.errors import EvaluationError
from qa.languages import READ, name_of, question_language, readable, unread
from qa.query import Query
from qa.questions import could_answer, missing_names, wanted
from qa.short_answers import short_answer

__all__ = ["FEATURES", "Calibration", "Candidate", "Reader", "load_calibration", "read_calibration"]

FEATURES = (
    "sentence_cosine",  # of the question and the sentence
    "passage_cosine",  # of the question and the sentence's passage with its title
    "word_coverage",  # share of the question's words, by weight, that the sentence has
    "missing_names",  # names and numbers of the question that its article lacks, at most 3
    "kind_fits",  # 1 where the sentence holds the kind of thing asked for, 0 where not, else 0.5
    "kind_unknown",  # 1 where the question does not tell what kind of thing it asks for
)
_SENTENCES = 80  # the most that are read
_QUOTES = 3
# A further sentence is quoted where its odds are at least e^-0.8, or 0.45 times, the first's.
_MARGIN = 0.8
# Scores that differ by less are equally good; then the newer report comes first.
_NEAR = 0.1
_ALIKE = 0.9  # cosine from which a sentence repeats one that is quoted
_UNSURE = 0.5
_NEAREST = 0.7  # of the threshold: what is further off has nothing to do with the question

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted: see `qa/calibration.py`.

    Attributes:
        weights: one for each of FEATURES.
        threshold: the confidence below which the reader abstains.
        slope, offset: from the best sentence's score to the chance that it answers (Platt, 1999).
    """

    weights: tuple[float, ...]
    intercept: float
    slope: float
    offset: float
    threshold: float

    def scores(self, features: Matrix) -> NDArray[np.float64]:
        """Return the log-odds of each row of features, shape (n, 6) -> (n,)."""
        scores: NDArray[np.float64] = features @ np.array(self.weights) + self.intercept
        return scores

    def confidence(self, score: float) -> float:
        """Return the chance that a reply whose best sentence has this score is right."""
        return 1.0 / (1.0 + math.exp(-(self.slope * score + self.offset)))


@cache
def load_calibration() -> Calibration:
    """Return the calibration that is shipped."""
    return _calibration(resources.files("qa").joinpath("calibration.json").read_text("utf-8"))


def read_calibration(path: Path) -> Calibration:
    """Return the calibration in a file that `python -m qa.calibration` printed.

    Raises:
        EvaluationError: it is none.
    """
    try:
        return _calibration(path.read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(f"{path} is no calibration: write one with python -m qa.calibration") from error


def _calibration(text: str) -> Calibration:
    values = json.loads(text)["fitted"]
    return Calibration(**{**values, "weights": tuple(values["weights"])})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of the evidence."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.passage.article.text[self.start : self.end]


class Reader:
    """Answers with quotations from an archive."""

    def __init__(self, archive: Archive, calibration: Calibration | None = None) -> None:
        self._archive = archive
        self._calibration = calibration or load_calibration()

    def answer(self, query: Query, evidence: Evidence) -> Iterator[Event]:
        """Give the sentences that answer best, or an abstention."""
        foreign = _foreign(query, evidence)
        if foreign is not None:
            yield Done(foreign)
            return
        best, evidence = evidence.passages[:1], readable(evidence)
        topic = topic_of(query.question, query.phrases) if query.named else query.question
        candidates, features, vectors = self.read(topic or query.question, evidence)
        near, bare = self._nearness(query, candidates), asks_only_days(query)
        if not candidates or (bare and not near.any()):
            yield Done(self._abstain(query, []))
            return
        scores = self._calibration.scores(features)
        if near.any():  # else the days are its article's, and no sentence's own
            kept = np.flatnonzero(near)
            candidates = [candidates[place] for place in kept]
            scores, vectors, near = scores[kept], vectors[kept], near[kept]
        if bare:
            scores = near  # nothing else is asked for
            confidence = TELLS
        else:
            # Of the best, not of a newer one that is as good: the date decides the order, not the reply.
            confidence = self._calibration.confidence(float(scores.max()))
        order = _best_first(candidates, scores)
        if bare:
            order = _one_of_each(order, candidates)
        chosen = [candidates[place] for place in _choose(order, scores, vectors)]
        answer = self._answer(query, evidence, chosen, confidence)
        if confidence < self._calibration.threshold:
            nearest = [
                place
                for place in order[:_QUOTES]
                if (near[place] and is_sentence(candidates[place].text))
                or self._is_near(float(scores[place]))
            ]
            yield Done(
                _foreign(query, Evidence(best))
                or self._abstain(query, [candidates[place] for place in nearest], answer)
            )
            return
        for sentence in answer.sentences:
            yield Said(sentence)
        yield Done(answer)

    def _nearness(self, query: Query, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
        """Return how much each sentence is of the days that the question is about; 0 without such days."""
        near = np.zeros(len(candidates))
        if query.named:
            told = self._archive.told_of(candidate.passage.id for candidate in candidates)
            measure = report_of if asks_only_days(query) else nearness
            for place, item in enumerate(candidates):
                near[place] = measure(query.named, item.passage, item.start, item.end, told)
        return near

    def read(self, question: str, evidence: Evidence) -> tuple[list[Candidate], Matrix, NDArray[np.float32]]:
        """Measure how the sentences of the evidence fit the question.

        Returns:
            the n candidates, their features of shape (n, 6), their unit vectors of shape (n, dimension).
        """
        candidates = [
            Candidate(passage, start, end)
            for passage in evidence.passages
            for start, end in passage.sentences
        ][:_SENTENCES]
        encoder = self._archive.encoder
        vectors = encoder.encode([candidate.text for candidate in candidates])
        row = encoder.encode([question])[0]
        of_passages = self._archive.cosines(question, evidence.passages)
        weights = self._archive.word_weights(question)
        total = sum(weights.values()) or 1.0
        wants = wanted(question)
        features = []
        for candidate, cosine in zip(candidates, vectors @ row, strict=True):
            article, text = candidate.passage.article, candidate.text
            words = set(self._archive.words(text))
            fits = could_answer(text, wants)
            around = f"{article.title or ''}\n{article.text}"
            features.append(
                (
                    float(cosine),
                    of_passages.get(candidate.passage.id, 0.0),
                    sum(weight for word, weight in weights.items() if word in words) / total,
                    float(min(3, missing_names(wants.names, around, article.published))),
                    0.5 if fits is None else float(fits),
                    float(fits is None),
                )
            )
        return candidates, np.array(features, np.float64).reshape(-1, len(FEATURES)), vectors

    def _is_near(self, score: float) -> bool:
        """Whether a sentence is worth showing as the nearest thing to an answer."""
        return self._calibration.confidence(score) >= _NEAREST * self._calibration.threshold

    def _abstain(
        self, query: Query, nearest: Sequence[Candidate], withheld: Answer | None = None
    ) -> Abstention:
        citations = [
            self._cite(candidate, query, marker) for marker, candidate in enumerate(nearest, start=1)
        ]
        reason = "The articles do not answer this."
        if query.named and not nearest and asks_only_days(query):
            reason = nothing_of(query.named, query.as_of, self._archive)
        return Abstention(query, reason, tuple(citations), withheld)

    def _answer(
        self, query: Query, evidence: Evidence, chosen: Sequence[Candidate], confidence: float
    ) -> Answer:
        """Quote the chosen sentences; where it is unsure, say so before them and give no short answer."""
        sentences, citations = self._quote(query, chosen)
        short = None
        if confidence < _UNSURE:
            note = "The articles may not answer this. The nearest they say:"
            sentences.insert(0, Sentence(note, "note", (), "none"))
        else:
            short = short_answer(query.question, wanted(query.question), citations[0].quote)
        return Answer(query, short, tuple(sentences), tuple(citations), evidence, round(confidence, 3))

    def _quote(self, query: Query, chosen: Sequence[Candidate]) -> tuple[list[Sentence], list[Citation]]:
        """Quote sentences, and with each what another version has in place of its numbers and names."""
        sentences: list[Sentence] = []
        citations: list[Citation] = []
        for candidate in chosen:
            citations.append(self._cite(candidate, query, len(citations) + 1))
            sentences.append(Sentence.quoting(citations[-1]))
            told = Passage(0, candidate.passage.article, candidate.start, candidate.end)
            other = self._archive.told_otherwise(told, _scope(query))
            if other is not None:
                which = "An earlier" if _is_earlier(other.article, told.article) else "Another"
                sentences.append(Sentence(f"{which} version said:", "note", (), "none"))
                citations.append(Citation(len(citations) + 1, other.article, other.start, other.end))
                sentences.append(Sentence.quoting(citations[-1]))
        return sentences, citations

    def _cite(self, candidate: Candidate, query: Query, marker: int) -> Citation:
        article = candidate.passage.article
        also = self._archive.also_told(article, _scope(query))
        return Citation(marker, article, candidate.start, candidate.end, also)


def _scope(query: Query) -> Scope:
    """Return what a query filters."""
    within = query.within or DateRange()
    return Scope(within.first, within.last, query.as_of, query.sources)


def _foreign(query: Query, evidence: Evidence) -> Abstention | None:
    """Decline where the question, or all that was found, is in a language that is not read."""
    asked, found = question_language(query.question), unread(evidence)
    if asked is None and (not found or readable(evidence).passages):
        return None
    what = f"The question is in {name_of([asked])}" if asked else f"What was found is in {name_of(found)}"
    reason = f"{what}; the built-in reader reads {name_of(sorted(READ))} only, and does not guess."
    first = [Candidate(item, *item.sentences[0]) for item in evidence.passages[:_QUOTES] if item.sentences]
    return Abstention(query, reason, tuple(_cite(first)))


def _cite(candidates: Sequence[Candidate]) -> list[Citation]:
    return [
        Citation(marker, candidate.passage.article, candidate.start, candidate.end)
        for marker, candidate in enumerate(candidates, start=1)
    ]


def _is_earlier(article: Article, than: Article) -> bool:
    """Tell whether an article is known to be of an earlier moment."""
    first, second = article.published, than.published
    if first is None or second is None:
        return False
    if isinstance(first, datetime) and isinstance(second, datetime) and _zoned(first) == _zoned(second):
        return first < second
    return day_of(first) < day_of(second)


def _zoned(moment: datetime) -> bool:
    return moment.tzinfo is not None


def _best_first(candidates: Sequence[Candidate], scores: NDArray[np.float64]) -> list[int]:
    """Order the candidates by score; among those as good as the best, the newer report first."""
    order = sorted(range(len(candidates)), key=lambda place: -scores[place])
    near = [place for place in order if scores[place] >= scores[order[0]] - _NEAR]
    near.sort(key=lambda place: -_day(candidates[place]))
    return near + order[len(near) :]


def _one_of_each(order: Sequence[int], candidates: Sequence[Candidate]) -> list[int]:
    """Keep the best sentence of each article."""
    best: dict[str, int] = {}
    for place in order:
        best.setdefault(candidates[place].passage.article.id, place)
    return list(best.values())


def _day(candidate: Candidate) -> int:
    published = candidate.passage.article.published
    return day_of(published).toordinal() if published else 0


def _choose(order: Sequence[int], scores: NDArray[np.float64], vectors: NDArray[np.float32]) -> list[int]:
    """Take the best, and further ones that are nearly as good and say something else."""
    chosen = [order[0]]
    for place in order[1:]:
        if len(chosen) == _QUOTES or scores[place] < scores[order[0]] - _MARGIN:
            break
        if all(float(vectors[place] @ vectors[other]) < _ALIKE for other in chosen):
            chosen.append(place)
    return chosen
