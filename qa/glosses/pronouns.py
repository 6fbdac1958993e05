"""Whom "he" and "she" stand for: the one possible antecedent in the two sentences before.

The subject of a sentence goes on being spoken of (Grosz, Joshi and Weinstein, 1995); but here nothing is
preferred: where two could be meant, or somebody without a name, none is given; nor where nothing says that
the person is a man or a woman.
"""

import re
from collections.abc import Iterator

from qa.glosses.people import SOMEBODY, Person, people_of, person_called, short_names
from qa.glosses.sexes import sex_of_person
from qa.glosses.surroundings import Surroundings

__all__ = ["SAYING", "pronoun_of", "whom"]

SAYING = (
    r"(?:said|says|told|tells|added|adds|asked|wrote|writes|continued|explained|explains|warned|argued|insisted|"
    r"recalled|replied|joked|admitted|concluded|noted|stressed|remarked|went on)"
)
_HE = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
_GENDER = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she", "hers": "she"}
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_GENDER)})\b", re.IGNORECASE)
_SUBORDINATE = re.compile(r" *[\w’'-]+(?: [\w’',-]+)* *\Z")
# Of what may be a name, these say that it is a place or a thing: "to Teluk Sannar", "the Noru Pearl".
_PLACED = re.compile(
    r"\b(?:in|at|near|to|from|of|off|for|through|via|across|around|outside|the|an?) \Z", re.IGNORECASE
)
_APART = re.compile(r"[ ,]*(?:aged )?[\w’' -]{0,24}\Z")
_REACH = 90
_SPEAKS = re.compile(
    rf" (?:also |then |later )?(?:{SAYING}|declined|refused|denied|denies|called|urged|rejected|described|"
    r"criticised|criticized|blamed|accused|announced|ordered|asks|thanked|praised|promised|expressed|"
    r"pointed to|put the|did not (?:say|name|give|comment|elaborate|explain))\b"
)
"""What goes on with one who has just spoken, whoever else is spoken of."""
# They speak of others, before whom "he" may go back: "The prosecutor called it murder. He showed no remorse."
_OF_OTHERS = re.compile(
    r"\b(?:judge|justice|magistrate|coroner|prosecutor|lawyer|counsel|solicitor|attorney|barrister|detective|"
    r"inspector|superintendent|sergeant|constable|policeman|policewoman|surgeon|doctor|nurse|pathologist|witness|"
    r"biographer|interviewer|reporter|critic|registrar|clerk|examiner)\b",
    re.IGNORECASE,
)
_CREATURE = re.compile(
    r"\b(?:ship|vessel|ferry|boat|yacht|tanker|freighter|frigate|destroyer|trawler|submarine|schooner|liner|steamer|"
    r"lifeboat|cutter|tug|barge|filly|mare|colt|horse|stallion|gelding|foal|pony|bull|cow|dog|bitch|cat|elephant|"
    r"panda|bear|lion|lioness|tiger|tigress|whale|dolphin|gorilla|chimpanzee|wolf|eagle|owl)s?\b",
    re.IGNORECASE,
)
"""What may be "she" or "he" in the news."""
_OF_SHIPS = re.compile(
    r" (?:sank|capsized|foundered|listed|sailed|docked|ran aground|went down|was (?:launched|built|raised|"
    r"refloated|towed|scuttled|sunk|carrying|commissioned|moored|bound))\b"
)
_OBJECT = {
    "he": re.compile(r"\bhe (?:[a-z]+ ){1,4}him\b", re.IGNORECASE),
    "she": re.compile(
        r"\bshe (?:[a-z]+ ){1,4}her"
        r"(?=[.,;]|\Z| (?:about|that|to|in|on|at|for|with|when|how|as|and|because|by|from)\b)",
        re.IGNORECASE,
    ),
}


def pronoun_of(around: Surroundings) -> tuple[int, int] | None:
    """Return where a sentence first says "he" or "she" of its own, if nobody is named in it before."""
    said = around.unquoted(around.start, around.end)
    found = _HE.search(said)
    if found is None:
        return None
    place = around.start + found.start()
    lead = said[: found.start()]
    if _is_named(around, around.start, place) or SOMEBODY.search(lead) or _PRONOUN.search(lead):
        return None
    # "Asked whether she would go, Asanova said": she is named after it.
    if lead.strip(" ,") and _SUBORDINATE.match(lead) and _is_named(around, place, around.end):
        return None
    return place, around.start + found.end()


def _is_named(around: Surroundings, start: int, end: int) -> bool:
    """Whether anybody is called by a name in a part of a sentence, outside quotations."""
    return any(not around.is_quoted(first) for first, _, _ in short_names(around.flat, start, end)) or any(
        _people(around, start, end)
    )


