"""Web archives: whole, damaged in every place, and made to swell."""

import gzip
import random
import tracemalloc
import zlib
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import brotli
import pytest
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from index.article import Skipped
from index.documents import Document
from index.errors import UnreadableFile
from index.gunzip import inflated
from index.readers import warc

EOL = b"\r\n"


def _page(number: int) -> bytes:
    return b"<html><body><p>Story %d</p></body></html>" % number


def _answer(number: int, fields: bytes = b"", status: bytes = b"200 OK", kind: bytes = b"text/html") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\nContent-Type: " + kind + EOL + fields + EOL + _page(number)


def _record(
    number: int,
    block: bytes | None = None,
    length: bytes | None = None,
    fields: bytes = b"Content-Type: application/http; msgtype=response\r\n",
    kind: bytes = b"response",
) -> bytes:
    block = _answer(number) if block is None else block
    length = b"Content-Length: %d\r\n" % len(block) if length is None else length
    return (
        b"WARC/1.0\r\nWARC-Type: %b\r\nWARC-Target-URI: https://news.example/%d\r\n" % (kind, number)
        + b"WARC-Date: 2020-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:id-%d>\r\n" % number
        + fields
        + length
        + EOL
        + block
        + EOL
        + EOL
    )


def _read(source: bytes | Path) -> list[Document | Skipped]:
    name = "news.warc.gz"
    if isinstance(source, Path):
        return list(warc.read(Document(name, path=f"/{name}", file=source)))
    return list(warc.read(Document(name, path=f"/{name}", content=source)))


def _stories(found: list[Document | Skipped]) -> list[int]:
    """The numbers of the pages' addresses; each page is whole."""
    numbers = []
    for page in found:
        if isinstance(page, Document):
            number = int((page.url or "").rpartition("/")[2])
            assert page.content == _page(number)
            numbers.append(number)
    return numbers


def _reasons(found: list[Document | Skipped]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Skipped)]


def _members(count: int = 5) -> list[bytes]:
    return [gzip.compress(_record(number)) for number in range(count)]


def _zeroed(source: bytes, start: int, size: int = 20) -> bytes:
    return source[:start] + bytes(size) + source[start + size :]


PLAIN = b"".join(_record(number) for number in range(5))


@pytest.mark.parametrize(
    "source",
    [
        PLAIN,
        b"".join(_members()),
        gzip.compress(PLAIN),
        gzip.compress(PLAIN[:700]) + gzip.compress(PLAIN[700:]),
        PLAIN.replace(b"WARC/1.0", b"WARC/0.18"),
        PLAIN.replace(b"WARC/1.0", b"WARC/1.1"),
        b"".join(_record(n, fields=b"") for n in range(5)),
        b"".join(
            _record(n).replace(b"https://news.example/%d" % n, b"<https://news.example/%d>" % n)
            for n in range(5)
        ),
        PLAIN[:-4],
        b"\r\n\r\n" + PLAIN + b"\r\n\r\n\r\n",
    ],
    ids=[
        "plain",
        "members",
        "one gzip",
        "cut anywhere",
        "0.18",
        "1.1",
        "no type",
        "brackets",
        "no end",
        "lines",
    ],
)
def test_a_whole_file_gives_all_its_pages(source: bytes) -> None:
    found = _read(source)
    assert _stories(found) == [0, 1, 2, 3, 4]
    assert not _reasons(found)


def test_bare_line_feeds_are_taken() -> None:
    records = []
    for number in range(3):
        block = _answer(number).replace(EOL, b"\n")
        head, _, _ = _record(number, block).partition(EOL + EOL)
        records.append(head.replace(EOL, b"\n") + b"\n\n" + block + b"\n\n")
    assert _stories(_read(b"".join(records))) == [0, 1, 2]


def _written(blocks: list[bytes], file: BinaryIO) -> None:
    """Write records as the crawlers' library does, with their checksums."""
    for number, block in enumerate(blocks):
        record = WarcRecord()
        record.init_headers(WarcRecordType.response, b"id-%d" % number)
        record.headers.append("WARC-Target-URI", f"https://news.example/{number}")
        record.is_http = True
        record.set_bytes_content(block)
        record.write(file, checksum_data=True)


def test_a_file_by_the_library_that_others_use_is_read(tmp_path: Path) -> None:
    path = tmp_path / "news.warc.gz"
    with path.open("wb") as raw, GzipWriter(raw) as file:
        _written([_answer(number) for number in range(3)], file)
    assert _stories(_read(path)) == [0, 1, 2]


def test_a_page_that_does_not_match_its_checksum_is_skipped() -> None:
    file = BytesIO()
    _written([_answer(number) for number in range(3)], file)
    found = _read(file.getvalue().replace(b"Story 1", b"Glory 1"))
    assert _stories(found) == [0, 2]
    assert _reasons(found) == ["does not match its checksum"]


