"""What the reader measured of questions whose answers are known: what the calibration is fitted on."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.runnables import ensure_config
from numpy.typing import NDArray

from index.archive import Archive
from qa.answering import AnswerChain
from qa.candidates import Candidate
from qa.evaluation.reading import exact_match, f1, holds
from qa.gist_questions import wants_gist
from qa.query import Query, read_dates
from qa.reader import Reader
from qa.relevance import features_of, sentences_in
from qa.spans import Found
from qa.training.retrieved import Case

__all__ = ["Judged", "Stated", "invented", "is_quoted", "of_cases", "sentences_of"]

_F1 = 0.6  # words in common from which a span is taken to answer


@dataclass(frozen=True, slots=True)
class Judged:
    """The spans found for one question.

    Attributes:
        group: the set of questions that it is of.
        answerable: whether something that was asked answers it.
        measures: shape (n, 11), named by `qa.candidates.MEASURES`.
        texts: the spans' words, in lower case.
        right: shape (n,), whether the span's sentence answers.
        passages: how many the archive has, about.
    """

    group: str
    answerable: bool
    measures: NDArray[np.float64]
    texts: tuple[str, ...]
    right: NDArray[np.bool_]
    passages: int


@dataclass(frozen=True, slots=True)
class Stated:
    """The sentences of the evidence of one question: features of shape (n, 7), and which of them answer."""

    kind: str
    answerable: bool
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def of_cases(given: Iterable[Case], archive: Archive, reader: Reader) -> Iterator[Judged]:
    """Ask questions of paragraphs, and judge what is found by their answers."""
    chain = AnswerChain(archive, reader)
    for case in given:
        found = _found(chain, reader, case.query)
        answers = [text for text, _ in case.example.answers]
        right = [_is_right(item, case, answers) for item in found.candidates]
        group = f"{case.example.source} {case.size}"
        answerable = bool(answers) and (case.present or any(right))
        yield _judged(group, answerable, found, right, round(1.7 * case.size))


def _is_right(item: Candidate, case: Case, answers: Sequence[str]) -> bool:
    """Whether a span answers: of the right article, or in just the words of the answer elsewhere."""
    if not answers:
        return False
    if item.excerpt.article.key == case.key:
        return f1(item.text, answers) >= _F1 and holds(item.quote, answers)
    return len(item.text) > 3 and exact_match(item.text, answers) > 0


def invented(folder: Path, archive: Archive, reader: Reader) -> Iterator[Judged]:
    """Ask the questions of a set of invented news that want a span, and judge by their quotations."""
    chain = AnswerChain(archive, reader)
    passages = archive.passage_count
    for asked in _questions(folder):
        if wants_gist(asked["question"]):
            continue
        found = _found(chain, reader, Query(asked["question"]))
        right = [is_quoted(item.quote, asked["quotes"]) for item in found.candidates]
        yield _judged(f"{folder.name} {asked['kind']}", asked["answerable"], found, right, passages)


def sentences_of(folder: Path, archive: Archive, reader: Reader) -> Iterator[Stated]:
    """Ask the questions of a set of invented news, and judge every sentence of the evidence."""
    chain = AnswerChain(archive, reader)
    for asked in _questions(folder):
        query = read_dates(Query(asked["question"]))
        evidence = chain.gather(query, ensure_config())
        sentences = sentences_in(evidence.passages)
        spans = reader.read(query.question, evidence.passages).candidates
        features, _ = features_of(query.question, sentences, archive, spans)
        right = [is_quoted(item.text, asked["quotes"]) for item in sentences]
        yield Stated(asked["kind"], asked["answerable"], features, np.array(right, bool))


def _questions(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]


def _found(chain: AnswerChain, reader: Reader, asked: Query) -> Found:
    query = read_dates(asked)
    return reader.read(query.question, chain.gather(query, ensure_config()).passages)


def _judged(group: str, answerable: bool, found: Found, right: Sequence[bool], passages: int) -> Judged:
    texts = tuple(item.text.lower() for item in found.candidates)
    return Judged(group, answerable, found.measures, texts, np.array(right, bool), passages)


def is_quoted(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence is one of those that answer, or a part of it."""
    plain = " ".join(sentence.split())
    given = [" ".join(quote.split()) for quote in quotes]
    return any(quote in plain or (len(plain) > 40 and plain in quote) for quote in given)
