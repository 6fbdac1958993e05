"""Files that were made to do harm: bounded in time and memory, one clear line; those beside are read."""

import gzip
import json
import os
import re
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
from specimens import FIRE, LONG, answer, box, epub, message, page, record, word, zipped

from index.article import Article, Skipped
from index.decoding import decode
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
    for end, new in changes.items():
        entries[next(name for name in entries if name.endswith(f"{end}.xml"))] = new
    return zipped(*entries.items())


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _word(body: str, before: str = "") -> bytes:
    text = f"{before}<w:document {W}><w:body>{body}</w:body></w:document>"
    return _repacked(word(), document=text.encode())


def _laughs(root: str, body: str) -> bytes:
    """XML with an entity that stands for a billion letters."""
    first = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f"<!DOCTYPE {root} [{first}]>{body}".encode()


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
    (
        "spaces.docx",
        lambda: _repacked(word(), document=b" " * (150 * MEGABYTE)),
        "hundreds of times its size",
    ),
    ("paragraphs.docx", lambda: _word("<w:p/>" * 3_000_000), "hundreds of times its size"),
    ("42.docx", lambda: _in_itself(3), "is not a Word document"),
    ("42.epub", lambda: _in_itself(3), "META-INF/container.xml is missing"),
    ("overlapping.docx", _overlapping, "is not a Word document"),
    ("lying.docx", _lying, "is not a Word document"),
    ("countless.docx", _countless, "is not a Word document"),
    ("entries.docx", lambda: zipped(*((str(n), b"") for n in range(6_000))), "more than 5,000 files"),
    ("chapter.epub", lambda: epub(b"<html>" + b" " * (100 * MEGABYTE)), "hundreds of times its size"),
    (
        "laughs.docx",
        lambda: _word("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", _laughs("w:document", "").decode()),
        "is not a Word",
    ),
    ("laughs.epub", lambda: epub(_laughs("html", "<html><body>&a9;</body></html>")), "no chapters"),
    ("laughs.rss", lambda: _laughs("rss", "<rss><channel><title>&a9;</title></channel></rss>"), "entities"),
    ("laughs.xml", lambda: _laughs("urlset", "<urlset><url><loc>&a9;</loc></url></urlset>"), "document type"),
    (
        "quadratic.rss",
        lambda: b'<!DOCTYPE rss [<!ENTITY a "%b">]><rss>' % (b"a" * 99_999) + b"&a;" * 99_999,
        "entities",
    ),
    (
        "outside.rss",
        lambda: b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>',
        "entities",
    ),
    ("outside.xml", lambda: b'<!DOCTYPE urlset SYSTEM "file:///dev/zero"><urlset/>', "document type"),
    ("deep.json", lambda: b"[" * MEGABYTE, "is not JSON"),
    ("deep.jsonl", lambda: b'{"a":' * 900_000, "is not JSON"),
    ("deep.html", lambda: b"<div>" * MEGABYTE, "no article"),
    ("deep.rss", lambda: b"<rss>" + b"<a>" * MEGABYTE, "more than 500 deep"),
    ("deep.xml", lambda: b"<urlset>" + b"<a>" * MEGABYTE, "deeper in each other"),
    ("digits.json", lambda: b'{"text": "A story.", "date": ' + b"9" * MEGABYTE + b"}", "is not JSON"),
    (
        "columns.csv",
        lambda: b",".join(b"c%d" % n for n in range(300_000)) + b"\n1\n",
        "no column for the text",
    ),
    ("lines.txt", lambda: b"a\n\n" * 1_000_000, "longer than any article"),
    ("lines.json", lambda: json.dumps({"text": "a " * 10 * MEGABYTE}).encode(), "longer than any article"),
    ("parts.eml", lambda: _nested_messages(10_000), "too many parts"),
    ("parts.mhtml", lambda: _nested_messages(3_000), "too many parts"),
    ("bomb.xml.gz", lambda: _swelling(b"<urlset>", b" ", 400), "unpacks to more than 50 MB"),
    (
        "page.warc",
        lambda: record(answer(_swelling(b"<html>", b" ", 400), "Content-Encoding: gzip\r\n")),
        "more than 10 MB",
    ),
    (
        "wide.eml",
        lambda: b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 3_000_000,
        "too many parts",
    ),
    (
        "wide.mhtml",
        lambda: b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 3_000_000,
        "too many parts",
    ),
    ("borders.eml", lambda: _nested_messages(150) + b"a\n" * 9_000_000, "too many parts"),
    (
        "field.eml",
        lambda: b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html" + b";" * 900_000,
        "header that is longer than any",
    ),
    ("fields.mhtml", lambda: b"A: b\n" * 3_000_000 + b"\n<p>x</p>\n", "no header of a message"),
    (
        "field.mhtml",
        lambda: b"Content-Type: text/html" + b";" * 900_000 + b"\n\n<p>x</p>\n",
        "no header of a message",
    ),
    ("empty.warc.gz", lambda: gzip.compress(b"") * 50_000, "empty gzip members"),
]


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


