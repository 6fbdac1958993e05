"""Weeks, quarters, seasons and the other periods that news names, as ranges of days.

What English leaves open is fixed here, once (docs/decisions/0014): a week runs from Monday to Sunday, a
weekend is its Saturday and Sunday, a half and a quarter are the calendar year's, a season is the northern
meteorological one (a winter belongs to the year of its December), a decade starts with its 0, a century with
its 01; early, mid and late are thirds.
"""

from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from index.dates import DateRange

__all__ = ["EDGES", "SEASONS", "Unit", "century", "half", "moved", "period", "quarter", "season", "third"]

Unit = Literal["day", "week", "weekend", "fortnight", "month", "quarter", "year", "decade", "century"]
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # the first month
EDGES = {"early": 0, "mid": 1, "late": 2} | {"beginning": 0, "start": 0, "middle": 1, "end": 2}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


def period(day: date, unit: Unit) -> DateRange:
    """Return the calendar week, month, quarter or other unit that a day lies in."""
    if unit == "day":
        return DateRange(day, day)
    monday = day - timedelta(day.weekday())
    if unit in ("week", "fortnight"):
        return DateRange(monday, monday + timedelta(6))
    if unit == "weekend":
        return DateRange(monday + timedelta(5), monday + timedelta(6))
    if unit == "century":
        return century((day.year + 99) // 100)
    months = _MONTHS[unit]
    place = (day.year * 12 + day.month - 1) // months * months
    return _months(place, months)


def moved(day: date, unit: Unit, count: int) -> date:
    """Return the day so many units later, or earlier where the count is negative.

    Raises:
        OverflowError: no calendar reaches that far.
    """
    days = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}
    try:
        if unit in days:
            return day + timedelta(days[unit] * count)
        return day + relativedelta(months=_MONTHS[unit] * count)
    except ValueError as error:
        raise OverflowError(str(error)) from error


def quarter(year: int, number: int) -> DateRange:
    """Return the first to fourth quarter of a calendar year."""
    return _months(year * 12 + 3 * (number - 1), 3)


def half(year: int, number: int) -> DateRange:
    """Return the first or second half of a calendar year."""
    return _months(year * 12 + 6 * (number - 1), 6)


def season(year: int, name: str) -> DateRange:
    """Return a season by the year in which it starts."""
    return _months(year * 12 + SEASONS[name] - 1, 3)


def century(number: int) -> DateRange:
    """Return a century: the 20th runs from 1901 to 2000."""
    return DateRange(date(100 * number - 99, 1, 1), date(100 * number, 12, 31))


def third(whole: DateRange, place: int) -> DateRange:
    """Return the first, middle or last third of a period, in whole months where it has twelve or more.

    A month's are its days 1 to 10, 11 to 20 and the rest; a decade's its years 0 to 3, 4 to 6 and 7 to 9.
    """
    assert whole.first
    assert whole.last
    first, last = whole.first, whole.last
    length = (last - first).days + 1
    if length > 3000:
        years = ((0, 4), (4, 3), (7, 3))[place]
        return _months((first.year + years[0]) * 12, years[1] * 12)
    if length > 360:
        return _months(first.year * 12 + first.month - 1 + 4 * place, 4)
    if length > 80:
        return _months(first.year * 12 + first.month - 1 + place, 1)
    cuts = (0, 10, 20) if length > 27 else (0, length // 3, 2 * (length // 3))
    ends = last if place == 2 else first + timedelta(cuts[place + 1] - 1)
    return DateRange(first + timedelta(cuts[place]), ends)


def _months(place: int, count: int) -> DateRange:
    """Return so many whole months from one that is counted from the year 0."""
    first = date(place // 12, place % 12 + 1, 1)
    return DateRange(first, first + relativedelta(months=count, days=-1))
