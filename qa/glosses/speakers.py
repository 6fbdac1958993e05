"""Who says a sentence that stands in a quotation of several, or is told by one who has just been named.

A spokesman's words are not the minister's: the name has to be the subject of the verb itself, alone or with
what the person is before or behind it.
"""

import re

from index.paragraphs import Span
from qa.glosses.people import CAPITALS, Person, people_of, person_called, short_names
from qa.glosses.pronouns import SAYING
from qa.glosses.surroundings import Surroundings

__all__ = ["speaker_of"]

# After a quotation: "Ferrant said", "said Efren Mazal, the union's secretary", "the minister told".
_HE_SAID = re.compile(rf"[ ,]*(?P<pronoun>he|she) (?P<verb>{SAYING})\b")
_X_SAID = re.compile(rf"[ ,]*(?P<who>[^\"“”‘;:.?!]{{2,90}}?) (?P<verb>{SAYING})\b")
_SAID_X = re.compile(rf"[ ,]*(?P<verb>{SAYING}) (?P<who>[^\"“”‘;:.?!]{{2,90}})")
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Supt|Rev|Insp|[A-Z])\.(?= [A-Z])"
)
_CLOSED = re.compile(r"[,?!.…—–-][\"”’']\Z")
_ASKED = re.compile(r"\?[\"”’']\Z")
_ASKING = frozenset(("asked", "asks"))
# The words that follow may be another's.
_READS_OUT = "quoting|citing|reading|echoing|imitating|paraphrasing"
# What makes a name behind it another's than the speaker's: "a spokesman for Dreyer", "quoting Osten".
_APART = re.compile(
    r"\b(?:of|for|to|close|with|from|by|about|on|at|in|against|near|after|before|between|among|under|over|"
    r"like|unlike|than|as|into|and|or|but|who|whose|whom|which|that|not|nor|"
    rf"{_READS_OUT}|mocking|describing|recalling|meaning)\b",
    re.IGNORECASE,
)
# What the person is, before the name: "the union's secretary, ", "local resident ", "Asked ".
_LEAD = re.compile(r"(?:[\w’'-]+ ){0,5}|(?:[\w’'-]+ ){0,7}[\w’'-]+, ")
_BEHIND = re.compile(
    r"\Z|,| (?:of|from|in|on|at|to|after|before|during|when|as|while|late|early|outside|inside|last|this|"
    r"yesterday|today|through|via)\b"
)
_CLAUSED = re.compile(r"(?:, [^,]+(?:, [^,]+)?,|,)?\Z")
_TO_SOMEBODY = re.compile(r" (?:[a-z]+ ){0,2}(?=[A-Z])")


def speaker_of(around: Surroundings) -> Person | int | None:
    """Return who says a sentence that is nothing but words of a quotation.

    The quotation goes on after it, up to "Ferrant said"; or the same paragraph has quoted before, with the
    speaker named there, and nobody else is quoted between. After a question another may answer.

    Returns:
        the person; where "he said" is all, the place of the pronoun; None where nobody says it for sure.
    """
    whole = around.quotation_of(around.start, around.end)
    if whole is None:
        return None
    if whole[1] > around.end + 1:
        person = _named_after(around, whole[1])
        return person if isinstance(person, Person) else None
    earlier = [span for span in around.quotations if around.paragraph[0] <= span[0] and span[1] <= whole[0]]
    for first, last in reversed(earlier):
        said = around.flat[first:last]
        if _CLOSED.search(said):
            is_one = _is_whole(around, last, whole[0]) and not _ASKED.search(said)
            return _named_after(around, last) if is_one else None
    return None


def _is_whole(around: Surroundings, start: int, end: int) -> bool:
    """Whether one sentence, the end of the speaker's, stands between two quotations."""
    between = around.flat[start:end].rstrip()
    return between.endswith(".") and len(re.findall(r"[.?!] +[A-Z]", _TITLED.sub("", between))) == 0


def _named_after(around: Surroundings, place: int) -> Person | int | None:
    """Return who is named as the speaker right after a quotation, or where the pronoun stands for one."""
    after = around.flat[place : min(place + 200, around.paragraph[1])]
    after = _TITLED.sub(lambda found: found[0][:-1] + "\0", after)  # the point of "Mr." ends nothing
    pronoun = _HE_SAID.match(after)
    if pronoun:
        is_told = pronoun["verb"] not in _ASKING and not _tells(around, place + pronoun.end())
        return place + pronoun.start("pronoun") if is_told else None
    found = _SAID_X.match(after) or _X_SAID.match(after)
    if found is None or found["verb"] in _ASKING:
        return None
    is_after = found.start("verb") < found.start("who")
    if not is_after and _tells(around, place + found.end()):
        return None
    span = place + found.start("who"), place + found.end("who")
    mention = _mention(around.flat, *span)
    if mention is None or not _is_subject(around.flat, span, mention[0], is_after=is_after):
        return None
    return mention[1]


def _tells(around: Surroundings, place: int) -> bool:
    """Whether words are said to somebody with a name, who may answer: "told Bell"."""
    to = _TO_SOMEBODY.match(around.flat, place)
    if to is None or not around.flat[:place].endswith(("told", "tells")):
        return False
    known = list(people_of(around.flat, 0, around.paragraph[1]))
    name = CAPITALS.match(around.flat, to.end())
    return name is not None and any(
        word in person.names for person in known for word in re.findall(r"[\w’'-]+", name[0])
    )


def _mention(flat: str, start: int, end: int) -> tuple[Span, Person] | None:
    """Return where the only person stands whom a clause names, and who that is."""
    here = list(people_of(flat, start, end))
    if here:
        return (here[0].span, here[0]) if len(here) == 1 else None
    short = list(short_names(flat, start, end))
    if len(short) != 1:
        return None
    first, last, name = short[0]
    person = person_called(name, list(people_of(flat, 0, start)))
    return ((first, last), person) if person is not None else None


def _is_subject(flat: str, who: Span, name: Span, *, is_after: bool) -> bool:
    """Whether a name is the subject of the verb of saying that stands before or behind it."""
    lead, rest = flat[who[0] : max(who[0], name[0])], flat[name[1] : who[1]]
    if _APART.search(lead) or not _LEAD.fullmatch(lead):
        return False
    ends = (_BEHIND if is_after else _CLAUSED).match(rest) is not None
    return ends and re.search(rf"\b(?:{_READS_OUT})\b", rest) is None
