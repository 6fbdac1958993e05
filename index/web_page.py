"""A web page to its article, or to the reason why it holds none."""

import json
import re
from dataclasses import replace

from lxml.html import HtmlElement

from index.article import Article
from index.documents import Document
from index.errors import UnreadableFile
from index.headlines import same
from index.records import make_article
from index.web_decoding import decode_page
from index.web_metadata import PageData, read_metadata
from index.web_notices import link_texts, why_no_article
from index.web_text import parse_page, story_text

__all__ = ["read_page"]

MOST_BYTES = 20_000_000  # of a page; one with its pictures in it is well under it
_HEAD_BLOCKS = 10  # paragraphs among which a headline stands
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
    text = _without_headline(story_text(tree), page.declared.title, tree)
    reason = why_no_article(text, tree, page)
    if reason:
        raise UnreadableFile(reason)
    return make_article(document, text, page.declared, _origin(text, page))


def _saved_from(source: str) -> str | None:
    found = _SAVED.search(source[:5_000])
    return found[1] or found[2] if found else None


def _without_headline(text: str, title: str | None, tree: HtmlElement) -> str:
    """Return the text without its headline, which is known, and without the links that stand above it.

    Pages have the headline inside the story or above it: so it is out of all texts.
    """
    blocks = text.split("\n\n")
    for position, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if title and len(block) < 400 and same(block, title) and len(blocks) > 1:
            above = blocks[:position]
            linked = link_texts(tree) if above else set()
            return "\n\n".join([*(line for line in above if line not in linked), *blocks[position + 1 :]])
    return text


def _origin(text: str, page: PageData) -> bytes:
    known = page.declared
    date = known.published.isoformat() if known.published else None
    return json.dumps([text, known.title, date, known.source, known.url, known.authors]).encode()
