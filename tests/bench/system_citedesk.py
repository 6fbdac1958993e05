"""Citedesk, through `Archive`: catalogue, vectors and words, all durable (synchronous=FULL)."""

from pathlib import Path
from typing import Any

from corpus import as_article
from measure import Clock, K

from index.archive import Archive
from index.encoder import load_encoder
from index.fast_encoder import FastEncoder
from index.lexicon import Lexicon
from index.snapshot import Snapshot
from index.vectors.layers import Layers


class System:
    def __init__(self, store: Path, variant: str | None) -> None:
        self._store = store
        self.stages = {"vectors": Clock(), "words": Clock(), "fetch": Clock()}

    def load(self) -> None:
        self._encoder = load_encoder()

    def encode(self, texts: list[str]) -> None:
        self._encoder.encode(texts)

    def watch(self, clock: Clock) -> None:
        clock.watch(FastEncoder, "encode")
        self.stages["vectors"].watch(Layers, "search")
        self.stages["words"].watch(Lexicon, "search")
        self.stages["fetch"].watch(Snapshot, "passages")

    def index(self, articles: list[dict[str, Any]], passages: list[dict[str, Any]]) -> None:
        archive = Archive.create(self._store, self._encoder)
        for outcome in archive.add(map(as_article, articles)):
            assert outcome.action == "added", outcome
        self.pieces = archive.status().passages

    def open(self) -> None:
        self._archive = Archive(self._store, self._encoder)

    def search(self, question: str) -> list[tuple[str, str]]:
        hits = self._archive.search(question, K)
        return [(hit.passage.article.key, hit.passage.text) for hit in hits]

    def update(self, change: dict[str, Any]) -> None:
        (outcome,) = self._archive.add([as_article(change["article"])])
        assert outcome.action == "updated", outcome
