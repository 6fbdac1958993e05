"""What is computed from the scores of many questions; each takes the weights of the bootstrap's draws."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.evaluation.intervals import Flags, Measure, Statistic, Values, Weights
from qa.evaluation.records import Record

__all__ = [
    "Point",
    "aurc",
    "auroc",
    "auroc_measure",
    "ece",
    "ece_measure",
    "mean",
    "measure",
    "risk_coverage",
]

_BINS = 15  # Guo et al. (2017), section 2
_CHANCES = 200


def mean(values: Values) -> Statistic:
    """Return the weighted mean of the values that are not nan."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)

    def statistic(weights: Weights) -> Values:
        with np.errstate(invalid="ignore"):
            found: Values = (weights @ filled) / (weights @ known.astype(np.float64))
        return found

    return statistic


def auroc(confidence: Values, positive: Flags, scored: Flags) -> Statistic:
    """Return the chance that a positive has the higher confidence than a negative; ties count half.

    Hanley and McNeil (1982): the area under the receiver operating characteristic.
    """
    levels = np.unique(confidence[scored], return_inverse=True)[1]
    at, is_positive = np.flatnonzero(scored), positive[scored]

    def statistic(weights: Weights) -> Values:
        drawn = weights[:, at]
        shape = (len(drawn), int(levels.max(initial=-1)) + 1)
        ups, downs = np.zeros(shape), np.zeros(shape)
        for place, (level, up) in enumerate(zip(levels, is_positive, strict=True)):
            (ups if up else downs)[:, level] += drawn[:, place]
        below = np.cumsum(downs, axis=1) - downs
        with np.errstate(invalid="ignore"):
            found: Values = (ups * (below + downs / 2)).sum(1) / (ups.sum(1) * downs.sum(1))
        return found

    return statistic


def ece(confidence: Values, right: Flags, scored: Flags) -> Statistic:
    """Return the expected calibration error, over 15 bins of equal width (Guo et al., 2017, section 2).

    It cannot be negative, so chance alone lifts it where questions are few.
    """
    bins = np.zeros((len(confidence), _BINS))
    place = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    bins[np.arange(len(confidence)), place] = scored
    gap = np.where(scored, right - confidence, 0.0)

    def statistic(weights: Weights) -> Values:
        with np.errstate(invalid="ignore"):
            found: Values = np.abs((weights * gap) @ bins).sum(1) / (weights @ scored.astype(np.float64))
        return found

    return statistic


def aurc(confidence: Values, right: Flags, scored: Flags) -> Statistic:
    """Return the area under the risk-coverage curve; lower is better.

    Geifman and El-Yaniv (2017), section 2.
    """
    at = np.flatnonzero(scored)
    at = at[np.argsort(-confidence[at], kind="stable")]
    levels = np.unique(-confidence[at], return_index=True)[1] if len(at) else np.array([], int)
    wrong = (~right[at]).astype(np.float64)

    def statistic(weights: Weights) -> Values:
        if not len(at):
            return np.full(len(weights), np.nan)
        drawn = weights[:, at]
        # Questions of one confidence come in together: their order tells nothing.
        covered = np.add.reduceat(drawn, levels, axis=1)
        missed = np.add.reduceat(drawn * wrong, levels, axis=1)
        with np.errstate(invalid="ignore"):
            risk = np.cumsum(missed, axis=1) / np.cumsum(covered, axis=1)
            found: Values = np.nansum(risk * covered, axis=1) / covered.sum(1)
        return found

    return statistic


@dataclass(frozen=True, slots=True)
class Point:
    """Answering only from this confidence on: how many are answered, and how many of those wrongly."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(records: Sequence[Record], most: int = 100) -> list[Point]:
    """Return the risk-coverage curve (El-Yaniv and Wiener, 2010), thinned to at most so many points."""
    known = sorted(
        ((r.confidence, bool(r.forced_right)) for r in records if r.forced_right is not None),
        key=lambda pair: -pair[0],
    )
    points, wrong = [], 0
    for place, (confidence, right) in enumerate(known, start=1):
        wrong += not right
        if place == len(known) or known[place][0] != confidence:
            points.append(Point(confidence, round(place / len(known), 5), round(wrong / place, 5)))
    if len(points) <= most:
        return points
    return [points[round(place)] for place in np.linspace(0, len(points) - 1, most)]


def auroc_measure(confidence: Values, positive: Flags, scored: Flags) -> Measure:
    """Return the AUROC; what can be known of it hangs on the rarer of the two classes."""
    rarer = min(scored & positive, scored & ~positive, key=np.count_nonzero)
    return Measure(auroc(confidence, positive, scored), scored, few=rarer)


def ece_measure(confidence: Values, right: Flags, scored: Flags) -> Measure:
    """Return the expected calibration error, with what it would be if the confidences were true.

    Outcomes are drawn from the confidences themselves (Bröcker and Smith, 2007, section 3).
    """
    random = np.random.default_rng(0)
    whole = np.ones((1, len(confidence)))
    by_chance = [
        ece(confidence, random.random(len(confidence)) < confidence, scored)(whole)[0]
        for _ in range(_CHANCES)
    ]
    return Measure(ece(confidence, right, scored), scored, by_chance=np.array(by_chance))


def measure(path: str, records: Sequence[Record]) -> Measure:
    """Return the measure that stands at a path of the report."""
    confidence = np.array([record.confidence for record in records])
    judged = np.array([record.forced_right is not None for record in records])
    right = np.array([bool(record.forced_right) for record in records])
    match path:
        case "abstention/auroc":
            known = np.array([record.answerable is not None for record in records])
            answerable = np.array([bool(record.answerable) for record in records])
            return auroc_measure(confidence, answerable, known)
        case "abstention/auroc_right":
            return auroc_measure(confidence, right, judged)
        case "abstention/ece":
            return ece_measure(confidence, right, judged)
        case "abstention/aurc":
            return Measure(aurc(confidence, right, judged), judged)
        case _:
            values = np.array([record.scores.get(path, np.nan) for record in records])
            return Measure(mean(values), ~np.isnan(values))
