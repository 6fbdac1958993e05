"""JSON Lines: one article a line, an object with `text` and what else is known of it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from index.article import Article, Skipped, digest_of
from index.dates import parse_published
from index.errors import UnreadableFile
from index.head import read_head
from index.keys import normalise_url, printable

__all__ = ["SUFFIXES", "count", "read"]

SUFFIXES = (".jsonl", ".ndjson")
MOST_BYTES = 5_000_000  # of one line; see text.py


def read(file: Path, key: str) -> Iterator[Article | Skipped]:
    """Give the article of each line; a line that holds none is given as Skipped, by its number.

    Raises:
        UnreadableFile: the file has no lines.
    """
    path = printable(os.path.abspath(file))
    empty = True
    for number, line in enumerate(_lines(file), start=1):
        if line is None:
            empty = False
            yield Skipped(f"{path}:{number}", f"is longer than {MOST_BYTES // 1_000_000} MB")
        elif line.strip():
            empty = False
            try:
                yield _article(line, key, path)
            except UnreadableFile as error:
                yield Skipped(f"{path}:{number}", str(error))
    if empty:
        raise UnreadableFile("is empty")


def count(file: Path) -> int:
    """Return how many lines the file has."""
    with file.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b"")) or 1


def _lines(file: Path) -> Iterator[bytes | None]:
    """Give the lines; None stands for one that is too long to be an article."""
    with file.open("rb") as stream:
        while line := stream.readline(MOST_BYTES + 1):
            if len(line) <= MOST_BYTES:
                yield line
                continue
            while line and not line.endswith(b"\n"):
                line = stream.readline(MOST_BYTES)
            yield None


def _article(line: bytes, key: str, path: str) -> Article:
    record = _record(line)
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableFile('has no "text"')
    text, title = _clean(text), _string(record, "title")
    head = read_head(text, title)
    url = _string(record, "url")
    digest = digest_of(line.strip())
    declared = record.get("id")
    return Article(
        key=_key(declared) or normalise_url(url) or f"{key}#{digest[:16]}",
        text=text,
        digest=digest,
        title=head.title,
        published=parse_published(record.get("published")) or head.published,
        source=_string(record, "source") or head.source,
        url=url,
        path=path,
        place=head.place,
        authors=_authors(record.get("authors")) or head.authors,
    )


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


def _key(declared: object) -> str | None:
    if isinstance(declared, str | int) and not isinstance(declared, bool):
        return _clean(str(declared)).strip() or None
    return None


def _string(record: dict[str, object], name: str) -> str | None:
    value = record.get(name)
    return _clean(value).strip() or None if isinstance(value, str) else None


def _authors(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    return tuple(_clean(name) for name in names if isinstance(name, str) and name.strip())


def _clean(text: str) -> str:
    """Replace lone surrogates, which JSON can spell and no encoding can store."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
