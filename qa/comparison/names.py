"""Whether two short answers name the same person, place or thing: "Esper", "Defense Secretary Mark Esper"."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

__all__ = [
    "TITLES",
    "contains_or_equals",
    "first_names",
    "other_person",
    "other_place",
    "personal_name",
    "plain_words",
]

# What is left out of a comparison; a text of nothing else is compared as it is.
_SMALL_WORDS = frozenset(
    "the a an of in at on near from to by for and or with his her its their some then as who is was were are "
    "be been being it that this because since so according".split()
)
_NOT = frozenset("not no never neither nor without denied denies deny none nobody nothing non".split())
TITLES = frozenset(
    "mr mrs ms miss dr sir dame lord lady prof professor president premier chancellor minister secretary "
    "ministers prime foreign defense defence interior finance deputy vice senator congressman "
    "congresswoman representative mp governor mayor judge justice general gen lt col colonel major "
    "captain capt sergeant sgt admiral commander commissioner ambassador envoy prosecutor spokesman "
    "spokeswoman spokesperson chairman chairwoman chair chief director head leader official officer "
    "executive ceo manager coach bishop archbishop cardinal rev reverend inspector detective former "
    "acting attorney speaker councillor rep sen gov doctor author striker midfielder founder".split()
)
"""What stands before a name and is no part of it, in lower case."""
# A person has another name beside these.
_REGAL = frozenset("pope king queen prince princess emperor sultan sheikh saint emir duke duchess".split())
# No part of a person's name: what has one is an institution, a company, a country or a place.
_INSTITUTIONS = frozenset(
    "house court street ministry government council union party alliance bank state states republic "
    "kingdom army police guard force forces office agency commission committee congress parliament senate "
    "assembly association federation league club team city united university institute hospital company "
    "corp inc ltd group holdings lines airlines airways motors energy foundation fund movement front "
    "brigade network times post news service services department board authority tribunal organisation "
    "organization islands north south east west northern southern eastern western central new high "
    "supreme royal national international world saudi arabia hong kong sri lanka costa rica burkina faso "
    "salvador sierra leone verde puerto coast islamic boko haram st saint al-qaeda taliban".split()
)
_PARTICLES = frozenset("de da di du del della van von der den bin ibn bint al el la le dos ben abu".split())
# What is of someone is not that one.
_RELATION = re.compile(
    r"\b(?:wife|husband|widow|son|daughter|brother|sister|mother|father|cousin|uncle|aunt|nephew|niece"
    r"|lawyer|aide|advis[eo]r|deputy|successor|predecessor|supporters?|fans|spokes\w+|friends?|team|house"
    r"|home|party|opponents?|opposition|critics?|rivals?|all(?:y|ies)|enem(?:y|ies)|foes?|victims?|murder|killing"
    r"|killers?|death|relatives?|family|partner|colleagues?|followers|voters|backers|office|government)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(r"[’']s?\s|\b(?:of|for|to)\b")
_PLACES = frozenset(
    "village town city port province region state county district island lake river bay airport hotel "
    "prison hospital school street square suburb mountain mount valley bridge stadium harbour harbor".split()
)
_ALIASES = {("united", "states", "of", "america"): "us", ("united", "states"): "us", ("usa",): "us"}
_ALIASES |= {("america",): "us", ("united", "kingdom"): "uk", ("great", "britain"): "uk", ("britain",): "uk"}
# Capitalised where they open a sentence.
_OPENERS = frozenset(
    "when while after before if but although though like unlike both then later earlier once said".split()
)
_LIKE = 0.7  # of two spellings of one name: Gaddafi, Qadhafi


def _folded(text: str) -> str:
    """Return a text without accents, possessives and the points of abbreviations; its capitals are kept."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    plain = re.sub(r"\b(?:[A-Za-z]\.){2,}", lambda found: found[0].replace(".", "") + " ", plain)
    plain = re.sub(r"(?<=\w)[’']s\b|(?<=s)[’'](?=\s|$)", "", plain)
    return re.sub(r"(?<=\w)[’'](?=\w)", "", plain)


