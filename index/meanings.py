"""What each rule of the grammar means: the days it names, seen from the day of the text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, cast

from index.dates import MONTHS, WEEKDAYS, DateRange
from index.expressions import Match
from index.periods import EDGES, Unit, century, half, moved, period, quarter, season, third

__all__ = ["Moment", "When", "meaning_of", "tells_of_results"]

When = Literal["past", "future", "near"]
_COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}
_STEPS = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "this": 0, "the": 0, "same": 0}
_STEPS |= {"next": 1, "following": 1, "coming": 1}
_JUST = {
    "yesterday": -1,
    "last": -1,
    "today": 0,
    "this": 0,
    "tonight": 0,
    "tomorrow": 1,
    "before": -2,
    "after": 2,
}
# What companies and statistical offices publish after a quarter or a half.
_RESULTS = frozenset(
    "result results profit profits earnings revenue revenues sales turnover income loss losses dividend "
    "dividends gdp growth output shipments deliveries exports imports guidance forecast forecasts net "
    "operating pretax pre-tax gross adjusted underlying".split()
)
# Without a wording that tells, the next occurrence is meant where it is three times as near as the last.
_NEARER = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """What an expression is seen from.

    Attributes:
        today: the day of the text, or of the question.
        when: where what it speaks of lies: a Tuesday in the past is the last one.
        told: the days of the calendar that were named last, near by.
    """

    today: date | None
    when: When = "near"
    told: DateRange | None = None


def meaning_of(match: Match, moment: Moment) -> DateRange | None:
    """Return the days that an expression names; None where it names none, or its day is not known."""
    try:
        return _MEANINGS[match.rule.meaning](match, moment)
    except (OverflowError, ValueError):
        return None  # 30 February, or a year that no calendar has


def _number(word: str) -> int:
    if word in _COUNTS:
        return _COUNTS.index(word) + 1
    digits = "".join(letter for letter in word if letter.isdigit())
    return int(digits) if digits else _NTH.get(word, 1)


def _month(match: Match) -> int:
    return MONTHS[match.part("month").rstrip(". ").lower()]


def _unit(match: Match) -> Unit:
    return cast("Unit", match.part("unit").removesuffix("s"))


def _edged(match: Match, days: DateRange) -> DateRange:
    edge = match.part("edge")
    return third(days, EDGES[edge]) if edge else days


def _year(match: Match, moment: Moment) -> int:
    """Return the year that is written, or that "last year" is; 0 where it cannot be known."""
    written = match.part("year")
    if written:
        return int(written[:4])
    which = match.part("which").split()[0]
    return moment.today.year + _STEPS[which] if moment.today else 0


def _nearest(moment: Moment, last: Callable[[], DateRange], following: Callable[[], DateRange]) -> DateRange:
    """Choose between the last occurrence and the next, by the wording, else by how near they are."""
    if moment.when == "past":
        return last()
    if moment.when == "future":
        return following()
    before, after, today = last(), following(), moment.today
    assert today
    assert before.last
    assert after.first
    far = max(0, (today - before.last).days)
    return after if _NEARER * (after.first - today).days < far else before


@lru_cache(maxsize=1_000)
def _parsed(written: str, year: int) -> DateRange:
    """Read one date; the year is that of a date without one."""
    from dateutil.parser import parse  # a twentieth of a second that few questions need

    # Its defaults are the first of January, so that what is not written is no other day's.
    default = datetime(year, 1, 1)  # noqa: DTZ001 # a day, of no zone
    day = parse(written.replace(",", " "), dayfirst=True, yearfirst=written[:4].isdigit(), default=default)
    return DateRange(day.date(), day.date())


def _day(match: Match, moment: Moment) -> DateRange | None:
    year = _year(match, moment) if match.part("which") else 1
    return _parsed(match.part("date"), year) if year else None


def _day_of_a_year(match: Match, moment: Moment) -> DateRange | None:
    if moment.today is None:
        return None
    return _this_or_next(moment, lambda year: _parsed(match.part("date"), year), moment.today.year)


def _this_or_next(moment: Moment, of: Callable[[int], DateRange], year: int) -> DateRange:
    """Return the last or the next occurrence of what comes once a year."""
    this, today = of(year), moment.today
    assert this.first
    assert this.last
    assert today
    began, ended = this.first <= today, this.last < today
    return _nearest(moment, lambda: this if began else of(year - 1), lambda: of(year + 1) if ended else this)


def _days(match: Match, moment: Moment) -> DateRange | None:
    one, two, month = _number(match.part("one")), _number(match.part("two")), _month(match)

    def in_year(year: int) -> DateRange:
        return DateRange(date(year, month, one), date(year, month, two))

    if match.part("year"):
        return in_year(int(match.part("year"))) if one < two else None
    if moment.today is None or one >= two:
        return None
    return _this_or_next(moment, in_year, moment.today.year)


def _weekday(match: Match, moment: Moment) -> DateRange | None:
    if moment.today is None:
        return None
    place, which, today = WEEKDAYS.index(match.part("weekday")), match.part("which"), moment.today
    if which == "this":
        day = today + timedelta(place - today.weekday())
    elif which == "next":
        day = today + timedelta((place - today.weekday() - 1) % 7 + 1)
    elif which in ("last", "past"):
        day = today - timedelta((today.weekday() - place - 1) % 7 + 1)
    elif moment.when == "future":
        day = today + timedelta((place - today.weekday()) % 7)
    else:
        day = today - timedelta((today.weekday() - place) % 7)
    return DateRange(day, day)


def _weekday_of_a_week(match: Match, moment: Moment) -> DateRange | None:
    if moment.today is None:
        return None
    week = period(moved(moment.today, "week", _STEPS[match.part("which")]), "week")
    assert week.first
    day = week.first + timedelta(WEEKDAYS.index(match.part("weekday")))
    return DateRange(day, day)


def _near_day(match: Match, moment: Moment) -> DateRange | None:
    if moment.today is None:
        return None
    return period(moment.today + timedelta(_JUST[match.part("word")]), "day")


def _written_month(match: Match, moment: Moment) -> DateRange | None:
    year = _year(match, moment)
    return _edged(match, period(date(year, _month(match), 1), "month")) if year else None


def _month_of_a_year(match: Match, moment: Moment) -> DateRange | None:
    if moment.today is None:
        return None
    which, month, year = match.part("which"), _month(match), moment.today.year

    def of(year: int) -> DateRange:
        return period(date(year, month, 1), "month")

    # "Last May" and "next May" are never the May that it is.
    if which == "last":
        return of(year if month < moment.today.month else year - 1)
    if which == "next":
        return of(year if month > moment.today.month else year + 1)
    return _edged(match, _this_or_next(moment, of, year))


def _season(match: Match, moment: Moment) -> DateRange | None:
    return _edged(match, season(_year(match, moment), match.part("season")))


def _near_season(match: Match, moment: Moment) -> DateRange | None:
    if moment.today is None:
        return None
    today, name, which = moment.today, match.part("season"), match.part("which")
    near = [season(today.year + step, name) for step in (-2, -1, 0, 1, 2)]
    if which == "last":
        return [one for one in near if one.last and one.last < today][-1]
    if which == "next":
        return next(one for one in near if one.first and one.first > today)
    return next((one for one in near if today in one), season(today.year, name))


def _bare_season(match: Match, moment: Moment) -> DateRange | None:
    if moment.today is None or not match.part("prep"):
        return None
    return _this_or_next(moment, lambda year: season(year, match.part("season")), moment.today.year)


def _quarter(match: Match, moment: Moment) -> DateRange | None:
    year = _year(match, moment)
    return quarter(year, _number(match.part("number"))) if year else None


def tells_of_results(match: Match) -> bool:
    """Tell whether a quarter or a half is that of results: "third-quarter profit"."""
    return match.tokens.word(match.last) in _RESULTS


def _bare_quarter(match: Match, moment: Moment) -> DateRange | None:
    today, number = moment.today, _number(match.part("number"))
    if today is None:
        return None
    is_half = match.part("unit") == "half" or match.part("number").startswith("h")
    of = half if is_half else quarter
    if number > (2 if is_half else 4):
        return None
    if tells_of_results(match):  # they come when it is over
        ended = of(today.year, number)
        return ended if ended.last and ended.last < today else of(today.year - 1, number)
    return _this_or_next(moment, lambda year: of(year, number), today.year)


def _half(match: Match, moment: Moment) -> DateRange | None:
    year, number = _year(match, moment), _number(match.part("number"))
    return half(year, number) if year and number < 3 else None


def _whole_year(match: Match, _: Moment) -> DateRange:
    return _edged(match, period(date(int(match.part("year")), 1, 1), "year"))


def _years(match: Match, _: Moment) -> DateRange | None:
    first = int(match.part("one")[:4])
    end = int(match.part("two") or match.part("one")[5:])
    last = end if end > 99 else first // 100 * 100 + end
    if not first < last:
        return None
    if match.part("season"):
        return DateRange(date(first, 7, 1), date(last, 6, 30))
    return DateRange(date(first, 1, 1), date(last, 12, 31))


def _decade(match: Match, _: Moment) -> DateRange:
    written = match.part("decade").removesuffix("s")
    return _edged(match, period(date(int(written if len(written) == 4 else "19" + written), 1, 1), "decade"))


def _century(match: Match, _: Moment) -> DateRange | None:
    number = _number(match.part("number"))
    return century(number) if 1 <= number <= 21 else None


def _near_unit(match: Match, moment: Moment) -> DateRange | None:
    which, unit = match.part("which"), _unit(match)
    if moment.today is None or unit == "day":
        return None
    if unit == "weekend" and which in ("last", "the"):
        return _weekend(match, moment)
    return _edged(match, period(moved(moment.today, unit, _STEPS[which]), unit))


def _weekend(match: Match, moment: Moment) -> DateRange | None:
    """Return the weekend that is over, or has begun where it is "the weekend"."""
    assert moment.today
    the = match.part("which") == "the"
    if the and not match.part("prep"):
        return None
    begun = moment.today.weekday() >= (5 if the else 6)
    ahead = the and moment.when == "future"
    return period(moment.today if begun or ahead else moved(moment.today, "week", -1), "weekend")


def _so_far(match: Match, moment: Moment) -> DateRange | None:
    if moment.today is None or match.part("unit") == "day":
        return None
    whole = period(moment.today, _unit(match))
    if match.part("word") == "earlier":
        return DateRange(whole.first, moment.today)
    return DateRange(moment.today, whole.last)


def _rolling(match: Match, moment: Moment) -> DateRange | None:
    if moment.today is None:
        return None
    count = _number(match.part("count")) if match.part("count") else 1
    unit: Unit = "day" if match.part("hours") else _unit(match)
    count = -(-count // 24) if match.part("hours") else count
    if unit in ("day", "weekend") and not match.part("count"):
        return None
    other = moved(moment.today, unit, count * _STEPS[match.part("which")])
    return DateRange(min(other, moment.today), max(other, moment.today))


def _ago(match: Match, moment: Moment) -> DateRange | None:
    if moment.today is None:
        return None
    return _moved(moment.today, match, -1 if match.part("way") == "ago" else 1)


def _moved(day: date, match: Match, sign: int) -> DateRange:
    count = _number(match.part("count")) if match.part("count") else 1
    unit = _unit(match)
    return period(moved(day, unit, sign * count), "year" if unit == "decade" else unit)


def _later(match: Match, moment: Moment) -> DateRange | None:
    """Count from the days named before, where they are as narrow as the unit or narrower."""
    told, way, unit = moment.told, match.part("way"), _unit(match)
    if told is None or told.first is None or told.last is None:
        return None
    if period(told.first, unit) != period(told.last, unit) or unit == "weekend":
        return None
    if unit in ("week", "fortnight") and told.first != told.last:
        return None
    if way in ("later", "earlier"):
        return _moved(told.first, match, 1 if way == "later" else -1)
    step = {"before": -1, "after": 1}.get(way)
    return period(moved(told.first, unit, _STEPS[way] if step is None else step), unit)


_MEANINGS: dict[str, Callable[[Match, Moment], DateRange | None]] = {
    "day": _day,
    "day_of_a_year": _day_of_a_year,
    "days": _days,
    "weekday": _weekday,
    "weekday_of_a_week": _weekday_of_a_week,
    "near_day": _near_day,
    "month": _written_month,
    "month_of_a_year": _month_of_a_year,
    "bare_month": _month_of_a_year,
    "season": _season,
    "near_season": _near_season,
    "bare_season": _bare_season,
    "quarter": _quarter,
    "bare_quarter": _bare_quarter,
    "half": _half,
    "year": _whole_year,
    "years": _years,
    "decade": _decade,
    "century": _century,
    "near_unit": _near_unit,
    "so_far": _so_far,
    "rolling": _rolling,
    "ago": _ago,
    "later": _later,
}
