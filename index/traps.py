"""What looks like a date and is none, and what a sentence says of the past and the future."""

import re

from index.expressions import Match, Tokens
from index.meanings import When, tells_of_results
from index.verbs import is_infinitive
from index.weekdays import bearing_of

__all__ = ["is_name", "is_trap", "wording_of"]

_REPEATED = frozenset(("every", "each"))
_NAMED_DAYS = _REPEATED | frozenset(
    "a black good ash easter super bloody palm cyber sheffield maundy whit holy giving".split()
)
_PAPERS = frozenset(
    "times mirror telegraph herald express mail nation standard post world independent tribune prayers "
    "live".split()
)
_ATTACKS = frozenset("attack attacks attackers terror terrorist hijackers".split())
_ABOUT = frozenset("$ £ € ¥ # no some about around nearly almost than least roughly only exactly".split())
# What is counted, where a number stands before it that might be a year.
_COUNTED = frozenset(
    "people persons men women children students workers jobs votes members troops soldiers police "
    "officers fans passengers homes houses families refugees migrants deaths cases dead wounded injured "
    "protesters residents firefighters spectators volunteers employees staff tickets vehicles cars "
    "seats schools points pages miles km kilometres kilometers metres meters feet m ft kg g mg ml cc "
    "tonnes tons pounds dollars euros yen won rupees naira rand times days hours hrs years degrees gmt "
    "rpm percent per % street st road avenue".split()
)
# Before a year that no preposition leads in.
_LEADS = frozenset(
    ", ( [ - / ; the a of by before after until till since to from than and or between early late mid "
    "all both this their his her its our pre post through under with for versus vs as".split()
)
_DETERMINED = frozenset("the his her their its my our your very a these those".split())
_MONTH_LEADS = frozenset(("in", "during", "throughout", "within", "over"))
_FUTURE = frozenset(
    "will shall would should could might ll scheduled due expected plans plan planned planning upcoming "
    "slated won going hopes opens reopens launches returns starts begins ends expires resumes closes faces "
    "meets".split()
)
_PAST = frozenset(
    "said told was were had did has have happened began came went took made met held left lost died "
    "fell rose found sent set saw ran spoke wrote shot broke gave got put hit became".split()
)
_PUT_OFF = frozenset("adjourned postponed delayed moved deferred extended rescheduled".split())
_WINDOW = 30  # tokens
_COUNTED_ON = frozenset("one following previous preceding same".split())
_ON = frozenset("on by for until till from since".split())
_COUNTING = _MONTH_LEADS | {"for", "on"}
# End in an s, and are no plural.
_NO_PLURALS = frozenset("was has does its this yes perhaps always sometimes across towards".split())
_TITLES = frozenset("near_day near_unit rolling ago later".split())


def is_trap(match: Match) -> bool:
    """Tell whether the words around an expression, or how it is written, say that it is no date."""
    if match.rule.meaning == "later" and match.tokens.word(match.last) == "than":
        return True  # "two years later than promised"
    return (match.rule.meaning in _TITLES and _is_title(match)) or _is_other(match)


def _is_other(match: Match) -> bool:
    tokens, rule = match.tokens, match.rule.meaning
    before, after = tokens.word(match.first - 1), tokens.word(match.last)
    match rule:
        case "year" | "years":
            return _not_a_year(match, before, after)
        case "weekday":
            paper = match.part("prep") == "on" and before in ("mail", "scotland", "independent")
            named = before in _NAMED_DAYS or after in _PAPERS
            return paper or named or _is_of_another_week(match)
        case "day_of_a_year":
            # 11 September is a name by now.
            attacks = (
                after in _ATTACKS and match.part("date").startswith("sep") and "11" in match.part("date")
            )
            return attacks or after in _REPEATED
        case "bare_month" | "month_of_a_year":
            return before in _REPEATED or (rule == "bare_month" and _not_a_month(match, before))
        case "near_unit":
            return before in _DETERMINED and match.part("which") in ("last", "next")
        case "rolling":
            return after == "of" or before in _DETERMINED or not match.part("prep")
        case "bare_season":
            return after in ("of", "-") or match.part("prep") == "at"
        case "bare_quarter":
            return _not_a_quarter(match, after)
        case "later":
            return match.part("way") in ("before", "after") and after.isalpha()
    return False


def _is_of_another_week(match: Match) -> bool:
    """Whether a weekday is counted from what was told before: "the following Monday", "on that Sunday"."""
    tokens = match.tokens
    before, earlier, after = (tokens.word(at) for at in (match.first - 1, match.first - 2, match.last))
    if after in ("mornings", "afternoons", "evenings", "nights"):
        return True  # of every week
    if before in _COUNTED_ON or (before in ("that", "the") and earlier in _ON):
        return True
    return before == "the" and after in ("after", "before") and not tokens.word(match.last + 1).isalnum()


def is_name(match: Match) -> bool:
    """Tell whether a weekday in a question is a part of a name: Wednesday Addams, Ruby Tuesday.

    In a text it may be none: "said Wednesday Iran had agreed".
    """
    if match.rule.meaning != "weekday":
        return False
    tokens, place = match.tokens, match.parts["weekday"][0]
    follows = _is_capital(tokens, match.last)
    if match.last > place + 1:  # "Friday Night Lights"
        return _is_capital(tokens, place + 1) and (follows or _is_title(match))
    return not match.part("prep") and (follows or (place > 1 and _is_capital(tokens, place - 1)))


