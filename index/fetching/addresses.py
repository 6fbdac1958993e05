"""Which web addresses are asked: those of the public web, by name or by a plain number.

httpx reads the URLs: it refuses control characters, escapes what needs it, and writes names of other
scripts as IDNA 2008 has them. `ipaddress` alone does not tell what is public: Python 3.11 takes
6to4 and multicast for global, and knows fewer of IANA's special ranges than there are.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

from index.errors import Unfetchable

__all__ = ["Address", "is_public", "read_address", "shown"]

_LONGEST = 8_000  # characters; servers take about as many
_SHOWN = 300  # characters
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
# A host whose last label is a number is an address, in whatever base (WHATWG URL, section 3.5).
_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")

# IANA's registries of special-purpose addresses, beyond what every Python 3.11 has in is_global.
_SPECIAL_V4 = tuple(
    IPv4Network(network)
    for network in (
        "100.64.0.0/10",  # shared among a provider's customers, and some clouds' own services
        "168.63.129.16/32",  # Azure's host, as its guests see it
        "192.0.0.0/24",
        "192.88.99.0/24",  # relays of 6to4
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo, which wraps an IPv4 address, and other protocols
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which wraps an IPv4 address
        "3fff::/20",  # documentation
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Address:
    """A web address that may be asked, in its parts.

    Attributes:
        url: the whole, as ASCII, without a fragment.
        scheme: "http" or "https".
        host: a name in lower case, or a number without brackets.
        port: any; a site's choice of one says nothing about it.
        target: the path and the query.
    """

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def site(self) -> str:
        """What robots.txt holds for: scheme, host and port (RFC 9309, section 2.3)."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def netloc(self) -> str:
        """The host as a Host header has it, with its port where that is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def redirected(self, location: str) -> "Address":
        """Return where a redirect leads.

        Raises:
            Unfetchable: nowhere that may be asked.
        """
        try:
            joined = str(httpx.URL(self.url).join(location.strip()))
            there = read_address(joined)
        except (httpx.InvalidURL, ValueError) as error:
            raise Unfetchable("redirects to what is no web address") from error
        except Unfetchable as error:
            raise Unfetchable(f"redirects to an address that {error}") from error
        if (self.scheme, there.scheme) == ("https", "http"):
            raise Unfetchable(
                "redirects from https to http, where anyone on the way can alter it: "
                "give the http address if that is meant"
            )
        return there


def read_address(text: str) -> Address:
    """Read a URL, as a person or a page wrote it.

    Raises:
        Unfetchable: it is none, or not one that may be asked.
    """
    text = text.strip(" \t\r\n\f")
    if len(text) > _LONGEST:
        raise Unfetchable(f"is longer than {_LONGEST:,} characters")
    try:
        url = httpx.URL(text).copy_with(fragment=None)
        target = url.raw_path.decode("ascii")
    except (httpx.InvalidURL, ValueError) as error:  # ValueError: of idna, of surrogates
        raise Unfetchable("is no web address") from error
    if url.scheme not in _PORTS:
        raise Unfetchable("is no address of the web: give one that begins with https:// or http://")
    if url.userinfo:
        raise Unfetchable("holds a name or a password: give it without them")
    host = _host(url.raw_host.decode("ascii"))
    port = _PORTS[url.scheme] if url.port is None else url.port
    if not 0 < port < 65_536:
        raise Unfetchable("has a port that cannot be")
    address = Address("", url.scheme, host, port, target)
    return Address(address.site + target, url.scheme, host, port, target)


def _host(host: str) -> str:
    if ":" in host:  # httpx has seen that it is an IPv6 address
        return host
    host = host.removesuffix(".")
    if _NUMBER.fullmatch(host):
        try:
            return str(IPv4Address(host))
        except ValueError as error:
            raise Unfetchable("has a number for a host, and not in the form 192.0.2.1") from error
    if not _NAME.fullmatch(host):
        raise Unfetchable("has no host that can be")
    return host


def shown(text: str) -> str:
    """Return what was given as an address, in one line that a report can have."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text[:_SHOWN])


def is_public(number: str) -> bool:
    """Tell whether an IP address is one of the public web, and no special, private or local one.

    What stands for an IPv4 address, and leads to it, is judged as that one is: NAT64's well-known
    prefix, by which a network without IPv4 reaches the rest, and IPv4-mapped addresses.
    """
    try:
        address = ip_address(number)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        inner = address.ipv4_mapped
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is None:
            return address in _GLOBAL_UNICAST and not any(address in network for network in _SPECIAL_V6)
        address = inner
    special = any(address in network for network in _SPECIAL_V4)
    return address.is_global and not (address.is_multicast or address.is_reserved or special)
