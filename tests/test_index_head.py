import json
from datetime import date
from pathlib import Path

import pytest

from index.dateline import find_dateline
from index.head import Head, read_head
from index.headlines import clean, is_section, looks_like_headline
from index.noise import is_noise

HERE = Path(__file__).parent
HEADS = [json.loads(line) for line in (HERE / "data" / "heads.jsonl").read_text("utf-8").splitlines()]
FIELDS = ("title", "published", "place", "source", "authors")


def _seed(number: str) -> tuple[str, Head]:
    (path,) = (HERE.parent / "seeds").glob(f"{number}_*.txt")
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    return text, read_head(text)


def _words(text: str, head: Head) -> list[str]:
    return [text[start:end] for start, end in head.body]


def test_a_date_line_that_runs_into_an_update_marker_and_the_headline() -> None:
    text, head = _seed("000")
    assert head.title == "S. Korea, Japan hold working-level talks over trade row"
    assert (head.published, head.place, head.source) == (date(2019, 11, 28), "SEJONG", "Yonhap")
    body = _words(text, head)
    assert body[0].startswith("South Korea and Japan held working-level talks on Thursday")
    assert body[-1].endswith("according to the finance ministry.")  # and not the stray 1


def test_a_text_without_a_head_has_none() -> None:
    text, head = _seed("003")
    assert (head.title, head.published, head.place, head.source, head.authors) == (None, None, None, None, ())
    assert _words(text, head)[0].startswith("Korea and Japan held another round of talks in Seoul, Wednesday")
    assert _words(text, head)[-1].endswith("Southeast Asians and some Europeans.")


def test_ticker_noise_and_an_agency_and_date_line() -> None:
    text, head = _seed("004")
    assert head.title == "North, South Korea in talks over summit, reopening liaison office"
    assert (head.published, head.place, head.source) == (date(2021, 7, 29), "SEOUL", "Reuters")
    assert _words(text, head)[0].startswith("North and South Korea are in talks to reopen")
    assert not any("ANL" in paragraph for paragraph in _words(text, head))


def _got(head: Head) -> dict[str, object]:
    published = head.published.isoformat()[:10] if head.published else None
    return {
        "title": head.title,
        "published": published,
        "place": head.place,
        "source": head.source,
        "authors": list(head.authors),
    }


def test_heads_of_seventy_invented_texts() -> None:
    """Written without sight of the rules. What is not found is a miss; what is wrong is worse."""
    missed = dict.fromkeys(FIELDS, 0)
    wrong = dict.fromkeys(FIELDS, 0)
    details = []
    for case in HEADS:
        got = _got(read_head(case["text"]))
        for field in FIELDS:
            expected = " ".join(case[field].split()) if isinstance(case[field], str) else case[field]
            if got[field] != expected:
                (wrong if got[field] else missed)[field] += 1
                details.append((case["id"], field, got[field], expected))
    assert sum(missed.values()) <= 14, details
    assert sum(wrong.values()) <= 6, details


def test_bodies_of_seventy_invented_texts() -> None:
    starts = noisy = noise = 0
    for case in HEADS:
        text = case["text"]
        body = " ".join(" ".join(_words(text, read_head(text))).split())
        starts += body.startswith(" ".join(case["body_start"].split()))
        noise += len(case["noise"])
        noisy += sum(" ".join(line.split()) in body for line in case["noise"])
    assert starts >= 66
    assert noisy <= 0.03 * noise


@pytest.mark.parametrize(
    ("line", "place", "agency"),
    [
        ("SEJONG, Nov. 28 (Yonhap) -- South Korea said.", "SEJONG", "Yonhap"),
        ("SEOUL: North Korea said.", "SEOUL", None),
        ("SEOUL, South Korea (AP) — The two said.", "SEOUL, South Korea", "AP"),
        ("(Reuters) - The two said.", None, "Reuters"),
        ("New Delhi, Nov 28 (PTI) The two said.", "New Delhi", "PTI"),
        ("MOSCOW, November 28. /TASS/. Russia said.", "MOSCOW", "TASS"),
        ("March 3 (UPI) -- A library said.", None, "UPI"),
        ("The Hague (Dutch Wire) -- The court said.", "The Hague", "Dutch Wire"),
    ],
)
def test_datelines_of_the_agencies(line: str, place: str | None, agency: str | None) -> None:
    found = find_dateline(line)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)
    assert line[found.end].isupper()


