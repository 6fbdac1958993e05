"""The passages that tell of some days, the narrowest first, against a plain search of all of them."""

import sqlite3
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from index.dates import DateRange
from index.details import Details

DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))
LENGTHS = st.sampled_from((0, 1, 6, 7, 30, 31, 365, 366, 3_000, 3_652, 36_500))
SPANS = st.builds(lambda day, length: (day, day + timedelta(length)), DAYS, LENGTHS)


@given(st.lists(st.tuples(st.integers(1, 9), SPANS), max_size=20), SPANS, st.booleans(), st.integers(1, 5))
def test_the_passages_that_name_the_fewest_days_come_first(
    told: list[tuple[int, tuple[date, date]]], asked: tuple[date, date], is_open: bool, most: int
) -> None:
    first, last = asked[0], None if is_open else asked[1]
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(
            "CREATE TABLE told (passage, first, last); CREATE INDEX told_by_passage ON told (passage);"
            "CREATE INDEX told_by_first ON told (first, last)"
        )
        rows = [(number, span[0].toordinal(), span[1].toordinal()) for number, span in told]
        connection.executemany("INSERT INTO told VALUES (?, ?, ?)", rows)
        details = Details(lambda query, values=(): connection.execute(query, values))
        found = details.telling(DateRange(first, last), most)
    connection.close()
    widths: dict[int, int] = {}
    for number, (start, end) in told:
        if start <= (last or date.max) and end >= first:
            widths[number] = min(widths.get(number, 10**6), (end - start).days)
    assert list(found) == sorted(widths, key=lambda number: (widths[number], number))[:most]
