"""What is shown of a span as the short answer: its bounds with it, and nothing that means nothing alone.

A short answer stays a verbatim part of its sentence. "Fewer than half" is not half, and "by Tuesday" is not
Tuesday: the words that bound an answer belong to it. A clause is no short answer, and neither is a Saturday
of which nobody says which.
"""

import re

from index.dates import MONTH_NAMES, WRITTEN_YEAR
from index.paragraphs import Span
from qa.citations import Gloss, Sentence
from qa.comparison.amounts import AFTER, BEFORE, amounts_of
from qa.comparison.days import is_day, names_days
from qa.questions import NUMBER, Expected, wanted

__all__ = ["glosses_within", "lacks_its_day", "short_of"]

_AGE = re.compile(r",? (?:at the age of|aged) .*$", re.IGNORECASE | re.DOTALL)
_SIGN = re.compile(r"(?:\b(?:US|A|C|HK))?[$€£¥]\s?$|(?<![\w.])[-−–]$|\bminus\s$")
_MORE_BEFORE = (
    r"not|only half|another|(?:a )?further|(?:an )?additional|an extra|a total of|a maximum of|a minimum of"
    r"|barely|hardly|well over|well under|just (?:over|under|above|below)|as (?:little|few) as"
    r"|slightly \w+ than"
)
_AMOUNT_BOUND = re.compile(
    rf"(?:^|(?<=[\s(“\"]))(?:{BEFORE}|{_MORE_BEFORE})\s+(?:an? |the )?$", re.IGNORECASE
)
_BEHIND = re.compile(rf"(?:{AFTER})", re.IGNORECASE)
_UNIT = re.compile(
    r"\s?%|\s(?:percent|per cent|pct|percentage points?|hundred|thousand|million|billion|trillion)\b",
    re.IGNORECASE,
)
# What is asked in units: of a bare number nobody knows whether it is of days or of dockers.
_ASKS_A_MEASURE = re.compile(r"\bhow (?:long|far|tall|high|deep|fast|large|big)\b", re.IGNORECASE)
_ASKS_AN_AGE = re.compile(r"\bhow old\b", re.IGNORECASE)
# "How many", "what price": not "how often", which "weekly" answers.
_ASKS_A_COUNT = re.compile(r"\bhow (?:many|much)\b|\bwhat\b", re.IGNORECASE)
_COMPOUND = re.compile(r"(?:-[a-z]+)+")  # "3,300-year-old"
_COUNT_IN_WORDS = re.compile(
    r"\b(?:no|none|nothing|nobody|both|neither|all|every|each|several|few|many|most|much|couple|double|triple"
    r"|twice|thrice|once|third|quarter|free|unlimited)\b",
    re.IGNORECASE,
)
# Words that only their text gives a meaning: "It promised 1 billion yen" tells nobody who did.
_POINTS_BACK = re.compile(
    r"\W*(?:it|he|she|they|him|her|them|we|us|you|i|me|this|that|these|those|both|one|ones"
    r"|the (?:former|latter)|(?:it|him|her)self|themselves)\W*",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?<!\w)(?:[A-Za-z]\.)+[A-Za-z]$")  # "a.m", before its last full stop
