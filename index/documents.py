"""Document and Link: what a reader is given, and what else than articles it may give back."""

import io
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from index.article import Article, Summary
from index.errors import UnreadableFile

__all__ = ["MOST_BYTES", "Document", "Link"]

# A page, a PDF of a newspaper or a feed is well under this; what is larger is read as a stream or not.
MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes that hold articles: a file, a part of one, or what an address gave.

    Attributes:
        key: what its one article is called where nothing in it says so: the file's path below the
            folder that was asked for.
        path: the absolute path of the file it is or is in; None where it is in none.
        url: the address it was got from.
        media_type: as declared with it, without parameters, in lower case.
        charset: as declared with it.
        file: the file that it is; None for a part of one, or what was fetched.
        content: its bytes, where it is no file.
        fields: what a record's fields are called, as the user says: ("title", "headline") reads the
            title from the field "headline".
    """

    key: str
    path: str | None = None
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    file: Path | None = None
    content: bytes | None = None
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """What a report calls it: a document inside another by its place in that one, too."""
        outside = self.path or self.url or self.key
        _, inside, part = self.key.partition("#")
        return f"{outside}#{part}" if inside and self.path and self.file is None else outside

    @property
    def size(self) -> int:
        """Its length in bytes; 0 where that cannot be known, or it has no end."""
        if self.file is None:
            return len(self.content or b"")
        try:
            found = self.file.stat()
        except OSError:
            return 0
        return found.st_size if stat.S_ISREG(found.st_mode) else 0

    def open(self) -> BinaryIO:
        """Open it for reading from the start; for formats that are read as a stream.

        Raises:
            OSError: the file cannot be read.
        """
        return self.file.open("rb") if self.file is not None else io.BytesIO(self.content or b"")

    def read(self, most: int = MOST_BYTES) -> bytes:
        """Return its bytes.

        Args:
            most: the number of bytes from which it is too large for its format.

        Raises:
            UnreadableFile: it is larger, or empty.
            OSError: the file cannot be read.
        """
        with self.open() as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise UnreadableFile(
                f"is larger than {most // 1_000_000} MB, the most for one article: split it, or write one "
                "article a line as JSON Lines"
            )
        if not content.strip():
            raise UnreadableFile("is empty")
        return content

    def part(
        self,
        key: str,
        content: bytes,
        media_type: str | None = None,
        charset: str | None = None,
        url: str | None = None,
    ) -> "Document":
        """Return a document inside this one, which the reader of its own format will read.

        Args:
            key: tells it from the other parts; stands behind this document's key.
            content: its bytes.
            media_type: as declared; without one its format is told by the address.
            charset: as declared.
            url: its address.
        """
        return replace(
            self,
            key=f"{self.key}#{key}",
            file=None,
            content=content,
            media_type=media_type,
            charset=charset,
            url=url,
        )


@dataclass(frozen=True, slots=True)
class Link:
    """An address whose page is an article: a feed's entry, a sitemap's line.

    Attributes:
        url: the address.
        article: what is known of it here, taken where links are not followed; None where nothing is.
    """

    url: str
    article: Article | Summary | None = None
