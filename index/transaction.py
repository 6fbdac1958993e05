"""Writing to the catalogue: one transaction, one generation."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np

from index.article import Article
from index.dates import day_of
from index.paragraphs import Span
from index.snapshot import Manifest, Snapshot, Vectors

__all__ = ["Transaction"]


class Transaction(Snapshot):
    """A snapshot that can be changed. All changes are one generation."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._run_many = connection.executemany
        self.generation = self.manifest().generation + 1

    def put(self, article: Article, spans: Sequence[Span], vectors: Vectors) -> None:
        """Store an article and its passages in place of what its key stood for.

        Args:
            article: what to store.
            spans: the passages, in order.
            vectors: one row for each of them, shape (len(spans), dimension); stored in half precision.
        """
        self._drop_passages(article.id)
        published = article.published
        values = (
            article.id,
            article.key,
            article.digest,
            article.title,
            article.text,
            published.isoformat() if published else None,
            day_of(published).toordinal() if published else None,
            article.source,
            article.url,
            article.path,
            article.place,
            json.dumps(article.authors, ensure_ascii=False),
        )
        marks = ", ".join("?" * len(values))
        self._run(f"INSERT OR REPLACE INTO articles VALUES ({marks})", values)
        for (start, end), row in zip(spans, vectors.astype(np.float16), strict=True):
            cursor = self._run(
                'INSERT INTO passages (article, start, "end", vector) VALUES (?, ?, ?, ?)',
                (article.id, start, end, row.tobytes()),
            )
            self._note("add", [cursor.lastrowid or 0])

    def rename_encoder(self, manifest: Manifest) -> None:
        """Say that the vectors come from another encoder; the caller replaces them all."""
        self._run(
            "UPDATE manifest SET encoder = ?, identity = ?, dimension = ?, splitter = ?",
            (manifest.encoder, manifest.identity, manifest.dimension, manifest.splitter),
        )

    def _drop_passages(self, article_id: str) -> None:
        ids = [row[0] for row in self._run("SELECT id FROM passages WHERE article = ?", (article_id,))]
        self._note("delete", ids)
        self._run("DELETE FROM passages WHERE article = ?", (article_id,))

    def _note(self, action: str, ids: Iterable[int]) -> None:
        rows = [(self.generation, action, passage) for passage in ids]
        self._run_many("INSERT INTO log VALUES (?, ?, ?)", rows)
