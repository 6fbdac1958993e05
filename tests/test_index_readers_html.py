import codecs
import contextlib
import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import trafilatura
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.dates import day_of
from index.documents import Document
from index.errors import UnreadableFile
from index.intake import read_paths
from index.paragraphs import paragraphs
from index.readers import html, mhtml, reader_of
from index.web_authors import author_names
from index.web_dates import parse_moment
from index.web_decoding import decode_page

PAGES = Path(__file__).parent / "data" / "pages"
EXPECTED: dict[str, dict] = json.loads((PAGES / "expected.json").read_text("utf-8"))
FIRST = "The river Lenne burst its banks before dawn on Thursday and cut Norrby off, rescue services said."
SECOND = (
    "About 1,400 people were led out of their homes, most of them in the old harbour quarter of the town."
)
SITE = "<meta property='og:site_name' content='Ekot'>"
COMMENT = (
    "<div itemscope itemtype='https://schema.org/Comment'>"
    "<time itemprop='datePublished' datetime='2019-11-28'>a reader</time></div>"
)
BODY = f"<article><h1>Flood</h1><p>{FIRST}</p><p>{SECOND}</p></article>"


def _read(page: str | bytes, url: str | None = None, charset: str | None = None) -> Article:
    content = page if isinstance(page, bytes) else page.encode()
    (article,) = html.read(Document("page.html", url=url, charset=charset, content=content))
    return article


def _page(head: str = "", body: str = BODY) -> str:
    return f"<!DOCTYPE html><html><head><title>Flood</title>{head}</head><body>{body}</body></html>"


def _linked(**node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **node})}</script>'


