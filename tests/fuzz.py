"""Damages documents of every format and reads them: nothing may come of it but articles and clear lines.

    python tests/fuzz.py --count 20000
    python tests/fuzz.py build/fuzz/mbox-1-4711.eml

Each input is made by its reader's name, the seed and its number, so that a run can be repeated from any
place. Batches are read in forks, and what a fork last said it was at is what hung it or broke it down.
Only PDFium may do that: what it does to a fork must then be one line of Isolation's.
"""

import argparse
import base64
import gzip
import json
import os
import pkgutil
import random
import re
import resource
import select
import signal
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

from specimens import SPECIMENS

import index.readers
from index.article import Article, Skipped
from index.documents import Document, Link, Summary
from index.isolation import Isolation
from index.reading import Item, read
from index.wire import item_from, item_line

FOUND = Path(__file__).parent.parent / "build" / "fuzz"
SLOW = 10.0  # seconds of the processor, for a document of some kilobytes
PATIENCE = 60.0  # seconds without a word, after which a fork hangs
MOST_MEMORY = 600_000_000  # bytes that one small document may take, and that a batch may leave behind
BATCH = 250
LARGEST = 400_000  # bytes of an input
MAY_BREAK = {"pdf": 8.0}  # what PDFium does cannot be prevented, only ended, here after so many seconds
IN_ISOLATION = 40  # of so many inputs, one is read in a process of its own as well
AGAIN = 10  # of so many inputs, one is read twice

# What formats are made of, and what breaks those who believe it.
TOKENS = [
    token.encode("latin-1").decode("unicode_escape").encode("latin-1")
    for token in r"""
    \0 \xff\xfe \xef\xbb\xbf \xed\xa0\x80 \xc0\x80 \xf4\x90\x80\x80 \x1b$B \x85 \u00ad \r \n\n \r\n\r\n \t
    < > </ /> <!-- --> <![CDATA[ ]]> <!DOCTYPE <!ENTITY <?xml <?php &#0; &#xD800; &#x110000;
    &#99999999999; &amp; &lt; &x; &nbsp <p> </p> <div> <table> <td colspan=9999999> <script> <style> <br>
    <a <svg> <template> <plaintext> <textarea> <item> <entry> <title> <link> <url> <loc> <channel> <rss
    <feed <urlset xmlns= xml:base= style= ' \" { } [ ] , : ; | \\\" \\ud800 \\udc00\\ud800 null true NaN
    -Infinity 1e999 -1 0 1.5 [] {} "" {"a":[ \\u0000 0000-00-00 9999-12-31T23:59:59+23:59
    0001-01-01T00:00:00-23:59 10000-01-01 1582-10-04 20191301 12:60 +99:99 31/02/2020 -62135596800
    253402300800 9223372036854775808 99999999999999999999999999999999 4294967296 65536 From\x20
    Content-Type: Content-Length: Content-Encoding:\x20gzip Transfer-Encoding:\x20chunked Date: Subject:
    Message-ID: multipart/mixed;boundary=b --b --b-- charset=utf-7 charset=punycode charset=idna
    charset=utf-16 charset=unicode_escape charset=undefined charset=zlib charset=x-user-defined charset=
    base64 quoted-printable x-uuencode =?utf-8?q?=ff?= =?punycode?b?AAAA?= =?x?y?z?= name*0*=%ff
    name*=utf-8''%ff message/rfc822 =0D=0A WARC/1.0 WARC-Type:\x20response WARC-Truncated:
    WARC-Block-Digest:\x20sha1:A HTTP/1.1\x20200\x20OK \x1f\x8b\x08 PK\x01\x02 PK\x03\x04 PK\x05\x06
    stream\n endstream obj endobj /Type /Kids /Parent /Length /Filter/FlateDecode /Contents
    /MediaBox[0\x200\x201e9\x201e9] BT ET Tf Tj Do cm q Q 1\x200\x20R --- sep=\t http://[ https://:0/ //
    http://[::1 javascript: data: file:///etc/passwd ../../.. urn: tag: # ? % %00 %ff @ & * - + ~ \xa0
    \u2028 <w:p> <w:t> <w:tbl> <w:txbxContent> <w:del> <w:r/> w:val= idref= href= full-path= media-type=
    itemprop= "@graph" "@type" "@id" datePublished og:title article:published_time sha1: id: key: items
    version
    """.replace(r"\u00ad", r"\xc2\xad").replace(r"\u2028", r"\xe2\x80\xa8").split()
]  # fmt: skip
VALUES: tuple[object, ...] = (
    None, True, -1, 0, 10**30, 1e308, float("nan"), "", " ", "\ud800", "\0", "a" * 5000, [], {},
    [[]], [None], {"name": None}, {"rendered": {}}, ["\ud800"], "http://[", "<b", "&#0;",
    "9999-12-31T23:59:59-23:59",
    2**63, "0001-01-01T00:00:00+14:00", [[[[[[[["a"]]]]]]]], {"$date": -(10**18)}, "\u2028", "\ufffe",
    253402300800000,
)  # fmt: skip
Change = Callable[[bytes, random.Random, tuple[bytes, ...]], bytes]


