"""Figures with intervals, by the bootstrap over groups of questions (Efron and Tibshirani, 1993, chapter 13).

Questions on one article are not independent: a hard article makes all of them wrong. So it is the
groups that are drawn, each with all its questions (Field and Welsh, 2007, section 3.2: the cluster
bootstrap). With fewer than ten groups, single questions are drawn instead, and the figures say
nothing about other articles.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

__all__ = ["LEVEL", "Figure", "Resampling", "Statistic", "paired"]

LEVEL = 0.95
_FEWEST_GROUPS = 10
_CHUNK = 2_000_000  # weights held at a time

Weights = NDArray[np.float64]
# From weights of shape (b, n), how often each of n questions was drawn, to b values; nan where a draw
# has nothing to tell.
Statistic = Callable[[Weights], NDArray[np.float64]]


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


class Resampling:
    """Draws questions again and again; the same seed draws the same.

    Attributes:
        by_groups: whether groups are drawn, or single questions.
    """

    def __init__(self, groups: Sequence[str], draws: int = 2_000, seed: int = 0) -> None:
        names, members = np.unique(np.array(groups, dtype=object).astype(str), return_inverse=True)
        self.by_groups = len(names) >= _FEWEST_GROUPS
        self._members = members if self.by_groups else np.arange(len(groups))
        self.units = len(names) if self.by_groups else len(groups)
        self._draws, self._seed = draws, seed

    def weights(self) -> Iterator[Weights]:
        """Give the weights of the draws, in parts of shape (some, n)."""
        random = np.random.default_rng(self._seed)
        at_once = max(1, _CHUNK // max(1, len(self._members)))
        even = np.full(self.units, 1.0 / self.units)
        for first in range(0, self._draws, at_once):
            drawn = random.multinomial(self.units, even, size=min(at_once, self._draws - first))
            yield drawn[:, self._members].astype(np.float64)

    def draws_of(self, statistic: Statistic) -> NDArray[np.float64]:
        """Return a statistic's value in each draw."""
        return np.concatenate([statistic(part) for part in self.weights()])

    def value(self, statistic: Statistic) -> float:
        """Return a statistic over all questions, each once."""
        return float(statistic(np.ones((1, len(self._members))))[0])

    def figure(
        self, statistic: Statistic, scored: NDArray[np.bool_], *, lifted: bool = False
    ) -> Figure | None:
        """Return a statistic with its interval; None where it has no value.

        Args:
            statistic: of all n questions.
            scored: shape (n,), those that it rests on.
            lifted: chance alone lifts the statistic, and drawing again lifts it further.
        """
        value = self.value(statistic)
        if np.isnan(value):
            return None
        low, high = percentiles(self.draws_of(statistic), value, lifted=lifted)
        if low == high:
            low, high = self._without_spread(value, scored)
        return Figure(value, low, high, int(scored.sum()))

    def _without_spread(self, value: float, scored: NDArray[np.bool_]) -> tuple[float, float]:
        """Where all questions scored the same, drawing again shows nothing.

        All right or all wrong: the exact binomial interval (Clopper and Pearson, 1934), counting
        groups and not questions where groups are drawn. A single one: nothing is known.
        """
        units = len(np.unique(self._members[scored]))
        if value in (0.0, 1.0):
            exact = binomtest(round(value * units), units).proportion_ci(LEVEL, method="exact")
            return float(exact.low), float(exact.high)
        return (0.0, 1.0) if units == 1 else (value, value)


def percentiles(draws: NDArray[np.float64], value: float, *, lifted: bool = False) -> tuple[float, float]:
    """Return the ends of the percentile interval; draws that had nothing to tell are left out.

    Where chance lifts the statistic, the interval is reversed about the value, which takes the lift
    out again (the basic bootstrap: Davison and Hinkley, 1997, section 5.2).
    """
    told = draws[~np.isnan(draws)]
    if not len(told):
        return value, value
    low, high = np.quantile(told, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    if lifted:
        low, high = max(0.0, 2 * value - high), max(0.0, 2 * value - low)
    return float(low), float(high)


def paired(one: Statistic, other: Statistic, resampling: Resampling) -> tuple[float, float, float] | None:
    """Return how much the second statistic exceeds the first, with the interval of the difference.

    The same draws serve both (Efron and Tibshirani, 1993, section 8.3; Koehn, 2004, section 4), so
    what makes a question hard for both falls out.
    """
    value = resampling.value(other) - resampling.value(one)
    if np.isnan(value):
        return None
    draws = np.concatenate([other(part) - one(part) for part in resampling.weights()])
    return (value, *percentiles(draws, value))
