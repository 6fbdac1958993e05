"""Many vectors from few: real passages' vectors, perturbed so that their neighbourhoods stay real.

v' = normalise(v + s * g). g is a random direction drawn from a normal distribution with the real
vectors' own covariance, of length one: noise in all 384 directions alike would be easier on an index
than text is. s = sqrt(1 / c - 1), where c is v's cosine to its nearest real neighbour: two copies of v
then have a cosine of about c, so what was crowded stays crowded and what was alone stays alone. With
many copies the nearest of them is nearer than c. What came of it is measured: see `Neighbours`.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
BLOCK = 10_000
_SAMPLE = 500
_STEP = 1_000
_LEAST, _MOST = 0.3, 0.98


def unit(rows: Rows) -> Rows:
    """Return the rows at length one."""
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def nearest(base: Rows) -> Rows:
    """Return the cosine of each row to the nearest other row that is not its copy."""
    best = []
    for first in range(0, len(base), _STEP):
        cosines = base[first : first + _STEP] @ base.T
        cosines[cosines > 0.9999] = -1
        best.append(cosines.max(axis=1))
    return np.concatenate(best)


class Perturbed:
    """The vectors, in blocks, the same for one seed; `own` are the first block's cosines to their own."""

    def __init__(self, base: Rows, count: int, seed: int) -> None:
        self._base = unit(base)
        self.count = count
        self._chance = np.random.default_rng(seed)
        self._cosines = np.clip(nearest(self._base), _LEAST, _MOST)
        values, axes = np.linalg.eigh(np.cov(self._base.T))
        self._shape = (axes * np.sqrt(np.maximum(values, 0))).T.astype(np.float32)
        self.own: Rows = np.zeros(0, np.float32)

    def __iter__(self) -> Iterator[Rows]:
        for first in range(0, self.count, BLOCK):
            size = min(BLOCK, self.count - first)
            chosen = (first + np.arange(size)) % len(self._base)
            rows = self._base[chosen]
            noise = self._chance.standard_normal((size, rows.shape[1]), np.float32) @ self._shape
            strength = np.sqrt(1 / self._cosines[chosen] - 1)
            moved = unit(rows + strength[:, None] * unit(noise))
            if not len(self.own):
                self.own = (moved * rows).sum(axis=1)
            yield moved


class Nearest:
    """The exact best rows for some questions, over blocks: full precision, plain numpy."""

    def __init__(self, questions: Rows, k: int) -> None:
        self._questions, self._k = questions, k
        self._scores = np.full((len(questions), 0), 0, np.float32)
        self._ids = np.zeros((len(questions), 0), np.int64)

    def see(self, ids: NDArray[np.int64], rows: Rows) -> None:
        """Take a block into account."""
        scores = np.hstack([self._scores, self._questions @ rows.T])
        names = np.hstack([self._ids, np.broadcast_to(ids, (len(self._questions), len(ids)))])
        best = np.argsort(-scores, axis=1, kind="stable")[:, : self._k]
        self._scores = np.take_along_axis(scores, best, axis=1)
        self._ids = np.take_along_axis(names, best, axis=1)

    @property
    def ids(self) -> list[list[int]]:
        """The ids of the best, best first, for each question."""
        found: list[list[int]] = self._ids.tolist()
        return found


class Neighbours:
    """The cosines of a sample of the first block to their nearest among all vectors."""

    def __init__(self) -> None:
        self._sample: Rows | None = None
        self.cosines: Rows = np.zeros(0, np.float32)

    def see(self, rows: Rows) -> None:
        """Take a block into account; the first gives the sample."""
        is_first = self._sample is None
        if self._sample is None:
            self._sample = rows[:_SAMPLE].copy()
            self.cosines = np.full(len(self._sample), -1, np.float32)
        found = self._sample @ rows.T
        if is_first:
            np.fill_diagonal(found, -1)
        self.cosines = np.maximum(self.cosines, found.max(axis=1))


def quantiles(values: Rows) -> dict[str, float]:
    """Return what describes a distribution of cosines."""
    return {f"q{q}": round(float(np.percentile(values, q)), 4) for q in (5, 25, 50, 75, 95)}
