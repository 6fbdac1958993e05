"""Who says a sentence that stands in a quotation of several, or is told by one who has just been named."""

import re

from qa.gloss_names import CAPITALS, Person, people_of, person_called, short_names
from qa.gloss_pronouns import SAYING
from qa.gloss_text import Surroundings

__all__ = ["speaker_of"]

# After a quotation: "Ferrant said", "said Efren Mazal, the union's secretary", "the minister told".
_HE_SAID = re.compile(rf"[ ,]*(?P<pronoun>he|she) {SAYING}\b")
_X_SAID = re.compile(rf"[ ,]*(?P<who>[^\"“”‘;:.?!]{{2,90}}?),? {SAYING}\b")
_SAID_X = re.compile(rf"[ ,]*{SAYING} (?P<who>[^\"“”‘;:.?!]{{2,90}})")
_CLOSED = re.compile(r"[,?!.…—–-][\"”’']\Z")


def speaker_of(around: Surroundings) -> Person | int | None:
    """Return who says a sentence that is nothing but words of a quotation.

    The quotation goes on after it, up to "Ferrant said"; or the same paragraph has quoted before, with the
    speaker named there, and nobody else is quoted between.

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
        if _CLOSED.search(around.flat[first:last]):
            return _named_after(around, last) if _is_whole(around, last, whole[0]) else None
    return None


def _is_whole(around: Surroundings, start: int, end: int) -> bool:
    """Whether one sentence, the end of the speaker's, stands between two quotations."""
    between = around.flat[start:end].rstrip()
    return between.endswith(".") and len(re.findall(r"[.?!] +[A-Z]", between)) == 0


def _named_after(around: Surroundings, place: int) -> Person | int | None:
    """Return who is named as the speaker right after a quotation, or where the pronoun stands for one."""
    flat = around.flat
    after = flat[place : min(place + 200, around.paragraph[1])]
    pronoun = _HE_SAID.match(after)
    if pronoun:
        return place + pronoun.start("pronoun")
    found = _SAID_X.match(after) or _X_SAID.match(after)
    if found is None:
        return None
    start, end = place + found.start("who"), place + found.end("who")
    here = list(people_of(flat, start, end))
    if here:
        return here[0] if len(here) == 1 else None
    known = list(people_of(flat, 0, start))
    short = [name for _, _, name in short_names(flat, start, end)]
    if len(short) != 1 or not CAPITALS.search(flat, start, end):
        return None
    return person_called(short[0], known)
