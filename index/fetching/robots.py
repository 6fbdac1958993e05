"""What a site asks of robots, in its robots.txt (RFC 9309).

protego, which Scrapy uses, knows wildcards, the longest match and Crawl-delay; the standard library's
parser takes the first match instead, as the RFC does not.
"""

import re
from dataclasses import dataclass

from protego import Protego

from index.errors import Unfetchable

__all__ = ["MOST_BYTES", "Rules", "closed", "open_to_all", "read_rules"]

MOST_BYTES = 512_000  # the RFC has a robot read at least 500 KiB; what is beyond is not read
# protego keeps every rule for every robot it is for: half a megabyte can ask for half a billion of
# them, and a million take twelve seconds.
_MOST_PAIRS = 300_000
_NAMED = re.compile(r"\s*user[\s-]*agent", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site allows.

    Attributes:
        closed: why nothing is allowed; None where `parsed` says.
        parsed: its robots.txt; None where it has none.
    """

    closed: str | None = None
    parsed: Protego | None = None

    def check(self, url: str, robot: str) -> None:
        """Do nothing where the robot may ask for the page.

        Raises:
            Unfetchable: it may not.
        """
        if self.closed is not None:
            raise Unfetchable(self.closed)
        if self.parsed is not None and not self.parsed.can_fetch(url, robot):
            raise Unfetchable(f"is closed to {robot} by the site's robots.txt")

    def gap(self, robot: str) -> float:
        """Return the seconds that the site wants between two requests."""
        return (self.parsed.crawl_delay(robot) or 0.0) if self.parsed is not None else 0.0


def open_to_all() -> Rules:
    """Return the rules of a site that has none."""
    return Rules()


def closed(reason: str) -> Rules:
    """Return the rules of a site that says nothing now and may have some: nothing is allowed."""
    return Rules(closed=reason)


def read_rules(content: bytes) -> Rules:
    """Read a robots.txt; of one that is longer than is read, the last line is left out as it is cut."""
    if len(content) >= MOST_BYTES:
        content = content[:MOST_BYTES].rpartition(b"\n")[0]
    text = content.decode("utf-8-sig", "replace")
    lines = text.splitlines()
    if sum(_NAMED.match(line) is not None for line in lines) * len(lines) > _MOST_PAIRS:
        return closed("is left alone, as its site's robots.txt has too many rules for too many robots")
    return Rules(parsed=Protego.parse(text))
