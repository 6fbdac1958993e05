"""What a question says of time: the days it names, and whether it asks for the newest."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.dates import DateRange
from index.expressions import tokens_of
from index.naming import Named, named_days

__all__ = ["Asked", "Intent", "asked"]

Intent = Literal["range", "newest", "any"]
# "Now that" and the current of a river ask for nothing new.
_NEWEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|recent(?:ly)?|lately|currently|nowadays|these days|incumbent"
    r"|current(?! of\b| account\b| affairs\b)|now(?! that\b)|still(?! life\b| water\b)|presently|at present"
    r"|at (?:the|this) (?:moment|time)|so far|to date|as yet|up[- ]to[- ]date|breaking news|tonight"
    r"|what(?: is|[’']s) new|today|this (?:week|morning|afternoon|evening|weekend))\b",
    re.IGNORECASE,
)

_ANY_YEAR = frozenset("day_of_a_year days bare_month month_of_a_year bare_season bare_quarter".split())


@dataclass(frozen=True, slots=True)
class Asked:
    """The time that a question asks for.

    Attributes:
        range: the days it names; None where it names none.
        intent: what weighs: those days, the newest reports, or neither more than ever.
        is_bound: whether the days are when it must have been: "in 2019", not "the 2019 election".
        phrases: the words that name the days, as written.
    """

    range: DateRange | None = None
    intent: Intent = "any"
    is_bound: bool = False
    phrases: tuple[str, ...] = ()


def asked(question: str, today: date | None) -> Asked:
    """Read the time that a question asks for.

    Args:
        question: as it was typed; months and weekdays may be written small.
        today: the day it is asked; without one, "last week" means nothing.
    """
    found = list(named_days(tokens_of(question, loosely=True), today, bounds=True, fallback="past"))
    newest = _NEWEST.search(question) is not None
    if not found:
        return Asked(intent="newest" if newest else "any")
    days = _hull(found)
    near = today is not None and newest and today in days and _is_short(days)
    return Asked(
        days,
        "newest" if near else "range",
        any(_is_bound(one) for one in found),
        tuple(question[one.start : one.end] for one in found),
    )


def _hull(found: list[Named]) -> DateRange:
    """Return the days from the first named to the last, where they lie in this order, else the first."""
    first, last = found[0].range, found[-1].range
    if first.first and last.last and first.first <= last.last:
        return DateRange(first.first, last.last)
    return first


def _is_short(days: DateRange) -> bool:
    """Whether days are a week or less: "this week" asks for the newest, "this year" for a year."""
    return days.first is not None and days.last is not None and (days.last - days.first).days < 7


def _is_bound(one: Named) -> bool:
    """Whether an expression says when it must have been.

    "2022" in "the 2022 World Cup" is a part of a name; a month or a day without a year may be of any;
    "before 2015" reaches back for ever.
    """
    rule = one.match.rule.meaning
    if one.range.first is None or rule in _ANY_YEAR:
        return False
    led = one.start < one.match.tokens.spans[one.match.first][0]
    return led or rule not in ("year", "month") or one.match.part("prep") != ""
