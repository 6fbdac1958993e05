"""Files that were made to do harm: bounded in time and memory, one clear line, and the file beside is read."""

import gzip
import json
import os
import re
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from specimens import FIRE, LONG, answer, box, chapter, epub, message, page, record, rss, word, zipped

from index.article import Article, Skipped
from index.documents import Document
from index.intake import Intake
from index.isolation import Isolation
from index.reading import read
from ui.cli import main

ROOT = Path(__file__).parent.parent
MEGABYTE = 1_000_000
# Far above what is measured (the slowest takes 3 s on an idle machine): busy machines are slow.
SECONDS = 60.0
MEMORY = 1_300_000_000  # bytes that the reading process may hold at once


@pytest.fixture(scope="module")
def isolation() -> Iterator[Isolation]:
    with Isolation() as process:
        yield process


def _read(isolation: Isolation, path: Path) -> list[object]:
    """Read a file in bounds."""
    begun = time.monotonic()
    items: list[object] = list(isolation.read(Document(path.name, path=str(path), file=path)))
    assert time.monotonic() - begun < SECONDS
    process = isolation._process
    if process is not None and sys.platform == "linux":
        status = Path(f"/proc/{process.pid}/status").read_text()
        assert 1024 * int(re.search(r"VmHWM:\s+(\d+)", status)[1]) < MEMORY  # type: ignore[index]
        Path(f"/proc/{process.pid}/clear_refs").write_text("5")
    return items


