"""The words of English date expressions, and the table of the expressions they make.

A text is read as tokens, and every token has one code: a letter that stands for a kind of word (MONTH, DAY,
YEAR) or for the word itself, where a rule names it. A rule is a regular expression over those codes, so the
table below is the grammar, and an article is searched for all of it in a millisecond or two. What a rule
means stands in `meanings`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from index.dates import MONTHS, WEEKDAYS

__all__ = ["RULES", "Match", "Rule", "Tokens", "match_at", "places", "tokens_of"]

# Bounded repeats: a text of a million digits and points costs no more than another.
_TOKEN = re.compile(
    r"\d{4}[-/.]\d\d?[-/.]\d\d?(?!\w)|\d{1,20}(?:[.,:/]\d{1,20}){0,4}(?:st|nd|rd|th|s)?(?!\w)"
    r"|[^\W_]+|[^\w\s]|_+|\n\s*\n"
)
_NAMES_TOO = {"march", "april", "may", "june", "august"}  # of people, and verbs
_SHORT_MONTHS = {name for name in MONTHS if len(name) < 5} - {"may", "june", "july"}
_COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
_KINDS = {
    "WEEKDAY": WEEKDAYS,
    "SHORTDAY": "mon tue tues wed thu thur thurs fri sat sun".split(),
    "COUNTWORD": _COUNTS,
    "NTH": "first second third fourth final".split(),
    "EDGE": "early mid late".split(),
    "POINT": "beginning start middle end".split(),
    "SEASON": "spring summer autumn fall winter".split(),
    "UNITS": "days weeks fortnights months quarters years decades".split(),
    "HOURS": ["hours"],
    "TIMEOFDAY": "morning afternoon evening night".split(),
    "QN": "q1 q2 q3 q4".split(),
    "HN": "h1 h2".split(),
    "-": ["–", "—", "-"],
    "MARK": ["!", "?"],
    "'": ["’", "‘", "'"],
    "LB": ["("],
    "RB": [")"],
}
_PREPOSITION = "prep=(in|on|during|over|at|throughout|within|for)?"
_MON = "(month=(MONTH|NAMETOO)|month=SHORTMONTH .?)"
_DAY = "(DAY|NTHDAY)"
_WD = "((WEEKDAY|SHORTDAY .?) ,?)?"
_EDGE = "(the? edge=EDGE -?|the? edge=POINT of)"
_WHICH = "which=(last|this|next)"
_OF_YEAR = "(year=YEAR|which=(last|this|next|the) year)"
_TO = "(to|and|or|until|till|through|-)"


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the grammar.

    Attributes:
        meaning: the name of the function in `meanings` that gives its days.
        pattern: words in lower case stand for themselves, those in capitals for a kind of word;
            `name=` keeps what follows for the meaning.
        calendar: whether it names days of the calendar, on which "two days later" may rest.
    """

    meaning: str
    pattern: str
    calendar: bool = False


