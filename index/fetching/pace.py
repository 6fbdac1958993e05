"""When a host may be asked again.

Libraries that retry, and those that limit rates, sleep where they stand. Here the waiting is a host's,
so that others can be asked in the meantime: it is a table of moments.
"""

from collections.abc import Callable

__all__ = ["Pace"]


class Pace:
    """The next moment of each host.

    Args:
        gap: seconds between two requests to a host, from start to start.
        now: a clock that never goes back, in seconds.
        sleep: waits for that many seconds.
    """

    def __init__(self, gap: float, now: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._gap = gap
        self._now = now
        self._sleep = sleep
        self._gaps: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def ready(self, host: str) -> float:
        """Return the moment from which the host may be asked."""
        return self._next.get(host, float("-inf"))

    def wait(self, host: str) -> None:
        """Sleep until the host may be asked."""
        left = self.ready(host) - self._now()
        if left > 0:
            self._sleep(left)

    def take(self, host: str) -> None:
        """Say that the host is asked now."""
        self.hold(host, self._gaps.get(host, self._gap))

    def slow(self, host: str, gap: float) -> None:
        """Ask the host as seldom as it says, from its last request on; never more often than others."""
        before = self._gaps.get(host, self._gap)
        if gap > before:
            self._gaps[host] = gap
            if host in self._next:
                self._next[host] += gap - before

    def hold(self, host: str, seconds: float) -> None:
        """Leave the host alone for that many seconds from now, if it is not already for longer."""
        self._next[host] = max(self.ready(host), self._now() + seconds)