# What is done to documents.


def mutated(source: bytes, chance: random.Random, others: tuple[bytes, ...], depth: int = 0) -> bytes:
    """Change a document, or what is packed in it."""
    if depth < 5 and chance.random() < 0.75:
        for opened in (in_zip, in_gzip, in_record, in_stream, in_json, in_linked):
            with suppress(ValueError, OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError):
                found = opened(source, chance, lambda part: mutated(part, chance, others, depth + 1))
                if found is not None:
                    return found
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        source = chance.choice(CHANGES)(source, chance, others)
    return source[:LARGEST]


def in_zip(source: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes | None:
    if not source.startswith(b"PK"):
        return None
    with zipfile.ZipFile(BytesIO(source)) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    place = chance.randrange(len(entries))
    name, content = entries[place]
    match chance.randrange(8):
        case 0:
            del entries[place]
        case 1:
            entries[place] = change(name.encode()).decode("latin-1")[:1000] or "x", content
        case 2:
            entries[place] = name, chance.choice(entries)[1]
        case _:
            entries[place] = name, change(content)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, archive.compression)
    return packed.getvalue()


def in_gzip(source: bytes, _chance: random.Random, change: Callable[[bytes], bytes]) -> bytes | None:
    if not source.startswith(b"\x1f\x8b"):
        return None
    return gzip.compress(change(gzip.decompress(source)), 1)


def in_record(source: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes | None:
    """Change what a record of a web archive holds, and mostly say its new length."""
    if not source.startswith(b"WARC/"):
        return None
    starts = [found.start() for found in re.finditer(rb"WARC/1.0\r\n", source)]
    start, end = chance.choice(list(zip(starts, [*starts[1:], len(source)], strict=True)))
    head, _, block = source[start:end].partition(b"\r\n\r\n")
    if chance.random() < 0.3:
        head = change(head)
    else:
        answer, _, content = block.removesuffix(b"\r\n\r\n").partition(b"\r\n\r\n")
        block = answer + b"\r\n\r\n" + change(content) if chance.random() < 0.7 else change(block)
        if chance.random() < 0.9:
            head = re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % len(block), head)
        block += b"\r\n\r\n"
    return source[:start] + head + b"\r\n\r\n" + block + source[end:]


