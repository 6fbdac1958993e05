"""Mailboxes (mbox) and single messages: newsletters, each an article.

The standard library's email parses a message, with its older policy: the header parser of the current one
takes minutes for a line of 50 kB that is made for it. Its
mailbox is not used: it makes a table of the whole file first and wants a file, not a stream; where messages
begin is one line's form ("From " behind an empty line, RFC 4155).

A newsletter's HTML is tables inside tables, laid out for mail programs. Extraction made for web pages takes
them for data and joins a headline to its paragraph, between bars: so the text is what the HTML shows.
"""

import email
import re
from collections.abc import Iterator
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO

from index.article import Article, Skipped
from index.decoding import decode
from index.documents import Document
from index.errors import UnreadableFile
from index.markup import text_of_markup
from index.mime_bounds import check_message
from index.records import Declared, clean, make_article

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read"]

SUFFIXES = (".mbox", ".mbx", ".eml")
MEDIA_TYPES = ("application/mbox", "message/rfc822")
_MOST_MESSAGE = 20_000_000  # bytes; its pictures are in it
_MOST_TEXT = 5_000_000  # bytes of one part
_MOST_PARTS = 200
_MOST_HEADER = 100_000  # bytes
_MOST_FIELD = 2_000  # characters of one of its fields
_LONGEST_LINE = 1 << 16  # bytes, of what is read at once
_BEGINS = re.compile(rb"From \S.*\d\d:\d\d")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_TYPE = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
# Signs that are not seen, with which the line is filled up that a mailbox shows of a letter.
_FILLING = re.compile(r"(?:[\u00ad\u034f\u2007\u200b-\u200f\ufeff]\s*){3,}")


def read(document: Document) -> Iterator[Article | Skipped]:
    """Give the article of each message; one that holds none is given as Skipped, by its number.

    Raises:
        UnreadableFile: it holds no message.
    """
    with document.open() as stream:
        is_box = stream.read(5) == b"From "
        stream.seek(0)
        if not is_box:
            yield _article(document.read(_MOST_MESSAGE), document, is_only=True)
            return
        number = 0
        for number, source in enumerate(_messages(stream), start=1):
            name = f"{document.name}#{number}"
            if source is None:
                yield Skipped(name, f"is larger than {_MOST_MESSAGE // 1_000_000} MB")
                continue
            try:
                yield _article(source, document, is_only=False)
            except UnreadableFile as error:
                yield Skipped(name, str(error))
        if not number:
            raise UnreadableFile("holds no message")


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """Give a mailbox's messages without the lines between them; None for one that is too large."""
    message = bytearray()
    is_start, is_too_large = True, False
    while line := stream.readline(_LONGEST_LINE):
        if is_start and _BEGINS.match(line):
            if message.strip():
                yield None if is_too_large else _QUOTED.sub(rb"\1", message)
            message.clear()
            is_too_large = False
        elif len(message) <= _MOST_MESSAGE:
            message += line
        else:
            is_too_large = True
        is_start = line in (b"\n", b"\r\n")
    if message.strip():
        yield None if is_too_large else _QUOTED.sub(rb"\1", message)


def _article(source: bytes, document: Document, is_only: bool) -> Article:
    check_message(source)
    if source.find(b"\n", 0, _MOST_HEADER) < 0 or len(_TYPE.findall(source)) > _MOST_PARTS:
        raise UnreadableFile("is no message, or one of too many parts")
    head = re.split(rb"\r?\n\r?\n", source, maxsplit=1)[0]
    if len(head) > _MOST_HEADER or b":" not in head:
        raise UnreadableFile("has no header of a message")
    try:
        message = email.message_from_bytes(source)
        declared, text = _declared(message), _text(message)
    except (RecursionError, LookupError, TypeError, ValueError) as error:  # by what its parts declare
        raise UnreadableFile(f"is a message that cannot be parsed ({type(error).__name__})") from error
    return make_article(document, text, declared, source, is_only)


def _declared(message: Message) -> Declared:
    name, address = parseaddr(_header(message, "From"))
    try:
        published = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        published = None
    return Declared(
        title=_header(message, "Subject") or None,
        published=published,
        source=name or address.rpartition("@")[2] or None,
        id=_header(message, "Message-ID").strip("<> ") or None,
    )


def _header(message: Message, name: str) -> str:
    """Return a header decoded, on one line; its beginning where it is longer than any."""
    raw = " ".join(str(message.get(name) or "")[:_MOST_FIELD].split())
    with suppress(MessageError, LookupError, ValueError):  # encoded wrongly: it stays as it is
        raw = str(make_header(decode_header(raw)))
    return " ".join(clean(raw).split())


def _own_words(text: str) -> str:
    """Return a plain message without its signature and what it quotes (RFC 3676, sections 4.3 and 4.5)."""
    own = re.split(r"^-- \r?$", text, maxsplit=1, flags=re.MULTILINE)[0]
    kept = re.sub(r"^>.*(?:\r?\n|\Z)", "", own, flags=re.MULTILINE)
    return kept if kept.strip() else text


def _text(message: Message) -> str:
    """Return the text of a message's HTML, or of its plain part where there is none.

    Raises:
        UnreadableFile: it has neither, or one that cannot be decoded.
    """
    parts = [part for part in message.walk() if part.get_content_disposition() != "attachment"]
    for kind in ("text/html", "text/plain"):
        part = next((part for part in parts if part.get_content_type() == kind), None)
        content = part.get_payload(decode=True) if part is not None else None
        if part is None or not isinstance(content, bytes) or not content.strip():
            continue
        if len(content) > _MOST_TEXT:
            raise UnreadableFile(f"has a text of more than {_MOST_TEXT // 1_000_000} MB")
        text = decode(content, part.get_content_charset())
        text = _FILLING.sub("", text_of_markup(text) if kind == "text/html" else _own_words(text))
        if text.strip():
            return re.sub(r"\n[ \t]*\n\s*", "\n\n", text).strip() + "\n"
    raise UnreadableFile("holds no text")