RULES = (
    # Days
    Rule("day", f"{_WD} the? date=({_DAY} -? of? {_MON} ,? -? YEAR)", True),
    Rule("day", f"{_WD} date=({_MON} {_DAY} ,? YEAR)", True),
    Rule("day", "date=(ISO|DOTTED)", True),
    Rule("day_of_a_year", f"{_WD} the? date=({_DAY} of? {_MON})", True),
    Rule("day_of_a_year", f"{_WD} date=({_MON} {_DAY})", True),
    Rule("day", f"{_WD} the? date=({_DAY} of? {_MON}) of? {_WHICH} year", True),
    Rule("day", f"{_WD} date=({_MON} {_DAY}) of? {_WHICH} year", True),
    Rule("day_of_a_year", f"WEEKDAY LB date=({_DAY} {_MON}|{_MON} {_DAY}) RB", True),
    Rule("days", f"the? one=DAY {_TO} two=DAY of? {_MON} (,? year=YEAR)?", True),
    Rule("days", f"{_MON} one=DAY {_TO} two=DAY (,? year=YEAR)?", True),
    Rule("weekday", "((early|late|earlier|later) on?)? weekday=WEEKDAY TIMEOFDAY?", True),
    Rule("weekday", "which=(last|this|next|past) weekday=WEEKDAY TIMEOFDAY?", True),
    Rule("weekday_of_a_week", f"weekday=WEEKDAY of? {_WHICH} week", True),
    Rule("near_day", "word=(yesterday|today|tonight|tomorrow) TIMEOFDAY?", True),
    Rule("near_day", "word=this TIMEOFDAY", True),
    Rule("near_day", "word=last night", True),
    Rule("near_day", "the day word=before yesterday", True),
    Rule("near_day", "the day word=after tomorrow", True),
    # Months, seasons, quarters, halves
    Rule("month", f"{_EDGE}? {_MON} (,|of)? year=YEAR", True),
    Rule("month", f"{_EDGE}? {_MON} of? {_WHICH} year", True),
    Rule("month_of_a_year", f"{_EDGE} {_MON}", True),
    Rule("month_of_a_year", f"{_WHICH} {_MON}", True),
    Rule("bare_month", _MON, True),
    Rule("season", f"({_EDGE}|the)? season=SEASON of? year=YEAR (- DAY)?", True),
    Rule("season", f"({_EDGE}|the)? season=SEASON of? year=YEARS", True),
    Rule("near_season", f"{_WHICH} season=SEASON"),
    Rule("bare_season", "the? season=SEASON"),
    Rule("quarter", f"the? ((number=NTH|number=last) -? quarter|number=QN) of? {_OF_YEAR}"),
    Rule("bare_quarter", "(the? number=NTH -? (unit=quarter|unit=half)|number=QN|number=HN)"),
    Rule("half", f"the? (number=NTH -? half|number=HN) of? {_OF_YEAR}"),
    # Years and more
    Rule("year", f"({_EDGE}|the year)? year=YEAR", True),
    Rule("years", "one=YEAR - two=(DAY|NUMBER)", True),
    Rule("years", "the? (one=YEAR - two=(DAY|NUMBER)|one=YEARS) season=season", True),
    Rule("years", "one=YEARS", True),
    Rule("decade", f"({_EDGE}|the)? decade=DECADE"),
    Rule("decade", f"{_EDGE[:-1]}|the)? ' decade=SHORTDECADE"),
    Rule("century", "the number=NTHDAY -? century"),
    # Counted from the day of the text
    Rule("near_unit", f"{_EDGE}? {_WHICH} unit=UNIT"),
    Rule("near_unit", "the? edge=POINT of which=the unit=UNIT"),
    Rule("near_unit", "which=the unit=weekend"),
    Rule("so_far", "word=(earlier|later) (this|in the) unit=UNIT"),
    Rule("rolling", "the? which=(last|past|previous|next|coming) count=COUNT (unit=UNITS|hours=HOURS)"),
    Rule("rolling", "the which=(last|past|coming) unit=UNIT"),
    Rule("ago", "(a|an|count=COUNT) (unit=UNIT|unit=UNITS) way=ago"),
    Rule("ago", "(a|an|count=COUNT) (unit=UNIT|unit=UNITS) way=from now"),
    # Counted from a day that the text names
    Rule("later", "(a|count=COUNT) (unit=UNIT|unit=UNITS) way=(later|earlier)"),
    Rule("later", "the way=(following|next|previous|preceding|same) unit=UNIT"),
    Rule("later", "the unit=day way=(before|after)"),
)
"""The grammar. Of the rules that fit at a place, the one that takes most words is right."""

