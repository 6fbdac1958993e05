"""Record: what one question gave, and what it scored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

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
        group: questions of one group are resampled together.
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
    group: str
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
    def from_json(cls, values: Mapping[str, Any]) -> "Record":
        """Return the record that `to_json` wrote.

        Raises:
            TypeError, KeyError: a field is missing or not known.
        """
        lists = {name: tuple(values[name]) for name in ("sentences", "expected_answers", "missing")}
        shown = {name: tuple(Shown(**one) for one in values[name]) for name in ("citations", "expected")}
        return cls(**{**values, **lists, **shown})
