"""Texts to vectors. The only module that imports sentence_transformers, and only when it is needed."""

import hashlib
import logging
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index import bundled
from index.errors import EncoderUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["BUNDLED", "Encoder", "SentenceTransformerEncoder", "load_encoder"]

_log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]

BUNDLED = bundled.NAME
_BATCH = 32


class Encoder(Protocol):
    """Turns texts into vectors of length one, so that their product is their cosine.

    Attributes:
        name: what a user calls it.
        identity: names the weights; vectors of two identities cannot be compared.
        backend: which code makes the vectors, and in what numbers; those of two backends of one
            identity can be compared.
        dimension: the length of a vector.
        window: the most tokens it reads, special tokens counted in.
        languages: the ISO 639-1 codes of those that it knows; None where that is not said. What is in
            another is found by its words alone.
    """

    @property
    def name(self) -> str:
        """See the class."""

    @property
    def identity(self) -> str:
        """See the class."""

    @property
    def backend(self) -> str:
        """See the class."""

    @property
    def dimension(self) -> int:
        """See the class."""

    @property
    def window(self) -> int:
        """See the class."""

    @property
    def languages(self) -> frozenset[str] | None:
        """See the class."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text: float32, shape (len(texts), dimension)."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, special tokens left out."""


def load_encoder(name: str = BUNDLED) -> Encoder:
    """Return the encoder of that name; no model is loaded before it is used.

    The bundled one comes on onnxruntime, a third of the time and without torch; where that cannot be
    imported, and for every other name, it is sentence-transformers'.
    """
    if name != BUNDLED:
        return SentenceTransformerEncoder(name)
    try:
        from index.fast_encoder import FastEncoder
    except (ImportError, OSError) as error:  # not there, or made for another system
        _log.warning(
            "encoding with torch, which is slower: onnxruntime does not load (%s)", _first_line(error)
        )
        return SentenceTransformerEncoder(name)
    return FastEncoder()


class SentenceTransformerEncoder:
    """A model of sentence-transformers: the bundled one, or any other by its name or folder.

    Raises (on first use):
        EncoderUnavailable: the bundled files are missing or altered, or a model of that name is
            neither on this machine nor to be had from the hub.
    """

    backend = "torch-float32"

    def __init__(self, name: str = BUNDLED) -> None:
        self.name = name

    @property
    def _is_bundled(self) -> bool:
        return self.name == BUNDLED

    @cached_property
    def identity(self) -> str:
        """The SHA-256 of the weights."""
        if self._is_bundled:
            return bundled.IDENTITY
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().numpy().tobytes())
        return digest.hexdigest()

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        if self._is_bundled:
            return bundled.DIMENSION
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EncoderUnavailable(f"{self.name} does not tell its dimension: use another encoder")
        return dimension

    @property
    def window(self) -> int:
        """The most tokens that the model reads."""
        return bundled.WINDOW if self._is_bundled else (self._model.max_seq_length or 512)

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages that the bundled model knows; another model's are not known."""
        return bundled.LANGUAGES if self._is_bundled else None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length one for each text: float32, shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        rows = self._model.encode(
            list(texts),
            batch_size=_BATCH,
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(rows, np.float32)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, special tokens left out."""
        if not texts:
            return []
        tokens = self._model.tokenizer(
            list(texts), add_special_tokens=False, padding=False, truncation=False, verbose=False
        )
        return [len(ids) for ids in tokens["input_ids"]]

    @cached_property
    def _model(self) -> "SentenceTransformer":
        folder = str(bundled.folder()) if self._is_bundled else self.name
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
        try:
            model = SentenceTransformer(folder, device="cpu", local_files_only=self._is_bundled)
        except (OSError, ValueError) as error:
            raise EncoderUnavailable(
                f"cannot load the encoder {self.name!r} ({_first_line(error)}): "
                f"check the name and the network, or use {BUNDLED}"
            ) from error
        if self._is_bundled:
            model.max_seq_length = bundled.WINDOW
        return model


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
