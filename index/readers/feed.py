"""RSS 0.9 to 2.0 and Atom: each entry an article of its own content, and a link to its page.

feedparser is what the field reads feeds with: all dialects, the badly formed ones as far as they go. It is
handed decoded bytes without entities of their own, so that it neither expands nor fetches anything.

The same story fetched as a page must be the same article, so an entry is called by its link; by its guid
only where the link does not tell it from others.
"""

import calendar
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import urlsplit

import feedparser

from index.article import Article, Skipped, Summary, digest_of
from index.decoding import decode
from index.documents import Document, Link
from index.errors import UnreadableFile
from index.fields import read_date, web_address
from index.keys import story_key
from index.markup import without_markup
from index.records import Declared, clean, make_article

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read", "recognises"]

SUFFIXES = (".rss", ".atom", ".rdf", ".xml")
MEDIA_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
)
_MOST_BYTES = 20_000_000
_DECLARATION = re.compile(r"\s*+<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"'][^>]{0,200}>")
# What may stand before the first element: instructions, comments, a document type.
# Each part ends in one way only, so nothing is tried twice; Python 3.11.2 fails on possessive repeats.
_PROLOG = r"(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE(?:[^>\[]|\[[^\]]*\])*>)*"
_FEED = re.compile(_PROLOG + r"<(?:[\w-]+:)?(?:rss|rdf|feed|channel)[\s>]", re.DOTALL | re.IGNORECASE)
_SUBSET = re.compile(r"<!DOCTYPE[^>\[]*\[|<!ENTITY", re.IGNORECASE)
_ELEMENT = re.compile(r"<[\w]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,50})|(\d{1,50}))\b;?")
# What WordPress puts under each entry.
_APPEARED = re.compile(r"\s*The post [^\n]{1,300} appeared first on [^\n]{1,200}\.?\s*\Z")
_DEEPEST = 500  # elements
_TAG = re.compile(r"<!\[CDATA\[|<!--|<(?P<end>/?)\w[^<>]*?(?P<empty>/?)>")
_CLOSING = {"<![CDATA[": "]]>", "<!--": "-->"}


def recognises(start: bytes) -> bool:
    """Tell a feed from other XML by its first element."""
    text = start.replace(b"\0", b"").decode("latin-1")
    return _FEED.match(text.lstrip("ÿþ»¿ï")) is not None


def read(document: Document) -> Iterator[Link | Article | Skipped]:
    """Give each entry as a link to its page, with the article that the feed holds of it.

    Raises:
        UnreadableFile: it is no feed, holds no entries, or is made to do harm.
    """
    source = document.read(_MOST_BYTES)
    feed = _parse(_checked(source, document.charset))
    if not feed.entries:
        raise UnreadableFile("is a feed without entries" if feed.version else "is no feed")
    links = [_link(entry, feed, document) for entry in feed.entries]
    times = Counter(story_key(link) for link in links)
    for number, (entry, link) in enumerate(zip(feed.entries, links, strict=True), start=1):
        names_it = link is not None and times[story_key(link)] == 1 and urlsplit(link).path not in ("", "/")
        try:
            key = None if names_it else _id(entry, feed, document)
            yield _entry(entry, feed, link, key, document)
        except UnreadableFile as error:
            yield Skipped(f"{document.name}#{number}", str(error))


def _checked(source: bytes, charset: str | None) -> bytes:
    """Return a feed as UTF-8, which is then all that feedparser sees.

    Raises:
        UnreadableFile: it is no text, or could swell or nest without end.
    """
    found = _DECLARATION.match(source[:500].decode("latin-1"))
    text = decode(source, charset or (found[1] if found else None)).lstrip("\ufeff\n\r\t ")
    if found := _DECLARATION.match(text):
        text = text[found.end() :]
    first = _ELEMENT.search(text)
    if _SUBSET.search(text, 0, first.start() if first else len(text)):
        raise UnreadableFile("declares entities of its own, which no feed needs: it is not read")
    return _REFERENCE.sub(_possible, clean(_bounded(text))).encode()


def _possible(reference: re.Match[str]) -> str:
    """Return a reference to a character as it is, where there is such a one: feedparser fails on others."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if 0 < number < 0xD800 or 0xDFFF < number <= 0x10FFFF else "\ufffd"


def _bounded(text: str) -> str:
    """Return a feed up to a comment or a CDATA section that is not closed.

    feedparser's loose parser looks for the end of each of them once more from every one.

    Raises:
        UnreadableFile: it nests too deep.
    """
    depth = place = 0
    while tag := _TAG.search(text, place):
        place = tag.end()
        if closing := _CLOSING.get(tag[0]):
            place = text.find(closing, place)
            if place < 0:
                return text[: tag.start()]
        elif not tag["empty"]:
            depth += -1 if tag["end"] else 1
        if depth > _DEEPEST:
            raise UnreadableFile(f"nests its elements more than {_DEEPEST} deep: it is not read")
    return text


def _parse(source: bytes) -> feedparser.FeedParserDict:
    """Parse a feed.

    Raises:
        UnreadableFile: feedparser fails on it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own keys' older names
        try:
            # Bytes in a stream: a string would be taken for an address. Its HTML becomes text anyway.
            return feedparser.parse(BytesIO(source), sanitize_html=False, resolve_relative_uris=False)
        except Exception as error:
            # Its loose parser runs on an old one for SGML, which raises whatever its input leads to.
            raise UnreadableFile(f"is a feed that cannot be parsed ({type(error).__name__})") from error


def _entry(
    entry: feedparser.FeedParserDict,
    feed: feedparser.FeedParserDict,
    link: str | None,
    key: str | None,
    document: Document,
) -> Link | Article:
    """Return an entry's link and article, the article alone where it has no link."""
    texts = [without_markup(_string(content.get("value"))) for content in entry.get("content") or ()]
    text = max(texts, key=len, default="") or without_markup(_string(entry.get("summary")))
    text = _APPEARED.sub("", text)
    title = " ".join(without_markup(_string(entry.get("title"))).split())
    declared = Declared(
        title=title or None,
        published=_published(entry, _string(feed.version)),
        source=_string((entry.get("source") or {}).get("title") or feed.feed.get("title")).strip() or None,
        url=link,
        authors=_authors(entry),
        id=key,
    )
    if not text.strip():
        if link is None:
            raise UnreadableFile("has neither text nor link")
        return Link(link)
    origin = "\x1f".join((title, _string(entry.get("published")), link or "", text)).encode()
    article = make_article(replace(document, url=None), clean(text), declared, origin, is_only=False)
    if link is None:
        return article
    return Link(link, article if any(texts) else Summary(article))


def _link(
    entry: feedparser.FeedParserDict, feed: feedparser.FeedParserDict, document: Document
) -> str | None:
    return web_address(_string(entry.get("link")), document.url or _string(feed.feed.get("link")))


def _id(entry: feedparser.FeedParserDict, feed: feedparser.FeedParserDict, document: Document) -> str:
    """Return what an entry is called that its link does not name: its guid, else by what it says.

    A guid that is no URI is unique in its feed alone.
    """
    guid = _string(entry.get("id")).strip()[:1000]
    if re.match(r"(?:tag|urn):|https?://[^/\s]+/.", guid):
        return guid
    said = f"{_string(entry.get('title'))}\x1f{_string(entry.get('summary'))}"
    name = document.url or _string(feed.feed.get("link")) or document.key
    return f"{name}#{guid or digest_of(said.encode())[:16]}"


def _published(entry: feedparser.FeedParserDict, version: str) -> date | datetime | None:
    """Return when an entry was published; when it was updated only in RSS, whose dc:date is called so."""
    for name in ("published", "updated") if version.startswith("rss") else ("published",):
        # By dict's own way: feedparser's gives the one for the other, with a warning.
        if value := dict.get(entry, name):
            moment = dict.get(entry, f"{name}_parsed")
            try:
                parsed = datetime.fromtimestamp(calendar.timegm(moment), UTC) if moment else None
            except (ValueError, OverflowError, OSError):
                parsed = None
            return read_date(_string(value)) or parsed
    return None


def _authors(entry: feedparser.FeedParserDict) -> tuple[str, ...]:
    people = [person.get("name") for person in entry.get("authors") or ()] or [entry.get("author")]
    names = (" ".join(_string(name).split()) for name in people[:50])
    return tuple(dict.fromkeys(name for name in names if name))


def _string(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""
