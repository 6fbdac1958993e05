"""Writing to the catalogue: one transaction, one generation."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

import numpy as np

from index.article import Article, text_check
from index.block import Generation, Rows
from index.dates import day_of
from index.details import VERSION, Page
from index.facts import Facts, facts_of
from index.paragraphs import Span
from index.schema import stamp
from index.snapshot import Snapshot

__all__ = ["Transaction"]

_COLUMNS = "key, digest, day, source, published, url, path, title, place, authors, text_check, text"


_FORGET_PAGES = (
    "DELETE FROM pages WHERE json_valid(articles) AND EXISTS (SELECT 1 FROM json_each(pages.articles) "
    "WHERE value IN (SELECT value FROM json_each(?)))"
)


class Transaction(Snapshot):
    """A snapshot that can be changed. All changes are one generation."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._run_many = connection.executemany
        manifest = self.manifest()
        self._articles, self._passages = manifest.articles, manifest.passages
        self.before = manifest.generation
        self.generation = Generation(manifest.generation.number + 1, stamp())

    def put(self, article: Article, spans: Sequence[Span], facts: Facts, vectors: Rows, backend: str) -> None:
        """Store an article and its passages in place of what its key stood for, which becomes a version.

        Args:
            article: what to store, with its language.
            spans: the passages, in order.
            facts: what is derived from it.
            vectors: one row for each of them, shape (len(spans), dimension); stored in half precision.
            backend: the code that made the vectors.
        """
        number = self._place(article)
        maker = self._backend(backend)
        passages = []
        for (start, end), row in zip(spans, vectors.astype(np.float16), strict=True):
            passage = self._run(
                'INSERT INTO passages (article, start, "end") VALUES (?, ?, ?)', (number, start, end)
            ).lastrowid
            self._run("INSERT INTO vectors VALUES (?, ?, ?)", (passage, maker, row.tobytes()))
            passages.append(passage or 0)
        self._note("add", passages)
        self._passages += len(spans)
        self.derive(number, article, passages, facts)

    def derive(self, number: int, article: Article, passages: Sequence[int], facts: Facts) -> None:
        """Store what is derived from an article, in place of what was."""
        self._run("INSERT OR REPLACE INTO facts VALUES (?, ?)", (number, article.language))
        self.groups.place(number, text_check(article.text), facts.fingerprint)
        for passage, told in zip(passages, facts.told, strict=True):
            self._run_many(
                "INSERT INTO told VALUES (?, ?, ?, ?, ?)",
                [
                    (
                        passage,
                        (item.days.first or date.min).toordinal(),
                        (item.days.last or date.max).toordinal(),
                        item.start,
                        item.end,
                    )
                    for item in told
                ],
            )

    def move(self, article_id: str, path: str | None) -> None:
        """Note that an article that did not change is read from another file now."""
        self._run("UPDATE articles SET path = ? WHERE id = ?", (path, article_id))

    def forget_versions(self, article_ids: Iterable[str]) -> int:
        """Delete what was superseded of these articles; return how many versions there were."""
        query = "DELETE FROM versions WHERE article = (SELECT number FROM articles WHERE id = ?)"
        return sum(self._run(query, (article_id,)).rowcount for article_id in article_ids)

    def remember(self, pages: Iterable[Page]) -> None:
        """Store what the web said of pages when they were last asked for."""
        self._run_many(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?)",
            [
                (page.asked, page.url, page.etag, page.last_modified, json.dumps(page.articles))
                for page in pages
            ],
        )

    def take_over(self, old: Snapshot) -> None:
        """Copy versions, pages and groups from a catalogue of the same articles, in place of what is here."""
        self._run("DELETE FROM versions")
        for article_id, *values in old.details.version_rows():
            marks = ", ".join("?" * len(values))
            self._run(
                f"INSERT INTO versions (article, {VERSION}) "
                f"SELECT number, {marks} FROM articles WHERE id = ?",
                (*values, article_id),
            )
        self._run("DELETE FROM pages")
        self.remember(old.details.pages())
        self.groups.take_over(old.groups)
        self._found_anew(self.groups.damaged())

    def forget_founders(self) -> None:
        """Let the oldest article found each group whose founder's text is stored no more."""
        self._found_anew(self.groups.orphans())

    def _found_anew(self, groups: Iterable[tuple[int, str]]) -> None:
        """Let the article named with each group found it."""
        for group, article_id in groups:
            article = self.article(article_id)
            if article is not None:
                spans = [(start, end) for _, start, end in self.spans_of(article_id)[1]]
                founder = facts_of(article, spans).fingerprint
                self.groups.found_anew(group, text_check(article.text), founder)

    def remove(self, article_ids: Iterable[str]) -> int:
        """Remove articles with their passages; return how many there were."""
        removed, ids = 0, list(article_ids)
        for article_id in ids:
            row = self._run("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
            if row is not None:
                self._drop_passages(row[0])
                self.groups.leave(row[0])
                self._run("DELETE FROM articles WHERE number = ?", row)
                removed += 1
        self._articles -= removed
        self._run(_FORGET_PAGES, (json.dumps(ids),))
        return removed

    def close(self) -> None:
        """Name the generation; called just before the commit."""
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        self._run(
            "INSERT INTO generations VALUES (?, ?, ?, ?, ?)",
            (self.generation.number, self.generation.stamp, moment, self._articles, self._passages),
        )

    def _place(self, article: Article) -> int:
        """Write the article's row, in place of the one with its id; return its number."""
        published = article.published
        values = (
            article.key,
            article.digest,
            day_of(published).toordinal() if published else None,
            article.source,
            published.isoformat() if published else None,
            article.url,
            article.path,
            article.title,
            article.place,
            json.dumps(article.authors, ensure_ascii=False),
            text_check(article.text),
            article.text,
        )
        marks = ", ".join("?" * len(values))
        row = self._run("SELECT number FROM articles WHERE id = ?", (article.id,)).fetchone()
        if row is None:
            self._articles += 1
            query = f"INSERT INTO articles (id, {_COLUMNS}) VALUES (?, {marks})"
            return self._run(query, (article.id, *values)).lastrowid or 0
        self._keep_version(row[0], article)
        self._drop_passages(row[0])
        self._run(f"UPDATE articles SET ({_COLUMNS}) = ({marks}) WHERE number = ?", (*values, row[0]))
        return int(row[0])

    def _keep_version(self, number: int, successor: Article) -> None:
        """Keep what an article says now, where its successor says something else."""
        # Again what it was before: that is no version any more.
        self._run("DELETE FROM versions WHERE article = ? AND digest = ?", (number, successor.digest))
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        kept = VERSION.removeprefix("replaced, ")
        self._run(
            f"INSERT INTO versions (article, {VERSION}) SELECT number, ?, {kept} FROM articles "
            "WHERE number = ? AND (text != ? OR title IS NOT ?)",
            (moment, number, successor.text, successor.title),
        )

    def _backend(self, name: str) -> int:
        self._run("INSERT OR IGNORE INTO backends (name) VALUES (?)", (name,))
        number: int = self._run("SELECT number FROM backends WHERE name = ?", (name,)).fetchone()[0]
        return number

    def _drop_passages(self, article: int) -> None:
        ids = [row[0] for row in self._run("SELECT id FROM passages WHERE article = ?", (article,))]
        self._note("delete", ids)
        self._run_many("DELETE FROM vectors WHERE passage = ?", [(passage,) for passage in ids])
        self._run("DELETE FROM passages WHERE article = ?", (article,))
        self._passages -= len(ids)

    def _note(self, action: str, ids: Iterable[int]) -> None:
        rows = [(self.generation.number, action, passage) for passage in ids]
        self._run_many("INSERT INTO log VALUES (?, ?, ?)", rows)