_DAY_BOUND = re.compile(
    r"(?:^|(?<=[\s(]))(?:(?:no |not )?(?:later|earlier) than"
    r"|(?:(?:shortly|soon|just|right|immediately) )?(?:before|after)"
    r"|by(?: the (?:end|middle|start|beginning) of)?|until|till|since|from|around|about|early(?: in| on)?"
    r"|late(?: in| on)?|(?:the )?(?:end|middle|start|beginning) of|mid|as (?:early|late|soon) as|nearly"
    r"|almost)"
    r"[\s-]+$",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:is|was|were|are|has|had|have|will|would|can|could|may|might|must|should|did|does|said|says)\b|n[’']t\b"
)
# "14 people were killed" tells how many by its first words.
_COUNTED = re.compile(
    r"((?:at least )?[\w.,]+(?: (?!of\b|and\b|to\b)[\w-]+){0,2}) (?:was|were|had|have|has|are|is) "
)
# What opens a clause that is a part of something: "the man who was shot", "after he had left".
_UNDER = re.compile(
    r"\b(?:who|whom|whose|which|that|where|when|while|after|before|since|until|till|once|as|if|because|how|what)\b",
    re.IGNORECASE,
)
_ASKS_A_THING = re.compile(
    r"^\W*(?:and |but )?(?:\w+ )?(?:which|what) "
    r"(?!(?:d(?:o|oes|id)|is|was|were|are|ha[sd]|have|will|would|can|could)\b)\w+ ",
    re.IGNORECASE,
)
_SHORT_SENTENCE = 3  # words that may be all that is said: "Nobody did."
_RELATIVE_DAY = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?!,? (?:the )?\d|,? "
    rf"(?:{MONTH_NAMES}))\b|\b(?:yesterday|today|tomorrow|tonight|overnight)\b"
    r"|\b(?:last|next|this|past|coming|previous|following|same) (?:\w+ )?(?:day|week|weekend|month|quarter"
    r"|year"
    r"|decade|century|spring|summer|autumn|fall|winter|season|night|morning|afternoon|evening"
    rf"|{MONTH_NAMES})\b"
    r"|\b(?:[\w-]+ ){0,3}(?:second|minute|hour|day|week|fortnight|month|year|decade|centur(?:y|ie))s?"
    r" (?:ago|later|earlier|before|afterwards?|on)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(rf"(?<![Ss]ince ){WRITTEN_YEAR.pattern}")


def short_of(question: str, sentence: str, span: Span) -> Span | None:
    """Return what to show of a span as the short answer: trimmed, and its bounds with it.

    Args:
        question: as it was asked.
        sentence: which holds the span.
        span: start and end, in code points of the sentence.

    Returns:
        a span of the sentence; None where it is a clause or the whole sentence, a pronoun, or tells no time
        asked for, no number, or a number of nobody knows what.
    """
    expected = wanted(question).expected
    start, end = _trimmed(expected, sentence, span)
    if start >= end or _is_clause(question, expected, sentence, (start, end)):
        return None
    if expected != "number" and _POINTS_BACK.fullmatch(sentence[start:end]):
        return None
    if _opens_with_amount(sentence[start:end]):
        start, end = _with_bounds(sentence, start, end)
    if expected == "number":
        end = _with_compound(question, sentence, start, end)
        if _is_no_number(question, sentence[start:end]):
            return None
    if expected == "time" or is_day(sentence[start:end]):
        start = _after_day_bound(sentence, start, end)
        if sentence[start:end].lower().startswith("since") and "since" not in question.lower():
            return None  # "The worst since February": of when this one was, nothing is said
    return start, end


def _trimmed(expected: Expected, sentence: str, span: Span) -> Span:
    start, end = span
    if expected == "time" and (age := _AGE.search(sentence[start:end])) and age.start():
        end = start + age.start()
    if expected == "number" and (told := _COUNTED.match(sentence[start:end])) and amounts_of(told[1]):
        end = start + len(told[1])
    while end > start and (sentence[end - 1].isspace() or sentence[end - 1] in ",;:"):
        end -= 1
    if sentence[end : end + 1] == "." and _INITIALS.search(sentence[start:end]):
        end += 1
    return start, end


def _is_clause(question: str, expected: Expected, sentence: str, span: Span) -> bool:
    """Whether words are a sentence, or a clause where a person, a thing, a time or a number is asked for."""
    said = sentence[slice(*span)]
    words, every = re.findall(r"\w+", said), re.findall(r"\w+", sentence)
    if len(words) == len(every) > _SHORT_SENTENCE:
        return True
    if expected in ("reason", "other") and _ASKS_A_THING.match(question) is None:
        return False
    verb = _FINITE.search(said)
    return verb is not None and _UNDER.search(said[: verb.start()]) is None


