import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Skipped
from index.documents import Document, Link
from index.errors import UnreadableFile
from index.readers import reader_of, sitemap

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGES = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<urlset {NAMESPACE} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url>
    <loc> https://example.org/a?x=1&amp;y=2 </loc>
    <news:news><news:title>A</news:title></news:news>
    <image:image><image:loc>https://example.org/a.jpg</image:loc></image:image>
  </url>
  <url><lastmod>2021-01-01</lastmod><loc><![CDATA[https://example.org/b]]></loc></url>
</urlset>""".encode()
INDEX = f"""<sitemapindex {NAMESPACE}>
  <sitemap><loc>https://example.org/2020.xml.gz</loc></sitemap>
</sitemapindex>""".encode()


def _read(content: bytes) -> list[Link | Skipped]:
    return list(sitemap.read(Document("sitemap.xml", content=content)))


def _urls(content: bytes) -> list[str]:
    return [link.url for link in _read(content) if isinstance(link, Link)]


def _reason(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        _read(content)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def _locs(*urls: str) -> bytes:
    return f"<urlset {NAMESPACE}>{''.join(f'<url><loc>{u}</loc></url>' for u in urls)}</urlset>".encode()


def test_a_sitemap_gives_the_addresses_of_its_pages_and_not_of_their_pictures() -> None:
    assert _read(PAGES) == [Link("https://example.org/a?x=1&y=2"), Link("https://example.org/b")]


def test_an_index_gives_the_addresses_of_further_sitemaps() -> None:
    assert _read(INDEX) == [Link("https://example.org/2020.xml.gz")]


def test_a_packed_sitemap_is_unpacked() -> None:
    assert _urls(gzip.compress(INDEX)) == ["https://example.org/2020.xml.gz"]


def test_another_namespace_or_none_will_do() -> None:
    assert _urls(b"<urlset><url><loc>http://a/</loc></url></urlset>") == ["http://a/"]
    assert _urls(b'<s:urlset xmlns:s="x"><s:url><s:loc>http://a/</s:loc></s:url></s:urlset>') == ["http://a/"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_the_encoding_is_the_one_declared(encoding: str) -> None:
    name = {"latin-1": "iso-8859-1"}.get(encoding, encoding.removesuffix("-sig"))
    text = f'<?xml version="1.0" encoding="{name}"?>' + _locs("http://a/é").decode()
    assert _urls(text.encode(encoding)) == ["http://a/é"]
    assert sitemap.recognises(text.encode(encoding))


@pytest.mark.parametrize(
    ("start", "is_one"),
    [
        (PAGES, True),
        (INDEX, True),
        (gzip.compress(PAGES), True),
        (gzip.compress(PAGES * 100_000)[:4_096], True),
        (b"<rss version='2.0'><channel><title>urlset</title>", False),
        (b"<urlsets>", False),
        (b"\x1f\x8b nothing", False),
        (b"\x1f\x8b", False),
        (gzip.compress(b"WARC/1.0\r\n"), False),
        (b"", False),
    ],
)
def test_it_is_known_by_its_root(start: bytes, is_one: bool) -> None:
    assert sitemap.recognises(start) is is_one


@pytest.mark.parametrize("name", ["sitemap.xml", "sitemap.xml.gz"])
def test_it_is_found_by_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(PAGES) if name.endswith("gz") else PAGES)
    document = Document(name, file=path)
    assert reader_of(document) is sitemap
    assert len(list(sitemap.read(document))) == 2


def test_addresses_that_are_not_of_the_web_are_counted_and_left() -> None:
    found = _read(_locs("file:///etc/passwd", "javascript:alert(1)", "/a", "HTTPS://example.org/"))
    assert found == [
        Link("HTTPS://example.org/"),
        Skipped("sitemap.xml", "names 3 addresses that are not of the web"),
    ]


def test_more_addresses_than_a_sitemap_may_name_are_left() -> None:
    found = _read(_locs(*(f"http://a/{n}" for n in range(sitemap.MOST_LINKS + 1))))
    assert len(found) == sitemap.MOST_LINKS + 1
    assert found[-1] == Skipped("sitemap.xml", "names more than 50,000 addresses: the rest is left")


def test_addresses_before_the_damage_are_given() -> None:
    links = sitemap.read(Document("s", content=_locs("http://a/", "http://b/")[:-30]))
    assert next(links) == Link("http://a/")
    with pytest.raises(UnreadableFile, match="no whole XML"):
        list(links)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (gzip.compress(b""), "is no whole XML"),
        (b"<html></html>", "is XML, and no sitemap"),
        (b"not XML", "is no whole XML"),
        (b"<urlset><url><loc>http://a/&amp</loc></url></urlset>", "is no whole XML"),
        (b"<urlset>", "is no whole XML"),
        (b"<urlset>" + b"<a>" * 300_000, "deeper in each other, than any sitemap"),
        (b"<urlset><url><loc>" + b"a" * 12_000_000, "is no whole XML"),
        (b"<!DOCTYPE urlset SYSTEM 'http://127.0.0.1:9/x.dtd'><urlset></urlset>", "declares a document type"),
        (gzip.compress(PAGES)[:-12], "is packed by gzip, and cut off"),
        (gzip.compress(PAGES) * 101, "in more than 100 streams"),
        (gzip.compress(PAGES) + b"more", "is packed by gzip, and damaged"),
        (b"\x1f\x8b nothing", "is packed by gzip, and damaged"),
    ],
)
def test_what_is_no_sitemap_is_one_clear_line(content: bytes, reason: str) -> None:
    assert reason in _reason(content)


def test_entities_are_refused_with_their_document_type() -> None:
    lines = [f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9)]
    bomb = f'<!DOCTYPE urlset [<!ENTITY a0 "aaaaaaaaaa">{"".join(lines)}]>'.encode()
    assert "declares a document type" in _reason(bomb + _locs("http://a/&a9;"))
    outside = b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert "declares a document type" in _reason(outside + _locs("http://a/&x;"))


def test_what_unpacks_to_more_than_a_sitemap_may_be_is_left() -> None:
    packed = gzip.compress(b"<urlset>" + (b" " * 999 + b"<url/>") * 60_000 + b"</urlset>", 1)
    assert len(packed) < 1_000_000
    assert "unpacks to more than 50 MB" in _reason(packed)


@given(st.binary(max_size=8), st.integers(0, len(PAGES)), st.integers(0, 40), st.booleans())
def test_a_damaged_sitemap_gives_addresses_or_one_line(new: bytes, at: int, gone: int, packed: bool) -> None:
    whole = gzip.compress(PAGES, mtime=0) if packed else PAGES
    at %= len(whole)
    with suppress(UnreadableFile):
        assert all(isinstance(link, Link | Skipped) for link in _read(whole[:at] + new + whole[at + gone :]))


def test_more_elements_than_any_sitemap_has_are_left() -> None:
    assert "has more XML elements" in _reason(gzip.compress(b"<urlset>" + b"<url/>" * 2_000_000, 1))
