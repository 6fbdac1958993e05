"""People and bodies that do not exist, and the forms that are filled with them."""

import random
import re
from dataclasses import dataclass

from qa.training import news_words as words

__all__ = ["Speaker", "bare", "body", "date_told", "fill", "introduced", "speaker"]

_BARE = re.compile(r"(?:Shipping|Motors|Steel|Pharma|Airways|Hospital|City Council)$")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who does not exist, and what they are.

    Attributes:
        pronoun: "he" or "she".
        before: the office as it stands before the name; "" where it can only follow.
        role: as it stands after the name, and in a question: "the Norwegian foreign minister".
        keys: patterns of what a sentence that tells the office has.
        others: like offices, which this is not, with their keys.
    """

    name: str
    pronoun: str
    before: str
    role: str
    keys: tuple[str, ...]
    others: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def last(self) -> str:
        """The surname."""
        return self.name.split(" ", 1)[1]


def speaker(draw: random.Random) -> Speaker:
    """Return somebody with an office of a country, or of a body."""
    pronoun = draw.choice(("he", "she"))
    name = f"{draw.choice(words.FIRST_NAMES[pronoun])} {draw.choice(words.SURNAMES)}"
    if draw.random() < 0.45:
        (country, of), (abroad, foreign) = draw.sample(words.COUNTRIES, 2)
        office, another = draw.sample(words.OFFICES, 2)
        near = rf"\b(?:{country}|{of})\b".lower()
        far = rf"\b(?:{abroad}|{foreign})\b".lower()
        role = draw.choice((f"the {of} {office}", f"{country}'s {office}"))
        others = ((f"the {foreign} {office}", (far, office)), (f"the {of} {another}", (near, another)))
        return Speaker(name, pronoun, f"{of} {_titled(office)}", role, (near, office), others)
    there, elsewhere = body(draw), body(draw)
    post, another = draw.sample(words.POSTS, 2)
    place, other_place = re.escape(bare(there)).lower(), re.escape(bare(elsewhere)).lower()
    post, another = (_gendered(one, pronoun) for one in (post, another))
    before = f"{bare(there)} {post}" if draw.random() < 0.5 else ""
    others = (
        (f"the {post} {_of(post)} {elsewhere}", (other_place, post)),
        (f"the {another} {_of(another)} {there}", (place, another)),
    )
    return Speaker(name, pronoun, before, f"the {post} {_of(post)} {there}", (place, post), others)


def _titled(office: str) -> str:
    return " ".join(word.capitalize() for word in office.split())


def _gendered(post: str, pronoun: str) -> str:
    return re.sub(r"man$", "woman", post) if pronoun == "she" else post


def _of(post: str) -> str:
    return "for" if post.startswith("spokes") else "of"


def body(draw: random.Random) -> str:
    """Return the name of a body, with its article if it has one."""
    name = fill(draw.choice(words.BODIES), draw)
    return name if _BARE.search(name) else f"the {name}"


def bare(name: str) -> str:
    """Return a name without its article."""
    return name.removeprefix("the ")


def fill(form: str, draw: random.Random) -> str:
    """Return a form with a town, a country, a body and the like in its places."""
    country, adjective = draw.choice(words.COUNTRIES)
    return form.format(
        town=draw.choice(words.TOWNS),
        country=country,
        adjective=adjective,
        surname=draw.choice(words.SURNAMES),
        body=body(draw) if "{body}" in form else "",
        day=draw.choice(words.WEEKDAYS),
        month=draw.choice(words.MONTHS),
        number=draw.randint(1, 28),
    )


def date_told(draw: random.Random) -> tuple[str, str]:
    """Return what leads to a date, "on ", and the date."""
    lead, _, said = fill(draw.choice(words.DATES), draw).partition("|")
    return lead, said


def introduced(who: Speaker, draw: random.Random) -> tuple[str, bool]:
    """Return a name with the office before or after it, and whether a comma has to follow."""
    if who.before and draw.random() < 0.6:
        return f"{who.before} {who.name}", False
    return f"{who.name}, {who.role}", True
