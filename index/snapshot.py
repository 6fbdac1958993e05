"""Reading the catalogue: what one SQLite read transaction sees, consistent in itself."""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.article import Article, text_check
from index.block import BEFORE_ALL, Generation
from index.dates import parse_published
from index.errors import ArchiveDamaged
from index.feed import Feed
from index.paragraphs import Span
from index.passages import Passage
from index.schema import FORMAT, check_format

__all__ = ["VERSION", "Known", "Manifest", "Page", "Snapshot", "Version", "damaged_text"]

_ARTICLE = (
    "key, text, text_check, digest, title, published, source, url, path, place, authors, "
    "(SELECT language FROM facts WHERE article = articles.number)"
)
# The columns of a version, but the article's number.
VERSION = "replaced, digest, source, published, url, path, title, place, authors, text_check, text"
_SAME_SOURCE = "casefold(source) = casefold(?)"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the archive was made with, and how far it is.

    Attributes:
        encoder: the encoder's name, as `load_encoder` takes it.
        identity: the hash of its weights.
        splitter: the rules that cut the passages.
        generation: the last that was committed.
        changed: when that was.
        articles, passages: how many there are.
    """

    encoder: str
    identity: str
    dimension: int
    splitter: str
    generation: Generation = BEFORE_ALL
    changed: datetime | None = None
    articles: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What tells whether an article that comes in is new, changed or another one."""

    key: str
    digest: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """What an article said before it was updated.

    Attributes:
        replaced: when it was updated, in UTC.
        article: as it was; it has the same id.
    """

    replaced: datetime
    article: Article


@dataclass(frozen=True, slots=True)
class Page:
    """What the web said of a page when it was last asked for (RFC 9110, section 8.8)."""

    url: str
    etag: str | None
    last_modified: str | None


