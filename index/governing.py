"""Which verb governs a day in a sentence, and whether it is of the past or of what is to come.

There is no parser: the verb is sought before the day, else after it, in lists of common verbs.
"""

import re
from dataclasses import dataclass
from typing import Literal

from index.dates import WEEKDAYS
from index.expressions import Match, Tokens
from index.verbs import ADVERBS, AHEAD, BE, DETERMINERS, MODALS, NOUNS_TOO, PAST, PRESENT, SAYS, is_infinitive

__all__ = ["BREAKS", "Kind", "Verb", "governor", "is_verb", "turns", "verb_after", "word_of"]

BREAKS = frozenset(', ; : ( ) — – " “ ”'.split())
_OPENERS = frozenset("that and but when who which while as because although though after where".split())
_RELATIVES = frozenset("who which whom whose that when where as because since after while if".split())
_WISHES = frozenset("plans plan hopes hope expects expect wants want intends intend aims aim".split())
_READY = AHEAD | {"set", "ready", "going", "likely", "certain", "sure", "bound"}
_PAST_BE = frozenset(("was", "were", "had", "has", "have"))
_NO_TO = frozenset("according thanks due close next prior".split())


Kind = Literal["past", "will", "would", "now", "open"]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, and what it says of when.

    Attributes:
        kind: of the past, of the future ("will", "would"), of the present, or open.
        place: of its word among the tokens.
    """

    kind: Kind
    place: int


def governor(match: Match) -> Verb | None:
    """Return the verb that says when; the last before the day, else the first after it."""
    tokens, first = match.tokens, match.first
    before = tokens.word(first - 1)
    if first and before not in BREAKS and before not in _OPENERS:
        for place in range(first - 1, -1, -1):
            if tokens.is_stop(place) or tokens.word(place) in ('"', "“", "”", ";"):
                break
            kind = _kind(tokens, place)
            if kind == "now" and tokens.word(place) in NOUNS_TOO and _before_noun(tokens, place):
                continue
            if kind is not None:
                return Verb(kind, place)
    return verb_after(match)


def _before_noun(tokens: Tokens, place: int) -> bool:
    """Whether a word that is a verb or a noun is the object of one before it: "began a second strike"."""
    for earlier in range(place - 1, -1, -1):
        word = tokens.word(earlier)
        if tokens.is_stop(earlier) or word in BREAKS or word in _RELATIVES or word in ("and", "but"):
            return False
        if _kind(tokens, earlier) is not None:
            return word not in SAYS
    return False


def verb_after(match: Match) -> Verb | None:
    """Return the first verb behind a day, in its clause."""
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
            if kind == "past" and turns(tokens, place):
                return Verb("open", place)
            return Verb(kind, place)
    return None


def turns(tokens: Tokens, place: int) -> bool:
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
    if name.lower() in WEEKDAYS or word in ("was", "has", "is", "as", "this", "its", "his", "does"):
        return False
    return not (after.lower() in PAST or after.endswith("ed") or after.lower() in MODALS or after in BREAKS)


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
    return "open" if turns(tokens, place) else "past"


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


def word_of(tokens: Tokens, place: int) -> str:
    """Return the full verb that an auxiliary leads in: "was announced"."""
    while tokens.word(place) in _PAST_BE | ADVERBS:
        place += 1
    return tokens.word(place)


def is_verb(tokens: Tokens, place: int) -> bool:
    """Whether a word is a verb that says of when."""
    return place < len(tokens.spans) and _kind(tokens, place) is not None and tokens.word(place) != "to"
