"""Whether an article that comes in is new, changed, or known, and whose key it has."""

import os
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Literal

from index.article import Article, digest_of
from index.catalogue import Catalogue
from index.snapshot import Known, Snapshot

__all__ = ["Arrivals", "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done with one article or file, said after it was committed.

    Attributes:
        name: the article's key, or the skipped file.
        note: why it was skipped, or what else there is to say.
    """

    action: Literal["added", "updated", "unchanged", "skipped"]
    name: str
    note: str | None = None


class Arrivals:
    """Tells of each article whether it is new, changed or known, and keeps two with one key apart."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._reading = ExitStack()
        self._snapshot: Snapshot | None = None
        self._seen: dict[str, str] = {}  # the keys of this run -> digests
        self._files: dict[str, str] = {}  # the files of this run that are one article -> keys

    def place(self, article: Article) -> tuple[Article, Outcome]:
        """Return the article under the key it is stored by, and what is to be done with it."""
        with self._catalogue.errors():
            return self._place(article)

    def _place(self, article: Article) -> tuple[Article, Outcome]:
        if self._snapshot is None:
            self._snapshot = self._reading.enter_context(self._catalogue.read())
        snapshot = self._snapshot
        if article.path in self._files and _is_named_by_path(article):
            article = replace(article, key=self._files[article.path])
        # A file keeps the key that it came by, from whichever folder above it is read.
        same_file = snapshot.known_by_path(article.path or "")
        if same_file and _is_named_by_path(article) and same_file.key not in self._seen:
            article = replace(article, key=same_file.key)
        known = snapshot.known(article.key)
        note = self._conflict(article, known)
        own = self._own_key(article)
        stored = snapshot.known(own)
        # Kept apart before, so kept apart again, in whatever order the two come.
        if note is not None or (stored is not None and stored.digest == article.digest):
            article, known = replace(article, key=own), stored
        if article.path and (_is_named_by_path(article) or same_file is not None):
            self._files[article.path] = article.key
        repeated = self._seen.get(article.key) == article.digest
        self._seen[article.key] = article.digest
        if repeated:
            return article, Outcome("unchanged", article.key, "the same text twice in one run")
        if known is None:
            return article, Outcome("added", article.key, note)
        if known.digest == article.digest:
            return article, Outcome("unchanged", article.key, note)
        return article, Outcome("updated", article.key, note)

    def file_of(self, article: Article) -> str | None:
        """Return the file that a stored article was read from."""
        known = self._snapshot.known(article.key) if self._snapshot else None
        return known.path if known else None

    def let_go(self) -> None:
        """End the read transaction that the articles since the last commit were compared in."""
        self._snapshot = None
        self._reading.close()

    def _conflict(self, article: Article, known: Known | None) -> str | None:
        """Say why the key is another article's, where it is."""
        digest = self._seen.get(article.key)
        if digest is not None and digest != article.digest:
            return f"{article.key} stands twice in this run with different texts: both are kept"
        if known is None or known.digest == article.digest or known.path == article.path:
            return None
        by_name = _is_named_by_path(article) or (known.path or "").endswith(f"/{known.key}")
        if known.path and article.path and by_name and os.path.exists(known.path):
            return f"{article.key} is also the name of {known.path}: both are kept"
        return None

    @staticmethod
    def _own_key(article: Article) -> str:
        """Tell two articles with one key apart: by the file where the key is one, else by the text."""
        ground = article.path if _is_named_by_path(article) and article.path else article.digest
        return f"{article.key}~{digest_of(ground.encode('utf-8', 'surrogateescape'))[:8]}"


def _is_named_by_path(article: Article) -> bool:
    """Whether the key is the file's name, below the folder that was indexed."""
    return article.path is not None and f"/{article.path.replace(os.sep, '/')}".endswith(f"/{article.key}")
