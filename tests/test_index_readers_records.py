"""JSON Lines, JSON, CSV and TSV: what records are called, how they are encoded, what is wrong with them."""

import csv as csv_library
import io
import json
import random
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, Skipped
from index.documents import Document
from index.errors import UnreadableFile
from index.fields import read_date
from index.markup import text_of_markup, without_markup
from index.readers import csv, jsonl, reader_of

RIVER = "The river rose."


def _document(content: bytes, name: str, **fields: str) -> Document:
    return Document(name, path=f"/{name}", content=content, fields=tuple(fields.items()))


def _jsonl(content: bytes | str, **fields: str) -> list[Article | Skipped]:
    source = content if isinstance(content, bytes) else content.encode()
    return list(jsonl.read_lines(io.BytesIO(source), _document(b"", "news.jsonl", **fields)))


def _csv(content: bytes | str, **fields: str) -> list[Article | Skipped]:
    source = content if isinstance(content, bytes) else content.encode()
    return list(csv.read(_document(source, "news.csv", **fields)))


def _json(tmp_path: Path, content: object, **fields: str) -> list[Article | Skipped]:
    path = tmp_path / "news.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return list(jsonl.read(Document("news.json", path=str(path), file=path, fields=tuple(fields.items()))))


def _outcome(read: Callable[[], list[object]]) -> list[object]:
    """What came of reading; that it cannot be read is an outcome too, any other error is none."""
    try:
        return read()
    except UnreadableFile as error:
        return [Skipped("", str(error))]


def _article(found: list[Article | Skipped]) -> Article:
    (article,) = found
    assert isinstance(article, Article), article
    return article


def _reasons(found: list[Article | Skipped]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Skipped)]


@pytest.mark.parametrize(
    "record",
    [
        {"headline": "Flood", "articleBody": RIVER, "datePublished": "2019-11-28", "publisher": "Ekot"},
        {"Title": "Flood", "maintext": RIVER, "date_publish": "2019-11-28", "source_domain": "Ekot"},
        {"TITLE": "Flood", "article_text": RIVER, "pubDate": "Thu, 28 Nov 2019", "outlet": "Ekot"},
        {"title": {"rendered": "Flood"}, "content": {"rendered": f"<p>{RIVER}</p>\n"}, "date": 1574899200}
        | {"site_name": "Ekot"},
    ],
)
def test_the_common_names_are_recognised_unasked(record: dict[str, object]) -> None:
    article = _article(_jsonl(json.dumps(record)))
    assert (article.text, article.title, article.source) == (RIVER, "Flood", "Ekot")
    assert article.published is not None
    assert article.published.isoformat()[:10] == "2019-11-28"


def test_a_field_is_what_the_user_says_it_is_also_inside_others() -> None:
    record = {
        "text": "Not this.",
        "article": {"body": RIVER, "authors": [{"name": "Jane Roe"}]},
        "hl": "Flood",
    }
    found = _jsonl(json.dumps(record), text="article.body", title="hl", authors="article.authors")
    article = _article(found)
    assert (article.text, article.title, article.authors) == (RIVER, "Flood", ("Jane Roe",))


def test_the_first_name_that_is_filled_is_taken() -> None:
    assert _article(_jsonl(json.dumps({"text": " ", "body": None, "content": RIVER}))).text == RIVER


