"""What a question asks for, read off its words."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from index.dates import day_of

__all__ = ["Expected", "Wanted", "could_answer", "missing_names", "wanted"]

Expected = Literal["person", "time", "place", "number", "reason", "other"]

_ASKS: dict[Expected, str] = {
    "time": (r"\bwhen\b|\b(?:what|which) (?:year|month|day|date|time|week|weekday)\b|\bhow long ago\b"),
    "number": (
        r"\bhow (?:many|much|old|long|far|big|tall|large|high|often|fast|deep)\b"
        r"|\bwhat (?:[\w-]+ )?(?:percentage|number|share|price|proportion|amount|sum)\b"
    ),
    "person": r"\bwho(?:m|se)?\b|\bwhich (?:person|politician|minister|official|man|woman)\b",
    "place": (
        r"\bwhere\b|^which (?:city|town|country)\b"
        r"|\b(?:in|to|from|at) (?:what|which) (?:city|town|country|place|village|state|region|port)\b"
    ),
    "reason": r"\bwhy\b|\bhow come\b|\bfor what reason\b|\bwhat (?:caused|led)\b",
}
_MONTHS = (
    "Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June|July|Aug(?:ust|\\.)?|"
    "Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?"
)
TIME = re.compile(
    rf"\b(?:{_MONTHS})\s+\d{{1,2}}\b(?:,?\s+\d{{4}}\b)?|\b\d{{1,2}}\s+(?:{_MONTHS})(?:\s+\d{{4}}\b)?"
    rf"|\b(?:{_MONTHS})\s+\d{{4}}\b|\b(?:in|since|until|by|from|of|last|next|this)\s+(?:{_MONTHS})(?!\w)"
    r"|\b(?:early |late )?(?:on |last |next |this )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: (?:morning|afternoon|evening|night))?"
    r"|\b(?:1[6-9]|20)\d\d\b"
    r"|\b(?:last|next|this) (?:week|month|year|night|summer|winter|spring|autumn|fall)\b"
    r"|\b(?:yesterday|today|tomorrow|tonight|midnight|noon)\b"
    r"|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b\.?"
)
NUMBER = re.compile(
    r"(?:(?:about|around|nearly|almost|over|under|at least|up to|some|more than|less than|fewer than) )?"
    r"(?:[$€£¥]\s?)?(?:\d[\d,]*(?:\.\d+)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|half|dozens?|hundreds?|thousands?|twice)\b)"
    r"(?:[- ](?:hundred|thousand|million|billion|trillion))?(?:\s?%| percent| per cent| pct)?",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|after|over|due to|since|so that|blam\w+|reasons?|to avoid|in order|caus\w+|said|saying|"
    r"aimed|response|retaliation|protest\w*|for fear|as a|following|citing|owing)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|off|on|outside|across|around|of) (?:the )?(?P<place>[A-Z][\w’'-]+"
    r"(?: [A-Z][\w’'-]+)*)"
)
_PROPER = re.compile(r"[A-Z][\w’'-]*(?:\s(?:[A-Z][\w’'-]*|(?:de|da|van|von|bin|al|el)\s[A-Z][\w’'-]*))*")
_WORD = re.compile(r"\d+(?:[.,]\d+)+[\w’'-]*|[\w’'-]+")
_SHORT = 4  # letters of a name; what has fewer begins too many other words


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for.

    Attributes:
        expected: the kind of thing that would answer it.
        names: the names and numbers that it gives itself, in lower case.
    """

    expected: Expected
    names: tuple[str, ...]


def wanted(question: str) -> Wanted:
    """Read what a question asks for; "other" where its words do not tell."""
    expected: Expected = next(
        (kind for kind, asks in _ASKS.items() if re.search(asks, question, re.IGNORECASE)), "other"
    )
    return Wanted(expected, tuple(_names(question)))


def _names(question: str) -> list[str]:
    """Return the capitalised words but the first, and the numbers, without the possessive s."""
    words = _WORD.findall(question)
    return [
        re.sub(r"[’']s?$", "", word).lower()
        for place, word in enumerate(words)
        if word[0].isdigit() or (word[0].isupper() and place > 0 and word != "I")
    ]


def missing_names(names: tuple[str, ...], text: str, published: date | datetime | None) -> int:
    """Count the names that stand neither in the text nor in the date of publication."""
    said = text.lower()
    if published is not None:
        day = day_of(published)
        said += f" {day:%B} {day.day} {day.year} {day.isoformat()}".lower()
    return sum(_standing(name).search(said) is None for name in names)


def _standing(name: str) -> re.Pattern[str]:
    """Return what finds a name as a word, or at the head of one: "Korea" in "Korean", but no 4 in 14."""
    if name[:1].isdigit():
        return re.compile(rf"(?<![\w])(?<!\d[.,]){re.escape(name)}(?!\d|[.,]\d)")
    ends = r"(?!\w)" if len(name) < _SHORT else ""
    return re.compile(rf"(?<!\w){re.escape(name)}{ends}")


def could_answer(sentence: str, question: Wanted) -> bool | None:
    """Tell whether a sentence holds the kind of thing that is asked for; None where any would do."""
    match question.expected:
        case "time":
            return TIME.search(sentence) is not None
        case "number":
            return NUMBER.search(sentence) is not None
        case "person":
            return any(proper_names(sentence, question.names))
        case "place":
            return any(found["place"].lower() not in question.names for found in _PLACE.finditer(sentence))
        case "reason":
            return _REASON.search(sentence) is not None
        case _:
            return None


def proper_names(sentence: str, known: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the spans of the capitalised runs that hold a word that is not among the known.

    A single word that opens the sentence is capitalised anyway, and is left out.
    """
    spans = []
    for found in _PROPER.finditer(sentence):
        words = [re.sub(r"[’']s?$", "", word).lower() for word in found[0].split()]
        opens = found.start() == 0 and len(words) == 1
        if not opens and any(word not in known for word in words):
            spans.append(found.span())
    return spans
