"""Whether an article that comes in is new, changed, or known, and whose key it has."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Literal

from index.article import Article, Summary, article_id, digest_of
from index.catalogue import Catalogue
from index.dates import day_of
from index.duplicates import fingerprint, shared
from index.keys import normalise_url
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


# Two texts under one key of which one has so much of the other's words, in runs of four, are one story
# that was updated: reports of one event that were written apart share a tenth (docs/decisions/0016).
_ONE_STORY = 0.3
# A headline of fewer words may be a column's name: "Weather", "Letters to readers".
_HEADLINE = 4
_TEASER = 300  # characters


class Arrivals:
    """Tells of each article whether it is new, changed or known, and keeps two stories with one key apart."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._reading = ExitStack()
        self._snapshot: Snapshot | None = None
        self._seen: dict[str, str] = {}  # the keys of this run -> digests of what is stored under them
        self._met: set[tuple[str, str]] = set()  # the keys and digests of what came in this run
        self._files: dict[str, str] = {}  # the files of this run that are one article -> keys
        self._pending: dict[str, Article] = {}  # by their keys, those that the snapshot does not have yet
        self._earlier: dict[str, Article] = {}  # by their keys, what came again of what is superseded

    def place(self, arrival: Article | Summary) -> tuple[Article, Outcome | None]:
        """Return the article under the key it is stored by, and what is to be done with it.

        Nothing yet, where it is a version that was superseded before: see `returned`.
        """
        with self._catalogue.errors():
            if self._snapshot is None:
                self._snapshot = self._reading.enter_context(self._catalogue.read())
            article = arrival.article if isinstance(arrival, Summary) else arrival
            article, note = self._named(article, self._snapshot)
            outcome = self._outcome(article, note, self._snapshot, isinstance(arrival, Summary))
        if outcome is not None:
            # What is "unchanged" may be older than what is stored, and leaves that as it is.
            known = self._snapshot.known(article.key)
            if outcome.action != "unchanged" or article.key not in self._seen:
                is_stored = outcome.action == "unchanged" and known is not None
                self._seen[article.key] = known.digest if is_stored and known else article.digest
            self._met.add((article.key, article.digest))
            if outcome.action != "unchanged":
                self._pending[article.key] = article
        return article, outcome

    def returned(self) -> Iterator[tuple[Article, Outcome]]:
        """Give, at the end of a run, the articles that are again what they were before their last update.

        An archive of the web holds a page as it was before and after: read again, the first of them is no
        update. Where the last did not come again, it is.
        """
        for article in self._earlier.values():
            yield article, Outcome("updated", article.key)

    def let_go(self) -> None:
        """End the read transaction that the articles since the last commit were compared in."""
        self._snapshot = None
        self._pending.clear()
        self._reading.close()

    def has_moved(self, article: Article) -> bool:
        """Whether an article that did not change lies in another file now, and the old one is gone."""
        known = self._snapshot.known(article.key) if self._snapshot else None
        if known is None or known.digest != article.digest or known.path == article.path:
            return False
        return not (known.path and os.path.lexists(known.path))

    def _named(self, article: Article, snapshot: Snapshot) -> tuple[Article, str | None]:
        """Return an article under the key it is stored by, and what there is to say of that."""
        article = self._as_before(article, snapshot)
        note = self._conflict(article, snapshot)
        own = self._own_key(article)
        stored = snapshot.known(own)
        if note is not None:
            # Kept apart before, so kept apart again, in whatever order the two come.
            apart = (
                key
                for key in self._apart(article.key, snapshot)
                if self._is_one_story(article, key, snapshot)
            )
            article = replace(article, key=next(apart, own))
        elif stored is not None and stored.digest == article.digest:
            article = replace(article, key=own)
        if article.path and (_is_named_by_path(article) or snapshot.known_by_path(article.path)):
            self._files[article.path] = article.key
        return article, note

    def _as_before(self, article: Article, snapshot: Snapshot) -> Article:
        """Return an article under the key that it came by before, whatever it would be called now."""
        if article.path in self._files and _is_named_by_path(article):
            return replace(article, key=self._files[article.path])
        # From whichever folder above it a file is read, and if its page has an address only now.
        same_file = snapshot.known_by_path(article.path or "")
        if same_file and same_file.key not in self._seen:
            was_named = f"/{(article.path or '').replace(os.sep, '/')}".endswith(f"/{same_file.key}")
            is_new = snapshot.known(article.key) is None
            if _is_named_by_path(article) or (
                was_named and is_new and self._is_one_story(article, same_file.key, snapshot)
            ):
                return replace(article, key=same_file.key)
        if snapshot.known(article.key) is None and article.key not in self._seen:
            same_text = snapshot.known_by_text(article.digest, article.path)
            if same_text is not None and article.path is not None:
                return replace(article, key=same_text.key)
            renamed = snapshot.known_by_digest(article.digest) if _is_named_by_path(article) else None
            if renamed and renamed.path and not os.path.lexists(renamed.path):
                return replace(article, key=renamed.key)
        return article

    def _outcome(
        self, article: Article, note: str | None, snapshot: Snapshot, is_summary: bool
    ) -> Outcome | None:
        known = snapshot.known(article.key)
        digest = self._seen.get(article.key) or (known.digest if known else None)
        if digest is None:
            return Outcome("added", article.key, note)
        if digest == article.digest:
            self._earlier.pop(article.key, None)
            if (article.key, article.digest) in self._met:
                note = "the same text twice in one run"
            return Outcome("unchanged", article.key, note)
        if is_summary or not _is_named_by_path(article):
            stored = self._stored(article.key, snapshot)
            if is_summary and stored and len(article.text) <= len(stored.text):
                return Outcome("unchanged", article.key)
            if stored and _is_older(article, stored):
                return Outcome("unchanged", article.key, f"{article.key} is stored as it was later")
            if not _is_said(article) and snapshot.details.has_version(article.id, article.digest):
                return self._returning(article, known)
        self._earlier.pop(article.key, None)
        return Outcome("updated", article.key, note)

    def _returning(self, article: Article, known: Known | None) -> Outcome | None:
        """Say what is to be done with a version that was superseded: nothing yet, unless that is known."""
        is_elsewhere = known and known.path and known.path != article.path and os.path.exists(known.path)
        if article.key in self._seen or is_elsewhere:
            return Outcome("unchanged", article.key, f"{article.key} is stored as it was later")
        self._earlier[article.key] = article
        return None

    def _conflict(self, article: Article, snapshot: Snapshot) -> str | None:
        """Say why the key is another article's, where it is."""
        known, seen = snapshot.known(article.key), self._seen.get(article.key)
        if seen is not None and seen != article.digest:
            if self._is_one_story(article, article.key, snapshot):
                return None
            return f"{article.key} stands twice in this run with different texts: both are kept"
        if known is None or known.digest == article.digest:
            return None
        if _is_said(article):
            return None
        if article.path is not None and known.path == article.path:
            return None  # the file holds something else now
        if known.path and os.path.exists(known.path) and _is_named_by_path(article):
            return f"{article.key} is also the name of {known.path}: both are kept"
        if self._is_one_story(article, article.key, snapshot):
            return None
        return f"{article.key} is also the name of another story: both are kept"

    def _is_one_story(self, article: Article, key: str, snapshot: Snapshot) -> bool:
        """Whether an article is what a key stood for until now, updated."""
        other = self._stored(key, snapshot)
        if other is None or other.digest == article.digest:
            return True
        if _has_its_headline(article, other) and _may_be_of_one_day(article, other):
            return True
        return shared(fingerprint(article, article.text), fingerprint(other, other.text)) >= _ONE_STORY

    def _apart(self, key: str, snapshot: Snapshot) -> Iterator[str]:
        """Give the keys of the stories that were kept apart from the one with the key."""
        yield from (other for other in self._pending if other.startswith(f"{key}~"))
        yield from snapshot.kept_apart(key)

    def _stored(self, key: str, snapshot: Snapshot) -> Article | None:
        return self._pending.get(key) or snapshot.article(article_id(key))

    @staticmethod
    def _own_key(article: Article) -> str:
        """Tell two articles with one key apart: by the file where the key is one, else by the text."""
        ground = article.path if _is_named_by_path(article) and article.path else article.digest
        return f"{article.key}~{digest_of(ground.encode('utf-8', 'surrogateescape'))[:8]}"


def _is_named_by_path(article: Article) -> bool:
    """Whether the key is the file's name, below the folder that was indexed."""
    return article.path is not None and f"/{article.path.replace(os.sep, '/')}".endswith(f"/{article.key}")


def _is_said(article: Article) -> bool:
    """Whether an article comes from no file and no page, under an id of its sender's: who says so knows."""
    return article.path is None and normalise_url(article.key) is None


def _has_its_headline(article: Article, other: Article) -> bool:
    """Whether two texts have one headline that is no column's name, or one of them only announces it."""
    title = article.title
    if not title or title != other.title or title in (article.source, other.source):
        return False
    return len(title.split()) >= _HEADLINE or min(len(article.text), len(other.text)) < _TEASER


def _may_be_of_one_day(article: Article, other: Article) -> bool:
    if article.published is None or other.published is None:
        return True
    return day_of(article.published) == day_of(other.published)


def _is_older(article: Article, than: Article) -> bool:
    """Whether an article was published on an earlier day than what is stored of it, as it says."""
    if article.published is None or than.published is None or article.path == than.path:
        return False
    return day_of(article.published) < day_of(than.published)
