"""Whether a weekday in a sentence surely lies behind, or ahead: "said on Tuesday", "will meet on Friday".

There is no parser here. The verb that governs the day is sought before it, else after it, in lists of common
verbs, and whatever it may belong to as well makes the day unsure: "said a meeting on Friday would decide",
"banned a march on Sunday", "if it were held on Monday". What is unsure is left open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.expressions import Match, Tokens
from index.verbs import (
    ADVERBS,
    AHEAD,
    ARRANGES,
    AWAITS,
    BE,
    DETERMINERS,
    EVENTS,
    MODALS,
    NOUNS_TOO,
    PAST,
    PRESENT,
    REPORTS,
    SAYS,
    STARTS,
    SUDDEN,
    is_infinitive,
)

__all__ = ["Bearing", "bearing_of", "fits"]

_WEEK = "monday tuesday wednesday thursday friday saturday sunday".split()
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
_BREAKS = frozenset(', ; : ( ) — – " “ ”'.split())
_OPENERS = frozenset("that and but when who which while as because although though after where".split())
_RELATIVES = frozenset("who which whom whose that when where as because since after while if".split())
_PLACED = frozenset("in at during through via after following by on to".split())
_TOLD = frozenset(("told", "asked", "informed"))
_OBJECTS = frozenset(("a", "an", "as", "the", "off"))
_RIGHT_BEHIND_BE = frozenset("due set out back again here off".split())
_FORWARD = frozenset("for to ahead before about over against towards toward".split())
_RECALLS = frozenset("heard hears recalled recalls remembered remembers testified".split())
_WISHES = frozenset("plans plan hopes hope expects expect wants want intends intend aims aim".split())
_READY = AHEAD | {"set", "ready", "going", "likely", "certain", "sure", "bound"}
_PAST_BE = frozenset(("was", "were", "had", "has", "have"))
_FORESAID = frozenset(
    "said told added announced confirmed promised vowed insisted says forecast predicted".split()
)
_NO_TO = frozenset("according thanks due close next prior".split())

Kind = Literal["past", "will", "would", "now", "open"]


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


@dataclass(frozen=True, slots=True)
class _Verb:
    kind: Kind
    place: int


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
    verb = _governor(match)
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
        return then in _WEEK
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
        if tokens.word(place) in _BREAKS or tokens.is_stop(place):
            return False
        if tokens.word(place) in _CONDITIONS:
            return True
    return False


def _governor(match: Match) -> _Verb | None:
    """Return the verb that says when; the last before the day, else the first after it."""
    tokens, first = match.tokens, match.first
    before = tokens.word(first - 1)
    if first and before not in _BREAKS and before not in _OPENERS:
        for place in range(first - 1, -1, -1):
            if tokens.is_stop(place) or tokens.word(place) in ('"', "“", "”", ";"):
                break
            kind = _kind(tokens, place)
            if kind == "now" and tokens.word(place) in NOUNS_TOO and _before_noun(tokens, place):
                continue
            if kind is not None:
                return _Verb(kind, place)
    return _verb_after(match)


def _before_noun(tokens: Tokens, place: int) -> bool:
    """Whether a word that is a verb or a noun is the object of one before it: "began a second strike"."""
    for earlier in range(place - 1, -1, -1):
        word = tokens.word(earlier)
        if tokens.is_stop(earlier) or word in _BREAKS or word in _RELATIVES or word in ("and", "but"):
            return False
        if _kind(tokens, earlier) is not None:
            return word not in SAYS
    return False


def _verb_after(match: Match) -> _Verb | None:
    tokens = match.tokens
    for place in range(match.last, len(tokens.spans)):
        word = tokens.word(place)
        if tokens.is_stop(place) or word in ('"', "“", "”", ";") or word in _RELATIVES:
            return None
        if _may_be_present(tokens, place):
            return None
        if (kind := _kind(tokens, place)) is not None:
            alone = tokens.word(place - 1) not in _PAST_BE | ADVERBS
            if word.endswith("ed") and alone and tokens.word(place + 1) == "by":
                return None  # "an election called by"
            if kind == "past" and _turns(tokens, place):
                return _Verb("open", place)
            return _Verb(kind, place)
    return None


def _turns(tokens: Tokens, place: int) -> bool:
    """Whether a "was" is of what was to come: "was to", "was due"."""
    word, after = tokens.word(place), tokens.word(place + 1)
    return word in _PAST_BE and (after == "to" or after in _READY)


def _may_be_present(tokens: Tokens, place: int) -> bool:
    """Whether a word in -s behind a name may be a verb: "France votes"."""
    word, name, after = (
        tokens.written(at, at + 1) if 0 <= at < len(tokens.spans) else ""
        for at in (place, place - 1, place + 1)
    )
    if not (re.fullmatch(r"[a-z]{2,}(?<![su])s", word) and re.fullmatch(r"[A-Z]\w+", name)):
        return False
    if name.lower() in _WEEK or word in ("was", "has", "is", "as", "this", "its", "his", "does"):
        return False
    return not (after.lower() in PAST or after.endswith("ed") or after.lower() in MODALS or after in _BREAKS)


def _kind(tokens: Tokens, place: int) -> Kind | None:
    """Return what a word says of when, if it is a verb that does."""
    word, before, after = tokens.word(place), tokens.word(place - 1), tokens.word(place + 1)
    written = tokens.written(place, place + 1)
    if word == "to":
        return _kind_of_infinitive(tokens, place)
    if not written.islower():
        return None
    if word in MODALS:
        return "will" if word in ("will", "ll", "shall") else "would" if word == "would" else "open"
    if word in BE:
        return None if after == "to" else "now"
    if word == "due" or word in ("upcoming", "forthcoming"):
        return "will" if word == "due" and before in BE else "open"
    if word in PAST or re.fullmatch(r"[a-z]{2,}(?<!e)ed", word):
        return _kind_of_past(tokens, place)
    if word in PRESENT and before not in DETERMINERS and not before.isdigit():
        return _kind_of_present(tokens, place)
    return None


def _leading(tokens: Tokens, place: int) -> int:
    """Return the place of the word that leads in a verb, over adverbs."""
    place -= 1
    while place >= 0 and (tokens.word(place) in ADVERBS | {"'", "’"} or tokens.word(place).endswith("ly")):
        place -= 1
    return place


def _kind_of_past(tokens: Tokens, place: int) -> Kind | None:
    word, after = tokens.word(place), tokens.word(place + 1)
    lead = tokens.word(_leading(tokens, place))
    if lead in ("be", "to") or lead in MODALS or (lead in PRESENT and lead not in _PAST_BE):
        return None  # what stands before it says
    if lead in ("getting", "get", "gets"):
        return None
    if word in ("was", "were") and after.endswith("ing") and after != "being":
        return "open"  # "said she was leaving on Friday"
    if lead in BE:
        return "will" if word in _READY else "now"
    if word in AHEAD and lead not in ("is", "are"):
        return "open"
    if lead in DETERMINERS and re.fullmatch(r"[a-z]+ed", word):
        return None  # "the injured"
    return "open" if _turns(tokens, place) else "past"


def _kind_of_present(tokens: Tokens, place: int) -> Kind | None:
    lead = tokens.word(_leading(tokens, place))
    if lead in MODALS or lead in ("to", "did", "be"):
        return "past" if lead == "did" else None
    return "now"


def _kind_of_infinitive(tokens: Tokens, place: int) -> Kind | None:
    before = tokens.word(place - 1)
    lead = tokens.word(_leading(tokens, place - 1))
    if before in BE or before in _WISHES:
        return "will"
    if before in _READY and lead in BE:
        return "will"
    if before in _PAST_BE:
        return "open"
    if before in _NO_TO and before != "due":
        return None
    return "open" if is_infinitive(tokens, place) else None


def _bounded(match: Match, verb: _Verb) -> Bearing | None:
    """Read "until Friday", "by Friday", "from Friday"."""
    if verb.kind in ("will", "now"):
        return _AHEAD
    if verb.kind == "would":
        return _as_said(match, verb)
    tokens, lead = match.tokens, match.first - 1
    told = tokens.word(lead) == "by" and (lead == 0 or tokens.is_stop(lead - 1))
    return _BEHIND if told and verb.kind == "past" else None


def _as_said(match: Match, verb: _Verb) -> Bearing | None:
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


def _fixed(match: Match, verb: _Verb) -> Bearing | None:
    """Read "set for Sunday"."""
    if verb.kind in ("will", "now"):
        return _AHEAD
    return _NEXT_DAYS if verb.kind == "past" and match.tokens.word(verb.place) in ARRANGES else None


def _plain(match: Match, verb: _Verb) -> Bearing | None:
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


def _behind(match: Match, verb: _Verb) -> Bearing | None:
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
    bare = match.part("prep") != "on" and between[-1:] != ["on"] and tokens.word(match.first) in _WEEK
    if bare and not _possessed(match) and after in _OBJECTS and word not in REPORTS:
        return None  # "declared Friday a day of mourning"
    if "that" in between or (word in REPORTS and not _is_frame(word, between)):
        return _of_what_is_said(match)
    if word in REPORTS and (_possessed(match) or _is_verb(tokens, match.last)):
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


def _is_heard(match: Match, verb: _Verb) -> bool:
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
    return bool(set(_WEEK) & set(between)) and not (between[-1:] == ["and"] and between[-2] in _WEEK)


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


def word_of(tokens: Tokens, place: int) -> str:
    """Return the full verb that an auxiliary leads in: "was announced"."""
    while tokens.word(place) in _PAST_BE | ADVERBS:
        place += 1
    return tokens.word(place)


def _is_frame(word: str, between: list[str]) -> bool:
    """Whether what stands between "said" and its day says where, to whom or how."""
    return not between or word in _TOLD or between[0] in _PLACED or all(one.endswith("ly") for one in between)


def _is_verb(tokens: Tokens, place: int) -> bool:
    return place < len(tokens.spans) and _kind(tokens, place) is not None and tokens.word(place) != "to"


def _of_what_is_said(match: Match) -> Bearing | None:
    """Read "said the level on Saturday was four": the day is of the verb that follows."""
    verb, tokens = _verb_after(match), match.tokens
    if verb is None or verb.kind != "past" or _possessed(match) in EVENTS:
        return None
    if any(tokens.word(place) in _BREAKS for place in range(match.last, verb.place)):
        return None
    return None if word_of(tokens, verb.place) in ARRANGES else _BEHIND
