"""Reading the catalogue: what one SQLite read transaction sees, consistent in itself."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.dates import parse_published
from index.errors import ArchiveDamaged
from index.lexicon import Entry, Scope
from index.passages import Passage

__all__ = ["FORMAT", "Changes", "Ids", "Known", "Manifest", "Snapshot", "Vectors"]

FORMAT = 1
_ARTICLE = "a.key, a.text, a.digest, a.title, a.published, a.source, a.url, a.path, a.place, a.authors"

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the archive was made with, and how far it is.

    Attributes:
        encoder: the encoder's name, as `load_encoder` takes it.
        identity: the hash of its weights.
        splitter: the rules that cut the passages.
        generation: counts the committed changes.
        token: drawn when the archive was made; tells it from another in the same folder.
    """

    encoder: str
    identity: str
    dimension: int
    splitter: str
    generation: int = 0
    changed: datetime | None = None
    format: int = FORMAT
    token: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What tells whether an article that comes in is new, changed or another one."""

    key: str
    digest: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What was added and deleted after a generation, up to `generation`."""

    generation: int
    added: tuple[int, ...]
    deleted: tuple[int, ...]


class Snapshot:
    """A consistent view: what one read transaction sees."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._run = connection.execute

    @property
    def is_ready(self) -> bool:
        """Whether the tables are there; creation is one transaction, so all are or none is."""
        query = "SELECT count(*) FROM sqlite_master WHERE name = 'manifest'"
        return bool(self._run(query).fetchone()[0])

    def manifest(self) -> Manifest:
        """Return the manifest.

        Raises:
            ArchiveDamaged: it is missing, or of a format this version does not know.
        """
        row = self._run(
            "SELECT encoder, identity, dimension, splitter, generation, changed, format, token FROM manifest"
        ).fetchone()
        if row is None:
            raise ArchiveDamaged("the archive has no manifest: remove its folder and index again")
        encoder, identity, dimension, splitter, generation, changed, number, token = row
        if number != FORMAT:
            raise ArchiveDamaged(
                f"the archive has format {number}, this version reads {FORMAT}: "
                "use the version of Citedesk that made it, or index again into a new folder"
            )
        try:
            moment = datetime.fromisoformat(changed) if changed else None
        except ValueError:
            moment = None
        return Manifest(encoder, identity, dimension, splitter, generation, moment, number, token)

    def counts(self) -> tuple[int, int]:
        """Return how many articles and passages there are."""
        row = self._run("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)").fetchone()
        return int(row[0]), int(row[1])

    def known(self, key: str) -> Known | None:
        """Return what is known of the article with the key."""
        row = self._run("SELECT key, digest, path FROM articles WHERE key = ?", (key,)).fetchone()
        return Known(*row) if row else None

    def known_by_path(self, path: str) -> Known | None:
        """Return what is known of the article that was read from a file, where it is just one."""
        rows = self._run("SELECT key, digest, path FROM articles WHERE path = ? LIMIT 2", (path,)).fetchall()
        return Known(*rows[0]) if len(rows) == 1 else None

    def article(self, article_id: str) -> Article | None:
        """Return the article with the id."""
        row = self._run(f"SELECT {_ARTICLE} FROM articles a WHERE id = ?", (article_id,)).fetchone()
        return _article(row) if row else None

    def named(self, name: str) -> tuple[Article, ...]:
        """Return the articles that a person may mean: by id, key or path, else by the path's end.

        The first of these that anything matches decides; at most two are returned.
        """
        end = f"/{name}"
        for condition, value in (
            ("id = ?", name),
            ("key = ?", name),
            ("path = ?", name),
            # Each of these reads one index from end to end, and no article.
            ("substr(path, -length(?1)) = ?1 ORDER BY path", end),
            ("substr(key, -length(?1)) = ?1 ORDER BY key", end),
        ):
            rows = self._run(f"SELECT id FROM articles WHERE {condition} LIMIT 2", (value,)).fetchall()
            if rows:
                return tuple(article for row in rows if (article := self.article(row[0])))
        return ()

    def articles(self) -> Iterator[Article]:
        """Give every article, in the order of their ids."""
        for row in self._run(f"SELECT {_ARTICLE} FROM articles a ORDER BY id"):
            yield _article(row)

    def newest(self, limit: int) -> tuple[Article, ...]:
        """Return the articles that were published last; those without a date come last."""
        rows = self._run(
            f"SELECT {_ARTICLE} FROM articles a ORDER BY day IS NULL, day DESC, id LIMIT ?", (limit,)
        )
        return tuple(map(_article, rows))

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages that still exist, by id."""
        found: dict[int, Passage] = {}
        articles: dict[str, Article] = {}
        for passage, start, end, *row in self._run(
            f'SELECT p.id, p.start, p."end", {_ARTICLE} FROM passages p '
            "JOIN articles a ON a.id = p.article WHERE p.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        ):
            article = articles.setdefault(row[0], _article(row))
            try:
                found[passage] = Passage(passage, article, start, end)
            except ValueError as error:
                raise ArchiveDamaged(f"the text of {article.key} is damaged: index its file again") from error
        return found

    def passage_ids(self, article_id: str) -> list[int]:
        """Return the ids of an article's passages, in the order of the text."""
        query = "SELECT id FROM passages WHERE article = ? ORDER BY start"
        return [row[0] for row in self._run(query, (article_id,))]

    def allowed(self, scope: Scope) -> Ids:
        """Return the ids of the passages that a scope lets through."""
        conditions, values = _conditions(scope)
        rows = self._run(
            f"SELECT p.id FROM passages p JOIN articles a ON a.id = p.article WHERE {conditions}",
            values,
        )
        return np.fromiter((row[0] for row in rows), np.int64)

    def vectors(self, ids: Sequence[int] | None, dimension: int) -> tuple[Ids, Vectors]:
        """Return the ids and vectors of passages: those given that exist, or all.

        Returns:
            ids of shape (n,), and float32 vectors of shape (n, dimension).
        """
        query = "SELECT id, vector FROM passages"
        if ids is None:
            rows = self._run(query).fetchall()
        else:
            chosen = (json.dumps(list(ids)),)
            rows = self._run(f"{query} WHERE id IN (SELECT value FROM json_each(?))", chosen).fetchall()
        flat = np.frombuffer(b"".join(row[1] for row in rows), np.uint8)
        if len(flat) != len(rows) * dimension * 2:
            raise ArchiveDamaged("stored vectors are damaged: re-encode with citedesk reindex")
        flat = flat.view(np.float16)
        return (
            np.array([row[0] for row in rows], np.int64),
            flat.reshape(len(rows), dimension).astype(np.float32),
        )

    def entries(self, ids: Sequence[int] | None) -> Iterator[Entry]:
        """Give what the keyword index holds of passages: of those given that exist, or of all."""
        query = 'SELECT id, article, start, "end" FROM passages'
        values: tuple[str, ...] = ()
        if ids is not None:
            query += " WHERE id IN (SELECT value FROM json_each(?))"
            values = (json.dumps(list(ids)),)
        text, title, day, source, current = "", None, None, None, None
        # Sliced here, not by SQLite's substr, which does not count past a NUL character.
        for passage, article, start, end in self._run(f"{query} ORDER BY article, start", values):
            if article != current:
                current = article
                text, title, day, source = self._run(
                    "SELECT text, title, day, source FROM articles WHERE id = ?", (article,)
                ).fetchone()
            published = date.fromordinal(day) if day else None
            yield Entry(passage, article, text[start:end], title, published, source)

    def changes(self, since: int) -> Changes | None:
        """Return what changed after a generation; None where the log no longer reaches back to it."""
        generation, logged_after = self._run("SELECT generation, logged_after FROM manifest").fetchone()
        if not logged_after <= since <= generation:
            return None
        added: dict[int, None] = {}
        deleted: dict[int, None] = {}
        rows = self._run("SELECT action, passage FROM log WHERE generation > ? ORDER BY rowid", (since,))
        for action, passage in rows:
            if action == "add":
                added[passage] = None
            else:
                added.pop(passage, None)
                deleted[passage] = None
        return Changes(generation, tuple(added), tuple(deleted))

    def integrity(self) -> list[str]:
        """Return what SQLite's own check finds wrong."""
        found = [row[0] for row in self._run("PRAGMA integrity_check(10)")]
        return [] if found == ["ok"] else found


def _article(row: Sequence[str | None]) -> Article:
    key, text, digest, title, published, source, url, path, place, authors = row
    try:
        names = tuple(json.loads(authors or "null") or ())
    except ValueError:
        names = ()
    if key is None or text is None or digest is None or authors is None:
        raise ArchiveDamaged("an article of the archive is incomplete: index its file again")
    return Article(
        key=key,
        text=text,
        digest=digest,
        title=title,
        published=parse_published(published),
        source=source,
        url=url,
        path=path,
        place=place,
        authors=names,
    )


def _conditions(scope: Scope) -> tuple[str, list[object]]:
    conditions, values = ["1"], list[object]()
    if scope.first:
        conditions.append("a.day >= ?")
        values.append(scope.first.toordinal())
    if scope.last:
        conditions.append("a.day <= ?")
        values.append(scope.last.toordinal())
    if scope.as_of:
        conditions.append("(a.day IS NULL OR a.day <= ?)")
        values.append(scope.as_of.toordinal())
    if scope.sources:
        names = [name.casefold() for name in scope.sources]
        conditions.append("casefold(a.source) IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(names))
    return " AND ".join(conditions), values
