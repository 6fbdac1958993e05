"""Whether two versions of a sentence tell different things, or the same in other words.

"8.40am" is "8:40 a.m.", Det Insp Quine is Inspector Laura Quine, and on 5 September Monday was Sept 5. What
can be one thing said twice is no other version; nor is what only one of them tells.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from index.told import told_dates
from qa.comparison.amounts import BEFORE, amounts_of
from qa.comparison.days import same_days
from qa.comparison.names import TITLES, contains_or_equals
from qa.comparison.rounding import same_amounts

__all__ = ["told_apart"]

_One = TypeVar("_One")
Figure = tuple[str, str]  # the words that bound it, and its own
Published = tuple[date | None, date | None]

_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>[ap])\.?\s?m\b\.?"
    r"|\b(?P<hour24>[01]?\d|2[0-3])[:.](?P<minute24>[0-5]\d)(?= (?:GMT|UTC|local time|hours)\b)"
    r"|\b(?P<hour0>[01]?\d|2[0-3]):(?P<minute0>[0-5]\d)\b",
    re.IGNORECASE,
)
_RUN = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'.&-]*(?: (?:(?:of|de|van|von|al|bin) )?[A-ZÀ-ÖØ-Þ][\w’'.&-]*)*")
_BOUND = re.compile(rf"(?<!\w)(?:{BEFORE}) \Z", re.IGNORECASE)
_LONGEST_BOUND = 20  # characters: "in the region of "
# Of runs of capitals, these words tell only what somebody is.
_NO_NAMES = TITLES | frozenset(
    "det insp supt king queen prince princess police the a an in on at it he she they but and".split()
)


def told_apart(one: str, two: str, published: Published) -> bool:
    """Tell whether two sentences have different times, days, figures or names in place of each other.

    Args:
        one: a sentence.
        two: that of another article of the story.
        published: the days of those articles, on which "Monday" rests.
    """
    (clocks, first), (others, second) = _clocks(one), _clocks(two)
    if _differ(clocks, others, lambda a, b: (a - b) % 720 == 0):
        return True
    days, first = _days(first, published[0])
    others_days, second = _days(second, published[1])
    if _differ(days, others_days, lambda a, b: same_days(a, b, published) is not False):
        return True
    amounts, first = _amounts(first)
    others_amounts, second = _amounts(second)
    if _differ(amounts, others_amounts, _is_one_figure):
        return True
    return _differ(list(_names(first)), list(_names(second)), _is_one)


def _differ(ours: Sequence[_One], theirs: Sequence[_One], same: Callable[[_One, _One], bool]) -> bool:
    """Whether each of two has something that is like nothing of the other."""
    return any(all(not same(one, other) for other in theirs) for one in ours) and any(
        all(not same(one, other) for one in ours) for other in theirs
    )


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _clocks(text: str) -> tuple[list[int], str]:
    """Return the times of day, in minutes, and the text without them."""
    found, rest = [], text
    for clock in _CLOCK.finditer(text):
        hour = int(clock["hour"] or clock["hour24"] or clock["hour0"])
        minute = int(clock["minute"] or clock["minute24"] or clock["minute0"] or 0)
        found.append(60 * hour + minute)
        rest = _without(rest, *clock.span())
    return found, rest


def _days(text: str, published: date | None) -> tuple[list[str], str]:
    """Return the words for days, and the text without them."""
    found, rest = [], text
    for told in told_dates(text, published):
        found.append(text[told.start : told.end])
        rest = _without(rest, told.start, told.end)
    return found, rest


def _amounts(text: str) -> tuple[list[Figure], str]:
    """Return the figures with their units and bounds, and the text without them."""
    found: list[Figure] = []
    rest = text
    for amount in amounts_of(text):
        bound = _BOUND.search(text[max(0, amount.start - _LONGEST_BOUND) : amount.start])
        found.append((bound[0].lower() if bound else "", text[amount.start : amount.end]))
        rest = _without(rest, amount.start, amount.end)
    return found, rest


def _is_one_figure(one: Figure, two: Figure) -> bool:
    """Whether two figures may be one: "about 80,000" is 78,400, but "at least 14" is not "at least nine"."""
    if one[0] == two[0]:
        return same_amounts(one[1], two[1]) is not False
    return same_amounts("".join(one), "".join(two)) is not False


def _names(text: str) -> Iterator[str]:
    """Give the names; one word that begins the sentence may be none."""
    for run in _RUN.finditer(text):
        words = [word.strip(".’'") for word in run[0].split()]
        telling = [word for word in words if word.lower() not in _NO_NAMES]
        is_first = not text[: run.start()].strip(" \"'“‘(")
        if telling and not (is_first and len(words) == 1):
            yield run[0]


def _is_one(one: str, two: str) -> bool:
    """Whether two names may be one's: they agree, or the surnames do and a given name may be one."""
    if contains_or_equals(one, two):
        return True
    first, second = (re.findall(r"[\w-]+", re.sub(r"[’']s\b", "", name).casefold()) for name in (one, two))
    if first[-1] != second[-1]:
        return False
    given = [{word for word in words[:-1] if word not in _NO_NAMES} for words in (first, second)]
    if not all(given):
        return True
    return any(word[0] == other[0] for word in given[0] for other in given[1])
