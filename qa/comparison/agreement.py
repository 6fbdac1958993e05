"""Whether several reports give one answer, or different ones.

A false "Reports differ" is worse than silence: two answers differ only where the figures, days or names are
of one kind and cannot be the same, and where the reader is nearly as sure of the other as of the best.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.article import Article
from index.dates import day_of
from qa.comparison.amounts import amounts_of
from qa.comparison.days import is_day, names_days, same_days
from qa.comparison.names import (
    contains_or_equals,
    first_names,
    other_person,
    other_place,
    personal_name,
    plain_words,
)
from qa.comparison.rounding import is_amount, same_amounts
from qa.questions import Expected

__all__ = ["NEAR", "Agreement", "Claim", "agreement", "same_answer"]

NEAR = 0.8
"""Of the best claim's confidence: less sure claims start no dispute. Not yet calibrated."""
_SUPPORTERS = 3
# Of the best claim's confidence: words that are the same in a sentence about something else support nothing.
_SUPPORTS = 0.2  # a choice, not fitted
_LONGEST = 300  # characters; what is longer is no short answer
_TIME = re.compile(r"\b(?:second|minute|hour|day|week|month|year|decade)s?\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")

Kind = Literal["one", "agree", "differ"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A short answer that an article gives.

    Attributes:
        text: as it stands in the article.
        confidence: the chance that it answers, from 0 to 1.
        group: the story that the article tells; all copies of a story are one source.
    """

    text: str
    confidence: float
    article: Article
    group: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What several claims come to. They are named by their places among those given.

    Attributes:
        kind: "one" source says it, several "agree", or other sources "differ".
        supporters: the best claim and those of other stories that say the same and are a fifth as sure, at
            most 3, newest first.
        others: for each different answer its claims, one of a story; the newest first, in each and among
            them. Empty unless the kind is "differ".
    """

    kind: Kind
    supporters: tuple[int, ...]
    others: tuple[tuple[int, ...], ...] = ()


def same_answer(
    one: str, two: str, expected: Expected, *, published: tuple[date | None, date | None] = (None, None)
) -> bool | None:
    """Tell whether two short answers say the same thing.

    Args:
        one: a short answer, such as "some 40" or "Esper".
        two: another to the same question.
        expected: what kind of thing the question asks for.
        published: the days of their articles, on which "Tuesday" rests.

    Returns:
        True for the same thing or a part of it (1,200 and "twelve hundred", July and 27 July, Esper and Mark
        Esper), False for what is certainly different, None for what cannot be compared.
    """
    if not plain_words(one) or not plain_words(two):
        return None
    if max(len(one), len(two)) > _LONGEST:
        return one == two or None
    if _are_days(one, two, expected):
        days = same_days(one, two, published)
        return days if days is not None else _worded_alike(one, two, published) or None
    if one.casefold().split() == two.casefold().split():
        return True
    # Figures before plain words: these know no "$", "%" or minus.
    if _are_amounts(one, two, expected):
        told = same_amounts(one, two)
        return told if told is not None or _has_figures(one, two) else _same_words(one, two)
    if plain_words(one) == plain_words(two):
        return True
    if contains_or_equals(one, two):
        return True
    if expected == "person" and other_person(one, two):
        return False
    return False if expected == "place" and other_place(one, two) else None


def _has_figures(one: str, two: str) -> bool:
    return bool(amounts_of(one) or amounts_of(two)) or any(map(str.isdigit, one + two))


def _same_words(one: str, two: str) -> bool | None:
    return plain_words(one) == plain_words(two) or None


def _are_days(one: str, two: str, expected: Expected) -> bool:
    """Whether two answers are to be compared as days: "2017" is one where a time is asked for."""
    if expected == "time":
        return names_days(one) or names_days(two) or not _are_votes(one, two)
    return expected == "other" and is_day(one) and is_day(two)


def _are_amounts(one: str, two: str, expected: Expected) -> bool:
    """Whether two answers are to be compared as figures; "April 18" is one where a number is asked for."""
    if expected in ("number", "reason"):
        return expected == "number"  # two reasons with figures in them may both be right
    return all(is_amount(text) and not names_days(text) for text in (one, two))


def _are_votes(one: str, two: str) -> bool:
    """Whether two answers are figures that measure no time: "in two weeks" rests on when it was said."""
    return is_amount(one) and is_amount(two) and not (_TIME.search(one) or _TIME.search(two))


def _worded_alike(one: str, two: str, published: tuple[date | None, date | None]) -> bool:
    """Whether two answers to "when" agree by their words: "before the election"."""
    if plain_words(one) == plain_words(two):
        return published[0] == published[1] or not (names_days(one) or names_days(two))
    if names_days(one) or names_days(two) or not (_LETTERS.search(one) and _LETTERS.search(two)):
        return False
    return contains_or_equals(one, two)


def agreement(claims: Sequence[Claim], expected: Expected, *, near: float = NEAR) -> Agreement:
    """Sort claims into those that say what the surest one does, and those that say otherwise.

    A claim differs where it is of another story, certainly says another thing, and is nearly as sure. A story
    that gives the best answer too, somewhere in it, tells of both and is no rival: nor is the best's own.
    Nothing is averaged: a death toll of Tuesday and a higher one of Friday differ.

    Args:
        claims: the candidates, at least one, in any order.
        expected: what kind of thing the question asks for.
        near: how sure a rival has to be, as a share of the best claim's confidence.

    Raises:
        ValueError: there are no claims.
    """
    if not claims:
        raise ValueError("an agreement is of one claim or more")
    best = min(range(len(claims)), key=lambda place: (-claims[place].confidence, _age(claims, place)))
    told = [_compare(claims[best], claim, expected) for claim in claims]
    same = [place for place in range(len(claims)) if told[place] or place == best]
    least = _SUPPORTS * claims[best].confidence
    supporters = _sources(claims, [place for place in same if claims[place].confidence >= least], best)
    groups = {claims[place].group for place in same}
    rivals = [
        place for place, answer in enumerate(told) if answer is False and claims[place].group not in groups
    ]
    sure = {place for place in rivals if claims[place].confidence >= near * claims[best].confidence}
    clusters = [cluster for cluster in _clusters(claims, rivals, expected) if sure & set(cluster)]
    others = tuple(
        sorted((_sources(claims, cluster) for cluster in clusters), key=lambda c: _age(claims, c[0]))
    )
    kind: Kind = "differ" if others else "agree" if len(supporters) > 1 else "one"
    return Agreement(kind, supporters, others)


def _compare(one: Claim, two: Claim, expected: Expected) -> bool | None:
    told = same_answer(one.text, two.text, expected, published=(_day(one), _day(two)))
    return None if told and expected in ("person", "other") and _may_be_two(one, two) else told


def _may_be_two(one: Claim, two: Claim) -> bool:
    """Whether two claims name people of one surname, who may be two: "Keane", where there are two of them."""
    names = [personal_name(claim.text) for claim in (one, two)]
    if not all(names) or names[0][-1] != names[1][-1] or min(map(len, names)) > 1:
        return False
    firsts = [
        frozenset(name[:-1]) or first_names(name[-1], f"{claim.article.title or ''}\n{claim.article.text}")
        for name, claim in zip(names, (one, two), strict=True)
    ]
    if any(len(name) == 1 and len(known) > 1 for name, known in zip(names, firsts, strict=True)):
        return True
    return bool(firsts[0] and firsts[1] and not firsts[0] & firsts[1])


def _day(claim: Claim) -> date | None:
    published = claim.article.published
    return day_of(published) if published else None


def _age(claims: Sequence[Claim], place: int) -> tuple[int, float, int]:
    """Return what sorts the newest claim first, then the surest; undated ones come last."""
    day = _day(claims[place])
    return (-day.toordinal() if day else 0, -claims[place].confidence, place)


def _sources(claims: Sequence[Claim], places: Sequence[int], best: int | None = None) -> tuple[int, ...]:
    """Return one claim of each story, the surest, and of these the newest three, newest first.

    The best, where it is given, is one of them.
    """
    surest: dict[str, int] = {}
    for place in sorted(places, key=lambda place: (-claims[place].confidence, _age(claims, place))):
        surest.setdefault(claims[place].group, place)
    newest = sorted(surest.values(), key=lambda place: (place != best, *_age(claims, place)))[:_SUPPORTERS]
    return tuple(sorted(newest, key=lambda place: _age(claims, place)))


def _clusters(claims: Sequence[Claim], places: Sequence[int], expected: Expected) -> list[list[int]]:
    """Put claims together that say the same, the surest first; one that fits none stands alone."""
    clusters: list[list[int]] = []
    for place in sorted(places, key=lambda place: (-claims[place].confidence, _age(claims, place))):
        for cluster in clusters:
            if _compare(claims[cluster[0]], claims[place], expected):
                cluster.append(place)
                break
        else:
            clusters.append([place])
    return clusters
