"""A LangChain retriever over an archive."""

from datetime import date
from typing import Self

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.archive import Archive
from index.dates import DateRange
from index.ranking import Hit
from qa.query import Query

__all__ = ["ArchiveRetriever"]


class ArchiveRetriever(BaseRetriever):
    """Passages as documents, best first, for any LangChain chain.

    Each document has the passage's id, its text, and as metadata: `article_id`, `start`, `end`
    (code points of the article's text), `title`, `published` (ISO 8601), `source`, `url`, `score`,
    `also` (the ids of other articles that tell the same story).
    What is not known is None.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    archive: Archive
    k: int = 10
    within: DateRange | None = None
    prefer: DateRange | None = None
    sources: tuple[str, ...] = ()
    as_of: date | None = None
    newest: bool = False

    @classmethod
    def bounded_by(cls, query: Query, archive: Archive, k: int) -> Self:
        """Return the retriever of `k` passages within what a query filters and prefers."""
        return cls(
            archive=archive,
            k=k,
            within=query.within,
            prefer=query.prefer,
            sources=query.sources,
            as_of=query.as_of,
            newest=query.newest,
        )

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        hits = self.archive.search(
            query,
            k=self.k,
            within=self.within,
            prefer=self.prefer,
            sources=self.sources,
            as_of=self.as_of,
            newest=self.newest,
        )
        return [_document(hit) for hit in hits]


def _document(hit: Hit) -> Document:
    article = hit.passage.article
    return Document(
        id=str(hit.passage.id),
        page_content=hit.passage.text,
        metadata={
            "article_id": article.id,
            "start": hit.passage.start,
            "end": hit.passage.end,
            "title": article.title,
            "published": article.published.isoformat() if article.published else None,
            "source": article.source,
            "url": article.url,
            "score": hit.score,
            "also": [other.id for other in hit.also],
        },
    )
