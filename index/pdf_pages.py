"""What is printed on a PDF's pages: words with their boxes, pictures, and what the file says of itself.

The only module that knows pypdfium2. PDFium is not safe to use from two threads at once.
"""

import ctypes
import math
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

import pypdfium2
from pypdfium2 import raw

from index.errors import UnreadableFile
from index.pdf_lines import Word

__all__ = ["MOST_SECONDS", "Box", "Printed", "check_time", "metadata_of", "opened", "printed_pages"]

MOST_PAGES = 500  # a Sunday paper has 200
MOST_LETTERS = 10_000_000  # in one file, as PDFium counts them
MOST_ON_A_PAGE = 300_000  # a broadsheet's has 60,000
MOST_SECONDS = 60.0  # for all pages; between two of them, as PDFium cannot be interrupted
_PICTURES = 500  # of one page
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_HYPHENS = (0x02, 0xFFFE)  # what PDFium makes of a hyphen at a line's end
_WORD_GAP = 0.15  # of the font's height
_SAME_RUN = 1.3

Box = tuple[float, float, float, float]  # left, top, right, bottom; y downwards


@dataclass(slots=True)
class Printed:
    """What one page shows, turned so that its text stands upright.

    Attributes:
        words: the text that runs in the direction in which most of it does.
        aside: the rest, each direction for itself.
        unmapped: how many letters have no meaning outside their font.
    """

    words: list[Word] = field(default_factory=list)
    aside: list[list[Word]] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    height: float = 0.0
    letters: int = 0
    unmapped: int = 0


