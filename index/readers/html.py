"""HTML: one article a page, as it was fetched or as a browser saved it.

The story's text is told from the rest of the page by trafilatura (index/web_text.py says why by it);
what the page declares is read with lxml, which trafilatura stands on (index/web_metadata.py).
"""

from collections.abc import Iterator

from index.article import Article
from index.documents import Document
from index.web_page import read_page

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read"]

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
MEDIA_TYPES = ("text/html", "application/xhtml+xml")


def read(document: Document) -> Iterator[Article]:
    """Give the page's article.

    Raises:
        UnreadableFile: it is too large, no text, or holds no article: a front page, a wall, an error.
    """
    yield read_page(document)
