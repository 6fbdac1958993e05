"""From what a person names to articles: files are found, read in a process of their own, links followed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from index.article import Arrival, Article, Skipped
from index.details import Page
from index.documents import Document, Link
from index.fetching.fetcher import Fetcher
from index.finding import Finder
from index.following import Following
from index.isolation import Isolation
from index.readers.jsonl import read_lines

__all__ = ["Intake", "is_address", "read_paths"]


class Intake:
    """Reads files, folders, standard input and, with a fetcher, web addresses.

    Attributes:
        complete: the absolute paths of the files in which nothing was skipped.
    """

    def __init__(
        self,
        names: Iterable[str],
        exclude: Iterable[str] = (),
        fields: Iterable[tuple[str, str]] = (),
        stream: BinaryIO | None = None,
        fetcher: Fetcher | None = None,
    ) -> None:
        """Take what is to be read.

        Args:
            names: of files and folders, patterns, "-" for JSON Lines on the stream, web addresses.
            exclude: patterns of files to leave out, as in .gitignore.
            fields: what records' fields are called, as Document has it.
            stream: standard input.
            fetcher: follows addresses and links.
        """
        self._names = tuple(names)
        self._finder = Finder(tuple(exclude))
        self._fields = tuple(fields)
        self._stream = stream
        self._isolation = Isolation()
        self._following = Following(fetcher, self._isolation.read) if fetcher else None
        self.complete: set[str] = set()

    @property
    def unlisted(self) -> list[str]:
        """The folders that could not be listed."""
        return self._finder.unlisted

    def pages(self, stored: set[str]) -> Iterator[Page]:
        """Give what the web said of the pages that need not be fetched again until they change.

        Args:
            stored: the ids of the articles that are stored.
        """
        if self._following is not None:
            yield from self._following.complete(stored)

    def __iter__(self) -> Iterator[Arrival]:
        with self._isolation:
            for name in self._names:
                if name == "-":
                    yield from self._records()
                elif is_address(name):
                    if self._following is None:
                        yield Skipped(name, "is a web address: add --fetch")
                    else:
                        self._following.add(name)
                else:
                    yield from self._files(name)
            if self._following is not None:
                yield from self._following.run()

    def _records(self) -> Iterator[Arrival]:
        assert self._stream is not None
        yield from read_lines(self._stream, Document("stdin", fields=self._fields))

    def _files(self, name: str) -> Iterator[Arrival]:
        for found in self._finder.find(name):
            if isinstance(found, Skipped):
                yield found
            else:
                yield from self._read(replace(found, fields=self._fields))

    def _read(self, document: Document) -> Iterator[Arrival]:
        is_whole = True
        for item in self._isolation.read(document):
            match item:
                case Link(url) if self._following is not None:
                    self._following.add(url, item)
                case Link(url, article):
                    is_whole = is_whole and article is not None
                    yield article or Skipped(url, "is named and was not fetched: add --fetch", document.path)
                case Skipped(path, reason):
                    is_whole = False
                    yield Skipped(path, reason, document.path)
                case Article():
                    yield item
        if is_whole and document.path is not None:
            self.complete.add(document.path)


def is_address(name: str) -> bool:
    """Whether a name is that of a page of the web."""
    return name.lower().startswith(("http://", "https://"))


def read_paths(paths: Iterable[Path]) -> Iterator[Arrival]:
    """Read files, and folders with all that is below them, in the order of their names.

    What cannot be read is given as Skipped, and the rest goes on.
    """
    yield from Intake([str(path) for path in paths])
