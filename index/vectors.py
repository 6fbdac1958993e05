"""Search by meaning: the only module that imports faiss.

The index is derived: everything in it stands in the catalogue. It is written whole to a new file
that is renamed into place, and named after the generation of the catalogue that it holds, so a file
is either complete or not there.
"""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

__all__ = ["VectorIndex"]

Ids = NDArray[np.int64]
Rows = NDArray[np.float32]
_SUFFIX = ".faiss"


class VectorIndex:
    """Exact search over unit vectors by their inner product, which is their cosine."""

    def __init__(self, dimension: int, generation: int = 0) -> None:
        self.generation = generation
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    @classmethod
    def load(cls, folder: Path, dimension: int) -> "VectorIndex | None":
        """Return the newest readable index of the folder, or None; a damaged file is passed over."""
        for generation, path in reversed(_files(folder)):
            try:
                index = faiss.read_index(str(path))
            except (RuntimeError, OSError):
                continue
            if isinstance(index, faiss.IndexIDMap2) and index.d == dimension:
                loaded = cls(dimension, generation)
                loaded._index = index
                return loaded
        return None

    @staticmethod
    def newest(folder: Path) -> int:
        """Return the generation of the newest file, or 0."""
        files = _files(folder)
        return files[-1][0] if files else 0

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def apply(self, added: Ids, rows: Rows, deleted: Ids, generation: int) -> None:
        """Bring the index to a generation. Doing it twice does no harm.

        Args:
            added: passage ids, shape (n,).
            rows: their vectors, shape (n, dimension).
            deleted: passage ids that are gone.
            generation: what the index is at afterwards.
        """
        gone = np.concatenate([added, deleted])
        if len(self) and len(gone):
            self._index.remove_ids(faiss.IDSelectorBatch(gone))
        if len(added):
            self._index.add_with_ids(np.ascontiguousarray(rows), added)
        self.generation = generation

    def save(self, folder: Path) -> None:
        """Write the index beside the older ones, rename it into place, then remove those."""
        folder.mkdir(exist_ok=True)
        final = folder / f"{self.generation}{_SUFFIX}"
        part = final.with_suffix(".part")
        faiss.write_index(self._index, str(part))
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(final)
        for generation, path in _files(folder):
            if generation != self.generation:
                with contextlib.suppress(OSError):  # another process may hold it open (Windows)
                    path.unlink()

    def search(self, row: Rows, k: int, allowed: Ids | None = None) -> list[tuple[int, float]]:
        """Return the ids and cosines of the nearest passages, best first.

        Args:
            row: a unit vector, shape (dimension,).
            k: the most to return.
            allowed: the ids to rank; None ranks all.
        """
        if not len(self) or k < 1 or (allowed is not None and not len(allowed)):
            return []
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorBatch(allowed)
        scores, ids = self._index.search(
            np.ascontiguousarray(row[None, :]), min(k, len(self)), params=parameters
        )
        return [
            (int(passage), float(score))
            for passage, score in zip(ids[0], scores[0], strict=True)
            if passage >= 0
        ]


def _files(folder: Path) -> Sequence[tuple[int, Path]]:
    return sorted((int(path.stem), path) for path in folder.glob(f"*{_SUFFIX}") if path.stem.isdecimal())
