"""The catalogue: articles, passages, vectors and the change log, in one SQLite file.

It is the one source of truth. A generation is one committed transaction; the log keeps what each
changed until every derived index has passed it. See docs/decisions/0002.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from index import schema
from index.block import Generation
from index.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveNotFound, ArchiveOutdated
from index.facts import facts_of, in_language
from index.snapshot import Manifest, Snapshot
from index.transaction import Transaction

__all__ = ["Catalogue"]

_log = logging.getLogger(__name__)

_FILE = "catalogue.sqlite"
_WAIT = 30.0  # seconds that a reader or the writer waits for SQLite's own short locks


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
        if not self._is_there():
            return False
        with self.read() as snapshot:
            return snapshot.is_ready

    def create(self, manifest: Manifest, generation: int = 0, last_passage: int = 0) -> None:
        """Make the file with its tables, in one transaction.

        Args:
            manifest: names encoder and splitter.
            generation: the first one's number.
            last_passage: the last passage id that was ever given, and is not given again.
        """
        with _errors(self.path), self._connect(create=True) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            schema.make_tables(connection.execute)
            connection.execute(
                "INSERT INTO manifest VALUES (1, ?, ?, ?, ?, ?)",
                (schema.FORMAT, manifest.encoder, manifest.identity, manifest.dimension, manifest.splitter),
            )
            connection.execute("INSERT INTO generations VALUES (?, stamp(), NULL, 0, 0)", (generation,))
            connection.execute("INSERT INTO sqlite_sequence VALUES ('passages', ?)", (last_passage,))
            connection.execute("COMMIT")

    def errors(self) -> AbstractContextManager[None]:
        """Translate SQLite's errors inside: for who keeps a snapshot longer than one step."""
        return _errors(self.path)

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """Give one consistent view of the catalogue."""
        with _errors(self.path), self._connect() as connection:
            connection.execute("BEGIN")
            yield Snapshot(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Give one transaction: a new generation if it ends well, nothing if it does not."""
        with self._transaction() as connection:
            transaction = Transaction(connection)
            yield transaction
            transaction.close()

    def forget_log(self, generation: Generation) -> None:
        """Drop the log up to a generation that every derived index on disk has passed."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM log WHERE generation <= ?", (generation.number,))
            connection.execute("DELETE FROM generations WHERE number < ?", (generation.number,))

    def migrate(self) -> bool:
        """Rewrite an older format's tables in one transaction; return whether there was need to."""
        with self.read() as snapshot:
            if snapshot.format == schema.FORMAT:
                return False
        with self._transaction(foreign_keys=False) as connection:
            schema.migrate(connection.execute)
            transaction = Transaction(connection)
            for article in transaction.articles():
                number, passages = transaction.spans_of(article.id)
                known = in_language(article)
                spans = [(start, end) for _, start, end in passages]
                facts = facts_of(known, spans)
                transaction.derive(number, known, [passage for passage, *_ in passages], facts)
        return True

    def backup(self, file: Path) -> None:
        """Write a copy as of now into a new file, while others may read and write.

        Raises:
            ArchiveError: the file exists, or cannot be written.
        """
        if file.exists():
            raise ArchiveError(f"{file} exists: give the backup another name")
        with self.read() as snapshot:
            snapshot.manifest()
        part = file.with_name(f"{file.name}.part")
        try:
            part.unlink(missing_ok=True)
            with _errors(file), self._connect() as connection:
                connection.execute("VACUUM INTO ?", (str(part),))
            with part.open("rb+") as written:
                os.fsync(written.fileno())
            part.replace(file)
        except OSError as error:
            raise ArchiveError(f"cannot write {file}: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)

    def restore(self, file: Path) -> None:
        """Replace the whole content by a backup's, in one transaction.

        Raises:
            ArchiveError: the file is no backup, or is damaged.
        """
        if not file.is_file():
            raise ArchiveError(f"there is no backup {file}")
        # "immutable" reads also where nothing can be written, but not a log that lies beside the file.
        log = file.with_name(f"{file.name}-wal")
        has_log = log.exists() and log.stat().st_size > 0
        uri = f"{file.absolute().as_uri()}?mode=ro{'' if has_log else '&immutable=1'}"
        with (
            _backup_errors(file),
            _closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as source,
        ):
            snapshot = Snapshot(source)
            if not snapshot.is_ready or source.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise ArchiveError(f"{file} is no whole backup: take another")
            with suppress(ArchiveOutdated):  # restored as it is, to be migrated
                snapshot.manifest()
            try:
                self._copy(source)
            except ArchiveDamaged:
                self._set_aside()
                self._copy(source)

    def _copy(self, source: sqlite3.Connection) -> None:
        """Take a connection's whole content, in one transaction."""
        with _errors(self.path), self._connect(create=True) as target:
            target.execute("PRAGMA journal_mode = WAL")
            source.backup(target)

    def _set_aside(self) -> None:
        """Rename what SQLite cannot read, so that nothing is thrown away."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        for path in self.path.parent.glob(f"{_FILE}*"):
            if not path.name.startswith(f"{_FILE}.damaged"):
                path.rename(path.with_name(path.name.replace(_FILE, f"{_FILE}.damaged-{moment}", 1)))
        _log.warning("what was damaged lies in %s.damaged-%s", self.path, moment)

    def scrub(self) -> None:
        """Leave no byte of what was deleted: in the file's free space, or in the log beside it.

        Raises:
            ArchiveBusy: a reader holds the old content; it can be tried again.
            ArchiveError: a copy of a damaged catalogue lies beside it.
        """
        with _errors(self.path), self._connect() as connection:
            connection.execute("VACUUM")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise ArchiveBusy(
                f"removed, but a process that reads {self.path} still holds the old content: "
                "stop it, and run citedesk remove --purge"
            )
        for path in self.path.parent.glob(f"{_FILE}.damaged*"):
            raise ArchiveError(f"removed, but {path} may hold it too: delete that file")

    def integrity(self) -> list[str]:
        """Return what SQLite's own checks find wrong."""
        with _errors(self.path), self._connect() as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(10)")]
            found = [] if found == ["ok"] else found
            # SQLite reads zeros where the last page is cut, and finds nothing wrong with a text of them.
            if self.path.stat().st_size % connection.execute("PRAGMA page_size").fetchone()[0]:
                found.append(f"{self.path} was cut short: restore a backup with citedesk restore")
            for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
                found.append(f"row {row} of {table} belongs to nothing in {parent}")
                if len(found) >= 10:
                    break
        return found

    @contextmanager
    def _transaction(self, foreign_keys: bool = True) -> Iterator[sqlite3.Connection]:
        with _errors(self.path), self._connect() as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:  # a full disk has ended it already
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _connect(self, create: bool = False) -> Iterator[sqlite3.Connection]:
        if not create and not self._is_there():
            raise ArchiveNotFound(
                f"no archive in {self.path.parent}: make one with citedesk index PATH "
                f"--archive {self.path.parent}"
            )
        connection = sqlite3.connect(self._uri(create), timeout=_WAIT, isolation_level=None, uri=True)
        schema.prepare(connection)
        try:
            yield connection
        finally:
            connection.close()

    def _is_there(self) -> bool:
        try:
            return self.path.is_file()
        except PermissionError as error:
            raise ArchiveError(f"cannot read {self.path.parent}: {error.strerror}") from error

    def _uri(self, create: bool) -> str:
        """Name the file; in a folder that cannot be written, WAL's side files cannot be either."""
        uri = self.path.absolute().as_uri()
        if os.access(self.path.parent, os.W_OK):
            return uri if create else f"{uri}?mode=rw"
        log = self.path.with_name(f"{_FILE}-wal")
        # "immutable" does not look at the log; with one, SQLite reads it if its index lies there too.
        has_log = log.exists() and log.stat().st_size > 0
        return f"{uri}?mode=ro" if has_log else f"{uri}?mode=ro&immutable=1"


@contextmanager
def _closing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    """Say what is wrong with the file in one line, and what to do."""
    try:
        yield
    except ArchiveOutdated as error:
        raise ArchiveOutdated(f"{error} --archive {path.parent}") from None
    except sqlite3.OperationalError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith("SQLITE_BUSY"):
            raise ArchiveBusy(f"{path} is in use by another process: try again") from error
        if name == "SQLITE_FULL":
            raise ArchiveError(
                f"the disk is full: nothing of the last step was stored in {path}; free space, run it again"
            ) from error
        if name == "SQLITE_ERROR":  # a table or column is missing: not what we wrote
            raise ArchiveDamaged(_damaged(path, error)) from error
        raise ArchiveError(
            f"cannot use {path} ({error}): check the folder's permissions and the disk's free space"
        ) from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise ArchiveDamaged(_damaged(path, error)) from error


def _damaged(path: Path, error: Exception) -> str:
    return (
        f"{path} is damaged ({error}): restore a backup with citedesk restore, "
        f"or remove {path.parent} and index again"
    )


@contextmanager
def _backup_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, ArchiveDamaged) as error:
        raise ArchiveError(f"{file} is no backup of an archive, or damaged ({error})") from error
