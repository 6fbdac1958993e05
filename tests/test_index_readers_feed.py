"""RSS, Atom and JSON Feed: what an entry gives, what it is called, and what is refused."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest

from index.article import Article, Skipped, Summary
from index.documents import Document, Link
from index.errors import UnreadableFile
from index.readers import feed, jsonfeed, jsonl, reader_of

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Ekot</title><link>https://news.example/</link>
{items}
</channel></rss>"""
FLOOD = """<item><title>Flood &amp;amp; ebb</title><link>https://news.example/flood</link>
<description>Only the beginning …</description>
<content:encoded><![CDATA[<p>The river rose.</p><p>It <b>fell</b>.</p>]]></content:encoded>
<pubDate>Thu, 28 Nov 2019 10:00:00 +0900</pubDate><dc:creator>Jane Roe</dc:creator><guid>42</guid></item>"""
ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Ekot</title><id>urn:feed</id>
<entry><title>Flood</title><id>tag:news.example,2019:flood</id>
<link rel="alternate" href="https://news.example/flood"/>
<published>2019-11-28T10:00:00+09:00</published><updated>2020-01-01T00:00:00Z</updated>
<author><name>Jane Roe</name></author><author><name>John Doe</name></author>
<content type="html">&lt;p&gt;The river rose.&lt;/p&gt;&lt;p&gt;It fell.&lt;/p&gt;</content></entry></feed>"""
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>Ekot</title></channel>
<item rdf:about="https://news.example/flood"><title>Flood</title><link>https://news.example/flood</link>
<description>The river rose.</description><dc:date>2019-11-28T10:00:00+09:00</dc:date></item></rdf:RDF>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Ekot",
    "items": [
        {
            "id": "42",
            "url": "https://news.example/flood",
            "title": "Flood",
            "content_html": "<p>The river rose.</p><p>It fell.</p>",
            "date_published": "2019-11-28T10:00:00+09:00",
            "authors": [{"name": "Jane Roe"}],
        }
    ],
}


def _read(source: str | bytes, url: str | None = None) -> list[Link | Article | Skipped]:
    content = source if isinstance(source, bytes) else source.encode()
    return list(feed.read(Document("news.xml", path="/news.xml", url=url, content=content)))


def _rss(*items: str) -> list[Link | Article | Skipped]:
    return _read(RSS.format(items="\n".join(items)))


def _article(found: Link | Article | Skipped) -> Article:
    article = found.article if isinstance(found, Link) else found
    article = article.article if isinstance(article, Summary) else article
    assert isinstance(article, Article), found
    return article


def _json(content: object) -> list[Link | Article | Skipped]:
    return list(jsonfeed.read(Document("feed.json", content=json.dumps(content).encode())))


def test_an_entry_is_a_link_with_the_article_that_the_feed_holds() -> None:
    (found,) = _rss(FLOOD)
    assert isinstance(found, Link)
    assert found.url == "https://news.example/flood"
    article = _article(found)
    assert article.key == "https://news.example/flood"
    assert article.text == "The river rose.\n\nIt fell."
    assert (article.title, article.source, article.authors) == ("Flood & ebb", "Ekot", ("Jane Roe",))
    assert article.published is not None
    assert article.published.isoformat() == "2019-11-28T10:00:00+09:00"


@pytest.mark.parametrize("source", [ATOM, RDF])
def test_the_other_dialects_tell_the_same(source: str) -> None:
    article = _article(_read(source)[0])
    assert (article.key, article.title, article.source) == ("https://news.example/flood", "Flood", "Ekot")
    assert article.text.startswith("The river rose.")
    assert article.published is not None
    assert article.published.isoformat() == "2019-11-28T10:00:00+09:00"


def test_a_json_feed_tells_the_same() -> None:
    (found,) = _json(JSON)
    assert isinstance(found, Link)
    article = _article(found)
    assert (article.key, article.title, article.source) == ("https://news.example/flood", "Flood", "Ekot")
    assert article.text == "The river rose.\n\nIt fell."
    assert article.published == datetime(2019, 11, 28, 1, tzinfo=UTC)


@pytest.mark.parametrize("items", [[], [5], [{}], "x", [{"content_text": "x", "id": 5, "url": "http://["}]])
def test_a_json_feed_without_articles_is_no_error_of_another_kind(items: object) -> None:
    try:
        found = _json(JSON | {"items": items})
    except UnreadableFile:
        found = []
    assert all(isinstance(item, Article | Skipped) for item in found)


def test_when_an_entry_was_updated_is_not_when_it_was_published() -> None:
    source = ATOM.replace("<published>2019-11-28T10:00:00+09:00</published>", "")
    assert _article(_read(source)[0]).published is None


def test_an_entry_without_content_is_its_summary_and_one_with_a_link_alone_is_followed() -> None:
    summary, link, nothing = _rss(
        "<item><link>https://news.example/a</link><description>It rained.</description></item>",
        "<item><link>https://news.example/b</link><title>Only a title</title></item>",
        "<item><title>Only a title</title></item>",
    )
    assert isinstance(summary, Link)
    assert isinstance(summary.article, Summary)
    assert _article(summary).text == "It rained."
    assert link == Link("https://news.example/b")
    assert isinstance(nothing, Skipped)
    assert (nothing.path, nothing.reason) == ("/news.xml#3", "has neither text nor link")


@pytest.mark.parametrize(
    "link", ["https://news.example/", "https://news.example/live", "", "javascript:alert(1)"]
)
def test_entries_that_their_links_do_not_tell_apart_are_two_articles(link: str) -> None:
    items = [
        f"<item><link>{link}</link><guid isPermaLink='false'>{n}</guid>"
        f"<description>Story {n}</description></item>"
        for n in range(2)
    ]
    keys = {_article(found).key for found in _rss(*items)}
    assert keys == {"https://news.example/#0", "https://news.example/#1"}
    bare = [item.replace(f"<guid isPermaLink='false'>{n}</guid>", "") for n, item in enumerate(items)]
    assert len({_article(found).key for found in _rss(*bare)}) == 2


def test_a_feed_that_was_fetched_does_not_give_its_address_to_its_entries() -> None:
    items = "<item><description>One.</description></item><item><description>Two.</description></item>"
    found = _read(RSS.format(items=items), url="https://news.example/feed")
    assert len({_article(item).key for item in found}) == 2
    assert {_article(item).url for item in found} == {None}
    (relative,) = _read(RSS.format(items="<item><link>/a</link></item>"), url="https://news.example/feed")
    assert relative == Link("https://news.example/a")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_feed_is_decoded_as_it_declares(encoding: str) -> None:
    source = RSS.format(items="<item><description>Zoë’s café</description></item>".replace("’", "'"))
    (found,) = _read(source.replace("UTF-8", encoding).encode(encoding))
    assert _article(found).text == "Zoë's café"


@pytest.mark.parametrize(
    "broken",
    [
        RSS.format(items=FLOOD + "<item><title>a & b</title></item>"),
        RSS.format(items=FLOOD)[:-15],
        RSS.format(items=FLOOD + FLOOD)[:900],
        "\n\n" + RSS.format(items=FLOOD),
        RSS.format(items=FLOOD + "<!-- not closed"),
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://news.example/rss.dtd">'
        + RSS.format(items=FLOOD).partition("?>")[2],
    ],
)
def test_a_badly_formed_feed_is_read_as_far_as_it_goes(broken: str) -> None:
    assert "The river rose." in {_article(found).text[:15] for found in _read(broken)[:1]}


LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 100 + '"><!ENTITY c "' + "&b;" * 100 + '">]>'
    "<rss><channel><item><title>&c;</title></item></channel></rss>"
)
OUTSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>'


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (LAUGHS, "declares entities"),
        ('<?xml version="1.0"?>\n<!-- x -->' + LAUGHS, "declares entities"),
        (LAUGHS.encode("utf-16"), "declares entities"),
        (OUTSIDE, "declares entities"),
        ("<!ENTITY % a SYSTEM 'http://127.0.0.1/'><rss></rss>", "declares entities"),
        ("<rss><channel>" + "<a>" * 100_000, "more than 500 deep"),
        ("<rss><channel></channel></rss>", "is a feed without entries"),
        (RSS.format(items=""), "is a feed without entries"),
        ("<urlset><url><loc>https://news.example/</loc></url></urlset>", "no feed"),
        ("", "is empty"),
        ("\0\1\2", "is not text"),
        (b" " * 20_000_001, "is larger than 20 MB"),
    ],
)  # fmt: skip
def test_what_is_no_feed_or_made_to_do_harm_is_refused(source: str | bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        _read(source)


@pytest.mark.parametrize("piece", ["<!--", "<![CDATA[", "<?", "<!x ", "&", "<", "&#x110000;", "a='"])
def test_what_is_opened_often_and_never_closed_takes_little_time(piece: str) -> None:
    started = process_time()
    _read("<rss><channel><item><description>It rained.</description></item><item><title>" + piece * 10_000)
    assert process_time() - started < 5


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (RSS, True),
        (ATOM, True),
        (RDF, True),
        ("\ufeff" + RSS, True),
        ("<!-- <urlset> -->\n<!DOCTYPE rss [ <!ENTITY a 'b'> ]><rss>", True),
        ("<?xml version='1.0'?><urlset><url>", False),
        ("<sitemapindex>", False),
        ("<html><rss>", False),
        ("<feedback>", False),
        ("<!--" * 1000, False),
        ("<!DOCTYPE " * 400, False),
        ("", False),
    ],
)
def test_a_feed_is_told_by_its_first_element(start: str, expected: bool) -> None:
    assert feed.recognises(start.encode()[:4096]) is expected
    assert feed.recognises(start.encode("utf-16")[:4096]) is expected


def test_json_that_is_a_feed_is_told_from_json_that_is_not(tmp_path: Path) -> None:
    for content, reader in [(JSON, jsonfeed), ({"articles": []}, jsonl)]:
        path = tmp_path / "news.json"
        path.write_text(json.dumps(content))
        assert reader_of(Document("news.json", file=path)) is reader


@pytest.mark.parametrize("source", [RSS.format(items=FLOOD * 2), ATOM, RDF])
def test_damage_anywhere_raises_nothing_else(source: str) -> None:
    chance = random.Random(5)
    pieces = [
        b"<",
        b">",
        b"&",
        b"<![CDATA[",
        b"]]>",
        b"<!",
        b"\0",
        b"\xff",
        b"&#55296;",
        b"<!DOCTYPE ",
        b"http://[",
    ]
    for _ in range(150):
        changed = bytearray(source.encode())
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(changed))
            if chance.random() < 0.5:
                changed[place:place] = chance.choice(pieces)
            else:
                del changed[place : place + chance.randrange(40)]
        try:
            found = _read(bytes(changed))
        except UnreadableFile:
            continue
        assert all(isinstance(item, Link | Article | Skipped) for item in found)
