"""Files, folders and what they hold, to articles."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from index.article import Article, Skipped
from index.documents import Document
from index.errors import UnreadableFile
from index.keys import printable
from index.readers import known_suffixes, reader_of

__all__ = ["count_articles", "read_paths"]

_CATALOGUE = "catalogue.sqlite"


def read_paths(paths: Iterable[Path]) -> Iterator[Article | Skipped]:
    """Read files, and folders with all that is below them, in the order of their names.

    Hidden files and folders are passed over; links to folders are not followed. What cannot be
    read is given as Skipped, and the rest goes on.
    """
    for path in paths:
        errors: list[OSError] = []
        for file, key in _files(path, errors.append):
            yield from _read_file(file, key)
        for error in errors:
            yield Skipped(printable(str(error.filename)), f"cannot be listed: {error.strerror}")


def count_articles(paths: Iterable[Path]) -> int:
    """Return how many articles, or things that will be skipped, the paths hold: for a progress bar."""
    total = 0
    for path in paths:
        for file, key in _files(path):
            try:
                document = _document(file, key)
                count = getattr(reader_of(document), "count", None) if file.is_file() else None
                total += count(document) if count else 1
            except OSError:
                total += 1  # reading will say what is wrong
    return total


def _files(path: Path, failed: Callable[[OSError], None] = lambda _: None) -> Iterator[tuple[Path, str]]:
    """Give the files below a path, each with its name relative to the folder that was asked for."""
    if not path.is_dir():
        yield path, path.name
        return
    for folder, names, files in os.walk(path, onerror=failed):
        if _CATALOGUE in files:  # an archive lies among the articles
            names.clear()
            continue
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                file = Path(folder, name)
                yield file, file.relative_to(path).as_posix()


def _document(file: Path, key: str) -> Document:
    return Document(printable(key), path=printable(os.path.abspath(file)), file=file)


def _read_file(file: Path, key: str) -> Iterator[Article | Skipped]:
    shown = printable(str(file))
    if not file.is_file() and file.name.lower().endswith(known_suffixes()):
        yield Skipped(shown, "not a regular file")
        return
    yield from _read(_document(file, key))


def _read(document: Document) -> Iterator[Article | Skipped]:
    try:
        reader = reader_of(document)
        if reader is None:
            yield Skipped(document.name, f"not a kind of file that is read ({', '.join(known_suffixes())})")
            return
        for found in reader.read(document):
            if isinstance(found, Document):
                yield from _read(found)
            elif isinstance(found, Article | Skipped):
                yield found
            elif found.article is not None:
                yield found.article
    except UnreadableFile as error:
        yield Skipped(document.name, str(error))
    except OSError as error:
        yield Skipped(document.name, error.strerror or type(error).__name__)
