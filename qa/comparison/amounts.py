"""Amounts: a number, what it counts or measures, and how exactly.

A small grammar of our own: the libraries that read number words (text2num, number-parser) give the value
alone, without its unit, its "some" or "at least", and without how finely it is told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from qa.comparison.numerals import Numeral, Word, numeral_at, words_of

__all__ = ["AFTER", "BEFORE", "Amount", "Bound", "amounts_of", "in_base"]

Bound = Literal["exact", "about", "least", "most", "vague"]

_TIMES = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "fortnight": 1_209_600}
_LENGTHS = {"millimetre": 1, "centimetre": 10, "inch": 25, "foot": 305, "yard": 914, "metre": 1000}
_LENGTHS |= {"kilometre": 1_000_000, "mile": 1_609_344}
_MEASURES: dict[str, tuple[str, int]] = {
    **{name: ("seconds", worth) for name, worth in _TIMES.items()},
    **{name: ("millimetres", worth) for name, worth in _LENGTHS.items()},
    **{name: ("months", worth) for name, worth in (("month", 1), ("year", 12), ("decade", 120))},
    **{name: ("grams", worth) for name, worth in (("gram", 1), ("kilogram", 1000), ("tonne", 1_000_000))},
    **{name: (name, 1) for name in ("percent", "point", "USD", "EUR", "GBP", "JPY", "AUD", "CAD", "HKD")},
}
_NAMES = {
    "min": "minute", "mins": "minute", "sec": "second", "secs": "second", "hr": "hour", "hrs": "hour",
    "meter": "metre", "meters": "metre", "kilometer": "kilometre", "kilometers": "kilometre",
    "km": "kilometre", "kms": "kilometre", "cm": "centimetre", "mm": "millimetre", "feet": "foot",
    "ft": "foot", "inches": "inch", "kg": "kilogram", "kgs": "kilogram", "ton": "tonne", "tons": "tonne",
    "centuries": "century", "%": "percent", "pct": "percent", "dollar": "USD", "dollars": "USD",
    "euro": "EUR", "euros": "EUR", "pounds": "GBP", "sterling": "GBP", "yen": "JPY", "yr": "year",
    "yrs": "year",
}  # fmt: skip
_SIGNS = {
    "$": "USD",
    "us$": "USD",
    "a$": "AUD",
    "c$": "CAD",
    "hk$": "HKD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
}
# The first that fits is meant: "no fewer than" before "fewer than", "just over" before "over".
_BEFORE: tuple[tuple[Bound, str], ...] = (
    ("least", r"(?:no|not) (?:fewer|less) than"),
    ("most", r"up to|at most|(?:no|not) more than|as (?:many|much) as|less than|fewer than|under|below"),
    ("about", r"just (?:over|under|above|below)|about|around|some|roughly|approximately|approx\.?|circa"),
    ("about", r"nearly|almost|close to|(?:an )?estimated|in the region of|an average of|~"),
    ("least", r"at least|more than|over|above|upwards? of|exceeding"),
)
_BOUNDS = [(bound, re.compile(rf"(?:^|[\s(])(?:{words})\s*$", re.IGNORECASE)) for bound, words in _BEFORE]
BEFORE = "|".join(words for _, words in _BEFORE)
"""A pattern of the words that bound the number behind them."""
_AFTER: tuple[tuple[Bound, str], ...] = (
    ("least", r"\s*(?:or more|or over|at least|\+)(?!\w)"),
    ("about", r"\s*(?:or so|-odd|odd|-ish|or thereabouts)\b"),
    ("most", r"\s*(?:or (?:less|fewer)|at most)\b"),
)
AFTER = "|".join(words for _, words in _AFTER)
"""A pattern of the words that bound the number before them."""
_VAGUE = {
    "dozens": 12,
    "scores": 20,
    "hundreds": 100,
    "thousands": 1000,
    "millions": 10**6,
    "billions": 10**9,
}
# What ends the words that say what is counted.
_STOPS = frozenset(
    "in on at of near off by to for from with and or but after before during under over who which that were "
    "was are is had have has a an the per each including as than when while against into between".split()
)
# These say nothing of what is counted that the question has not said.
_PLAIN = frozenset("people person persons individual individuals others more less so total all old".split())
_TOGETHER = re.compile(r"\s*,?\s*(?:and)?\s*")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts.

    Attributes:
        value: in the unit as written; of a range its middle.
        grain: the worth of the last digit that is no closing nought (see `qa/comparison/numerals.py`).
        spread: how far a range reaches to either side of its middle.
        unit: a measure or currency as `_MEASURES` calls it, "share", "nth", or nothing.
        things: what is counted, in lower case.
        about: what else is said behind it.
        start, end: code point offsets of the number, and its unit, in the text.
    """

    value: Fraction
    grain: Fraction
    bound: Bound
    unit: str
    things: frozenset[str]
    about: frozenset[str]
    start: int
    end: int
    spread: Fraction = Fraction(0)

    @property
    def dimension(self) -> str:
        """What its unit measures; nothing where it is a bare number."""
        return _MEASURES[self.unit][0] if self.unit in _MEASURES else self.unit