def _with_compound(question: str, sentence: str, start: int, end: int) -> int:
    """Return where a measure or an age ends that is the head of a compound: "3,300-year-old"."""
    is_measured = _ASKS_A_MEASURE.search(question) or _ASKS_AN_AGE.search(question)
    goes_on = _COMPOUND.match(sentence, end) if is_measured and sentence[start:end][-1].isdigit() else None
    return goes_on.end() if goes_on else end


def _is_no_number(question: str, said: str) -> bool:
    """Whether words tell no amount, or tell a bare one, in figures, where one in units is asked for."""
    if _ASKS_A_MEASURE.search(question) and re.search(r"[^\W\d]|[%$€£¥°]", said) is None:
        return True
    tells_one = amounts_of(said) or NUMBER.search(said) or _COUNT_IN_WORDS.search(said)
    return not tells_one and _ASKS_A_COUNT.search(question) is not None


def _opens_with_amount(said: str) -> bool:
    found = amounts_of(said)
    return bool(found) and re.search(r"\w", said[: found[0].start]) is None


def _with_bounds(sentence: str, start: int, end: int) -> Span:
    """Widen an amount over its sign, its unit and the words that bound it: "at least", "or more"."""
    sign = _SIGN.search(sentence[:start])
    start = sign.start() if sign else start
    if unit := _UNIT.match(sentence, end):
        end = unit.end()
    while bound := _AMOUNT_BOUND.search(sentence[:start]):
        start = bound.start()
    ranged = {" and ": "between", " to ": "from"}
    for link, lead in ranged.items():
        led = re.search(rf"\b{lead}\s+$", sentence[:start], re.IGNORECASE)
        start = led.start() if led and link in sentence[start:end] else start
    behind = _BEHIND.match(sentence, end)
    return start, behind.end() if behind else end


def _after_day_bound(sentence: str, start: int, end: int) -> int:
    """Return where a time begins with what bounds it: "by Tuesday", "before the vote"."""
    bound = _DAY_BOUND.search(sentence[:start])
    if bound is None or (bound[0].lower().startswith("by") and not names_days(sentence[start:end])):
        return start
    return bound.start()


def lacks_its_day(question: str, short: str, sentence: Sentence) -> bool:
    """Tell whether a short answer is a day like "Saturday" or "next year", and nobody says which it is."""
    if wanted(question).expected != "time" and not _RELATIVE_DAY.fullmatch(short):
        return False
    relative = list(_RELATIVE_DAY.finditer(short))
    if not relative or WRITTEN_YEAR.search(short):
        return False
    place, known = _place(short, sentence), glosses_within(short, sentence)
    meant = " ".join(gloss.meaning for gloss in known)
    if any(year not in meant for year in _YEAR.findall(sentence.text)):
        return True  # "next year, he promised in 2019": seen from then, or from now
    return place is None or any(
        not any(gloss.start < place + found.end() and place + found.start() < gloss.end for gloss in known)
        for found in relative
    )


def glosses_within(short: str, sentence: Sentence) -> tuple[Gloss, ...]:
    """Return what days a short answer means, of its sentence's glosses; none where it stands there twice.

    Args:
        short: a verbatim part of the sentence.
        sentence: a quotation.
    """
    place = _place(short, sentence)
    if place is None:
        return ()
    return tuple(
        gloss
        for gloss in sentence.glosses
        if gloss.kind == "date" and gloss.start < place + len(short) and place < gloss.end
    )


def _place(short: str, sentence: Sentence) -> int | None:
    """Return where a short answer stands, in code points of its article's text; None where it is unclear."""
    found = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", sentence.text)]
    return sentence.citations[0].start + found[0] if len(found) == 1 else None
