"""From what a source declares of an article, and its text, to the Article: one way for all formats."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from index.article import Article, digest_of
from index.documents import Document
from index.errors import UnreadableFile
from index.head import read_head
from index.keys import story_address, story_key

__all__ = ["Declared", "clean", "make_article"]

# The longest article is well under 1 MB. What is done with one afterwards is done in the process that asks.
_MOST_LETTERS, _MOST_LINES = 5_000_000, 100_000
_LONGEST_NAME, _LONGEST_URL, _MOST_AUTHORS = 1_000, 5_000, 50


@dataclass(frozen=True, slots=True)
class Declared:
    """What a source says of an article beside its text; None or empty where it says nothing.

    Attributes:
        id: what the source calls it.
        url: its canonical address.
    """

    title: str | None = None
    published: date | datetime | None = None
    source: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    id: str | None = None


def make_article(
    document: Document, text: str, declared: Declared, origin: bytes, is_only: bool = True
) -> Article:
    """Put an article together: what the source declares first, then what its text's head tells.

    Its key is the id that the source declares, else its canonical address, else the document's key,
    with the record's own hash where the document holds many.

    Args:
        document: where it was read.
        text: decoded or extracted.
        declared: what the source says of it.
        origin: its source bytes, whose hash says whether it changed.
        is_only: whether the document is this one article.

    Raises:
        UnreadableFile: there is no text.
    """
    text = clean(text)
    if not text.strip():
        raise UnreadableFile("holds no text")
    if len(text) > _MOST_LETTERS or text.count("\n") > _MOST_LINES:
        raise UnreadableFile(
            "is longer than any article: split it, or write one article a line as JSON Lines"
        )
    declared = _bounded(declared)
    head = read_head(text, declared.title)
    # What the user says of the fields is a part of the source: said otherwise, the article changes.
    digest = digest_of(origin + repr(document.fields).encode() if document.fields and not is_only else origin)
    if is_only:
        own, address = document.key, story_address(declared.url or head.url, document.url)
    else:  # the file's own address is that of none of its records
        own, address = (
            f"{document.key}#{digest_of(origin)[:16]}",
            story_address(declared.url or head.url, None),
        )
    return Article(
        key=declared.id or (story_key(address) if is_only or not _is_front(address) else None) or own,
        text=text,
        digest=digest,
        title=head.title,
        published=declared.published or head.published,
        source=declared.source or head.source,
        url=address,
        path=document.path,
        place=head.place,
        authors=declared.authors or head.authors,
    )


def _bounded(declared: Declared) -> Declared:
    """Return what is declared without what no source would say at such length."""
    return replace(
        declared,
        title=declared.title and declared.title[:_LONGEST_NAME],
        source=declared.source and declared.source[:_LONGEST_NAME],
        url=declared.url if declared.url and len(declared.url) <= _LONGEST_URL else None,
        authors=tuple(name[:_LONGEST_NAME] for name in declared.authors[:_MOST_AUTHORS]),
        id=declared.id if declared.id and len(declared.id) <= _LONGEST_NAME else None,
    )


def _is_front(address: str | None) -> bool:
    """Whether an address is a site's front page, which names no story, as broken templates have it."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


def clean(text: str) -> str:
    """Replace lone surrogates, which some formats can spell and no encoding can store."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
