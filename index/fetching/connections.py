"""One request, to an address that was checked.

httpcore, the transport below httpx, lets the network be given; httpx itself does not. A name is
resolved once for a connection, all its addresses are checked, and one of these is connected to by
number: no second answer of a name server comes between the check and the connection. TLS and the Host
header have the name still. safehttpx, which is made for the same, was looked at: it is asynchronous, asks a
third party's name server, takes 100.64.0.0/10, 6to4 and NAT64 of private addresses for public, goes
by any proxy of the environment, and bounds neither time nor size.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpcore

from index.errors import Unfetchable, Unreachable
from index.fetching.addresses import Address, is_public
from index.fetching.limits import Limits
from index.fetching.responses import Response, unpacked

__all__ = ["Connections", "default_tls", "resolve"]

_IDLE = 100  # connections that are kept for another request, as hosts are asked in turn
_IDLE_SECONDS = 15.0
_MOST_TRIED = 4  # of a host's addresses
_MOST_OTHER = 65_536  # bytes of what is no page; read to its end, it leaves the connection open

Resolver = Callable[[str, int], Sequence[str]]


def default_tls() -> ssl.SSLContext:
    """Return what certificates are checked with: the system's authorities, and certifi's."""
    return httpcore.default_ssl_context()


def resolve(host: str, port: int) -> list[str]:
    """Return a host's IP addresses, as the system knows them; it bounds the time itself.

    Raises:
        OSError: it is not known.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Connections:
    """Connections to web servers, kept open for a while. Not for several threads.

    Args:
        limits: of size and time.
        allow_private: connect to addresses that are not public, too.
        resolver: gives a host's addresses.
        network: makes a connection to one of them.
        tls: what certificates are checked with.
    """

    def __init__(
        self,
        limits: Limits,
        allow_private: bool = False,
        resolver: Resolver = resolve,
        network: httpcore.NetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits
        self._deadline = _Deadline()
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or default_tls(),
            max_connections=_IDLE,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=_Checked(
                self._deadline,
                None if allow_private else is_public,
                resolver,
                network or httpcore.SyncBackend(),
            ),
        )

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()

    def get(
        self, address: Address, headers: dict[str, str], most: int | None = None, whole: bool = True
    ) -> Response:
        """Ask for an address; a redirect is given back and not followed, the text of an error left out.

        Args:
            address: what to ask for.
            headers: to be sent, besides Host.
            most: bytes of its body.
            whole: whether a larger body is an error; it is cut otherwise.

        Raises:
            Unreachable: the server cannot be connected to, breaks off, or takes too long.
            Unfetchable: its address is not public, its certificate not valid, its answer too large
                or damaged.
        """
        most = self._limits.size if most is None else most
        self._deadline.start(self._limits)
        sent = [(b"Host", address.netloc.encode())]
        sent += [(name.encode(), value.encode()) for name, value in headers.items()]
        with _translated(self._limits), self._pool.stream("GET", _url(address), headers=sent) as answer:
            got = tuple((_text(name).lower(), _text(value)) for name, value in answer.headers)
            response = Response(answer.status, got, b"")
            taken = response.is_page
            declared = response.header("content-length") if taken and whole else None
            body = _body(answer.iter_stream(), declared, most if taken else _MOST_OTHER, taken and whole)
        if not taken:
            return response
        return replace(response, content=unpacked(body, response.header("content-encoding"), most))


def _url(address: Address) -> httpcore.URL:
    """Hand an address on in its parts, so that it is not read a second time, and differently."""
    scheme, host, target = (part.encode() for part in (address.scheme, address.host, address.target))
    return httpcore.URL(scheme=scheme, host=host, port=address.port, target=target)


def _body(chunks: Iterable[bytes], declared: str | None, most: int, whole: bool) -> bytes:
    """Take in a body, up to the bytes that are allowed."""
    large = Unfetchable(f"is larger than {most / 1_000_000:g} MB, the most for one page")
    if declared is not None and declared.isdecimal() and int(declared[:20]) > most:
        raise large
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            if whole:
                raise large
            return bytes(body[:most])
    return bytes(body)


def _text(header: bytes) -> str:
    """Decode a header: UTF-8, as sites send it, or whatever byte it was (RFC 9110, section 5.5)."""
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("latin-1")


@contextmanager
def _translated(limits: Limits) -> Iterator[None]:
    """Say in our words what went wrong in httpcore's."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise Unreachable(f"does not come within {limits.seconds:g} seconds") from error
    except httpcore.ConnectError as error:
        if any(isinstance(cause, ssl.SSLError) for cause in error.args):
            raise Unfetchable("has no certificate that can be relied on for its name") from error
        raise Unreachable("cannot be connected to") from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        raise Unreachable("breaks off, or does not answer as a web server does") from error
    except httpcore.LocalProtocolError as error:
        raise Unfetchable("cannot be asked for in HTTP") from error


class _Deadline:
    """The moment at which the request that is under way has taken too long."""

    def __init__(self) -> None:
        self._end = 0.0
        self._connect = 0.0

    def start(self, limits: Limits) -> None:
        self._end = time.monotonic() + limits.seconds
        self._connect = limits.connect_seconds

    def left(self) -> float:
        """Return the seconds that are left; a timeout for each read would let a server trickle for ever."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the request's time is up")
        return left

    def left_to_connect(self) -> float:
        return min(self.left(), self._connect)


class _Checked(httpcore.NetworkBackend):
    """Connects to public addresses only, by number, within the time of the request."""

    def __init__(
        self,
        deadline: _Deadline,
        permitted: Callable[[str], bool] | None,
        resolver: Resolver,
        network: httpcore.NetworkBackend,
    ) -> None:
        self._deadline = deadline
        self._permitted = permitted
        self._resolver = resolver
        self._network = network

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for number in self._numbers(host, port)[:_MOST_TRIED]:
            try:
                stream = self._network.connect_tcp(
                    number, port, self._deadline.left_to_connect(), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Timed(stream, self._deadline)
        raise failed or Unreachable("has a host without an address")

    def _numbers(self, host: str, port: int) -> Sequence[str]:
        """Return the host's addresses, all of them checked: one that is not public says enough of it."""
        try:
            numbers = self._resolver(host, port)
        except (OSError, UnicodeError) as error:  # UnicodeError: of a name that cannot be one
            if getattr(error, "errno", None) == socket.EAI_NONAME or isinstance(error, UnicodeError):
                raise Unfetchable("has a host that is not known") from error
            raise Unreachable("has a host whose address cannot be had now") from error
        for number in numbers:
            if self._permitted is not None and not self._permitted(number):
                raise Unfetchable(f"is at {number}, which is no public address: --allow-private permits it")
        return numbers


class _Timed(httpcore.NetworkStream):
    """A stream whose every step ends with the time of the request."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left_to_connect())
        return _Timed(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
