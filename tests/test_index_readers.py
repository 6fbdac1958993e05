import codecs
import json
import os
from pathlib import Path

import pytest

from index.article import Article, Skipped
from index.documents import Document
from index.finding import Finder
from index.intake import Intake
from index.keys import normalise_url
from index.reading import read

STORY = "Zoë’s café burned down.\r\nNobody was hurt.\rIt rained.\n"


def _read(path: Path) -> list[Article | Skipped]:
    """Read as `index` does; a single file without the process around it, which has tests of its own."""
    if path.is_dir():
        return list(Intake([str(path)]))
    (document,) = Finder().find(str(path))
    assert isinstance(document, Document)
    return list(read(document))


def _one(path: Path) -> Article:
    (article,) = _read(path)
    assert isinstance(article, Article), article
    return article


def _reason(path: Path) -> str:
    (skipped,) = _read(path)
    assert isinstance(skipped, Skipped), skipped
    return skipped.reason


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_text_is_the_decoded_file_without_its_mark_and_with_its_newlines(
    tmp_path: Path, mark: bytes, encoding: str
) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(mark + STORY.encode(encoding))
    assert _one(path).text == STORY


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le café de Zoë a brûlé. « Personne n’est blessé », dit-elle. ", "cp1252"),
        ("The price rose to €5 on Monday, the central bank said in a statement.", "cp1252"),
        ("Le président a été réélu à l’unanimité, a déclaré le ministère.", "cp1252"),
        ("The minister said “no” – and left.", "cp1252"),
        ("Öl für die Straße, sagte der Bürgermeister. ", "latin-1"),
        ("Zażółć gęślą jaźń, powiedział minister. Śnieg spadł w Łodzi. " * 3, "cp1250"),
        ("Министр сказал, что переговоры прошли хорошо и скоро продолжатся. " * 3, "cp1251"),
        ("한국과 일본은 서울에서 회담을 가졌다. " * 5, "cp949"),
    ],
)
def test_an_older_encoding_is_detected(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(text.encode(encoding))
    assert _one(path).text == text


def test_damaged_utf8_is_not_taken_for_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes("The café closed. “Quote”".encode()[:-1])
    assert "damaged character at byte" in _reason(path)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"MZ\x00\x01\x02", "is not text"),
        (codecs.BOM_UTF16_LE + b"a", "says it is utf-16"),
    ],
)
def test_a_file_that_holds_no_text_is_skipped_with_the_reason(
    tmp_path: Path, source: bytes, reason: str
) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(source)
    assert reason in _reason(path)


def test_a_file_too_large_for_an_article_is_skipped_unread(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "larger than 5 MB" in _reason(path)


def test_other_files_are_skipped_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_text("Hidden.")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "story.txt").write_text("Hidden.")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_text("The river rose.")
    found = _read(tmp_path)
    assert [type(item) for item in found] == [Skipped, Article]
    assert isinstance(found[1], Article)
    assert found[1].key == "sub/b.txt"
    assert found[1].path == str(tmp_path / "sub" / "b.txt")


def test_a_pipe_and_a_dangling_link_do_not_stop_the_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "c.txt").write_text("The river rose.")
    kinds = [type(item) for item in _read(tmp_path)]
    assert kinds == [Skipped, Skipped, Article]


def test_a_name_that_is_no_text_is_made_printable(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.txt"))
    path.write_text("The river rose.")
    assert _one(path).key == "b\\xff.txt"


def test_the_digest_is_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(codecs.BOM_UTF8 + b"The river rose.")
    first = _one(path)
    path.write_bytes(b"The river rose.")
    second = _one(path)
    assert first.text == second.text
    assert first.digest != second.digest
    assert first.id == second.id


def _lines(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def test_a_record_tells_what_it_knows_and_no_more(tmp_path: Path) -> None:
    path = _lines(
        tmp_path / "news.jsonl",
        {
            "id": 7,
            "text": "The river rose. 🚢",
            "title": "Flood",
            "published": "2020-05-03T10:00:00+02:00",
            "source": "Ekot",
            "url": "https://News.example/a?utm_source=x&b=1#top",
            "authors": ["Jane Roe", "John Doe"],
        },
        {"text": "It fell."},
    )
    first, second = _read(path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.key, first.title, first.source) == ("7", "Flood", "Ekot")
    assert first.published is not None
    assert first.published.isoformat() == "2020-05-03T10:00:00+02:00"
    assert first.authors == ("Jane Roe", "John Doe")
    assert second.key.startswith("news.jsonl#")
    known = (second.title, second.published, second.source, second.url, second.authors)
    assert known == (None, None, None, None, ())


def test_bad_lines_are_skipped_by_number_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    lines = [
        b'{"text": "The river rose."}',
        b"{broken",
        b"",
        b"[1]",
        b'{"title": "No text"}',
        b'{"text": 5}',
        b'{"text": "caf\xe9"}',
        b"[" * 100_000,
        b'{"text": "lone \\ud800 surrogate"}',
    ]
    path.write_bytes(b"\n".join(lines))
    found = _read(path)
    numbers = [item.path.rpartition(":")[2] for item in found if isinstance(item, Skipped)]
    assert numbers == ["2", "4", "5", "6", "8"]
    texts = [item.text for item in found if isinstance(item, Article)]
    assert texts[:2] == ["The river rose.", "café"]
    assert texts[2].startswith("lone \ufffd")


def test_a_line_too_long_for_an_article_is_skipped_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.readers import jsonl

    monkeypatch.setattr(jsonl, "MOST_BYTES", 50)  # a limit, not our code
    path = _lines(tmp_path / "news.jsonl", {"text": "x" * 500}, {"text": "The river rose."})
    first, second = _read(path)
    assert isinstance(first, Skipped)
    assert isinstance(second, Article)


def test_a_url_names_an_article_however_it_is_spelt() -> None:
    plain = normalise_url("https://news.example/a?b=1")
    assert plain is not None
    assert normalise_url("https://NEWS.example/a?utm_medium=x&b=1#top") == plain
    assert normalise_url("javascript:alert(1)") is None
    assert normalise_url(None) is None


def test_an_archive_among_the_articles_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "catalogue.sqlite").write_bytes(b"x")
    (tmp_path / "archive" / "writer.json").write_text("{}")
    (tmp_path / "a.txt").write_text("The river rose.")
    assert [type(item) for item in _read(tmp_path)] == [Article]


def test_white_space_alone_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("\n \n")
    assert _reason(path) == "is empty"
