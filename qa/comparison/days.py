"""Whether two short answers name the same day, as far as their words and their articles' dates tell."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from index.dates import DateRange
from index.expressions import tokens_of
from index.meanings import When
from index.naming import named_days

__all__ = ["is_day", "names_days", "same_days"]

Published = tuple[date | None, date | None]
_SEEN: tuple[When, ...] = ("near", "past", "future")
# A leap year's first day: what a day without its year is seen from where nothing else is known.
_ANY_DAY = date(2004, 1, 1)
_YEAR = timedelta(364)  # from its first to its last day, at least
# "By the end of June" is no day, "around the 20th" is no other than the 21st, and "next October" said in
# March is of this year or the next.
_LOOSE = re.compile(
    r"\b(?:about|around|circa|roughly|approximately|before|after|by|until|till|since|from|between|soon\w*|"
    r"earliest|latest|no later|late|early|later|earlier|or|as of|starting|expected|due|possibly|likely|every"
    r"|(?:this|next|last|coming) (?!day|week|month|quarter|year|decade)[a-z]+)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>[ap])\.?\s?m\b"
    r"|\b(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)\b|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_NIGHT = re.compile(r"\b(?:night|overnight|midnight|evening|morning|dawn|hours|[ap]\.?m)\b", re.IGNORECASE)
_ZONE = re.compile(r"\b(?:GMT|UTC|BST|C?E[SD]?T|P[SD]T|[A-Z]{1,4}ST|local time)\b")


def names_days(text: str) -> bool:
    """Whether a text names days, or a time of day."""
    return any(named_days(tokens_of(text), _ANY_DAY)) or _CLOCK.search(text) is not None


def is_day(text: str) -> bool:
    """Whether a text names days and says nothing else but a word or so: "early on 7 May"."""
    found = list(named_days(tokens_of(text), _ANY_DAY))
    rest = list(text)
    for item in found:
        rest[item.start : item.end] = " " * (item.end - item.start)
    return bool(found) and len(re.findall(r"[^\W_]+", "".join(rest))) <= 2


def same_days(one: str, two: str, published: Published = (None, None)) -> bool | None:
    """Tell whether two texts name the same days: a month and a day in it do, two days of it do not.

    Args:
        one: a short answer, such as "on Tuesday".
        two: another.
        published: the days on which they were said; without one, "Tuesday" is of any week.

    Returns:
        None where a day cannot be resolved, or the words leave room ("by June", "around the 20th").
    """
    days = _days(one, two, published)
    clocks = [_clock(text) for text in (one, two)]
    if days is None:
        return _same_clock(one, two, clocks) if None not in clocks and not _any_days(one, two) else None
    if days is True and None not in clocks:
        return _same_clock(one, two, clocks)
    return days


def _any_days(one: str, two: str) -> bool:
    return any(_read(text, _ANY_DAY, "near") for text in (one, two))


def _days(one: str, two: str, published: Published) -> bool | None:
    """Compare the days, each text's seen from its own date, else from the day that the other names."""
    known = [_read(text, day, "near") for text, day in zip((one, two), published, strict=True)]
    firsts = [ranges[0].first if ranges else None for ranges in known]
    seen = (published[0] or firsts[1] or _ANY_DAY, published[1] or firsts[0] or _ANY_DAY)
    ranges = _read(one, seen[0], "near"), _read(two, seen[1], "near")
    told = _compare(*ranges)
    if told and any(
        published[at] is None and firsts[at] is None and any(map(_is_a_year, ranges[1 - at])) for at in (0, 1)
    ):
        return None  # 22 March of no known year is in 1950-53 as much as in any other
    if told is not False:
        return told
    others = [
        _compare(_read(one, seen[0], first), _read(two, seen[1], second))
        for first in _SEEN
        for second in _SEEN
    ]
    if True in others and (_of_a_year(one) or _of_a_year(two)):
        return True  # of 18 April and 18 April 2016 the year is not told otherwise
    if _LOOSE.search(one) or _LOOSE.search(two) or _lost_week(one, two, published, firsts):
        return None
    if not all(other is False for other in others):
        return None
    return None if _over_midnight(one, two, seen) else False


def _is_a_year(days: DateRange) -> bool:
    """Whether days have every day of the calendar among them."""
    assert days.first
    assert days.last
    return days.last - days.first >= _YEAR


def _over_midnight(one: str, two: str, seen: tuple[date, date]) -> bool:
    """Whether two days may be one night: "Tuesday night" and "Wednesday", or one day in two zones of time."""
    if not _NIGHT.search(f"{one} {two}"):
        return False
    first, second = _read(one, seen[0], "near")[0], _read(two, seen[1], "near")[0]
    assert first.first
    assert first.last
    around = DateRange(first.first - timedelta(1), first.last + timedelta(1))
    return around.overlaps(second)


def _lost_week(one: str, two: str, published: Published, firsts: list[date | None]) -> bool:
    """Whether a day of the week, or a day counted from an unknown one, was not resolved."""
    both = zip((one, two), published, firsts, strict=True)
    return any(day is None and first is None and not _of_a_year(text) for text, day, first in both)


def _of_a_year(text: str) -> bool:
    """Whether a text names a day or a month by the calendar, so that its year alone may be missing."""
    found = [item.match.rule.meaning for item in named_days(tokens_of(text), _ANY_DAY)]
    return bool(found) and set(found) <= {"day_of_a_year", "days", "bare_month", "month_of_a_year"}


def _read(text: str, today: date | None, when: When) -> tuple[DateRange, ...]:
    """Return the days that a text names, seen from a day."""
    found = named_days(tokens_of(text), today, fallback=when)
    return tuple(item.range for item in found if item.range.first and item.range.last)


def _compare(one: tuple[DateRange, ...], two: tuple[DateRange, ...]) -> bool | None:
    if not one or not two:
        return None
    few, many = sorted((one, two), key=len)
    if all(any(_holds(item, other) for other in many) for item in few):
        return True
    if len(one) == len(two) == 1 and not one[0].overlaps(two[0]):
        return False
    return None


def _holds(one: DateRange, two: DateRange) -> bool:
    """Whether one range lies in the other: the day in its month."""
    return (one & two) in (one, two)


def _clock(text: str) -> int | None:
    """Return the one time of day that a text names, in minutes."""
    times = set(_clocks(text))
    return times.pop() if len(times) == 1 else None


def _clocks(text: str) -> Iterator[int]:
    for found in _CLOCK.finditer(text):
        if found["word"]:
            yield 0 if found["word"].lower() == "midnight" else 720
        elif found["half"]:
            hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
            yield 60 * hour + int(found["minute"] or 0)
        else:
            yield 60 * int(found["hour24"]) + int(found["minute24"])


def _same_clock(one: str, two: str, clocks: list[int | None]) -> bool | None:
    first, second = clocks
    assert first is not None
    assert second is not None
    loose = any(pattern.search(text) for pattern in (_LOOSE, _ZONE) for text in (one, two))
    apart = abs(first - second)
    if apart <= (15 if loose else 0):
        return True
    # "7:42" may be of the evening; "about eight" may be ten to.
    return None if loose or apart % 720 == 0 or apart < 30 else False
