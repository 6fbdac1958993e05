"""What changed between two runs, and whether it is beyond noise: the paired bootstrap."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import EvaluationError
from qa.evaluation.intervals import Resampling
from qa.evaluation.records import Record
from qa.evaluation.report import FORMAT, PATHS
from qa.evaluation.statistics import measure

__all__ = ["Change", "Comparison", "compare", "load_report"]

_FEWEST = 6
# What a run says of itself that the comparison repeats where it differs.
_TOLD = (
    "questions", "digest", "mode", "archive", "articles", "passages", "encoder", "reader", "threshold",
    "judge", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """How one figure changed from the first run to the second.

    Attributes:
        difference: the second less the first.
        low, high: its 95 % interval.
        n: questions that each of the runs scored.
        differing: groups of questions in which the two runs differ.
    """

    path: str
    first: float
    second: float
    difference: float
    low: float
    high: float
    n: tuple[int, int]
    differing: int

    @property
    def is_beyond_noise(self) -> bool:
        """Whether the interval leaves out zero, and enough differs to tell.

        Fewer than six that all differ one way may do so by chance: 2 * 0.5 ** 5 > 5 % (the sign test).
        """
        return self.differing >= _FEWEST and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the questions that both asked.

    Attributes:
        gained, lost: ids of the questions that became right, or wrong.
        notes: what the runs differ in besides.
    """

    shared: int
    changes: tuple[Change, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as JSON has it."""
        return {
            "format": FORMAT,
            "shared": self.shared,
            "changes": {
                change.path: {
                    "first": round(change.first, 5),
                    "second": round(change.second, 5),
                    "difference": round(change.difference, 5),
                    "low": round(change.low, 5),
                    "high": round(change.high, 5),
                    "n": list(change.n),
                    "differing": change.differing,
                    "beyond_noise": change.is_beyond_noise,
                }
                for change in self.changes
            },
            "gained": list(self.gained),
            "lost": list(self.lost),
            "notes": list(self.notes),
        }


def load_report(path: Path) -> dict[str, Any]:
    """Read a report that `citedesk evaluate --json` wrote.

    Raises:
        EvaluationError: it is none, or of a format that this version does not know.
    """
    try:
        found: Any = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise EvaluationError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"{path} is no JSON: give a file that evaluate --json wrote") from error
    if not isinstance(found, dict) or not isinstance(found.get("questions"), list):
        raise EvaluationError(f"{path} is no report: give a file that evaluate --json wrote")
    if found.get("format") != FORMAT:
        raise EvaluationError(
            f"{path} has format {found.get('format')!r}, this version reads {FORMAT}: evaluate again"
        )
    return found


def compare(
    first: Mapping[str, Any], second: Mapping[str, Any], draws: int = 2_000, seed: int = 0
) -> Comparison:
    """Compare two reports on the questions that both have.

    Raises:
        EvaluationError: they share no question, or are damaged.
    """
    one, other = _records(first), _records(second)
    both = [name for name in one if name in other]
    shared = [name for name in both if _is_same(one[name], other[name])]
    if not shared:
        raise EvaluationError("the two reports have no question in common: there is nothing to compare")
    left, right = [one[name] for name in shared], [other[name] for name in shared]
    resampling = Resampling([record.stands_on for record in left], draws, seed)
    changes = [change for path in PATHS if (change := _change(path, left, right, resampling))]
    return Comparison(
        shared=len(shared),
        changes=tuple(changes),
        gained=tuple(b.id for a, b in zip(left, right, strict=True) if a.right is False and b.right),
        lost=tuple(b.id for a, b in zip(left, right, strict=True) if a.right and b.right is False),
        notes=tuple(_notes(first, second, (len(one), len(other)), len(both), len(shared))),
    )


def _is_same(one: Record, other: Record) -> bool:
    """Whether two records are of the same question, with the same right answers."""

    def gold(record: Record) -> tuple[object, ...]:
        quotes = tuple((shown.article, shown.start, shown.end) for shown in record.expected)
        return record.question, record.answerable, record.expected_answers, quotes

    return gold(one) == gold(other)


def _records(found: Mapping[str, Any]) -> dict[str, Record]:
    try:
        records = [Record.from_json(values) for values in found["questions"]]
    except ValueError as error:
        raise EvaluationError("a report is damaged, its questions cannot be read: evaluate again") from error
    by_id = {record.id: record for record in records}
    if len(by_id) < len(records):
        raise EvaluationError("a report is damaged, it has an id twice: evaluate again")
    return by_id


def _change(
    path: str, left: Sequence[Record], right: Sequence[Record], resampling: Resampling
) -> Change | None:
    one, other = measure(path, left), measure(path, right)
    if not one.scored.any() or not other.scored.any():
        return None
    differs = np.array([_told(path, a) != _told(path, b) for a, b in zip(left, right, strict=True)])
    found = resampling.difference(
        one.statistic, other.statistic, resampling.units_of(one.scored | other.scored)
    )
    if found is None:
        return None
    was, now = resampling.value(one.statistic), resampling.value(other.statistic)
    counts = int(one.scored.sum()), int(other.scored.sum())
    return Change(path, was, now, *found, n=counts, differing=resampling.units_of(differs))


def _told(path: str, record: Record) -> object:
    """Return what a record adds to a figure."""
    if path in ("abstention/auroc", "abstention/auroc_right", "abstention/ece", "abstention/aurc"):
        return record.confidence, record.forced_right
    return record.scores.get(path)


def _notes(
    first: Mapping[str, Any], second: Mapping[str, Any], asked: tuple[int, int], both: int, shared: int
) -> list[str]:
    notes = []
    if both > shared:
        notes.append(f"{both - shared} questions are left out: their words or right answers changed")
    if asked != (shared, shared):
        notes.append(f"compared on {shared} questions, of {asked[0]} and {asked[1]}")
    before, after = (found.get("run") for found in (first, second))
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        notes += [
            f"{name}: {before.get(name)} before, {after.get(name)} now"
            for name in _TOLD
            if before.get(name) != after.get(name)
        ]
    return notes
