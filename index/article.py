"""Article: one news text as it was read, with what is known about it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

import xxhash

__all__ = [
    "Arrival",
    "Article",
    "Listed",
    "Skipped",
    "Summary",
    "Unchanged",
    "article_id",
    "digest_of",
    "source_number",
    "text_check",
]


def article_id(key: str) -> str:
    """Return the short id of a key: the first 64 bits of its SHA-256, in hexadecimal."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def digest_of(source: bytes) -> str:
    """Return the SHA-256 of an article's source bytes, in hexadecimal."""
    return hashlib.sha256(source).hexdigest()


def text_check(text: str) -> str:
    """Return the checksum by which a stored text is known to be as it was stored: 64 bits of XXH3."""
    return xxhash.xxh3_64_hexdigest(text.encode("utf-8", "surrogatepass"))


def source_number(name: str | None) -> int:
    """Return 63 bits that stand for a source's name, whatever its case; 0 for none."""
    if not name:
        return 0
    digest = hashlib.blake2b(name.casefold().encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1 or 1


@dataclass(frozen=True, slots=True)
class Article:
    """One article. What is not known is None or empty, never guessed.

    Attributes:
        key: what the article is called where it comes from; one key, one article.
        text: decoded once and stored; every offset in Citedesk points into it, in code points.
        digest: SHA-256 of the source bytes; it alone says whether an article changed.
        place: the dateline's place, as written.
        language: ISO 639-1, told from the text when it is stored; None where that cannot be told.
        path: the file it was read from.
    """

    key: str
    text: str
    digest: str
    title: str | None = None
    published: date | datetime | None = None
    source: str | None = None
    url: str | None = None
    path: str | None = None
    place: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("an article needs a key")
        if not self.text.strip():
            raise ValueError("an article needs a text")

    @property
    def id(self) -> str:
        """The short id, stable across updates of the article."""
        return article_id(self.key)


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of a stored article, without its text; see Article."""

    id: str
    key: str
    title: str | None
    published: date | datetime | None
    source: str | None
    url: str | None
    path: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a record in one, that gave no article, and why, in words for its owner.

    Attributes:
        path: what it is called.
        file: the absolute path of the file that it is or is in, where there is one.
    """

    path: str
    reason: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """An article of which a feed has a summary, or what may be one: it replaces no longer text."""

    article: Article


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An address whose page is as it was when it was last read."""

    url: str


# What reading gives: what to store, and what there is to say of the rest.
Arrival = Article | Skipped | Summary | Unchanged
