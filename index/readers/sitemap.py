"""Sitemaps (sitemaps.org): the addresses of a site's pages, or of its further sitemaps.

lxml reads them in pieces and tells of each element, so that no tree is built and memory stays where it
is; it is the fastest there is, and ends entities that multiply by itself. A document type, which no
sitemap has, is refused where it begins, so there are no entities; nothing is loaded from elsewhere.
(defusedxml refuses it as well, and builds a tree: ten seconds and 600 MB for 6 MB of opening tags.)
"""

import re
import zlib
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from index.article import Skipped
from index.documents import Document, Link
from index.errors import UnreadableFile
from index.unpacking import GZIP, gunzip

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read", "recognises"]

SUFFIXES = (".xml", ".xml.gz")
MEDIA_TYPES = ("application/xml", "text/xml", "application/gzip", "application/x-gzip")
MOST_BYTES = 50_000_000  # unpacked; this and the next are the protocol's own bounds
MOST_LINKS = 50_000
_MOST_ELEMENTS = 2_000_000  # 40 for each address: its other languages, its pictures
_DEEPEST = 100  # elements in each other; a sitemap has about five
_LONGEST = 10_000  # characters of an address that are looked at
_PIECE = 1 << 16  # bytes
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)[\s>/]")


def recognises(start: bytes) -> bool:
    """Tell whether a document that begins with these bytes is a sitemap, packed or not."""
    if start.startswith(GZIP):
        try:
            start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, len(start))
        except zlib.error:
            return False
    return _ROOT.search(start.replace(b"\0", b"")) is not None  # zeros: as UTF-16 has them


def read(document: Document) -> Iterator[Link | Skipped]:
    """Give each address; those of an index are of further sitemaps.

    What it says beside them is left: the pages say it of themselves.

    Raises:
        UnreadableFile: it is no sitemap, too large, or damaged; addresses before the damage are given.
    """
    given = others = 0
    for address in _addresses(document):
        if given == MOST_LINKS:
            yield Skipped(document.name, f"names more than {MOST_LINKS:,} addresses: the rest is left")
            break
        if address.lower().startswith(("http://", "https://")):
            given += 1
            yield Link(address)
        else:
            others += 1
    if others:
        yield Skipped(document.name, f"names {others:,} addresses that are not of the web")


def _addresses(document: Document) -> Iterator[str]:
    """Give the text of each loc that stands in the root's url or sitemap."""
    found = _Addresses()
    parser = etree.XMLParser(
        target=cast("Any", found), resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for piece in _pieces(document):
            parser.feed(piece)
            yield from found.take()
        parser.close()
        yield from found.take()
    except etree.XMLSyntaxError as error:
        yield from found.take()
        raise UnreadableFile(f"is no whole XML ({' '.join(error.msg.split())[:80]})") from error


class _Addresses:
    """Collects addresses as lxml comes by them; builds no tree, so memory does not grow with the file."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._elements = 0
        self._text: list[str] | None = None
        self._length = 0
        self._found: list[str] = []

    def take(self) -> list[str]:
        """Return the addresses since the last time."""
        found, self._found = self._found, []
        return found

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise UnreadableFile("declares a document type, as no sitemap does: it is not read")

    def start(self, tag: str, attributes: object) -> None:
        self._elements += 1
        self._path.append(tag)
        if self._elements > _MOST_ELEMENTS or len(self._path) > _DEEPEST:
            raise UnreadableFile("has more XML elements, or deeper in each other, than any sitemap")
        if len(self._path) == 1 and _parts(tag)[1] not in ("urlset", "sitemapindex"):
            raise UnreadableFile("is XML, and no sitemap")
        if len(self._path) == 3 and self._is_address():
            self._text = []
            self._length = 0

    def data(self, text: str) -> None:
        if self._text is not None and self._length < _LONGEST:
            self._text.append(text)
            self._length += len(text)

    def end(self, tag: str) -> None:
        if self._text is not None and len(self._path) == 3:
            self._found.append("".join(self._text).strip())
            self._text = None
        self._path.pop()

    def close(self) -> None:
        """Do nothing; lxml calls it."""

    def _is_address(self) -> bool:
        """Tell whether an element is a page's address, and not its picture's or its other language's."""
        (space, outer), (own_space, own) = map(_parts, self._path[1:])
        return own == "loc" and outer in ("url", "sitemap") and own_space == space


def _parts(tag: str) -> tuple[str, str]:
    """Return an element's namespace and its name in it."""
    space, _, name = tag.rpartition("}")
    return space, name


def _pieces(document: Document) -> Iterator[bytes]:
    """Give the bytes, unpacked."""
    content = document.read(MOST_BYTES)
    if content.startswith(GZIP):
        content = gunzip(content, MOST_BYTES)
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]