def test_a_title_without_a_text_is_skipped_with_the_way_out() -> None:
    (reason,) = _reasons(_jsonl('{"title": "Flood", "summary": "It rained."}'))
    assert reason == 'has no "text": name its text\'s field with --map text=FIELD'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1574899200, datetime(2019, 11, 28, tzinfo=UTC)),
        (1574899200000, datetime(2019, 11, 28, tzinfo=UTC)),
        ("1574899200", datetime(2019, 11, 28, tzinfo=UTC)),
        (1574899200.0, datetime(2019, 11, 28, tzinfo=UTC)),
        ("20191128", date(2019, 11, 28)),
        (20191128, date(2019, 11, 28)),
        ("2019-11-28", date(2019, 11, 28)),
        ("28 November 2019", date(2019, 11, 28)),
        ("11/28/2019", date(2019, 11, 28)),
        ("28/11/2019 10:00", date(2019, 11, 28)),
        ("11/11/2019", date(2019, 11, 11)),
        ("03/04/2019", None),
        ("31/02/2019", None),
        ("Thu, 28 Nov 2019 10:00:00 GMT", datetime(2019, 11, 28, 10, tzinfo=UTC)),
        ("99 Nov 2019 10:00", None),
        ("last week", None),
        (2019, None),
        (-5, None),
        (10**30, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        ([2019], None),
        ("9" * 5_000, None),
    ],
)
def test_a_declared_date_is_read_and_never_guessed(value: object, expected: object) -> None:
    assert read_date(value) == expected


def test_a_time_keeps_its_zone() -> None:
    found = read_date("Thu, 28 Nov 2019 10:00:00 +0900")
    assert found is not None
    assert found.isoformat() == "2019-11-28T10:00:00+09:00"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "<p>The river &amp; the lake</p>\n<p>rose.<br>It rained.</p>",
            "The river & the lake\n\nrose.\nIt rained.",
        ),
        ("The <b>river</b> rose.\n\nIt rained.", "The river rose.\n\nIt rained."),
        ("The river&rsquo;s bank", "The river’s bank"),
        ("AT&T rose, 3 < 5 and 7 > 6; see <Reuters>", "AT&T rose, 3 < 5 and 7 > 6; see <Reuters>"),
        ("<p>Shown.</p><script>alert('x')</script><style>p {}</style>", "Shown."),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "One\n\nTwo"),
    ],
)
def test_markup_in_a_field_becomes_the_text_that_it_shows(source: str, text: str) -> None:
    assert without_markup(source) == text


def test_deep_markup_is_bounded() -> None:
    assert _outcome(lambda: [text_of_markup("<div>" * 100_000 + "deep")])


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("text", ["Zoë’s café burned.", "Ċafé Ā at the “Ok\u010a” inn" * 3])
def test_encodings_are_detected_for_lines_and_rows(encoding: str, text: str) -> None:
    try:
        lines = "".join(json.dumps({"text": text, "id": n}, ensure_ascii=False) + "\n" for n in range(3))
        rows = f'id,text\n1,"{text}"\n2,"{text}"\n'
        sources = lines.encode(encoding), rows.encode(encoding)
    except UnicodeEncodeError:
        return
    assert [item.text for item in _jsonl(sources[0]) if isinstance(item, Article)] == [text] * 3
    assert [item.text for item in _csv(sources[1]) if isinstance(item, Article)] == [text] * 2


def test_a_damaged_line_costs_itself_alone() -> None:
    good = json.dumps({"text": "Zoë’s café"}, ensure_ascii=False).encode()
    found = _jsonl(good + b"\n" + good[:-1] + b"\xff}\n" + good + b"\n")
    assert [type(item) for item in found] == [Article, Skipped, Article]


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"a":' * 50_000,
        '{"text": ' + "9" * 5_000 + "}",
        "NaN",
        '{"text": NaN}',
        '"text"',
        "{}",
        "\0",
    ],
)
def test_a_hostile_line_is_one_reason(line: str) -> None:
    found = _jsonl(json.dumps({"text": RIVER}) + "\n" * 200 + line + "\n")
    assert [type(item) for item in found] == [Article, Skipped]


def test_of_a_name_given_twice_the_last_counts_and_a_number_that_is_none_is_no_id() -> None:
    article = _article(_jsonl('{"text": "No.", "text": "The river rose.", "id": NaN, "author": {"name": 5}}'))
    assert (article.text, article.authors) == (RIVER, ())
    assert article.key.startswith("news.jsonl#")


