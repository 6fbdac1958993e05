import gzip
import ipaddress
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from index.article import Skipped
from index.errors import Unfetchable, Unreachable, UnreadableFile
from index.fetching.addresses import is_public, read_address, shown
from index.fetching.connections import Resolver, default_tls, resolve
from index.fetching.fetcher import Fetcher, Outside
from index.fetching.limits import Limits
from index.fetching.pages import Fetched, NotModified, Validators
from index.fetching.responses import Response
from index.unpacking import gunzip

Answer = Callable[[BaseHTTPRequestHandler], None]
PUBLIC = "93.184.216.34"
TLS = default_tls()  # takes a tenth of a second


def page(content: bytes = b"<p>News.</p>", status: int = 200, **headers: str) -> Answer:
    """A page; its headers' names with _ for -."""
    named = {"content_type": "text/html"} | headers

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in named.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    return answer


def redirect(to: str, status: int = 302) -> Answer:
    return page(b"", status, Location=to)


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other, the last again and again."""
    left = list(answers)

    def answer(request: BaseHTTPRequestHandler) -> None:
        now = left.pop(0) if len(left) > 1 else left[0]
        now(request)

    return answer


class Site:
    """A real web server on the loopback address: paths, and what they answer."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer] = {"/": page()}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.headers.append({name.lower(): value for name, value in self.headers.items()})
                with suppress(OSError):  # a reader that goes away
                    site.pages.get(self.path, page(b"no", 404))(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign,assignment]
        if tls is not None:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def read(self) -> list[str]:
        return [path for path in self.asked if path != "/robots.txt"]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Clock:
    """Time that passes when it is slept, and a thousandth of a second at every look."""

    def __init__(self) -> None:
        self.time = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        self.time += 0.001
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 1))
        self.time += seconds


class Wire(httpcore.SyncBackend):
    """A network on which every public address leads to the loopback address, at the same port."""

    def __init__(self) -> None:
        self.dialled: list[str] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        self.dialled.append(host)
        return super().connect_tcp("127.0.0.1", port, timeout, local_address, socket_options)


