"""Figures with 95 % intervals, by the bootstrap over groups of questions.

Questions on one article are not independent: a hard article makes all of them wrong. So it is groups
that are drawn, each with all its questions (Field and Welsh, 2007, section 3.2: the cluster bootstrap).
Few groups make such intervals too narrow; they are widened as Student's t is wider than the normal
distribution (Cameron, Gelbach and Miller, 2008, section 2). What the intervals then hold, in simulations:
docs/evaluation.md.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, binom, norm, t

__all__ = [
    "LEVEL",
    "Figure",
    "Flags",
    "Measure",
    "Resampling",
    "Statistic",
    "Values",
    "Weights",
    "exact_interval",
    "groups",
    "order_interval",
]

LEVEL = 0.95
_CHUNK = 2_000_000  # weights held at a time
# With fewer of the rarer class than this, drawing again shows too little of how they differ.
_FEWEST = 10

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
Weights = NDArray[np.float64]
# From weights of shape (b, n), how often each of n questions was drawn, to b values; nan where a draw
# has nothing to tell.
Statistic = Callable[[Weights], Values]


@dataclass(frozen=True, slots=True)
class Measure:
    """A statistic of some questions, between 0 and 1.

    Attributes:
        scored: shape (n,), the questions that it rests on.
        few: of those, the ones that limit what can be known: the rarer class of two; else all.
        by_chance: values that it would have if nothing were wrong, where chance alone lifts it from 0.
    """

    statistic: Statistic
    scored: Flags
    few: Flags | None = None
    by_chance: Values | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval, and how many questions it rests on."""

    value: float
    low: float
    high: float
    n: int

    def to_json(self) -> dict[str, float | int]:
        """Return what the report writes: rounded to the fifth place."""
        return {
            "value": round(self.value, 5),
            "low": round(self.low, 5),
            "high": round(self.high, 5),
            "n": self.n,
        }


def groups(names: Sequence[Sequence[str]]) -> list[str]:
    """Return the group of each question: of what it stands on, the one that most questions name.

    Not all that hang together over chains of shared articles: in an archive of running stories that is
    nearly all, and one group that holds most of the questions cannot be drawn or left out.
    """
    counts = Counter(name for some in names for name in some)
    return [
        min(some, key=lambda name: (-counts[name], name)) if some else f"question {place}"
        for place, some in enumerate(names)
    ]


class Resampling:
    """Draws questions again and again; the same seed draws the same.

    Args:
        names: what each question stands on; see `groups`.

    Attributes:
        by_groups: whether groups are drawn; single questions are where all form one group.
        units: how many groups, or questions, there are.
    """

    def __init__(self, names: Sequence[Sequence[str]], draws: int = 2_000, seed: int = 0) -> None:
        found, members = np.unique(np.array(groups(names)), return_inverse=True)
        self.by_groups = len(found) > 1
        self._members = members if self.by_groups else np.arange(len(names))
        self.units = len(found) if self.by_groups else len(names)
        self._draws, self._seed = draws, seed

    def weights(self) -> Iterator[Weights]:
        """Give the weights of the draws, in parts of shape (some, n)."""
        random = np.random.default_rng(self._seed)
        at_once = max(1, _CHUNK // max(1, len(self._members)))
        even = np.full(self.units, 1.0 / self.units)
        for first in range(0, self._draws, at_once):
            drawn = random.multinomial(self.units, even, size=min(at_once, self._draws - first))
            yield drawn[:, self._members].astype(np.float64)

    def value(self, statistic: Statistic) -> float:
        """Return a statistic over all questions, each once."""
        return float(statistic(np.ones((1, len(self._members))))[0])

    def units_of(self, chosen: Flags) -> int:
        """Return how many groups, or questions, some questions belong to."""
        return len(np.unique(self._members[chosen]))

    def figure(self, measure: Measure) -> Figure | None:
        """Return a measure's value with its interval; None where it has no value."""
        value = self.value(measure.statistic)
        if np.isnan(value):
            return None
        draws = np.concatenate([measure.statistic(part) for part in self.weights()])
        low, high = self._widened(draws, value, self.units_of(measure.scored))
        few = self.units_of(measure.scored if measure.few is None else measure.few)
        if np.isclose(low, high) or (measure.few is not None and few < _FEWEST):
            exact = exact_interval(value, few)
            low, high = min(low, exact[0]), max(high, exact[1])
        if measure.by_chance is not None:
            low = _unlifted(value, high, measure.by_chance)
        return Figure(value, max(0.0, low), min(1.0, high), int(measure.scored.sum()))

    def difference(self, one: Statistic, other: Statistic, units: int) -> tuple[float, float, float] | None:
        """Return how much the second statistic exceeds the first, with the interval of the difference.

        The same draws serve both (Efron and Tibshirani, 1993, section 8.3; Koehn, 2004, section 4), so
        what makes a question hard for both falls out.
        """
        value = self.value(other) - self.value(one)
        if np.isnan(value):
            return None
        draws = np.concatenate([other(part) - one(part) for part in self.weights()])
        low, high = self._widened(draws, value, units)
        return value, max(-1.0, low), min(1.0, high)

    def _widened(self, draws: Values, value: float, units: int) -> tuple[float, float]:
        """Return the percentile interval, its ends moved away from the value as few groups ask for.

        Draws that had nothing to tell are left out.
        """
        told = draws[~np.isnan(draws)]
        if not len(told) or units < 2:
            return value, value
        low, high = np.quantile(told, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        upper = (1 + LEVEL) / 2
        wider = float(t.ppf(upper, units - 1) / norm.ppf(upper) * np.sqrt(units / (units - 1)))
        return value - wider * (value - float(low)), value + wider * (float(high) - value)


def exact_interval(value: float, n: int) -> tuple[float, float]:
    """Return the binomial interval of a share of n (Clopper and Pearson, 1934), n counted in whole units.

    For the mean of values between 0 and 1 it is wide enough, as none of those varies more than 0 and 1 do.
    """
    right = value * n
    tail = (1 - LEVEL) / 2
    low = 0.0 if right <= 0 else float(beta.ppf(tail, right, n - right + 1))
    high = 1.0 if right >= n else float(beta.ppf(1 - tail, right + 1, n - right))
    return low, high


def order_interval(values: Values, share: float) -> tuple[float, float | None]:
    """Return the interval of a quantile from the ranks that may hold it (Conover, 1999, section 3.2).

    The upper end is None where so few values were seen that it may lie above all of them.
    """
    ordered, n = np.sort(values), len(values)
    lowest = int(binom.ppf((1 - LEVEL) / 2, n, share))
    highest = int(binom.ppf((1 + LEVEL) / 2, n, share)) + 1
    return float(ordered[max(0, lowest - 1)]), float(ordered[highest - 1]) if highest <= n else None


def _unlifted(value: float, high: float, by_chance: Values) -> float:
    """Return the lower end for a statistic that chance lifts: 0 where chance alone lifts it as far.

    Else the interval's upper arm, turned about the value (the basic bootstrap: Davison and Hinkley, 1997,
    section 5.2): the draws are lifted once more, so their own lower end lies too high.
    """
    return 0.0 if value <= np.quantile(by_chance, LEVEL) else 2 * value - high
