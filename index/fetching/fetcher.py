"""Fetcher: web addresses to documents, each host asked politely."""

import ssl
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from httpcore import NetworkBackend

from index.article import Skipped
from index.errors import Unfetchable
from index.fetching.addresses import read_address, shown
from index.fetching.connections import Connections, Resolver, resolve
from index.fetching.limits import Limits
from index.fetching.manners import REDIRECTS, Guest
from index.fetching.pace import Pace
from index.fetching.pages import Fetched, NotModified, Validators, page_of

__all__ = ["Fetcher", "Outside"]

_WAITING = 1_000  # addresses that are held at once, so that the wait for one host serves others


@dataclass(frozen=True, slots=True)
class Outside:
    """The world that a fetcher works in.

    Attributes:
        resolver: gives the IP addresses of a host and port.
        network: connects to one of them; None is the machine's own.
        tls: what certificates are checked with; None is the system's authorities and certifi's.
        now: a clock that never goes back, in seconds.
        sleep: waits for that many seconds.
    """

    resolver: Resolver = resolve
    network: NetworkBackend | None = None
    tls: ssl.SSLContext | None = None
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


Steps = Generator[str, None, Fetched | NotModified]


@dataclass(slots=True)
class _Waiting:
    """A page on its way, and the host whose turn it waits for."""

    url: str
    host: str
    steps: Steps


class Fetcher:
    """Fetches pages from the web, as a guest; a context manager. Not for several threads.

    Args:
        allow_private: ask hosts at private, local and special addresses, too.
        known: gives the validators stored with an address, or None; without it all is fetched anew.
        limits: what bounds it.
        outside: the world it works in.
    """

    def __init__(
        self,
        allow_private: bool = False,
        known: Callable[[str], Validators | None] | None = None,
        limits: Limits | None = None,
        outside: Outside | None = None,
    ) -> None:
        outside = outside or Outside()
        self._known = known
        self._limits = limits or Limits()
        self._pace = Pace(self._limits.gap, outside.now, outside.sleep)
        self._connections = Connections(
            self._limits, allow_private, outside.resolver, outside.network, outside.tls
        )
        self._guest = Guest(self._connections, self._pace, self._limits, outside.now)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connections.close()

    def fetch(self, url: str) -> Fetched | NotModified:
        """Fetch one page, waiting as its host and its robots.txt want it.

        Raises:
            Unreachable: its server does not answer, or not now.
            Unfetchable: it may not be asked for, or gives no page.
        """
        steps = self._steps(url)
        try:
            while True:
                self._pace.wait(next(steps))
        except StopIteration as done:
            outcome: Fetched | NotModified = done.value
            return outcome

    def fetch_all(self, urls: Iterable[str]) -> Iterator[Fetched | NotModified | Skipped]:
        """Fetch many pages, in the order in which they can be had; what cannot is given as Skipped.

        While one host is waited for, others are asked. Addresses are taken from `urls` as they are
        needed, and it is asked again after it had no more: pages' links can be put in as they come.
        """
        source = iter(urls)
        waiting: list[_Waiting] = []
        while True:
            while len(waiting) < _WAITING and (url := next(source, None)) is not None:
                page = _Waiting(url, "", self._steps(url))
                outcome = self._advance(page)
                if outcome is None:
                    waiting.append(page)
                else:
                    yield outcome
            if not waiting:
                return
            page = min(waiting, key=lambda page: self._pace.ready(page.host))
            self._pace.wait(page.host)
            waiting.remove(page)
            outcome = self._advance(page)
            if outcome is None:
                waiting.append(page)  # behind the rest: what it waits for may be theirs to do
            else:
                yield outcome

    def _advance(self, page: _Waiting) -> Fetched | NotModified | Skipped | None:
        """Take a page's next step; None where it is to wait for a host's turn again."""
        try:
            page.host = next(page.steps)
        except StopIteration as done:
            outcome: Fetched | NotModified = done.value
            return outcome
        except Unfetchable as error:
            return Skipped(shown(page.url), str(error))
        return None

    def _steps(self, url: str) -> Steps:
        """Fetch a page; gives, before each request, the host whose turn is to be waited for."""
        address = read_address(url)
        known = self._known(url) if self._known is not None else None
        for _ in range(self._limits.redirects + 1):
            conditions = known.headers() if known is not None and known.url == address.url else {}
            response = yield from self._guest.page(address, conditions)
            location = response.header("location")
            if response.status not in REDIRECTS or location is None:
                return page_of(url, address, response, bool(conditions))
            address = address.redirected(location)
        raise Unfetchable(f"redirects more than {self._limits.redirects} times")
