"""Bytes to text: the encoding that is declared by a mark, or UTF-8, or the one that is told by the bytes."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

import charset_normalizer

from index.errors import UnreadableFile

__all__ = ["Line", "decode", "decoded_lines"]

_SAMPLE = 100_000  # bytes, enough to tell an encoding by
_BUFFER = 1 << 20  # bytes
_WEB_DEFAULT = "cp1252"  # what browsers take for a page that says nothing (WHATWG Encoding, section 4.2)
_WESTERN_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßðþÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠšŽžŸ")
_WESTERN_MARKS = frozenset("‘’“”„‚«»‹›–—…•€£§©®°·¡¿ªº½¼¾²³™†‡\xa0\xad")
_NOT_OF_TEXTS = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"))
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, with its end as it is there.

    Attributes:
        problem: why there is no text: it is too long, or damaged.
    """

    text: str
    problem: str | None = None


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
    charset = _of_texts(charset)
    # Its letters have zero bytes, and what has none is not what it is declared to be.
    is_wide = charset is not None and charset.lower().startswith(("utf-16", "utf-32"))
    if b"\0" in source and not is_wide:
        raise UnreadableFile("is not text (it holds zero bytes): save it as UTF-8")
    for encoding in (charset if is_wide == (b"\0" in source) else None, "utf-8"):
        try:
            return source.decode(encoding or "utf-8")
        except (LookupError, ValueError):
            pass  # declared wrongly, as often
    return _decode_older(source)


def decoded_lines(stream: BinaryIO, most: int, charset: str | None = None) -> Iterator[Line]:
    """Give a stream's lines as text, never holding more of it than the longest one.

    The encoding is told by the stream's beginning; a line that does not fit it is decoded on its own.

    Args:
        stream: from its start; it need not be a file, and is left open.
        most: the bytes from which a line is too long.
        charset: the encoding that was declared.

    Raises:
        UnreadableFile: the beginning is no text.
        OSError: the stream cannot be read.
    """
    charset = _of_texts(charset)
    buffered = io.BufferedReader(cast("io.RawIOBase", stream), _BUFFER)
    try:
        sample = buffered.peek(_SAMPLE)[:_SAMPLE]
        mark, encoding = _encoding_of(sample, charset)
        buffered.read(mark)
        width = 4 if "32" in encoding else 2 if "16" in encoding else 1
        for line in _split(buffered, "\n".encode(encoding), width, most):
            yield _decoded(line, encoding, charset) if len(line) <= most else Line("", _too_long(most))
    finally:
        if not stream.closed:  # who stops early may have closed it
            buffered.detach()


def _of_texts(charset: str | None) -> str | None:
    """Return a declared encoding where it is one of texts: Python has others, and some take hours."""
    try:
        name = codecs.lookup(charset or "").name
    except (LookupError, ValueError):
        return None
    return None if name.replace("_", "-") in _NOT_OF_TEXTS else charset


def _too_long(most: int) -> str:
    return f"is longer than {most / 1_000_000:g} MB"


def _encoding_of(sample: bytes, charset: str | None) -> tuple[int, str]:
    """Return the length of a stream's mark, and its encoding."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return len(mark), encoding
    if sample[:200].count(0) > 10:  # without a mark; lines of data begin with ASCII
        for encoding in ("utf-16-le", "utf-16-be"):
            start = sample[: len(sample) & ~1][:200].decode(encoding, "replace")
            if sum(letter.isascii() and letter != "\0" for letter in start) > 0.6 * len(start):
                return 0, encoding
        raise UnreadableFile("is not text (it holds zero bytes): save it as UTF-8")
    for declared in (charset, "utf-8"):
        try:
            codecs.getincrementaldecoder(declared or "utf-8")().decode(sample)
        except (LookupError, ValueError):
            continue
        return 0, declared or "utf-8"
    text = sample.decode(_WEB_DEFAULT, "replace")
    if _is_damaged_utf8(sample):
        return 0, "utf-8"
    if _reads_as_western(text):
        return 0, _WEB_DEFAULT
    guess = charset_normalizer.from_bytes(sample).best()
    return 0, guess.encoding if guess is not None else "utf-8"


def _split(stream: BinaryIO, end: bytes, width: int, most: int) -> Iterator[bytes]:
    """Give a stream's lines; of one that is too long, its beginning alone.

    Args:
        stream: from its start, behind its mark.
        end: a line's end as the encoding has it.
        width: the least bytes of a character.
        most: the bytes from which a line is too long.
    """
    line, kept = b"", 0
    while piece := stream.readline(_BUFFER):
        # In UTF-16, the byte of a newline may be half of another character, and its zero follows it.
        if width > 1 and piece.endswith(b"\n"):
            piece += stream.read(-(kept + len(piece)) % width)
        kept += len(piece)
        if len(line) <= most:
            line += piece
        if piece.endswith(end) and kept % width == 0:
            yield line
            line, kept = b"", 0
    if line:
        yield line


def _decoded(line: bytes, encoding: str, charset: str | None) -> Line:
    try:
        return Line(line.decode(encoding))
    except UnicodeDecodeError:
        pass
    if "16" in encoding or "32" in encoding:
        return Line("", f"is not {encoding}, as the rest is")
    try:
        return Line(decode(line, charset))
    except UnreadableFile as error:
        return Line("", str(error))


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
