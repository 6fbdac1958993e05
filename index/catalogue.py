"""The catalogue: articles, passages, vectors and the change log, in one SQLite file.

It is the one source of truth. A generation is one committed transaction; the log keeps what each
changed until every derived index has passed it. See docs/decisions/0002.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.errors import ArchiveDamaged, ArchiveNotFound
from index.snapshot import Manifest, Snapshot
from index.transaction import Transaction

__all__ = ["Catalogue"]

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
    token TEXT NOT NULL,
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
CREATE INDEX articles_by_path ON articles (path);
CREATE TABLE log (
    generation INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('add', 'delete')),
    passage INTEGER NOT NULL
);
CREATE INDEX log_by_generation ON log (generation);
"""


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
                "INSERT INTO manifest VALUES (1, ?, ?, ?, ?, ?, ?, 0, ?, NULL)",
                (
                    manifest.format,
                    manifest.encoder,
                    manifest.identity,
                    manifest.dimension,
                    manifest.splitter,
                    manifest.generation,
                    secrets.token_hex(8),
                ),
            )
            connection.execute("COMMIT")

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """Give one consistent view of the catalogue."""
        with _errors(self.path), self._connect() as connection:
            connection.execute("BEGIN")
            yield Snapshot(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
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
            connection.execute("UPDATE manifest SET logged_after = max(logged_after, ?)", (generation,))
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
        if os.access(self.path.parent, os.W_OK):
            return uri
        log = self.path.with_name(f"{_FILE}-wal")
        # "immutable" does not look at the log; with one, SQLite reads it if its index lies there too.
        has_log = log.exists() and log.stat().st_size > 0
        return f"{uri}?mode=ro" if has_log else f"{uri}?mode=ro&immutable=1"


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
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise ArchiveDamaged(
            f"{path} is damaged ({error}): restore a copy, or remove {path.parent} and index again"
        ) from error
