"""What a person names, folders and patterns too, to the files that are to be read."""

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pathspec

from index.article import Skipped
from index.documents import Document
from index.keys import printable

__all__ = ["Finder", "is_pattern"]

_CATALOGUE = "catalogue.sqlite"
_IGNORED = ".citedeskignore"
_LONGEST_IGNORE = 1_000_000  # bytes


def is_pattern(name: str) -> bool:
    """Whether a name is a pattern of files, as `news/**/*.html`, and not a file's own name."""
    return glob.has_magic(name) and not os.path.lexists(name)


@dataclass(slots=True)
class Finder:
    """Gives the files that are to be read, in the order of their names.

    Hidden files and folders are passed over; links to folders are not followed, so a loop of them does
    no harm.

    Attributes:
        exclude: patterns as in .gitignore, beside those in each named folder's .citedeskignore.
        unlisted: the folders that could not be listed, once `find` came by them.
    """

    exclude: tuple[str, ...] = ()
    unlisted: list[str] = field(default_factory=list)

    def find(self, name: str) -> Iterator[Document | Skipped]:
        """Give the files that a file's or folder's name, or a pattern, stands for.

        Each is called by its path relative to the folder, or to the part of the pattern before its first
        wildcard.
        """
        if is_pattern(name):
            yield from self._matching(name)
        elif Path(name).is_dir():
            yield from self._below(name)
        else:
            path = os.path.join(os.path.realpath(Path(name).parent), Path(name).name)
            yield _document(Path(name), Path(name).name, path)

    def _matching(self, pattern: str) -> Iterator[Document | Skipped]:
        parts = Path(pattern).expanduser().parts
        fixed = next(place for place, part in enumerate(parts) if glob.has_magic(part))
        root = Path(*parts[:fixed])
        excluded = self._excluded(str(root))
        for key in sorted(_glob(str(Path(*parts[fixed:])), root)):
            if not (root / key).is_dir() and not excluded.match_file(key):
                yield _document(root / key, Path(key).as_posix(), os.path.join(os.path.realpath(root), key))

    def _below(self, root: str) -> Iterator[Document | Skipped]:
        failed: list[OSError] = []
        real = os.path.realpath(root)  # however the folder is named, its files are the same
        excluded = self._excluded(root)
        for folder, names, files in os.walk(root, onerror=failed.append):
            if _CATALOGUE in files:  # an archive lies among the articles
                names.clear()
                continue
            below = Path(os.path.relpath(folder, root))
            names[:] = [
                name
                for name in sorted(names)
                if not name.startswith(".") and not excluded.match_file(f"{(below / name).as_posix()}/")
            ]
            for name in sorted(files):
                key = (below / name).as_posix()
                if not name.startswith(".") and not excluded.match_file(key):
                    yield _document(Path(folder, name), key, os.path.join(real, key))
        for error in failed:
            path = printable(os.path.join(real, os.path.relpath(str(error.filename), root)))
            self.unlisted.append(path)
            yield Skipped(path, f"cannot be listed: {error.strerror}")

    def _excluded(self, root: str) -> pathspec.GitIgnoreSpec:
        lines = list(self.exclude)
        try:
            with open(os.path.join(root, _IGNORED), encoding="utf-8", errors="replace") as stream:  # noqa: PTH123
                lines += stream.read(_LONGEST_IGNORE).splitlines()
        except OSError:
            pass  # there is none
        return pathspec.GitIgnoreSpec.from_lines(lines)


def _glob(pattern: str, root: Path) -> list[str]:
    # Path.glob raises where a folder cannot be listed, and follows no links to files in Python 3.11.
    return glob.glob(pattern, root_dir=root, recursive=True)  # noqa: PTH207


def _document(file: Path, key: str, path: str) -> Document:
    return Document(printable(key), path=printable(path), file=file)