@contextmanager
def opened(source: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF.

    Raises:
        UnreadableFile: it is none, it needs a password, or it has too many pages or none.
    """
    try:
        pdf = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile("is locked with a password: save a copy without one") from error
        if error.err_code == raw.FPDF_ERR_SECURITY:
            raise UnreadableFile("is locked in a way that is not known: save a copy without it") from error
        raise UnreadableFile("is not a PDF, or is damaged: print it to a new PDF") from error
    with closing(pdf):
        if len(pdf) > MOST_PAGES:
            raise UnreadableFile(f"has {len(pdf):,} pages, and {MOST_PAGES} are the most: split it")
        if len(pdf) < 1:
            raise UnreadableFile("has no pages")
        yield pdf


def metadata_of(pdf: pypdfium2.PdfDocument, name: str) -> str:
    """Return what the file says of itself: "Title", "Author"; an empty text where it says nothing."""
    try:
        value: str = pdf.get_metadata_value(name)
    except UnicodeDecodeError:
        return ""
    return " ".join(value.replace("\0", " ").split())


def check_time(until: float) -> None:
    """Raise UnreadableFile where a moment of the monotonic clock has passed."""
    if monotonic() > until:
        raise UnreadableFile(f"takes longer than {MOST_SECONDS:.0f} seconds to read: split it")


def printed_pages(pdf: pypdfium2.PdfDocument, until: float) -> Iterator[Printed]:
    """Give the pages in order; one that PDFium cannot load is given as empty.

    Args:
        pdf: as opened.
        until: when to give up, by the monotonic clock.

    Raises:
        UnreadableFile: reading takes too long, or there is too much text.
    """
    letters = 0
    for number in range(len(pdf)):
        check_time(until)
        try:
            with closing(pdf[number]) as page, closing(page.get_textpage()) as text:
                letters += text.count_chars()
                if text.count_chars() > MOST_ON_A_PAGE:
                    raise UnreadableFile(f"has a page of more than {MOST_ON_A_PAGE:,} letters: split it")
                if letters > MOST_LETTERS:
                    raise UnreadableFile(f"holds over {MOST_LETTERS // 1_000_000} million letters: split it")
                printed = _printed(page, text, until)
        except pypdfium2.PdfiumError:
            printed = Printed()
        yield printed


def _printed(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, until: float) -> Printed:
    printed = Printed()
    turned: dict[int, list[Word]] = {}
    for word, angle in _words(text, printed, until):
        turned.setdefault(angle, []).append(word)
    directions = sorted(turned, key=lambda angle: -sum(len(word.text) for word in turned[angle]))
    if not directions:
        return printed
    frame = _turn(_upright(page.get_bbox()), directions[0])
    printed.height = frame[3] - frame[1]
    first, *others = (_on_page(turned[angle], angle, _upright(page.get_bbox())) for angle in directions)
    printed.words, printed.aside = first, others
    pictures = [_upright(box) for box in _pictures(page) if all(map(math.isfinite, box))]
    printed.pictures = [_moved(_turn(box, directions[0]), frame) for box in pictures]
    return printed


def _upright(box: tuple[float, float, float, float]) -> Box:
    """From PDF's left, bottom, right, top with y upwards."""
    left, bottom, right, top = box
    return left, -top, right, -bottom


def _turn(box: Box, angle: int) -> Box:
    """Turn a box by quarters, so that text that ran `angle` quarters away from upright is upright."""
    left, top, right, bottom = box
    match angle:
        case 1:
            return -bottom, left, -top, right
        case 2:
            return -right, -bottom, -left, -top
        case 3:
            return top, -right, bottom, -left
    return box


def _moved(box: Box, frame: Box) -> Box:
    return box[0] - frame[0], box[1] - frame[1], box[2] - frame[0], box[3] - frame[1]


def _on_page(words: list[Word], angle: int, frame: Box) -> list[Word]:
    """Turn words upright; printer's marks outside the page are left out, where anything is inside."""
    corner = _turn(frame, angle)
    width, height = corner[2] - corner[0], corner[3] - corner[1]
    upright = []
    for word in words:
        box = _moved(_turn((word.left, word.top, word.right, word.bottom), angle), corner)
        size = word.size if angle % 2 == 0 else word.right - word.left
        upright.append(Word(word.text, *box, size, word.run, word.glued))
    inside = [w for w in upright if w.right > 0 and w.left < width and w.bottom > 0 and w.top < height]
    return _with_initials(inside or upright)


def _with_initials(words: list[Word]) -> list[Word]:
    """Put the large first letter of a story before the rest of its word."""
    put: list[Word] = []
    for word in words:
        before = put[-1] if put else None
        if (
            before is not None
            and len(before.text) == 1
            and before.text.isalpha()
            and before.size > 1.6 * word.size
            and -0.3 * word.size < word.left - before.right < word.size
            and before.top - word.size < word.top < before.bottom
        ):
            put[-1] = replace(word, text=before.text + word.text)
        else:
            put.append(word)
    return put


def _pictures(page: pypdfium2.PdfPage) -> list[tuple[float, float, float, float]]:
    boxes = []
    for number, shape in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        if number >= _PICTURES:
            break
        boxes.append(shape.get_bounds())
    return boxes


def _words(text: pypdfium2.PdfTextPage, printed: Printed, until: float) -> Iterator[tuple[Word, int]]:
    """Give words in the order in which they were drawn, each with its direction in quarters."""
    word: list[str] = []
    box: Box = (0.0, 0.0, 0.0, 0.0)
    last: Box | None = None
    angle, size, run, glued = 0, 0.0, 0, False
    for letter, spot, index in _letters(text, printed, until):
        if word and (not letter or not _continues(box, spot, angle, size)):
            yield Word("".join(word), *box, size, run, glued), angle
            word, last, glued = [], box, bool(letter)
        if not letter:
            glued = False
        elif word:
            word.append(letter)
            box = min(box[0], spot[0]), min(box[1], spot[1]), max(box[2], spot[2]), max(box[3], spot[3])
        else:
            turned = _quarter(text, index)
            gap, is_level = _step(last, spot, turned)
            size = _height(spot, turned)
            run += turned != angle or not is_level or not -0.5 * size < gap < _SAME_RUN * size
            word, box, angle = [letter], spot, turned
    if word:
        yield Word("".join(word), *box, size, run, glued), angle


def _continues(box: Box, spot: Box, angle: int, size: float) -> bool:
    """Tell whether a letter goes on with a word: on its line, close behind it, of its size."""
    gap, is_level = _step(box, spot, angle)
    return is_level and gap <= _WORD_GAP * size and abs(_height(spot, angle) - size) <= 0.3 * size


def _height(spot: Box, angle: int) -> float:
    return spot[3] - spot[1] if angle % 2 == 0 else spot[2] - spot[0]


def _step(before: Box | None, spot: Box, angle: int) -> tuple[float, bool]:
    """Return how far a letter stands behind what is before it, and whether on the same line."""
    if before is None:
        return 0.0, False
    old, new = _turn(before, angle), _turn(spot, angle)
    shared = min(old[3], new[3]) - max(old[1], new[1])
    gap = new[0] - old[2]
    return gap, shared > 0.5 * min(old[3] - old[1], new[3] - new[1]) and gap > -2 * (new[3] - new[1])


def _quarter(text: pypdfium2.PdfTextPage, index: int) -> int:
    angle: float = raw.FPDFText_GetCharAngle(text, index)
    return round(-angle / (math.pi / 2)) % 4 if math.isfinite(angle) else 0


def _letters(text: pypdfium2.PdfTextPage, printed: Printed, until: float) -> Iterator[tuple[str, Box, int]]:
    """Give the letters with their boxes; an empty one between words."""
    rectangle = raw.FS_RECTF()
    place = ctypes.byref(rectangle)
    nowhere = (0.0, 0.0, 0.0, 0.0)
    handle: Any = text.raw
    for index in range(text.count_chars()):
        if index % 50_000 == 49_999:
            check_time(until)
        code = raw.FPDFText_GetUnicode(handle, index)
        letter = _letter(code)
        if letter is None or letter.isspace():
            if letter is None:
                printed.letters += 1
                printed.unmapped += 1
            yield "", nowhere, index
            continue
        if not raw.FPDFText_GetLooseCharBox(handle, index, place):
            continue
        spot = rectangle.left, -rectangle.top, rectangle.right, -rectangle.bottom
        if not all(map(math.isfinite, spot)) or spot[2] <= spot[0] or spot[3] <= spot[1]:
            continue
        printed.letters += 1
        yield letter, spot, index


def _letter(code: int) -> str | None:
    """Return what a code point says; None for one that has no meaning outside its font."""
    if code in _LIGATURES:
        return _LIGATURES[code]
    if code in _HYPHENS:
        return "-"
    if code in (9, 10, 13, 32, 160):
        return " "
    if code < 32 or code == 0xFFFD or 0xE000 <= code <= 0xF8FF or 0xD800 <= code <= 0xDFFF or code > 0xEFFFF:
        return None
    return chr(code)
