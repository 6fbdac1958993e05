from datetime import UTC, date, datetime

import pytest

from index.dates import DateRange, parse_published, parse_range, written_dates
from index.errors import InvalidDate


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-11-28", date(2019, 11, 28), date(2019, 11, 28)),
    ],
)
def test_a_typed_date_is_a_year_a_month_or_a_day(text: str, first: date, last: date) -> None:
    assert parse_range(text) == DateRange(first, last)


@pytest.mark.parametrize("text", ["", "yesterday", "2019-13", "2019-02-30", "19-01-01", "2019-1-0", "0000"])
def test_a_typed_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidDate, match="YYYY-MM-DD"):
        parse_range(text)


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidDate):
        DateRange(date(2020, 1, 2), date(2020, 1, 1))


def test_a_range_holds_its_first_and_last_day_and_no_unknown_one() -> None:
    july = parse_range("2019-07")
    assert date(2019, 7, 1) in july
    assert datetime(2019, 7, 31, 23, 59, tzinfo=UTC) in july
    assert date(2019, 8, 1) not in july
    assert None not in july
    assert None not in DateRange()


def test_ranges_overlap_where_they_share_a_day() -> None:
    assert parse_range("2019").overlaps(parse_range("2019-12-31"))
    assert not parse_range("2019").overlaps(parse_range("2020"))
    assert DateRange(first=date(2019, 5, 1)).overlaps(DateRange(last=date(2019, 5, 1)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 28 November 2019 in", ["2019-11-28..2019-11-28"]),
        ("Nov. 28, 2019", ["2019-11-28..2019-11-28"]),
        ("2020/03/03 10:00", ["2020-03-03..2020-03-03"]),
        ("03.03.2020", ["2020-03-03..2020-03-03"]),
        ("Sept. 2018 and 2021", ["2018-09-01..2018-09-30", "2021-01-01..2021-12-31"]),
        ("the 3rd of May 2020", ["2020-05-03..2020-05-03"]),
        ("03/04/2020", ["2020-01-01..2020-12-31"]),  # either day, so the year alone
        ("30 February 2020", []),
        ("last week, in July, on Nov. 28", []),
        ("2,019 men, 1900.5 points, 2000%", []),
    ],
)
def test_written_dates_are_found(text: str, expected: list[str]) -> None:
    found = [f"{found.range.first}..{found.range.last}" for found in written_dates(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-11-28", date(2019, 11, 28)),
        ("2019-11-28T10:15:00+09:00", datetime.fromisoformat("2019-11-28T10:15:00+09:00")),
        ("Thu, 28 Nov 2019 10:15:00 GMT", date(2019, 11, 28)),
        ("November 2019", None),
        ("soon", None),
        ("", None),
        (None, None),
        (1574899200, None),
    ],
)
def test_a_declared_date_is_read_or_unknown(value: object, expected: date | None) -> None:
    assert parse_published(value) == expected