def _words(text: str) -> list[str]:
    """Return the words of a folded text, in lower case; names of two great countries as one word each."""
    words = [word.casefold() for word in re.findall(r"[^\W_]+", _folded(text))]
    made: list[str] = []
    while words:
        length = next((size for size in (4, 2, 1) if tuple(words[:size]) in _ALIASES), 0)
        made.append(_ALIASES[tuple(words[:length])] if length else words[0])
        words = words[length or 1 :]
    return made


def plain_words(text: str) -> tuple[str, ...]:
    """Return what two texts are compared by: their words, without articles, case, accents and possessives."""
    words = _words(text)
    return tuple(word for word in words if word not in _SMALL_WORDS) or tuple(words)


def contains_or_equals(one: str, two: str) -> bool:
    """Whether two texts say the same, or one says what the other does and more, or is its acronym.

    A bare role ("the minister") says nothing of who holds it, and what is not is not what is.
    """
    first, second = plain_words(one), plain_words(two)
    if not first or not second:
        return False
    if first == second:
        return True
    if bool(_NOT & set(_words(one))) != bool(_NOT & set(_words(two))):
        return False
    if _is_acronym(one, two) or _is_acronym(two, one):
        return True
    first, second = _untitled(one, first), _untitled(two, second)
    few, many = sorted((first, second), key=lambda words: (len(words), words))
    if set(few) <= TITLES | _REGAL or not _within(few, many):
        return False
    short, long = (one, two) if few is first else (two, one)
    if _RELATION.search(long) and not _RELATION.search(short) and _OWNED.search(long):
        return False
    if _is_of(short, long):
        return False
    return len(few) > 1 or len(many) <= 4 or _folded(short)[:1].isupper()


def _is_of(short: str, long: str) -> bool:
    """Whether one text names what is of another: "opponents of Brandt", "Lund's port"."""
    name = re.escape(re.sub(r"^(?:[Tt]he) ", "", short.strip()))
    found = re.search(rf"(?:([\w’'-]+) (?:of|for|against|from|to) (?:the )?)?\b{name}\b([’']s? \w)?", long)
    if found is None or not name[:1].isupper():
        return False
    return bool(found[2]) or bool(found[1] and found[1].lower() not in _PLACES)