def test_two_hundred_megabytes_in_one_line_are_one_line(isolation: Isolation, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    with whole.open("wb") as file:
        for _ in range(200):
            file.write(b"a" * MEGABYTE)
    for suffix in ".txt .csv .tsv .html .rss .json .jsonl .mbox .eml .mhtml .pdf .docx .epub .xml.gz".split():
        path = tmp_path / f"line{suffix}"
        path.hardlink_to(whole)
        assert [type(item) for item in _read(isolation, path)] == [Skipped], suffix
        path.unlink()


def test_what_swells_in_a_web_archive_costs_its_record_alone(isolation: Isolation, tmp_path: Path) -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 2000000000\r\n\r\n"
    path = tmp_path / "news.warc.gz"
    path.write_bytes(_swelling(head, b"\0", 400) + gzip.compress(record(answer(page()))))
    found, *others = reversed(_read(isolation, path))
    assert isinstance(found, Article)
    assert FIRE in found.text
    assert {type(item) for item in others} == {Skipped}
    assert len(others) <= 2


def test_an_entity_from_outside_brings_nothing_in(isolation: Isolation, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">]>'
    (tmp_path / "a.docx").write_bytes(_word(f"<w:p><w:r><w:t>{LONG} &a;</w:t></w:r></w:p>", outside))
    body = f"<html><body><p>{LONG} &a;</p></body></html>"
    (tmp_path / "b.epub").write_bytes(epub((outside + body).encode()))
    (tmp_path / "c.html").write_text(outside + body)
    for name in ("a.docx", "b.epub", "c.html"):
        assert not [item for item in _read(isolation, tmp_path / name) if "the secret" in str(item)]


def test_messages_without_number_are_read_one_by_one(isolation: Isolation, tmp_path: Path) -> None:
    path = tmp_path / "news.mbox"
    path.write_bytes(box(b"Subject: x\n\nThe river rose.") * 5_000)
    assert len(_read(isolation, path)) == 5_000


def test_a_page_that_lies_too_deep_is_one_line(isolation: Isolation, tmp_path: Path) -> None:
    block = answer(page())
    for _ in range(5):
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + record(block)
    path = tmp_path / "news.warc"
    path.write_bytes(record(block))
    assert len(_read(isolation, path)) == 1


# What a folder may hold.

_ODD = (
    "new\nline",
    "-",
    "--help",
    "  spaces ",
    "[a-z]*?",
    "$(reboot);",
    "\N{FIRE}",
    "a" * 240,
    "\x1b[31mred",
    "a..",
)


def test_any_name_is_read(tmp_path: Path) -> None:
    for name in _ODD:
        (tmp_path / f"{name}.txt").write_text(FIRE)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.txt")).write_text(FIRE)
    found = list(Intake([str(tmp_path)]))
    assert [item for item in found if isinstance(item, Skipped)] == []
    assert len({item.key for item in found if isinstance(item, Article)}) == len(_ODD) + 1


def test_what_is_no_file_is_one_line_and_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(FIRE)
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.html").symlink_to("/dev/zero")
    (tmp_path / "loop.pdf").symlink_to(tmp_path / "loop.pdf")
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket.eml"))
        found = list(Intake([str(tmp_path)]))
    assert len([item for item in found if isinstance(item, Article)]) == 1
    reasons = {Path(item.path).name: item.reason for item in found if isinstance(item, Skipped)}
    assert sorted(reasons) == ["loop.pdf", "nowhere.txt", "pipe.csv", "socket.eml", "zero.html"]
    assert reasons["zero.html"] == reasons["pipe.csv"] == reasons["socket.eml"] == "is not a regular file"


def test_what_may_not_be_read_is_one_line(tmp_path: Path) -> None:
    for name in ("closed", "listed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(FIRE)
    (tmp_path / "good.txt").write_text(FIRE)
    (tmp_path / "locked.txt").write_text(FIRE)
    script = (
        "import os, sys\nfrom index.intake import Intake\nfrom index.article import Skipped\n"
        "for item in Intake([sys.argv[1]]):\n"
        "    print(os.path.basename(item.path), isinstance(item, Skipped) and item.reason)\n"
    )
    modes = {"closed": 0o000, "listed": 0o444, "locked.txt": 0o000}
    for name, mode in modes.items():
        (tmp_path / name).chmod(mode)
    # Who may read everything is run as one who may not.
    plainly = ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"]
    done = subprocess.run(
        [*(plainly if os.geteuid() == 0 else []), sys.executable, "-c", script, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    for name in modes:
        (tmp_path / name).chmod(0o755)
    assert sorted(done.stdout.splitlines()) == [
        "a.txt Permission denied",
        "closed cannot be listed: Permission denied",
        "good.txt False",
        "locked.txt Permission denied",
    ], done.stderr


def test_a_file_that_vanishes_is_one_line(isolation: Isolation, tmp_path: Path) -> None:
    document = Document("a.txt", path=str(tmp_path / "a.txt"), file=tmp_path / "a.txt")
    assert list(isolation.read(document)) == [Skipped(str(tmp_path / "a.txt"), "No such file or directory")]


def test_five_hundred_folders_in_each_other_are_gone_through(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(500):
        folder /= "a"
        folder.mkdir()
    (folder / "good.txt").write_text(FIRE)
    assert [type(item) for item in Intake([str(tmp_path)])] == [Article]


def test_index_reads_what_is_good_among_what_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text(FIRE)
    (folder / "new\nline\x1b[2J.docx").write_bytes(_in_itself(1))
    (folder / "deep.json").write_bytes(b"[" * MEGABYTE)
    (folder / "columns.csv").write_text("\x1b]0;title\x07,b\n1,2\n")
    (folder / "laughs.rss").write_bytes(_laughs("rss", "<rss/>"))
    (folder / "zero.txt").symlink_to("/dev/zero")
    assert main(["index", "--archive", str(tmp_path / "archive"), str(folder)]) == 0
    *lines, last = capsys.readouterr().out.strip().split("\n")
    assert last == "1 added, 0 updated, 0 unchanged, 5 skipped"
    assert len(lines) == 5
    assert all(line.startswith("skipped ") and line.isprintable() for line in lines)


# What the process that reads can do to the one that asks.


_SCRIPT = """
import sys, time
from pathlib import Path
from index.decoding import decode
from index.documents import Document
from index.isolation import Isolation
isolation = Isolation()
for item in isolation.read(Document("a", file=Path(sys.argv[1]))):
    print(isolation._process.pid, flush=True)
    time.sleep(1000)
"""


def test_who_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\n" + f'"{FIRE}"\n' * 200_000)
    parent = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, str(path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    reader = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + SECONDS
    while _runs(reader) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _runs(reader)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_reading_that_nobody_follows_to_its_end_is_not_taken_for_the_next_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\n" + "The river rose.\n" * 5_000)
    (tmp_path / "b.txt").write_text(FIRE)
    first, second = (Document(name, file=tmp_path / name) for name in ("a.csv", "b.txt"))
    with Isolation() as isolation:
        reading = isolation.read(first)
        next(reading)
        reading.close()
        (article,) = isolation.read(second)
    assert isinstance(article, Article)
    assert article.text == FIRE


def test_what_waits_for_who_asks_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    line = json.dumps({"text": "The river rose on Monday. " * 150_000}) + "\n"
    path.write_text(line * 30)
    with Isolation() as isolation:
        reading = isolation.read(Document("a", file=path))
        next(reading)
        time.sleep(3)
        assert isolation._answers.qsize() < 20_000_000 + 2 * len(line)
        assert sum(1 for _ in reading) == 29


# What the fuzzer found.


@pytest.mark.parametrize(
    ("name", "source", "reason"),
    [
        ("a.csv", b"sep=", "no column for the text"),
        ("a.csv", b"title,b\x1b[31m\x85c\n1,2\n", "no column for the text among title, b [31m"),
        ("a.csv", "title\ntext\u2028,\u202eb\n".encode("utf-16"), "no column for the text among title"),
    ],
)
def test_what_the_fuzzer_found_is_one_line(name: str, source: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(source)
    items = list(read(Document(name, path=str(path), file=path)))
    assert [type(item) for item in items] == [Skipped]
    assert isinstance(items[0], Skipped)
    assert reason in items[0].reason
    assert items[0].reason.isprintable()


@pytest.mark.parametrize(
    "charset", ["punycode", "idna", "unicode_escape", "undefined", "zlib", "\0", "\ud800", ""]
)
def test_what_is_no_encoding_of_texts_is_not_tried(charset: str) -> None:
    begun = time.process_time()
    assert decode(b"-" + b"aa99" * 250_000, charset).startswith("-aa99")
    assert time.process_time() - begun < 5
    assert decode(b"caf\\u00e9 \xc3\xa9", charset) == "caf\\u00e9 é"


def test_a_header_in_a_charset_of_no_name_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(message().as_bytes().replace(b"=?utf-8?", b"=?\xfftf-8?"))
    (item,) = read(Document("a.eml", path=str(path), file=path))
    assert isinstance(item, Article)


def _pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first its catalogue."""
    content, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(content))
    return content + head + table + tail


def _form(content: bytes, inner: int) -> bytes:
    resources = b"/Resources << /XObject << /F %d 0 R >> >>" % inner
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] %b /Length %d" % (resources, len(content))
    return b"<< %b >>\nstream\n%b\nendstream" % (entries, content)


def test_a_pdf_that_hangs_its_parser_is_ended_and_the_next_is_read(tmp_path: Path) -> None:
    # Each of forty forms draws the next ten times over.
    forms = [_form(b"/F Do " * 10, min(5 + number + 1, 44)) for number in range(40)]
    drawn = b"/Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] %b >>" % drawn
    hostile = _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        b"<< /Length 5 >>\nstream\n/F Do\nendstream",
        *forms,
    )
    (tmp_path / "a.pdf").write_bytes(hostile)
    (tmp_path / "b.txt").write_text("The river rose in forty houses, the mayor said.")
    with Isolation(patience=0.1) as isolation:
        (first,) = isolation.read(Document("a.pdf", path="/a.pdf", file=tmp_path / "a.pdf"))
        (second,) = isolation.read(Document("b.txt", path="/b.txt", file=tmp_path / "b.txt"))
    assert isinstance(first, Skipped)
    assert isinstance(second, Article)