class Names:
    """A name server that gives each answer once, and the last again and again."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): list(lists) for name, lists in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host not in self.answers:
            with suppress(ValueError):
                return [str(ipaddress.ip_address(host))]
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        answers = self.answers[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


def outside_of(
    clock: Clock, names: Resolver = resolve, wire: Wire | None = None, tls: ssl.SSLContext = TLS
) -> Outside:
    return Outside(names, wire, tls, clock.now, clock.sleep)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fetcher(clock: Clock) -> Iterator[Fetcher]:
    """A fetcher that may ask the loopback address, in a time that costs none."""
    with Fetcher(allow_private=True, outside=outside_of(clock)) as made:
        yield made


@contextmanager
def public(clock: Clock, names: Names, tls: ssl.SSLContext = TLS) -> Iterator[tuple[Fetcher, Wire]]:
    """A fetcher that may ask public addresses only, and a network on which these are there."""
    wire = Wire()
    with Fetcher(outside=outside_of(clock, names, wire, tls)) as made:
        yield made, wire


def reason(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(Unfetchable) as caught:
        fetcher.fetch(url)
    assert str(caught.value).isprintable()
    return str(caught.value)


def fetched(fetcher: Fetcher, url: str) -> Fetched:
    outcome = fetcher.fetch(url)
    assert isinstance(outcome, Fetched), outcome
    return outcome


# What comes


def test_a_page_comes_with_its_type_its_encoding_and_what_tells_of_changes(
    site: Site, fetcher: Fetcher
) -> None:
    site.pages["/a"] = page(
        b"caf\xe9", content_type='Text/HTML; Charset="ISO-8859-1"', ETag='"7"', Last_Modified="Mon"
    )
    outcome = fetched(fetcher, site.url("/a#top"))
    document = outcome.document
    assert (document.key, document.url) == (site.url("/a#top"), site.url("/a"))
    assert (document.media_type, document.charset) == ("text/html", "iso-8859-1")
    assert document.content == b"caf\xe9"
    assert outcome.validators == Validators(site.url("/a"), '"7"', "Mon")


def test_we_say_who_we_are_and_nothing_else(site: Site, fetcher: Fetcher) -> None:
    fetcher.fetch(site.url())
    for headers in site.headers:
        assert headers["user-agent"].startswith("Citedesk/")
        assert set(headers) == {"host", "user-agent", "accept", "accept-encoding"}
    assert site.headers[0]["host"] == f"127.0.0.1:{site.port}"


def test_cookies_are_not_kept(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = page(Set_Cookie="who=you")
    fetcher.fetch(site.url())
    fetcher.fetch(site.url())
    assert "cookie" not in site.headers[-1]


@pytest.mark.parametrize(
    ("declared", "media_type", "charset"),
    [
        ("text/html; charset=utf-8", "text/html", "utf-8"),
        ("TEXT/HTML ; x=y ; charset = 'UTF-8'", "text/html", None),
        ("application/rss+xml;charset=", "application/rss+xml", None),
        ("text/html; charset=utf-8; charset=latin-1", "text/html", "utf-8"),
        ("text/html; charset=" + "a" * 5_000, "text/html", None),
        ("text/html; charset=../../etc", "text/html", None),
        ("text/html; charset*=utf-8''utf-8", "text/html", "utf-8"),
        ("text/html; charset*=no-such''%FF%FE", "text/html", None),
        ("text", None, None),
        ("text/html/x", None, None),
        ("text/html, text/plain", None, None),
        ("", None, None),
        ("; charset=utf-8", None, "utf-8"),
        ("\xe9/\u2603", None, None),
    ],
)
def test_odd_types_are_told_from_none(declared: str, media_type: str | None, charset: str | None) -> None:
    response = Response(200, (("content-type", declared),), b"")
    assert (response.media_type, response.charset) == (media_type, charset)


@given(st.text())
def test_any_header_is_read(text: str) -> None:
    response = Response(200, (("content-type", text), ("retry-after", text), ("date", text)), b"")
    assert response.media_type is None or "/" in response.media_type
    assert response.charset is None or response.charset.isascii()
    assert response.pause is None or response.pause >= 0


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451, 500, 204, 206, 304, 300])
def test_what_is_no_page_is_one_line(site: Site, fetcher: Fetcher, status: int) -> None:
    site.pages["/"] = page(b"", status)
    assert f"the server answers {status}" in reason(fetcher, site.url())


# Which addresses


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("file:///etc/passwd", "is no address of the web"),
        ("ftp://example.org/", "is no address of the web"),
        ("javascript:alert(1)", "is no address of the web"),
        ("example.org/a", "is no address of the web"),
        ("//example.org/a", "is no address of the web"),
        ("", "is no address of the web"),
        ("http://", "has no host"),
        ("http:///path", "has no host"),
        ("http://user@example.org/", "holds a name or a password"),
        ("http://user:secret@example.org/", "holds a name or a password"),
        ("http://example.org\\@127.0.0.1/", "holds a name or a password"),
        ("http://example.org\\.evil/", "has no host that can be"),
        ("http://exa mple.org/", "has no host that can be"),
        ("http://%31%32%37.0.0.1/", "has a number for a host"),
        ("http://a..b/", "has no host that can be"),
        ("http://" + "a" * 64 + ".org/", "has no host that can be"),
        ("http://example.org/a\nHost: b", "is no web address"),
        ("http://example.org/a\r\n\r\nGET /b", "is no web address"),
        ("http://exam\tple.org/", "is no web address"),
        ("http://example.org/\0", "is no web address"),
        ("http://example.org/\x1b[31m", "is no web address"),
        ("http://example.org/\ud800", "is no web address"),
        ("http://[::1/", "is no web address"),
        ("http://[1.2.3.4]/", "is no web address"),
        ("http://example.org:99999/", "has a port that cannot be"),
        ("http://example.org:0/", "has a port that cannot be"),
        ("http://example.org:x/", "is no web address"),
        ("http://2130706433/", "has a number for a host"),
        ("http://0x7f000001/", "has a number for a host"),
        ("http://0x7f.1/", "has a number for a host"),
        ("http://127.1/", "has a number for a host"),
        ("http://1.2.3.4.5/", "has a number for a host"),
        ("http://0177.0.0.1/", "is no web address"),
        ("http://256.0.0.1/", "is no web address"),
        ("http://example.org/" + "a" * 8_000, "is longer than 8,000"),
    ],
)
def test_what_is_no_address_of_the_web_is_one_line(url: str, what: str) -> None:
    with pytest.raises(Unfetchable, match=what):
        read_address(url)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org.:443/a#b", "https://example.org/a"),
        (" http://example.org/a b?c d\n", "http://example.org/a%20b?c%20d"),
        ("http://example.org/é?ü", "http://example.org/%C3%A9?%C3%BC"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://example.org/a%0d%0aSet-Cookie:%20b", "http://example.org/a%0d%0aSet-Cookie:%20b"),
        ("http://[2606:4700::1111]:8080/", "http://[2606:4700::1111]:8080/"),
        ("http://example.org?q=/../", "http://example.org/?q=/../"),
        ("http://example.org/a/../b", "http://example.org/b"),
        ("http://my_host.example/", "http://my_host.example/"),
    ],
)
def test_addresses_are_read_as_they_are_sent(text: str, url: str) -> None:
    assert read_address(text).url == url


@given(
    st.one_of(st.text(), st.text().map("http://".__add__), st.from_regex(r"https?://[!-~]*", fullmatch=True))
)
def test_any_text_is_an_address_or_one_line(text: str) -> None:
    assert shown(text).isprintable()
    with suppress(Unfetchable):
        address = read_address(text)
        assert address.url.isascii()
        assert address.url.isprintable()
        assert " " not in address.url
        assert "@" not in address.netloc
        assert read_address(address.url) == address


@pytest.mark.parametrize(
    "number",
    """0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1
    224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 168.63.129.16
    :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 ::8.8.8.8 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
    64:ff9b:1::808:808 100::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 5f00::1 fc00::1
    fd00:ec2::254 fe80::1 fe80::1%eth0 2606:4700::1%eth0 fec0::1 ff02::1 localhost 1.2.3""".split(),
)
def test_special_addresses_are_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "number",
    [
        "8.8.8.8",
        PUBLIC,
        "100.128.0.1",
        "172.32.0.1",
        "2606:4700::1111",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_addresses_of_the_web_are_public(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "169.254.169.254"])
def test_private_addresses_are_not_asked(host: str, site: Site, clock: Clock) -> None:
    with Fetcher(outside=outside_of(clock)) as fetcher:
        why = reason(fetcher, site.url(host=host))
    assert "is no public address: --allow-private permits it" in why
    assert site.asked == []


def test_a_name_with_one_private_address_among_others_is_not_asked(site: Site, clock: Clock) -> None:
    with public(clock, Names(news_example=[[PUBLIC, "10.0.0.1"]])) as (fetcher, wire):
        assert "is at 10.0.0.1" in reason(fetcher, site.url(host="news.example"))
    assert wire.dialled == []


def test_the_address_that_is_connected_to_is_the_one_that_was_checked(site: Site, clock: Clock) -> None:
    site.pages["/"] = page(Connection="close")
    site.pages["/robots.txt"] = page(b"", 404, Connection="close")
    names = Names(news_example=[[PUBLIC], [PUBLIC], ["127.0.0.1"]])
    with public(clock, names) as (fetcher, wire):
        assert fetched(fetcher, site.url(host="news.example")).document.content == b"<p>News.</p>"
        assert "is at 127.0.0.1" in reason(fetcher, site.url(host="news.example"))
    assert wire.dialled == [PUBLIC, PUBLIC]  # by number, and each checked: robots.txt and the page
    assert names.asked == ["news.example"] * 3  # once for each connection
    assert site.headers[-1]["host"] == f"news.example:{site.port}"


def test_another_of_a_hosts_addresses_is_tried_where_one_fails(site: Site, clock: Clock) -> None:
    class Broken(Wire):
        def connect_tcp(self, host, port, *options):
            if host == PUBLIC:
                self.dialled.append(host)
                raise httpcore.ConnectError("no route")
            return super().connect_tcp(host, port, *options)

    wire = Broken()
    outside = outside_of(clock, Names(news_example=[[PUBLIC, "8.8.8.8"]]), wire)
    with Fetcher(outside=outside) as fetcher:
        fetched(fetcher, site.url(host="news.example"))
    assert wire.dialled[:2] == [PUBLIC, "8.8.8.8"]


def test_a_host_that_is_not_known_is_one_line_and_no_wait(clock: Clock) -> None:
    with public(clock, Names()) as (fetcher, _):
        assert reason(fetcher, "http://nowhere.example/") == "has a host that is not known"
        assert reason(fetcher, "http://" + ".".join(["a" * 60] * 4) + "/") == "has a host that is not known"
    assert clock.slept == []


# Redirects


def test_redirects_are_followed_and_the_last_address_is_the_pages(site: Site, fetcher: Fetcher) -> None:
    site.pages["/1"] = redirect("/2#x", 301)
    site.pages["/2"] = redirect(site.url("/3?é"), 308)
    site.pages["/3?%C3%A9"] = redirect("é".encode().decode("latin-1"))  # bytes of UTF-8, as servers send them
    site.pages["/%C3%A9"] = page(b"here")
    document = fetched(fetcher, site.url("/1")).document
    assert (document.key, document.url) == (site.url("/1"), site.url("/%C3%A9"))


def test_redirects_end(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = redirect("/")
    assert reason(fetcher, site.url()) == "redirects more than 5 times"
    assert len(site.read) == 6


@pytest.mark.parametrize(
    ("to", "what"),
    [
        ("file:///etc/passwd", "redirects to an address that is no address of the web"),
        ("http://user:pw@example.org/", "redirects to an address that holds a name"),
        ("http://0x7f.1/", "redirects to an address that has a number for a host"),
        ("http://[::1", "redirects to what is no web address"),
        ("http://a b/", "redirects to an address that has no host"),
    ],
)
def test_redirects_to_what_is_no_address_are_one_line(
    site: Site, fetcher: Fetcher, to: str, what: str
) -> None:
    site.pages["/"] = redirect(to)
    assert what in reason(fetcher, site.url())


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1:{port}/b", "http://inside.example/", "http://[::ffff:7f00:1]/"]
)
def test_redirects_to_private_addresses_are_not_followed(site: Site, clock: Clock, to: str) -> None:
    site.pages["/"] = redirect(to.format(port=site.port))
    names = Names(news_example=[[PUBLIC]], inside_example=[["192.168.0.1"]])
    with public(clock, names) as (fetcher, _):
        assert "is no public address" in reason(fetcher, site.url(host="news.example"))
    assert site.asked == ["/robots.txt", "/"]


# Size and time


def test_a_page_that_is_too_large_is_left(site: Site, clock: Clock) -> None:
    site.pages["/"] = page(b"a" * 1_001)
    site.pages["/exact"] = page(b"a" * 1_000)
    outside = outside_of(clock)
    with Fetcher(allow_private=True, limits=Limits(size=1_000), outside=outside) as fetcher:
        assert "is larger than 0.001 MB" in reason(fetcher, site.url())
        assert len(fetched(fetcher, site.url("/exact")).document.content or b"") == 1_000


def test_a_page_without_end_is_left(site: Site, clock: Clock) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        while True:
            request.wfile.write(b"10000\r\n" + b"a" * 65_536 + b"\r\n")

    site.pages["/"] = endless
    outside = outside_of(clock)
    with Fetcher(allow_private=True, limits=Limits(size=1_000_000), outside=outside) as fetcher:
        assert "is larger than 1 MB" in reason(fetcher, site.url())


def test_a_packed_page_is_unpacked_up_to_the_most(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = page(gzip.compress(b"News.") + gzip.compress(b" More."), Content_Encoding="gzip")
    assert fetched(fetcher, site.url()).document.content == b"News. More."
    bomb = gzip.compress(b"\0" * 60_000_000, 1)
    site.pages["/bomb"] = page(bomb, Content_Encoding="GZIP")
    assert "unpacks to more than 50 MB" in reason(fetcher, site.url("/bomb"))
    site.pages["/twice"] = page(gzip.compress(bomb), Content_Encoding="gzip, gzip")
    assert "compressed in a way that was not asked for" in reason(fetcher, site.url("/twice"))


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "no such"])
def test_what_cannot_be_unpacked_up_to_a_bound_is_not_unpacked(
    site: Site, fetcher: Fetcher, coding: str
) -> None:
    site.pages["/"] = page(b"?", Content_Encoding=coding)
    assert "compressed in a way that was not asked for" in reason(fetcher, site.url())
    assert site.headers[-1]["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    "body", [b"no gzip", gzip.compress(b"News.")[:-1], gzip.compress(b"News.") + b"more"]
)
def test_a_damaged_packing_is_one_line(site: Site, fetcher: Fetcher, body: bytes) -> None:
    site.pages["/"] = page(body, Content_Encoding="gzip")
    assert "is packed by gzip" in reason(fetcher, site.url())


def test_what_is_packed_takes_no_more_memory_than_it_may() -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile, match=r"unpacks to more than 0\.001 MB"):
            gunzip(bomb, 1_000)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=4))
def test_streams_in_a_row_are_one(parts: list[bytes]) -> None:
    whole = b"".join(parts)
    packed = b"".join(map(gzip.compress, parts))
    assert gunzip(packed, len(whole)) == whole
    if whole:
        with pytest.raises(UnreadableFile):
            gunzip(packed, len(whole) - 1)


def test_the_text_of_a_redirect_or_an_error_is_of_no_matter(site: Site, fetcher: Fetcher) -> None:
    for body in (b"", b"no gzip", b"a" * 1_000_000):
        site.pages["/old"] = page(body, 301, Location="/", Content_Encoding="gzip")
        site.pages["/none"] = page(body, 404, Content_Encoding="gzip")
        assert fetched(fetcher, site.url("/old")).document.content == b"<p>News.</p>"
        assert "answers 404" in reason(fetcher, site.url("/none"))


def _drip(request: BaseHTTPRequestHandler, lines: Iterable[bytes]) -> None:
    for line in lines:
        request.wfile.write(line)
        request.wfile.flush()
        time.sleep(0.02)


@pytest.mark.parametrize("part", ["headers", "hints", "body"])
def test_a_server_that_trickles_is_left_when_the_time_is_up(site: Site, clock: Clock, part: str) -> None:
    start = b"HTTP/1.1 200 OK\r\n"
    begins = {"headers": start, "hints": b"", "body": start + b"Content-Length: 100000\r\n\r\n"}[part]
    goes_on = {"headers": b"X-More: a\r\n", "hints": b"HTTP/1.1 103 Early Hints\r\n\r\n", "body": b"a"}[part]
    site.pages["/"] = lambda request: _drip(request, [begins, *[goes_on] * 50])
    outside = outside_of(clock)
    began = time.monotonic()
    limits = Limits(seconds=0.2, tries=1)
    with Fetcher(allow_private=True, limits=limits, outside=outside) as fetcher:
        assert reason(fetcher, site.url()) == "does not come within 0.2 seconds"
    assert time.monotonic() - began < 2


def test_headers_without_end_are_left(site: Site, clock: Clock) -> None:
    site.pages["/"] = lambda request: (
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000) and None
    )
    outside = outside_of(clock)
    with Fetcher(allow_private=True, limits=Limits(tries=1), outside=outside) as fetcher:
        assert "does not answer as a web server does" in reason(fetcher, site.url())


def test_a_page_that_breaks_off_is_tried_again(site: Site, fetcher: Fetcher) -> None:
    def broken(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nNews")
        request.close_connection = True

    site.pages["/"] = in_turn(broken, page())
    assert fetched(fetcher, site.url()).document.content == b"<p>News.</p>"
    site.pages["/"] = broken
    assert "breaks off" in reason(fetcher, site.url())
    assert len(site.read) == 2 + 3


# Conditional requests


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site, clock: Clock) -> None:
    def conditional(request: BaseHTTPRequestHandler) -> None:
        same = request.headers["If-None-Match"] == '"7"'
        page(b"" if same else b"News.", 304 if same else 200, ETag='"7"')(request)

    site.pages["/"] = redirect("/a")
    site.pages["/a"] = conditional
    store: dict[str, Validators] = {}
    outside = outside_of(clock)
    with Fetcher(allow_private=True, known=store.get, outside=outside) as fetcher:
        store[site.url()] = fetched(fetcher, site.url()).validators
        assert store[site.url()] == Validators(site.url("/a"), '"7"', None)
        assert fetcher.fetch(site.url()) == NotModified(site.url())
    assert "if-none-match" not in site.headers[-2]  # the redirect's address did not give it
    assert site.headers[-1]["if-none-match"] == '"7"'


@pytest.mark.parametrize("tag", ['"a\r\nHost: b"', "é", "a" * 5_000, ""])
def test_a_stored_validator_that_cannot_be_sent_is_not(site: Site, clock: Clock, tag: str) -> None:
    outside = outside_of(clock)
    known = Validators(site.url(), tag, "Mon, 01 Nov 2021 00:00:00 GMT")
    with Fetcher(allow_private=True, known=lambda _: known, outside=outside) as fetcher:
        fetched(fetcher, site.url())
    assert "if-none-match" not in site.headers[-1]
    assert site.headers[-1]["if-modified-since"] == "Mon, 01 Nov 2021 00:00:00 GMT"


# robots.txt


def test_robots_txt_is_read_once_and_kept_to(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = page(
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n\nUser-agent: citedesk\nDisallow: /x*.pdf$\nAllow: /\n"
    )
    site.pages["/xa.pdf"] = page()
    fetched(fetcher, site.url())
    assert reason(fetcher, site.url("/xa.pdf")) == "is closed to Citedesk by the site's robots.txt"
    assert site.asked == ["/robots.txt", "/"]


@pytest.mark.parametrize("status", [404, 403, 401, 410, 400])
def test_a_site_without_robots_txt_is_open(site: Site, fetcher: Fetcher, status: int) -> None:
    site.pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /", status)
    fetched(fetcher, site.url())


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_that_does_not_give_its_robots_txt_now_is_left_alone(
    site: Site, fetcher: Fetcher, status: int
) -> None:
    site.pages["/robots.txt"] = page(b"", status)
    why = reason(fetcher, site.url())
    assert why == f"is left alone, as its site's robots.txt is not given now: the server answers {status}"
    reason(fetcher, site.url())
    assert site.asked == ["/robots.txt"] * (1 if status == 500 else 3)


def test_robots_txt_may_be_elsewhere(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = redirect("/r")
    site.pages["/r"] = page(b"User-agent: *\nDisallow: /a")
    assert "closed to Citedesk" in reason(fetcher, site.url("/a"))
    fetched(fetcher, site.url())


def test_robots_txt_that_redirects_for_ever_is_none(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = redirect("/robots.txt")
    fetched(fetcher, site.url())


def test_robots_txt_is_not_fetched_from_private_addresses(site: Site, clock: Clock) -> None:
    site.pages["/robots.txt"] = redirect(f"http://127.0.0.1:{site.port}/r")
    with public(clock, Names(news_example=[[PUBLIC]])) as (fetcher, _):
        why = reason(fetcher, site.url(host="news.example"))
    assert "robots.txt is at 127.0.0.1, which is no public address" in why
    assert site.asked == ["/robots.txt"]


def test_of_a_robots_txt_without_end_the_start_is_read(site: Site, fetcher: Fetcher) -> None:
    rule = b"User-agent: *\nDisallow: /a\n"
    site.pages["/robots.txt"] = page(rule + b"#" * 600_000 + b"\nDisallow: /b\n")
    assert "closed" in reason(fetcher, site.url("/a"))
    site.pages["/b"] = page()
    fetched(fetcher, site.url("/b"))


def test_a_robots_txt_that_would_fill_the_memory_is_not_read(site: Site, fetcher: Fetcher) -> None:
    agents = b"".join(b"User-agent: a%d\n" % n for n in range(12_000))
    site.pages["/robots.txt"] = page(agents + b"Allow: /a\n" * 24_000)
    assert "too many rules for too many robots" in reason(fetcher, site.url())


def test_each_port_has_its_own_robots_txt(site: Site, fetcher: Fetcher) -> None:
    other = Site()
    try:
        site.pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /")
        assert "closed" in reason(fetcher, site.url())
        fetched(fetcher, other.url())
    finally:
        other.close()


# The pace


def test_a_host_is_asked_once_a_second(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    for _ in range(3):
        fetcher.fetch(site.url())
    assert clock.slept == [1.0, 1.0, 1.0]  # robots.txt, and three pages


def test_a_longer_crawl_delay_is_kept_to(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.pages["/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 7")
    for _ in range(2):
        fetcher.fetch(site.url())
    assert clock.slept == [7.0, 7.0]


def test_a_shorter_crawl_delay_is_a_second(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.pages["/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 0.1")
    fetcher.fetch(site.url())
    assert clock.slept == [1.0]


def test_a_site_that_wants_minutes_between_requests_is_left_alone(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 3600")
    assert "wants 3600 seconds between two requests" in reason(fetcher, site.url())


def test_a_server_that_says_later_is_asked_later(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.pages["/"] = in_turn(page(b"", 503, Retry_After="20"), page(b"", 429), page())
    fetched(fetcher, site.url())
    assert clock.slept == [1.0, 20.0, 10.0]


def test_a_date_to_come_back_at_is_held_against_the_servers_own_clock(
    site: Site, fetcher: Fetcher, clock: Clock
) -> None:
    def busy(request: BaseHTTPRequestHandler) -> None:
        request.send_response_only(429)
        request.send_header("Date", "Fri, 01 Jan 1999 00:00:00 GMT")
        request.send_header("Retry-After", "Fri, 01 Jan 1999 00:01:00 GMT")
        request.send_header("Content-Length", "0")
        request.end_headers()

    site.pages["/"] = in_turn(busy, page())
    fetched(fetcher, site.url())
    assert clock.slept == [1.0, 60.0]


def test_a_server_that_says_much_later_is_not_waited_for(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = page(b"", 429, Retry_After="86400")
    assert reason(fetcher, site.url()) == "is not given: the server answers 429, it is asked too often"
    assert len(site.read) == 1


def test_a_host_that_fails_again_and_again_is_left(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {f"/{n}": page(b"", 503) for n in range(5)}
    whys = [reason(fetcher, site.url(f"/{n}")) for n in range(5)]
    assert whys[2:4] == [
        "is not given: the server answers 503",
        "is left, as its host failed 3 times in a row",
    ]
    assert len(site.read) == 3 * 3


def test_a_host_that_cannot_be_connected_to_is_asked_for_one_page_only(clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Fetcher(allow_private=True, outside=outside_of(clock)) as fetcher:
        outcomes = list(fetcher.fetch_all(f"http://127.0.0.1:{port}/{n}" for n in range(100)))
    assert {str(outcome.reason) for outcome in outcomes if isinstance(outcome, Skipped)} == {
        "is left alone, as its site's robots.txt cannot be connected to"
    }
    assert len(outcomes) == 100
    assert sum(clock.slept) == 30  # after each of three tries


# Many


def _many(clock: Clock, urls: Iterable[str]) -> list[Fetched | NotModified | Skipped]:
    names = Names(**{f"{letter}_example": [[PUBLIC]] for letter in "abc"})
    with public(clock, names) as (fetcher, _):
        return list(fetcher.fetch_all(urls))


def test_the_wait_for_one_host_serves_the_others(site: Site, clock: Clock) -> None:
    site.pages |= {f"/{n}": page() for n in range(4)}
    urls = [site.url(f"/{n}", f"{letter}.example") for letter in "abc" for n in range(4)]
    outcomes = _many(clock, urls)
    assert sorted(o.document.key for o in outcomes if isinstance(o, Fetched)) == urls
    assert sum(clock.slept) == pytest.approx(4.0, abs=0.3)  # not three times that
    assert site.asked.count("/robots.txt") == 3
    hosts = [headers["host"] for headers in site.headers]
    assert {*hosts[:3]} == {*hosts[3:6]} == {f"{letter}.example:{site.port}" for letter in "abc"}


def test_what_cannot_be_had_is_skipped_and_the_rest_comes(site: Site, clock: Clock) -> None:
    urls = ["file:///etc/passwd", site.url("/none", "a.example"), "http://a\nb/", site.url(host="a.example")]
    outcomes = _many(clock, urls)
    assert [o for o in outcomes if isinstance(o, Skipped)] == [
        Skipped(urls[0], "is no address of the web: give one that begins with https:// or http://"),
        Skipped("http://a\\nb/", "is no web address"),
        Skipped(urls[1], "is not given: the server answers 404, there is no such page"),
    ]
    assert isinstance(outcomes[-1], Fetched)


def test_a_page_that_redirects_waits_for_the_robots_txt_that_another_asks_for(
    site: Site, clock: Clock
) -> None:
    def robots(request: BaseHTTPRequestHandler) -> None:
        later(request) if request.headers["Host"].startswith("b.") else none(request)

    none, later = page(b"", 404), in_turn(page(b"", 503), page(b"", 404))
    site.pages |= {"/robots.txt": robots, "/to-b": redirect(site.url("/in-b", "b.example")), "/in-b": page()}
    outcomes = _many(clock, [site.url(host="b.example"), site.url("/to-b", "a.example")])
    assert [outcome.document.url for outcome in outcomes if isinstance(outcome, Fetched)] == [
        site.url(host="b.example"),
        site.url("/in-b", "b.example"),
    ]
    assert site.asked.count("/robots.txt") == 3


def test_addresses_may_be_added_while_they_are_fetched(site: Site, clock: Clock) -> None:
    class Growing:
        def __init__(self) -> None:
            self.urls = [site.url(host="a.example")]

        def __iter__(self) -> "Growing":
            return self

        def __next__(self) -> str:
            if not self.urls:
                raise StopIteration
            return self.urls.pop(0)

    urls = Growing()
    site.pages["/next"] = page()
    keys = []
    with public(clock, Names(a_example=[[PUBLIC]])) as (fetcher, _):
        for outcome in fetcher.fetch_all(urls):
            assert isinstance(outcome, Fetched)
            keys.append(outcome.document.key)
            if len(keys) == 1:
                urls.urls.append(site.url("/next", "a.example"))
    assert keys == [site.url(host="a.example"), site.url("/next", "a.example")]


def test_addresses_are_taken_as_they_are_needed(site: Site, clock: Clock) -> None:
    taken = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(1)
            yield site.url(host="a.example")

    with public(clock, Names(a_example=[[PUBLIC]])) as (fetcher, _):
        outcomes = fetcher.fetch_all(endless())
        assert isinstance(next(outcomes), Fetched)
        outcomes.close()  # type: ignore[attr-defined]
    assert len(taken) == 1_000


# TLS


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context for news.example, and one that relies on who signed for it: itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "news.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, _relying(path)


def _relying(path: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(path))


@pytest.fixture
def secure(authority: tuple[ssl.SSLContext, ssl.SSLContext]) -> Iterator[Site]:
    made = Site(authority[0])
    yield made
    made.close()


def test_a_certificate_is_checked_against_the_name(
    secure: Site, clock: Clock, authority: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    names = Names(news_example=[[PUBLIC]], other_example=[[PUBLIC]])
    with public(clock, names, tls=authority[1]) as (fetcher, wire):
        fetched(fetcher, secure.url(host="news.example", scheme="https"))
        assert wire.dialled == [PUBLIC]
        other = secure.url(host="other.example", scheme="https")
        assert reason(fetcher, other) == "has no certificate that can be relied on for its name"


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: Site, clock: Clock) -> None:
    with public(clock, Names(news_example=[[PUBLIC]])) as (fetcher, _):
        why = reason(fetcher, secure.url(host="news.example", scheme="https"))
    assert why == "has no certificate that can be relied on for its name"
    assert secure.asked == []


def test_a_redirect_from_https_to_http_is_not_followed(
    secure: Site, site: Site, clock: Clock, authority: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    secure.pages["/"] = redirect(site.url(host="news.example"))
    site.pages["/up"] = redirect(secure.url("/a", "news.example", "https"))
    secure.pages["/a"] = page()
    with public(clock, Names(news_example=[[PUBLIC]]), tls=authority[1]) as (fetcher, _):
        why = reason(fetcher, secure.url(host="news.example", scheme="https"))
        assert "redirects from https to http" in why
        assert fetched(fetcher, site.url("/up", "news.example")).document.url == secure.url(
            "/a", "news.example", "https"
        )


def test_a_proxy_of_the_environment_is_not_used(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    fetched(fetcher, site.url())


def test_what_does_not_answer_is_told_from_what_may_not_be_asked() -> None:
    assert issubclass(Unreachable, Unfetchable)
