"""Networks run without torch: the only module that imports onnxruntime, beside safetensors' tensors.

Each run has a thread of its own and there are as many at a time as there are processors, so nothing is padded
and a result does not depend on what else is run.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias, TypeVar

import numpy as np
import onnxruntime
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from index.errors import EncoderUnavailable
from index.processor import cores

__all__ = ["Session", "Tokenizer", "parse_tensors", "read_tensor", "read_tensors", "run_all", "start"]

Session: TypeAlias = onnxruntime.InferenceSession
Tensors = dict[str, NDArray[np.float32]]
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def start(graph: bytes, constants: Mapping[str, NDArray[np.generic]], of: str) -> Session:
    """Return the network on one thread: it runs in the thread that asks, and nothing spins or waits.

    Args:
        graph: what `index.onnx_graph` wrote.
        constants: the arrays that it names.
        of: whose network it is, for the error: "the encoder".

    Raises:
        EncoderUnavailable: onnxruntime refuses the graph.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors; those are raised, too
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in constants.values()]
    options.add_external_initializers(list(constants), values)
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exceptions have no base of their own
        raise EncoderUnavailable(
            f"onnxruntime {onnxruntime.__version__} cannot run {of} "
            f"({next(iter(str(error).splitlines()), '')}): pip install --upgrade onnxruntime"
        ) from error


def run_all(
    run: Callable[[_Item], _Result], items: Sequence[_Item], size: Callable[[_Item], int]
) -> list[_Result]:
    """Return what each item gives, in their order; they run the largest first, in threads."""
    # The threads then end at about the same time.
    order = sorted(range(len(items)), key=lambda at: -size(items[at]))
    largest_first = [items[at] for at in order]
    if len(items) < 2:
        results = [run(item) for item in largest_first]
    else:
        # A pool lives for one call: nothing runs on after an interruption.
        with ThreadPoolExecutor(min(len(items), cores())) as pool:
            results = list(pool.map(run, largest_first))
    return [result for _, result in sorted(zip(order, results, strict=True), key=lambda pair: pair[0])]


def read_tensors(path: Path) -> Tensors:
    """Return the arrays of a safetensors file by their names, as float32.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no safetensors file.
    """
    try:
        return _as_floats(safetensors.numpy.load_file(path))
    except SafetensorError as error:
        raise ValueError(str(error)) from error


def parse_tensors(data: bytes) -> Tensors:
    """Return the arrays in the bytes of a safetensors file by their names, as float32.

    Raises:
        ValueError: they are none.
    """
    try:
        return _as_floats(safetensors.numpy.load(data))
    except SafetensorError as error:
        raise ValueError(str(error)) from error


def read_tensor(path: Path, name: str) -> NDArray[np.float32]:
    """Return one array of a safetensors file, as float32; the rest is not read.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no safetensors file, or has no such array.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            return np.asarray(file.get_tensor(name), np.float32)
    except SafetensorError as error:
        raise ValueError(str(error)) from error


def _as_floats(tensors: Mapping[str, NDArray[np.generic]]) -> Tensors:
    return {name: np.asarray(tensor, np.float32) for name, tensor in tensors.items()}
