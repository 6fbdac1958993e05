"""Web addresses to articles: pages are fetched, read, and the links that feeds and sitemaps give followed."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from index.article import Arrival, Article, Skipped, Summary, Unchanged
from index.details import Page
from index.documents import Document, Link
from index.fetching.fetcher import Fetcher
from index.fetching.pages import Fetched, NotModified
from index.reading import Item

__all__ = ["Following"]

# A list of sitemaps, a sitemap, a page: what a page links to is not followed.
_DEEPEST = 2


@dataclass(slots=True)
class _Step:
    """An address on the way to its page.

    Attributes:
        depth: how many links lead there.
        parent: the page that has the link.
        article: what the link says itself.
    """

    depth: int = 0
    parent: str | None = None
    article: Article | Summary | None = None


@dataclass(slots=True)
class Following:
    """Fetches pages and follows their links, each address once.

    Attributes:
        pages: what the web said of the pages that were read, in the order in which they came.
        failed: the pages of which a link could not be followed.
    """

    fetcher: Fetcher
    read: Callable[[Document], Iterator[Item]]
    pages: dict[str, Page] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    _steps: dict[str, _Step] = field(default_factory=dict)
    _waiting: deque[str] = field(default_factory=deque)

    def add(self, url: str, link: Link | None = None, parent: str | None = None) -> None:
        """Put an address in line, where it is not yet."""
        if url not in self._steps:
            depth = self._steps[parent].depth + 1 if parent in self._steps else 0
            self._steps[url] = _Step(depth, parent, link.article if link else None)
            self._waiting.append(url)

    def run(self) -> Iterator[Arrival]:
        """Fetch what is in line, and what that links to."""
        for came in self.fetcher.fetch_all(_Line(self._waiting)):
            match came:
                case NotModified(url):
                    yield Unchanged(url)
                case Skipped(url, reason):
                    yield from self._instead(url, reason)
                case Fetched(document, validators):
                    found: list[str] = []
                    yield from self._page(document, found)
                    self.pages[document.key] = Page(
                        document.key, validators.url, validators.etag, validators.last_modified, tuple(found)
                    )

    def complete(self, stored: set[str]) -> Iterator[Page]:
        """Give the pages that need not be fetched again until they change.

        Their articles are stored, and of a page that links to others, all of these came.
        """
        for asked, page in self.pages.items():
            if asked not in self.failed and stored.issuperset(page.articles):
                yield page

    def _page(self, document: Document, found: list[str]) -> Iterator[Arrival]:
        """Read a page, and note the ids of its articles."""
        asked = document.key
        step = self._steps[asked]
        skipped: list[Skipped] = []
        for item in self.read(document):
            match item:
                case Link(url) if step.depth < _DEEPEST:
                    self.add(url, item, asked)
                case Link(url):
                    skipped.append(Skipped(url, "is a link too far from the address that was named"))
                case Skipped():
                    skipped.append(item)
                case Article():
                    found.append(item.id)
                    yield item
        if skipped:
            self._fail(asked)
        if not found and step.article is not None:
            yield step.article
        else:
            yield from skipped

    def _instead(self, url: str, reason: str) -> Iterator[Arrival]:
        """Give what a link says itself, where its page did not come."""
        step = self._steps.get(url, _Step())
        self._fail(url)
        if step.article is not None:
            yield step.article
        yield Skipped(url, reason)

    def _fail(self, url: str) -> None:
        """Note that a page, and those that lead to it, have to be asked for whole the next time."""
        step = self._steps.get(url)
        self.failed.add(url)
        while step is not None and step.parent is not None:
            self.failed.add(step.parent)
            step = self._steps.get(step.parent)


class _Line:
    """Gives what is in line, and goes on when more is."""

    def __init__(self, waiting: deque[str]) -> None:
        self._waiting = waiting

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self._waiting:
            raise StopIteration
        return self._waiting.popleft()
