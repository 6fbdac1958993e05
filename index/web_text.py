"""The text of the story on a web page, by trafilatura.

trafilatura is the library that comes out first in the field's own comparisons (its evaluation; the
article extraction benchmark, where its published F1 of .958 was made with the options that are used
here: comments left out, tables kept, neither precision nor recall preferred, its second opinions asked).
It gives the story as a small tree; what is stored is that tree's text as it renders it, without the
Markdown in which it sets lists and tables. It never sees the page's dates: its way of finding one is to
guess from anywhere in the page.
"""

import logging
import re
import unicodedata

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, fromstring
from trafilatura import bare_extraction
from trafilatura.xml import xmltotxt

from index.errors import UnreadableFile

__all__ = ["parse_page", "story_text"]

_MOST_ELEMENTS = 100_000  # the longest live reports have a third of it; each takes up to 50 µs
_MOST_ATTRIBUTES = 2_000  # of one element: libxml2's time grows with their square
# A tag, whatever its quoted values hold; possessive, so that nothing is read twice.
_TAG = re.compile(r"<[a-zA-Z][^<>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^<>\"']*+)*+")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u2425\ufffe\uffff\ud800-\udfff]")
_DOCTYPE = re.compile(r"\s*<!doctype[^<>]{0,1000}>", re.IGNORECASE)  # one with a slash stops libxml2
_LINE = "\u2425"  # stands where a line goes on with its paragraph; no character of text
_LONG_CELL = 150  # characters: a table with such a cell sets out the page, not figures

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it says of a page, we say


def parse_page(text: str) -> HtmlElement:
    """Return the tree of a page, as trafilatura's own loading makes it, in bounded time.

    Raises:
        UnreadableFile: it is no page, or one that was made to stop its reader.
    """
    text = _DOCTYPE.sub("", _NO_CHARACTER.sub("", text), count=1)
    for tag in _TAG.finditer(text):
        is_long = tag.end() - tag.start() > 2 * _MOST_ATTRIBUTES
        if is_long and len(_QUOTED.sub(" ", tag[0]).split()) > _MOST_ATTRIBUTES:
            raise UnreadableFile(
                f"has an element of more than {_MOST_ATTRIBUTES:,} attributes, as no page of news has"
            )
    parser = HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile("is not HTML: save the page again") from error
    for number, _ in enumerate(tree.iter()):
        if number > _MOST_ELEMENTS:
            raise UnreadableFile(f"has more than {_MOST_ELEMENTS:,} elements: give each story its own page")
    return tree


def story_text(tree: HtmlElement) -> str:
    """Return the text of a page's story, an empty line between paragraphs; empty where there is none.

    List items are paragraphs, and a table's rows, their cells parted by tabs.
    """
    try:
        found = bare_extraction(tree, include_comments=False)
    except Exception as error:  # it goes over any page by rules of its own: whatever one of them raises
        raise UnreadableFile("cannot be read as a page: save it again, or its text as .txt") from error
    if found is None or isinstance(found, dict):
        return ""
    _plain(found.body)
    return unicodedata.normalize("NFC", _paragraphs(xmltotxt(found.body, False).splitlines()))


def _paragraphs(lines: list[str]) -> str:
    """Put lines together: an empty one between paragraphs, none before one that goes on with its own."""
    parts: list[str] = []
    is_apart = True
    for line in lines:
        words = line.strip(f"{_LINE} ")
        if words:
            goes_on = line.startswith(_LINE) and not is_apart
            parts += ["\n" if goes_on else "\n\n", words]
        is_apart = not words and (is_apart or line.startswith(_LINE))
    return "".join(parts[1:])


def _plain(body: etree._Element) -> None:
    """Make a story's lists and tables paragraphs, in place."""
    for table in list(body.iter("table")):
        cells = list(table.iter("cell"))
        if any(len(_words(cell)) > _LONG_CELL for cell in cells):
            for part in (*cells, *table.iter("row"), table):
                part.tag = "p" if part.tag == "cell" else "quote"
            continue
        for row in list(table.iter("row")):
            text = "\t".join(_words(cell) for cell in row.iter("cell")).strip("\t")
            tail = row.tail
            row.clear()
            row.tag, row.text, row.tail = "p", text, tail
    for item in list(body.iter("item", "list")):
        item.tag = "p" if item.tag == "item" else "quote"
    for part in body.iter():
        if part.tag in ("quote", "code", "pre") and part.text:
            part.text = part.text.strip("\n").replace("\n", f"\n{_LINE}")
        elif part.tag == "lb":
            part.tail = _LINE + (part.tail or "").lstrip()


def _words(element: etree._Element) -> str:
    return " ".join(" ".join(map(str, element.itertext())).split())
