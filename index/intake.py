"""From what a person names to articles: files are found, read in a process of their own, links followed."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from index.article import Article, Skipped, Unchanged
from index.documents import Document, Link
from index.finding import Finder
from index.isolation import Isolation

__all__ = ["Intake", "read_paths"]

Arrival = Article | Skipped | Unchanged


class Intake:
    """Reads files and folders, and notes which files it has read whole.

    Attributes:
        complete: the absolute paths of the files in which nothing was skipped.
        unlisted: the folders that could not be listed.
    """

    def __init__(
        self,
        names: Iterable[str],
        exclude: Iterable[str] = (),
        fields: Iterable[tuple[str, str]] = (),
        stream: BinaryIO | None = None,
    ) -> None:
        """Take what is to be read.

        Args:
            names: of files and folders, patterns, and "-" for JSON Lines on the stream.
            exclude: patterns of files to leave out, as in .gitignore.
            fields: what records' fields are called, as Document has it.
            stream: standard input.
        """
        self._names = tuple(names)
        self._finder = Finder(tuple(exclude))
        self._fields = tuple(fields)
        self._stream = stream
        self.complete: set[str] = set()

    @property
    def unlisted(self) -> list[str]:
        """The folders that could not be listed."""
        return self._finder.unlisted

    def __iter__(self) -> Iterator[Arrival]:
        with Isolation() as isolation:
            for name in self._names:
                for found in self._finder.find(name):
                    if isinstance(found, Skipped):
                        yield found
                    else:
                        yield from self._read(found, isolation)

    def _read(self, document: Document, isolation: Isolation) -> Iterator[Arrival]:
        is_whole = True
        for item in isolation.read(document):
            match item:
                case Link():
                    if item.article is not None:
                        yield item.article
                    else:
                        is_whole = False
                        yield Skipped(item.url, "is named and was not fetched: add --fetch", document.path)
                case Skipped():
                    is_whole = False
                    yield Skipped(item.path, item.reason, document.path)
                case Article():
                    yield item
        if is_whole and document.path is not None:
            self.complete.add(document.path)


def read_paths(paths: Iterable[Path]) -> Iterator[Arrival]:
    """Read files, and folders with all that is below them, in the order of their names.

    What cannot be read is given as Skipped, and the rest goes on.
    """
    yield from Intake([str(path) for path in paths])
