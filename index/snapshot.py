"""Reading the catalogue: what one SQLite read transaction sees, consistent in itself."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.article import Article, text_check
from index.block import BEFORE_ALL, Generation
from index.details import Details
from index.errors import ArchiveDamaged
from index.feed import Feed
from index.groups import Groups
from index.paragraphs import Span
from index.passages import Passage
from index.rows import COLUMNS, article_from, damaged_text
from index.schema import FORMAT, check_format

__all__ = ["Known", "Manifest", "Snapshot"]

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

    @property
    def details(self) -> Details:
        """What is known of articles beside their texts."""
        return Details(self._run)

    @property
    def groups(self) -> Groups:
        """Which articles are one story."""
        return Groups(self._run)

    def known(self, key: str) -> Known | None:
        """Return what is known of the article with the key."""
        row = self._run("SELECT key, digest, path FROM articles WHERE key = ?", (key,)).fetchone()
        return Known(*row) if row else None

    def known_by_text(self, digest: str, path: str | None) -> Known | None:
        """Return what is known of an article by its source bytes and the file that they are in."""
        row = self._run(
            "SELECT key, digest, path FROM articles WHERE digest = ? AND path IS ? ORDER BY number LIMIT 1",
            (digest, path),
        ).fetchone()
        return Known(*row) if row else None

    def known_by_digest(self, digest: str) -> Known | None:
        """Return what is known of the first article with these source bytes, whatever it is called."""
        query = "SELECT key, digest, path FROM articles WHERE digest = ? ORDER BY number LIMIT 1"
        row = self._run(query, (digest,)).fetchone()
        return Known(*row) if row else None

    def kept_apart(self, key: str) -> tuple[str, ...]:
        """Return the keys of the stories that were kept apart from the one with the key."""
        rows = self._run("SELECT key FROM articles WHERE key > ? AND key < ?", (f"{key}~", f"{key}~g"))
        return tuple(row[0] for row in rows)

    def known_by_path(self, path: str) -> Known | None:
        """Return what is known of the article that was read from a file, where it is just one."""
        rows = self._run("SELECT key, digest, path FROM articles WHERE path = ? LIMIT 2", (path,)).fetchall()
        return Known(*rows[0]) if len(rows) == 1 else None

    def article(self, article_id: str) -> Article | None:
        """Return the article with the id."""
        row = self._run(f"SELECT {COLUMNS} FROM articles WHERE id = ?", (article_id,)).fetchone()
        return article_from(row) if row else None

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

    def articles(self) -> Iterator[Article]:
        """Give every article, in the order of their ids."""
        for row in self._run(f"SELECT {COLUMNS} FROM articles ORDER BY id"):
            yield article_from(row)

    def digests(self) -> Iterator[tuple[str, str]]:
        """Give every article's id and digest, in the order in which they came."""
        yield from self._run("SELECT id, digest FROM articles ORDER BY number")

    def last_passage(self) -> int:
        """Return the last passage id that was ever given."""
        row = self._run("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
        return int(row[0]) if row else 0

    def newest(self, limit: int) -> tuple[Article, ...]:
        """Return the articles that were published last; those without a date come last."""
        rows = self._run(f"SELECT {COLUMNS} FROM articles ORDER BY day DESC, id LIMIT ?", (limit,))
        return tuple(map(article_from, rows))

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages that still exist, by id."""
        spans = self._run(
            'SELECT id, article, start, "end" FROM passages WHERE id IN (SELECT value FROM json_each(?))',
            (json.dumps(list(ids)),),
        ).fetchall()
        numbers = json.dumps(list({row[1] for row in spans}))
        articles = {
            number: article_from(row)
            for number, *row in self._run(
                f"SELECT number, {COLUMNS} FROM articles WHERE number IN (SELECT value FROM json_each(?))",
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
