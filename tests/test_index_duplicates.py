"""Copies of a story are told from stories that are like it."""

from datetime import date

import numpy as np
import pytest
from fakes import article
from hypothesis import given
from hypothesis import strategies as st

from index.duplicates import BANDS, Fingerprint, compare, fingerprint, is_copy

LEAD = (
    "A road bridge over the river fell into the water during the morning rush, and at least nine people "
    "were killed, police said. The bridge links the old town with the mills on the other bank."
)
SECOND = (
    "Divers searched for those who are missing until it was dark. The mayor said that a bus with 30 people "
    "was on the bridge, and that some of them had swum to the shore by themselves."
)
THIRD = (
    "The cause is not known. Inspectors had asked for a limit of weight two years ago, two officials told "
    "the agency, but the ministry of transport never answered their letter."
)
FOURTH = (
    "All trains through the city were stopped, since the railway passes below the road. Schools on the far "
    "bank stay closed for the rest of the week, the council decided in the evening."
)
WHOLE = (LEAD, SECOND, THIRD, FOURTH)
WEATHER = (
    "Here is the forecast for {} and the coast. It will be cloudy in the morning, with a {} per cent chance "
    "of rain later. Highs will reach {} degrees, and lows will be about {} degrees in the hills. The weather "
    "service asks drivers to take care on bridges and in low places, where there may be fog until noon."
)


def _print(*paragraphs: str, title: str | None = None, day: date | None = None) -> Fingerprint:
    text = "\n\n".join(paragraphs)
    return fingerprint(article(text, title=title, published=day), text)


def _found(first: Fingerprint, second: Fingerprint) -> bool:
    """As the index finds copies: by a key in common, then by comparison; whichever comes first."""
    assert is_copy(first, second) == is_copy(second, first)
    return bool(set(first.keys()) & set(second.keys())) and is_copy(first, second)


def test_the_same_text_under_another_headline_is_a_copy() -> None:
    assert _found(_print(*WHOLE, title="Bridge falls"), _print(*WHOLE, title="Nine die in river"))


def test_a_copy_cut_after_the_second_paragraph_is_one() -> None:
    assert _found(_print(*WHOLE), _print(LEAD, SECOND))


def test_a_copy_with_an_agencys_prefix_and_a_local_paragraph_is_one() -> None:
    local = "In our town, the council said it would look at the three bridges over the canal this month."
    assert _found(_print(*WHOLE), _print("LONDON, May 3 (Agency) - " + LEAD, SECOND, local, THIRD, FOURTH))


def test_a_copy_with_its_paragraphs_in_another_order_is_one() -> None:
    assert _found(_print(*WHOLE), _print(LEAD, FOURTH, THIRD, SECOND))


def test_a_corrected_figure_is_the_same_story() -> None:
    corrected = LEAD.replace("nine", "14")
    assert _found(
        _print(*WHOLE, day=date(2014, 2, 11)), _print(corrected, SECOND, THIRD, FOURTH, day=date(2014, 2, 12))
    )


def test_a_year_later_one_other_figure_is_another_story() -> None:
    later = LEAD.replace("nine", "14")
    assert not _found(
        _print(*WHOLE, day=date(2014, 2, 11)), _print(later, SECOND, THIRD, FOURTH, day=date(2015, 2, 11))
    )


def test_a_year_later_the_very_same_words_are_the_same_story() -> None:
    assert _found(_print(*WHOLE, day=date(2014, 2, 11)), _print(*WHOLE, day=date(2015, 2, 11)))


def test_without_dates_another_year_is_another_story() -> None:
    notice = f"The town keeps its fair in 2014 as it always did. {LEAD} {SECOND}"
    assert not _found(_print(notice), _print(notice.replace("2014", "2015")))


def test_a_template_with_other_figures_is_another_story() -> None:
    assert not _found(
        _print(WEATHER.format("Ashford", 30, 18, 7), day=date(2019, 5, 3)),
        _print(WEATHER.format("Ashford", 60, 21, 9), day=date(2019, 5, 4)),
    )


def test_a_short_story_quoted_in_a_longer_one_is_not_a_copy_of_it() -> None:
    other = " ".join(
        f"Nobody can tell word{number} from what came before it in this long report." for number in range(30)
    )
    assert not _found(_print(LEAD, SECOND), _print(other, LEAD, SECOND))


def test_another_report_of_the_event_is_another_story() -> None:
    report = (
        "Rescue teams were still at work on Tuesday night at the place where, a few hours before, the "
        "Kestrel bridge had given way under the weight of cars and of a crowded bus. Nine bodies were found. "
        "Witnesses spoke of a loud crack, and of a silence that they will never forget, when it came down."
    )
    assert not _found(_print(*WHOLE), _print(report))


SHORT = "Qtly div 12 cts vs 12 cts prior. Pay April one. Record March 15."


@pytest.mark.parametrize(
    ("title", "body", "day", "same"),
    [
        ("Amalco sets dividend", SHORT, date(1987, 3, 2), True),
        ("AMALCO sets  dividend", SHORT.upper(), date(1987, 3, 2), True),
        ("Dynex sets dividend", SHORT, date(1987, 3, 2), False),
        ("Amalco sets dividend", SHORT.replace("15", "16"), date(1987, 3, 2), False),
        ("Amalco sets dividend", SHORT, date(1987, 6, 2), False),
    ],
)
def test_short_texts_are_copies_where_headline_words_and_days_are_the_same(
    title: str, body: str, day: date, same: bool
) -> None:
    first = _print(SHORT, title="Amalco sets dividend", day=date(1987, 3, 2))
    assert _found(first, _print(body, title=title, day=day)) is same


def test_the_comparison_says_what_differs() -> None:
    found = compare(_print(LEAD, SECOND), _print(LEAD, SECOND.replace("30", "40")))
    assert found is not None
    assert (found.swapped, found.at_ends, found.years, found.days) == (1, 0, False, None)
    assert found.shared == len(_print(LEAD, SECOND).words) - 1


def test_numbers_are_the_same_in_words_and_with_separators() -> None:
    assert np.array_equal(_print("nine of 1,200").words, _print("9 of 1200").words)


def test_a_text_without_spaces_is_compared_by_its_characters() -> None:
    text = "東京で大きな橋が落ちて多くの人が川に流されたと警察が伝えた" * 3
    assert _found(_print(text), _print(text + "続報を待つ"))


def test_a_long_text_has_a_key_for_the_whole_and_one_for_each_band() -> None:
    assert len(_print(*WHOLE).keys()) == 1 + BANDS
    assert len(_print(SHORT).keys()) == 1


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_can_be_compared(first: str, second: str) -> None:
    one, two = _print(f"a{first}"), _print(f"a{second}")
    assert is_copy(one, two) == is_copy(two, one)
    assert is_copy(one, one)
    keys = one.keys()
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_keys_are_the_same_in_every_process() -> None:
    """They are stored: another value would be another format."""
    assert _print(SHORT).keys() == [-3814141826770196887]
    assert _print(*WHOLE).keys()[:3] == [3924757039834659073, -7009348309553063695, 4376032523058093984]