def _is_capital(tokens: Tokens, place: int) -> bool:
    """Whether a token is a word with a capital, and not in capitals."""
    return (
        0 <= place < len(tokens.spans)
        and re.fullmatch(r"[A-Z][a-z]+", tokens.written(place, place + 1)) is not None
    )


def _is_title(match: Match) -> bool:
    """Whether an expression is written like a title, in a text that is not: The Day After Tomorrow."""
    tokens = match.tokens
    titled = any(
        _is_capital(tokens, place) and tokens.word(place - 1).isalpha()
        for place in range(match.first, match.last)
    )
    if not titled:
        return False
    near = range(max(0, match.first - _WINDOW), min(len(tokens.spans), match.last + _WINDOW))
    return any(tokens.written(place, place + 1).islower() for place in near)


def _not_a_quarter(match: Match, after: str) -> bool:
    """Tell whether a quarter without a year is of a match, or of a final."""
    if tells_of_results(match):
        return False
    is_half = match.part("unit") == "half" or match.part("number").startswith("h")
    if is_half or "-" in match.tokens.written(match.first, match.last) or after in ("of", "-"):
        return True
    the = match.part("number").startswith("q") or match.tokens.word(match.parts["number"][0] - 1) == "the"
    return not the or match.part("prep") in ("", "at")


def _is_counted(match: Match, before: str, after: str) -> bool:
    """Tell whether a round number after a preposition counts: "over 1700 positions", "in 2000 stores"."""
    # Where it is none with its preposition, it is tried without.
    tokens, prep, year = match.tokens, match.part("prep") or before, match.part("year")
    if match.rule.meaning != "year" or prep not in _COUNTING:
        return False
    if tokens.word(match.last - 2) != prep or int(year) % (10 if int(year) < 1900 else 50):
        return False
    if prep == "over":  # "over 2000 new homes"
        return _is_plural(after) or (after.isalpha() and _is_plural(tokens.word(match.last + 1)))
    if not _is_plural(after) or _is_capital(tokens, match.last):
        return False
    # "In 2000 exports fell" is of a year.
    is_first = match.first == 0 or not tokens.word(match.first - 1).isalnum()
    return prep == "for" or not (is_first or _cue(tokens, match.last + 1))


def _is_plural(word: str) -> bool:
    return re.fullmatch(r"[a-z]{2,}(?<![sui])s", word) is not None and word not in _NO_PLURALS


def _not_a_year(match: Match, before: str, after: str) -> bool:
    tokens = match.tokens
    if after in _COUNTED or before in _ABOUT:
        return True
    if after == "-" and tokens.word(match.last + 1) in _COUNTED:
        return True
    if (match.part("prep") == "at" and not match.part("edge")) or _is_counted(match, before, after):
        return True  # a house number, a price
    lone = match.rule.meaning == "year" and match.last - match.first == 1
    if not lone:
        return False
    if before == "s" and tokens.word(match.first - 2) in ("'", "’"):
        return not after.isalpha()  # Orwell's 1984, not Kenya's 2017 election
    if before in ("-", "–") and re.fullmatch(r"\d{1,3}", tokens.word(match.first - 2)):
        return True  # a telephone number
    return bool(before) and before not in _LEADS and after not in (")", "]")


def _not_a_month(match: Match, before: str) -> bool:
    """Tell whether a month's name alone is a person's, a verb, or short for something else."""
    name = match.part("month")
    if match.tokens.word(match.last) == "of":
        return True  # "in May of that year"
    if len(name.rstrip(".")) < 4 or name in ("march", "april", "june", "august", "sept"):
        if name == "may" and match.tokens.word(match.last) in ("'", "’"):
            return True
        return match.part("prep") not in _MONTH_LEADS and before not in ("since", "until", "till")
    return False


def wording_of(match: Match) -> When:
    """Read off the sentence whether an expression lies behind or ahead: the last verb before it that tells.

    Where none stands before it, the first after it. "Near" where there is none at all.
    """
    if match.rule.meaning == "weekday" and (bearing := bearing_of(match)) is not None:
        return "future" if bearing.ahead else "past"
    tokens = match.tokens
    put_off = tokens.word(match.first - 1) == "to" and tokens.word(match.first - 2) in _PUT_OFF
    if match.part("prep") == "for" or put_off:
        return "future"  # "called elections for May", "adjourned to 3 May"
    for place in (match.first - 2, match.first - 3):
        if tokens.word(place) == "to" and is_infinitive(tokens, place):
            return "future"  # "Terminal to open in May"
    return _wording_around(match)


def _wording_around(match: Match) -> When:
    tokens = match.tokens
    before = range(match.first - 1, max(-1, match.first - _WINDOW), -1)
    for places in (before, range(match.last, min(len(tokens.spans), match.last + _WINDOW))):
        for place in places:
            if tokens.is_stop(place):
                break
            if cue := _cue(tokens, place):
                return cue
    return "near"


def _cue(tokens: Tokens, place: int) -> When | None:
    word, before, after = tokens.word(place), tokens.word(place - 1), tokens.word(place + 1)
    if word in _FUTURE:
        is_past = after == "have" or (word == "won" and after not in ("'", "’"))
        return "past" if is_past else "future"
    if after == "to" and word in ("is", "are", "set", "was", "were", "has", "have", "had"):
        return "future"
    if before in ("be", "being", "been", "to"):
        return None  # "to be announced on Friday"
    if word == "set" and after == "for":
        return "future"
    is_verb = re.fullmatch(r"[a-z]{2,}(?<!e)ed", tokens.written(place, place + 1))
    return "past" if word in _PAST or is_verb else None
