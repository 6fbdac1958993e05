"""What the catalogue knows of articles beside their texts: days told of, superseded versions, languages."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from index.article import Article, Listed
from index.dates import DateRange, parse_published
from index.errors import ArchiveDamaged
from index.facts import Told
from index.rows import article_from
from index.schema import Run
from index.scope import Scope

__all__ = ["VERSION", "Details", "Page", "Version"]

_LISTED = (
    "id, key, title, published, source, url, path, "
    "(SELECT language FROM facts WHERE article = articles.number)"
)
# Days beside the first that told dates have: a day, a week, a month, a year, a decade, any.
_WIDTHS = (0, 6, 31, 366, 3_660, date.max.toordinal())
_SHORT = 3 * 366  # days
# The columns of a version, but the article's number.
VERSION = "replaced, digest, source, published, url, path, title, place, authors, text_check, text"
# Whether a row of told names days, in their order.
_NAMES_DAYS = (
    "typeof(first) = 'integer' AND typeof(last) = 'integer' AND "
    f"first BETWEEN {date.min.toordinal()} AND last AND last <= {date.max.toordinal()}"
)


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
    """What the web said of a page when it was last asked for (RFC 9110, section 8.8).

    Attributes:
        asked: the address that was asked for.
        url: the one that gave the page.
        articles: the ids of the articles that it held.
    """

    asked: str
    url: str
    etag: str | None
    last_modified: str | None
    articles: tuple[str, ...]


class Details:
    """Reads in the transaction of the snapshot that gave it."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def listed(self, scope: Scope) -> Iterator[Listed]:
        """Give the articles that a scope lets through, without their texts, the newest first.

        Those without a date come last.
        """
        where, values = scope.condition()
        rows = self._run(f"SELECT {_LISTED} FROM articles WHERE {where} ORDER BY day DESC, id", values)
        for article_id, key, title, published, *rest in rows:
            yield Listed(article_id, key, title, parse_published(published), *rest)

    def told(self, ids: Iterable[int]) -> dict[int, tuple[Told, ...]]:
        """Return the days that passages tell of, for those that tell of any; damaged rows are left out."""
        rows = self._run(
            'SELECT passage, first, last, start, "end" FROM told '
            f"WHERE passage IN (SELECT value FROM json_each(?)) AND {_NAMES_DAYS} ORDER BY passage, start",
            (json.dumps(list(ids)),),
        )
        found: dict[int, tuple[Told, ...]] = {}
        for passage, first, last, start, end in rows:
            days = DateRange(
                None if first == date.min.toordinal() else date.fromordinal(first),
                None if last == date.max.toordinal() else date.fromordinal(last),
            )
            found[passage] = (*found.get(passage, ()), Told(days, start, end))
        return found

    def telling(self, days: DateRange, most: int) -> tuple[int, ...]:
        """Return the passages that tell of a day in a range, those that name the fewest days first."""
        first, last = (days.first or date.min).toordinal(), (days.last or date.max).toordinal()
        found: tuple[int, ...] = ()
        # What is narrow starts near the range, where an index leads; of many years it would lead to most.
        is_short = last - first <= _SHORT
        by, widths = ("first", _WIDTHS) if is_short else ("passage", _WIDTHS[-1:])
        for width in widths:
            rows = self._run(
                f"SELECT passage FROM told INDEXED BY told_by_{by} WHERE first BETWEEN ? AND ? AND last >= ? "
                "AND last - first <= ? GROUP BY passage ORDER BY min(last - first), passage LIMIT ?",
                (first - width, last, first, width, most),
            )
            found = tuple(number for (number,) in rows)
            if len(found) == most:
                break
        return found

    def nearest_day(self, days: DateRange, as_of: date | None) -> date | None:
        """Return the day of publication nearest to a range, of those up to `as_of`, or None."""
        latest = (as_of or date.max).toordinal()
        first, last = (days.first or date.min).toordinal(), (days.last or date.max).toordinal()
        before, after = (
            self._run(sql, bounds).fetchone()[0]
            for sql, bounds in (
                ("SELECT max(day) FROM articles WHERE day <= ? AND day <= ?", (last, latest)),
                ("SELECT min(day) FROM articles WHERE day >= ? AND day <= ?", (first, latest)),
            )
        )
        near = [day for day in (before, after) if day is not None]
        nearest = min(near, key=lambda day: max(first - day, day - last, 0), default=None)
        return None if nearest is None else date.fromordinal(nearest)

    def below(self, folder: str) -> tuple[tuple[str, str], ...]:
        """Return the ids and the files of the articles that were read from files below a folder."""
        start = f"{folder.rstrip(os.sep)}{os.sep}"
        rows = self._run(
            "SELECT id, path FROM articles WHERE path >= ?1 AND substr(path, 1, length(?1)) = ?1 "
            "AND path < ?2 ORDER BY path",
            (start, start[:-1] + chr(ord(os.sep) + 1)),
        )
        return tuple(rows)

    def newest_day(self) -> date | None:
        """Return the day of the newest article; None where none has a date."""
        day = self._run("SELECT max(day) FROM articles").fetchone()[0]
        return date.fromordinal(day) if day else None

    def languages(self) -> tuple[tuple[str | None, int], ...]:
        """Return how many articles there are in each language, the most frequent first."""
        rows = self._run(
            "SELECT language, count(*) FROM facts GROUP BY language ORDER BY count(*) DESC, language"
        )
        return tuple((language, int(count)) for language, count in rows)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return what an article said before, the last first; what is damaged is left out."""
        rows = self._run(
            "SELECT v.replaced, a.key, v.text, v.text_check, v.digest, v.title, v.published, v.source, "
            "v.url, v.path, v.place, v.authors, NULL FROM versions v JOIN articles a ON a.number = v.article "
            "WHERE a.id = ? ORDER BY v.number DESC",
            (article_id,),
        )
        found = (_version(replaced, row) for replaced, *row in rows)
        return tuple(version for version in found if version is not None)

    def has_version(self, article_id: str, digest: str) -> bool:
        """Whether an article was once what the digest is of."""
        query = (
            "SELECT 1 FROM versions v JOIN articles a ON a.number = v.article "
            "WHERE a.id = ? AND v.digest = ? LIMIT 1"
        )
        return self._run(query, (article_id, digest)).fetchone() is not None

    def version_rows(self) -> Iterator[tuple[str, ...]]:
        """Give the stored versions of all articles: an article's id, then the columns of VERSION."""
        columns = ", ".join(f"v.{name}" for name in VERSION.split(", "))
        query = f"SELECT a.id, {columns} FROM versions v JOIN articles a ON a.number = v.article"
        yield from self._run(f"{query} ORDER BY v.number")

    def damaged_versions(self, most: int) -> list[str]:
        """Return which versions are not what was stored, and which articles have no facts."""
        versions = self._run(
            "SELECT a.key, v.replaced, text_check(v.text) = v.text_check "
            "FROM versions v JOIN articles a ON a.number = v.article"
        )
        found = [
            f"a superseded version of {key} is damaged: restore a backup"
            for key, replaced, is_whole in versions
            if not is_whole or _moment(replaced) is None
        ][:most]
        bare = self._run(
            "SELECT key FROM articles WHERE number NOT IN (SELECT article FROM facts) LIMIT ?", (most,)
        )
        return found + [f"{key} has no facts: remove it and index its file again" for (key,) in bare]

    def damaged_told(self, most: int) -> list[str]:
        """Return the articles of which days are told that are none, or by words outside the passage."""
        rows = self._run(
            "SELECT DISTINCT a.key FROM told t JOIN passages p ON p.id = t.passage "
            f"JOIN articles a ON a.number = p.article WHERE NOT ({_NAMES_DAYS} "
            'AND p.start <= t.start AND t.start < t."end" AND t."end" <= p."end") LIMIT ?',
            (most,),
        )
        return [f"the days that {key} tells of are damaged: citedesk reindex" for (key,) in rows]

    def damaged_pages(self, most: int) -> list[str]:
        """Return the addresses of which it cannot be told which articles they gave."""
        rows = self._run("SELECT asked, articles FROM pages")
        damaged = [asked for asked, articles in rows if _ids(articles) is None]
        return [f"what is known of the page {asked} is damaged: citedesk reindex" for asked in damaged][:most]

    def page(self, asked: str) -> Page | None:
        """Return what the web said of a page when it was last asked for.

        None where an article of it is gone: then it is fetched again.
        """
        for page in self._pages("WHERE asked = ?", (asked,)):
            query = "SELECT count(*) FROM articles WHERE id IN (SELECT value FROM json_each(?))"
            stored = self._run(query, (json.dumps(page.articles),)).fetchone()[0]
            return page if stored == len(set(page.articles)) else None
        return None

    def pages(self) -> Iterator[Page]:
        """Give what the web said of all pages; what is damaged is left out, and asked for again."""
        yield from self._pages("", ())

    def _pages(self, where: str, values: tuple[str, ...]) -> Iterator[Page]:
        query = f"SELECT asked, url, etag, last_modified, articles FROM pages {where}"
        for asked, url, etag, last_modified, articles in self._run(query, values):
            ids = _ids(articles)
            if ids is not None:
                yield Page(asked, url, etag, last_modified, ids)


def _version(replaced: str, row: list[str | None]) -> Version | None:
    moment = _moment(replaced)
    try:
        return Version(moment, article_from(row)) if moment is not None else None
    except ArchiveDamaged:
        return None


def _moment(stored: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(stored))
    except ValueError:
        return None


def _ids(stored: str) -> tuple[str, ...] | None:
    """Return the article ids of a page's row; None where they cannot be read."""
    try:
        found = json.loads(stored)
    except ValueError:
        return None
    return tuple(found) if isinstance(found, list) and all(isinstance(one, str) for one in found) else None