@pytest.mark.parametrize(
    "line",
    [
        "In July, Tokyo imposed tighter regulations (GSOMIA) on exports.",
        "The United States - and not only they - said so.",
        "South Korea (GSOMIA) Japan said.",
        "Mr. Lee said: The talks failed.",
        "BREAKING: The talks failed.",
        "Kim Min-su (left) - the minister - said so.",
        "He said: no.",
        "",
    ],
)
def test_ordinary_sentences_have_no_dateline(line: str) -> None:
    assert find_dateline(line) is None


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("(LEAD) Talks resume in Seoul", "Talks resume in Seoul"),
        ("(2nd LD) Talks resume in Seoul", "Talks resume in Seoul"),
        ("UPDATE 1-Talks resume in Seoul", "Talks resume in Seoul"),
        ("RPT-UPDATE 2-Talks resume in Seoul", "Talks resume in Seoul"),
        ("Talks resume in Seoul (URGENT)", "Talks resume in Seoul"),
        ("# Talks resume in Seoul", "Talks resume in Seoul"),
        ("Leads in the case of the missing ship", "Leads in the case of the missing ship"),
        ("Correction officers strike", "Correction officers strike"),
    ],
)
def test_update_markers_are_no_part_of_a_headline(line: str, title: str) -> None:
    assert clean(line) == title


def test_a_sentence_is_no_headline() -> None:
    assert looks_like_headline("Talks resume in Seoul")
    assert looks_like_headline("Will talks resume?")
    assert looks_like_headline("Japan in talks with U.S.")
    assert not looks_like_headline("The talks resumed in Seoul on Monday.")
    assert not looks_like_headline("and so it went on")


def test_sections_are_known_and_ordinary_words_are_not() -> None:
    assert is_section("BUSINESS NEWS")
    assert is_section("Home > News > Region")
    assert not is_section("World leaders meet")


@pytest.mark.parametrize(
    "line",
    [
        "ANL 29.80 Decreased By ▼ -1.55 (-4.94%)",
        "ADVERTISEMENT",
        "Photo: Kim Min-su/Yonhap",
        "Read more: Ten things to know",
        "Share on Facebook",
    ],
)
def test_noise_is_known(line: str) -> None:
    assert is_noise(line)


@pytest.mark.parametrize(
    "line",
    [
        "The photo shows two men.",
        "More than 200 people were on board.",
        "Share prices fell 3 percent.",
        "March 3, 2020",
        "Comments by the minister angered Tokyo.",
        "Listen, he said, and they did.",
        "Follow-up talks are planned.",
    ],
)
def test_lines_of_the_story_are_no_noise(line: str) -> None:
    assert not is_noise(line)


def test_a_date_in_the_body_is_not_the_date_of_publication() -> None:
    head = read_head("Town marks flood\n\nLUND (Ekot) - The flood of 3 May 1986 was remembered on Monday.\n")
    assert head.published is None


def test_a_dateline_without_a_year_gives_no_date() -> None:
    assert read_head("Flood\n\nLUND, May 3 (Ekot) - The river rose on Monday.\n").published is None


def test_front_matter_of_markdown_is_read() -> None:
    text = "---\ntitle: Flood\ndate: 2020-05-03\nauthor: Jane Roe\nsource: Ekot\n---\n\nThe river rose.\n"
    head = read_head(text)
    assert (head.title, head.published, head.source) == ("Flood", date(2020, 5, 3), "Ekot")
    assert head.authors == ("Jane Roe",)
    assert _words(text, head) == ["The river rose."]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The river that runs through the town rose by two metres in one\n"
        "night, and the people of the lower streets were brought to the\n"
        "school on the hill, where they were given soup and blankets by\n"
        "the teachers. Nobody was hurt.\n\nThe bridge is closed.\n"
    )
    assert [len(_words(text, read_head(text)))] == [2]


def test_a_text_of_noise_alone_keeps_its_words() -> None:
    text = "Read more: Ten things to know\n"
    assert _words(text, read_head(text)) == ["Read more: Ten things to know"]
