"""An EPUB's chapter: its paragraphs and its heading."""

import re
from dataclasses import dataclass

from lxml import etree

from index.decoding import decode
from index.errors import UnreadableFile

__all__ = ["Chapter", "read_chapter"]

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_BLOCKS = frozenset(
    "address article aside blockquote body caption dd div dl dt figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr li main nav ol p pre section table tr ul".split()
)
_NO_TEXT = frozenset("head script style template svg math noscript iframe object audio video rp rt".split())
_HEADINGS = ("h1", "h2", "h3")


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a chapter says.

    Attributes:
        text: its paragraphs, with a blank line between.
        title: its first heading.
        is_contents: whether most of it is links, as in a table of contents.
    """

    text: str
    title: str | None
    is_contents: bool


def read_chapter(source: bytes) -> Chapter:
    """Read a chapter; broken markup is mended as browsers do, and no entities but HTML's are known.

    Raises:
        UnreadableFile: it is no text, or has no markup.
    """
    markup = _DECLARATION.sub("", decode(source), count=1)
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(markup, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile("is not XHTML that can be read") from error
    if root is None:
        raise UnreadableFile("is empty")
    return _Blocks().read(root)


class _Blocks:
    """Goes through a chapter's elements and collects its blocks of text."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.pieces: list[str] = []
        self.linked = 0
        self.title: str | None = None
        self.links = 0
        self.silent = 0

    def read(self, root: etree._Element) -> Chapter:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                self._open(element)
            else:
                self._close(element)
        self._end()
        text = "\n\n".join(self.blocks)
        return Chapter(text, self.title, self.linked > 0.5 * max(len(text), 1))

    def _open(self, element: etree._Element) -> None:
        self.silent += element.tag in _NO_TEXT
        self.links += element.tag == "a" and element.get("href") is not None
        if element.tag in _BLOCKS:
            self._end()
        elif element.tag == "br":
            self.pieces.append("\n")
        elif element.tag in ("td", "th"):
            self.pieces.append("\t")
        self._say(element.text)

    def _close(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS:
            if element.tag in _HEADINGS:  # a headline is one line, wherever it was broken
                self.pieces = [piece.replace("\n", " ") for piece in self.pieces]
            heading = self._end()
            if element.tag in _HEADINGS and self.title is None and heading:
                self.title = " ".join(heading.split())[:300]
        self.silent -= element.tag in _NO_TEXT
        self.links -= element.tag == "a" and element.get("href") is not None
        self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if text and not self.silent:
            spaced = re.sub(r"\s+", " ", text)
            self.pieces.append(spaced)
            self.linked += len(spaced.strip()) * (self.links > 0)

    def _end(self) -> str:
        lines = "".join(self.pieces).split("\n")
        block = "\n".join(filter(None, (re.sub(r" *\t *|  +", _one_space, line).strip() for line in lines)))
        self.pieces = []
        if block:
            self.blocks.append(block)
        return block


def _one_space(found: re.Match[str]) -> str:
    return "\t" if "\t" in found[0] else " "
