"""What is stored, as text or JSON: an article with its versions and dates, a list of them, the archive."""

from dataclasses import dataclass

from index.archive import Status
from index.article import Article, Listed
from index.details import Version
from index.facts import Told
from ui.plain import CONTROL, one_line
from ui.render_json import Json, iso

__all__ = [
    "Shown",
    "article_json",
    "article_text",
    "listed_json",
    "listed_text",
    "status_json",
    "status_text",
]


@dataclass(frozen=True, slots=True)
class Shown:
    """An article, and what else is known of it.

    Attributes:
        versions: what it said before, the last first.
        told: the days that its text tells of.
        also: the other articles that tell the same story in the same words.
    """

    article: Article
    versions: tuple[Version, ...] = ()
    told: tuple[Told, ...] = ()
    also: tuple[Listed, ...] = ()


def article_json(shown: Shown) -> Json:
    """Return a stored article as the JSON of `show`."""
    article = shown.article
    return {
        "id": article.id,
        "key": article.key,
        "title": article.title,
        "published": iso(article.published),
        "source": article.source,
        "url": article.url,
        "path": article.path,
        "place": article.place,
        "authors": list(article.authors),
        "language": article.language,
        "versions": [
            {
                "replaced": version.replaced.isoformat(),
                "title": version.article.title,
                "published": iso(version.article.published),
                "text": version.article.text,
            }
            for version in shown.versions
        ],
        "told": [
            {
                "words": article.text[told.start : told.end],
                "first": iso(told.days.first),
                "last": iso(told.days.last),
                "start": told.start,
                "end": told.end,
            }
            for told in shown.told
        ],
        "also": [listed_json(listed) for listed in shown.also],
        "text": article.text,
    }


def article_text(shown: Shown) -> str:
    """Return a stored article for the terminal: what is known of it, then its text."""
    values = article_json(shown)
    for name in ("text", "versions", "told", "also"):
        del values[name]
    head = [
        f"{name:<10} {one_line(', '.join(map(str, value)) if isinstance(value, list) else str(value))}"
        for name, value in values.items()
        if value
    ]
    head += [
        f"{'version':<10} {one_line(version.article.title or 'no headline')}, until "
        f"{version.replaced:%Y-%m-%d %H:%M} UTC"
        for version in shown.versions
    ]
    head += [f"{'tells of':<10} {_told(told, shown.article)}" for told in shown.told]
    head += [f"{'also in':<10} {listed_text(listed)}" for listed in shown.also]
    return "\n".join([*head, "", CONTROL.sub(" ", shown.article.text)])


def _told(told: Told, article: Article) -> str:
    first, last = iso(told.days.first) or "", iso(told.days.last) or ""
    days = first if first == last else f"{first} to {last}".strip()
    return f'{days} ("{one_line(article.text[told.start : told.end])}")'


def listed_json(listed: Listed) -> Json:
    """Return one line of `articles` as JSON."""
    return {
        "id": listed.id,
        "key": listed.key,
        "title": listed.title,
        "published": iso(listed.published),
        "source": listed.source,
        "url": listed.url,
        "path": listed.path,
        "language": listed.language,
    }


def listed_text(listed: Listed) -> str:
    """Return one line of `articles`."""
    day = (iso(listed.published) or "no date")[: len("2000-01-01")]
    title = one_line(listed.title or f"(no headline) {listed.key}")
    return f"{listed.id}  {day:<10}  {title}" + (f" ({one_line(listed.source)})" if listed.source else "")


def status_text(status: Status) -> str:
    """Return what an archive holds, for the terminal."""
    return "\n".join(f"{name:<11} {_value(value)}" for name, value in status_json(status).items())


def _value(value: object) -> str:
    if isinstance(value, list):
        return f"{', '.join(value)}: found by words only, not answered from" if value else "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} ({count:,})" for name, count in value.items()) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value if value is not None else "never")


def status_json(status: Status) -> Json:
    """Return what an archive holds as the JSON of `status`."""
    return {
        "articles": status.articles,
        "passages": status.passages,
        "encoder": status.encoder,
        "backends": dict(status.backends),
        "dimension": status.dimension,
        "index": status.index,
        "bytes": status.bytes,
        "generation": status.generation,
        "changed": status.changed.isoformat() if status.changed else None,
        "newest": iso(status.newest),
        "languages": {code or "unknown": count for code, count in status.languages},
        "unread": list(status.unread),
    }
