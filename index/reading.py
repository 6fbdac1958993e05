"""A document to what it holds: each format by its reader, and what lies inside by its own."""

from collections.abc import Iterator
from itertools import islice
from types import ModuleType

from index.article import Article, Skipped
from index.documents import Document, Link
from index.errors import UnreadableFile
from index.readers import reader_of

__all__ = ["Item", "Part", "read", "read_items", "skipped"]

# A page in an archived mail in an archive of the web: what lies deeper is no news.
_DEEPEST = 4
_LONGEST_REASON, _LONGEST_NAME = 400, 1_000  # characters of a report's line that a file has a part in

Item = Article | Skipped | Link


class Part:
    """Stands for a document inside another, which is read when it is asked for its items."""

    def __init__(self, document: Document, depth: int) -> None:
        self.document = document
        self._depth = depth

    def read(self) -> Iterator[Item]:
        """Give what the part holds."""
        return read(self.document, self._depth)


def read(document: Document, depth: int = 0) -> Iterator[Item]:
    """Give all that a document holds. What cannot be read is given as Skipped, and the rest goes on."""
    for item in read_items(document, depth):
        if isinstance(item, Part):
            yield from item.read()
        else:
            yield item


def read_items(document: Document, depth: int = 0, start: int = 0) -> Iterator[Item | Part]:
    """Give what a document holds, the documents inside it unread.

    Args:
        document: what is read.
        depth: how many documents it lies in.
        start: the number of items to pass over.
    """
    try:
        for item in islice(_reader(document).read(document), start, None):
            if isinstance(item, Skipped):
                yield skipped(item.path, item.reason, document)
            elif not isinstance(item, Document):
                yield item
            elif depth >= _DEEPEST:
                yield skipped(item.name, f"lies {depth} documents deep: unpack it first", document)
            else:
                yield Part(item, depth + 1)
    except UnreadableFile as error:
        yield skipped(document.name, str(error), document)
    except MemoryError:
        yield skipped(document.name, "takes more memory than one document may: split it", document)
    except OSError as error:
        yield skipped(document.name, error.strerror or type(error).__name__, document)
    except Exception as error:  # noqa: BLE001  # a reader of someone else's may raise anything, and the run goes on
        reason = f"its reader failed ({type(error).__name__}: {str(error)[:200]})"
        yield skipped(document.name, reason, document)


def _reader(document: Document) -> ModuleType:
    if document.file is not None and document.file.exists() and not document.file.is_file():
        raise UnreadableFile("is not a regular file")
    reader = reader_of(document)
    if reader is None:
        raise UnreadableFile("not a kind of file that is read")
    return reader


def skipped(name: str, reason: str, document: Document) -> Skipped:
    """Return what was not read, in one line: names of parts and columns are the file's, and may be anything.

    Args:
        name: of the document, or of what is inside it.
        reason: why.
        document: the one that was being read.
    """
    file = document.path or ""
    part = _line(name.removeprefix(file), _LONGEST_NAME)
    return Skipped(f"{file}{part}", _line(reason, _LONGEST_REASON))


def _line(text: str, most: int) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: 2 * most])
    return " ".join(shown.split())[:most]
