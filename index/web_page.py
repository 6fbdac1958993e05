"""A web page to its article, or to the reason why it holds none."""

import json
import re
from dataclasses import replace

from index.article import Article
from index.documents import Document
from index.errors import UnreadableFile
from index.headlines import same
from index.records import make_article
from index.web_decoding import decode_page
from index.web_metadata import PageData, read_metadata
from index.web_notices import why_no_article
from index.web_text import parse_page, story_text

__all__ = ["read_page"]

MOST_BYTES = 20_000_000  # of a page; one with its pictures in it is well under it
# A browser's line in a page that it saved: "<!-- saved from url=(0042)https://… -->", and SingleFile's.
_SAVED = re.compile(
    r"saved from url=\(\d{4}\)(https?://[^\s<>\"]+)|Page saved with SingleFile\s+url:\s*(https?://\S+)"
)


def read_page(document: Document) -> Article:
    """Return a page's article.

    What says whether it changed is the hash of what was read out of it, not of its bytes: a page comes
    with other advertisements, tokens and counts at each fetch, and its story is none the newer for it.

    Raises:
        UnreadableFile: it is too large, no text, or holds no article.
        OSError: its file cannot be read.
    """
    source = decode_page(document.read(MOST_BYTES), document.charset)
    document = replace(document, url=document.url or _saved_from(source))
    tree = parse_page(source)
    page = read_metadata(tree, document.url)
    text = _without_headline(story_text(tree), page.declared.title)
    reason = why_no_article(text, tree, page, document.url)
    if reason:
        raise UnreadableFile(reason)
    return make_article(document, text, page.declared, _origin(text, page))


def _saved_from(source: str) -> str | None:
    found = _SAVED.search(source[:5_000])
    return found[1] or found[2] if found else None


def _without_headline(text: str, title: str | None) -> str:
    """Return the text without its headline: pages have it inside the story or above, and it is known."""
    first, _, rest = text.partition("\n\n")
    return rest if title and rest and len(first) < 400 and same(first, title) else text


def _origin(text: str, page: PageData) -> bytes:
    known = page.declared
    date = known.published.isoformat() if known.published else None
    return json.dumps([text, known.title, date, known.source, known.url, known.authors]).encode()
