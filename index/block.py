"""Block: passages as the vector index takes them, some thousands at a time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BEFORE_ALL", "Block", "Days", "Generation", "Ids", "Rows"]

Ids = NDArray[np.int64]
Days = NDArray[np.int32]
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Generation:
    """One committed change of the catalogue.

    Attributes:
        number: counts them.
        stamp: drawn at the commit; tells it from one of the same number in another copy's history.
    """

    number: int
    stamp: str


BEFORE_ALL = Generation(-1, "")


@dataclass(frozen=True, slots=True)
class Block:
    """Passages, in the order of their ids.

    Attributes:
        ids: shape (n,).
        days: when each one's article was published, `index.scope.UNDATED` where not known; shape (n,).
        sources: `index.article.source_number` of each one's article, shape (n,).
        rows: unit vectors, shape (n, dimension).
    """

    ids: Ids
    days: Days
    sources: NDArray[np.int64]
    rows: Rows

    def __len__(self) -> int:
        return len(self.ids)