_MACROS = {
    "COUNT": "(DAY|NUMBER|COUNTWORD)",
    # Not a kind: some rules name one of them.
    "UNIT": "(day|week|weekend|fortnight|month|quarter|year|decade|century)",
}
_PIECE = re.compile(r"(?P<name>\w+)=|(?P<word>[\w]+)|(?P<sign>[,.'\-])|(?P<regex>[()|?])|\s+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as tokens.

    Attributes:
        spans: where each starts and ends, in code points.
        words: each in lower case; nothing for the space between paragraphs.
        codes: one letter for each.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    codes: str

    def word(self, place: int) -> str:
        """Return a token in lower case; nothing outside the text."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def is_stop(self, place: int) -> bool:
        """Tell whether a token ends a sentence."""
        return self.codes[place] == _STOP

    def stops(self, first: int, last: int) -> int:
        """Count the sentences that end from one token to before another."""
        return self.codes.count(_STOP, first, last)

    def written(self, first: int, last: int) -> str:
        """Return the text from one token to before another."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]]


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fits a run of tokens.

    Attributes:
        first, last: the tokens from the first to before the last.
        parts: what the rule's names hold, each as the first and last of its tokens.
    """

    rule: Rule
    tokens: Tokens
    first: int
    last: int
    parts: dict[str, tuple[int, int]]

    def part(self, name: str) -> str:
        """Return what a name holds, in lower case; nothing where it holds nothing."""
        span = self.parts.get(name)
        return self.tokens.written(*span).lower() if span else ""


class _Codes:
    """The code of each kind and of each word that the rules name."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self.words: dict[str, str] = {}
        for kind in (
            "OTHER",
            "STOP",
            "MONTH",
            "NAMETOO",
            "SHORTMONTH",
            "YEAR",
            "YEARS",
            "DECADE",
            "DAY",
            "NUMBER",
            "NTHDAY",
        ):
            self.code(kind)
        for kind, words in _KINDS.items():
            self.words.update(dict.fromkeys(words, self.code(kind)))
        for kind in ("ISO", "DOTTED"):
            self.code(kind)

    def code(self, kind: str) -> str:
        """Return the code of a kind or a word, a new one where it has none yet."""
        if kind not in self.of:
            self.of[kind] = chr(0x100 + len(self.of))
            if not kind.isupper():
                self.words.setdefault(kind, self.of[kind])
        return self.words.get(kind, self.of[kind])

    def pattern(self, pattern: str) -> str:
        """Return a rule's pattern as a regular expression over codes."""
        for name, meant in _MACROS.items():
            pattern = re.sub(rf"\b{name}\b", meant, pattern)
        made, name, used = "", "", 0
        for piece in _PIECE.finditer(pattern):
            if piece["name"]:
                # A name may stand in several branches of a rule; a regular expression wants each once.
                name, used = f"{piece['name']}_{used}", used + 1
                continue
            opened = f"(?P<{name}>" if name else "(?:"
            if piece["word"] or piece["sign"]:
                code = self.code(piece[0])
                made += f"{opened}{code})" if name else code
            elif piece["regex"]:
                made += opened if piece["regex"] == "(" else piece["regex"]
            else:
                continue
            name = ""
        return made


_CODES = _Codes()
_PATTERNS = [_CODES.pattern(f"{_PREPOSITION} {rule.pattern}") for rule in RULES]
# What leads in an expression, or joins two (index/naming.py).
_LEADS = [_CODES.code(word) for word in ("between", "from", "since")]
# Frequent, and the first of no rule: passed over at once.
_NOT_FIRST = (
    "OTHER STOP , . - LB RB MARK of to and or ago now day week month year quarter half season UNITS".split()
)
_NEVER = "".join(re.escape(_CODES.code(kind)) for kind in _NOT_FIRST)
_NAMELESS = [re.sub(r"\?P<\w+>", "?:", pattern) for pattern in _PATTERNS]
_STOP = _CODES.code("STOP")
# Compiled when they are first needed: that takes longer than all else a question needs of them.
_compiled = cache(re.compile)
_ENDS = re.compile(f"[{_CODES.code('.')}{_CODES.code('MARK')}]")
_TITLES = {"mr", "mrs", "ms", "dr", "gen", "sen", "rep", "gov", "lt", "col", "st", "no", "u", "s", "k", "n"}


@cache
def _start() -> re.Pattern[str]:
    """Return what finds a place where a rule fits, or a leading word stands."""
    return re.compile(f"(?![{_NEVER}])(?:" + "|".join(_LEADS + _NAMELESS) + ")")


@cache
def _reach() -> re.Pattern[str]:
    """Return what finds how far each rule reaches from a place, all in one search."""
    return re.compile("".join(f"(?:(?=({pattern}))|)" for pattern in _NAMELESS))


def tokens_of(text: str, loosely: bool = False) -> Tokens:
    """Read a text as tokens.

    Args:
        text: any text.
        loosely: whether months and weekdays may be written small, as people type questions.
    """
    spans = tuple(map(re.Match.span, _TOKEN.finditer(text)))
    written = [text[start:end] for start, end in spans]
    codes = [_code_of(word, loosely) for word in written]
    for found in _ENDS.finditer("".join(codes)):
        if _ends_sentence(text, spans, found.start()):
            codes[found.start()] = _STOP
    words = tuple([word.strip().lower() for word in written])
    return Tokens(text, spans, words, "".join(codes))


@lru_cache(maxsize=50_000)
def _code_of(word: str, loosely: bool) -> str:
    lower = word.lower()
    known = _CODES.words.get(lower)
    if not word.strip():
        return _CODES.code("STOP")
    if lower in MONTHS:
        kind = "NAMETOO" if lower in _NAMES_TOO or word[0].islower() else "MONTH"
        kind = "SHORTMONTH" if lower in _SHORT_MONTHS else kind
        return _CODES.code(kind if loosely or word[0].isupper() else "OTHER")
    if known:
        named = known in (_CODES.of["WEEKDAY"], _CODES.of["SHORTDAY"])
        return _CODES.code("OTHER") if named and not (loosely or word[0].isupper()) else known
    return _CODES.code(_kind_of_number(lower)) if word[0].isdigit() else _CODES.code("OTHER")


def _kind_of_number(word: str) -> str:
    if word.isdecimal() and word.isascii():
        if len(word) == 4 and 1600 <= int(word) <= 2099:
            return "YEAR"
        return "OTHER" if len(word) > 3 else "DAY" if 1 <= int(word) <= 31 else "NUMBER"
    for kind, pattern in (
        ("DECADE", r"(?:1[6-9]|20)\d0s"),
        ("SHORTDECADE", r"[3-9]0s"),
        ("NTHDAY", r"\d\d?(?:st|nd|rd|th)"),
        ("YEARS", r"(?:1[6-9]|20)\d\d/(?:\d\d|20\d\d)"),
        ("ISO", r"\d{4}[-/.]\d\d?[-/.]\d\d?"),
        ("DOTTED", r"\d\d?\.\d\d?\.(?:1[6-9]|20)\d\d"),
    ):
        if re.fullmatch(pattern, word, re.ASCII):
            return kind
    return "OTHER"


def _ends_sentence(text: str, spans: tuple[tuple[int, int], ...], place: int) -> bool:
    """Tell whether a full stop ends a sentence: a capital follows, and no title or month stands before."""
    if place + 1 == len(spans):
        return True
    end, after = spans[place][1], spans[place + 1][0]
    before = text[slice(*spans[place - 1])].lower() if place else ""
    if text[place and spans[place][0]] == "." and before in _TITLES | _SHORT_MONTHS:
        return False
    return after > end and (not text[after].isalnum() or text[after].isupper())


def match_at(tokens: Tokens, place: int) -> Match | None:
    """Return the longest expression that starts at a token, or None."""
    reached = _reach().match(tokens.codes, place)
    assert reached
    ends = [end for _, end in reached.regs[1:]]
    last = max(ends)
    if last <= place:
        return None
    number = ends.index(last)
    found = _compiled(_PATTERNS[number]).match(tokens.codes, place)
    assert found
    parts = {name.rpartition("_")[0]: found.span(name) for name, value in found.groupdict().items() if value}
    return Match(RULES[number], tokens, place, last, parts)


def places(tokens: Tokens) -> Iterator[int]:
    """Give the tokens at which an expression, or a "since", "from" or "between", starts."""
    place = 0
    while found := _start().search(tokens.codes, place):
        yield found.start()
        place = found.start() + 1
