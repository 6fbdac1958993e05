"""Mailboxes and messages: newsletters as articles."""

import contextlib
import random
import tracemalloc
from email.message import EmailMessage
from pathlib import Path
from time import process_time

import pytest

from index.article import Article, Skipped
from index.documents import Document
from index.errors import UnreadableFile
from index.readers import mbox, reader_of

LETTER = (
    '<html><head><style>td {}</style></head><body><div style="display: none">A line for the list</div>'
    '<table width="600"><tr><td><table><tr><td><h2>Flood &amp; ebb</h2></td></tr>'
    "<tr><td>The river rose on Monday.</td></tr></table></td></tr></table></body></html>"
)


def _message(number: int = 1, html: str | None = LETTER, plain: str = "See the page.") -> EmailMessage:
    message = EmailMessage()
    message["From"] = '"Ekot, morning" <news@news.example>'
    message["To"] = "reader@home.example"
    message["Subject"] = "Zoë’s letter"
    message["Date"] = "Thu, 28 Nov 2019 10:00:00 +0900"
    message["Message-ID"] = f"<letter-{number}@news.example>"
    message.set_content(plain)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


def _box(*messages: bytes) -> bytes:
    return b"".join(b"From news@news.example Thu Nov 28 10:00:00 2019\n" + one + b"\n\n" for one in messages)


def _read(source: bytes, name: str = "news.mbox") -> list[Article | Skipped]:
    return list(mbox.read(Document(name, path=f"/{name}", content=source)))


def _one(source: bytes) -> Article:
    (article,) = _read(source)
    assert isinstance(article, Article), article
    return article


def test_a_newsletter_is_an_article() -> None:
    article = _one(bytes(_message()))
    assert article.text == "Flood & ebb\n\nThe river rose on Monday.\n"
    assert (article.key, article.title) == ("letter-1@news.example", "Zoë’s letter")
    assert article.source == "Ekot, morning"
    assert article.published is not None
    assert article.published.isoformat() == "2019-11-28T10:00:00+09:00"


def test_a_message_without_html_is_its_plain_part() -> None:
    assert _one(bytes(_message(html=None, plain="The river rose."))).text == "The river rose.\n"
    assert _one(bytes(_message(html="<p> </p>", plain="The river rose."))).text == "The river rose.\n"


def test_a_mailbox_holds_many() -> None:
    found = _read(_box(*(bytes(_message(number)) for number in range(3))))
    assert [item.key for item in found if isinstance(item, Article)] == [
        f"letter-{n}@news.example" for n in range(3)
    ]


def test_a_line_that_only_begins_like_a_message_ends_none() -> None:
    plain = "The river rose.\n\nFrom here on, it fell.\n\n>From Monday 10:00 on it rained.\n"
    head, _, body = bytes(_message(html=None, plain=plain)).partition(b"\n\n")
    article = _one(_box(head + b"\n\n" + body))
    assert article.text == "The river rose.\n\nFrom here on, it fell.\n\nFrom Monday 10:00 on it rained.\n"


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "x-unknown", "utf-16"])
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_parts_are_decoded_also_where_they_are_declared_wrongly(charset: str, encoding: str) -> None:
    message = EmailMessage()
    message["Subject"] = "Letter"
    message.set_content("Zoë's café burned.".encode("cp1252"), "text", "plain", cte=encoding)
    message.replace_header("Content-Type", f'text/plain; charset="{charset}"')
    assert "caf" in _one(bytes(message)).text
    if charset != "utf-16":
        assert _one(bytes(message)).text == "Zoë's café burned.\n"


def test_what_is_missing_stays_unknown() -> None:
    article = _one(b"Subject: =?utf-8?q?Zo=C3=AB?=\nDate: not a date\n\nThe river rose.\n")
    assert (article.title, article.published, article.source) == ("Zoë", None, None)
    assert article.key == "news.mbox"


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\n\n\n",
        b"no message at all",
        b"From a@b.example 10:00\n\n" * 3,
        b"Subject: empty\n\n",
        b"Subject: x\nContent-Type: image/png\n\nabc",
        b"A: " + b"b" * 300_000 + b"\n\nThe river rose.",
        b"Content-Type: multipart/mixed; boundary=a\n\n"
        + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 5_000,
        b"\0\1\2\3\n\n",
    ],
)
def test_what_is_no_message_is_one_line(source: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        _read(source)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("piece", ["=?utf-8?q?a?= ", "((((", "<a@b>, ", '"', "a;", "\\", "=?"])
@pytest.mark.parametrize("name", ["From", "Subject", "Date", "Message-ID", "Content-Type"])
def test_a_long_header_takes_little_time(name: str, piece: str) -> None:
    started = process_time()
    with contextlib.suppress(UnreadableFile):
        _read(f"{name}: {piece * (50_000 // len(piece))}\n\nThe river rose.\n".encode())
    assert process_time() - started < 5


def test_a_message_too_large_is_skipped_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "news.mbox"
    with path.open("wb") as file:
        file.write(_box(bytes(_message(1)), b"Subject: x\n\n" + b"x" * 60_000_000, bytes(_message(2))))
    tracemalloc.start()
    found = list(mbox.read(Document("news.mbox", file=path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(item) for item in found] == [Article, Skipped, Article]
    assert peak < 60_000_000


def test_the_reader_is_found_by_name_and_by_media_type(tmp_path: Path) -> None:
    path = tmp_path / "letter.EML"
    path.write_bytes(bytes(_message()))
    assert reader_of(Document("letter.EML", file=path)) is mbox
    assert reader_of(Document("x", media_type="message/rfc822", content=b"a")) is mbox


def test_damage_anywhere_raises_nothing_else() -> None:
    chance = random.Random(6)
    source = _box(bytes(_message(1)), bytes(_message(2, html=None)))
    for _ in range(300):
        changed = bytearray(source)
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(len(changed))
            match chance.randrange(3):
                case 0:
                    changed[place] = chance.randrange(256)
                case 1:
                    del changed[place : place + chance.randrange(60)]
                case _:
                    changed[place:place] = chance.choice(
                        [b"\n\n", b"=?", b"\0", b"\xff", b'"', b"; ", b"From "]
                    )
        try:
            found = _read(bytes(changed))
        except UnreadableFile:
            continue
        assert all(isinstance(item, Article | Skipped) for item in found)
