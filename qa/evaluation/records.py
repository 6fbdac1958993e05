"""Record: what one question gave, and what it scored."""

import math
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from pydantic import TypeAdapter

__all__ = ["Record", "Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A cited span as a person reads it."""

    article: str
    title: str | None
    published: str | None
    source: str | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Record:
    """One question asked.

    Attributes:
        stands_on: what its text is; questions that share some of it are resampled together.
        declined: whether the reply was an abstention.
        confidence: of the answer that was given, or withheld; 0 where there was none at all.
        right: whether the reply was right: a right answer, or declining where there is none. None
            where that is not known.
        forced_right: whether the answer, given or withheld, is right.
        scores: by the path of the measure in the report; what could not be scored is not there.
        latency_ms: by stage.
        ranks: the place of the first right article and passage; None where it was not found.
        missing: what the question names and the archive does not have.
    """

    id: str
    question: str
    kind: str | None
    stands_on: tuple[str, ...]
    answerable: bool | None
    declined: bool
    confidence: float
    right: bool | None
    forced_right: bool | None
    scores: dict[str, float]
    latency_ms: dict[str, float]
    ranks: dict[str, int | None] = field(default_factory=dict)
    short_answer: str | None = None
    sentences: tuple[str, ...] = ()
    reason: str | None = None
    citations: tuple[Shown, ...] = ()
    expected_answers: tuple[str, ...] = ()
    expected: tuple[Shown, ...] = ()
    missing: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the values as JSON has them."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: object) -> "Record":
        """Return the record that `to_json` wrote.

        Raises:
            ValueError: it is none.
        """
        record = _adapter().validate_python(values)
        shares = [record.confidence, *record.scores.values()]
        if not all(0.0 <= share <= 1.0 for share in shares):
            raise ValueError("a score is not between 0 and 1")
        if not all(0.0 <= value < math.inf for value in record.latency_ms.values()):
            raise ValueError("a time is not one")
        return record


@cache
def _adapter() -> TypeAdapter[Record]:
    return TypeAdapter(Record)
