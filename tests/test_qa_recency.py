"""Which of two candidates comes first by the day of its report."""

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fakes import PLAIN, HashEncoder, TableReader, article

from index.archive import Archive
from qa.query import Query
from qa.reading.excerpts import excerpts_of
from qa.recency import newer_first
from qa.spans import Found, read_spans
from qa.times import asks_of_the_present

QUESTION = "Who leads the harbour board of Lund?"
OLD = article("Anna Berg leads the harbour board of Lund.", "old", published=date(2020, 1, 7))
NEW = article("Carl Dahl leads the harbour board of Lund.", "new", published=date(2020, 3, 7))


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """Both reports, the older one the better by a log-odds of one."""
    archive = Archive.create(tmp_path / "archive", HashEncoder())
    list(archive.add([OLD, NEW]))
    passages = [passage for one in (OLD, NEW) for passage in archive.passages_of(one)]
    reader = TableReader({"": {"Anna Berg": 2.0, "Carl Dahl": 1.0}})
    return read_spans(QUESTION, excerpts_of(passages), reader, archive, PLAIN)


def first(found: Found) -> str:
    return found.candidates[0].text


def test_a_question_of_the_week_is_answered_from_the_week(found: Found) -> None:
    assert first(found) == "Anna Berg"
    weighed = newer_first(found, Query("Who led the board?", as_of=date(2020, 3, 8)))
    assert first(weighed) == "Carl Dahl"
    # A day old: odds of a quarter, a year against an exponential of 14 days' half-life (decision 14).
    rate = math.log(2) / 14
    news = math.log1p(365 / 4 * rate * math.exp(-rate)) - math.log1p(365 / 4 * rate * math.exp(-61 * rate))
    assert weighed.scores == pytest.approx([found.scores[1], found.scores[0] - news])


def test_asked_long_after_the_order_is_the_readers(found: Found) -> None:
    weighed = newer_first(found, Query("Who led the harbour board of Lund?", as_of=date(2024, 3, 8)))
    assert first(weighed) == "Anna Berg"
    assert weighed.scores == pytest.approx(found.scores)


def test_a_question_in_the_present_tense_takes_the_newer_of_what_is_nearly_as_good(found: Found) -> None:
    close = Found(found.candidates, found.measures, found.scores + np.array([0.0, 0.4]))
    # Half of what "newest" is worth: odds of 19, a year against a power law of 20 days (decision 14).
    news = (math.log1p(19 * 365 / 20) - math.log1p(19 * 365 / 80)) / 2
    weighed = newer_first(close, Query(QUESTION, as_of=date(2024, 3, 8)))
    assert first(weighed) == "Carl Dahl"
    assert weighed.scores == pytest.approx([close.scores[1], close.scores[0] - news])
    assert first(newer_first(found, Query(QUESTION, as_of=date(2024, 3, 8)))) == "Anna Berg"  # far better


@pytest.mark.parametrize(
    ("question", "present"),
    [
        ("Who runs the bank?", True),
        ("What's the toll?", True),
        ("When will the bridge that was closed open again?", True),
        ("Hasn't it opened?", True),
        ("How many people have died?", True),
        ("Who was Keldonia's chief?", False),
        ("Which agency boss stepped down?", False),
        ("What made the minister resign?", False),
        ("How many had died when it was closed?", False),
        ("toll in the ferry sinking?", False),
    ],
)
def test_tenses(question: str, present: bool) -> None:
    assert asks_of_the_present(question) is present


def test_what_is_asked_for_now_is_answered_from_the_newest_that_was_found(found: Found) -> None:
    weighed = newer_first(found, Query(QUESTION, as_of=date(2024, 3, 8), newest=True))
    assert first(weighed) == "Carl Dahl"


def test_no_candidates_stay_none(found: Found) -> None:
    none = Found((), found.measures[:0], found.scores[:0])
    assert newer_first(none, Query(QUESTION)) is none
