"""What a question says of time: the days it names, and whether it asks for the newest."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.dates import DateRange
from index.expressions import Match, tokens_of
from index.naming import Named, named_days
from index.traps import is_name
from qa.dated import names_only_days, topic_of

__all__ = ["Asked", "Intent", "asked", "asks_how_things_stand", "asks_of_the_present"]

Intent = Literal["range", "newest", "any"]
# "Now that" and the current of a river ask for nothing new.
_STANDS = (
    r"latest|newest|most recent(?:ly)?|currently|nowadays|these days|incumbent"
    r"|current(?! of\b| account\b| affairs\b)|now(?! that\b)|still(?! life\b| water\b)|presently|at present"
    r"|at (?:the|this) (?:moment|time)|so far|to date|as yet|up[- ]to[- ]date"
)
_HOW_THINGS_STAND = re.compile(rf"\b(?:{_STANDS})\b", re.IGNORECASE)
_NEWEST = re.compile(
    rf"\b(?:{_STANDS}|recent(?:ly)?|lately|breaking news|tonight"
    r"|what(?: is|[’']s) new|today|this (?:week|morning|afternoon|evening|weekend))\b",
    re.IGNORECASE,
)

# The first of these says whether a question asks what was: "Who was hurt today?", "Who is mayor today?"
_VERB = re.compile(
    r"\b(?P<is>is|are|am|does|do|can|will|shall|would|should|could|may|might|must|lives?|stands?)\b|[’']s\b"
    r"|\b(?:happened|did|was|were|said|told|began|came|went|took|made|met|held|left|lost|died|fell|rose|found|saw"
    r"|ran|spoke|wrote|shot|broke|gave|got|became|won|struck|sank|been|done|agreed|(?-i:[a-z]{2,}(?<!e)ed))\b",
    re.IGNORECASE,
)
# Whether the first finite verb is in the present, which asks how things are: "Who runs the bank?", "When is
# it to open?", "Has it opened?". The future stands with it: plans change.
_TENSE = re.compile(
    r"\b(?:(?P<past>was|were|did|had|would|could)|is|are|am|does|do|has|have|will|can|ca|wo)(?:n[’']t)?\b"
    r"|\b(?:who|what|where|when|how|it|he|she|there)[’']s\b",
    re.IGNORECASE,
)
_RUNS = re.compile(r"^\W*(?:who|what) (?!was\b|\w+ss\b)[a-z]+s\b", re.IGNORECASE)
# What may stand after days where they say when, and not what for: "the Sunday league".
_NO_NOUN = frozenset(
    "in on at by to of and or when while after before during from with for did do does was were is are had "
    "has have about there".split()
)
_DETERMINERS = frozenset(("the", "a", "an"))
_REPORTED_AFTER = frozenset(("quarter", "half"))
_ANY_YEAR = frozenset("day_of_a_year days bare_month month_of_a_year bare_season bare_quarter".split())


_ASIDE = re.compile(
    r"\b(?:since|after|before|until) (?:\S+ )+$|\b(?:elected|founded|born|built|signed|initialled) $",
    re.IGNORECASE,
)


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


def asks_how_things_stand(question: str) -> bool:
    """Whether a question asks how things stand: "How many are still missing?"."""
    return _HOW_THINGS_STAND.search(question) is not None


def asks_of_the_present(question: str) -> bool:
    """Whether a question is in the present or the future tense: so the newest reports know better."""
    first = _TENSE.search(question)
    return (first is not None and first["past"] is None) or _RUNS.match(question) is not None


def asked(question: str, today: date | None) -> Asked:
    """Read the time that a question asks for.

    Args:
        question: as it was typed; months and weekdays may be written small.
        today: the day it is asked; without one, "last week" means nothing.
    """
    tokens = tokens_of(question, loosely=True)
    found = [one for one in named_days(tokens, today, bounds=True, fallback="past") if not is_name(one.match)]
    newest = _NEWEST.search(question) is not None
    if not found:
        return Asked(intent="newest" if newest else "any")
    bare_phrases = tuple(question[one.start : one.end] for one in found)
    # What asks for nothing but the days is bound by them.
    bare = names_only_days(topic_of(question, bare_phrases))
    bounding = [one for one in found if _is_bound(one, bare) and not _is_aside(question, one)]
    days = _hull(bounding or found)
    near = today is not None and newest and today in days and _is_short(days)
    bound = bool(bounding) and (not near or bare or _asks_what_was(question))
    phrases = tuple(question[one.start : one.end] for one in bounding or found)
    return Asked(days, "newest" if near else "range", bound, phrases)


def _hull(found: list[Named]) -> DateRange:
    """Return the days from the earliest named to the latest; an open side stays open."""
    first, last = found[0].range, found[-1].range
    if first.first and last.first and last.first < first.first:
        first, last = last, first
    if first.first and last.last and first.first <= last.last:
        return DateRange(first.first, last.last)
    return found[0].range


def _is_aside(question: str, one: Named) -> bool:
    """Whether days say when something else was: "the mayor elected in 2014", "since the fire in May 2019"."""
    return _ASIDE.search(question[: one.start]) is not None


def _is_short(days: DateRange) -> bool:
    """Whether days are a week or less: "this week" asks for the newest, "this year" for a year."""
    return days.first is not None and days.last is not None and (days.last - days.first).days < 7


def _asks_what_was(question: str) -> bool:
    """Whether a question asks what happened: else "today" and "this week" may mean nowadays."""
    verb = _VERB.search(question)
    return verb is not None and verb["is"] is None and verb[0][0] not in "’'"


def _is_bound(one: Named, bare: bool) -> bool:
    """Whether an expression says when it must have been.

    "2022" in "the 2022 World Cup" is a part of a name; a month or a day without a year may be of any;
    "before 2015" reaches back for ever. Results are published when their quarter is over.
    """
    match, rule = one.match, one.match.rule.meaning
    if one.range.first is None or rule in _ANY_YEAR or _is_adjective(match):
        return False
    if rule in _REPORTED_AFTER or match.part("unit") in _REPORTED_AFTER:
        return bare
    led = one.start < match.tokens.spans[match.first][0]
    return led or rule not in ("year", "month") or match.part("prep") != ""


def _is_adjective(match: Match) -> bool:
    """Whether days are a part of what a thing is called: "the Sunday league", "in 2016 elections"."""
    tokens, after = match.tokens, match.tokens.word(match.last)
    if not after.isalpha() or after in _NO_NOUN:
        return tokens.word(match.last) in ("'", "’")
    if match.rule.meaning == "year":
        return re.fullmatch(r"[a-z]{2,}(?<![sui])s", tokens.written(match.last, match.last + 1)) is not None
    return bool(_DETERMINERS & {tokens.word(match.first), tokens.word(match.first - 1)}) and (
        match.rule.meaning in ("day", "weekday", "month")
    )
