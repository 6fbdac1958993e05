"""The built-in reading model on onnxruntime: MiniLM, trained to read.

Only what was trained is shipped: the vectors of the words are the bundled encoder's, and read from there.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index import bundled
from index.errors import EncoderUnavailable
from index.inference import Session, Tokenizer, parse_tensors, read_tensor, run_all, start
from index.minilm import ENTRY, FLOATS, PRODUCTS, TYPES, WORDS, reading_network
from index.processor import multiplies_bytes
from qa.errors import ReaderUnavailable
from qa.reading.model import Reading, Text, decode
from qa.reading.windows import Cutter, Window, read_windows

__all__ = ["FastReader"]

_WEIGHTS, _FACTS = "reader.safetensors", "reader.json"
_POSITIONS = 512
_REPAIR = "install Citedesk again, or choose another reading model"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What reader.json tells of the weights.

    Attributes:
        sha256: their file's.
        window: the most tokens that are read at once.
        longest_answer: the most tokens of a span.
        floats: the products that stay float32 where the others are int8.

    Raises:
        ValueError: the network has no such window or products.
    """

    sha256: str
    window: int
    longest_answer: int
    floats: frozenset[str]

    def __post_init__(self) -> None:
        if not (32 <= self.window <= _POSITIONS and self.longest_answer > 0 and self.floats <= PRODUCTS):
            raise ValueError("not of this network")


class FastReader:
    """A reading model without torch: each window is a run of its own, as many at a time as processors.

    So nothing is padded, and what is read in a text does not depend on the others. Any number of
    threads may read at a time.

    Raises (on first use):
        ReaderUnavailable: the files are missing or altered, or onnxruntime refuses the graph.
    """

    name = "reader"

    def __init__(
        self, folder: Path | None = None, *, int8: bool | None = None, floats: Collection[str] | None = None
    ) -> None:
        """Load nothing yet.

        Args:
            folder: with reader.safetensors and reader.json; the packaged one where it is not given.
            int8: 8-bit products; what suits the processor, where it is not given.
            floats: the products (`index.minilm.PRODUCTS`) that stay float32 beside them, where they
                are not to be those that reader.json names.
        """
        self._folder = folder or Path(str(resources.files("qa").joinpath("weights")))
        self._int8 = multiplies_bytes() if int8 is None else int8
        self._floats = floats
        self._lock = Lock()

    @property
    def backend(self) -> str:
        """Which code reads; the scores of two backends of one identity are nearly the same."""
        return "onnx-int8" if self._int8 else "onnx-float32"

    @property
    def identity(self) -> str:
        """The SHA-256 of the weights, as reader.json tells it; they are checked when they are loaded."""
        return self._facts.sha256

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """Return a reading for each text, in their order."""
        cutter, _ = self._parts
        return read_windows(cutter, question, texts, self._read)

    def _read(self, windows: list[Window]) -> list[Reading]:
        return run_all(self._reading, windows, lambda window: len(window.ids))

    def _reading(self, window: Window) -> Reading:
        return decode(self._logits(window), window.offsets, window.first, self._facts.longest_answer)

    def _logits(self, window: Window) -> NDArray[np.float32]:
        _, session = self._parts
        inputs = {ENTRY: window.ids[None].astype(np.int32), TYPES: window.types[None].astype(np.int32)}
        logits: NDArray[np.float32] = session.run(None, inputs)[0][0]
        return logits

    @property
    def _parts(self) -> tuple[Cutter, Session]:
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> tuple[Cutter, Session]:
        facts, trained = self._facts, self._trained()
        try:
            folder = bundled.folder()
            words = read_tensor(folder / "model.safetensors", WORDS)
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except (EncoderUnavailable, OSError, ValueError) as error:
            raise ReaderUnavailable(f"the reading model needs the bundled encoder: {error}") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        chosen = facts.floats if self._floats is None else self._floats
        try:
            network = reading_network({**trained, WORDS: words}, chosen if self._int8 else PRODUCTS)
            session = start(*network, "the reading model")
        except KeyError as error:
            raise ReaderUnavailable(f"{self._folder / _WEIGHTS} lacks {error}: {_REPAIR}") from error
        except EncoderUnavailable as error:
            raise ReaderUnavailable(str(error)) from error
        return Cutter(tokenizer, facts.window, facts.longest_answer), session

    @cached_property
    def _facts(self) -> _Facts:
        data = self._bytes(_FACTS)
        try:
            told = json.loads(data)
            floats = frozenset(map(str, told.get("floats", FLOATS)))
            return _Facts(str(told["sha256"]), int(told["window"]), int(told["longest_answer"]), floats)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ReaderUnavailable(
                f"{self._folder / _FACTS} does not describe a reading model: {_REPAIR}"
            ) from error

    def _trained(self) -> dict[str, NDArray[np.float32]]:
        data = self._bytes(_WEIGHTS)
        if hashlib.sha256(data).hexdigest() != self._facts.sha256:
            raise ReaderUnavailable(
                f"{self._folder / _WEIGHTS} is not the file that {_FACTS} names: {_REPAIR}"
            )
        try:
            return parse_tensors(data)
        except ValueError as error:
            raise ReaderUnavailable(f"{self._folder / _WEIGHTS} holds no weights: {_REPAIR}") from error

    def _bytes(self, name: str) -> bytes:
        try:
            return (self._folder / name).read_bytes()
        except OSError as error:
            raise ReaderUnavailable(
                f"the reading model lacks {self._folder / name} ({error.strerror}): {_REPAIR}"
            ) from error