def in_stream(source: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes | None:
    """Change an object of a PDF, its stream unpacked, and write its table of objects anew."""
    if not source.startswith(b"%PDF"):
        return None
    objects = list(re.finditer(rb"(?<=\d obj\n).*?(?=endobj)", source, re.DOTALL))
    found = chance.choice(objects)
    head, mark, stream = found[0].partition(b"stream\n")
    body = stream.removesuffix(b"\n").removesuffix(b"endstream").strip(b"\r\n")
    if mark and chance.random() < 0.7:
        if b"FlateDecode" in head:
            body = zlib.compress(change(_unpacked_stream(head, body)), 1)
            head = head.replace(b"/ASCII85Decode", b"")
        else:
            body = change(body)
        head = re.sub(rb"/Length \d+", b"/Length %d" % len(body), head)
    else:
        head = change(head)
    changed = head + (b"stream\n" + body + b"\nendstream\n" if mark else b"")
    whole = source[: found.start()] + changed + source[found.end() :]
    table = whole.rfind(b"xref", 0, whole.rfind(b"startxref"))
    places = [at.start() for at in re.finditer(rb"\d+ 0 obj", whole[:table])]
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    whole = re.sub(rb"(?<=65535 f \n)(\d{10} \d{5} n[ \r]?\n)*", lambda _: lines, whole)
    return re.sub(rb"startxref\n\d+", b"startxref\n%d" % table, whole)


def _unpacked_stream(head: bytes, body: bytes) -> bytes:
    return zlib.decompress(base64.a85decode(body.removesuffix(b"~>")) if b"ASCII85" in head else body)


def in_json(source: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes | None:
    """Change a value in a line of JSON, or a name."""
    if not source.lstrip().startswith((b"{", b"[")):
        return None
    lines = source.splitlines()
    place = chance.randrange(len(lines))
    value = json.loads(lines[place])
    node, path = value, []
    while isinstance(node, dict | list) and node and (not path or chance.random() < 0.8):
        at = chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
        path.append((node, at))
        node = node[at]
    if not path:
        return None
    above, at = path[-1]
    if isinstance(above, dict) and chance.random() < 0.15:
        above[chance.choice((" ", "text", "\ud800", "a.b", "date", ""))] = above.pop(at)
    elif isinstance(node, str) and chance.random() < 0.5:
        above[at] = change(node.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
    else:
        above[at] = chance.choice(VALUES)
    lines[place] = json.dumps(value, ensure_ascii=chance.random() < 0.7).encode("utf-8", "surrogatepass")
    return b"\n".join(lines)


def in_linked(source: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes | None:
    """Change what a page holds as JSON."""
    found = re.search(rb"(?<=ld\+json\">)[^<]+", source)
    if found is None or chance.random() < 0.5:
        return None
    changed = in_json(found[0], chance, change)
    return None if changed is None else source[: found.start()] + changed + source[found.end() :]


def flipped(source: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    changed = bytearray(source or b"\0")
    for _ in range(chance.choice((1, 1, 4, 32))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(source: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    at = chance.randrange(len(source) + 1)
    return source[at:] if chance.random() < 0.2 else source[:at]


def deleted(source: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    start, end = span(source, chance)
    return source[:start] + source[end:]


def inserted(source: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    at = chance.randrange(len(source) + 1)
    return source[:at] + chance.randbytes(chance.choice((1, 4, 100))) + source[at:]


def repeated(source: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    start, end = span(source, chance)
    times = chance.choice((2, 2, 2, 20, 3000))
    return source[:end] + (source[start:end] * times)[:LARGEST] + source[end:]


def swapped(source: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    (a, b), (c, d) = sorted((span(source, chance), span(source, chance)))
    return source if b > c else source[:a] + source[c:d] + source[b:c] + source[a:b] + source[d:]


def spliced(source: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    other = chance.choice(others)
    start, end = span(other, chance)
    at = chance.randrange(len(source) + 1)
    is_tail = chance.random() < 0.5
    return source[:at] + (other[start:] if is_tail else other[start:end] + source[at:])


def told(source: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    """Put words of formats somewhere, over what is there or between, once or nested."""
    start, end = span(source, chance)
    words = chance.choice(TOKENS) + chance.choice((b"", b"", b" ", chance.choice(TOKENS)))
    words = (words * chance.choice((1, 1, 1, 1, 1, 50, 20_000)))[: LARGEST // 2]
    return source[:start] + words + source[chance.choice((start, start, end)) :]


def numbered(source: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    numbers = list(re.finditer(rb"\d+", source))
    if not numbers:
        return told(source, chance, _others)
    found = chance.choice(numbers)
    new = chance.choice((b"0", b"-1", b"1", b"65536", b"2147483648", b"9" * 20, b"9" * 5000, b"1e9", b""))
    return source[: found.start()] + new + source[found.end() :]


def tagged(source: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    """Drop, double, nest or move what stands between two signs."""
    marks = [found.start() for found in re.finditer(rb"[<>\"{}\[\]\n,;:=]", source)][:20_000]
    if len(marks) < 3:
        return repeated(source, chance, _others)
    start, end = sorted((chance.choice(marks), min(len(source), chance.choice(marks) + 1)))
    if chance.random() < 0.7:
        first = chance.randrange(len(marks) - 1)
        start, end = marks[first], marks[min(len(marks) - 1, first + chance.choice((1, 2, 3, 8)))]
    piece = source[start:end]
    match chance.randrange(4):
        case 0:
            return source[:start] + source[end:]
        case 1:
            return source[:start] + (piece * chance.choice((2, 600, 5000)))[:LARGEST] + source[end:]
        case 2:
            at = chance.choice(marks)
            return source[:at] + piece + source[at:]
    return source[:start] + piece.upper()[::-1] + source[end:]


def span(source: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(source) + 1)
    return start, min(len(source), start + chance.choice((1, 2, 4, 16, 64, 1000, 20_000)))


CHANGES: tuple[Change, ...] = (
    flipped, cut, deleted, inserted, repeated, swapped, spliced, told, told, told, numbered, tagged, tagged,
)  # fmt: skip


# What is asserted of a reading.


def readers() -> dict[str, ModuleType]:
    """Return every reader there is; each must have specimens."""
    names = sorted(module.name for module in pkgutil.iter_modules(index.readers.__path__))
    without = [name for name in names if name not in SPECIMENS]
    assert not without, (
        f"add specimens of {', '.join(without)} to tests/specimens.py, so that they are fuzzed"
    )
    return {name: import_module(f"index.readers.{name}") for name in names}


def specimen(name: str, seed: int, number: int) -> tuple[str, bytes]:
    """Return an input's ending and bytes; the first of each reader are as they should be."""
    chance = random.Random(f"{name}/{seed}/{number}")
    suffixes, own = readers()[name].SUFFIXES, SPECIMENS[name]
    others = tuple(one for many in SPECIMENS.values() for one in many) if chance.random() < 0.1 else own
    return chance.choice(suffixes), mutated(chance.choice(own), chance, others)


def look(path: Path, is_deep: bool = False, isolation: Isolation | None = None) -> Counter[str]:
    """Read a file in this process and see that what comes of it is what may; count what it is."""
    begun = time.process_time()
    document = Document(path.name, path=str(path), file=path)
    items = list(read(document))
    taken = time.process_time() - begun
    assert taken < SLOW, f"it took {taken:.1f} s"
    assert items, "nothing came of it, not even a line"
    for item in items:
        look_at(item)
    if is_deep:
        assert list(read(document)) == items, "read again it is something else"
    if isolation is not None:
        assert list(isolation.read(document)) == items, "in a process of its own it is something else"
    return Counter(type(item).__name__ for item in items)


def look_at(item: Item) -> None:
    match item:
        case Skipped(path, reason, _):
            assert "its reader failed" not in reason, reason
            assert 0 < len(reason) < 500, f"a reason of {len(reason)} characters"
            assert reason.isprintable(), f"a reason of several lines: {reason!r}"
            assert len(path) < 2_000, f"a name of {len(path)} characters"
            assert "\n" not in path, f"a name of several lines: {path!r}"
        case Link(url, article):
            assert url.lower().startswith(("http://", "https://")), url
            if article is not None:
                look_at(article.article if isinstance(article, Summary) else article)
        case Article():
            for value in (item.key, item.text, item.title, item.source, item.url, item.place, *item.authors):
                assert value is None or value.encode("utf-8") is not None
            assert item.text.strip(), "an article without text"
            if item.published is not None:
                item.published.isoformat()
    assert item_from(json.loads(item_line(item))) == item, "it does not pass between processes as it is"


# Batches, in forks.


def fuzz(name: str, seed: int, numbers: range) -> tuple[list[str], Counter[str]]:
    """Read a reader's inputs of these numbers; return what was found, and what came of them."""
    found: list[str] = []
    came: Counter[str] = Counter()
    start = numbers.start
    while start < numbers.stop:
        last, why = start, None
        for line in _told(name, seed, range(start, numbers.stop)):
            last, why = line.get("at", last), line.get("end")
            came.update(line.get("came", {}))
            if "fault" in line:
                found.append(_saved(name, seed, last, line["fault"]))
        if why is None:
            break
        came["broke"] += 1
        fault = _in_isolation(name, seed, last) if name in MAY_BREAK else why
        if fault:
            found.append(_saved(name, seed, last, fault))
        start = last + 1
    return found, came


def _told(name: str, seed: int, numbers: range) -> Iterator[dict[str, Any]]:
    """Read inputs in a fork; give what it says, and last how it ended where that was not well."""
    child, pipe = _fork(name, seed, numbers)
    patience, is_late, rest = MAY_BREAK.get(name, PATIENCE), False, b""
    with os.fdopen(pipe, "rb", buffering=0) as stream:
        while True:
            is_late = not select.select([stream], [], [], patience)[0]
            block = b"" if is_late else stream.read(65_536)
            if not block:
                break
            *whole, rest = (rest + block).split(b"\n")
            yield from map(json.loads, whole)
    if is_late:
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if is_late:
        yield {"end": f"it hangs for more than {patience:.0f} s"}
    elif status:
        yield {"end": f"it ends the process ({status})"}


def _fork(name: str, seed: int, numbers: range) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (6_000_000_000, resource.RLIM_INFINITY))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        with tempfile.TemporaryDirectory() as folder, Isolation() as isolation:
            batch = _Batch(name, seed, Path(folder) / "damaged", writing, isolation)
            batch.read(numbers)
    finally:
        os._exit(0)


@dataclass
class _Batch:
    """Reads inputs in a fork, and says what comes of them."""

    name: str
    seed: int
    path: Path
    pipe: int
    isolation: Isolation

    def read(self, numbers: range) -> None:
        before = _memory("VmRSS")
        came: Counter[str] = Counter()
        for number in numbers:
            self._say({"at": number})
            _forget_peak()
            try:
                came += self._look(number)
                taken = _memory("VmHWM") - before
                assert taken < MOST_MEMORY, f"it takes {taken / 1e6:.0f} MB"
            except Exception as error:  # noqa: BLE001  # whatever an assert or a reader raises is told
                self._say({"fault": f"{type(error).__name__}: {error}"[:600]})
            if number == numbers.start:
                before = max(before, _memory("VmRSS"))
        self._say({"came": came})
        if (grown := _memory("VmRSS") - before) > MOST_MEMORY:
            self._say({"fault": f"this and those before it leave {grown / 1e6:.0f} MB behind"})

    def _look(self, number: int) -> Counter[str]:
        suffix, source = specimen(self.name, self.seed, number)
        path = self.path.with_suffix(suffix)
        path.write_bytes(source)
        is_own = number % IN_ISOLATION == 0 and self.name not in MAY_BREAK
        return look(path, number % AGAIN == 0, self.isolation if is_own else None)

    def _say(self, line: object) -> None:
        os.write(self.pipe, json.dumps(line).encode() + b"\n")


def _memory(field: str) -> int:
    """Return bytes of memory by the field of the system's own account; 0 where there is none."""
    with suppress(OSError):
        return 1024 * int(re.search(rf"{field}:\s+(\d+)", Path("/proc/self/status").read_text())[1])  # type: ignore[index]
    return 0


def _forget_peak() -> None:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _in_isolation(name: str, seed: int, number: int) -> str | None:
    """Read in a process of its own what broke a fork down; return what is wrong with what is said of it."""
    suffix, source = specimen(name, seed, number)
    with tempfile.TemporaryDirectory() as folder, Isolation(0.1) as isolation:
        path = Path(folder, f"damaged{suffix}")
        path.write_bytes(source)
        items = list(isolation.read(Document(path.name, path=str(path), file=path)))
    try:
        for item in items:
            look_at(item)
    except AssertionError as error:
        return str(error)
    return None if len(items) == 1 else f"{len(items)} items came of it"


def _saved(name: str, seed: int, number: int, fault: str) -> str:
    suffix, source = specimen(name, seed, number)
    FOUND.mkdir(parents=True, exist_ok=True)
    path = FOUND / f"{name}-{seed}-{number}{suffix}"
    path.write_bytes(source)
    return f"{path}: {fault}"


def _rounds(given: argparse.Namespace) -> Iterator[tuple[str, range]]:
    """Give each reader's batches in turn."""
    until = time.monotonic() + 60 * given.minutes if given.minutes else float("inf")
    for start in range(0, given.count, BATCH):
        for name in given.reader or readers():
            if time.monotonic() > until:
                return
            yield name, range(given.start + start, given.start + min(given.count, start + BATCH))


def _again(paths: list[Path]) -> int:
    """Read files here, so that where it fails is seen."""
    status = 0
    for path in paths:
        print(path)
        try:
            document = Document(path.name, path=str(path), file=path)
            for item in index.readers.reader_of(document).read(document):  # type: ignore[union-attr]
                print(f"  {item!r:.200}")
        except Exception:  # noqa: BLE001  # is shown
            traceback.print_exc()
        begun = time.process_time()
        try:
            with Isolation() as isolation:
                print(look(path, True, isolation))
        except AssertionError as error:
            status = 1
            print(f"  FAULT {error}")
        print(f"  {time.process_time() - begun:.2f} s")
    return status


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="to be read again, instead")
    parser.add_argument("--count", type=int, default=1000, help="of inputs for each reader")
    parser.add_argument("--start", type=int, default=0, help="the first one's number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", action="append", choices=sorted(readers()))
    parser.add_argument("--minutes", type=float, help="after which no further batch is begun")
    given = parser.parse_args()
    if given.files:
        return _again(given.files)
    found: list[str] = []
    for name, numbers in _rounds(given):
        begun = time.monotonic()
        faults, came = fuzz(name, given.seed, numbers)
        found += faults
        taken = time.monotonic() - begun
        print(f"{name} {numbers.start} to {numbers.stop}: {dict(came)}, {taken:.1f} s", flush=True)
        for fault in faults:
            print(f"  FAULT {fault}", flush=True)
    print(f"{len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
