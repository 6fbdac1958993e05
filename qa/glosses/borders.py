"""What parts "the minister" from the one named before: another place, another of the kind, a firm.

The referent is then left open: a town's mayor is not the next town's, nor a panel's judge the first one.
"""

import re

from index.dates import MONTH_NAMES, WEEKDAYS
from index.paragraphs import Span
from qa.glosses.pronouns import SAYING
from qa.glosses.surroundings import Surroundings

__all__ = ["is_a_body", "is_parted"]

_TIMES = "|".join((MONTH_NAMES, *map(str.capitalize, WEEKDAYS), "Christmas", "Easter", "Ramadan"))
_PLACE = re.compile(
    r"(?:(?:Meanwhile|Elsewhere|But|And|Also|Later|Earlier|Separately),? )*"
    r"(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Aa]cross|[Oo]ver in) (?:the )?"
    r"(?:nearby |neighbou?ring |[a-z]+ern |(?:city|town|state|capital|village|port|province|district) of )*"
    rf"(?!(?:{_TIMES})\b|[A-Z]\w*[’']s )[A-Z]|Elsewhere\b"
)
# What is of one kind: a magistrate between a court and "the court" may be of another court.
_COURTS = "court|judge|magistrate|tribunal|panel|jury|bench|justice"
_STATES = "ministry|government|minister|department|cabinet|secretary|agency|authority"
_LEADERS = "president|leader|chairman|chairwoman|premier|chancellor|ruler"
_KINDS = (
    ("court judge tribunal", _COURTS),
    ("ministry department agency authority minister", _STATES),
    ("president chancellor", _LEADERS),
    ("mayor governor", "mayor|governor|council|councillor"),
    ("bank", "bank|lender"),
    ("union federation association league", "union|federation|association|league"),
    ("university institute foundation", "university|institute|college|foundation"),
    ("hospital", "hospital|clinic"),
    ("commission committee council board commissioner", "commission|committee|council|board|panel"),
    ("captain", "captain|skipper|pilot"),
    ("ambassador", "ambassador|envoy|diplomat"),
    ("bishop", "bishop|archbishop|priest"),
)
_OTHER = (
    r"\b(?:an?|another|other|second|rival|local|appeals?|neighbou?ring|foreign|its own|their own) "
    r"(?:[\w’'-]+ ){{0,3}}?(?:{})s?\b"
)
_SAID = rf"(?:{SAYING}|announced|denied|confirmed)"
# "Calder said it would", "Calder said on Monday it had"; but "Vask said it was raining".
_OF_ITSELF = re.compile(
    rf" {_SAID} (?:(?:on|in|late|early|earlier|last|this) [\w. ]{{1,20}}?)??(?:that )?it "
    r"(?:would|will|had|has|did|does|could|expects?|planned|plans|intends?|wants?|hopes?)\b"
    r"|(?:,[^,]*,)? (?:[\w’'-]+ ){1,3}?its\b"
)
_OF_FIRMS = (
    "Motors|Group|Inc|Corp|Corporation|Ltd|Limited|plc|PLC|Co|Company|Holdings|Industries|Bank|Energy|Airlines|"
    "Airways|Lines|Foods|Pharma|Steel|Systems|Technologies|Laboratories|Partners|Capital|Insurance|Media|Shipping|"
    "Stores|Brothers|Breweries|Entertainment|Organization|Organisation|Foundation|Associates|Enterprises|Works"
)


def is_parted(around: Surroundings, head: str, place: int, named: Span) -> bool:
    """Whether something stands between a name and "the HEAD" that may make it another's.

    Args:
        around: the sentence in which "the HEAD" stands, and what stands before it.
        head: a body or an office: "ministry", "mayor".
        place: where it stands.
        named: where it is named in full.
    """
    for first, last in (*around.before[-1:], (around.start, around.end)):
        is_there = any(first <= found.start() < last for found in _mentions(around, named))
        if _PLACE.match(around.flat, first) and not is_there:
            return True
    nouns = next((others for heads, others in _KINDS if head in heads.split()), head)
    since = max(
        (
            found.end()
            for found in re.finditer(rf"\b[Tt]he {head}\b", around.flat[:place])
            if found.end() < place and found.start() > named[1]
        ),
        default=named[1],
    )
    between = around.flat[since:place]
    return re.search(_OTHER.format(nouns), between, re.IGNORECASE) is not None


def _mentions(around: Surroundings, named: Span) -> list[re.Match[str]]:
    """Return where a name stands, whole or by its last word, before the sentence ends."""
    last = around.flat[slice(*named)].split()[-1]
    if last.islower():
        return list(re.finditer(re.escape(around.flat[slice(*named)]), around.flat[: around.end]))
    whole = re.escape(around.flat[slice(*named)])
    return list(re.finditer(rf"{whole}|\b{re.escape(last)}\b", around.flat[: around.end]))


def is_a_body(around: Surroundings, start: int, end: int) -> bool:
    """Whether a surname is a firm's where it stands: "Calder said it would close its dock"."""
    flat, name = around.flat, around.flat[start:end]
    if " " in name:  # "Mr Calder", "Judge Calder"
        return False
    if _OF_ITSELF.match(flat, end, around.end):
        return True
    return (
        re.search(rf"\b{re.escape(name)} (?:& \w+ |and \w+ )?(?:[A-Z]\w+ )?(?:{_OF_FIRMS})\b", flat)
        is not None
    )