class _Endless(io.RawIOBase):
    """A line of 200 MB that is never in memory, then a record."""

    def __init__(self) -> None:
        self._left = 200_000_000
        self._end = io.BytesIO(b'"}\n{"text": "The river rose."}\n')

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        size = min(len(buffer), self._left)
        if not size:
            return self._end.readinto(buffer)
        buffer[:size] = b"x" * size
        self._left -= size
        return size


def test_a_line_of_200_mb_is_skipped_in_little_memory() -> None:
    tracemalloc.start()
    found = list(jsonl.read_lines(_Endless(), _document(b"", "news.jsonl")))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(item) for item in found] == [Skipped, Article]
    assert _reasons(found) == ["is longer than 5 MB"]
    assert peak < 30_000_000


@pytest.mark.parametrize("url", ["http://[", "http://a:99999/", "https://news.example/", "no address"])
def test_an_address_that_names_no_story_is_not_what_records_are_called(url: str) -> None:
    lines = "".join(json.dumps({"text": text, "url": url}) + "\n" for text in ("It rained.", RIVER))
    keys = {item.key for item in _jsonl(lines) if isinstance(item, Article)}
    assert len(keys) == 2


def test_the_address_of_a_file_is_not_that_of_its_records() -> None:
    document = Document(
        "news.jsonl", url="https://news.example/dump.jsonl", content=b'{"text": "It rained."}'
    )
    (article,) = jsonl.read(document)
    assert isinstance(article, Article)
    assert (article.url, article.key[:11]) == (None, "news.jsonl#")


def test_standard_input_is_left_open() -> None:
    stream = io.BytesIO(b'{"text": "The river rose."}')
    list(jsonl.read_lines(stream, _document(b"", "-")))
    assert not stream.closed


@pytest.mark.parametrize(
    "wrap", [lambda records: records, lambda records: {"status": "ok", "articles": records}]
)
def test_a_list_of_records_is_read_also_inside_an_object(tmp_path: Path, wrap: "type[object]") -> None:
    found = _json(tmp_path, wrap([{"text": RIVER, "id": "a"}, {"title": "No text"}, 5]))
    assert [type(item) for item in found] == [Article, Skipped, Skipped]


def test_an_object_is_one_article_known_by_its_file(tmp_path: Path) -> None:
    article = _article(_json(tmp_path, {"maintext": RIVER, "title": "Flood", "images": [{"src": "a"}]}))
    assert (article.key, article.text) == ("news.json", RIVER)


def test_lines_in_a_file_called_json_are_read_as_lines(tmp_path: Path) -> None:
    found = _json(tmp_path, '{"text": "One."}\n{broken\n{"text": "Two."}\n')
    assert [type(item) for item in found] == [Article, Skipped, Article]


@pytest.mark.parametrize("content", ["[]", "5", "[1", '{"a": 1}', "", "[" * 100_000])
def test_json_without_articles_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    for item in _outcome(lambda: _json(tmp_path, content)):
        assert isinstance(item, Skipped)
        assert "\n" not in item.reason


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_names(delimiter: str) -> None:
    rows = io.StringIO()
    writer = csv_library.writer(rows, delimiter=delimiter)
    writer.writerows(
        [
            ["Id", "Published At", "Headline", "Body"],
            ["a1", "2019-11-28", 'Flood; "worst", they say', "Rain; wind, hail|fog.\n\nThen\tsun."],
            ["a2", "2019-11-29", "Ebb", "It fell."],
        ]
    )
    first, second = _csv(rows.getvalue())
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.key, first.published) == ("a1", date(2019, 11, 28))
    assert first.title == 'Flood; "worst", they say'
    assert first.text == "Rain; wind, hail|fog.\n\nThen\tsun."
    assert second.text == "It fell."


