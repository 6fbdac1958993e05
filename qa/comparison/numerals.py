"""Numbers as English news writes them: 1,200, 1.2 million, "twelve hundred", "two and a half", "27th".

A number keeps its grain, the worth of the last of its digits that is no closing nought: 1,200 has a grain
of 100, and so may stand for 1,212; 1,203 has a grain of 1, and may not.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Numeral", "Word", "numeral_at", "words_of"]

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: number for number, word in enumerate(_UNITS)} | {"nil": 0, "none": 0, "nobody": 0}
_TEN = {word: 10 * (place + 2) for place, word in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
# Only close behind digits; "m" is a million behind a currency and metres elsewhere.
_SHORT = {"k": 10**3, "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12, "trn": 10**12}
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fifth": 5,
    "fifths": 5,
}
_NTH = {
    word: number
    for number, word in enumerate(
        "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
    )
}
_DOZEN = 12
_WORD = re.compile(
    r"\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,12})?|\d{1,18}(?:\.\d{1,12})?|\.\d{1,12}|[½⅓⅔¼¾]|[^\W\d_]+|[^\w\s]"
)
_DIGITS = re.compile(r"[\d.,]*\d")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or sign of a text, in lower case, with its offsets in code points."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that a text writes.

    Attributes:
        grain: the worth of its last digit that is no closing nought; at least that of its last digit.
        kind: "share" of a half or two thirds, "nth" of a third in a row, "dozen" of dozens.
        after: the number of the word behind it.
    """

    value: Fraction
    grain: Fraction
    kind: str
    after: int


def words_of(text: str) -> list[Word]:
    """Return the words, numbers and signs of a text in order."""
    return [Word(found[0].lower(), *found.span()) for found in _WORD.finditer(text)]


def numeral_at(words: Sequence[Word], place: int) -> Numeral | None:
    """Return the number that starts at a word, or None.

    "A hundred" starts at its "a"; "a" alone is no number, and nor is a half before anything but a number's
    scale, unless it is one of several: "two thirds", "a third".
    """
    texts = [word.text for word in words]
    found = (
        _from_digits(words, place) or _share(texts, place) or _from_words(texts, place) or _nth(texts, place)
    )
    return _with_half(texts, found) if found else None


def _text(texts: Sequence[str], place: int) -> str:
    return texts[place] if 0 <= place < len(texts) else ""


def _from_digits(words: Sequence[Word], place: int) -> Numeral | None:
    texts = [word.text for word in words]
    written = texts[place]
    if len(written) == 1 and not written.isdigit() and written in "½⅓⅔¼¾":
        part = Fraction(unicodedata.numeric(written)).limit_denominator(4)
        return Numeral(part, part, "share", place + 1)
    if not _DIGITS.fullmatch(written):
        return None
    plain = written.replace(",", "")
    value = Fraction(plain if plain[0] != "." else f"0{plain}")
    decimals = len(plain.partition(".")[2])
    after, close = place + 1, _text(texts, place + 1)
    touching = after < len(words) and words[after].start == words[place].end
    if touching and close in ("st", "nd", "rd", "th") and not decimals:
        return Numeral(value, Fraction(1), "nth", after + 1)
    if touching and len(close) == 1 and close in "½⅓⅔¼¾":
        value += Fraction(unicodedata.numeric(close)).limit_denominator(4)
        return Numeral(value, Fraction(1, 4), "", after + 1)
    scale, after = _scale(texts, after)
    if close in _SHORT:
        scale, after = Fraction(_SHORT[close]), place + 2
    grain = Fraction(1, 10**decimals) if decimals else _grain(value)
    return Numeral(value * scale, grain * scale, "", after)


def _scale(texts: Sequence[str], place: int) -> tuple[Fraction, int]:
    """Return what hundreds, thousands and millions from a place multiply, and the place behind them."""
    scale = Fraction(1)
    if _text(texts, place) == "-" and _text(texts, place + 1) in _SCALES:
        place += 1
    while _text(texts, place) in _SCALES:
        scale *= _SCALES[texts[place]]
        place += 1
    return scale, place


