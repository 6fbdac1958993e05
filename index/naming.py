"""From the expressions of a text to the days it names, alone and after "since" and "between"."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from index.dates import DateRange
from index.expressions import Match, Tokens, match_at, places
from index.meanings import Moment, When, meaning_of
from index.traps import is_trap, wording_of

__all__ = ["Named", "named_days"]

_AND = frozenset("and - – — to until till through".split())
_TO = _AND - {"and"}
_BOUNDS = {"before": "before", "after": "after"} | dict.fromkeys(("until", "till", "by", "through"), "until")
_LONG_BOUNDS = {"prior": ("to", "before"), "up": ("to", "until"), "as": ("of", "until")}
_JOINED = frozenset("year month bare_month month_of_a_year day day_of_a_year".split())
# An article has some tens; a table of dates, or a text made to take long, is read so far.
_MOST = 2_000
# Expressions of which the year, or the week, depends on the day they are seen from.
_FLOATING = frozenset("day_of_a_year bare_month month_of_a_year weekday".split())
_WHOLE = frozenset("day days day_of_a_year weekday".split())
_BY_WORDING = _FLOATING | {"days", "bare_season", "bare_quarter", "near_unit"}


@dataclass(frozen=True, slots=True)
class Named:
    """Days that a text names.

    Attributes:
        match: the expression; the last where there are two.
        start, end: code point offsets into the text.
    """

    range: DateRange
    match: Match
    start: int
    end: int


@dataclass(slots=True)
class _Walk:
    tokens: Tokens
    today: date | None
    bounds: bool
    fallback: When
    told: DateRange | None = None
    told_at: int = 0
    seen: dict[int, Match | None] = field(default_factory=dict)

    def match(self, place: int) -> Match | None:
        if place not in self.seen:
            self.seen[place] = match_at(self.tokens, place)
        return self.seen[place]

    def moment(self, match: Match) -> Moment:
        clear = self.told and self.tokens.stops(self.told_at, match.first) <= 1
        when = wording_of(match) if match.rule.meaning in _BY_WORDING else "near"
        return Moment(self.today, self.fallback if when == "near" else when, self.told if clear else None)

    def days(self, match: Match) -> DateRange | None:
        return meaning_of(match, self.moment(match))

    def named(self, days: DateRange, match: Match, first: int) -> Named:
        if match.rule.calendar or match.rule.meaning == "later":
            self.told, self.told_at = days, match.last
        spans = self.tokens.spans
        return Named(days, match, spans[first][0], spans[match.last - 1][1])


def named_days(
    tokens: Tokens, today: date | None, bounds: bool = False, fallback: When = "near"
) -> Iterator[Named]:
    """Give the days that a text names, in the order of the text.

    Args:
        tokens: the text.
        today: the day it is seen from; without one, only what names its year is resolved.
        bounds: whether "before May" is all days before May, as in a question, or May.
        fallback: where a day without a year lies, if the sentence does not say.
    """
    walk, place, named = _Walk(tokens, today, bounds, fallback), 0, 0
    for start in range(len(tokens.spans)) if bounds else places(tokens):
        if start < place:
            continue
        found = _pair(walk, start) or _since(walk, start) or _bound(walk, start) or _single(walk, start)
        if found:
            yield found
            named += 1
            if named == _MOST:
                return
            place = found.match.last
        elif (wrong := walk.match(start)) and wrong.rule.meaning in _WHOLE:
            place = wrong.last  # of 30 February 2020 no part is a date


def _single(walk: _Walk, start: int) -> Named | None:
    match = walk.match(start)
    if match is None or is_trap(match):
        return None
    days = walk.days(match)
    return walk.named(days, match, start) if days else None


def _pair(walk: _Walk, start: int) -> Named | None:
    """Read "between X and Y", "from X to Y", "X to Y"."""
    tokens, word = walk.tokens, walk.tokens.word(start)
    led = word in ("between", "from")
    one = walk.match(start + led)
    if one is None or not (led or one.rule.meaning in _JOINED):
        return None
    if led and one.rule.meaning in ("days", "years"):  # "from 3 to 7 June" is one expression
        days = None if is_trap(one) else walk.days(one)
        return walk.named(days, one, start) if days else None
    link = tokens.word(one.last)
    if link in ("and", "or") and not led:
        return _neighbours(walk, start, one)
    if link not in (_AND if word == "between" else _TO):
        return None
    two = walk.match(one.last + 1)
    if two is None or not (led or _both_stand(one, two)):
        return None
    return _spanned(walk, start, one, two)


def _both_stand(one: Match, two: Match) -> bool:
    """Whether two expressions that no word leads in are a range: "March-May", "3 to 9 June"."""
    return two.rule.meaning in _JOINED and not any(is_trap(x) and not _is_month(x) for x in (one, two))


def _spanned(walk: _Walk, start: int, one: Match, two: Match) -> Named | None:
    if is_trap(two) and not _is_month(two):
        return None
    last = walk.days(two)
    if last is None or last.first is None or last.last is None:
        return None
    floats = one.rule.meaning in _FLOATING
    first = meaning_of(one, Moment(last.first, "past")) if floats else walk.days(one)
    if first is None or first.first is None or first.first > last.last:
        return None
    return walk.named(DateRange(first.first, last.last), two, start)


def _neighbours(walk: _Walk, start: int, one: Match) -> Named | None:
    """Read "2018 and 2019" as two years on end; any other two are two."""
    two = walk.match(one.last + 1)
    if two is None or not one.rule.meaning == two.rule.meaning == "year" or is_trap(one) or is_trap(two):
        return None
    first, last = walk.days(one), walk.days(two)
    if not (first and last and first.last and last.first) or (last.first - first.last).days != 1:
        return None
    return walk.named(DateRange(first.first, last.last), two, start)


def _is_month(match: Match) -> bool:
    return match.rule.meaning == "bare_month"


def _since(walk: _Walk, start: int) -> Named | None:
    if walk.tokens.word(start) != "since":
        return None
    match = walk.match(start + 1)
    if match is None or is_trap(match):
        return None
    moment = walk.moment(match)
    days = meaning_of(match, replace(moment, when="past"))
    if days is None or days.first is None:
        return None
    reached = walk.today if walk.today and walk.today >= days.first else None
    return walk.named(DateRange(days.first, reached), match, start)


def _bound(walk: _Walk, start: int) -> Named | None:
    """Read "before X", "after X", "until X", where these are asked for."""
    tokens = walk.tokens
    if not walk.bounds:
        return None
    relation, length = _BOUNDS.get(tokens.word(start)), 1
    second, meant = _LONG_BOUNDS.get(tokens.word(start), ("", ""))
    if second and tokens.word(start + 1) == second:
        relation, length = meant, 2
    match = walk.match(start + length) if relation else None
    days = None if match is None or is_trap(match) else walk.days(match)
    if match is None or days is None or days.first is None or days.last is None:
        return None
    bound = DateRange(None, days.last)
    if relation == "before":
        bound = DateRange(None, days.first - timedelta(1))
    elif relation == "after":
        bound = DateRange(days.last + timedelta(1), None)
    return walk.named(bound, match, start)