def _swelling(before: bytes, filling: bytes, megabytes: int, after: bytes = b"", wbits: int = 31) -> bytes:
    """A few kilobytes that unpack to as many megabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    packed = packer.compress(before)
    for _ in range(megabytes):
        packed += packer.compress(filling * (MEGABYTE // len(filling)))
    return packed + packer.compress(after) + packer.flush()


def _repacked(source: bytes, **changes: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(source)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    named = {next(name for name in entries if name.endswith(f"{end}.xml")): new for end, new in changes.items()}
    return zipped(*(entries | named).items())


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _word(body: str, before: str = "") -> bytes:
    return _repacked(word(), document=f"{before}<w:document {W}><w:body>{body}</w:body></w:document>".encode())


def _laughs(root: str) -> str:
    """A document type with entities that stand for a billion letters."""
    first = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f"<!DOCTYPE {root} [{first}]>"


def _lines(head: str, count: int, line: str) -> bytes:
    return (head + line * count).encode()


def _nested_messages(depth: int) -> bytes:
    parts = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return f"Subject: x\n{''.join(parts)}Content-Type: text/plain\n\n{FIRE}\n".encode()


def _overlapping() -> bytes:
    """A zip file in which two hundred entries are one."""
    content = b"a" * 900_000
    data = _swelling(b"", b"a", 0, content, -15)
    size = (zlib.crc32(content), len(data), len(content), 1)
    head = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, *size, 0) + b"x" + data
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, *size, 0, 0, 0, 0, 0, 0) + b"x"
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 200, 200, 200 * len(entry), len(head), 0)
    return head + 200 * entry + end


def _lying() -> bytes:
    """A Word document whose text is said to be of ten bytes."""
    source = word(FIRE)
    at = source.rfind(b"PK\x01\x02", 0, source.rfind(b"word/document.xml") + 1) + 24
    return source[:at] + struct.pack("<I", 10) + source[at + 4 :]


def _countless() -> bytes:
    """A zip64 file that says it has 2**63 entries."""
    source = word(FIRE)
    end = source.rfind(b"PK\x05\x06")
    sizes = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 2**63, 2**63, 2**62, 2**40)
    place = struct.pack("<IIQI", 0x07064B50, 0, end, 1)
    return source[:end] + sizes + place + source[end : end + 8] + b"\xff" * 12 + source[end + 20 :]


def _in_itself(depth: int) -> bytes:
    """Zip files in a zip file, as deep as is said."""
    source = zipped(("a.txt", b"0" * MEGABYTE))
    for number in range(depth):
        source = zipped(*((f"{number}-{copy}.zip", source) for copy in range(16)))
    return source


# The name of each file, what makes it, and what its one line says.
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("spaces.docx", lambda: _repacked(word(), document=b" " * (150 * MEGABYTE)), "hundreds of times its size"),
    ("paragraphs.docx", lambda: _word("<w:p/>" * 3_000_000), "hundreds of times its size"),
    ("42.docx", lambda: _in_itself(3), "is not a Word document"),
    ("42.epub", lambda: _in_itself(3), "META-INF/container.xml is missing"),
    ("overlapping.docx", _overlapping, "is not a Word document"),
    ("lying.docx", _lying, "is not a Word document"),
    ("countless.docx", _countless, "is not a Word document"),
    ("entries.docx", lambda: zipped(*((str(n), b"") for n in range(6_000))), "more than 5,000 files"),
    ("chapter.epub", lambda: epub(b"<html>" + b" " * (100 * MEGABYTE)), "hundreds of times its size"),
    ("laughs.docx", lambda: _word("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", _laughs("w:document")), "is not a Word"),
    ("laughs.epub", lambda: epub((_laughs("html") + "<html><body>&a9;</body></html>").encode()), "no chapters"),
    ("laughs.rss", lambda: (_laughs("rss") + "<rss><channel><title>&a9;</title></channel></rss>").encode(), "entities"),
    ("laughs.xml", lambda: (_laughs("urlset") + "<urlset><url><loc>&a9;</loc></url></urlset>").encode(), "document type"),
    ("quadratic.rss", lambda: b'<!DOCTYPE rss [<!ENTITY a "%b">]><rss>' % (b"a" * 99_999) + b"&a;" * 99_999, "entities"),
    ("outside.rss", lambda: b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>', "entities"),
    ("outside.xml", lambda: b'<!DOCTYPE urlset SYSTEM "file:///dev/zero"><urlset/>', "document type"),
    ("deep.json", lambda: b"[" * MEGABYTE, "is not JSON"),
    ("deep.jsonl", lambda: b'{"a":' * 900_000, "is not JSON"),
    ("deep.html", lambda: b"<div>" * MEGABYTE, "no article"),
    ("deep.rss", lambda: b"<rss>" + b"<a>" * MEGABYTE, "more than 500 deep"),
    ("deep.xml", lambda: b"<urlset>" + b"<a>" * MEGABYTE, "deeper in each other"),
    ("digits.json", lambda: b'{"text": "A story.", "date": ' + b"9" * MEGABYTE + b"}", "is not JSON"),
    ("columns.csv", lambda: b",".join(b"c%d" % n for n in range(300_000)) + b"\n1\n", "no column for the text"),
    ("lines.txt", lambda: b"a\n\n" * 1_000_000, "longer than any article"),
    ("lines.json", lambda: json.dumps({"text": "a " * 10 * MEGABYTE}).encode(), "longer than any article"),
    ("parts.eml", lambda: _nested_messages(10_000), "too many parts"),
    ("parts.mhtml", lambda: _nested_messages(3_000), "is damaged, or no MHTML"),
    ("bomb.xml.gz", lambda: _swelling(b"<urlset>", b" ", 400), "unpacks to more than 50 MB"),
    ("page.warc", lambda: record(answer(_swelling(b"<html>", b" ", 400), "Content-Encoding: gzip\r\n")), "more than 10 MB"),
    ("long.warc", lambda: record(b"x").replace(b"Content-Length: 1\r", b"Content-Length: 999999999999999\r"), "is cut off"),
    ("chunk.warc", lambda: record(b"WARC/1.0\r\n" * 2 * MEGABYTE).replace(b"Length: 20000000\r", b"Length: 9\r"), "not as long"),
    ("empty.warc.gz", lambda: gzip.compress(b"") * 50_000, "holds no record"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "reason"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_what_is_made_to_do_harm_is_one_line(
    name: str, make: Callable[[], bytes], reason: str, isolation: Isolation, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    items = _read(isolation, path)
    assert [type(item) for item in items] == [Skipped], items
    (skipped,) = items
    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason, skipped.reason
    assert len(skipped.reason) < 500
    assert skipped.reason.isprintable()
