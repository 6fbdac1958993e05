from datetime import date, timedelta

import pytest
from fakes import article
from hypothesis import given
from hypothesis import strategies as st

from index.dates import parse_range
from index.passages import Passage
from index.ranking import Days, fuse, rank

TODAY = date(2022, 1, 1)


def passage(number: int, day: date | None = None) -> Passage:
    return Passage(number, article("Same words.", str(number), published=day), 0, 11)


def test_the_cosine_and_the_share_of_the_words_are_added() -> None:
    # What the search by meaning has not is taken to be as near as the last that it has.
    assert fuse([(1, 0.8), (2, 0.4)], [(2, 0.5), (3, 0.25)]) == {1: 0.8, 2: 0.9, 3: 0.65}
    assert fuse([], [(3, 0.25)]) == {3: 0.25}


def test_the_newer_of_equally_good_reports_comes_first() -> None:
    passages = {
        1: passage(1, date(2019, 1, 1)),
        2: passage(2),
        3: passage(3, date(2021, 1, 1)),
        4: passage(4, date(2022, 1, 1)),
    }
    scores = {1: 1.03, 2: 1.02, 3: 1.01, 4: 0.98}
    cosines = dict.fromkeys(passages, 0.5)
    assert [hit.passage.id for hit in rank(passages, scores, cosines)] == [3, 1, 2, 4]
    # A report that fits clearly less stays behind, however new.
    assert [hit.passage.id for hit in rank(passages, scores, {**cosines, 3: 0.4})] == [1, 2, 3, 4]


@pytest.mark.parametrize(("days", "worth"), [(0, 0.171), (14, 0.118), (60, 0.021), (365, 0.0)])
def test_what_a_report_is_worth_falls_with_its_age(days: int, worth: float) -> None:
    (hit,) = rank({1: passage(1, TODAY - timedelta(days))}, {1: 1.0}, {}, Days(as_of=TODAY))
    assert hit.score == pytest.approx(1 + worth, abs=0.001)


def test_a_report_without_a_date_is_worth_nothing_more() -> None:
    (hit,) = rank({1: passage(1)}, {1: 1.0}, {}, Days(as_of=TODAY))
    assert hit.score == 1.0


def test_preferred_days_take_the_place_of_the_latest() -> None:
    passages = {1: passage(1, date(2021, 7, 2)), 2: passage(2, TODAY)}
    hits = rank(passages, {1: 1.0, 2: 1.0}, {}, Days(parse_range("2021-07"), TODAY))
    assert [(hit.passage.id, hit.score) for hit in hits] == [(1, 1.1), (2, 1.0)]


def test_what_tells_of_the_days_counts_as_what_was_published_in_them_by_the_share() -> None:
    passages = {number: passage(number, date(2021, 11, 28)) for number in (1, 2, 3)}
    told = {1: [parse_range("2020"), parse_range("2021-07-09")], 2: [parse_range("2021")]}
    hits = rank(passages, dict.fromkeys(passages, 1.0), {}, Days(parse_range("2021-07"), TODAY, told=told))
    assert {hit.passage.id: hit.score for hit in hits} == {
        1: 1.1,
        2: pytest.approx(1 + 0.1 * 31 / 365),
        3: 1.0,
    }


def test_the_newest_is_the_newest_of_what_was_found() -> None:
    # The archive ends long before the day of the question: "latest" still tells its reports apart.
    passages = {1: passage(1, date(2011, 5, 1)), 2: passage(2, date(2011, 5, 31)), 3: passage(3)}
    hits = rank(passages, {1: 1.02, 2: 1.0, 3: 1.0}, {}, Days(as_of=TODAY, newest=True))
    assert [hit.passage.id for hit in hits] == [2, 1, 3]
    plain = rank(passages, {1: 1.02, 2: 1.0, 3: 1.0}, {}, Days(as_of=TODAY))
    assert [round(hit.score, 6) for hit in plain] == [1.02, 1.0, 1.0]


@given(st.dictionaries(st.integers(1, 30), st.floats(-2, 2), max_size=12), st.booleans())
def test_every_passage_is_ranked_once(scores: dict[int, float], dated: bool) -> None:
    passages = {number: passage(number, TODAY if dated and number % 2 else None) for number in scores}
    hits = rank(passages, scores, {number: 0.5 for number in scores if number % 3})
    assert sorted(hit.passage.id for hit in hits) == sorted(scores)
