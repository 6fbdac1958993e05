"""The bundled encoder on onnxruntime and tokenizers, the only module that imports them.

It reads the same checked weights as sentence-transformers does and writes its graph when it is loaded.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index import bundled
from index.errors import EncoderUnavailable
from index.minilm import ENTRY, network
from index.processor import cores, multiplies_bytes

__all__ = ["FastEncoder"]

Vectors = NDArray[np.float32]

# Texts whose tokens are in memory at once: some megabytes.
_CHUNK = 1024


class FastEncoder:
    """all-MiniLM-L6-v2: each text is a run of its own, as many at a time as there are processors.

    So there is no padding, and a text's vector does not depend on what is encoded with it. Any number of
    threads may encode at a time.

    Raises (on first use):
        EncoderUnavailable: the bundled files are missing or altered, or onnxruntime refuses the graph.
    """

    name = bundled.NAME
    identity = bundled.IDENTITY
    dimension = bundled.DIMENSION
    window = bundled.WINDOW
    languages = bundled.LANGUAGES

    def __init__(self, *, int8: bool | None = None) -> None:
        """Load nothing yet; `int8` is what suits the processor, where it is not given."""
        self._int8 = multiplies_bytes() if int8 is None else int8
        self._lock = Lock()

    @property
    def backend(self) -> str:
        """Which code makes the vectors."""
        return "onnx-int8" if self._int8 else "onnx-float32"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length one for each text: float32, shape (len(texts), dimension)."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _CHUNK):
            tokens = self._tokens(texts[start : start + _CHUNK])
            # The longest first: the threads then end at about the same time.
            order = sorted(range(len(tokens)), key=lambda at: -len(tokens[at]))
            for at, row in zip(order, self._rows([tokens[at] for at in order]), strict=True):
                rows[start + at] = row
        return rows

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, special tokens left out."""
        _, counter, _ = self._parts
        return [len(found.ids) for found in counter.encode_batch_fast(list(texts), add_special_tokens=False)]

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        reader, _, _ = self._parts
        return [found.ids for found in reader.encode_batch_fast(list(texts))]

    def _rows(self, tokens: list[list[int]]) -> Iterator[Vectors]:
        if len(tokens) < 2:
            yield from map(self._row, tokens)
            return
        # A pool lives for one call: nothing runs on after an interruption.
        with ThreadPoolExecutor(min(len(tokens), cores())) as pool:
            yield from pool.map(self._row, tokens)

    def _row(self, tokens: list[int]) -> Vectors:
        _, _, session = self._parts
        row: Vectors = session.run(None, {ENTRY: np.array([tokens], np.int32)})[0][0]
        return row

    @property
    def _parts(self) -> tuple[Tokenizer, Tokenizer, onnxruntime.InferenceSession]:
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> tuple[Tokenizer, Tokenizer, onnxruntime.InferenceSession]:
        """The tokenizer that cuts at the window, the one that counts, and the network."""
        folder = bundled.folder()
        try:
            reader, counter = (Tokenizer.from_file(str(folder / "tokenizer.json")) for _ in range(2))
            session = _session(folder / "model.safetensors", int8=self._int8)
        except (OSError, SafetensorError) as error:
            raise EncoderUnavailable(
                f"the bundled encoder cannot be read ({error}): see that {folder} is readable"
            ) from error
        for tokenizer in (reader, counter):
            tokenizer.no_padding()
        reader.enable_truncation(self.window)
        counter.no_truncation()
        return reader, counter, session


def _session(weights: Path, *, int8: bool) -> onnxruntime.InferenceSession:
    """Return the network on one thread: it runs in the thread that asks, and nothing spins or waits."""
    graph, constants = network(load_file(weights), int8=int8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors; those are raised, too
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in constants.values()]
    options.add_external_initializers(list(constants), values)
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exceptions have no base of their own
        raise EncoderUnavailable(
            f"onnxruntime {onnxruntime.__version__} cannot run the encoder "
            f"({next(iter(str(error).splitlines()), '')}): pip install --upgrade onnxruntime"
        ) from error