def amounts_of(text: str) -> tuple[Amount, ...]:
    """Return the amounts of a text in its order; hours and minutes that follow each other are one."""
    words, found, place = words_of(text), list[Amount](), 0
    while place < len(words):
        amount = _vague(text, words, place) or _amount(text, words, place)
        if amount is None:
            place += 1
            continue
        if found and _continues(text, found[-1], amount):
            found[-1] = _sum(found[-1], amount)
        else:
            found.append(amount)
        place = next((at for at in range(place, len(words)) if words[at].start >= amount.end), len(words))
    return tuple(found)


def _amount(text: str, words: Sequence[Word], place: int) -> Amount | None:
    numeral = numeral_at(words, place)
    if numeral is None and words[place].text in ("a", "an") and place + 1 < len(words):
        # "A year", where a year is measured.
        unit = _unit_name(words[place + 1].text)
        if unit in _MEASURES and _MEASURES[unit][0] in ("seconds", "months"):
            numeral = Numeral(Fraction(1), Fraction(1), "", place + 1)
    if numeral is None:
        return None
    first, sign = _sign_before(words, place)
    value, grain, after = numeral.value, numeral.grain, numeral.after
    if after < len(words) and words[after].text == "m" and words[after].start == words[after - 1].end:
        if not sign:
            return None  # "5m": metres, or millions
        value, grain, after = value * 10**6, grain * 10**6, after + 1
    unit, after, half = _unit_behind(words, after)
    if numeral.kind == "nth" and not unit:
        unit = "nth"
    if numeral.kind == "share":
        value, grain, unit = (value * 100, grain * 100, "percent") if not unit else (value, grain, unit)
    bound = _bound(text[: words[first].start], text[words[after - 1].end :])
    if numeral.kind == "dozen" and bound == "exact":
        bound = "about"
    if numeral.kind == "share" and unit == "percent" and bound == "exact":
        bound = "about"
    things, about = _counted(words, after)
    start, end = words[first].start, words[after - 1].end
    return Amount(value + half, grain, bound, sign or unit, things, about, start, end)


def _sign_before(words: Sequence[Word], place: int) -> tuple[int, str]:
    """Return the place of a currency's sign before a number, else the number's, and the currency."""
    if place == 0 or words[place - 1].text not in _SIGNS:
        return place, ""
    sign, first = words[place - 1].text, place - 1
    before = words[first - 1] if first else None
    if before and before.end == words[first].start and f"{before.text}{sign}" in _SIGNS:
        return first - 1, _SIGNS[f"{before.text}{sign}"]
    return first, _SIGNS[sign]


def _unit_name(word: str) -> str:
    return _NAMES.get(word) or (word if word in _MEASURES else word.removesuffix("s"))


