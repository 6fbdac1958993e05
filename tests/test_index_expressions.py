"""The date expressions of tests/data/dates that are told in texts: rows that a reader can check."""

import csv
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import DateRange
from index.told import told_dates

FOLDER = Path(__file__).parent / "data" / "dates"
# What the grammar gets wrong, counted and left: a miss that is mended leaves this list.
MISSES = (
    "Outbound shipments fell 7 percent [in the first 10 days of September], customs data showed.",
    "The ministry will announce the result [on the 15th of this month].",
    "Net profit rose in the three months to June 30.",
    "Delegations will meet in Washington [on Wednesday and Thursday].",
    "The flotation is planned for [the second half of 2019].",
    "He was arrested [in the early hours of Sunday].",
    "Polls close at 22:00 BST [on Thursday].",
    "Police were called [at about 23:30 BST on Saturday].",
    "The governor made the remarks on Saturday, [29th February, 2020].",
    "Boeing's 787 and 2017 Airbus orders differ.",
    "The 5 March Road flyover leaks.",
)


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def day(text):
    return None if text in ("-", "open") else date.fromisoformat(text)


def told(row):
    """What the row marks, with its days, and all that is found in its sentence."""
    sentence = row["sentence"]
    text = sentence.replace("[", "").replace("]", "")
    marked = sentence[sentence.find("[") + 1 : sentence.find("]")] if "[" in sentence else None
    found = [
        (text[one.start : one.end], one.range.first, one.range.last)
        for one in told_dates(text, day(row["anchor"]))
    ]
    return (marked, day(row["first"]), day(row["last"])) if marked else None, found


def is_right(row):
    """Whether the marked expression is found with its days; where none is marked, whether none is found."""
    wanted, found = told(row)
    return wanted in found if wanted else not found


def test_the_misses_are_those_that_are_known():
    table = rows("told.tsv")
    assert len(table) >= 300
    assert [row["sentence"] for row in table if not is_right(row)] == list(MISSES)


@pytest.mark.parametrize(("part", "floor"), [("open", 1.0), ("held-out", 0.9)])
def test_the_share_that_is_right_does_not_fall(part, floor):
    right = [is_right(row) for row in rows("told.tsv") if row["set"] == part]
    share = sum(right) / len(right)
    print(f"{part}: {sum(right)} of {len(right)} told expressions are right ({100 * share:.1f} %)")
    assert share >= floor


def test_an_anchor_is_the_last_date_of_the_sentence_or_the_one_before_it():
    text = "It opened on 3 May 2018. Nobody came. Nobody at all. The next day it shut."
    assert len(told_dates(text, date(2021, 6, 15))) == 1
    chained = told_dates("It opened on 3 May 2018. Two days later it shut. The next day it burned.", None)
    assert [one.range.first for one in chained] == [date(2018, 5, 3), date(2018, 5, 5), date(2018, 5, 6)]


def test_a_headline_ends_a_sentence_without_a_full_stop():
    (found,) = told_dates("Minister said to resign\n\nOn Friday the vote will be held", date(2021, 6, 15))
    assert found.range.first == date(2021, 6, 18)


def test_offsets_are_code_points():
    text = "🗞️ Größe … in\u00a0July and in July"
    found = told_dates(text, date(2019, 11, 28))
    assert {text[one.start : one.end] for one in found} == {"in\u00a0July", "in July"}


@pytest.mark.parametrize(
    "piece", ["in May ", "1.1.", "from ", "2 and 3 ", "the last two ", "\n \n", " " * 50, "Sun, "]
)
def test_a_text_made_to_take_long_does_not(piece):
    started = time.process_time()
    told_dates(piece * (60_000 // len(piece)), date(2020, 1, 1))
    assert time.process_time() - started < 8


WORDS = (
    "in on since from to between and the last next this two 3 31 30 2019 2020 1990s May March Dec. Tuesday "
    "week month year weekend ago later early late of half quarter first summer 2018-19 30/02/2020 9999 "
    "- ( ) . , century 99th decades 99 999 will said"
).split()
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join) | st.text(max_size=80)


@given(TEXTS, st.dates() | st.none())
def test_whatever_the_text_expressions_are_slices_in_order_and_ranges_are_ranges(text, published):
    found = told_dates(text, published)
    ends = [0]
    for one in found:
        assert ends[-1] <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        assert isinstance(one.range, DateRange)
        ends.append(one.end)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The terminal opened to passengers on Monday.", date(2024, 3, 11)),
        ("The envoy flew to Paris on Monday.", date(2024, 3, 11)),
        ("The driver drove to the hospital on Monday.", date(2024, 3, 11)),
        ("Police took him to court on Monday.", date(2024, 3, 11)),
        ("Ministers agreed to meet on Friday.", date(2024, 3, 15)),
        ("The library reopens on Saturday.", date(2024, 3, 16)),
        ("The two are to discuss it on Thursday.", date(2024, 3, 14)),
    ],
)
def test_a_place_behind_to_is_no_plan(sentence: str, day: date) -> None:
    (told,) = told_dates(sentence, date(2024, 3, 12))
    assert (told.range.first, told.range.last) == (day, day)


def test_later_than_promised_counts_from_nothing() -> None:
    (told,) = told_dates("It opened on 11 March 2024, two years later than promised.", date(2024, 3, 12))
    assert told.range.first == date(2024, 3, 11)