class Snapshot:
    """A consistent view: what one read transaction sees."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._run = connection.execute

    @property
    def is_ready(self) -> bool:
        """Whether the tables are there; creation is one transaction, so all are or none is."""
        query = "SELECT count(*) FROM sqlite_master WHERE name = 'manifest'"
        return bool(self._run(query).fetchone()[0])

    @property
    def format(self) -> int:
        """The number of the format that the tables have."""
        row = self._run("SELECT format FROM manifest").fetchone()
        if row is None:
            raise ArchiveDamaged("the archive has no manifest: restore a backup, or index again")
        return int(row[0])

    def manifest(self) -> Manifest:
        """Return the manifest.

        Raises:
            ArchiveOutdated: it has the previous format.
            ArchiveDamaged: it is missing, or of a format this version does not know.
        """
        number = self.format
        if number != FORMAT:
            check_format(number)
        row = self._run(
            "SELECT encoder, identity, dimension, splitter, number, stamp, committed, articles, passages "
            "FROM manifest, generations ORDER BY number DESC LIMIT 1"
        ).fetchone()
        if row is None:
            raise ArchiveDamaged("the archive names no generation: restore a backup, or index again")
        encoder, identity, dimension, splitter, number, stamp, changed, articles, passages = row
        try:
            moment = datetime.fromisoformat(changed) if changed else None
        except ValueError:
            moment = None
        return Manifest(
            encoder,
            identity,
            dimension,
            splitter,
            Generation(number, stamp),
            moment,
            articles,
            passages,
        )

    @property
    def feed(self) -> Feed:
        """What the derived indexes read."""
        return Feed(self._run)

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
        row = self._run(f"SELECT {_ARTICLE} FROM articles WHERE id = ?", (article_id,)).fetchone()
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

    def ids_of(self, name: str) -> tuple[str, ...]:
        """Return the ids of the articles with exactly this id, key, path or URL; the first kind decides."""
        for column in ("id", "key", "path", "url"):
            rows = self._run(f"SELECT id FROM articles WHERE {column} = ? ORDER BY number", (name,))
            if found := tuple(row[0] for row in rows):
                return found
        return ()

    def ids_from(self, source: str) -> tuple[str, ...]:
        """Return the ids of a source's articles, whatever the case of its name."""
        rows = self._run(f"SELECT id FROM articles WHERE {_SAME_SOURCE} ORDER BY number", (source,))
        return tuple(row[0] for row in rows)

    def below(self, folder: str) -> tuple[tuple[str, str], ...]:
        """Return the ids and the files of the articles that were read from files below a folder."""
        start = f"{folder.rstrip(os.sep)}{os.sep}"
        rows = self._run(
            "SELECT id, path FROM articles WHERE path >= ?1 AND substr(path, 1, length(?1)) = ?1 "
            "AND path < ?2 ORDER BY path",
            (start, start[:-1] + chr(ord(os.sep) + 1)),
        )
        return tuple(rows)

    def articles(self) -> Iterator[Article]:
        """Give every article, in the order of their ids."""
        for row in self._run(f"SELECT {_ARTICLE} FROM articles ORDER BY id"):
            yield _article(row)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return what an article said before, the last first."""
        rows = self._run(
            "SELECT v.replaced, a.key, v.text, v.text_check, v.digest, v.title, v.published, v.source, "
            "v.url, v.path, v.place, v.authors, NULL FROM versions v JOIN articles a ON a.number = v.article "
            "WHERE a.id = ? ORDER BY v.number DESC",
            (article_id,),
        )
        return tuple(Version(datetime.fromisoformat(replaced), _article(row)) for replaced, *row in rows)

    def damaged_versions(self, most: int) -> list[str]:
        """Return which versions do not have the text that was stored, and which articles have no facts."""
        versions = self._run(
            "SELECT a.key FROM versions v JOIN articles a ON a.number = v.article "
            "WHERE text_check(v.text) != v.text_check LIMIT ?",
            (most,),
        )
        found = [f"a superseded version of {key} is damaged: restore a backup" for (key,) in versions]
        bare = self._run(
            "SELECT key FROM articles WHERE number NOT IN (SELECT article FROM facts) LIMIT ?", (most,)
        )
        return found + [f"{key} has no facts: remove it and index its file again" for (key,) in bare]

    def version_rows(self) -> Iterator[tuple[str, ...]]:
        """Give the stored versions of all articles: an article's id, then the columns of VERSION."""
        columns = ", ".join(f"v.{name}" for name in VERSION.split(", "))
        query = f"SELECT a.id, {columns} FROM versions v JOIN articles a ON a.number = v.article"
        yield from self._run(f"{query} ORDER BY v.number")

    def page(self, url: str) -> Page | None:
        """Return what the web said of a page when it was last asked for."""
        row = self._run("SELECT * FROM pages WHERE url = ?", (url,)).fetchone()
        return Page(*row) if row else None

    def pages(self) -> Iterator[Page]:
        """Give what the web said of all pages."""
        for row in self._run("SELECT * FROM pages"):
            yield Page(*row)

    def languages(self) -> tuple[tuple[str | None, int], ...]:
        """Return how many articles there are in each language, the most frequent first."""
        rows = self._run(
            "SELECT language, count(*) FROM facts GROUP BY language ORDER BY count(*) DESC, language"
        )
        return tuple((language, int(count)) for language, count in rows)

    def digests(self) -> Iterator[tuple[str, str]]:
        """Give every article's id and digest, in the order in which they came."""
        yield from self._run("SELECT id, digest FROM articles ORDER BY number")

    def last_passage(self) -> int:
        """Return the last passage id that was ever given."""
        row = self._run("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
        return int(row[0]) if row else 0

    def newest(self, limit: int) -> tuple[Article, ...]:
        """Return the articles that were published last; those without a date come last."""
        rows = self._run(f"SELECT {_ARTICLE} FROM articles ORDER BY day DESC, id LIMIT ?", (limit,))
        return tuple(map(_article, rows))

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages that still exist, by id."""
        spans = self._run(
            'SELECT id, article, start, "end" FROM passages WHERE id IN (SELECT value FROM json_each(?))',
            (json.dumps(list(ids)),),
        ).fetchall()
        numbers = json.dumps(list({row[1] for row in spans}))
        articles = {
            number: _article(row)
            for number, *row in self._run(
                f"SELECT number, {_ARTICLE} FROM articles WHERE number IN (SELECT value FROM json_each(?))",
                (numbers,),
            )
        }
        found: dict[int, Passage] = {}
        for passage, number, start, end in spans:
            article = articles.get(number)
            if article is None:
                continue
            try:
                found[passage] = Passage(passage, article, start, end)
            except ValueError as error:
                raise ArchiveDamaged(damaged_text(article.key)) from error
        return found

    def backends(self) -> tuple[tuple[str, int], ...]:
        """Return which code made how many of the vectors."""
        rows = self._run(
            "SELECT b.name, count(*) FROM vectors v JOIN backends b ON b.number = v.backend "
            "GROUP BY b.number ORDER BY b.name"
        )
        return tuple((str(name), int(count)) for name, count in rows)

    def counts(self) -> tuple[int, int]:
        """Count articles and passages, one by one: the manifest says what there should be."""
        row = self._run("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)").fetchone()
        return int(row[0]), int(row[1])

    def spans(self) -> Iterator[tuple[str, int | None, list[Span]]]:
        """Give each article's key, the length of its text (None where it is damaged), its passages' spans."""
        query = "SELECT number, key, text, text_check FROM articles ORDER BY number"
        for number, key, text, check in self._run(query):
            rows = self._run('SELECT start, "end" FROM passages WHERE article = ?', (number,))
            length = len(text) if text_check(text) == check else None
            yield key, length, [(start, end) for start, end in rows]

    def spans_of(self, article_id: str) -> tuple[int, list[tuple[int, int, int]]]:
        """Return an article's number, and its passages' ids, starts and ends in the order of the text."""
        rows = self._run(
            'SELECT a.number, p.id, p.start, p."end" FROM passages p JOIN articles a ON a.number = p.article '
            "WHERE a.id = ? ORDER BY p.start",
            (article_id,),
        ).fetchall()
        return int(rows[0][0]) if rows else 0, [(passage, start, end) for _, passage, start, end in rows]

    def passage_ids(self, article_id: str) -> list[int]:
        """Return the ids of an article's passages, in the order of the text."""
        query = (
            "SELECT p.id FROM passages p JOIN articles a ON a.number = p.article WHERE a.id = ? "
            "ORDER BY p.start"
        )
        return [row[0] for row in self._run(query, (article_id,))]


def damaged_text(key: str) -> str:
    """Say that an article's text is damaged, and what to do."""
    return f"the text of {key} is damaged: restore a backup, or remove it and index its file again"


def _article(row: Sequence[str | None]) -> Article:
    key, text, check, digest, title, published, source, url, path, place, authors, language = row
    try:
        names = tuple(json.loads(authors or "null") or ())
    except ValueError:
        names = ()
    if key is None or text is None or digest is None or authors is None:
        raise ArchiveDamaged("an article of the archive is incomplete: restore a backup")
    # SQLite has no checksums of its own, and a quotation of a damaged text would be a false one.
    if text_check(text) != check:
        raise ArchiveDamaged(damaged_text(key))
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
        language=language,
    )