def _reason(page: str | bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        _read(page)
    return str(caught.value)


# The pages of tests/data/pages, invented, in the layouts of real sites


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_page_tells_its_title_date_site_authors_and_address(name: str) -> None:
    (article,) = html.read(Document(name, file=PAGES / name))
    published = article.published.isoformat() if article.published else None
    found = [article.title, published, article.source, list(article.authors), article.url]
    assert found == [EXPECTED[name][field] for field in ("title", "published", "source", "authors", "url")]


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    """As the article extraction benchmark has them: four words each."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def test_the_text_of_the_pages_is_found_and_little_else() -> None:
    precision, recall = [], []
    for name, known in EXPECTED.items():
        (article,) = html.read(Document(name, file=PAGES / name))
        found, true = _shingles(article.text), _shingles("\n".join(known["text"]))
        precision.append((found & true).total() / found.total())
        recall.append((found & true).total() / true.total())
    assert sum(precision) / len(precision) > 0.98
    assert sum(recall) / len(recall) > 0.99


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_words_are_those_that_trafilatura_extracts_but_for_the_headline(name: str) -> None:
    (article,) = html.read(Document(name, file=PAGES / name))
    page = decode_page((PAGES / name).read_bytes())
    theirs = Counter(re.findall(r"\w+", trafilatura.extract(page, include_comments=False) or ""))
    ours = Counter(re.findall(r"\w+", article.text))
    assert not ours - theirs
    headline = Counter(re.findall(r"\w+", EXPECTED[name]["title"]))
    assert (theirs - ours - headline).total() <= 4  # links above the headline


@pytest.mark.parametrize("name", ["graph.html", "wordpress.html", "breaks2005.html", "russian.html"])
def test_paragraphs_are_those_of_the_page(name: str) -> None:
    (article,) = html.read(Document(name, file=PAGES / name))
    assert [article.text[start:end] for start, end in paragraphs(article.text)] == EXPECTED[name]["text"]


@pytest.mark.parametrize("path", sorted((PAGES / "none").iterdir()), ids=lambda path: path.stem)
def test_a_page_without_an_article_is_refused_in_a_line(path: Path) -> None:
    reason = _reason(path.read_bytes())
    assert "\n" not in reason
    assert ": " in reason  # what to do


def test_a_short_article_is_one() -> None:
    text = "A quake of magnitude 5.1 shook Norrby on Monday. No one was hurt."
    assert _read(_page("", f"<p>{text}</p>")).text == text
    told = _page(
        _linked(datePublished="2020-01-02"), "<p>" + "Page not found, said the clerk of the court. " * 8
    )
    assert _read(told).published == date(2020, 1, 2)


# The text


def test_the_text_holds_no_markup_of_any_kind() -> None:
    body = (
        f"<article><p>{FIRST}</p><h2>Aid</h2><ul><li>Beds for 600<ul><li>in schools</li></ul></li>"
        "<li>Food</li></ul>"
        f"<ol><li>One</li></ol><table><tr><th>Day</th><th>Metres</th></tr><tr><td>Monday</td><td>1.2</td></tr>"
        f"</table><blockquote><p>“We left,” she said.</p></blockquote><p>2 &lt; 3 &amp; <b>bold</b> "
        f"<a href='/x'>link"
        f"</a> H<sub>2</sub>O</p><p>{SECOND}</p></article>"
    )
    assert _read(_page("", body)).text.split("\n\n") == [
        FIRST, "Aid", "Beds for 600", "in schools", "Food", "One", "Day\tMetres", "Monday\t1.2",
        "“We left,” she said.", "2 < 3 & bold link H2O", SECOND,
    ]  # fmt: skip


def test_lines_of_one_paragraph_stay_together_and_empty_ones_part() -> None:
    wrapped = (
        "<pre>The river rose on Monday and\nthe town was flooded, they\nsaid, and all left.\n\nIt fell.</pre>"
    )
    assert _read(_page("", f"<article><p>{FIRST}</p>{wrapped}<p>{SECOND}</p></article>")).text == (
        f"{FIRST}\n\nThe river rose on Monday and\nthe town was flooded, they\nsaid, and all left."
        f"\n\nIt fell.\n\n{SECOND}"
    )


def test_the_headline_is_out_of_the_text_wherever_the_page_has_it() -> None:
    inside = _read(_page())
    above = _read(_page("", f"<h1>Flood</h1><article><p>{FIRST}</p><p>{SECOND}</p></article>"))
    assert inside.title == above.title == "Flood"
    assert inside.text == above.text == f"{FIRST}\n\n{SECOND}"


# Dates


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2019-11-28T10:15:00+0900", "2019-11-28T10:15:00+09:00"),
        ("2019-11-28T10:15:00.123Z", "2019-11-28T10:15:00.123000+00:00"),
        ("2019-11-28 10:15:00", "2019-11-28T10:15:00"),
        ("2019-11-28 10:15:00 +0900", "2019-11-28T10:15:00+09:00"),
        ("2019-11-28T10:15:00+09:00[Asia/Seoul]", "2019-11-28T10:15:00+09:00"),
        ("Thu, 28 Nov 2019 10:15:00 GMT", "2019-11-28T10:15:00+00:00"),
        ("Thu Nov 28 10:15:00 EST 2019", "2019-11-28T10:15:00-05:00"),
        ("Thu Nov 28 2019 10:15:00 GMT+0900 (KST)", "2019-11-28T10:15:00+09:00"),
        ("November 28, 2019 10:15 AM", "2019-11-28T10:15:00"),
        ("28.11.2019 10:15", "2019-11-28T10:15:00"),
        ("20191128T101500Z", "2019-11-28T10:15:00+00:00"),
        (1574932500, "2019-11-28T09:15:00+00:00"),
        ("1574932500000", "2019-11-28T09:15:00+00:00"),
        ("2019-11-28", "2019-11-28"),
        ("20191128", "2019-11-28"),
        ("03.04.2020", "2020-04-03"),
        ("28 November 2019", "2019-11-28"),
        ("11/28/2019", "2019-11-28"),
        ("03/04/2020", None),  # two days
        ("2019-11", None),
        ("2019-02-30", None),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("10:15", None),
        ("Thursday", None),
        ("2 hours ago", None),
        ("9" * 40, None),
        (True, None),
        (None, None),
    ],
)
def test_a_declared_moment_is_read_in_the_forms_that_sites_use(written: object, moment: str | None) -> None:
    found = parse_moment(written)
    assert (found.isoformat() if found else None) == moment


@pytest.mark.parametrize(
    "head",
    [
        _linked(datePublished="2019-11-28T10:15:00+09:00", dateModified="2020-01-01T00:00:00Z"),
        _linked(datePublished=["2019-11-28T10:15:00+09:00"]),
        _linked(datePublished="2019-11-28T10:15:00+09:00").replace("}", ",}"),
        '<meta property="article:published_time" content="2019-11-28T10:15:00+09:00">',
        '<meta name="DC.date.issued" content="2019-11-28T10:15:00+09:00">',
        '<meta name="parsely-pub-date" content="2019-11-28T01:15:00Z">',
        '<meta name="pubdate" content="2019-11-28T10:15:00+0900">',
        '<meta itemprop="datePublished" content="2019-11-28T10:15:00+0900">',
        '<meta name="modified" content="2020-01-01"><meta name="date" content="2019-11-28T10:15:00+0900">',
        _linked(datePublished="2019-11-28") + '<meta name="date" content="2019-11-28T10:15:00+0900">',
    ],
)
def test_the_date_comes_from_the_head_with_its_time_and_zone(head: str) -> None:
    published = _read(_page(head)).published
    assert isinstance(published, datetime)
    assert published.astimezone(UTC) == datetime(2019, 11, 28, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "mark",
    [
        '<time pubdate datetime="2019-11-28T10:15:00+09:00">28 Nov</time>',
        '<time itemprop="datePublished" datetime="2019-11-28T10:15:00+09:00">28 Nov</time>',
        '<time class="entry-date published" datetime="2019-11-28T10:15:00+09:00">28 Nov</time>',
        '<abbr class="published" title="2019-11-28T10:15:00+09:00">28 Nov</abbr>',
    ],
)
def test_the_date_comes_from_marks_in_the_body(mark: str) -> None:
    zone = timezone(timedelta(hours=9))
    article = _read(_page("", f"<div>{mark}</div>{BODY}"))
    assert article.published == datetime(2019, 11, 28, 10, 15, tzinfo=zone)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "<p>Copyright © 2019 Ekot. Last updated 28 November 2019.</p>"),
        ('<meta property="og:image" content="https://x.example/2019/11/28/a.jpg">', ""),
        ('<meta property="og:url" content="https://x.example/2019/11/28/flood-in-norrby">', ""),
        ('<meta property="article:modified_time" content="2019-11-28T10:15:00Z">', ""),
        ('<meta property="og:updated_time" content="2019-11-28T10:15:00Z">', ""),
        ('<meta http-equiv="last-modified" content="Thu, 28 Nov 2019 10:15:00 GMT">', ""),
        (_linked(dateModified="2019-11-28T10:15:00Z"), ""),
        ("", "<time datetime='2019-11-28'>28 Nov 2019</time>"),
        ("", "<time class='updated' datetime='2019-11-28'>28 Nov 2019</time>"),
        ("", "<aside><time class='published' datetime='2019-11-28'>an older story</time></aside>"),
        ("", COMMENT),
        ("", "<p>The mayor resigned on 28 November 2019, and left the county.</p>"),
        (_linked(comment={"@type": "Comment", "datePublished": "2019-11-28"}), ""),
    ],
)  # fmt: skip
def test_a_date_that_is_not_declared_as_the_publications_is_not_taken(head: str, body: str) -> None:
    assert _read(_page(head, BODY + body), "https://x.example/2019/11/28/flood").published is None


def test_a_date_in_the_texts_head_is_taken_where_the_page_declares_none() -> None:
    body = f"<article><p>NORRBY, Nov. 28, 2019 (Ekot) -- {FIRST}</p><p>{SECOND}</p></article>"
    published = _read(_page("", body)).published
    assert published is not None
    assert day_of(published) == date(2019, 11, 28)


# Titles, sites, authors, addresses


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        ("<title>Flood in Norrby | Ekot</title>", "Flood in Norrby"),
        ("<title>Flood in Norrby - Ekot</title><meta property='og:site_name' content='Ekot'>", "Ekot"),
        ("<title>Ekot: Flood in Norrby</title>", "Flood in Norrby"),
        ("<meta property='og:title' content='Flood in Norrby | Ekot'>" + SITE, "y"),
        ("<title>x</title>" + _linked(headline="Flood in Norrby"), "y"),
        ("<title>x</title>" + _linked(headline="Flood in …"), "Flood in Norrby"),
        ("<title>x</title><meta property='og:title' content='Flood in &amp;#78;orrby'>", "y"),
    ],
)  # fmt: skip
def test_the_title_is_the_headline_without_the_site(head: str, heading: str) -> None:
    page = (
        f"<html><head>{head}</head><body><h1>{heading}</h1>{BODY.replace('<h1>Flood</h1>', '')}</body></html>"
    )
    assert _read(page).title == "Flood in Norrby"


def test_a_headline_with_a_dash_stays_whole() -> None:
    head = "<meta property='og:title' content='Norrby - a town under water'>"
    assert _read(_page(head)).title == "Norrby - a town under water"


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["By Maja Lindqvist and Per Hult"], ("Maja Lindqvist", "Per Hult")),
        (["Maja Lindqvist, Per Hult"], ("Maja Lindqvist", "Per Hult")),
        (["Maja Lindqvist", "maja lindqvist"], ("Maja Lindqvist",)),
        (["Maja Lindqvist, Political Editor"], ("Maja Lindqvist",)),
        (["Lindqvist, Maja"], ("Maja Lindqvist",)),
        (["Von Jörg Weiß und Ida Möller"], ("Jörg Weiß", "Ida Möller")),
        (["https://facebook.com/maja", "maja@ekot.example", "@maja", "Ekot", "Staff", ""], ()),
        (["Associated Press"], ("Associated Press",)),
        (["Ewan O'Neill-Vandermeer"], ("Ewan O'Neill-Vandermeer",)),
    ],
)
def test_authors_are_names_each_once(values: list[str], names: tuple[str, ...]) -> None:
    assert author_names(values, "Ekot") == names


def test_the_canonical_address_is_the_key_where_it_names_a_story() -> None:
    page = "https://www.news.example/world/flood-in-norrby-town?utm_source=x"
    link = '<link rel="canonical" href="{}">'
    assert _read(_page(link.format("/world/flood-in-norrby-town")), page).key == (
        "https://news.example/world/flood-in-norrby-town"
    )
    for broken in ("/", "https://www.news.example/", "/world/"):
        assert (
            _read(_page(link.format(broken)), page).key == "https://news.example/world/flood-in-norrby-town"
        )
    assert _read(_page(link.format("https://www.news.example/"))).key == "page.html"
    assert (
        _read(_page(link.format("https://agency.example/flood/1")), page).url
        == "https://agency.example/flood/1"
    )


def test_a_saved_page_knows_its_address() -> None:
    saved = "<!-- saved from url=(0038)https://news.example/flood-in-norrby -->\n" + _page()
    assert _read(saved).url == "https://news.example/flood-in-norrby"
    single = "<html><!--\n Page saved with SingleFile \n url: https://news.example/flood \n--></html>"
    assert _read(single.replace("</html>", BODY + "</html>")).url == "https://news.example/flood"


def test_what_changes_at_each_fetch_is_no_change_of_the_article() -> None:
    one = _page("<meta name='csrf' content='a1'>", BODY + "<script>ad('x')</script><aside>17 readers</aside>")
    other = _page(
        "<meta name='csrf' content='b2'>", BODY + "<script>ad('y')</script><aside>21 readers</aside>"
    )
    assert _read(one).digest == _read(other).digest
    assert _read(one).digest != _read(_page("", BODY.replace("1,400", "1,500"))).digest
    dated = '<meta property="article:published_time" content="2019-11-28">'
    assert _read(_page(dated)).digest != _read(_page()).digest


# Encodings


RUSSIAN = "Паром вернулся на линию между Каменском и островом после ремонта, сообщила компания в среду."
JAPANESE = "北浜市は二十八日、路面電車を港まで延伸する計画を正式に決めた。総事業費は約二百四十億円という。"
CHINESE = "市政府星期三宣布，新的港口将于明年春天开放。市长说，这项工程花费了三年时间，比计划多一年。"


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (JAPANESE, "cp932", "Shift_JIS"),
        (JAPANESE, "euc-jp", "x-euc-jp"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (CHINESE, "gb18030", "gb2312"),
        (
            "Die Straße kostet 5 € – „viel zu viel“, sagte Möller am Freitag in Berlin.",
            "cp1252",
            "iso-8859-1",
        ),
        (RUSSIAN, "utf-8", "windows-1251"),  # converted when it was saved, its declaration not
    ],
)
def test_a_declared_encoding_is_read_as_browsers_do(text: str, encoding: str, label: str) -> None:
    for meta in (
        f'<meta charset="{label}">',
        f'<meta http-equiv=Content-Type content="text/html; charset={label}">',
    ):
        assert text in _read(_page(meta, f"<p>{text}</p>").encode(encoding)).text
    assert text in _read(_page("", f"<p>{text}</p>").encode(encoding), charset=label).text


def test_the_server_is_believed_before_the_page_and_a_mark_before_both() -> None:
    page = _page('<meta charset="windows-1251">', f"<p>{JAPANESE}</p>")
    assert JAPANESE in _read(page.encode("cp932"), charset="shift_jis").text
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")):
        assert JAPANESE in _read(mark + page.encode(encoding), charset="windows-1251").text


def test_an_undeclared_or_unknown_encoding_is_told_by_the_bytes() -> None:
    for label in ("", "<meta charset=nonsense>", "<meta charset=punycode>"):
        page = _page(label, f"<p>{RUSSIAN}</p>" * 3)
        assert RUSSIAN in _read(page.encode("cp1251")).text
        assert RUSSIAN in _read(page.encode("utf-16-le")).text


def test_a_broken_character_costs_that_character_only() -> None:
    page = _page("<meta charset=utf-8>", f"<p>Zoë’s café — {FIRST}</p>").encode()
    assert _read(page.replace("é".encode(), b"\xc3", 1)).text == f"Zoë’s caf\ufffd — {FIRST}"


# What was made to stop a reader


def _hostile() -> Iterator[tuple[str, str]]:
    many = 100_000
    yield "divs", _page("", "<div>" * many + BODY)
    yield "bold", _page("", "<p>" + "<b>" * many + FIRST)
    yield "attributes", _page("", "<div " + " ".join(f"a{n}=1" for n in range(many)) + ">" + BODY)
    yield "quoted", _page("", "<div " + " ".join(f"a{n}='<'" for n in range(many)) + ">" + BODY)
    yield "stray quote", _page("", '<div " ' + " ".join(f"a{n}=1" for n in range(many)) + ">" + BODY)
    yield "spaces", "<html" + " " * many + "x/>\n" + BODY
    yield "doctype", "<!doctype " + "/" * many + "<" + BODY
    yield "comments", _page("", BODY + "<!--" * many)
    yield "types", _page('<script type="application/ld+json">' + '"@type":[' * many + "</script>")
    yield "arrays", _page('<script type="application/ld+json">' + "[" * many + "</script>")
    yield "spans", _page("", "<table>" + "<tr><td colspan=1000>a</td></tr>" * 10_000 + "</table>" + BODY)
    yield "rows", _page("", "<table><tr>" + "<td>a</td>" * 2_000 + "</tr>" + "<tr><td>x</td></tr>" * 9_000)
    yield "zeros", _page("", BODY + "<p>a\0</p>" * 1_000)
    yield "entities", _page("", BODY + "<p>" + "&#x1F600;&amp;" * many)
    yield (
        "doctype bomb",
        '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>' + _page("", BODY + "<p>&b;</p>"),
    )
    yield "authors", _page(_linked(author=["a, b; c and d"] * 20_000))
    yield "title", _page().replace("<title>Flood", "<title>" + "a - " * many)


@pytest.mark.parametrize(("page"), [pytest.param(page, id=name) for name, page in _hostile()])
def test_a_page_made_to_stop_its_reader_is_read_or_refused_soon(page: str) -> None:
    started = datetime.now(UTC)
    with contextlib.suppress(UnreadableFile):
        assert _read(page).text
    assert (datetime.now(UTC) - started).total_seconds() < 8  # a second or two where nothing else runs


def test_a_page_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(UnreadableFile, match="larger than 20 MB"):
        list(html.read(Document("page.html", file=path)))
    assert "is not text" in _reason(b"\x00\x01\x02\xff" * 1_000)
    assert "is empty" in _reason(b" \n ")
    assert "elements" in _reason(_page("", "<p>a</p>" * 150_000))


FIELDS = (
    *("@type", "@id", "@graph", "@value", "headline", "datePublished", "author", "publisher", "name", "url"),
    *("mainEntityOfPage", "givenName"),
)
NOISE = (
    *(b"<", b">", b'"', b"</p>", b"<table><tr><td>", b"\0", b"\xff", b"&#xD800;", b"<script>"),
    *(b"]]>", b"{", b"<svg>", b"<template>", b"\\ud800", b"<pre>\n", b"<ul><li>", b"="),
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_page_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    source = (PAGES / data.draw(st.sampled_from(sorted(EXPECTED)))).read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(source)))
        until = at + data.draw(st.integers(0, 400))
        noise = data.draw(st.sampled_from(NOISE))
        source = source[:at] + noise * data.draw(st.integers(0, 3)) + source[until:]
    with contextlib.suppress(UnreadableFile):
        assert _read(source).text.strip()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_whatever_stands_in_json_ld_the_story_is_read(node: dict[str, object]) -> None:
    block = json.dumps({"@type": "NewsArticle", **node}).replace("</", "<\\/")
    page = _page(f'<script type="application/ld+json">{block}</script>')
    assert FIRST in _read(page, "https://news.example/a").text


# MHTML


def _mhtml(page: bytes, **headers: str) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    start = "\r\n".join(
        [*lines, "MIME-Version: 1.0", 'Content-Type: multipart/related; boundary="b"', "", ""]
    )
    part = "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    quoted = codecs.encode(page, "quopri")
    image = b"\r\n--b\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlh\r\n"
    return start.encode() + part.encode() + quoted + image + b"--b--\r\n"


def test_a_page_saved_as_one_file_is_read_with_its_address(tmp_path: Path) -> None:
    path = tmp_path / "story.mhtml"
    path.write_bytes(
        _mhtml(_page().encode(), Snapshot_Content_Location="https://news.example/flood-in-norrby")
    )
    (article,) = read_paths([path])
    assert isinstance(article, Article)
    assert (article.text, article.url) == (f"{FIRST}\n\n{SECOND}", "https://news.example/flood-in-norrby")
    assert article.path == str(path)


@pytest.mark.parametrize(
    "content",
    [
        b"not a message",
        b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: image/gif\r\n\r\nx\r\n",
        b"Content-Type: multipart/related; boundary=b\r\n\r\n",
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000)
        ),
    ],
)
def test_a_file_that_holds_no_page_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="save"):
        list(mhtml.read(Document("x.mhtml", content=content)))


def test_pages_are_told_by_media_type_and_ending() -> None:
    for name in ("a.html", "a.HTM", "a.xhtml"):
        assert reader_of(Document(name, file=Path(name))) is html
    assert reader_of(Document("x", content=b"", media_type="application/xhtml+xml")) is html
    assert reader_of(Document("x", content=b"", url="https://news.example/a/b.html?c=d")) is html
    assert reader_of(Document("x", content=b"", media_type="multipart/related")) is mhtml


def test_reading_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        _reason("<html></html>")
        _read(_page('<script type="application/ld+json">{</script>'))
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
