"""Whether a weekday in a sentence surely lies behind, or ahead: "said on Tuesday", "will meet on Friday".

There is no parser here. The verb that governs the day is sought before it, else after it, in lists of common
verbs, and whatever it may belong to as well makes the day unsure: "said a meeting on Friday would decide",
"banned a march on Sunday", "if it were held on Monday". What is unsure is left open.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from index.dates import WEEKDAYS
from index.expressions import Match, Tokens
from index.governing import BREAKS, Verb, governor, is_verb, verb_after, word_of
from index.verbs import ARRANGES, AWAITS, BE, EVENTS, REPORTS, SAYS, STARTS, SUDDEN

__all__ = ["Bearing", "bearing_of", "fits"]

_WEEK_LONG = 7
# "Said she would go on Wednesday" was said a day or two ago: the Wednesday before is too long ago.
_SOON = 4
# "The Wednesday", "one Sunday", "the following Monday", "Friday of", "to Friday": counted from elsewhere.
_OTHERS = frozenset(
    "the that one following previous preceding same some a an another any or to - – — next either".split()
)
_RANGES = frozenset("or to - – — through until till and".split())
_GOES_ON = frozenset("of week next".split())
_BOUNDS = frozenset("until till by from through".split())
_UNSURE_BOUNDS = frozenset("before of than between within".split())
_CONDITIONS = frozenset("if unless whether lest suppose imagine".split())
_PLACED = frozenset("in at during through via after following by on to".split())
_TOLD = frozenset(("told", "asked", "informed"))
_OBJECTS = frozenset(("a", "an", "as", "the", "off"))
_RIGHT_BEHIND_BE = frozenset("due set out back again here off".split())
_FORWARD = frozenset("for to ahead before about over against towards toward".split())
_RECALLS = frozenset("heard hears recalled recalls remembered remembers testified".split())
_FORESAID = frozenset(
    "said told added announced confirmed promised vowed insisted says forecast predicted".split()
)


@dataclass(frozen=True, slots=True)
class Bearing:
    """Where a weekday surely lies.

    Attributes:
        ahead: whether ahead of the article's day.
        most: how many days ahead it is sure at most.
        is_report: whether it is the day on which somebody said something.
    """

    ahead: bool
    most: int = _WEEK_LONG - 1
    is_report: bool = False


_BEHIND = Bearing(ahead=False)
_SAID = Bearing(ahead=False, is_report=True)
_AHEAD = Bearing(ahead=True)
_NEXT_DAYS = Bearing(ahead=True, most=_SOON)


def fits(bearing: Bearing | None, days: tuple[date, date], today: date) -> bool:
    """Whether the days that were read are those of a bearing."""
    if bearing is None or days[0] != days[1]:
        return False
    ahead = (days[0] - today).days
    return 0 < ahead <= bearing.most if bearing.ahead else -_WEEK_LONG < ahead <= 0


def bearing_of(match: Match) -> Bearing | None:
    """Return where a weekday without "last" or "next" surely lies; None where it may be two.

    Args:
        match: the weekday.
    """
    before = match.tokens.word(match.first - 1)
    if before in _OTHERS | _UNSURE_BOUNDS or _goes_on(match) or _is_conditional(match):
        return None
    if before == "since":
        return _BEHIND
    if _possessed(match) in SUDDEN:
        return _BEHIND
    verb = governor(match)
    bearing = None
    if verb is not None and before in _BOUNDS and not _possessed(match):
        bearing = _bounded(match, verb)
    elif verb is not None and match.part("prep") == "for":
        bearing = _fixed(match, verb)
    elif verb is not None:
        bearing = _plain(match, verb)
    return bearing


def _goes_on(match: Match) -> bool:
    """Whether a day is one of two, or counted from another: "Friday or Saturday", "the Tuesday after"."""
    tokens, last = match.tokens, match.last
    after, then = tokens.word(last), tokens.word(last + 1)
    if after in _RANGES and after != "and":
        return then in WEEKDAYS
    return after in _GOES_ON or (after in ("after", "before") and not then.isalnum())


def _possessed(match: Match) -> str:
    """Return the noun of "Tuesday's blast"; nothing where the day has none."""
    tokens, last = match.tokens, match.last
    if tokens.word(last) in ("'", "’") and tokens.word(last + 1) == "s":
        return tokens.word(last + 2) or "?"
    return ""


def _is_conditional(match: Match) -> bool:
    tokens = match.tokens
    for place in range(match.first - 1, -1, -1):
        if tokens.word(place) in BREAKS or tokens.is_stop(place):
            return False
        if tokens.word(place) in _CONDITIONS:
            return True
    return False


def _bounded(match: Match, verb: Verb) -> Bearing | None:
    """Read "until Friday", "by Friday", "from Friday"."""
    if verb.kind in ("will", "now"):
        return _AHEAD
    if verb.kind == "would":
        return _as_said(match, verb)
    tokens, lead = match.tokens, match.first - 1
    told = tokens.word(lead) == "by" and (lead == 0 or tokens.is_stop(lead - 1))
    return _BEHIND if told and verb.kind == "past" else None


def _as_said(match: Match, verb: Verb) -> Bearing | None:
    """Read "said she would go on Friday"."""
    tokens = match.tokens
    if verb.place > match.first:
        return None
    for place in range(verb.place - 1, -1, -1):
        if tokens.is_stop(place):
            return None
        if tokens.word(place) in _FORESAID:
            return _NEXT_DAYS
    return None


def _fixed(match: Match, verb: Verb) -> Bearing | None:
    """Read "set for Sunday"."""
    if verb.kind in ("will", "now"):
        return _AHEAD
    return _NEXT_DAYS if verb.kind == "past" and match.tokens.word(verb.place) in ARRANGES else None


def _plain(match: Match, verb: Verb) -> Bearing | None:
    tokens, gap = match.tokens, match.first - verb.place - 1
    if verb.kind == "will":
        return _AHEAD
    if verb.kind == "would":
        return _as_said(match, verb)
    if verb.kind == "now":
        return _AHEAD if gap >= 0 and _is_near(tokens, verb.place, gap) else None
    return _behind(match, verb) if verb.kind == "past" else None


def _is_near(tokens: Tokens, place: int, gap: int) -> bool:
    """Whether a present says of a day that it lies ahead: "begins on Monday", "is on Friday"."""
    word = tokens.word(place)
    if word in BE:
        return gap == 0 or (gap == 1 and tokens.word(place + 1) in _RIGHT_BEHIND_BE)
    return word in STARTS and gap <= _SOON


def _behind(match: Match, verb: Verb) -> Bearing | None:
    """Read a day with a verb of what was: of that verb, or of what it speaks of."""
    tokens, after = match.tokens, match.tokens.word(match.last)
    word, gap = tokens.word(verb.place), match.first - verb.place - 1
    between = [tokens.word(place) for place in range(verb.place + 1, match.first)]
    if _is_heard(match, verb) or _is_other_clause(between):
        return None
    if gap < 0:
        before = set(_led(match))
        planned = EVENTS & before and word_of(tokens, verb.place) in ARRANGES
        return None if planned or before & {"ahead", "before"} else _spoken(word)
    bare = match.part("prep") != "on" and between[-1:] != ["on"] and tokens.word(match.first) in WEEKDAYS
    if bare and not _possessed(match) and after in _OBJECTS and word not in REPORTS:
        return None  # "declared Friday a day of mourning"
    if "that" in between or (word in REPORTS and not _is_frame(word, between)):
        return _of_what_is_said(match)
    if word in REPORTS and (_possessed(match) or is_verb(tokens, match.last)):
        return None  # "told a meeting on Friday would"
    if _awaits(word, between, _possessed(match)):
        return None
    return _spoken(word)


def _led(match: Match) -> Iterator[str]:
    """Give the words before a day in its sentence, and three after it."""
    tokens = match.tokens
    yield from (tokens.word(place) for place in range(match.last, match.last + 3))
    for place in range(match.first - 1, -1, -1):
        if tokens.is_stop(place):
            return
        yield tokens.word(place)


def _is_heard(match: Match, verb: Verb) -> bool:
    """Whether a day is of what somebody recalls: "the court heard that he left on Friday"."""
    tokens = match.tokens
    for place in range(min(verb.place, match.first) - 1, -1, -1):
        if tokens.is_stop(place):
            return False
        if tokens.word(place) in _RECALLS:
            return True
    return False


def _is_other_clause(between: list[str]) -> bool:
    """Whether a day stands behind another one, which has the verb: "left on Monday, she on Friday"."""
    return bool(set(WEEKDAYS) & set(between)) and not (between[-1:] == ["and"] and between[-2] in WEEKDAYS)


def _is_led_forward(between: list[str]) -> bool:
    """Whether an event is what something was for: "tickets for the last concert"."""
    for place, word in enumerate(between):
        if word in _FORWARD:
            following = between[place + 1 : place + 4]
            until = next((at for at, one in enumerate(following) if one in _PLACED), len(following))
            if EVENTS & set(following[:until]):
                return True
    return False


def _awaits(word: str, between: list[str], possessed: str) -> bool:
    """Whether a day is of what lay ahead of what was done: "banned a march", "tickets for the concert"."""
    events = EVENTS & {*between, possessed}
    if events and (word in ARRANGES or _is_led_forward(between)):
        return True
    return (word in AWAITS and bool(between)) or (bool(possessed) and word in ARRANGES)


def _spoken(word: str) -> Bearing:
    return _SAID if word in SAYS else _BEHIND


def _is_frame(word: str, between: list[str]) -> bool:
    """Whether what stands between "said" and its day says where, to whom or how."""
    return not between or word in _TOLD or between[0] in _PLACED or all(one.endswith("ly") for one in between)


def _of_what_is_said(match: Match) -> Bearing | None:
    """Read "said the level on Saturday was four": the day is of the verb that follows."""
    verb, tokens = verb_after(match), match.tokens
    if verb is None or verb.kind != "past" or _possessed(match) in EVENTS:
        return None
    if any(tokens.word(place) in BREAKS for place in range(match.last, verb.place)):
        return None
    return None if word_of(tokens, verb.place) in ARRANGES else _BEHIND
