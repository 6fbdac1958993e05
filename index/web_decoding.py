"""The bytes of a web page to its text: the mark, UTF-8, what is declared, else what the bytes tell.

w3lib, Scrapy's library of the web's rules, finds a page's own declaration as browsers do and reads the
labels as WHATWG's Encoding standard has them ("iso-8859-1" is windows-1252). One thing is done otherwise
than in browsers: bytes that are UTF-8 throughout are read as that whatever is declared, because pages
are converted when they are saved, and their declarations are not.
"""

import re

from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

from index.decoding import decode
from index.errors import UnreadableFile

__all__ = ["decode_page"]

# The encodings of the web (WHATWG Encoding, section 4.2), by Python's names. Python knows others, and
# some of them are no encodings of text.
_OF_THE_WEB = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|cp(?:866|874|932|949|125\d)|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)"
    r"|gb18030|big5hkscs|euc_(?:jp|kr)|iso2022_jp"
)
_MOST_BROKEN = 1 / 500  # of a page's characters: more, and it is not in the encoding that it declares


def decode_page(source: bytes, charset: str | None = None) -> str:
    """Return the text of a page's bytes, without its byte-order mark and without zero bytes.

    Args:
        source: the bytes.
        charset: the encoding that the server declared.

    Raises:
        UnreadableFile: the bytes are no text in an encoding that can be told.
    """
    marked, mark = read_bom(source)
    if marked and mark is not None:
        return source[len(mark) :].decode(marked, "replace").replace("\0", "")
    source = _without_zeros(source)
    declared = _known(resolve_encoding(charset) if charset else None) or _known(
        html_body_declared_encoding(source)
    )
    if declared is not None and declared.startswith("utf-16"):
        declared = "utf-8"  # as the standard says: it could not have been read if it were
    try:
        if not (declared == "iso2022_jp" and source.isascii()):
            return source.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return _declared(source, declared) or decode(source)


def _known(encoding: str | None) -> str | None:
    return encoding if encoding and _OF_THE_WEB.fullmatch(encoding) else None


def _without_zeros(source: bytes) -> bytes:
    """Return the bytes without zeros, which browsers pass over; UTF-16 without a mark becomes UTF-8."""
    start = source[:40]  # markup, whatever the language of the text
    if start.count(0) * 3 > len(start) and b"<" in start:
        encoding = "utf-16-le" if start.find(b"<") % 2 == 0 else "utf-16-be"
        return source.decode(encoding, "replace").encode("utf-8", "replace")
    if source.count(0) * 10 > len(source):
        raise UnreadableFile("is not text (it holds zero bytes): save the page as HTML")
    return source.replace(b"\0", b"")


def _declared(source: bytes, declared: str | None) -> str | None:
    """Decode as declared, a few broken characters replaced; None where it is plainly something else."""
    text = source.decode(declared or "utf-8", "replace")
    broken = text.count("\ufffd")
    if declared in (None, "utf-8"):
        # Sequences of UTF-8 are hardly ever formed by another encoding.
        sound = sum(not letter.isascii() for letter in text) - broken
        return text if sound > broken else None
    return text if broken <= max(3, _MOST_BROKEN * len(text)) else None
