from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.comparison.amounts import amounts_of
from qa.comparison.numerals import numeral_at, words_of
from qa.comparison.rounding import is_amount, same_amounts


@pytest.mark.parametrize(
    ("text", "value", "grain"),
    [
        ("1,200", 1200, 100),
        ("1200", 1200, 100),
        ("twelve hundred", 1200, 100),
        ("2,088", 2088, 1),
        ("38", 38, 1),
        ("thirty-eight", 38, 1),
        ("twenty one", 21, 1),
        ("ninety", 90, 10),
        ("a hundred and one", 101, 1),
        ("two hundred and six thousand", 206_000, 1000),
        ("one million two hundred thousand", 1_200_000, 100_000),
        ("1.2 million", 1_200_000, 100_000),
        ("3bn", 3_000_000_000, 1_000_000_000),
        ("one and a half million", 1_500_000, 100_000),
        ("half a million", 500_000, 100_000),
        ("2½", Fraction(5, 2), Fraction(1, 4)),
        ("two dozen", 24, 12),
        ("no one", 0, 1),
        ("0.25", Fraction(1, 4), Fraction(1, 100)),
    ],
)
def test_a_number_is_read_with_its_grain(text: str, value: Fraction, grain: Fraction) -> None:
    numeral = numeral_at(words_of(text), 0)
    assert numeral is not None
    assert (numeral.value, numeral.grain) == (value, grain)


@pytest.mark.parametrize("text", ["a", "hundred", "the", "and", "-", "am"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert numeral_at(words_of(text), 0) is None


@pytest.mark.parametrize(
    ("text", "value", "bound", "unit"),
    [
        ("$3bn", 3_000_000_000, "exact", "USD"),
        ("US$1.5m", 1_500_000, "exact", "USD"),
        ("£1.5m", 1_500_000, "exact", "GBP"),
        ("11 per cent", 11, "exact", "percent"),
        ("1.5 percentage points", Fraction(3, 2), "exact", "point"),
        ("some 22,000 nets", 22_000, "about", ""),
        ("at least 14 people", 14, "least", ""),
        ("no more than 40", 40, "most", ""),
        ("no fewer than 40", 40, "least", ""),
        ("just over 40", 40, "about", ""),
        ("30 or so", 30, "about", ""),
        ("a 34-year-old reed cutter", 34, "exact", "year"),
        ("a year and a half", Fraction(3, 2), "exact", "year"),
        ("hundreds of people", 100, "vague", ""),
        ("half", 50, "about", "percent"),
    ],
)
def test_an_amount_has_a_unit_and_a_bound(text: str, value: Fraction, bound: str, unit: str) -> None:
    (amount,) = amounts_of(text)
    assert (amount.value, amount.bound, amount.unit) == (value, bound, unit)


def test_hours_and_minutes_that_follow_each_other_are_one_amount() -> None:
    (amount,) = amounts_of("two days, 14 hours, six minutes and 51 seconds")
    assert amount.value == ((2 * 24 + 14) * 60 + 6) * 60 + 51


def test_five_m_may_be_metres_or_millions() -> None:
    assert amounts_of("5m") == ()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("1,200", "twelve hundred"),
        ("some 40", "40"),
        ("about 40", "41"),
        ("1.2 million", "1,200,000"),
        ("1.2 million", "1,215,000"),
        ("$3bn", "3 billion dollars"),
        ("US$3 billion", "$2.95bn"),
        ("38 people", "thirty-eight"),
        ("18 months", "a year and a half"),
        ("two hours", "120 minutes"),
        ("7.4 miles", "12 km"),
        ("61 to 38", "61 in favour, 38 against"),
        ("27-24", "27 votes to 24"),
        ("more than 200", "212"),
        ("hundreds", "450"),
        ("a dozen", "12"),
        ("between 5,000 and 6,000", "5,500"),
        ("11%", "11 pct"),
        ("58", "58 infected, 19 died"),
        ("zero", "none"),
    ],
)
def test_one_figure_is_written_in_many_ways(one: str, two: str) -> None:
    assert same_amounts(one, two) is True
    assert same_amounts(two, one) is True


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("38", "34"),
        ("38 people", "41"),
        ("four years", "5 years"),
        ("61 to 38", "62-37"),
        ("11 percent", "12 percent"),
        ("1.2 million", "1.3 million"),
        ("at least 38", "20"),
        ("up to 30", "45"),
        ("$1,350 a ton", "$950 a ton"),
        ("between 20 and 30", "45"),
        ("7 miles", "20 km"),
    ],
)
def test_figures_beyond_rounding_differ(one: str, two: str) -> None:
    assert same_amounts(one, two) is False
    assert same_amounts(two, one) is False


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("40", "38"),  # a rounding, or a dispute
        ("about 30", "38"),
        ("at least 14", "20"),  # an early toll, and it may hold
        ("3", "3 million"),  # it may have lost its million
        ("5 percent", "$5"),
        ("1.2 million euros", "$1.3 million"),
        ("38 cars", "40 houses"),
        ("rose 7 percent", "fell 7 percent"),
        ("minus 5 degrees", "5 degrees"),
        ("several hundred", "3"),
        ("hundreds", "3"),
        ("40 people, 12 of them children", "12"),
        ("four", "many"),
        ("$3bn", "$1,350 a ton"),
        ("30 killed in Noru", "12 killed near Lokke"),
    ],
)
def test_what_rounding_or_another_unit_may_explain_is_left_open(one: str, two: str) -> None:
    assert same_amounts(one, two) is None
    assert same_amounts(two, one) is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("some 40", True), ("11 percent", True), ("Boeing 737 jets", False), ("Esper", False)],
)
def test_an_amount_is_a_number_and_little_else(text: str, is_one: bool) -> None:
    assert is_amount(text) is is_one


NUMBERS = st.one_of(
    st.integers(0, 10**9).map(lambda number: f"{number:,}"),
    st.integers(0, 10**6).map(str),
    st.decimals(0, 999, places=1, allow_nan=False).map(lambda number: f"{number} million"),
)
AMOUNTS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "about ", "at least ", "up to ", "$", "nearly "]),
    NUMBERS,
    st.sampled_from(["", " people", " percent", " km", " miles", " years", " months", " dead in Noru"]),
)


@given(AMOUNTS, AMOUNTS)
def test_comparing_amounts_knows_no_first_and_second(one: str, two: str) -> None:
    assert same_amounts(one, two) is same_amounts(two, one)


@given(AMOUNTS)
def test_an_amount_is_the_same_as_itself(text: str) -> None:
    assert same_amounts(text, text) is True


@given(st.text(alphabet="0123456789.,-–% $abcdehilmnortuwy½'", max_size=60))
def test_any_text_is_read_in_order_and_inside_its_bounds(text: str) -> None:
    found = amounts_of(text)
    assert all(0 <= amount.start < amount.end <= len(text) for amount in found)
    assert [amount.start for amount in found] == sorted(amount.start for amount in found)


@given(st.integers(1, 10**12))
def test_a_written_out_number_is_the_number(number: int) -> None:
    (amount,) = amounts_of(f"{number:,}")
    assert amount.value == number
    assert number % amount.grain == 0
