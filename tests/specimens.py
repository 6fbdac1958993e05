"""A few small documents of each format that is read, as they arrive, for the tests that damage them.

A reader that is added needs its own here: the fuzzer (tests/fuzz.py) says so.
"""

import gzip
import json
import zipfile
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import docx
from reportlab.pdfgen.canvas import Canvas

__all__ = ["SPECIMENS", "epub", "jsonl", "message", "page", "record", "rss", "word", "zipped"]

PAGES = Path(__file__).parent / "data" / "pages"
FIRE = "NORRVIK, May 4, 2020 (Norrpress) — Nineteen boats burned in the inner harbour on Sunday night."
LONG = "Nobody was hurt when the boats burned, said the mayor, and the council met on Monday to ask why. " * 3
NAMES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/"'
)
SITE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def page(body: str = f"<p>{FIRE}</p><p>{LONG}</p>", head: str = "") -> bytes:
    """A web page of a story."""
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Harbour fire</title>{head}</head><body><nav>"
        f"<a href='/'>Home</a></nav><article><h1>Harbour fire in Norrvik</h1>{body}</article></body></html>"
    ).encode()


def record(block: bytes, kind: str = "response", address: str = "https://news.example/fire") -> bytes:
    """A record of a web archive."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:id-1>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(content: bytes, fields: str = "") -> bytes:
    """What a web server says, with a page."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{fields}\r\n".encode() + content


def message(text: str = FIRE, html: str | None = None) -> EmailMessage:
    """A newsletter."""
    letter = EmailMessage()
    letter["From"] = '"Ekot, morning" <news@news.example>'
    letter["Subject"] = "Zoë’s letter"
    letter["Date"] = "Thu, 28 Nov 2019 10:00:00 +0900"
    letter["Message-ID"] = "<letter-1@news.example>"
    letter.set_content(text)
    if html is not None:
        letter.add_alternative(html, subtype="html")
    return letter


def box(*messages: bytes) -> bytes:
    """A mailbox."""
    return b"".join(b"From news@news.example Thu Nov 28 10:00:00 2019\n" + one + b"\n\n" for one in messages)


def word(*paragraphs: str) -> bytes:
    """A Word document with a heading and a table."""
    made, buffer = docx.Document(), BytesIO()
    made.core_properties.title = "Harbour fire"
    made.add_heading("Nineteen boats burn", 0)
    for text in paragraphs:
        made.add_paragraph(text)
    table = made.add_table(2, 2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {number}"
    made.save(buffer)
    return buffer.getvalue()


def zipped(*entries: tuple[str, bytes]) -> bytes:
    """A zip file."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def epub(*chapters: bytes) -> bytes:
    """A book of chapters."""
    numbers = range(len(chapters))
    items = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in numbers
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in numbers)
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Ekot 42</dc:title>'
        f"<dc:date>2020-05-04</dc:date><dc:creator>Anna Lind</dc:creator></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    files = [(f"OPS/c{n}.xhtml", content) for n, content in enumerate(chapters)]
    head = [("mimetype", b"application/epub+zip"), ("META-INF/container.xml", container.encode())]
    return zipped(*head, ("OPS/book.opf", package.encode()), *files)


def chapter(text: str) -> bytes:
    """A chapter of a book."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>'
        f"One</title></head><body><h1>A chapter</h1><p>{text}</p><table><tr><td>1</td></tr></table></body>"
        "</html>"
    ).encode()


def rss(*items: str) -> bytes:
    """A feed of items; of one story where none are given."""
    story = (
        "<item><title>Flood &amp;amp; ebb</title><link>https://news.example/flood</link><guid>42</guid>"
        f"<description>{FIRE}</description><content:encoded><![CDATA[<p>{LONG}</p>]]></content:encoded>"
        "<pubDate>Thu, 28 Nov 2019 10:00:00 +0900</pubDate><dc:creator>Jane Roe</dc:creator></item>"
    )
    note = f"<item><title>Ebb</title><description>&lt;p&gt;{LONG}&lt;/p&gt;</description></item>"
    given = items or (story, note)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {NAMES}><channel><title>Ekot</title>'
        f"<link>https://news.example/</link>{''.join(given)}</channel></rss>"
    ).encode()


def jsonl(*records: object) -> bytes:
    """Lines of JSON."""
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def pdf(is_packed: bool) -> bytes:
    """Two pages in two columns."""
    buffer = BytesIO()
    paper = Canvas(buffer, pagesize=(612, 792), pageCompression=int(is_packed))
    paper.setTitle("Harbour fire")
    for _ in range(2):
        for column in (72, 320):
            for number, words in enumerate([FIRE, *LONG.split(". ")] * 3):
                paper.drawString(column, 700 - 14 * number, words[:40])
        paper.showPage()
    paper.save()
    return buffer.getvalue()


