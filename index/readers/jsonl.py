"""JSON Lines: one article a line, an object with `text` and what else is known of it."""

import json
from collections.abc import Iterator

from index.article import Article, Skipped
from index.dates import parse_published
from index.documents import Document
from index.errors import UnreadableFile
from index.records import Declared, clean, make_article

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read"]

SUFFIXES = (".jsonl", ".ndjson")
MEDIA_TYPES = ("application/jsonl", "application/x-ndjson", "application/json-lines")
MOST_BYTES = 5_000_000  # of one line; see text.py


def read(document: Document) -> Iterator[Article | Skipped]:
    """Give the article of each line; a line that holds none is given as Skipped, by its number.

    Raises:
        UnreadableFile: the file has no lines.
    """
    path = document.name
    empty = True
    for number, line in enumerate(_lines(document), start=1):
        if line is None:
            empty = False
            yield Skipped(f"{path}:{number}", f"is longer than {MOST_BYTES // 1_000_000} MB")
        elif line.strip():
            empty = False
            try:
                yield _article(line, document)
            except UnreadableFile as error:
                yield Skipped(f"{path}:{number}", str(error))
    if empty:
        raise UnreadableFile("is empty")


def _lines(document: Document) -> Iterator[bytes | None]:
    """Give the lines; None stands for one that is too long to be an article."""
    with document.open() as stream:
        while line := stream.readline(MOST_BYTES + 1):
            if len(line) <= MOST_BYTES:
                yield line
                continue
            while line and not line.endswith(b"\n"):
                line = stream.readline(MOST_BYTES)
            yield None


def _article(line: bytes, document: Document) -> Article:
    record = _record(line)
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableFile('has no "text"')
    declared = Declared(
        title=_string(record, "title"),
        published=parse_published(record.get("published")),
        source=_string(record, "source"),
        url=_string(record, "url"),
        authors=_authors(record.get("authors")),
        id=_id(record.get("id")),
    )
    return make_article(document, text, declared, line.strip(), is_only=False)


def _record(line: bytes) -> dict[str, object]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableFile("is not UTF-8: save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"is not JSON ({str(error)[:80]})") from error
    if not isinstance(record, dict):
        raise UnreadableFile("is not a JSON object")
    return record


def _id(declared: object) -> str | None:
    if isinstance(declared, str | int) and not isinstance(declared, bool):
        return clean(str(declared)).strip() or None
    return None


def _string(record: dict[str, object], name: str) -> str | None:
    value = record.get(name)
    return clean(value).strip() or None if isinstance(value, str) else None


def _authors(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    return tuple(clean(name) for name in names if isinstance(name, str) and name.strip())
