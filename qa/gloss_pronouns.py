"""Whom "he", "she" and "it" stand for: the one possible antecedent in the two sentences before.

The subject of a sentence goes on being spoken of (Grosz, Joshi and Weinstein, 1995); but here nothing is
preferred: where two could be meant, or somebody without a name, none is given.
"""

import re
from collections.abc import Iterator

from qa.gloss_names import SOMEBODY, Person, people_of, person_called, short_names, title_gender
from qa.gloss_text import Surroundings

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
    fitting = {
        names: person
        for names, person in found.items()
        if title_gender(around.flat[: around.start], names[1]) in (gender, None)
    }
    if len(fitting) != 1 or _has_somebody_else(around, known):
        return None
    (person,) = fitting.values()
    if _goes_on(around, person, gender):
        return None
    # "He said Mr Vask had lied": somebody else.
    if re.search(rf"\b{re.escape(person.names[-1])}\b", around.unquoted(place, around.end)):
        return None
    return person


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