_STORY = {
    "id": 7,
    "title": "Harbour fire",
    "text": f"{FIRE}\n\n{LONG}",
    "date": "2020-05-04T10:00:00Z",
    "authors": [{"name": "Anna Lind"}],
    "url": "https://news.example/fire",
    "content": {"rendered": f"<p>{LONG}</p>"},
}
_ATOM = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Ekot</title><id>urn:feed</id><entry>'
    '<title>Flood</title><id>tag:news.example,2019:flood</id><link rel="alternate" href="https://news.example/f"/>'
    "<published>2019-11-28T10:00:00+09:00</published><author><name>Jane Roe</name></author>"
    f'<content type="html">&lt;p&gt;{LONG}&lt;/p&gt;</content></entry></feed>'
).encode()
_JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Ekot",
    "items": [
        {
            "id": "42",
            "url": "https://news.example/flood",
            "title": "Flood",
            "content_html": f"<p>{LONG}</p>",
            "date_published": "2019-11-28T10:00:00+09:00",
            "authors": [{"name": "Jane Roe"}],
        },
        {"id": "43", "content_text": LONG, "date_published": 1574902800},
    ],
}
_LINKED = {
    "@type": "NewsArticle",
    "headline": "Fire",
    "datePublished": "2020-05-04",
    "author": {"name": "A. Lind"},
}
_HEAD = (
    f'<script type="application/ld+json">{json.dumps(_LINKED)}</script><link rel="canonical" '
    'href="https://news.example/fire"><meta property="article:published_time" content="2020-05-04T10:00:00Z">'
)
_FRONT = b"---\ntitle: Harbour fire\ndate: 2020-05-04\nauthors: [Anna Lind]\n---\n"
_WARC = b"".join(
    (
        record(b"software: a crawler\r\n", "warcinfo"),
        record(answer(page())),
        record(answer(gzip.compress(page(head=_HEAD)), "Content-Encoding: gzip\r\n")),
        record(answer(b"%x\r\n" % len(page()) + page() + b"\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n")),
    )
)
_MHTML = (
    b"Snapshot-Content-Location: https://news.example/fire\r\nMIME-Version: 1.0\r\nContent-Type: "
    b'multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
    b"Content-Transfer-Encoding: binary\r\nContent-Location: https://news.example/fire\r\n\r\n"
    + page(head=_HEAD)
    + b"\r\n--b\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlh\r\n--b--\r\n"
)  # fmt: skip
_URLS = "".join(f"<url><loc>https://news.example/{n}</loc><lastmod>2020</lastmod></url>" for n in range(5))
_SITEMAP = f'<?xml version="1.0" encoding="UTF-8"?><urlset {SITE}>{_URLS}</urlset>'.encode()
_INDEX = (
    f"<sitemapindex {SITE}><sitemap><loc>https://news.example/a.xml</loc></sitemap></sitemapindex>".encode()
)

SPECIMENS: dict[str, tuple[bytes, ...]] = {
    "csv": (
        f'id;headline;body;date\n1;Fire;"{FIRE}\n\n""No"".";2020-05-04\n2;Ebb;{LONG};5/5/2\n'.encode(),
        f'title,text\nFire,"{FIRE}"\nÅker,"{LONG}"\n'.encode("cp1252", "replace"),
        f"sep=\t\ntitle\ttext\nFire\t{FIRE}\n".encode("utf-16"),
    ),
    "docx": (word(FIRE, LONG),),
    "epub": (epub(chapter(LONG)), epub(chapter(LONG), chapter(FIRE * 4), chapter(LONG))),
    "feed": (rss(), _ATOM),
    "html": (
        page(head=_HEAD),
        *((PAGES / f"{name}.html").read_bytes() for name in ("amp", "graph", "microdata", "wordpress")),
    ),
    "jsonfeed": (json.dumps(_JSON_FEED).encode(),),
    "jsonl": (jsonl(_STORY, {**_STORY, "id": 8}), json.dumps({"articles": [_STORY, _STORY]}).encode()),
    "mbox": (
        message(html=f"<table><tr><td><p>{LONG}</p></td></tr></table>").as_bytes(),
        box(message().as_bytes(), message(LONG, f"<p>{LONG}</p>").as_bytes(), message(LONG).as_bytes()),
    ),
    "mhtml": (_MHTML,),
    "pdf": (pdf(False), pdf(True)),
    "sitemap": (_SITEMAP, _INDEX, gzip.compress(_SITEMAP)),
    "text": (
        f"Harbour fire in Norrvik\n\nBy Anna Lind\n\n{FIRE}\n\n{LONG}\n".encode(),
        _FRONT + f"# Fire\n\n{FIRE}\n\n{LONG}".encode(),
        f"Åker brinner\n\nPublished: 4 May 2020 10:30 GMT\n\n{LONG}".encode("utf-16"),
    ),
    "warc": (_WARC, gzip.compress(_WARC), gzip.compress(record(answer(page()))) * 3),
}
