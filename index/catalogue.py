"""The catalogue: articles, passages, vectors and the change log, in one SQLite file.

It is the one source of truth. A generation is one committed transaction; the log keeps what each
changed until every derived index has passed it. See docs/decisions/0002.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.dates import day_of, parse_published
from index.errors import ArchiveDamaged, ArchiveNotFound
from index.head import Span
from index.lexicon import Entry, Scope
from index.passages import Passage

__all__ = ["FORMAT", "Catalogue", "Changes", "Known", "Manifest", "Snapshot"]

FORMAT = 1
_FILE = "catalogue.sqlite"
_WAIT = 30.0  # seconds that a reader or the writer waits for SQLite's own short locks
_SCHEMA = """
CREATE TABLE manifest (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    format INTEGER NOT NULL,
    encoder TEXT NOT NULL,
    identity TEXT NOT NULL,
    dimension INTEGER NOT NULL,
    splitter TEXT NOT NULL,
    generation INTEGER NOT NULL,
    logged_after INTEGER NOT NULL,
    changed TEXT
);
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    title TEXT,
    text TEXT NOT NULL,
    published TEXT,
    day INTEGER,
    source TEXT,
    url TEXT,
    path TEXT,
    place TEXT,
    authors TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    vector BLOB NOT NULL
);
CREATE INDEX passages_by_article ON passages (article);
CREATE INDEX articles_by_day ON articles (day);
CREATE TABLE log (
    generation INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('add', 'delete')),
    passage INTEGER NOT NULL
);
CREATE INDEX log_by_generation ON log (generation);
"""
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
    """

    encoder: str
    identity: str
    dimension: int
    splitter: str
    generation: int = 0
    changed: datetime | None = None
    format: int = FORMAT


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


class Catalogue:
    """One SQLite file. Reading opens a connection of its own, so any thread may read.

    Raises:
        ArchiveNotFound: there is no catalogue in the folder.
        ArchiveDamaged: the file is none, or cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / _FILE

    @property
    def exists(self) -> bool:
        """Whether the file is there, with a manifest in it."""
        if not self.path.is_file():
            return False
        with self.read() as snapshot:
            return snapshot.is_ready

    def create(self, manifest: Manifest) -> None:
        """Make the file with its tables, in one transaction."""
        with _errors(self.path), self._connect(write=True) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in _SCHEMA.split(";\n"):
                connection.execute(statement)
            connection.execute(
                "INSERT INTO manifest VALUES (1, ?, ?, ?, ?, ?, ?, 0, NULL)",
                (
                    manifest.format,
                    manifest.encoder,
                    manifest.identity,
                    manifest.dimension,
                    manifest.splitter,
                    manifest.generation,
                ),
            )
            connection.execute("COMMIT")

    @contextmanager
    def read(self) -> "Iterator[Snapshot]":
        """Give one consistent view of the catalogue."""
        with _errors(self.path), self._connect() as connection:
            connection.execute("BEGIN")
            yield Snapshot(connection)

    @contextmanager
    def write(self) -> "Iterator[Transaction]":
        """Give one transaction: a new generation if it ends well, nothing if it does not."""
        with _errors(self.path), self._connect(write=True) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            transaction = Transaction(connection)
            try:
                yield transaction
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute(
                "UPDATE manifest SET generation = ?, changed = ?",
                (transaction.generation, datetime.now(UTC).isoformat(timespec="seconds")),
            )
            connection.execute("COMMIT")

    def forget_log(self, generation: int) -> None:
        """Drop the log up to a generation that every derived index has passed."""
        with _errors(self.path), self._connect(write=True) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM log WHERE generation <= ?", (generation,))
            connection.execute(
                "UPDATE manifest SET logged_after = max(logged_after, ?)", (generation,)
            )
            connection.execute("COMMIT")

    @contextmanager
    def _connect(self, write: bool = False) -> Iterator[sqlite3.Connection]:
        if not write and not self.path.is_file():
            raise ArchiveNotFound(
                f"no archive in {self.path.parent}: make one with citedesk index PATH "
                f"--archive {self.path.parent}"
            )
        connection = sqlite3.connect(self._uri(), timeout=_WAIT, isolation_level=None, uri=True)
        connection.create_function("casefold", 1, _casefold, deterministic=True)
        try:
            yield connection
        finally:
            connection.close()


    def _uri(self) -> str:
        """Name the file; in a folder that cannot be written, WAL's side files cannot be either."""
        uri = self.path.absolute().as_uri()
        return uri if os.access(self.path.parent, os.W_OK) else f"{uri}?mode=ro&immutable=1"


def _casefold(text: str | None) -> str | None:
    return text.casefold() if text is not None else None


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    """Say what is wrong with the file in one line, and what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise ArchiveDamaged(
            f"cannot use {path} ({error}): check the folder's permissions and the disk's free space"
        ) from error
    except sqlite3.DatabaseError as error:
        raise ArchiveDamaged(
            f"{path} is damaged ({error}): restore a copy, or remove {path.parent} and index again"
        ) from error


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
            "SELECT encoder, identity, dimension, splitter, generation, changed, format FROM manifest"
        ).fetchone()
        if row is None:
            raise ArchiveDamaged("the archive has no manifest: remove its folder and index again")
        encoder, identity, dimension, splitter, generation, changed, number = row
        if number != FORMAT:
            raise ArchiveDamaged(
                f"the archive has format {number}, this version reads {FORMAT}: "
                "use the version of Citedesk that made it, or index again into a new folder"
            )
        moment = datetime.fromisoformat(changed) if changed else None
        return Manifest(encoder, identity, dimension, splitter, generation, moment, number)

    def counts(self) -> tuple[int, int]:
        """Return how many articles and passages there are."""
        row = self._run(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        ).fetchone()
        return int(row[0]), int(row[1])

    def known(self, key: str) -> Known | None:
        """Return what is known of the article with the key."""
        row = self._run("SELECT key, digest, path FROM articles WHERE key = ?", (key,)).fetchone()
        return Known(*row) if row else None

    def article(self, article_id: str) -> Article | None:
        """Return the article with the id."""
        row = self._run(f"SELECT {_ARTICLE} FROM articles a WHERE id = ?", (article_id,)).fetchone()
        return _article(row) if row else None

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
            found[passage] = Passage(passage, article, start, end)
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
        flat = np.frombuffer(b"".join(row[1] for row in rows), np.float16)
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
            yield Entry(passage, text[start:end], title, published, source)

    def changes(self, since: int) -> Changes | None:
        """Return what changed after a generation; None where the log no longer reaches back to it."""
        generation, logged_after = self._run(
            "SELECT generation, logged_after FROM manifest"
        ).fetchone()
        if not logged_after <= since <= generation:
            return None
        added: dict[int, None] = {}
        deleted: dict[int, None] = {}
        rows = self._run(
            "SELECT action, passage FROM log WHERE generation > ? ORDER BY rowid", (since,)
        )
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


class Transaction(Snapshot):
    """A snapshot that can be changed. All changes are one generation."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._run_many = connection.executemany
        self.generation = self.manifest().generation + 1

    def put(self, article: Article, spans: Sequence[Span], vectors: Vectors) -> None:
        """Store an article and its passages in place of what its key stood for.

        Args:
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


def _article(row: Sequence[str | None]) -> Article:
    key, text, digest, title, published, source, url, path, place, authors = row
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
        authors=tuple(json.loads(authors)),
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
