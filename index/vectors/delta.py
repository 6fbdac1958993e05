"""The delta: passages that came after the base, in memory, searched exactly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.block import Block, Ids, Rows

__all__ = ["Delta"]


@dataclass(frozen=True, slots=True)
class Delta:
    """Some thousands of passages. It never changes: a longer or shorter one takes its place.

    That makes it safe to search while another thread takes a new generation up. FAISS has nothing to
    add here: at this size exact search is one product of a matrix and a vector.
    """

    block: Block

    @classmethod
    def empty(cls, dimension: int) -> "Delta":
        """Return the delta without passages."""
        none = np.zeros(0, np.int64)
        return cls(Block(none, none.astype(np.int32), none, np.zeros((0, dimension), np.float32)))

    def __len__(self) -> int:
        return len(self.block)

    @property
    def ids(self) -> Ids:
        """The passages' ids, shape (n,)."""
        return self.block.ids

    def without(self, ids: Ids) -> "Delta":
        """Return the delta less some passages."""
        gone = np.isin(self.ids, ids)
        if not gone.any():
            return self
        kept = self.block
        return Delta(Block(kept.ids[~gone], kept.days[~gone], kept.sources[~gone], kept.rows[~gone]))

    def with_blocks(self, blocks: list[Block]) -> "Delta":
        """Return the delta and some more passages."""
        if not any(map(len, blocks)):
            return self
        all_of_them = [self.block, *blocks]
        return Delta(
            Block(
                np.concatenate([block.ids for block in all_of_them]),
                np.concatenate([block.days for block in all_of_them]),
                np.concatenate([block.sources for block in all_of_them]),
                np.concatenate([block.rows for block in all_of_them]),
            )
        )

    def search(self, row: Rows, k: int, allowed: NDArray[np.bool_]) -> tuple[Ids, Rows]:
        """Return the ids of the nearest passages and their cosines, in no order.

        Args:
            row: a unit vector, shape (dimension,).
            k: the most to return.
            allowed: which passages are ranked, shape (n,).
        """
        places = np.flatnonzero(allowed)
        if not len(places) or k < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        # Not "@", which wakes OpenBLAS's threads: beside another busy process they made it thrice as slow.
        scores: Rows = np.einsum("ij,j->i", self.block.rows, row)[places]
        if len(places) > k:
            best = np.argpartition(-scores, k - 1)[:k]
            places, scores = places[best], scores[best]
        return self.ids[places], scores
