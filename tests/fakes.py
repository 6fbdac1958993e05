"""Fakes that work."""

import hashlib
import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.article import Article, digest_of
from qa.confidence import Calibration, Linear
from qa.reading.model import SPANS, Reading, Span, Text


class HashEncoder:
    """Hashes words into a vector: texts that share words are near. Quick, and the same everywhere."""

    backend = "hash"
    languages = None

    def __init__(self, name: str = "hash", dimension: int = 64) -> None:
        self.name = name
        self.dimension = dimension
        self.window = 256
        self.encoded = 0

    @property
    def identity(self) -> str:
        return f"{self.name}-{self.dimension}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                digest = hashlib.sha256(f"{self.name}{word}".encode()).digest()
                row[int.from_bytes(digest[:4], "big") % self.dimension] += 1 if digest[4] % 2 else -1
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, norms, out=rows, where=norms > 0)

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w{1,6}|[^\w\s]", text)) for text in texts]


def article(text: str, key: str = "a", **known: object) -> Article:
    """An article whose digest is its text's."""
    return Article(key=key, text=text, digest=digest_of(text.encode()), **known)  # type: ignore[arg-type]


class TableReader:
    """Reads from a table: of a question, the words that answer it and their score, wherever a text has them.

    Where a question is not in the table, what stands under "" is found; it keeps the texts that it read.
    """

    name = "table"
    identity = "table"

    def __init__(self, answers: Mapping[str, Mapping[str, float]]) -> None:
        self.answers = answers
        self.seen: list[str] = []

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        self.seen += [text.text for text in texts]
        known = self.answers.get(question, self.answers.get("", {}))
        return [Reading(tuple(self._spans(text.text, known)), 0.0) for text in texts]

    def _spans(self, text: str, known: Mapping[str, float]) -> list[Span]:
        spans = [
            Span(*found.span(), score)
            for words, score in sorted(known.items(), key=lambda pair: -pair[1])
            for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
        ]
        return spans[:SPANS]


PLAIN = Calibration(
    relevance=Linear((0.0, 0.0, 16.0, 0.0, 0.0, 0.0, 0.0), -8.0),
    gist=Linear((1.0,), 0.0),
    ranking=Linear((1.0, *(0.0,) * 10), 0.0),
    span=Linear((1.0, *(0.0,) * 7), 0.0),
    threshold=0.2,
    sure=0.8,
)
"""A span is as sure as its score alone, a sentence of several as the share of the question's words it has."""
