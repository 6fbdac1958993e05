"""WARC and WARC.gz, as web crawlers write them: each HTML page that was captured, for the reader of pages.

fastwarc reads what a record holds: its fields, the HTTP answer, what is chunked or compressed in it. It
is what the Webis group runs over Common Crawl, and bounded: it decodes as much as it is asked for. Finding
the next record behind a damaged one is ours (index/warc_records.py): fastwarc and warcio end at the first.

WARC-Date says when a page was captured, not when it was published, and is not taken for that.
"""

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import Literal

from fastwarc.warc import WarcRecord, WarcRecordPayloadReader, WarcRecordType

from index.article import Skipped
from index.documents import Document
from index.errors import UnreadableFile
from index.records import clean
from index.warc_records import Record, records

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read", "recognises"]

SUFFIXES = (".warc", ".warc.gz")
MEDIA_TYPES = ("application/warc", "application/warc-fields", "application/gzip", "application/x-gzip")
_PAGES = ("text/html", "application/xhtml+xml")
_KINDS = frozenset({b"response", b"resource"})
_MOST_PAGE = 10_000_000  # bytes, decoded; Common Crawl keeps 1 MB of a page
_MOST_RECORD = 50_000_000  # bytes, as it is in the file; what is larger is a film
_MOST_LINES = 20  # of the report, for one file's damage
_ROBOTS = re.compile(r"/robots\.txt(?:\?|$)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECODINGS: tuple[Literal["all", "content", "transfer", "none"], ...] = ("all", "content", "transfer", "none")
_DEFLATED = re.compile(rb"^content-encoding:[^\r\n]*deflate", re.IGNORECASE | re.MULTILINE)
_GZIPPED = re.compile(rb"^content-encoding:[^\r\n]*gzip", re.IGNORECASE | re.MULTILINE)
_CHUNKED = re.compile(rb"^transfer-encoding:[^\r\n]*chunked", re.IGNORECASE | re.MULTILINE)
_CHUNK = re.compile(rb"[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]*)?\r\n")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # which no page has; but ISO-2022 has Escape
_GZIP = b"\x1f\x8b"
_MOST_HEADER = 10_000  # bytes
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def recognises(start: bytes) -> bool:
    """Tell a web archive, or a gzip file, which may be one."""
    return start.startswith((b"WARC/", b"\x1f\x8b"))


def read(document: Document) -> Iterator[Document | Skipped]:
    """Give each HTML page as a document; what is damaged as Skipped, by the record's number.

    Raises:
        UnreadableFile: it is no web archive, or holds no page.
    """
    pages = damage = seen = 0
    with document.open() as stream:
        for record in records(stream, _KINDS, _MOST_RECORD):
            seen = record.number
            try:
                page = _page(record, document)
            except UnreadableFile as error:
                damage += 1
                if damage <= _MOST_LINES:
                    yield Skipped(f"{document.name}#{record.number}", str(error))
                continue
            if page is not None:
                pages += 1
                yield page
    if damage > _MOST_LINES:
        yield Skipped(document.name, f"{damage - _MOST_LINES} more of its records are damaged")
    if not pages and not damage:
        raise UnreadableFile(f"holds no HTML page among its records ({seen} or more)")


def _page(record: Record, document: Document) -> Document | None:
    """Return the page that a record holds; None where it holds something else.

    Raises:
        UnreadableFile: it is damaged.
    """
    if record.problem is not None:
        raise UnreadableFile(record.problem)
    parsed = _parsed(record.source)
    url = (parsed.headers.get("WARC-Target-URI") or "").strip("<> \t") or None
    if url is not None and (not url.lower().startswith(("http://", "https://")) or _ROBOTS.search(url)):
        return None
    if parsed.is_http_parsed:
        if parsed.http_headers.status_code is None:
            raise UnreadableFile("holds no HTTP answer")
        if parsed.http_headers.status_code != 200:
            return None
    fields = parsed.http_headers if parsed.is_http_parsed else parsed.headers
    media_type, _, parameters = (fields.get("Content-Type") or "").partition(";")
    media_type = media_type.strip().lower()
    if media_type and media_type not in _PAGES:
        return None
    if cut := parsed.headers.get("WARC-Truncated"):
        raise UnreadableFile(f"was cut off when it was captured ({clean(cut)[:20]})")
    content = _content(record.source)
    if not content.strip() or not (media_type or b"<html" in content[:2_000].lower()):
        return None
    name = clean(parsed.record_id or str(record.number)).strip("<>").removeprefix("urn:uuid:")
    charset = _CHARSET.search(parameters)
    return document.part(name, content, media_type or _PAGES[0], charset[1] if charset else None, url)


def _parsed(source: bytes, decoding: Literal["none", "content", "transfer", "all"] = "none") -> WarcRecord:
    """Parse a record, and a response's HTTP header whether it is declared or not.

    Raises:
        UnreadableFile: it cannot be parsed, or does not match its checksum.
    """
    try:
        record = WarcRecord.from_bytes(source)
        digest = record.headers.get("WARC-Block-Digest") or ""
        if digest.lower().startswith("sha1:") and not record.verify_block_digest():
            raise UnreadableFile("does not match its checksum")
        if record.record_type == WarcRecordType.response:
            record.is_http = True
            record.parse_http(auto_decode=decoding, quirks_mode=True)  # which takes bare line feeds
    except (OSError, ValueError) as error:
        raise UnreadableFile("has a header that cannot be parsed") from error
    return record


def _content(source: bytes) -> bytes:
    """Return a page's bytes, decoded as its HTTP header says, or less than that.

    Many a crawler stored what it had decoded, under the header that it got.

    Raises:
        UnreadableFile: it cannot be decoded, or is too large.
    """
    is_gzip = _GZIPPED.search(source, 0, _MOST_HEADER) is not None
    is_chunked = _CHUNKED.search(source, 0, _MOST_HEADER) is not None
    is_deflated = _DEFLATED.search(source, 0, _MOST_HEADER) is not None
    # fastwarc does not tell that a gzip stream is cut off, and inflates any other without a bound, so that
    # both are left to zlib.
    for decoding in _DECODINGS[2:] if is_gzip or is_deflated else _DECODINGS:
        try:
            content = _whole(_parsed(source, decoding).reader)
        except (OSError, UnreadableFile):
            continue
        if decoding in ("content", "none") and is_chunked and _CHUNK.match(content):
            raise UnreadableFile("holds a page that is cut off")
        if content.startswith(_GZIP):
            content = _inflated(content, zlib.MAX_WBITS | 16)
        elif is_deflated and _CONTROLS.search(content, 0, 1_000):
            # With zlib's head, or as some servers send it, without (RFC 9110, section 8.4.1.2).
            is_whole = content[0] & 0x0F == zlib.DEFLATED and int.from_bytes(content[:2], "big") % 31 == 0
            content = _inflated(content, zlib.MAX_WBITS if is_whole else -zlib.MAX_WBITS)
        if len(content) > _MOST_PAGE:
            raise UnreadableFile(f"holds a page of more than {_MOST_PAGE // 1_000_000} MB")
        if _CONTROLS.search(content, 0, 1_000) is None or content.startswith(_WIDE_MARKS):
            return content
    raise UnreadableFile("holds a page that cannot be decompressed")


def _inflated(content: bytes, wbits: int) -> bytes:
    """Inflate a page, as zlib's `wbits` says; fastwarc gives what there is of one that is cut off."""
    inflater = zlib.decompressobj(wbits=wbits)
    try:
        page = inflater.decompress(content, _MOST_PAGE + 1)
    except zlib.error as error:
        raise UnreadableFile("holds a page that cannot be decompressed") from error
    if not inflater.eof and len(page) <= _MOST_PAGE:
        raise UnreadableFile("holds a page that is cut off")
    return page


def _whole(reader: WarcRecordPayloadReader) -> bytes:
    """Read to the end, or to what is too much: that it is cut off is seen at its end alone."""
    content = b""
    while len(content) <= _MOST_PAGE and (block := reader.read(_MOST_PAGE + 1)):
        content += block
    return content
