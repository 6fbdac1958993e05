"""Bytes to text: the encoding that is declared by a mark, or UTF-8, or the one that is told by the bytes."""

import codecs

import charset_normalizer

from index.errors import UnreadableFile

__all__ = ["decode"]

_SAMPLE = 100_000  # bytes, enough to tell an encoding by
_WEB_DEFAULT = "cp1252"  # what browsers take for a page that says nothing (WHATWG Encoding, section 4.2)
_WESTERN_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßðþÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠšŽžŸ")
_WESTERN_MARKS = frozenset("‘’“”„‚«»‹›–—…•€£§©®°·¡¿ªº½¼¾²³™†‡\xa0\xad")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(source: bytes, charset: str | None = None) -> str:
    """Return the text of a file's bytes, its byte-order mark removed and its newlines as they are.

    Args:
        source: the bytes.
        charset: the encoding that was declared with them; it is tried before others are.

    Raises:
        UnreadableFile: the bytes are no text in an encoding that can be told.
    """
    marked = _marked(source)
    if marked is not None:
        return marked
    if b"\0" in source:
        raise UnreadableFile("is not text (it holds zero bytes): save it as UTF-8")
    for encoding in (charset, "utf-8"):
        try:
            return source.decode(encoding or "utf-8")
        except (LookupError, ValueError):
            pass  # declared wrongly, as often
    return _decode_older(source)


def _marked(source: bytes) -> str | None:
    """Decode what begins with a byte-order mark; None where nothing does."""
    for mark, encoding in _MARKS:
        if source.startswith(mark):
            try:
                return source[len(mark) :].decode(encoding).removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                raise UnreadableFile(f"says it is {encoding} and is not: save it as UTF-8") from error
    return None


def _decode_older(source: bytes) -> str:
    """Decode bytes that are no UTF-8: by the encoding of the web's default, or a guess."""
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(source):
            raise UnreadableFile(
                f"is UTF-8 with a damaged character at byte {error.start}: save it again as UTF-8"
            ) from error
    text = source.decode(_WEB_DEFAULT, "replace")
    if _reads_as_western(text):
        return text
    guess = charset_normalizer.from_bytes(source[:_SAMPLE]).best()
    if guess is not None:
        try:
            return source.decode(guess.encoding)
        except UnicodeDecodeError:
            pass  # the sample fits the guess and the rest does not
    raise UnreadableFile("is in an encoding that cannot be told: save it as UTF-8")


def _is_damaged_utf8(source: bytes) -> bool:
    """Tell whether bytes are UTF-8 but for a few: other encodings hardly ever form its sequences."""
    text = source.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(not letter.isascii() for letter in text) - broken >= max(2, broken)


def _reads_as_western(text: str) -> bool:
    """Tell whether a text decoded as Windows-1252 is what it seems to be.

    Then what is not ASCII is accented letters among plain ones, or a printer's marks. Another
    alphabet decoded so is nearly all accents, and central European ones have signs inside words.
    """
    letters = sum(letter.isalpha() for letter in text)
    accented = sum(letter in _WESTERN_LETTERS for letter in text)
    others = {letter for letter in text if not letter.isascii()} - _WESTERN_LETTERS - _WESTERN_MARKS
    return not others and accented < 0.25 * max(letters, 1)