def test_a_page_knows_its_address_its_type_and_its_charset_and_not_when_it_was_published() -> None:
    (page,) = _read(_record(7, _answer(7, kind=b'Text/HTML; Charset="ISO-8859-1"')))
    assert isinstance(page, Document)
    assert page.key == "news.warc.gz#id-7"
    assert (page.url, page.media_type, page.charset) == ("https://news.example/7", "text/html", "ISO-8859-1")


@pytest.mark.parametrize(
    "other",
    [
        _record(9, _answer(9, status=b"301 Moved")),
        _record(9, _answer(9, status=b"404 Not Found")),
        _record(9, _answer(9, kind=b"image/png")),
        _record(9, _answer(9, kind=b"text/plain")),
        _record(9, kind=b"revisit"),
        _record(9, kind=b"request"),
        _record(9, b"software: x\r\n", kind=b"warcinfo"),
        _record(9).replace(b"/9", b"/robots.txt"),
        _record(9).replace(b"https://news.example/9", b"dns:news.example"),
        _record(9, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
        _record(9, b"x" * 100, fields=b"Content-Type: image/png\r\n", kind=b"resource"),
    ],
)
def test_what_is_no_page_is_passed_over_in_silence(other: bytes) -> None:
    found = _read(_record(0) + other + _record(1))
    assert _stories(found) == [0, 1]
    assert not _reasons(found)


def test_a_resource_that_is_a_page_is_read() -> None:
    assert _stories(_read(_record(0, _page(0), fields=b"Content-Type: text/html\r\n", kind=b"resource"))) == [
        0
    ]


def _chunked(content: bytes) -> bytes:
    return b"%x\r\n" % len(content) + content + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("fields", "encode"),
    [
        (b"Content-Encoding: gzip\r\n", gzip.compress),
        (b"Content-Encoding: x-gzip\r\n", gzip.compress),
        (b"Content-Encoding: br\r\n", brotli.compress),
        (b"Content-Encoding: deflate\r\n", zlib.compress),
        (b"Content-Encoding: deflate\r\n", lambda page: zlib.compress(page, wbits=-15)),
        (b"Content-Encoding: deflate\r\n", lambda page: page),
        (b"Transfer-Encoding: chunked\r\n", _chunked),
        (
            b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
            lambda page: _chunked(gzip.compress(page)),
        ),
        (b"Transfer-Encoding: chunked\r\n", bytes),
        (b"Content-Encoding: gzip\r\n", bytes),
        (b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", gzip.compress),
        (b"Transfer-Encoding: chunked\r\nContent-Encoding: br\r\n", _chunked),
    ],
)
def test_what_the_answer_says_of_its_encoding_is_followed_where_it_is_true(
    fields: bytes, encode: type[bytes]
) -> None:
    head, _, _ = _answer(3, fields).partition(EOL + EOL)
    assert _stories(_read(_record(3, head + EOL + EOL + encode(_page(3))))) == [3]


def _second(record: bytes) -> tuple[bytes, list[int]]:
    """A file whose second record is this one; the others are whole."""
    return _record(0) + record + _record(2) + _record(3), [0, 2, 3]


def _third(member: bytes) -> tuple[bytes, list[int]]:
    """A compressed file whose third member is this one; the others are whole."""
    members = _members()
    return b"".join([*members[:2], member, *members[3:]]), [0, 1, 3, 4]


def _length(length: bytes) -> bytes:
    return _record(1, length=b"Content-Length: " + length + EOL)


_MEMBER = _members()[2]
_GZIPPED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
_BROTLI = _GZIPPED.replace(b"gzip", b"br")
_CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
_DAMAGED = {
    "garbage between records": (_record(0) + b"garbage\x00\xff\r\nmore: x\r\n" * 3 + _record(1), [0, 1]),
    "too short a length": _second(_length(b"10")),
    "too long a length": _second(_length(b"700")),
    "a length past the end": _second(_length(b"99999")),
    "a negative length": _second(_length(b"-5")),
    "an endless length": _second(_length(b"1" + b"0" * 30)),
    "no length": _second(_record(1, length=b"")),
    "no header": _second(b"WARC/1.0\r\n\r\n"),
    "a header without an end": _second(b"WARC/1.0\r\n" + b"A: b\r\n" * 20_000),
    "no HTTP": _second(_record(1, b"<html>no answer</html>")),
    "an empty block": _second(_record(1, b"")),
    "cut off when captured": _second(_record(1, fields=b"WARC-Truncated: length\r\n")),
    "gzip cut off inside": _second(_record(1, _GZIPPED + gzip.compress(_page(1) * 50)[:-30])),
    "chunks cut off inside": _second(_record(1, _CHUNKED + _chunked(_page(1))[:-30])),
    "brotli cut off inside": _second(_record(1, _BROTLI + brotli.compress(_page(1) * 50)[:-10])),
    "cut off at the end": (PLAIN[:-60], [0, 1, 2, 3]),
    "cut off in a header": (PLAIN + _record(5)[:50], [0, 1, 2, 3, 4]),
    "a member damaged": _third(_zeroed(_MEMBER, 40)),
    "a checksum damaged": _third(_MEMBER[:-8] + b"abcd" + _MEMBER[-4:]),
    "a member's start damaged": _third(b"xx" + _MEMBER[2:]),
    "a member cut off": _third(_MEMBER[:60]),
    "a member of garbage": _third(b"garbage" * 9),
    "garbage compressed": _third(gzip.compress(b"garbage" * 9)),
    "too long a length in a member": _third(gzip.compress(_length(b"900"))),
    "too short a length in a member": _third(gzip.compress(_length(b"10"))),
    "garbage at the end": (b"".join([*_members(), b"garbage" * 9]), [0, 1, 2, 3, 4]),
    "the last member cut off": (b"".join(_members())[:-50], [0, 1, 2, 3]),
}


@pytest.mark.parametrize("damage", _DAMAGED)
def test_damage_costs_its_own_record_and_one_line(damage: str) -> None:
    source, stories = _DAMAGED[damage]
    found = _read(source)
    assert _stories(found) == stories
    (reason,) = _reasons(found)
    assert "\n" not in reason


def test_one_gzip_stream_is_read_around_its_damage() -> None:
    chance = random.Random(1)
    noise = [b"<p>" + chance.randbytes(20_000).hex().encode() for _ in range(50)]
    file = BytesIO()
    _written([_answer(number) + noise[number] for number in range(50)], file)
    whole = gzip.compress(file.getvalue())
    found = _read(_zeroed(whole, len(whole) // 2))
    pages = {int((page.url or "").rpartition("/")[2]): page for page in found if isinstance(page, Document)}
    assert len(pages) >= 24
    assert all(page.content == _page(number) + noise[number] for number, page in pages.items())
    assert _reasons(found)


def test_much_damage_is_counted_and_not_listed() -> None:
    found = _read(b"".join(_record(0) + b"garbage\r\n" for _ in range(100)))
    assert len(_stories(found)) == 100
    assert len(_reasons(found)) == 21
    assert _reasons(found)[-1] == "80 more of its records are damaged"


@pytest.mark.parametrize(
    "source", [b"no archive", b"", gzip.compress(b"no archive"), b"\x1f\x8b\x08\x00broken"]
)
def test_what_is_no_web_archive_is_said_to_be_none(source: bytes) -> None:
    with pytest.raises(UnreadableFile, match="holds no record of a web archive"):
        list(
            warc.records(BytesIO(source), frozenset({b"response"}), 100)
            if source
            else warc.records(BytesIO(), frozenset(), 1)
        )


def test_an_archive_without_a_page_says_so() -> None:
    with pytest.raises(UnreadableFile, match="holds no HTML page"):
        _read(_record(0, kind=b"request"))


def _swelling(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


def test_a_member_that_swells_is_left_and_the_rest_is_read() -> None:
    bomb = _swelling(1 << 28)
    tracemalloc.start()
    found = _read(b"".join([_members()[0], bomb, _members()[1]]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert _stories(found) == [0, 1]
    assert any("swells" in reason for reason in _reasons(found))
    assert peak < 20_000_000


def test_a_page_that_swells_is_skipped() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    found = _read(_record(0) + _record(1, head + _swelling(1 << 26)) + _record(2))
    assert _stories(found) == [0, 2]
    assert _reasons(found) == ["holds a page of more than 10 MB"]


def test_a_record_larger_than_any_page_is_passed_over_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "news.warc"
    with path.open("wb") as file:
        file.write(_record(0) + _record(1, b"", b"Content-Length: 300000000\r\n")[:-4])
        file.seek(300_000_000, 1)
        file.write(EOL + EOL + _record(2))
    tracemalloc.start()
    found = _read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert _stories(found) == [0, 2]
    assert peak < 10_000_000


def test_a_gzip_file_of_anything_is_inflated_whole() -> None:
    source = random.Random(2).randbytes(3_000_000)
    packed = gzip.compress(source[:1_000_000]) + gzip.compress(b"") + gzip.compress(source[1_000_000:])
    assert b"".join(piece.data for piece in inflated(BytesIO(packed))) == source


@pytest.mark.parametrize(
    "source", [PLAIN, b"".join(_members()), gzip.compress(PLAIN)], ids=["plain", "gz", "one"]
)
def test_damage_anywhere_raises_nothing_else(source: bytes) -> None:
    chance = random.Random(3)
    for _ in range(500):
        changed = bytearray(source)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(changed))
            match chance.randrange(3):
                case 0:
                    changed[place] = chance.randrange(256)
                case 1:
                    del changed[place : place + chance.randrange(100)]
                case _:
                    changed[place:place] = changed[: chance.randrange(100)]
        try:
            found = _read(bytes(changed))
        except UnreadableFile:
            continue
        assert all(isinstance(item, Document | Skipped) for item in found)
