"""Files to articles, one format a module.

A module of this package is a reader when it has `SUFFIXES`, the lower-case file endings it reads,
and `read(file, key)`, which gives the file's articles; where a file holds many, also `count(file)`.
Adding a format is adding such a module.
"""

import importlib
import os
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType

from index.article import Article, Skipped
from index.errors import UnreadableFile
from index.keys import printable

__all__ = ["count_articles", "read_paths"]

_CATALOGUE = "catalogue.sqlite"


def _readers() -> dict[str, ModuleType]:
    found: dict[str, ModuleType] = {}
    for module in pkgutil.iter_modules(__path__):
        reader = importlib.import_module(f"{__name__}.{module.name}")
        for suffix in reader.SUFFIXES:
            found[suffix] = reader
    return found


def read_paths(paths: Iterable[Path]) -> Iterator[Article | Skipped]:
    """Read files, and folders with all that is below them, in the order of their names.

    Hidden files and folders are passed over; links to folders are not followed. What cannot be
    read is given as Skipped, and the rest goes on.
    """
    readers = _readers()
    for path in paths:
        errors: list[OSError] = []
        for file, key in _files(path, errors.append):
            yield from _read(file, key, readers)
        for error in errors:
            yield Skipped(printable(str(error.filename)), f"cannot be listed: {error.strerror}")


def count_articles(paths: Iterable[Path]) -> int:
    """Return how many articles, or things that will be skipped, the paths hold: for a progress bar."""
    readers = _readers()
    total = 0
    for path in paths:
        for file, _ in _files(path):
            count = getattr(readers.get(file.suffix.lower()), "count", None)
            try:
                total += count(file) if count and file.is_file() else 1
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


def _read(file: Path, key: str, readers: dict[str, ModuleType]) -> Iterator[Article | Skipped]:
    shown = printable(str(file))
    reader = readers.get(file.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(readers))
        yield Skipped(shown, f"not a kind of file that is read ({known})")
        return
    if not file.is_file():
        yield Skipped(shown, "not a regular file")
        return
    try:
        yield from reader.read(file, printable(key))
    except UnreadableFile as error:
        yield Skipped(shown, str(error))
    except OSError as error:
        yield Skipped(shown, error.strerror or type(error).__name__)
