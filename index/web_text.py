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
import warnings

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, fromstring

from index.errors import UnreadableFile

with warnings.catch_warnings():
    # urllib3, which trafilatura fetches with and we do not, says at its import what it could not do.
    warnings.filterwarnings("ignore", message="SOCKS support")
    from trafilatura import bare_extraction
    from trafilatura.xml import xmltotxt

__all__ = ["parse_page", "story_text"]

_MOST_ELEMENTS = 100_000  # of a page; each takes up to 50 µs (measured on two busy cores)
_MOST_ATTRIBUTES = 500  # of one element: libxml2's time grows with their square
_MOST_LONG = 50_000  # attributes of all elements with many
_MOST_CELLS = 200_000  # of a page's tables when all rows are as wide as the widest
# A comment's start, or a tag, whatever its quoted values hold; possessive: nothing is read twice.
_TAG = re.compile(r"<(?:!--|([a-zA-Z][^\s/>]*+)(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)")
_QUOTED = re.compile(r"=\s*+(?:\"[^\"]*+\"|'[^']*+')")
_ENDS = {"!--": re.compile("-->"), "script": re.compile("</script", re.IGNORECASE)}
_ENDS["style"] = re.compile("</style", re.IGNORECASE)
_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u2425\ufffe\uffff\ud800-\udfff]")
_DOCTYPE = re.compile(r"\A\s*<!doctype[^<>]{0,1000}>", re.IGNORECASE)  # one with a slash stops libxml2
_LINE = "\u2425"  # stands where a line goes on with its paragraph; no character of text
_LONG_CELL = 150  # characters: a table with such a cell sets out the page, not figures

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it says of a page, we say


def parse_page(text: str) -> HtmlElement:
    """Return the tree of a page, as trafilatura's own loading makes it, in bounded time.

    Raises:
        UnreadableFile: it is no page, or one that was made to stop its reader.
    """
    text = _DOCTYPE.sub("", _NO_CHARACTER.sub("", text), count=1)
    _check_attributes(text)
    parser = HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile("is not HTML: save the page again") from error
    for number, _ in enumerate(tree.iter()):
        if number > _MOST_ELEMENTS:
            raise UnreadableFile(f"has more than {_MOST_ELEMENTS:,} elements: give each story its own page")
    _check_tables(tree)
    return tree


def _check_attributes(text: str) -> None:
    """Refuse a page whose elements have so many attributes that parsing it would take minutes."""
    total, at = 0, 0
    while tag := _TAG.search(text, at):
        at = tag.end()
        if end := _ENDS.get((tag[1] or "!--").lower()):
            found = end.search(text, at)
            at = found.start() if found else len(text)
        if len(tag[0]) > 2 * _MOST_ATTRIBUTES:
            number = len(re.split(r"[\s/]+", _QUOTED.sub(" ", tag[0])))
            total += number
            if number > _MOST_ATTRIBUTES or total > _MOST_LONG:
                raise UnreadableFile("has elements with thousands of attributes, as no page of news has")


def _check_tables(tree: HtmlElement) -> None:
    """Bound a page's tables, whose rows trafilatura fills up to the widest.

    Where the spans alone make too many cells, they are taken off.

    Raises:
        UnreadableFile: there would be too many cells without them.
    """
    spanned = widest = rows = 0
    for row in tree.iter("tr"):
        cells = list(row.iterchildren("td", "th"))
        rows, widest = rows + 1, max(widest, len(cells))
        spanned += sum(_span(cell, "colspan") * _span(cell, "rowspan") - 1 for cell in cells)
    if rows * widest > _MOST_CELLS:
        raise UnreadableFile("has tables of more cells than any page of news: give it without them")
    if spanned > _MOST_CELLS / 4:
        for cell in tree.iter("td", "th"):
            cell.attrib.pop("colspan", None)
            cell.attrib.pop("rowspan", None)


def _span(cell: HtmlElement, name: str) -> int:
    span = (cell.get(name) or "1").strip()[:9]
    return int(span) if span.isascii() and span.isdigit() else 1


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
