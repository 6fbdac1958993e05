"""Whether two short answers give the same figures, as far as rounding and bounds allow.

Two reports of one figure seldom write it alike: 1,200 and "twelve hundred", $3bn and 3 billion dollars,
"some 40" and 41, 18 months and a year and a half. Between the same and the different lies what rounding
may explain (38 and 40): of that nothing is said, for a difference that is none does more harm.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from qa.comparison.amounts import Amount, amounts_of, in_base

__all__ = ["is_amount", "same_amounts"]

_SO_MANY = re.compile(r"\b(?:several|many|a few|few|a couple of|a handful of)\b", re.IGNORECASE)
_RISES = re.compile(
    r"\b(?:up|rose|rises?|risen|gain\w*|grew|grow\w*|increas\w+|climb\w*|jump\w*)\b", re.IGNORECASE
)
_FALLS = re.compile(
    r"\b(?:down|fell|falls?|fallen|dropp?\w*|declin\w+|decreas\w+|cut|lost|loss|shr[aiu]nk)\b", re.IGNORECASE
)
_BELOW = re.compile(r"\b(?:minus|negative|below (?:zero|freezing))\b|(?:^|\s)[-−](?=\d)", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|nor)\b(?! (?:more|less|fewer) than)", re.IGNORECASE)
# What may lead in a number, with a capital.
_LEADING = frozenset(
    "about around some roughly nearly almost over under at more less fewer no up between from a an the only "
    "just exactly approximately us as to".split()
)
_RATE = re.compile(r"[\w%] (?:a|an|per|each|every) [a-z]|\d ?/ ?[a-z]")  # "$950 a ton"
_LINK = re.compile(r"[\s]*(?:votes?|goals?|points?|seats?)?\s*(?:to|[-–—])\s*", re.IGNORECASE)


def is_amount(text: str) -> bool:
    """Whether a text is a number with its unit, and a word or two beside: "some 40", but not "Boeing 737"."""
    found = amounts_of(text)
    if not found or found[0].unit == "nth":
        return False
    beside = f"{text[: found[0].start]} {text[found[-1].end :]}"
    named = [word for word in re.findall(r"\b[A-Z]\w*", beside) if word.lower() not in _LEADING]
    return len(re.findall(r"[^\W\d_]+", beside)) <= 4 and not named


def same_amounts(one: str, two: str) -> bool | None:
    """Tell whether two short answers give the same figures: True, False, or None where that is not sure."""
    first, second = amounts_of(one), amounts_of(two)
    if not first or not second or _SO_MANY.search(one) or _SO_MANY.search(two):
        return None
    if bool(_NEGATED.search(one[: first[0].start])) != bool(_NEGATED.search(two[: second[0].start])):
        return None
    scores = _score(one, first), _score(two, second)
    first, second = _ranged(one, first), _ranged(two, second)
    opposed = _opposed(one, two)
    if len(first) == len(second) == 1 and not any(scores):
        told = _same(first[0], second[0])
        if told is False and bool(_RATE.search(one)) != bool(_RATE.search(two)):
            return None
        return None if opposed else told
    if len(first) != len(second):
        # "58" and "58 infected, 19 died": the rest is more, and the first is what was asked for.
        same = all(_same(item, other) for item, other in zip(first, second, strict=False))
        return True if same and not any(scores) and not opposed else None
    each = [_same(item, other) for item, other in zip(first, second, strict=True)]
    if all(each):
        return None if opposed else True
    return False if all(scores) and False in each else None


def _opposed(one: str, two: str) -> bool:
    """Whether one tells of a rise and the other of a fall, or one is below zero and the other is not."""
    below = [_BELOW.search(text) is not None for text in (one, two)]
    return below[0] != below[1] or _direction(one) * _direction(two) < 0


def _direction(text: str) -> int:
    """Return 1 for a rise, -1 for a fall, 0 for neither and for both."""
    return (_RISES.search(text) is not None) - (_FALLS.search(text) is not None)


def _linked(text: str, amounts: Sequence[Amount]) -> bool:
    if len(amounts) != 2 or any(amount.bound in ("vague", "most", "least") for amount in amounts):
        return False
    between = text[amounts[0].end : amounts[1].start]
    led = re.search(r"\bbetween\s+(?:US)?[$€£]?\s*$", text[: amounts[0].start], re.IGNORECASE)
    return _LINK.fullmatch(between) is not None or bool(led and between.strip().lower() in ("and", "and $"))


def _score(text: str, amounts: Sequence[Amount]) -> bool:
    """Whether two numbers are a vote or a result: "61 to 38", "2-1"; "40 to 50" is a range."""
    return _linked(text, amounts) and amounts[0].value >= amounts[1].value


def _ranged(text: str, amounts: tuple[Amount, ...]) -> tuple[Amount, ...]:
    """Return the one amount that a range is; other amounts as they are."""
    if not _linked(text, amounts) or amounts[0].value >= amounts[1].value:
        return amounts
    low, high = amounts
    if low.dimension not in ("", high.dimension):
        return amounts
    middle, spread = (low.value + high.value) / 2, (high.value - low.value) / 2
    return (replace(high, value=middle, spread=spread, grain=max(low.grain, high.grain), start=low.start),)


def _same(one: Amount, two: Amount) -> bool | None:
    """Compare two amounts; None where they count different things, or rounding may tell them apart."""
    if one.dimension != two.dimension:
        return None  # 5 may be 5 percent, or people: nobody has said so
    if one.unit != two.unit:
        one, two = in_base(one), in_base(two)
    told = _near(one, two)
    if one.things and two.things and not one.things & two.things:
        return None
    if told is False and ((one.about and two.about and not one.about & two.about) or _is_shifted(one, two)):
        return None
    return told


def _is_shifted(one: Amount, two: Amount) -> bool:
    """Whether two numbers differ by thousands alone: one has lost its "million"."""
    low, high = sorted((one.value, two.value))
    return low > 0 and high / low in (10**3, 10**6, 10**9, 10**12)


def _near(one: Amount, two: Amount) -> bool | None:
    """Compare two values of one unit by what their bounds and their rounding allow."""
    if one.value == two.value and one.spread == two.spread and "vague" not in (one.bound, two.bound):
        # "Fewer than half" is not half.
        return None if one.bound != two.bound and "most" in (one.bound, two.bound) else True
    if "vague" in (one.bound, two.bound):
        return _vaguely(one, two)
    gap = max(Fraction(0), abs(one.value - two.value) - one.spread - two.spread)
    bounded = _bounded(one, two, gap)
    if bounded is not None:
        return bounded == "same" or None
    loose = max(_looseness(one, two), _looseness(two, one))
    if gap <= loose:
        return True
    if "about" in (one.bound, two.bound):
        return None if gap <= 2 * loose else False
    doubtful = max(_half_grain(one, two), _half_grain(two, one))
    return None if gap <= doubtful else False


def _vaguely(one: Amount, two: Amount) -> bool | None:
    """Whether a number may be meant by "hundreds"; that it may not is never sure."""
    if one.bound == two.bound:
        return True if one.value == two.value else None
    vague, other = (one, two) if one.bound == "vague" else (two, one)
    return True if 2 * vague.value <= other.value < 20 * vague.value else None


def _bounded(one: Amount, two: Amount, gap: Fraction) -> str | None:
    """Judge "at least 38" and "up to 50": the same near by, unsure beyond; nothing where they clash."""
    bounds = {one.bound, two.bound} & {"least", "most"}
    if not bounds:
        return None
    largest = max(abs(one.value), abs(two.value))
    if one.bound == two.bound:
        return "same" if gap * 10 <= largest else "unsure"
    low, high = (one, two) if one.bound == "least" or two.bound == "most" else (two, one)
    if low.value <= high.value:  # neither excludes the other
        near = 10 if len(bounds) == 2 else 4
        return "same" if gap * near <= largest else "unsure"
    return "same" if "about" in (one.bound, two.bound) and gap * 10 <= largest else None


def _looseness(one: Amount, two: Amount) -> Fraction:
    """Return how far another value may lie from one and still be said by it."""
    size = abs(one.value)
    if one.bound == "about":
        return max(min(one.grain / 2, size / 5), size / 20)
    if one.grain < 100 and one.grain >= 1:
        # 40 for 38 may be a rounding and may be a dispute: `_half_grain` leaves it open.
        return Fraction(0) if one.grain > 1 or two.grain >= 1 else min(one.grain / 2, size / 20)
    # Rounded to two digits or so, or to a decimal of which the other has more.
    return min(one.grain / 2, size / 20) if two.grain < one.grain else Fraction(0)


def _half_grain(one: Amount, two: Amount) -> Fraction:
    """Return how far another value that is told more finely may lie where rounding might explain it."""
    return one.grain / 2 if two.grain < one.grain else Fraction(0)
