"""The catalogue's tables, and the way from older formats' to them.

The columns that a search reads stand before the long ones: SQLite walks a row from its start, and a
text longer than a page lies in pages of its own behind it. Vectors have a table of their own, so that
spans can be read without them.
"""

import secrets
import sqlite3
from collections.abc import Callable

from index.article import source_number, text_check
from index.errors import ArchiveDamaged, ArchiveOutdated

__all__ = ["FORMAT", "check_format", "make_tables", "migrate", "prepare", "stamp"]

FORMAT = 3
_OLDER = (1, 2)
# The backend of what format 1 stored: it knew one.
_FIRST_BACKEND = "torch-float32"
_TABLES = """
CREATE TABLE manifest (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    format INTEGER NOT NULL,
    encoder TEXT NOT NULL,
    identity TEXT NOT NULL,
    dimension INTEGER NOT NULL,
    splitter TEXT NOT NULL
);
CREATE TABLE generations (
    number INTEGER PRIMARY KEY,
    stamp TEXT NOT NULL,
    committed TEXT,
    articles INTEGER NOT NULL,
    passages INTEGER NOT NULL
);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    day INTEGER,
    source TEXT,
    published TEXT,
    url TEXT,
    path TEXT,
    title TEXT,
    place TEXT,
    authors TEXT NOT NULL,
    text_check TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX articles_by_day ON articles (day);
CREATE INDEX articles_by_path ON articles (path);
CREATE INDEX articles_by_url ON articles (url);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
);
CREATE INDEX passages_by_article ON passages (article);
CREATE TABLE backends (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
    backend INTEGER NOT NULL REFERENCES backends (number),
    vector BLOB NOT NULL
);
CREATE INDEX vectors_by_backend ON vectors (backend);
CREATE TABLE log (
    generation INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('add', 'delete')),
    passage INTEGER NOT NULL
);
CREATE INDEX log_by_generation ON log (generation)
"""
# What came with format 3. Facts are derived from an article's text, and not said by its source; `told`
# has the days that a passage tells of, as ordinals, and where it does; versions are out of search;
# pages are what the web was last asked for. `groups` has what the founder of each story is compared by,
# and the check of the text that it was made from; `bands` leads from each 64-bit key of it to the group.
_SINCE_3 = """
CREATE TABLE facts (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    language TEXT
);
CREATE INDEX facts_by_language ON facts (language);
CREATE INDEX articles_by_digest ON articles (digest);
CREATE TABLE told (
    passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
);
CREATE INDEX told_by_passage ON told (passage);
CREATE INDEX told_by_first ON told (first, last);
CREATE TABLE versions (
    number INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    replaced TEXT NOT NULL,
    digest TEXT NOT NULL,
    source TEXT,
    published TEXT,
    url TEXT,
    path TEXT,
    title TEXT,
    place TEXT,
    authors TEXT NOT NULL,
    text_check TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX versions_by_article ON versions (article);
CREATE TABLE pages (
    asked TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    articles TEXT NOT NULL
);
CREATE TABLE groups (
    number INTEGER PRIMARY KEY,
    text_check TEXT NOT NULL,
    title INTEGER NOT NULL,
    day INTEGER,
    words BLOB NOT NULL
);
CREATE TABLE members (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    grp INTEGER NOT NULL REFERENCES groups (number)
);
CREATE INDEX members_by_grp ON members (grp);
CREATE TABLE bands (
    key INTEGER NOT NULL,
    grp INTEGER NOT NULL,
    PRIMARY KEY (key, grp)
) WITHOUT ROWID
"""
_FROM_1 = f"""
INSERT INTO manifest SELECT 1, 2, encoder, identity, dimension, splitter FROM old_manifest;
INSERT INTO articles
    SELECT row_number() OVER (ORDER BY id), id, key, digest, day, source, published, url, path, title, place,
        authors, text_check(text), text
    FROM old_articles;
INSERT INTO passages
    SELECT p.id, a.number, p.start, p."end" FROM old_passages p JOIN articles a ON a.id = p.article
    ORDER BY p.id;
INSERT INTO backends VALUES (1, '{_FIRST_BACKEND}');
INSERT INTO vectors SELECT id, 1, vector FROM old_passages ORDER BY id;
INSERT INTO generations
    SELECT generation, stamp(), changed, (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)
    FROM old_manifest;
DROP TABLE old_log;
DROP TABLE old_passages;
DROP TABLE old_articles;
DROP TABLE old_manifest
"""

Run = Callable[..., sqlite3.Cursor]


def prepare(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that statements use."""
    connection.create_function("casefold", 1, _casefold, deterministic=True)
    connection.create_function("source_number", 1, source_number, deterministic=True)
    connection.create_function("text_check", 1, text_check, deterministic=True)
    connection.create_function("stamp", 0, stamp)


def stamp() -> str:
    """Return what tells a generation from one of the same number in another copy's history."""
    return secrets.token_hex(8)


def make_tables(run: Run) -> None:
    """Make the empty tables, in the caller's transaction."""
    _run_all(run, _TABLES)
    _run_all(run, _SINCE_3)


def check_format(number: int) -> None:
    """Refuse a format that this version does not read.

    Raises:
        ArchiveOutdated: it is an older one, which can be migrated.
        ArchiveDamaged: it is unknown.
    """
    if number in _OLDER:
        raise ArchiveOutdated(
            f"the archive has format {number}, this version reads {FORMAT}: bring it up, "
            "in place and without encoding anything again, with citedesk migrate"
        )
    if number != FORMAT:
        raise ArchiveDamaged(
            f"the archive has format {number}, this version reads {FORMAT}: "
            "use the version of Citedesk that made it, or index again into a new folder"
        )


def migrate(run: Run) -> None:
    """Rewrite an older format's tables as this one's, in the caller's transaction.

    What is derived from the texts is still to be filled in.
    """
    number = int(run("SELECT format FROM manifest").fetchone()[0])
    if number not in _OLDER:
        check_format(number)
    if number == 1:
        _migrate_1(run)
    _run_all(run, _SINCE_3)
    run("UPDATE manifest SET format = ?", (FORMAT,))


def _migrate_1(run: Run) -> None:
    for table in ("manifest", "articles", "passages", "log"):
        run(f"ALTER TABLE {table} RENAME TO old_{table}")
    indexes = run("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for (name,) in indexes:
        run(f'DROP INDEX "{name}"')
    # Passage ids are never used again, also not those of passages that are gone.
    last = run("SELECT seq FROM sqlite_sequence WHERE name = 'old_passages'").fetchone()
    _run_all(run, _TABLES)
    _run_all(run, _FROM_1)
    if last is not None:
        run("DELETE FROM sqlite_sequence WHERE name IN ('passages', 'old_passages')")
        run("INSERT INTO sqlite_sequence (name, seq) VALUES ('passages', ?)", last)


def _run_all(run: Run, statements: str) -> None:
    for statement in statements.split(";\n"):
        run(statement)


def _casefold(text: str | None) -> str | None:
    return text.casefold() if text is not None else None