def _unit_behind(words: Sequence[Word], place: int) -> tuple[str, int, Fraction]:
    """Return the unit from a place, the place behind it, and the half of "a year and a half"."""
    texts = [word.text for word in words[place : place + 6]] + [""] * 6
    if texts[0] == "-" and texts[1].isalpha():
        unit, after, _ = _unit_behind(words, place + 1)
        return (unit, after, Fraction(0)) if unit else ("", place, Fraction(0))
    if texts[:2] == ["per", "cent"]:
        return "percent", place + 2, Fraction(0)
    if texts[0] in ("percent", "percentage") and texts[1] in ("point", "points"):
        return "point", place + 2, Fraction(0)
    if texts[:2] in (["u", "."], ["us", "dollars"], ["metric", "tons"], ["metric", "tonnes"]):
        unit, after = ("USD", 5) if texts[0] == "u" and texts[4] == "dollars" else (_unit_name(texts[1]), 2)
        return (unit, place + after, Fraction(0)) if unit in _MEASURES else ("", place, Fraction(0))
    unit = _unit_name(texts[0])
    if unit not in _MEASURES:
        return "", place, Fraction(0)
    if texts[1:4] == ["and", "a", "half"]:
        return unit, place + 4, Fraction(1, 2)
    return unit, place + 1, Fraction(0)


def _bound(before: str, behind: str) -> Bound:
    """Read what is said before and behind a number of how exact it is."""
    before = re.sub(r"(?:US|A|C|HK)?[$€£¥]\s*$", "", before)
    for bound, words in _BOUNDS:
        if words.search(before):
            return bound
    return next((bound for bound, words in _AFTER if re.match(words, behind)), "exact")


def _counted(words: Sequence[Word], place: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return what is counted, and what else is said, of the words from a place to the next number."""
    rest: list[str] = []
    for at in range(place, len(words)):
        if numeral_at(words, at) is not None and words[at].text not in ("half", "second"):
            break
        rest.append(words[at].text)
    stop = next((at for at, word in enumerate(rest) if word in _STOPS or not word.isalpha()), len(rest))
    stop = stop if rest[:1] != ["-"] else len(rest)
    things = frozenset(_stem(word) for word in rest[:stop] if word.isalpha() and word not in _PLAIN)
    about = frozenset(
        _stem(word) for word in rest[stop:] if word.isalpha() and word not in _STOPS and word not in _PLAIN
    )
    return things, about


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word.removesuffix("s") if len(word) > 3 else word


def _vague(text: str, words: Sequence[Word], place: int) -> Amount | None:
    worth = _VAGUE.get(words[place].text)
    if worth is None or text[: words[place].start].rstrip().endswith(tuple("0123456789")):
        return None
    things, about = _counted(words, place + 1)
    word = words[place]
    return Amount(Fraction(worth), Fraction(worth), "vague", "", things, about, word.start, word.end)


def _continues(text: str, one: Amount, two: Amount) -> bool:
    """Whether two amounts are one: "two hours and 10 minutes", "five feet two inches"."""
    if one.dimension != two.dimension or one.dimension not in ("seconds", "months", "millimetres"):
        return False
    smaller = _MEASURES[two.unit][1] < _MEASURES[one.unit][1]
    return smaller and _TOGETHER.fullmatch(text, one.end, two.start) is not None


def _sum(one: Amount, two: Amount) -> Amount:
    scale = Fraction(_MEASURES[one.unit][1], _MEASURES[two.unit][1])
    return replace(two, value=one.value * scale + two.value, bound=one.bound, start=one.start)


def in_base(amount: Amount) -> Amount:
    """Return a measured amount in the smallest unit of its dimension: 2 hours as 7,200 seconds."""
    dimension, worth = _MEASURES[amount.unit]
    # What is converted is seldom exact: 12 km, 7.4 miles.
    bound: Bound = (
        "about" if dimension in ("millimetres", "grams") and amount.bound == "exact" else amount.bound
    )
    return replace(
        amount,
        value=amount.value * worth,
        grain=amount.grain * worth,
        spread=amount.spread * worth,
        bound=bound,
    )
