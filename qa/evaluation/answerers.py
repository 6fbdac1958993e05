"""The answerers that can be measured: the built-in reader, one calibrated otherwise, and two baselines."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.archive import Archive
from qa.answering import Abstention, Answer, Answerer, Done, Event, Evidence, Said
from qa.citations import Citation, Sentence
from qa.confidence import load_calibration, read_calibration
from qa.errors import EvaluationError
from qa.query import Query
from qa.reader import Reader
from qa.reading.models import BUILT_IN, load_model

__all__ = ["READERS", "FirstSentence", "Measured", "Never", "load_answerer"]

READERS = (
    "builtin, first (baseline: the best passage's first sentence), none (baseline: always declines), "
    "an extractive model of the hub by its name (owner/name) or folder"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """An answerer with what names it in a report."""

    name: str
    answerer: Answerer
    threshold: float | None


class Never:
    """Declines whatever is asked: what any reader has to beat."""

    def answer(self, query: Query, evidence: Evidence) -> Iterator[Event]:
        """Give an abstention."""
        yield Done(Abstention(query, "This reader never answers."))


class FirstSentence:
    """Quotes the first sentence of the first passage, whatever is asked."""

    def answer(self, query: Query, evidence: Evidence) -> Iterator[Event]:
        """Give the quotation, or an abstention where there is no passage."""
        if not evidence.passages:
            yield Done(Abstention(query, "There is no passage."))
            return
        passage = evidence.passages[0]
        start, end = next(iter(passage.sentences), (passage.start, passage.end))
        citation = Citation(1, passage.article, start, end)
        sentence = Sentence.quoting(citation)
        yield Said(sentence)
        yield Done(Answer(query, None, (sentence,), (citation,), evidence, 1.0))


def load_answerer(name: str, archive: Archive, threshold: float | None = None) -> Measured:
    """Return the answerer of a name: `builtin`, `first`, `none`, a model's, or a calibration file's path.

    Raises:
        EvaluationError: there is none of that name, or the threshold is not one.
    """
    if threshold is not None and not 0.0 <= threshold <= 1.0:
        raise EvaluationError(f"the threshold {threshold} is no confidence: give one from 0 to 1")
    if name in ("first", "none"):
        if threshold is not None:
            raise EvaluationError(f"the reader {name!r} has no threshold: leave --threshold out")
        return Measured(name, FirstSentence() if name == "first" else Never(), None)
    path, model = Path(name), BUILT_IN
    calibration = read_calibration(path) if path.is_file() else load_calibration()
    if name != BUILT_IN and not path.is_file():
        if "/" not in name and not path.is_dir():
            raise EvaluationError(f"there is no reader {name!r}: choose {READERS}, or a calibration file")
        model = name
    if threshold is not None:
        # Who sets how sure it has to be says so of the short answer, too.
        calibration = replace(calibration, threshold=threshold, sure=min(calibration.sure, threshold))
    return Measured(name, Reader(archive, calibration, load_model(model)), calibration.threshold)
