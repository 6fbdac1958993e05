"""Documents to articles, one format a module, each on the library that its field uses.

A module of this package is a reader when it has

    SUFFIXES         the endings of the files it reads, in lower case: (".html", ".htm")
    read(document)   which gives the document's articles; what cannot be read as Skipped; documents
                     inside it, to be read by the readers of their formats; links, to be followed

and, where they are of use,

    MEDIA_TYPES         the media types it reads, for what comes from the web or inside another document
    recognises(start)   whether a document that begins with these bytes is of its format, where several
                        share an ending

Adding a format is adding such a module, and nothing else. What it raises as `UnreadableFile` becomes
one line of the report. It runs in a process of its own, which is ended where it takes too long.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from types import ModuleType
from urllib.parse import urlsplit

from index.documents import Document

__all__ = ["known_suffixes", "reader_of"]

_START = 4_096  # bytes that tell formats with one ending apart


@cache
def _readers() -> tuple[ModuleType, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)


def known_suffixes() -> tuple[str, ...]:
    """Return the endings of all files that are read."""
    return tuple(sorted({suffix for reader in _readers() for suffix in reader.SUFFIXES}))


def reader_of(document: Document) -> ModuleType | None:
    """Return the reader of a document's format: by its media type, else by its name.

    Raises:
        OSError: its file cannot be read.
    """
    fitting = list(_by_type(document.media_type)) or list(_by_name(_name_of(document)))
    if len(fitting) > 1:
        with document.open() as stream:
            start = stream.read(_START)
        fitting = [
            reader for reader in fitting if not hasattr(reader, "recognises") or reader.recognises(start)
        ]
    return fitting[0] if fitting else None


def _by_type(media_type: str | None) -> Iterator[ModuleType]:
    if media_type is not None:
        for reader in _readers():
            if media_type in getattr(reader, "MEDIA_TYPES", ()):
                yield reader


def _by_name(name: str) -> Iterator[ModuleType]:
    for reader in _readers():
        if name.lower().endswith(reader.SUFFIXES):
            yield reader


def _name_of(document: Document) -> str:
    if document.file is not None:
        return document.file.name
    return PurePosixPath(urlsplit(document.url or "").path).name
