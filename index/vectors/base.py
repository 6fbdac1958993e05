"""The base: a FAISS index that was written once, is memory-mapped, and never changes."""

import math
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.block import Ids, Rows
from index.seal import Seal, file_state, is_untouched

__all__ = ["COLUMNS", "INDEX", "Base"]

INDEX, COLUMNS = "index.faiss", "passages.npy"
# The share of 250,000 passages whose codes are compared with a question's; of more, less, as their
# lists are finer: it falls with the cube root. docs/decisions/0012 has the recall.
_SCANNED, _SCANNED_OF = 0.25, 250_000


class Base:
    """The passages of one generation.

    Flat up to some ten thousands, in the half precision that the catalogue stores, so exact. Above, an
    inverted file (Jégou et al., 2011, section IV) of 8-bit codes, of which the lists nearest the
    question are scanned; its order is near enough to choose by, and not exact.

    Attributes:
        generation: of the catalogue.
        ids, days, sources: of the passages, in the order of their ids; shape (n,).
        is_exact: whether its scores are the cosines of the stored vectors.
    """

    def __init__(self, folder: Path, seal: Seal, index: faiss.Index, columns: Ids) -> None:
        self.generation = seal.generation
        self.ids, self.days, self.sources = columns
        self.is_exact = not isinstance(index, faiss.IndexIVF)
        self._index = index
        self._scanned = _SCANNED * min(1.0, math.cbrt(_SCANNED_OF / max(1, len(self.ids))))
        self._files = {folder / name: file_state(folder / name) for name in (INDEX, COLUMNS)}

    @classmethod
    def load(cls, folder: Path, dimension: int) -> "Base | None":
        """Return a folder's base, every byte of it checked; None where it is not whole."""
        seal = Seal.read(folder)
        if seal is None or seal.damage(folder):
            return None
        try:
            columns = np.load(folder / COLUMNS, mmap_mode="r", allow_pickle=False)
            # Each flag maps one kind of index, and reads the other into memory.
            flag = faiss.IO_FLAG_MMAP if _is_inverted(folder / INDEX) else faiss.IO_FLAG_MMAP_IFC
            index = faiss.read_index(str(folder / INDEX), flag)
        except (OSError, ValueError, RuntimeError):
            return None
        if index.d != dimension or not index.ntotal == seal.passages == len(columns[0]):
            return None
        if isinstance(index, faiss.IndexIVF):
            # What is mapped needs no reading ahead, for which FAISS would start 32 threads a search.
            faiss.downcast_InvertedLists(index.invlists).prefetch_nthread = 0
        return cls(folder, seal, index, columns)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def index(self) -> faiss.Index:
        """The mapped index, for who builds the next."""
        return self._index

    @property
    def is_intact(self) -> bool:
        """Whether no file was written since it was checked; one that is gone or replaced stays mapped."""
        return all(is_untouched(path, state) for path, state in self._files.items())

    def search(self, row: Rows, k: int, allowed: NDArray[np.bool_]) -> tuple[Ids, Rows]:
        """Return the ids of the nearest passages and their scores, best first.

        Args:
            row: a unit vector, shape (dimension,).
            k: the most to return.
            allowed: which passages are ranked, shape (n,).

        Returns:
            ids and scores, shape (m,), m <= k.
        """
        count = int(np.count_nonzero(allowed))
        if not count or k < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        bits = np.packbits(allowed, bitorder="little")
        selector = faiss.IDSelectorBitmap(bits) if count < len(self) else None
        if self.is_exact:
            parameters = faiss.SearchParameters(sel=selector)
        else:
            # The fewer are allowed, the more lists are looked through for them; in the end all.
            share = min(1.0, self._scanned * len(self) / count)
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=math.ceil(share * self._index.nlist))
        scores, places = self._index.search(row[None, :], min(k, count), params=parameters)
        found = places[0] >= 0
        return self.ids[places[0][found]], scores[0][found]


def _is_inverted(path: Path) -> bool:
    """Tell an inverted file by the four letters that FAISS begins it with."""
    with path.open("rb") as file:
        return file.read(4)[:2] == b"Iw"
