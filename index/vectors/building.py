"""The next base, built from the stored vectors beside the present one, and put into place by rename."""

import math
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import faiss
import numpy as np

from index.block import Block, Generation, Ids, Rows
from index.seal import Seal, sync
from index.vectors.base import COLUMNS, INDEX, Base

__all__ = ["Blocks", "build"]

# The most passages that are scanned whole at each question: 5 ms on one core.
_FLAT_MOST = 50_000
# Training vectors a list (FAISS asks for 39 at least), and rounds of k-means.
_TRAINED, _ROUNDS = 40, 10

# Gives the passages of these ids, or all, in the order of their ids, some thousands at a time.
Blocks = Callable[[Iterable[int] | None], Iterator[Block]]


def build(
    folder: Path, generation: Generation, ids: Ids, blocks: Blocks, dimension: int, previous: Base | None
) -> None:
    """Write the base of all passages into a new folder. Memory: the codes twice, and one block.

    Args:
        folder: what is to hold it; what is there already is replaced.
        generation: of the catalogue, that `ids` and `blocks` are read at.
        ids: of the passages, ascending, shape (n,).
        blocks: gives them.
        dimension: of a vector.
        previous: a base whose training is taken over where it still fits, and its passages' lists.
    """
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        index = _trained(ids, blocks, dimension, previous)
        columns = _fill(index, len(ids), blocks, previous)
        np.save(part / COLUMNS, columns)
        faiss.write_index(index, str(part / INDEX))
        for name in (COLUMNS, INDEX):
            with (part / name).open("rb+") as file:
                os.fsync(file.fileno())
        Seal.of(part, generation, columns.shape[1], (COLUMNS, INDEX)).write(part)
        shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
        sync(folder.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _trained(ids: Ids, blocks: Blocks, dimension: int, previous: Base | None) -> faiss.Index:
    """Return the empty index."""
    if len(ids) <= _FLAT_MOST:
        kind = faiss.ScalarQuantizer.QT_fp16
        return faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)
    lists = 2 ** round(math.log2(2 * math.sqrt(len(ids))))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
        False,
    )
    if previous is not None and _fits(previous, index):
        index.quantizer.add(faiss.downcast_index(previous.index.quantizer).reconstruct_n(0, lists))
        index.sq.trained = previous.index.sq.trained
        index.is_trained = True
        return index
    index.cp.niter, index.cp.spherical = _ROUNDS, True
    index.train(_sample(ids, blocks, _TRAINED * lists))
    return index


def _fits(previous: Base, index: faiss.Index) -> bool:
    """Whether the previous base was trained for as many lists, so for a like number of passages."""
    if previous.is_exact or not isinstance(index, faiss.IndexIVF):
        return False
    return bool(previous.index.nlist == index.nlist and previous.index.d == index.d)


def _sample(ids: Ids, blocks: Blocks, count: int) -> Rows:
    """Return the vectors of passages spread evenly over all."""
    chosen = ids[np.linspace(0, len(ids) - 1, min(count, len(ids))).astype(np.int64)]
    return np.concatenate([block.rows for block in blocks(chosen.tolist())])


def _fill(index: faiss.Index, count: int, blocks: Blocks, previous: Base | None) -> Ids:
    """Add all passages, each under its place among them; return their columns, shape (3, n)."""
    # The same centres, so the same lists.
    known = _Lists(previous) if previous is not None and _fits(previous, index) else None
    columns, at = np.zeros((3, count), np.int64), 0
    for block in blocks(None):
        columns[:, at : at + len(block)] = block.ids, block.days, block.sources
        if isinstance(index, faiss.IndexIVF):
            _add_to_lists(index, block, np.arange(at, at + len(block)), known)
        else:
            index.add(block.rows)
        at += len(block)
    return columns[:, :at]


def _add_to_lists(index: faiss.IndexIVF, block: Block, places: Ids, known: "_Lists | None") -> None:
    """Add a block; only what the previous base does not hold is compared with the lists' centres."""
    lists = known.of(block.ids) if known else np.full(len(block), -1)
    new = lists < 0
    if new.any():
        lists[new] = index.quantizer.search(block.rows[new], 1)[1][:, 0]
    arrays = [np.ascontiguousarray(array) for array in (block.rows, places, lists)]
    # Named, so that they live as long as the call: FAISS gets bare pointers.
    rows, numbers, chosen = (faiss.swig_ptr(array) for array in arrays)
    index.add_core(len(block), rows, numbers, chosen, None)


class _Lists:
    """Which list each passage of the previous base lies in."""

    def __init__(self, previous: Base) -> None:
        self._ids = previous.ids
        self._lists = np.full(len(previous), -1)
        stored = previous.index.invlists
        for number in range(previous.index.nlist):
            size = stored.list_size(number)
            if size:
                places = stored.get_ids(number)
                self._lists[faiss.rev_swig_ptr(places, size)] = number
                stored.release_ids(number, places)

    def of(self, ids: Ids) -> Ids:
        """Return the list of each passage, -1 where it is new; shape (n,)."""
        at = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        lists: Ids = np.where(self._ids[at] == ids, self._lists[at], -1)
        return lists
