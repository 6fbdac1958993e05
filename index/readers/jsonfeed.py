"""JSON Feed, versions 1 and 1.1: each item an article of its own content, and a link to its page.

It is plain JSON with a few names (https://www.jsonfeed.org/version/1.1/), for which there is no better
library than the standard one's json.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from index.article import Article, Skipped, Summary
from index.decoding import decode
from index.documents import Document, Link
from index.errors import UnreadableFile
from index.fields import read_date, web_address
from index.markup import text_of_markup
from index.records import Declared, clean, make_article

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read", "recognises"]

SUFFIXES = (".json",)
MEDIA_TYPES = ("application/feed+json", "application/json")
_MOST_BYTES = 20_000_000
_VERSION = re.compile(rb'"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org')


def recognises(start: bytes) -> bool:
    """Tell a JSON feed from other JSON by its version, which stands at its top."""
    return _VERSION.search(start) is not None


def read(document: Document) -> Iterator[Link | Article | Skipped]:
    """Give each item as a link to its page, with the article that the feed holds of it.

    Raises:
        UnreadableFile: it is no feed, or holds no items.
    """
    try:
        feed = json.loads(decode(document.read(_MOST_BYTES), document.charset))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"is not JSON ({clean(str(error))[:80]})") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not items:
        raise UnreadableFile("is a feed without items")
    for number, item in enumerate(items, start=1):
        try:
            yield _item(item if isinstance(item, dict) else {}, feed, document)
        except UnreadableFile as error:
            yield Skipped(f"{document.name}#{number}", str(error))


def _item(item: dict[str, object], feed: dict[str, object], document: Document) -> Link | Article:
    """Return an item's link and article, the article alone where it has no link."""
    home = document.url or _string(feed, "home_page_url")
    link = web_address(_string(item, "url") or _string(item, "external_url"), home)
    text = _string(item, "content_text") or _string(item, "summary")
    if markup := _string(item, "content_html"):
        text = text_of_markup(markup)
    if not text:
        if not link:
            raise UnreadableFile("has neither text nor link")
        return Link(link)
    name = _string(item, "id")
    people = item.get("authors") or [item.get("author")]
    declared = Declared(
        title=_string(item, "title") or None,
        published=read_date(item.get("date_published")),
        source=_string(feed, "title") or None,
        url=link,
        authors=tuple(_string(one, "name") for one in _objects(people) if _string(one, "name")),
        id=None if link or not name else name if ":" in name else f"{home or document.key}#{name}",
    )
    origin = json.dumps(item, sort_keys=True).encode()
    article = make_article(replace(document, url=None), text, declared, origin, is_only=False)
    if not link:
        return article
    is_whole = markup or _string(item, "content_text")
    return Link(link, article if is_whole else Summary(article))


def _objects(value: object) -> list[dict[str, object]]:
    return [one for one in value[:50] if isinstance(one, dict)] if isinstance(value, list) else []


def _string(value: dict[str, object], name: str) -> str:
    found = value.get(name)
    return clean(found).strip() if isinstance(found, str) else ""
