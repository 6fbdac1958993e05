"""PDF: one article a file, of the text that was printed into it; a newspaper's columns in reading order.

On pypdfium2 (Apache-2.0 or BSD-3-Clause), which is PDFium, Chrome's reader: it opens what is damaged,
has been fuzzed for years, is over ten times faster than pdfminer.six, and gives each character with its
box. Neither's own order keeps a newspaper's columns apart (tests/test_index_readers_pdf.py measures
both), so the order is ours: index/pdf_layout.py. PyMuPDF is AGPL.

A file tells when it was made, not when its text was published: `CreationDate` is not taken, the date
in the text's head is. Title and authors are taken, where they are not what a program put there.
"""

from collections.abc import Iterator
from time import monotonic

from index.article import Article
from index.documents import Document
from index.errors import UnreadableFile
from index.pdf_layout import order_columns
from index.pdf_lines import Word, body_size, lines_of
from index.pdf_margins import without_margins
from index.pdf_pages import MOST_SECONDS, Printed, check_time, metadata_of, opened, printed_pages
from index.pdf_streams import check_streams
from index.pdf_text import Page, compose, headline_of
from index.properties import people, real_title
from index.records import Declared, make_article

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read", "recognises"]

SUFFIXES = (".pdf",)
MEDIA_TYPES = ("application/pdf", "application/x-pdf")
_START = 1_024  # bytes within which "%PDF-" must stand, as all viewers allow (ISO 32000-1, annex H.3)
_GARBLED = 0.3  # of a page's letters, from which its text is garbage
_CAPTION_LINES = 4


def recognises(start: bytes) -> bool:
    """Tell whether a file that begins so is a PDF."""
    return b"%PDF-" in start[:_START]


def read(document: Document) -> Iterator[Article]:
    """Give the document's article.

    Raises:
        UnreadableFile: it is no PDF, locked, damaged, too large, or without a text that makes sense.
    """
    source = document.read()
    if not recognises(source):
        raise UnreadableFile('is not a PDF (it does not begin with "%PDF-"): export it again')
    check_streams(source)
    until = monotonic() + MOST_SECONDS
    with opened(source) as pdf:
        shown = [page for page in printed_pages(pdf, until) if page.letters]
        title, author = metadata_of(pdf, "Title"), metadata_of(pdf, "Author")
    text, headline = _text(shown, until)
    name = document.file.name if document.file is not None else document.key
    declared = Declared(title=real_title(title, name) or headline, authors=people(author))
    yield make_article(document, text, declared, source)


def _text(shown: list[Printed], until: float) -> tuple[str, str | None]:
    """Return the text of the pages that make sense, and its headline."""
    if not shown:
        raise UnreadableFile("has no text: it is a scan; run OCR on it first (ocrmypdf FILE FILE)")
    clear = [page for page in shown if page.unmapped <= _GARBLED * page.letters and page.words]
    if not clear:
        raise UnreadableFile(
            "has a text that only its own fonts can show: run OCR on it (ocrmypdf --force-ocr FILE FILE)"
        )
    body = body_size([word for page in clear for word in page.words])
    running, head = without_margins([(page.words, page.height) for page in clear])
    pages = []
    for printed, words in zip(clear, running, strict=True):
        check_time(until)
        pages.append(_page(printed, words, body))
    text = compose(pages, body)
    above = "".join(f"{line.text}\n\n" for line in head)
    return above + text, headline_of(pages, body)


def _page(printed: Printed, words: list[Word], body: float) -> Page:
    captions = _captions(printed, words, body)
    apart = set(captions)
    columns = order_columns([word for word in words if word not in apart], body)
    for others in printed.aside:
        columns += order_columns(others, body)
    return Page(tuple(map(tuple, columns)), tuple(lines_of(captions)), printed.height)


def _captions(printed: Printed, words: list[Word], body: float) -> list[Word]:
    """Return the words in smaller letters that stand close below a picture, as wide as it or less."""
    small = sorted((word for word in words if word.size < 0.95 * body), key=lambda word: word.top)
    found: list[Word] = []
    for left, _, right, bottom in printed.pictures:
        reach, lines = bottom, 0
        for word in small:
            is_within = word.left > left - body and word.right < right + body
            is_below = is_within and word.top > bottom - 0.5 * body
            if is_below and word.bottom - reach < 2.2 * word.size and lines < _CAPTION_LINES * 40:
                found.append(word)
                reach, lines = max(reach, word.bottom), lines + 1
    return list(dict.fromkeys(found))
