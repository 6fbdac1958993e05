"""JSON Lines, one article a line; and JSON, an article, a list of them, or an object around such a list.

The standard library's json reads a record: it is fast enough beside what is done with an article, and it
knows no types that could run anything. A line at a time: the file may be larger than the memory.
"""

import json
from collections.abc import Iterator
from typing import BinaryIO

from index.article import Article, Skipped
from index.decoding import Line, decode, decoded_lines
from index.documents import Document
from index.errors import UnreadableFile
from index.fields import declared_of, named_fields, text_of_record
from index.records import clean, make_article

__all__ = ["MEDIA_TYPES", "MOST_BYTES", "SUFFIXES", "read", "read_lines"]

SUFFIXES = (".jsonl", ".ndjson", ".jl", ".json")
MEDIA_TYPES = (
    "application/jsonl",
    "application/x-ndjson",
    "application/ndjson",
    "application/json-lines",
    "application/json",
)
MOST_BYTES = 5_000_000  # of one line; see text.py


def read(document: Document) -> Iterator[Article | Skipped]:
    """Give the article of each record; one that holds none is given as Skipped, by its line or number.

    Raises:
        UnreadableFile: the file has no records.
    """
    if _is_whole(document):
        yield from _read_whole(document)
        return
    with document.open() as stream:
        yield from read_lines(stream, document)


def read_lines(stream: BinaryIO, document: Document) -> Iterator[Article | Skipped]:
    """Give the article of each line of a stream that is read once: standard input.

    Args:
        stream: from its start; it is left open.
        document: what its articles are said to come from.

    Raises:
        UnreadableFile: there are no lines, or no text.
    """
    empty = True
    for number, line in enumerate(decoded_lines(stream, MOST_BYTES, document.charset), start=1):
        if line.problem is None and not line.text.strip():
            continue
        empty = False
        try:
            yield _article(_record(line), document, line.text.strip().encode("utf-8", "surrogatepass"))
        except UnreadableFile as error:
            yield Skipped(f"{document.name}:{number}", str(error))
    if empty:
        raise UnreadableFile("is empty")


def _is_whole(document: Document) -> bool:
    """Whether a document is JSON, not lines of it: many a file of lines is called .json."""
    name = document.file.name if document.file is not None else document.url or document.key
    if document.media_type != "application/json" and not name.lower().endswith(".json"):
        return False
    with document.open() as stream:
        lines = decoded_lines(stream, MOST_BYTES, document.charset)
        filled = (line for line in lines if line.problem is not None or line.text.strip())
        first, second = next(filled, None), next(filled, None)
    if first is None or (first.problem is not None and second is not None):
        return False
    try:
        return second is None or not isinstance(_json(first.text), dict)
    except UnreadableFile:
        return first.text.strip()[0] in "[{"


def _read_whole(document: Document) -> Iterator[Article | Skipped]:
    source = document.read()
    found = _json(decode(source, document.charset))
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        records = [value for value in lists if value and isinstance(value[0], dict)]
        fields = named_fields(found, document)
        if len(records) != 1 or any(isinstance(found.get(name), str | dict) for name in fields["text"]):
            yield _article(found, document, source, is_only=True)
            return
        found = records[0]
    if not isinstance(found, list) or not found:
        raise UnreadableFile("is JSON without a list of articles")
    for number, record in enumerate(found, start=1):
        try:
            yield _article(_object(record), document, json.dumps(record, sort_keys=True).encode())
        except UnreadableFile as error:
            yield Skipped(f"{document.name}#{number}", str(error))


def _article(
    record: dict[str, object], document: Document, origin: bytes, *, is_only: bool = False
) -> Article:
    fields = named_fields(record, document)
    text = text_of_record(record, fields)
    return make_article(document, text, declared_of(record, fields), origin, is_only)


def _record(line: Line) -> dict[str, object]:
    if line.problem is not None:
        raise UnreadableFile(line.problem)
    return _object(_json(line.text))


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise UnreadableFile("is not a JSON object")
    return value


def _json(text: str) -> object:
    try:
        value: object = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:  # also a number of more digits than Python converts
        raise UnreadableFile(f"is not JSON ({clean(str(error))[:80]})") from error
    return value
