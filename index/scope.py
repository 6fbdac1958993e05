"""What a search may find, as it is said to each index and checked on each hit."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Listed, source_number
from index.dates import day_of

__all__ = ["UNDATED", "Scope"]

UNDATED = 0  # the day's number where it is not known


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search may find: days from `first` to `last`, sources, nothing after `as_of`.

    An article without a date is in no range of days, but it is not known to be later than `as_of`.
    """

    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    sources: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it leaves nothing out."""
        return self == Scope()

    def mask(self, days: NDArray[np.int32], sources: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which passages it lets through.

        Args:
            days: proleptic Gregorian ordinals, UNDATED where not known, shape (n,).
            sources: as `index.article.source_number` gives them, shape (n,).

        Returns:
            booleans, shape (n,).
        """
        allowed = np.ones(len(days), np.bool_)
        if self.first or self.last:
            allowed &= days != UNDATED
        if self.first:
            allowed &= days >= self.first.toordinal()
        if self.last:
            allowed &= days <= self.last.toordinal()
        if self.as_of:
            allowed &= days <= self.as_of.toordinal()
        if self.sources:
            allowed &= np.isin(sources, _numbers(self.sources))
        return allowed

    def condition(self) -> tuple[str, tuple[int | str, ...]]:
        """Return the same for SQL, of columns named day (NULL where not known) and source, and its values."""
        bounds = {
            "day >= ?": self.first and self.first.toordinal(),
            "day <= ?": self.last and self.last.toordinal(),
            "(day IS NULL OR day <= ?)": self.as_of and self.as_of.toordinal(),
            "source_number(source) IN (SELECT value FROM json_each(?))": self.sources
            and json.dumps(_numbers(self.sources)),
        }
        said = {condition: value for condition, value in bounds.items() if value}
        return " AND ".join(said) or "1", tuple(said.values())

    def allows(self, article: Article | Listed) -> bool:
        """Tell whether it lets an article through."""
        day = day_of(article.published) if article.published else None
        if day is None and (self.first or self.last):
            return False
        if day is not None and (
            (self.first and day < self.first)
            or (self.last and day > self.last)
            or (self.as_of and day > self.as_of)
        ):
            return False
        return not self.sources or source_number(article.source) in _numbers(self.sources)


@lru_cache(maxsize=64)
def _numbers(sources: tuple[str, ...]) -> list[int]:
    return [source_number(name) for name in sources]
