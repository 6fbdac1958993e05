"""Plain text and Markdown: one article a file."""

import codecs
import os
from collections.abc import Iterator
from pathlib import Path

import charset_normalizer

from index.article import Article, Skipped, digest_of
from index.errors import UnreadableFile
from index.head import read_head
from index.keys import normalise_url

__all__ = ["SUFFIXES", "decode", "read"]

SUFFIXES = (".txt", ".text", ".md", ".markdown")
# The longest article is well under 1 MB; more is a dump of many, or not news.
MOST_BYTES = 20_000_000
_SAMPLE = 100_000  # bytes, enough to tell an encoding by
_WEB_DEFAULT = "cp1252"  # what browsers take for a page that says nothing (WHATWG Encoding, section 4.2)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read(file: Path, key: str) -> Iterator[Article | Skipped]:
    """Give the file's article.

    Raises:
        UnreadableFile: the file is too large, empty, or no text.
    """
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise UnreadableFile(
            f"has {size // 1_000_000} MB; one article has at most {MOST_BYTES // 1_000_000}: "
            "split it, or write one article a line as JSON Lines"
        )
    source = file.read_bytes()
    text = decode(source)
    if not text.strip():
        raise UnreadableFile("is empty")
    head = read_head(text)
    yield Article(
        key=normalise_url(head.url) or key,
        text=text,
        digest=digest_of(source),
        title=head.title,
        published=head.published,
        source=head.source,
        url=head.url,
        path=os.path.abspath(file),
        place=head.place,
        authors=head.authors,
    )


def decode(source: bytes) -> str:
    """Return the text of a file's bytes, its byte-order mark removed and its newlines as they are.

    Raises:
        UnreadableFile: the bytes are no text in an encoding that can be told.
    """
    for mark, encoding in _MARKS:
        if source.startswith(mark):
            try:
                return source[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableFile(f"says it is {encoding} and is not: save it as UTF-8") from error
    if b"\0" in source:
        raise UnreadableFile("is not text (it holds zero bytes): save it as UTF-8")
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError:
        detected = _detect(source)
    if detected is None:
        raise UnreadableFile("is in an encoding that cannot be told: save it as UTF-8")
    return source.decode(detected)


def _detect(source: bytes) -> str | None:
    """Guess an encoding; among those that fit as well as the best, the web's default comes first."""
    guesses = charset_normalizer.from_bytes(source[:_SAMPLE])
    best = guesses.best()
    if best is None:
        return None
    fitting = [
        guess.encoding for guess in guesses if guess.chaos <= best.chaos and guess.coherence >= best.coherence
    ]
    wanted = _WEB_DEFAULT in [*fitting, *best.could_be_from_charset]
    for encoding in (_WEB_DEFAULT, best.encoding) if wanted else (best.encoding,):
        try:
            source.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None
