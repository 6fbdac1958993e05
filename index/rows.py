"""An article as it stands in a row of the catalogue."""

import json
from collections.abc import Sequence

from index.article import Article, text_check
from index.dates import parse_published
from index.errors import ArchiveDamaged

__all__ = ["COLUMNS", "article_from", "damaged_text"]

# What `article_from` reads, in its order.
COLUMNS = (
    "key, text, text_check, digest, title, published, source, url, path, place, authors, "
    "(SELECT language FROM facts WHERE article = articles.number)"
)


def damaged_text(key: str) -> str:
    """Say that an article's text is damaged, and what to do."""
    return f"the text of {key} is damaged: restore a backup, or remove it and index its file again"


def article_from(row: Sequence[str | None]) -> Article:
    """Return the article of a row.

    Raises:
        ArchiveDamaged: its text is not what was stored.
    """
    key, text, check, digest, title, published, source, url, path, place, authors, language = row
    try:
        names = tuple(json.loads(authors or "null") or ())
    except ValueError:
        names = ()
    if key is None or text is None or digest is None or authors is None:
        raise ArchiveDamaged("an article of the archive is incomplete: restore a backup")
    # SQLite has no checksums of its own, and a quotation of a damaged text would be a false one.
    if text_check(text) != check:
        raise ArchiveDamaged(damaged_text(key))
    return Article(
        key=key,
        text=text,
        digest=digest,
        title=title,
        published=parse_published(published),
        source=source,
        url=url,
        path=path,
        place=place,
        authors=names,
        language=language,
    )
