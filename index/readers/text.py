"""Plain text and Markdown: one article a file.

Encodings are told by charset-normalizer where neither a mark nor UTF-8 tells them (index/decoding.py), as
requests does it; Markdown's front matter is read by PyYAML (index/head.py). The rest is plain already.
"""

from collections.abc import Iterator

from index.article import Article
from index.decoding import decode
from index.documents import Document
from index.records import Declared, make_article

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read"]

SUFFIXES = (".txt", ".text", ".md", ".markdown")
MEDIA_TYPES = ("text/plain", "text/markdown")
# The longest article is well under 1 MB; more is a dump of many, or not news.
MOST_BYTES = 5_000_000


def read(document: Document) -> Iterator[Article]:
    """Give the document's article.

    Raises:
        UnreadableFile: it is too large, empty, or no text.
    """
    source = document.read(MOST_BYTES)
    yield make_article(document, decode(source, document.charset), Declared(), source)
