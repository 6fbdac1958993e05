"""The layers as one index: the base, less what is gone, and the delta."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.block import Block, Generation, Ids, Rows
from index.scope import Scope
from index.vectors.base import Base
from index.vectors.delta import Delta

__all__ = ["Layers"]

# So many more of the base's candidates than are asked for are ranked by their stored vectors.
_SPARE = 50
# Where a scope leaves no more than these, all are: 4 ms.
_FEW = 1_000

# Gives the ids and vectors of those of the passages that are stored.
Stored = Callable[[Iterable[int]], tuple[Ids, Rows]]


@dataclass(frozen=True, slots=True)
class Layers:
    """All passages of one generation. It never changes: `after` gives the next.

    Attributes:
        generation: of the catalogue.
        kept: which passages of the base are not gone since, shape (len(base),).
    """

    generation: Generation
    base: Base | None
    kept: NDArray[np.bool_]
    delta: Delta

    @classmethod
    def over(cls, base: Base | None, generation: Generation, dimension: int) -> "Layers":
        """Return the layers of a base alone; without one, of nothing."""
        kept = np.ones(len(base) if base else 0, np.bool_)
        return cls(generation, base, kept, Delta.empty(dimension))

    @property
    def is_intact(self) -> bool:
        """Whether no file of the base was written since it was checked."""
        return self.base is None or self.base.is_intact

    def __len__(self) -> int:
        return int(np.count_nonzero(self.kept)) + len(self.delta)

    @property
    def ids(self) -> Ids:
        """The ids of all passages, ascending, shape (n,)."""
        base = self.base.ids[self.kept] if self.base else np.zeros(0, np.int64)
        return np.sort(np.concatenate([base, self.delta.ids]))

    def after(self, generation: Generation, added: Iterable[Block], deleted: Iterable[int]) -> "Layers":
        """Return the layers of a later generation. What is added twice stands there once.

        Args:
            generation: the later one.
            added: the passages that came.
            deleted: the ids of those that went.
        """
        blocks = list(added)
        gone = np.concatenate([np.fromiter(deleted, np.int64), *(block.ids for block in blocks)])
        kept = self.kept
        if self.base is not None and len(self.base) and len(gone):
            at = np.minimum(np.searchsorted(self.base.ids, gone), len(self.base) - 1)
            kept = kept.copy()
            kept[at[self.base.ids[at] == gone]] = False
        return replace(
            self, generation=generation, kept=kept, delta=self.delta.without(gone).with_blocks(blocks)
        )

    def search(self, row: Rows, k: int, scope: Scope, stored: Stored) -> list[tuple[int, float]]:
        """Return the ids and cosines of the nearest passages, best first.

        Args:
            row: a unit vector, shape (dimension,).
            k: the most to return.
            scope: what may be found; applied before ranking.
            stored: gives the vectors of the base's candidates, where the base is not exact.
        """
        row = np.ascontiguousarray(row, np.float32)
        block = self.delta.block
        found = [self.delta.search(row, k, scope.mask(block.days, block.sources))]
        if self.base is not None:
            found.append(self._search_base(self.base, row, k, scope, stored))
        ids = np.concatenate([ids for ids, _ in found])
        scores = np.concatenate([scores for _, scores in found])
        best = np.lexsort((ids, -scores))[:k]
        return list(zip(ids[best].tolist(), scores[best].tolist(), strict=True))

    def _search_base(self, base: Base, row: Rows, k: int, scope: Scope, stored: Stored) -> tuple[Ids, Rows]:
        allowed = self.kept if scope.is_open else self.kept & scope.mask(base.days, base.sources)
        if base.is_exact:
            return base.search(row, k, allowed)
        if np.count_nonzero(allowed) <= _FEW:
            candidates = base.ids[allowed]
        else:
            candidates, _ = base.search(row, k + _SPARE, allowed)
        ids, rows = stored(candidates.tolist())
        return ids, rows @ row
