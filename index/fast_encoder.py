"""The bundled encoder on onnxruntime and tokenizers.

It reads the same checked weights as sentence-transformers does and writes its graph when it is loaded.
"""

from collections.abc import Sequence
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index import bundled
from index.errors import EncoderUnavailable
from index.inference import Session, Tokenizer, read_tensors, run_all, start
from index.minilm import ENTRY, network
from index.processor import multiplies_bytes

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
        for first in range(0, len(texts), _CHUNK):
            tokens = self._tokens(texts[first : first + _CHUNK])
            rows[first : first + len(tokens)] = run_all(self._row, tokens, len)
        return rows

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, special tokens left out."""
        _, counter, _ = self._parts
        return [len(found.ids) for found in counter.encode_batch_fast(list(texts), add_special_tokens=False)]

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        reader, _, _ = self._parts
        return [found.ids for found in reader.encode_batch_fast(list(texts))]

    def _row(self, tokens: list[int]) -> Vectors:
        _, _, session = self._parts
        row: Vectors = session.run(None, {ENTRY: np.array([tokens], np.int32)})[0][0]
        return row

    @property
    def _parts(self) -> tuple[Tokenizer, Tokenizer, Session]:
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> tuple[Tokenizer, Tokenizer, Session]:
        """The tokenizer that cuts at the window, the one that counts, and the network."""
        folder = bundled.folder()
        try:
            reader, counter = (Tokenizer.from_file(str(folder / "tokenizer.json")) for _ in range(2))
            weights = read_tensors(folder / "model.safetensors")
        except (OSError, ValueError) as error:
            raise EncoderUnavailable(
                f"the bundled encoder cannot be read ({error}): see that {folder} is readable"
            ) from error
        for tokenizer in (reader, counter):
            tokenizer.no_padding()
        reader.enable_truncation(self.window)
        counter.no_truncation()
        return reader, counter, start(*network(weights, int8=self._int8), "the encoder")
