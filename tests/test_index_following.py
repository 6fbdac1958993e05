"""Feeds, sitemaps and pages of a site on this machine, fetched and fetched again."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from index.archive import Archive
from index.article import article_id
from index.fetching.fetcher import Fetcher, Outside
from index.fetching.limits import Limits
from index.fetching.pages import Validators
from index.intake import Intake

Make = Callable[..., Archive]
STORY = """<html><head><title>{name}</title><link rel="canonical" href="/news/{name}.html">
<meta property="article:published_time" content="2020-05-04T10:00:00+00:00"></head>
<body><article><h1>{name}</h1>
<p>The {name} rose above its banks on Monday and stood in forty houses of the lower town, the mayor said.</p>
<p>Firemen brought two hundred people to a school on the hill, where they spent the night on mats.</p>
<p>The bridge to the harbour stays closed until an engineer has looked at its pillars.</p>
</article></body></html>"""
FEED = """<rss version="2.0"><channel><title>Courier</title><link>{root}/</link>
<item><title>lenne</title><link>{root}/news/lenne.html</link><description>The lenne rose.</description></item>
<item><title>gone</title><link>{root}/news/gone.html</link>
<description>The gone mill burned down.</description></item></channel></rss>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{root}/news/lenne.html</loc></url><url><loc>{root}/news/orre.html</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>{root}/sitemap.xml</loc></sitemap></sitemapindex>"""


class Site:
    """A site whose pages can be changed, and what was asked of it."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.asked: list[tuple[str, int]] = []
        self.pages = {f"/news/{name}.html": STORY.format(name=name) for name in ("lenne", "orre")}
        for path, page in (("/feed.xml", FEED), ("/sitemap.xml", SITEMAP), ("/index.xml", INDEX)):
            self.pages[path] = page.format(root=self.root)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        page = self.pages.get(request.path)
        tag = f'"{hash(page)}"'
        status = 404 if page is None else 304 if request.headers.get("If-None-Match") == tag else 200
        self.asked.append((request.path, status))
        request.send_response(status)
        request.send_header("ETag", tag)
        kind = "application/xml" if request.path.endswith("xml") else "text/html"
        request.send_header("Content-Type", f"{kind}; charset=utf-8")
        request.end_headers()
        if status == 200:
            request.wfile.write(str(page).encode())

    def since(self) -> list[tuple[str, int]]:
        """Return what was asked for since the last time, but robots.txt."""
        asked, self.asked = self.asked, []
        return [item for item in asked if item[0] != "/robots.txt"]


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = Site(server.server_port)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def _index(archive: Archive, site: Site, *paths: str) -> dict[str, int]:
    """Do as `citedesk index --fetch` does, without its pauses."""

    def known(asked: str) -> Validators | None:
        page = archive.page(asked)
        return Validators(page.url, page.etag, page.last_modified) if page else None

    with Fetcher(True, known, Limits(gap=0.0), Outside(sleep=lambda _: None)) as fetcher:
        intake = Intake([site.root + path for path in paths], fetcher=fetcher)
        outcomes = list(archive.add(intake))
    archive.remember(intake.pages({article_id(item.name) for item in outcomes if item.action != "skipped"}))
    return {
        kind: sum(item.action == kind for item in outcomes) for kind in {item.action for item in outcomes}
    }


def _titles(archive: Archive) -> list[str]:
    return sorted(str(listed.title) for listed in archive.articles())


def test_a_sitemap_of_sitemaps_leads_to_pages_and_an_unchanged_one_to_nothing(
    make_archive: Make, site: Site
) -> None:
    archive = make_archive()
    assert _index(archive, site, "/index.xml") == {"added": 2}
    assert _titles(archive) == ["lenne", "orre"]
    assert [path for path, _ in site.since()] == [
        "/index.xml", "/sitemap.xml", "/news/lenne.html", "/news/orre.html",
    ]  # fmt: skip
    assert _index(archive, site, "/index.xml") == {"unchanged": 1}
    assert site.since() == [("/index.xml", 304)]


def test_what_changed_is_sent_and_the_rest_is_not(make_archive: Make, site: Site) -> None:
    archive = make_archive()
    pages = ("/news/lenne.html", "/news/orre.html")
    _index(archive, site, *pages)
    site.since()
    site.pages[pages[1]] = site.pages[pages[1]].replace("forty", "fifty")
    assert _index(archive, site, *pages) == {"unchanged": 1, "updated": 1}
    assert site.since() == [(pages[0], 304), (pages[1], 200)]
    (orre,) = [listed for listed in archive.articles() if listed.title == "orre"]
    assert "fifty" in archive.article(orre.id).text
    assert "forty" in archive.versions(orre.id)[0].article.text


def test_an_entry_is_its_page_and_where_that_is_gone_what_the_feed_says(
    make_archive: Make, site: Site
) -> None:
    archive = make_archive()
    assert _index(archive, site, "/feed.xml") == {"added": 2, "skipped": 1}
    texts = {listed.title: archive.article(listed.id).text for listed in archive.articles()}
    assert "Firemen brought" in texts["lenne"]
    assert texts["gone"].strip() == "The gone mill burned down."
    # A feed of which a page did not come is asked for whole again.
    site.since()
    site.pages["/news/gone.html"] = STORY.format(name="gone")
    assert _index(archive, site, "/feed.xml") == {"unchanged": 1, "updated": 1}
    assert site.since() == [("/feed.xml", 200), ("/news/lenne.html", 304), ("/news/gone.html", 200)]


def test_a_page_whose_article_was_removed_is_fetched_again(make_archive: Make, site: Site) -> None:
    archive = make_archive()
    _index(archive, site, "/news/lenne.html")
    list(archive.remove([listed.id for listed in archive.articles()], purge=True))
    assert _index(archive, site, "/news/lenne.html") == {"added": 1}