def _untitled(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name without the title before it; a bare role, and what is of something, stay whole."""
    if "," in text or _OWNED.search(text):
        return words
    cut = max((place + 1 for place, word in enumerate(words) if word in TITLES), default=0)
    return words[cut:] or words


def _within(few: Sequence[str], many: Sequence[str]) -> bool:
    """Whether each of a few words is one of many, an initial standing for a name."""
    left = Counter(many)
    for word in sorted(few, key=len, reverse=True):
        fits = next((other for other in left if left[other] and _fits(word, other)), None)
        if fits is None:
            return False
        left[fits] -= 1
    return any(len(word) > 1 and word in many for word in few)


def _fits(word: str, other: str) -> bool:
    if word == other:
        return True
    return 1 in (len(word), len(other)) and word[0] == other[0] and word.isalpha() and other.isalpha()


def _is_acronym(short: str, long: str) -> bool:
    """Whether one text is the first letters of the other: EU, GSOMIA."""
    letters = re.sub(r"^the ", "", _folded(short).strip())
    if not re.fullmatch(r"[A-Z]{2,8}", letters):
        return False
    words = [word for word in re.findall(r"[^\W_]+", _folded(long)) if word.lower() not in ("the", "a", "an")]
    if len(words) < 2:
        return False
    every = "".join(word[0] for word in words)
    great = "".join(word[0] for word in words if word[0].isupper())
    return letters.casefold() in (every.casefold(), great.casefold())


def other_person(one: str, two: str) -> bool:
    """Whether two texts each name one person, and certainly not the same one."""
    first, second = _person(one), _person(two)
    if not first or not second:
        return False
    return not any(_alike(word, other) for word in first for other in second)


def _alike(word: str, other: str) -> bool:
    return _fits(word, other) or SequenceMatcher(None, min(word, other), max(word, other)).ratio() >= _LIKE


def _person(text: str) -> tuple[str, ...]:
    """Return the words of the one personal name in a text; none where there may be several, or another thing.

    A name is two words or more, or one behind a title, and nothing that institutions are called by.
    """
    plain = _folded(text)
    if re.search(r"\b(?:and|or|of|for|by|between|against|not|with)\b|[\d&/]", plain):
        return ()
    names = [name for name in map(_named, _runs(plain)) if name]
    return names[0] if len(names) == 1 and not set(names[0]) & (_INSTITUTIONS | _PLACES) else ()


def personal_name(text: str) -> tuple[str, ...]:
    """Return the first name of a text that may be a person's: its words, without titles; at times one."""
    for run in _runs(_folded(text)):
        lower = [word.casefold() for word in run]
        cut = max((place + 1 for place, word in enumerate(lower) if word in TITLES), default=0)
        name = tuple(word for word in lower[cut:] if word not in _SMALL_WORDS)
        if name and not set(name) & (_INSTITUTIONS | _PLACES):
            return name
    return ()


def first_names(surname: str, text: str) -> frozenset[str]:
    """Return the words that stand as first names before a surname in a text, in lower case."""
    before = re.findall(rf"([A-Z][\w’-]+) {re.escape(surname)}(?!\w)", _folded(text), re.IGNORECASE)
    written = {word.casefold() for word in before if word[0].isupper()}
    return frozenset(written - TITLES - _REGAL - _SMALL_WORDS - _OPENERS)


def _runs(text: str) -> list[list[str]]:
    """Return the runs of capitalised words, with the particles between them."""
    runs: list[list[str]] = [[]]
    for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*|,", text):
        if word[0].isupper() or (word in _PARTICLES and runs[-1]):
            runs[-1].append(word)
        else:
            runs.append([])
    return [run for run in runs if run]


def _named(run: Sequence[str]) -> tuple[str, ...]:
    """Return the personal name in a run of capitalised words, its titles cut off."""
    lower = [word.casefold() for word in run]
    if any(len(word) > 1 and word.isupper() for word in run[-2:]) or _REGAL & set(lower):
        return ()
    cut = max((place + 1 for place, word in enumerate(lower) if word in TITLES), default=0)
    name = [word for word in lower[cut:] if word not in _PARTICLES]
    parts = tuple(part for word in name for part in word.split("-") if part not in _PARTICLES)
    return parts if len(name) in range(1 if cut else 2, 5) else ()


def other_place(one: str, two: str) -> bool:
    """Whether two texts name two places of one kind: the village of Lokke, the village of Skarrow.

    Of a town and a country, or a hotel and its town, both may be right: without a map, nothing is said.
    """
    first, second = _place(one), _place(two)
    if not first or not second or first[0] != second[0]:
        return False
    return not any(_alike(word, other) for word in first[1] for other in second[1])


def _place(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the kind of a place that a text names, and its name: ("lake", ("velissa",))."""
    words = re.findall(r"[^\W_]+", _folded(text))
    kinds = {word.lower() for word in words} & _PLACES
    if len(kinds) != 1 or re.search(r"\b(?:and|or|near|between|outside|off|not|from)\b|[\d]", text):
        return None
    kind = kinds.pop()
    names = [word for word in words if word[0].isupper() and word.lower() != kind]
    apart = sum(abs(words.index(two) - words.index(one)) > 1 for one, two in pairwise(names))
    if not names or apart:
        return None
    return kind, tuple(name.casefold() for name in names if name.lower() not in _SMALL_WORDS)
