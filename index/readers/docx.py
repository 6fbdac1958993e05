"""Word (.docx): one article a file.

On python-docx (MIT), the field's library for the format: it finds the parts, styles and properties.
What a paragraph says is read from its XML: `Paragraph.text` leaves out insertions that are tracked
and text in boxes. Deletions that are tracked, hidden text and fields' instructions are no text.
When a file was created is not when its text was published: `created` is not taken.
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

from index.article import Article
from index.documents import Document
from index.errors import UnreadableFile
from index.properties import people, real_title
from index.records import Declared, make_article
from index.zipped import opened_zip, xml_root

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read"]

SUFFIXES = (".docx",)
MEDIA_TYPES = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)
_KIND = "a Word document (.docx)"
_DEEPEST = 100  # of tables in cells, boxes in boxes
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NO_TEXT = frozenset(
    {
        *map(qn, "w:del w:moveFrom w:delText w:instrText w:pPr w:tcPr w:tblPr w:sdtPr".split()),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_TITLES = ("title", "heading 1")


def read(document: Document) -> Iterator[Article]:
    """Give the document's article.

    Raises:
        UnreadableFile: it is no Word document, locked, damaged, too large, or empty.
    """
    source = document.read()
    with opened_zip(source, _KIND) as archive:
        _check_kind(archive)
    word = _opened(source)
    blocks = [*_blocks(word.element.body, 0), *_notes(word)]
    name = document.file.name if document.file is not None else document.key
    title, author = _properties(word)
    declared = Declared(title=real_title(title, name) or _first_heading(word), authors=people(author))
    yield make_article(document, "\n\n".join(blocks), declared, source)


def _check_kind(archive: zipfile.ZipFile) -> None:
    if "[Content_Types].xml" not in archive.namelist():
        raise UnreadableFile(f"is not {_KIND}, or is damaged: save it again")


def _opened(source: bytes) -> WordDocument:
    try:
        word = docx.Document(BytesIO(source))
        _ = word.element.body.tag  # is made when it is asked for
    except Exception as error:
        # python-docx checks little: what a damaged file lacks comes as a KeyError, AttributeError,
        # XMLSyntaxError, BadZipFile, zlib.error, AssertionError and more.
        raise UnreadableFile(f"is not {_KIND}, or is damaged: save it again") from error
    return word


def _properties(word: WordDocument) -> tuple[str, str]:
    """Return title and author as the file declares them."""
    try:
        return word.core_properties.title or "", word.core_properties.author or ""
    except Exception:  # noqa: BLE001  # as above; a file without properties is still a text
        return "", ""


def _first_heading(word: WordDocument) -> str | None:
    """Return the first paragraph, where its style says that it is the title."""
    for element in word.element.body.iterchildren(qn("w:p")):
        text = " ".join("".join(_said(element, [])).split())
        if not text:
            continue
        try:
            style = Paragraph(element, word._body).style  # noqa: SLF001  # what python-docx itself gives it
            name = style.name if style is not None else None
        except Exception:  # noqa: BLE001  # as above
            return None
        return text[:300] if name and name.lower() in _TITLES else None
    return None


def _blocks(parent: etree._Element, depth: int) -> Iterator[str]:
    """Give paragraphs, and tables with a row a line, in order; what stands in boxes after its paragraph."""
    if depth > _DEEPEST:
        return
    for element in parent.iterchildren():
        if element.tag == qn("w:p"):
            boxes: list[etree._Element] = []
            if text := "".join(_said(element, boxes)).strip():
                yield text
            for box in boxes:
                yield from _blocks(box, depth + 1)
        elif element.tag == qn("w:tbl"):
            if table := "\n".join(filter(None, map(_row, _rows(element)))):
                yield table
        elif isinstance(element.tag, str) and element.tag not in _NO_TEXT:
            yield from _blocks(element, depth + 1)  # content controls, insertions


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Give a table's own rows; those of a table in a cell are the cell's, and deleted ones are none."""
    for row in table.iter(qn("w:tr")):
        if (
            next(row.iterancestors(qn("w:tbl"))) is table
            and row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None
        ):
            yield row


def _row(row: etree._Element) -> str:
    cells = []
    for cell in row.iterchildren(qn("w:tc"), qn("w:sdt")):
        lines = (" ".join("".join(_said(line, [])).split()) for line in cell.iter(qn("w:p")))
        cells.append(" ".join(filter(None, lines)))
    return "\t".join(filter(None, cells))


def _said(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    """Give what an element says; the boxes that are anchored in it are put aside."""
    for child in element.iterchildren():
        if not isinstance(child.tag, str) or child.tag in _NO_TEXT or _is_hidden(child):
            continue
        if child.tag == qn("w:t"):
            yield "".join([child.text or "", *(entity.tail or "" for entity in child)])
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == qn("w:txbxContent"):
            boxes.append(child)
        else:
            yield from _said(child, boxes)


def _is_hidden(element: etree._Element) -> bool:
    if element.tag != qn("w:r"):
        return False
    mark = element.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off")


def _notes(word: WordDocument) -> Iterator[str]:
    """Give the footnotes and endnotes."""
    for relation in word.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            for note in xml_root(relation.target_part.blob, kind).iterchildren():
                if note.get(qn("w:type")) is None:  # the others are the rules above notes
                    yield from _blocks(note, 0)
