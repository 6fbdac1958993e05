"""Which of the days that a sentence tells of are surely those: a Tuesday of this week, and no other year's.

One test for what is printed beside a quotation, and for what answers "what happened on that day?".
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from index.article import Article
from index.dates import WEEKDAYS, WRITTEN_YEAR, day_of
from index.expressions import Match, match_at, places, tokens_of
from index.facts import Told
from index.passages import sentence_spans
from index.told import ToldDate, told_dates
from index.traps import is_trap
from index.verbs import SAYS
from index.weekdays import bearing_of, fits

__all__ = ["is_sure"]

# Rules whose days are counted from the day of the article.
_RELATIVE = frozenset("weekday weekday_of_a_week near_day near_unit so_far ago rolling".split())
_MAY_BE_RELATIVE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:yester|to)day|\bto(?:night|morrow)"
    r"|\b(?:this|last|next|past|previous|coming|ago|now|earlier|later|the)\b",
    re.IGNORECASE,
)
# "Since 1998", "built in 1984": of what is, and of what stands still.
_ASIDE = re.compile(
    r"\b(?:since|(?:built|founded|born|opened|established|created|introduced) in) \S*\Z", re.IGNORECASE
)
_LED = re.compile(r"(?:[a-z]{2,6} )?(?:1[6-9]|20)\d\d(?:[-–/]\d+)?", re.IGNORECASE)
# What a day is that of: somebody said something, something was, something will be.
DayOf = Literal["report", "event", "plan", "other"]
_LEADS = frozenset(("since", "from", "between"))
_BEFORE = 600  # characters in which the sentences before are sought
_WEEK = timedelta(7)
_BREAK = re.compile(r"\n\s*\n")
_OPENS = re.compile(r"[\"“‘'(\s]*")


def is_sure(article: Article, start: int, end: int, item: Told) -> bool:
    """Whether days that a sentence tells of cannot well be other days.

    Days whose year is written are; so are months, which are judged elsewhere (qa/glosses/dates.py).

    Args:
        article: which holds the sentence.
        start: the sentence's first offset.
        end: its last.
        item: the days, told in the sentence.
    """
    written = article.text[item.start : item.end]
    if article.published is None or not _MAY_BE_RELATIVE.search(written):
        return True
    tokens = tokens_of(article.text[start:end])
    starts = {first: place for place, (first, _) in enumerate(tokens.spans)}
    place = starts.get(item.start - start)
    if place is None:
        return False
    lead = tokens.word(place) if tokens.word(place) in _LEADS else ""
    match = match_at(tokens, place + bool(lead))
    if match is None or match.rule.meaning not in _RELATIVE:
        return True
    said: DayOf = "report" if match.rule.meaning == "near_day" else "other"
    if match.rule.meaning == "weekday":
        read = _read_weekday(match, item, lead, day_of(article.published))
        if read is None:
            return False
        said = read
    return not _is_of_another_time(article, start, end, item, said)


def _read_weekday(match: Match, item: Told, lead: str, today: date) -> DayOf | None:
    """Return what a weekday is that of; None where it is not sure."""
    first, last = item.days.first, item.days.last
    if first is None or lead in ("from", "between") or (last is None and lead != "since"):
        return None
    if match.part("which"):
        return "event" if _is_clear(match, first, today) else None
    bearing = bearing_of(match)
    if bearing is None or not fits(bearing, (first, first if lead == "since" else last or first), today):
        return None
    if bearing.ahead:
        return "plan" if _is_next(match, first, today) else None
    return "report" if bearing.is_report else "event"


def _is_next(match: Match, day: date, today: date) -> bool:
    """Whether a day ahead is also the next after any that its sentence names before it."""
    tokens = match.tokens
    for place in places(tokens):
        other = match_at(tokens, place)
        if place >= match.first or other is None or other.rule.meaning != "weekday" or is_trap(other):
            continue
        if match.first - other.last <= 1:  # "on Thursday and Friday"
            continue
        said = today - timedelta((today.weekday() - WEEKDAYS.index(other.part("weekday"))) % 7)
        if said + timedelta((day.weekday() - said.weekday() - 1) % 7 + 1) != day:
            return False
    return True


def _is_clear(match: Match, day: date, today: date) -> bool:
    """Whether "last Friday" and "next Friday" are of another week than today: else they may be two."""
    if match.part("which") in ("this", "past"):
        return True
    return day - timedelta(day.weekday()) != today - timedelta(today.weekday())


def _is_of_another_time(article: Article, start: int, end: int, item: Told, said: DayOf) -> bool:
    """Whether its sentence, or what stands before it, tells of years or days long gone."""
    text = article.text
    for told, place in _told_near(article, start, end):
        opens = _OPENS.fullmatch(text[place : told.start]) is not None
        if told.start == item.start or not _is_long_gone(article, told, opens):
            continue
        if opens or said == "other":
            return True
        # The day on which somebody said something is of another time only where a sentence opens with that.
        if said == "report" or (said == "plan" and place != start and _is_bare(text, told)):
            continue
        if not _is_aside(text, told, item, place == start and said == "event"):
            return True
    return False


def _is_aside(text: str, told: ToldDate, item: Told, is_own: bool) -> bool:
    """Whether a year says when something else was: "built in 1984, it went down on Monday"."""
    if _ASIDE.search(text[max(0, told.start - 20) : told.start] + text[told.start : told.end]):
        return True
    if not is_own:
        return False
    if told.start > item.start:
        return not SAYS & set(re.findall(r"\w+", text[item.end : told.start]))
    if "," not in text[told.end : item.start]:
        return False
    return _is_bare(text, told)


def _is_bare(text: str, told: ToldDate) -> bool:
    """Whether a year is written without a month."""
    return _LED.fullmatch(text[told.start : told.end]) is not None


def _told_near(article: Article, start: int, end: int) -> Iterator[tuple[ToldDate, int]]:
    """Give the days told in a sentence, in the one before it, and those with which earlier ones open.

    With each comes where its sentence starts.
    """
    text = article.text
    low = max(0, start - _BEFORE)
    spans = list(sentence_spans(text, low, start)) if start else []
    breaks = [found.end() for found in _BREAK.finditer(text, low, start)]
    paragraph = breaks[-1] if breaks else low
    near = [span for span in spans[:-1] if span[0] >= paragraph] + spans[-1:]
    for first, last in (*near, (start, end)):
        for told in told_dates(text[first:last], article.published):
            shifted = ToldDate(told.range, told.start + first, told.end + first)
            is_last = first == start or ((first, last) == spans[-1] and first >= paragraph)
            opens = _OPENS.fullmatch(text[first : shifted.start]) is not None
            if is_last or opens:
                yield shifted, first


def _is_long_gone(article: Article, told: ToldDate, opens: bool) -> bool:
    assert article.published
    today = day_of(article.published)
    years = [int(year) for year in WRITTEN_YEAR.findall(article.text[told.start : told.end])]
    if years:
        newest = max(years)
        return newest < today.year - (today.month == 1)
    days = told.range
    is_day = days.first is not None and days.first == days.last
    return opens and is_day and days.last is not None and days.last < today - _WEEK
