"""A guest's manners: robots.txt is read first, each host has its pace, and one that fails is left alone.

What takes several requests is written as steps: a generator that gives, before each request, the
host that it is to go to, and is resumed when that host may be asked. So whoever runs the steps of many
pages can ask one host while another is waited for.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Generator
from importlib.metadata import PackageNotFoundError, version

from index.errors import Unfetchable, Unreachable
from index.fetching.addresses import Address
from index.fetching.connections import Connections
from index.fetching.limits import Limits
from index.fetching.pace import Pace
from index.fetching.responses import Response
from index.fetching.robots import MOST_BYTES, Rules, closed, open_to_all, read_rules

__all__ = ["REDIRECTS", "Guest"]

REDIRECTS = {301, 302, 303, 307, 308}
_ROBOT = "Citedesk"  # the product token that robots.txt files name
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_LATER = {429, 502, 503, 504}  # another try may help
_PAUSE = 5.0  # seconds before a second try, where the server names none; twice that before a third
_SITES = 200  # whose robots.txt are held at once
_DAY = 86_400.0  # seconds that a robots.txt is held for (RFC 9309, section 2.4)

_log = logging.getLogger(__name__)


class Guest:
    """Asks web servers, politely.

    Args:
        connections: make the requests.
        pace: says when a host may be asked; nobody else takes from it.
        limits: what bounds it.
        now: a clock that never goes back, in seconds.
    """

    def __init__(
        self, connections: Connections, pace: Pace, limits: Limits, now: Callable[[], float]
    ) -> None:
        self._connections = connections
        self._pace = pace
        self._limits = limits
        self._now = now
        self._rules: OrderedDict[str, tuple[float, Rules]] = OrderedDict()
        self._asking: dict[str, str] = {}  # sites, and the host that their robots.txt waits for
        self._failures: dict[str, int] = {}
        self._headers = {"User-Agent": _user_agent(), "Accept": _ACCEPT, "Accept-Encoding": "gzip"}

    def page(self, address: Address, conditions: dict[str, str]) -> Generator[str, None, Response]:
        """Ask for a page, its site's robots.txt before it; in steps.

        Args:
            address: the page's.
            conditions: headers that make the request conditional.

        Raises:
            Unreachable: its server does not answer, or not now.
            Unfetchable: it may not be asked for, or not be taken.
        """
        rules = yield from self._rules_of(address)
        rules.check(address.url, _ROBOT)
        gap = rules.gap(_ROBOT)
        if gap > self._limits.longest_gap:
            raise Unfetchable(f"is left alone, as its site wants {gap:g} seconds between two requests")
        self._pace.slow(address.host, gap)
        return (yield from self._ask(address, self._headers | conditions))

    def _rules_of(self, address: Address) -> Generator[str, None, Rules]:
        """Return what a site allows; where many pages of it are on their way, one of them asks."""
        site = address.site
        while site in self._asking:
            yield self._asking[site]
        since, rules = self._rules.get(site, (0.0, None))
        if rules is not None and self._now() - since < _DAY:
            return rules
        try:
            for host in self._ask_rules(address):
                self._asking[site] = host
                yield host
        finally:
            self._asking.pop(site, None)
        return self._rules[site][1]

    def _ask_rules(self, address: Address) -> Generator[str, None, None]:
        """Ask for a site's robots.txt, and hold what it says."""
        rules = yield from self._fetch_rules(address.redirected("/robots.txt"))
        self._rules[address.site] = self._now(), rules
        self._rules.move_to_end(address.site)
        if len(self._rules) > _SITES:
            self._rules.popitem(last=False)

    def _fetch_rules(self, first: Address) -> Generator[str, None, Rules]:
        """Follow robots.txt to where it is: what is not there allows all, what fails allows nothing."""
        address = first
        try:
            for _ in range(self._limits.redirects + 1):
                response = yield from self._ask(address, self._headers, MOST_BYTES)
                location = response.header("location")
                if response.status not in REDIRECTS or location is None:
                    return _read(response)
                address = address.redirected(location)
        except Unfetchable as error:
            if address is first and not isinstance(error, Unreachable):
                return closed(str(error))  # it is the site that may not be asked
            return closed(f"is left alone, as its site's robots.txt {error}")
        return open_to_all()  # section 2.3.1.2: after five redirects it may be taken as not there

    def _ask(
        self, address: Address, headers: dict[str, str], cut: int | None = None
    ) -> Generator[str, None, Response]:
        """Make one request, and make it again where that may help."""
        host = address.host
        attempt = 0
        while True:
            attempt += 1
            yield host
            if self._failures.get(host, 0) >= self._limits.failures:
                raise Unfetchable(f"is left, as its host failed {self._limits.failures} times in a row")
            self._pace.take(host)
            pause = _PAUSE * attempt
            try:
                response = self._connections.get(address, headers, cut, whole=cut is None)
            except Unreachable as error:
                if attempt == self._limits.tries:
                    self._failed(host, pause)
                    raise
                _log.info("%s %s: trying again in %g s", address.url, error, pause)
            else:
                if response.status not in _LATER:
                    self._failures.pop(host, None)
                    return response
                pause = pause if response.pause is None else response.pause
                if attempt == self._limits.tries or pause > self._limits.longest_pause:
                    self._failed(host, min(pause, self._limits.longest_pause))
                    return response
            self._pace.hold(host, pause)

    def _failed(self, host: str, pause: float) -> None:
        self._failures[host] = self._failures.get(host, 0) + 1
        self._pace.hold(host, pause)


def _read(response: Response) -> Rules:
    if response.is_page:
        return read_rules(response.content)
    if response.status >= 500 or response.status == 429:
        return closed(
            f"is left alone, as its site's robots.txt is not given now: the server answers {response.status}"
        )
    return open_to_all()


def _user_agent() -> str:
    """Say who asks; a site can tell us from others by the first word."""
    try:
        own = version("citedesk")
    except PackageNotFoundError:  # run from a checkout
        own = "0"
    return f"{_ROBOT}/{own} (indexes news articles for a newsroom's own archive)"
