"""The days that a quoted sentence leaves open: "on Tuesday", "last month", "27 July" get their year.

The grammar is that of the catalogue (index/expressions.py): nothing is read a second time. Here is only
decided which of its expressions leave something open, and which it reads surely enough to be explained.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from index.article import Article
from index.dates import WRITTEN_YEAR, DateRange, day_of
from index.expressions import Match, match_at, tokens_of
from index.facts import Told
from qa.citations import Gloss
from qa.days import written
from qa.told_surely import is_sure

__all__ = ["date_glosses", "in_days"]

# Rules whose days depend on the day of the article alone. Left out is what English leaves open as well
# (docs/decisions/0014): seasons, of one hemisphere; quarters, of a year or a match; "two days later".
_SURE = frozenset(
    "day day_of_a_year days weekday weekday_of_a_week near_day month month_of_a_year bare_month near_unit "
    "so_far ago".split()
)
_YEARLESS = frozenset("day_of_a_year days month_of_a_year bare_month".split())
# Of another's words the day is when they were said, and "in July" may be every July.
_WIDE = frozenset(("month", "year"))
_ROUND = 5  # "Twenty years ago" is about then
# What comes every year is left open where its next, or last, is three times as near as what was read.
_NEARER = 3
_YEAR = timedelta(365)
# "In 1950 war broke out. In June" is of that year; so far before a sentence is the one before it.
_NEAR = 300
_OPENS = re.compile(r"(?:[.?!][\"”’]?|^)\s+\Z")
_LEAD = "since"


def date_glosses(
    article: Article, start: int, end: int, told: Sequence[Told], quotations: Sequence[tuple[int, int]]
) -> Iterator[Gloss]:
    """Give what the date expressions of a sentence mean.

    Args:
        article: which holds the sentence.
        start: the sentence's first offset.
        end: its last.
        told: the days that the article, or its passages here, tell of.
        quotations: where others are quoted, as offsets.
    """
    for item in told:
        if start <= item.start and item.end <= end:
            said = any(first <= item.start < last for first, last in quotations)
            gloss = _gloss(article, item, said, item.start == start)
            if gloss is None or _is_of_another_year(article, start, item, told):
                continue
            if is_sure(article, start, end, item):
                yield gloss


def _gloss(article: Article, item: Told, said: bool, opens: bool) -> Gloss | None:
    tokens = tokens_of(article.text[item.start : item.end])
    led = tokens.word(0) == _LEAD
    match = match_at(tokens, int(led))
    if match is None or match.last != len(tokens.spans) or not _leaves_open(match, article):
        return None
    if (said and not _is_sure_in_quotation(match)) or (opens and match.part("word") == "today"):
        return None  # "Today there is a bridge": nowadays
    days = _since(match, item.days) if led else _whole(match, item.days)
    if days is None or (_is_yearless(match) and not _is_nearest(match, days, article)):
        return None
    return Gloss("date", item.start + tokens.spans[int(led)][0], item.end, in_days(days), None)


def _is_nearest(match: Match, days: DateRange, article: Article) -> bool:
    """Whether no other occurrence of what comes every year is much nearer to the article's day."""
    if match.part("prep") == "for":
        return False  # "promised for January" may lie behind
    assert article.published
    assert days.first
    assert days.last
    today = day_of(article.published)
    other = -1 if days.first > today else 1
    far = _distance(days.first, days.last, today)
    return _NEARER * _distance(days.first + other * _YEAR, days.last + other * _YEAR, today) >= far


def _is_yearless(match: Match) -> bool:
    """Whether what comes every year is named; of which year, the wording says."""
    return match.rule.meaning in _YEARLESS and match.part("which") == ""


def _distance(first: date, last: date, day: date) -> int:
    return max(0, (first - day).days, (day - last).days)


def _is_of_another_year(article: Article, start: int, item: Told, told: Sequence[Told]) -> bool:
    """Whether a month or a day is one of a year that its sentence, or the one before's begin, writes."""
    text, first = article.text, item.days.first
    match = match_at(tokens_of(text[item.start : item.end]), 0)
    if first is None or match is None or not _is_yearless(match):
        return False
    return any(
        int(year) < first.year
        for other in told
        if start - _NEAR <= other.start and other.end <= item.start
        if other.start >= start or _OPENS.search(text, max(0, other.start - 5), other.start)
        for year in WRITTEN_YEAR.findall(text[other.start : other.end])
    )


def _leaves_open(match: Match, article: Article) -> bool:
    """Whether an expression needs the article's day, and is one that is read surely with it."""
    rule, unit = match.rule.meaning, match.part("unit").removesuffix("s")
    if rule not in _SURE or article.published is None or match.part("year"):
        return False
    if rule == "day":
        return match.part("which") != ""
    if rule == "ago":
        return unit in ("day", "month", "year") and _count(match) < _ROUND and match.part("way") == "ago"
    if rule == "near_unit":
        return unit in ("week", "weekend", "month", "year") and match.part("edge") == ""
    return True


def _count(match: Match) -> int:
    counted = match.part("count")
    names = "one two three four".split()
    if counted.isdigit():
        return int(counted)
    return names.index(counted) + 1 if counted in names else _ROUND if counted else 1


def _is_sure_in_quotation(match: Match) -> bool:
    return match.rule.meaning == "near_unit" and match.part("unit") in _WIDE


def _whole(match: Match, days: DateRange) -> DateRange | None:
    """Return the month or year of which an edge is named: how early "early March" is, nobody knows."""
    if days.first is None or days.last is None:
        return None
    if match.rule.meaning != "so_far" and not match.part("edge"):
        return days
    if match.rule.meaning == "so_far" and match.part("unit") == "week":
        monday = days.first - timedelta(days.first.weekday())
        return DateRange(monday, monday + timedelta(6))
    month = match.rule.meaning != "so_far" or match.part("unit") == "month"
    return _period(days.first, month)


def _since(match: Match, days: DateRange) -> DateRange | None:
    """Return the days that a "since" counts from, of which the catalogue keeps the first."""
    rule, unit, first = match.rule.meaning, match.part("unit"), days.first
    if first is None or match.part("edge"):
        return None
    if rule in ("weekday", "near_day", "day_of_a_year"):
        return DateRange(first, first)
    if rule in ("month_of_a_year", "bare_month"):
        return _period(first, True)
    return _period(first, unit == "month") if rule == "near_unit" and unit in _WIDE else None


def _period(day: date, month: bool) -> DateRange:
    """Return the month, or the year, that a day lies in."""
    if month:
        return DateRange(day.replace(day=1), day.replace(day=_length(day)))
    return DateRange(date(day.year, 1, 1), date(day.year, 12, 31))


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def in_days(days: DateRange) -> str:
    """Write days as people do: 27 July 2021, 26 July to 1 August 2021, July 2021, 2021.

    Raises:
        ValueError: they have no first or no last.
    """
    first, last = days.first, days.last
    if first is None or last is None:
        raise ValueError("days without an end are not written")
    if first == last:
        return written(first)
    if first.day == 1 and last.day == _length(last):
        return _in_months(first, last)
    if first.year != last.year:
        return f"{written(first)} to {written(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {written(last)}"
    return f"{first.day} to {written(last)}"


def _in_months(first: date, last: date) -> str:
    if (first.month, last.month) == (1, 12):
        return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
    end = f"{last:%B} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return end
    return f"{first:%B} to {end}" if first.year == last.year else f"{first:%B} {first.year} to {end}"
