import json
import time
from datetime import date
from pathlib import Path

import pytest

from index.dateline import find_dateline
from index.head import Head, read_head
from index.headlines import clean, is_section, looks_like_headline
from index.noise import is_noise, is_ticker

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
    """Written without sight of the rules, then used to mend them: a regression test, no measurement."""
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


@pytest.mark.parametrize(
    "line", ["ANL 29.80 Decreased By ▼ -1.55 (-4.94%)", "KOSPI 2,118.60 (+0.45%) | KOSDAQ 640.18 -1.2%"]
)
def test_tickers_are_known(line: str) -> None:
    assert is_ticker(line)


@pytest.mark.parametrize(
    "line",
    ["Spain beat Italy 2-1.", "Turnout was 61%", "Lions 24-17", "Exports 12,345,678 11,234,567 up 9.9%.",
     "ABC " + "1" * 200 + " up!", "Total 1,234,567,890,123 12,345,678 1,234,567 up sharply"],
)  # fmt: skip
def test_figures_of_the_story_are_no_ticker(line: str) -> None:
    assert not is_ticker(line)


STORY = [
    "Video-sharing platform TikTok was fined 5 million euros on Tuesday.",
    "Credit-rating agency Moody's cut the country's outlook to negative.",
    "Most news organisations left the city in May.",
    "More news is expected on Tuesday, when the court reconvenes.",
    "Register offices across Scotland will reopen on Monday.",
    "Like our grandparents, we will rebuild, the mayor said.",
    "Join us, she told the crowd, and they did.",
    "See more of this and the schools will close, he warned.",
    "Get the vaccine before the app closes, the ministry advised.",
    "Print this and they will kill me.",
    "Arsenal won 3-0.",
    "The report was first published in 2012 and led to three resignations.",
    "Private cars may not be used in the centre from June.",
    "With assistance from the army, the villagers rebuilt the bridge in a day.",
    "Copyright law will be debated again in June.",
    "Written by hand, the letter was sold for 300 euros.",
    "Reported by the ministry on Monday, the deaths bring the total to 40.",
    "Provided by the UN, the tents will stand until spring.",
    "Contact the police at 555-1234 if you have seen the boy, they said.",
    "The town was proud of the Smiths' end.",
    "What changes in June:",
    "- Schools reopen.",
    "- Buses run again.",
    "— We will be back.",
]


@pytest.mark.parametrize("last", range(len(STORY)))
def test_no_sentence_of_a_story_is_dropped_wherever_it_stands(last: int) -> None:
    lines = ["The council of Lund met on Monday to talk about the flood.", *STORY[last:], *STORY[:last]]
    text = "Council meets in Lund\n\n" + "\n".join(lines) + "\n"
    head = read_head(text)
    assert head.title == "Council meets in Lund"
    assert _words(text, head) == lines


@pytest.mark.parametrize(
    "first",
    [
        "By Friday, nearly all had left, police said.",
        "By Monday it rained.",
        "- Forty people died in the flood, the mayor said on Monday.",
        "Is the government losing control of the city?",
        "“Get out of here now!”",
        "« Nous partons », dit-elle.",
        "Published on 3 May 2018, the report found that forty had died.",
        "Updated figures from 3 May 2018 show that forty had died.",
        "Date palms planted on 3 May 2018 burned on Monday.",
        "Q: How many people died in the flood?",
    ],
)
def test_a_lead_is_no_head(first: str) -> None:
    text = f"Flood kills forty\n\n{first}\nThe river that runs through the town had risen by two metres.\n"
    head = read_head(text)
    assert _words(text, head)[0] == first
    assert (head.title, head.published, head.authors) == ("Flood kills forty", None, ())


def test_who_speaks_in_an_interview_is_no_place() -> None:
    text = "Two on the deal\n\nSMITH: We never agreed to it.\nJONES: We did agree to it, twice.\n"
    head = read_head(text)
    assert head.place is None
    assert _words(text, head)[0].startswith("SMITH:")


@pytest.mark.parametrize(
    "matter",
    ['a: !!bool "x"', 'a: !!int ""', 'a: !!timestamp "x"', "a: " + "[" * 5000, "a: &x [1]\nauthor: [*x, *x]",
     "title: [", "- a\n- b"],
)  # fmt: skip
def test_hostile_front_matter_is_text(matter: str) -> None:
    text = f"---\n{matter}\n---\n\nThe river rose in the night.\n"
    head = read_head(text)
    assert head.authors == ()
    assert _words(text, head)[-1] == "The river rose in the night."


def test_front_matter_cannot_spell_what_cannot_be_stored() -> None:
    title = read_head('---\ntitle: "a \\ud800 b"\n---\n\nThe river rose.\n').title
    assert title is not None
    title.encode("utf-8")


@pytest.mark.parametrize(
    "unit", ["A ", "1 ", "1,", "- ", ", ", " ", "\t", "(", "Photo ", "a.b", "share | ", "By A "]
)
def test_reading_a_head_takes_time_in_proportion(unit: str) -> None:
    text = "Title\n\n" + unit * 40_000 + "x\n\nThe river rose.\n"
    started = time.perf_counter()
    read_head(text, "Title" + unit * 20_000)
    assert time.perf_counter() - started < 3  # quadratic took minutes


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