def whom(around: Surroundings, place: int, gender: str) -> Person | None:
    """Return the fullest mention of the one person whom a pronoun can stand for.

    Args:
        around: the sentence and what stands before it.
        place: where the pronoun stands.
        gender: "he" or "she".
    """
    known = list(people_of(around.flat, 0, around.start))
    window = around.before
    if not window or around.quotation_of(*window[-1]):
        return None
    found: dict[tuple[str, str], Person] = {}
    for span in window:
        for person in _called(around, span, known):
            if person is None:
                return None
            found[person.names[0], person.names[-1]] = person
    sexes = {names: sex_of_person(around.flat, person) for names, person in found.items()}
    fitting = [names for names, sex in sexes.items() if sex in (gender, None)]
    if len(fitting) != 1 or _has_somebody_else(around, known):
        return None
    person = found[fitting[0]]
    if sexes[fitting[0]] is None and not (len(found) == 1 and _is_only_one(around, place, gender)):
        return None
    if _is_of_another(around, place, gender, person):
        return None
    if _goes_on(around, person, gender):
        return None
    # "He said Mr Vask had lied": somebody else.
    if re.search(rf"\b{re.escape(person.names[-1])}\b", around.unquoted(place, around.end)):
        return None
    return person


def _is_only_one(around: Surroundings, place: int, gender: str) -> bool:
    """Whether the words are of one who speaks on, in an article that speaks of one sex alone."""
    sexes = {_GENDER[found[0].lower()] for found in _PRONOUN.finditer(around.flat)}
    return sexes == {gender} and _SPEAKS.match(around.flat, place + len(gender)) is not None


def _is_of_another(around: Surroundings, place: int, gender: str, person: Person) -> bool:
    """Whether a sentence with "he" or "she" may be of somebody, or a ship, whom no name near by tells of."""
    said = around.unquoted(place, around.end)
    speaks = _SPEAKS.match(said, len(gender))
    other = next((one for one in _PRONOUN.finditer(said) if _GENDER[one[0].lower()] != gender), None)
    # "He had lied to her"; but "He said she had left".
    is_told_of = other is not None and other[0].lower() in ("he", "she") and speaks is not None
    if other is not None and not (
        is_told_of and speaks and re.match(r" (?:that )?\Z", said[speaks.end() : other.start()])
    ):
        return True
    if _OF_SHIPS.match(said, len(gender)) or _OBJECT[gender].match(said):
        return True
    if speaks:
        return False
    near = " ".join(around.unquoted(*span) for span in around.before)
    # Of a court, "captain" or "Inspector Bell" is not the topic; of a ship, "she" may be the ship.
    mention = around.flat[person.start : min(person.end + _REACH // 3, around.start)]
    return _CREATURE.search(near) is not None or _OF_OTHERS.search(mention) is not None


def _people(around: Surroundings, start: int, end: int) -> Iterator[Person]:
    return (one for one in people_of(around.flat, start, end) if not around.is_quoted(one.named))


def _called(around: Surroundings, span: tuple[int, int], known: list[Person]) -> Iterator[Person | None]:
    """Give the people whom a sentence names outside quotations; None for what may be anybody's name."""
    for person in _people(around, *span):
        same = [one for one in known if (one.names[0], one.names[-1]) == (person.names[0], person.names[-1])]
        if any(one.is_sure for one in same):
            yield max(same, key=lambda one: one.end - one.start)
        elif not _PLACED.search(around.flat, max(0, person.start - 12), person.start):
            yield None
    for start, end, name in short_names(around.flat, *span):
        titled = " " in around.flat[start:end]
        if not around.is_quoted(start) and (titled or any(name in person.names for person in known)):
            yield person_called(name, known)


def _goes_on(around: Surroundings, person: Person, gender: str) -> bool:
    """Whether a pronoun says that somebody else is meant.

    The same pronoun stands before the name, and is somebody's; or after it stands one of the other gender.
    """
    named = [
        found.start() + first
        for first, last in around.before
        for found in re.finditer(rf"\b{re.escape(person.names[-1])}\b", around.unquoted(first, last))
    ]
    for first, last in around.before:
        for found in _PRONOUN.finditer(around.unquoted(first, last)):
            is_before = not named or found.start() + first < min(named)
            if (_GENDER[found[0].lower()] == gender) == is_before:
                return True
    return False


def _has_somebody_else(around: Surroundings, known: list[Person]) -> bool:
    """Whether somebody is spoken of before who has no name there: "a driver", not "Ola Hansen, a driver"."""
    names = [(one.named, one.end) for one in known]
    for first, last in around.before:
        said = around.unquoted(first, last)
        for found in SOMEBODY.finditer(said):
            start, end = first + found.start(), first + found.end()
            if not any(_is_said_of(around.flat, start, end, *name) for name in names):
                return True
    return False


def _is_said_of(flat: str, start: int, end: int, named: int, ended: int) -> bool:
    """Whether a noun says what a person is: "spokesman Kaj Torrel", "Pia Vask, the city's engineer"."""
    if end <= named:
        return named - end < _REACH // 3 and _APART.fullmatch(flat, end, named) is not None
    between = flat[ended:start]
    return start - ended < _REACH and re.match(r",? who\b|, [^,.;]*\Z", between) is not None
