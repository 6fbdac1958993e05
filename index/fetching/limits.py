"""How much is fetched, how long is waited, and how often is asked."""

from dataclasses import dataclass

from index.documents import MOST_BYTES

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds the fetching of one address.

    Attributes:
        size: bytes of one page, both as it comes and unpacked.
        seconds: for one request, from the connection to its last byte, however it trickles.
        connect_seconds: for a connection to one of a host's addresses.
        redirects: followed for one page.
        tries: of one request that fails in a way that may pass.
        gap: seconds between two requests to a host, where it asks for no more.
        longest_gap: seconds; a host that asks for more is left alone.
        longest_pause: seconds that a host may have us wait before another try; longer, and it is not made.
        failures: pages in a row that a host may fail to give, before the rest of its pages are left.
    """

    size: int = MOST_BYTES
    seconds: float = 30.0
    connect_seconds: float = 5.0
    redirects: int = 5
    tries: int = 3
    gap: float = 1.0
    longest_gap: float = 60.0
    longest_pause: float = 120.0
    failures: int = 3
