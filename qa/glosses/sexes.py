"""Whether an article, or a given name, says that somebody is a man or a woman.

A man's name is not proof: where anything in the article says otherwise, nothing is known.
"""

import re
from collections.abc import Iterator

from qa.glosses.given_names import sex_of
from qa.glosses.people import Person, people_of, short_names, title_gender

__all__ = ["sex_of_person"]

_MAN = (
    r"\w*[a-z](?<!wo)man|king|prince|lord|sir|father|brother|husband|son|uncle|nephew|grandfather|widower|monsignor|"
    r"cardinal|archbishop|pope|imam|monk|actor|man|boy|baron|duke|emperor|sultan|emir|sheikh|mr"
)
_WOMAN = (
    r"\w*[a-z]woman|queen|princess|lady|dame|mother|sister|wife|daughter|aunt|niece|grandmother|widow|nun|"
    r"actress|woman|girl|baroness|duchess|empress|mrs|ms|miss"
)
_SEX = re.compile(rf"\b(?:(?P<he>{_MAN})|(?P<she>{_WOMAN}))\b", re.IGNORECASE)
# "her husband, Marcus Voss", "the actress Ada Berg"; "Marcus Voss, her husband"
_BEFORE = re.compile(
    rf"\b(?:the|an?|his|her|their|[\w-]+[’']s) (?:\w+ )?(?P<noun>{_MAN}|{_WOMAN}),? \Z", re.IGNORECASE
)
_BEHIND = re.compile(
    rf",(?: \d\d,)? (?:an? |the |his |her |their )?(?!whose |and |with )(?:\w+ )?"
    rf"(?P<noun>{_MAN}|{_WOMAN})\b(?![’'-])",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:(?P<he>he|his|him)|(?P<she>she|her|hers))\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.](?=\S)|(?<=\b[A-Z])[.]|(?<=\b(?:Mr|Dr|Ms))[.]|(?<=\bMrs)[.])+")
_MOST = 300  # sentences with a name, of which pronouns are read
_LONGEST = 1_000  # characters of a sentence
_QUOTED = re.compile(r"[\"“][^\"“”\n]{0,600}[\"”]")


def sex_of_person(flat: str, person: Person) -> str | None:
    """Return "he" or "she" for somebody whom an article names; None where it is not known, or contradicted.

    Titles and nouns for the two sexes say it, and the given name where those say nothing; of a name that is
    borne by both or is unknown, the pronouns of sentences that name nobody else.

    Args:
        flat: the text of the article's body.
        person: a mention in it.
    """
    surname = person.names[-1]
    namesakes = {one.names[0] for one in people_of(flat, 0, len(flat)) if one.names[-1] == surname}
    said = set(_nouns(flat, person))
    if len(namesakes) == 1 and (title := title_gender(flat, surname)) is not None:
        said.add(title)
    # "Curator Beate Holm": not every office is known as one.
    given = next(filter(None, map(sex_of, person.names[:-1])), None)
    if given is not None:
        said.add(given)
    if not said:
        name = surname if len(namesakes) == 1 else flat[person.named : person.end]
        said.update(_pronouns(flat, person, name))
    return said.pop() if len(said) == 1 else None


def _nouns(flat: str, person: Person) -> Iterator[str]:
    """Give the sexes of the nouns that stand with any mention of somebody by the full name."""
    for found in re.finditer(re.escape(flat[person.named : person.end]), flat):
        lead = flat[max(0, found.start() - 40) : found.start()]
        titled = re.search(r"(?:[\w.-]+ ){1,4}\Z", lead) if found.start() == person.named else None
        words = [flat[person.start : person.named]] if titled else []
        for near in (_BEFORE.search(lead), _BEHIND.match(flat, found.end(), found.end() + 50)):
            words += [near["noun"]] if near else []
        for word in words:
            yield from (one.lastgroup for one in _SEX.finditer(word) if one.lastgroup)


def _pronouns(flat: str, person: Person, name: str) -> Iterator[str]:
    """Give the sexes of the pronouns that follow a name in a sentence where no other person is named."""
    surname, read = person.names[-1], 0
    for found in re.finditer(rf"\b{re.escape(name)}\b", flat):
        read += 1
        if read > _MOST:
            return
        end = _SENTENCE.match(flat, found.end())
        start = max(flat.rfind(". ", 0, found.start()), flat.rfind("\n", 0, found.start())) + 1
        last = end.end() if end else found.end()
        if last - start > _LONGEST:
            continue
        if {one.names[-1] for one in people_of(flat, start, last)} - {surname}:
            continue
        if {short for _, _, short in short_names(flat, start, last)} - set(person.names):
            continue
        if _PRONOUN.search(flat, start, found.start()):
            continue
        rest = _QUOTED.sub(" ", flat[found.end() : last])
        yield from (one.lastgroup for one in _PRONOUN.finditer(rest) if one.lastgroup)