def _grain(value: Fraction) -> Fraction:
    """Return ten to the number of noughts at the end of a whole number; 1 for nought itself."""
    grain = 1
    while value and value % (grain * 10) == 0:
        grain *= 10
    return Fraction(grain)


def _share(texts: Sequence[str], place: int) -> Numeral | None:
    """Read "half", "a third", "two-thirds", "half a million", "half a dozen"."""
    first, at = texts[place], place
    count = 1 if first in ("a", "an") else _SMALL.get(first)
    if first == "half":
        if _text(texts, place + 1) in ("a", "an") and _text(texts, place + 2) in (*_SCALES, "dozen"):
            worth = {**_SCALES, "dozen": _DOZEN}[texts[place + 2]]
            return Numeral(Fraction(worth, 2), Fraction(worth, 10), "", place + 3)
        return Numeral(Fraction(1, 2), Fraction(1, 10), "share", place + 1)
    if not count:
        return None
    at += 2 if _text(texts, place + 1) == "-" else 1
    part = _PARTS.get(_text(texts, at))
    if part is None or (count == 1) == texts[at].endswith("s"):
        return None
    return Numeral(Fraction(count, part), Fraction(1, 100), "share", at + 1)


def _from_words(texts: Sequence[str], place: int) -> Numeral | None:
    """Read "twelve hundred", "two hundred and six thousand", "a dozen"; nothing for a lone "a"."""
    if texts[place] == "no" and _text(texts, place + 1) == "one":
        return Numeral(Fraction(0), Fraction(1), "", place + 2)
    total, at = Fraction(0), place
    while (found := _below_thousand(texts, at)) is not None:
        value, at = found
        if _text(texts, at) == "dozen":
            return Numeral(Fraction(_DOZEN * value), Fraction(_DOZEN), "dozen", at + 1)
        scale, after = _scale(texts, at)
        total, at = total + value * scale, after
        joined = at + (_text(texts, at) == "and")
        if scale == 1 or not (_below_thousand(texts, joined) or (0, 0))[0]:
            break
        at = joined
    return Numeral(total, _grain(total), "", at) if at > place else None


def _below_thousand(texts: Sequence[str], place: int) -> tuple[int, int] | None:
    """Return a number up to "ninety-nine hundred and ninety-nine" and the place behind it."""
    if texts[place : place + 1] in (["a"], ["an"]) and _text(texts, place + 1) in (*_SCALES, "dozen"):
        value, at = 1, place + 1
    elif (found := _below_hundred(texts, place)) is not None:
        value, at = found
    else:
        return None
    if _text(texts, at) != "hundred" or not value:
        return value, at
    value, at = value * 100, at + 1
    rest = _below_hundred(texts, at + (_text(texts, at) == "and"))
    return (value + rest[0], rest[1]) if rest and rest[0] else (value, at)


def _below_hundred(texts: Sequence[str], place: int) -> tuple[int, int] | None:
    word = _text(texts, place)
    if word in _SMALL:
        return _SMALL[word], place + 1
    if word not in _TEN:
        return None
    at = place + 1 + (_text(texts, place + 1) == "-")
    one = _SMALL.get(_text(texts, at), 0)
    return (_TEN[word] + one, at + 1) if 0 < one < 10 else (_TEN[word], place + 1)


def _nth(texts: Sequence[str], place: int) -> Numeral | None:
    number = _NTH.get(texts[place])
    return Numeral(Fraction(number), Fraction(1), "nth", place + 1) if number else None


def _with_half(texts: Sequence[str], found: Numeral) -> Numeral:
    """Add "and a half" and the scale behind it: "one and a half million"."""
    at, part = found.after, _PARTS.get(_text(texts, found.after + 2), 0)
    if found.kind or _text(texts, at) != "and" or _text(texts, at + 1) != "a" or part not in (2, 4):
        return found
    scale, after = _scale(texts, at + 3)
    value = (found.value + Fraction(1, part)) * scale
    return Numeral(value, scale / (10 if part == 2 else 20), "", after)
