"""The page in a real browser: asking, opening a citation, embedding, and the hosts it speaks to."""

import http.server
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import browser
import pytest
import uvicorn
from fakes import article
from playwright.sync_api import Browser, Page, expect, sync_playwright

from index.archive import Archive
from index.encoder import Encoder
from ui.server import create_app

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 60_000  # milliseconds
HOSTILE = article(
    "<script>window.hacked = 1</script> The **mayor** of $$Ystad$$ said <img src=x onerror=window.hacked=2> "
    "the harbour would close on Monday.\n\n# Not a heading\n\nNobody was hurt.",
    "hostile",
    title="<b onmouseover=window.hacked=3>Harbour</b> of Ystad closes",
    source="<i>Ekot</i>",
    url="javascript:window.hacked=4",
)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def framing() -> Iterator[dict[str, str]]:
    """Two sites of other people, one of which will be listed; each page frames the address it is asked."""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = f'<!doctype html><iframe src="{self.path[2:]}" width=600 height=600></iframe>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    listed, other = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    yield {"listed": listed, "other": other}
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def site(
    model: Encoder,
    seeds: Archive,
    framing: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    archive = Archive.create(tmp_path_factory.mktemp("site") / "archive", model)
    list(archive.add([*seeds.newest(), HOSTILE]))
    port = _free_port()
    app = create_app(archive, [framing["listed"]])
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser.find(), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1100, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    yield opened
    context.close()


def _ask(page: Page, question: str) -> None:
    page.locator("textarea").fill(question)
    page.locator("textarea").press("Enter")


def test_a_question_is_answered_and_its_citation_opens_the_quotation(page: Page, site: str) -> None:
    page.goto(site)
    _ask(page, "When was the statue installed?")
    expect(page.locator(".cd-source").first).to_be_visible(timeout=PATIENCE)
    source = page.locator(".cd-source").first
    expect(source).to_contain_text("(no headline)")
    expect(source).to_contain_text("date unknown")
    expect(source).to_contain_text("The statue was installed across the street")
    with page.context.expect_page() as opened:
        page.locator(".cd-quote .cd-mark").first.click()
    article_page = opened.value
    mark = article_page.locator("mark#quote")
    expect(mark).to_have_text(
        "The statue was installed across the street from the Japanese Embassy in central Seoul in 2011."
    )
    expect(mark).to_be_in_viewport()
    with page.context.expect_page() as opened:
        page.locator(".cd-source .cd-title").first.click()
    expect(opened.value.locator("mark#quote")).to_be_in_viewport()


def test_what_is_not_known_is_said_plainly(page: Page, site: str) -> None:
    page.goto(site)
    _ask(page, "Who wrote Hamlet?")
    expect(page.locator(".cd-abstain")).to_have_text("The articles do not answer this.", timeout=PATIENCE)


def test_the_examples_are_made_of_headlines_and_are_answered(page: Page, site: str) -> None:
    page.goto(site)
    example = page.get_by_text("North, South Korea in talks over summit").first
    expect(example).to_be_visible()
    example.click()
    expect(page.locator(".cd-source").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".cd-source").first).to_contain_text("29 July 2021")


def test_the_page_says_that_questions_stand_alone(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.get_by_text("Every question stands alone").first).to_be_visible()


def test_the_page_speaks_to_no_other_host(page: Page, site: str) -> None:
    hosts, errors = set[str](), list[str]()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(site)
    _ask(page, "When was the statue installed?")
    expect(page.locator(".cd-source").first).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(1500)  # what a page fetches late
    assert hosts - {""} == {urlsplit(site).netloc}  # "" is data: and blob:
    # A policy that blocks a request keeps the promise and breaks the page: neither may happen.
    assert not [error for error in errors if "Content Security Policy" in error]


def test_an_articles_markup_is_text(page: Page, site: str) -> None:
    page.goto(site)
    _ask(page, "When would the harbour of Ystad close?")
    expect(page.locator(".cd-source").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".cd-quote").first).to_contain_text("The **mayor** of $$Ystad$$ said <img src=x")
    expect(page.locator(".cd-source").first).to_contain_text("<b onmouseover=window.hacked=3>Harbour</b>")
    with page.context.expect_page() as opened:
        page.locator(".cd-quote .cd-mark").first.click()
    expect(opened.value.locator("mark#quote")).to_contain_text("<script>window.hacked = 1</script>")
    for tab in (page, opened.value):
        assert tab.evaluate("window.hacked") is None
        assert tab.locator("a[href^='javascript']").count() == 0


def test_a_listed_site_may_embed_the_chat(page: Page, site: str, framing: dict[str, str]) -> None:
    page.goto(f"{framing['listed']}/?{site}/embed")
    frame = page.frame_locator("iframe")
    frame.locator("textarea").fill("When was the statue installed?")
    frame.locator("textarea").press("Enter")
    expect(frame.locator(".cd-source").first).to_be_visible(timeout=PATIENCE)
    with page.context.expect_page() as opened:
        frame.locator(".cd-quote .cd-mark").first.click()
    expect(opened.value.locator("mark#quote")).to_be_visible()


@pytest.mark.parametrize(("who", "path"), [("other", "/embed"), ("listed", "/"), ("other", "/")])
def test_no_other_page_may_be_framed_and_no_other_site_may(
    page: Page, site: str, framing: dict[str, str], who: str, path: str
) -> None:
    said = list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{framing[who]}/?{site}{path}")
    page.wait_for_timeout(1500)
    assert page.frame_locator("iframe").locator("textarea").count() == 0
    assert any("frame-ancestors" in line for line in said), said


def test_an_article_that_is_not_there_is_a_page_that_says_so(page: Page, site: str) -> None:
    response = page.goto(f"{site}/article/nothing")
    assert response is not None
    assert response.status == 404
    expect(page.locator("body")).to_have_text("This article is not in the archive.")


def test_the_page_fits_a_desk_and_a_telephone(page: Page, site: str) -> None:
    for width in (1100, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(site)
        expect(page.locator("textarea")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