def test_a_row_that_does_not_fit_is_skipped_by_its_first_line() -> None:
    found = _csv('id,text\n1,"Two\nlines"\n2\n\n3,"Too",many\n4,fits,\n5,"zero \0 byte"\n6,ok\n')
    assert [item.key for item in found if isinstance(item, Article)] == ["1", "4", "6"]
    numbers = [item.path.rpartition(":")[2] for item in found if isinstance(item, Skipped)]
    assert numbers == ["4", "6", "8"]
    assert _reasons(found)[0] == "has 1 fields, and there are 2 columns"


def test_excels_line_that_names_the_delimiter_is_not_the_header() -> None:
    assert _article(_csv("sep=;\nid;text\na;The river rose.\n")).text == RIVER


@pytest.mark.parametrize(
    ("content", "fields", "reason"),
    [
        ("", {}, "is empty"),
        ("\n\n", {}, "is empty"),
        ("a,b\n1,2\n", {}, "has no column for the text among a, b: say --map text=COLUMN"),
        ("a,text\n1,2\n", {"title": "hl"}, 'has no column "hl" for --map title, but a, text'),
        ("id,text\n", {}, "has no rows under the names of its columns"),
    ],
)
def test_a_table_without_what_is_needed_says_what_there_is(
    content: str, fields: dict[str, str], reason: str
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        _csv(content, **fields)
    assert str(caught.value) == reason


def test_a_quotation_mark_left_open_ends_at_the_longest_field() -> None:
    rows = "".join(f'{n},"A report of some length, number {n}, of no interest."\n' for n in range(100_000))
    found = _csv('id,text\na,fine\nb,"open\n' + rows.replace('"', "") + "c,fine\n")
    assert [type(item) for item in found[:2]] == [Article, Skipped]


def test_a_long_field_is_read_and_too_long_a_line_is_not() -> None:
    found = _csv(f"id,text\n1,{'x' * 1_000_000}\n2,{'x' * 6_000_000}\n3,short\n")
    assert [type(item) for item in found] == [Article, Skipped, Article]


def test_the_reader_is_found_by_name_and_by_media_type(tmp_path: Path) -> None:
    for name, reader in [("a.csv", csv), ("a.TSV", csv), ("a.json", jsonl), ("a.jsonl", jsonl)]:
        path = tmp_path / name
        path.write_text("{}")
        assert reader_of(Document(name, file=path)) is reader
    assert reader_of(Document("x", media_type="text/csv", content=b"a")) is csv


_WEIRD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_NAME = st.sampled_from(["text", "title", "date", "publisher", "url", "author", "id", "content", "a.b"])


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_NAME, _WEIRD))
def test_any_record_is_an_article_or_skipped(record: dict[str, object]) -> None:
    (found,) = _jsonl(json.dumps(record))
    assert isinstance(found, Article | Skipped)


def _mutations(source: bytes, number: int) -> Iterator[bytes]:
    chance = random.Random(7)
    for _ in range(number):
        changed = bytearray(source)
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(len(changed))
            match chance.randrange(4):
                case 0:
                    changed[place] = chance.randrange(256)
                case 1:
                    del changed[place : place + chance.randrange(20)]
                case 2:
                    changed[place:place] = chance.choice(
                        [b'"', b"\n", b"\0", b"{", b"\xff", b"\r", b"&#x110000;"]
                    )
                case _:
                    changed[place:place] = changed[: chance.randrange(60)]
            changed = changed or bytearray(b" ")
        yield bytes(changed)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_damage_never_raises_anything_else(encoding: str) -> None:
    lines = (json.dumps({"text": f"<p>Zoë {RIVER}", "date": "28/11/2019", "url": "http://a/"}) + "\n") * 3
    rows = 'id,text,date\n1,"Zoë, she said",1574899200\n2,<p>River,"Thu, 28 Nov 2019 10:00 +0900"\n'
    for read, source in [(_jsonl, lines), (_csv, rows)]:
        for changed in _mutations(source.encode(encoding), 300):
            found = _outcome(partial(read, changed))
            assert all(isinstance(item, Article | Skipped) for item in found)
