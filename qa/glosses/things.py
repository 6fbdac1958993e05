"""What "the ministry", "the minister" and "it" stand for, where an article leaves no choice.

An institution is named once with more words; an office is one person's; and "it" goes on with the subject of
the sentence before (Grosz, Joshi and Weinstein, 1995) where that sentence has no other thing it might be.
"""

import re
from collections.abc import Iterator

from index.paragraphs import Span
from qa.glosses.borders import is_parted
from qa.glosses.people import CAPITALS, NOT_FIRST, Person, people_of, person_called
from qa.glosses.surroundings import Surroundings

__all__ = ["institutions_in", "officials_in", "subject_before"]

_BODIES = (
    "ministry|bank|union|commission|council|court|agency|university|institute|league|committee|board|authority|"
    "federation|association|hospital|department|foundation|tribunal"
)
_OFFICES = "minister|president|governor|mayor|judge|captain|commissioner|bishop|ambassador|chancellor"
# Not "the ministry of health", "the union that", "the bank holiday".
_ALONE = (
    r"\b[Tt]he (?P<head>{})\b"
    r"(?=[’']s |[,;:.]? (?!(?:of|for|that|which|who|whose|in|at|on|to)\b)[a-z]|[.,;:])"
)
_BODY = re.compile(_ALONE.format(_BODIES))
_OFFICE = re.compile(_ALONE.format(_OFFICES))
_WORD = r"[A-ZÀ-ÖØ-Þ][^\W_]*(?:-[^\W_]+)*"
_RUN = re.compile(rf"{_WORD}(?:[’']? {_WORD})*")
_OF = re.compile(rf" (?:of|for) (?:the )?{_WORD}(?: {_WORD})*(?: and {_WORD})?")
_JOINED = re.compile(rf"\b[Tt]he (?P<first>{_WORD} and )\Z")
_PLAIN = re.compile(r"(?P<lead>[\w’']+ )?(?P<words>(?:[a-z][\w-]* |[A-Z][a-z]+ian |[A-Z][a-z]+ese ){0,3})\Z")
# "The judge who leads the panel", "the court in Lunde".
_WHICH = (
    r"(?:of|for|who|whose|that|which|where)\b|"
    r"(?:in|at|near) (?=[A-Z])(?!(?:Jan|Feb|Mar|Apr|May|Ju|Aug|Sep|Oct|Nov|Dec))"
)
_OF_SOME = re.compile(r" (?:of|for)\b")
_OF_ANOTHER = re.compile(rf" (?:{_WHICH})")
_OF_ANY = re.compile(rf" (?:{_WHICH}|[A-Z])")
_THE = frozenset(("the", "this", "that", "said"))
_AGENT = (
    r"(?:said|says|added|expects|plans|wants|hopes|denied|denies|promised|announced|called|urged|warned|recommended|"
    r"recommends|dismissed|refused|declined|accused|rejected|decided|believes|found|ruled|asked|agreed|ordered|"
    r"blamed|gave no|did not (?:name|say|give)|also (?:said|promised|denied|called|urged|warned|ordered))"
)
_IT = re.compile(
    rf"It (?:(?P<acts>{_AGENT})\b|(?:was|has|had|will|would|must|can|could|takes|took|cost|costs|has been) "
    r"(?!be (?:wrong|right|hard|good|better|easy|too|up)\b)"
    r"(?:also |now |not |then |only )?(?:be |been |to |have )?"
    r"(?:[a-z]{3,}(?:ed|en|wn|lt|ut|ld)\b|effect\b|four|three|five|two|\d))"
)
_EXPLETIVE = re.compile(
    r"It (?:has |had |will |would |could |can |must |was |is )*(?:be |been |also |now |not )*"
    r"(?:said|told|reported|expected|thought|believed|understood|decided|agreed|hoped|feared|rained|snowed|known|"
    r"suggested|claimed|assumed|seen|noted|recalled|clear|likely|possible|the|a|an)\b"
)
_SUBJECT = re.compile(
    r"(?P<noun>(?:The|An?) (?:[\w’'.-]+ ){0,4}?(?P<last>[\w-]+)"
    r"|(?:[A-Z][\w’'-]+ ){1,3}?(?P<name>[A-Z][\w-]+))"
    rf"(?P<aside>, (?:[^,]{{3,90}}),)? (?P<verb>was|has been|had been|is to be|will be|is|will|{_AGENT})\b"
)
_PASSIVE = re.compile(
    r" (?:also |first |not |now |to be |be )?"
    r"(?:[a-z]{3,}(?:ed|wn|lt|ut|en|ug)|dug|set|built|put|held|made)\b"
)
_PEOPLE = re.compile(
    r"(?:man|woman|person|minister|president|chief|governor|mayor|judge|lawyer|prosecutor|captain|officer|official|"
    r"director|manager|owner|founder|driver|engineer|doctor|nurse|author|writer|editor|reporter|leader|member|"
    r"speaker|victim|witness|patient|pair|couple|two|three|four|five|[a-z]+[^su]s)\Z"
)
_OTHERS = re.compile(
    rf"\b(?:{_BODIES}|company|firm|group|club|party|government|parliament|team|cabinet|report|statement|newspaper|"
    r"study|letter|police|jury|army|operator|museum|school|bureau|office)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(rf"The (?:{_BODIES}|company|firm|group|club|party|team)", re.IGNORECASE)


def institutions_in(around: Surroundings) -> Iterator[tuple[Span, Span]]:
    """Give where a sentence says "the ministry" and the like, and where that is named in full before.

    Of two ministries neither is given, nor is anything where "a ministry" is spoken of.
    """
    for found in _BODY.finditer(around.flat, around.start, around.end):
        name = None if around.is_quoted(found.start()) else _named(around, found["head"])
        if name is not None and not is_parted(around, found["head"], found.start(), name):
            yield found.span(), name


def _named(around: Surroundings, head: str) -> Span | None:
    names: list[tuple[frozenset[str], Span]] = []
    for found in re.finditer(rf"\b(?:{head}|{head.capitalize()})\b", around.flat[: around.end]):
        if around.start <= found.start() and found[0].islower():
            continue
        name = _name_at(around.flat, found.start(), found.end())
        if name is None:
            return None
        if name[1] - name[0] > len(head):
            words = re.findall(r"[^\W_]+", around.flat[slice(*name)].lower())
            names.append((frozenset(words) - {head, "of", "for", "the", "s", "and"}, name))
    if not names:
        return None
    most, full = max(names, key=lambda one: (len(one[0]), -one[1][0]))
    # "The University of Pittsburgh Press" is another than the University of Pittsburgh.
    parted = around.flat[full[0] : full[1]].find(f"{head.capitalize()} ") >= 0
    fits = all(words == most if parted else words <= most for words, _ in names)
    return full if fits and full[1] <= around.start else None


def _name_at(flat: str, start: int, end: int) -> Span | None:
    """Return the name that a head is of, the head alone where it stands for one, None where it is of none."""
    return _capital_name(flat, start, end) if flat[start].isupper() else _plain_name(flat, start, end)


def _capital_name(flat: str, start: int, end: int) -> Span | None:
    """Return "Halven National Bank", "Ministry of Health"."""
    runs = (one for one in _RUN.finditer(flat, max(0, start - 80), end + 40) if one.end() >= end)
    run = next(runs, None)
    if run is None or run.start() > start or run.end() > end:
        return None
    of = _OF.match(flat, end)
    # "The Harbour and Transport Workers' Federation" is one.
    joined = _JOINED.search(flat, max(0, run.start() - 40), run.start())
    first = joined.start("first") if joined else run.start()
    while first < start and (word := flat[first:start].split(" ", maxsplit=1)[0]).lower() in NOT_FIRST:
        first += len(word) + 1
    if first < start or of is not None:
        return first, of.end() if of else end
    return (start, end) if flat[max(0, start - 4) : start].lower() == "the " else None


def _plain_name(flat: str, start: int, end: int) -> Span | None:
    """Return "health ministry", where "the" stands before it."""
    found = None if flat[start:end] == "bank" else _PLAIN.search(flat, max(0, start - 60), start)
    if found is None or _OF_SOME.match(flat, end):
        return None  # of a river, or of somewhere
    words = [found["lead"] or "", *re.findall(r"[^ ]+ ", found["words"])]
    determined = [place for place, word in enumerate(words) if word.strip().lower() in _THE]
    if not determined:
        return None
    rest = words[determined[-1] + 1 :]
    if not rest and _OF_ANOTHER.match(flat, end):
        return None
    if any(word.strip() in NOT_FIRST for word in rest):
        return None
    return start - len("".join(rest)), end


def officials_in(around: Surroundings) -> Iterator[tuple[Span, Person]]:
    """Give where a sentence says "the minister" and the like, and the only one whom an article names so."""
    known = list(people_of(around.flat, 0, around.start))
    here = {name for person in people_of(around.flat, around.start, around.end) for name in person.names}
    for found in _OFFICE.finditer(around.flat, around.start, around.end):
        person = None if around.is_quoted(found.start()) else _official(around, found["head"], known)
        named = person is not None and re.search(
            rf"\b{re.escape(person.names[-1])}\b", around.flat[around.start : around.end]
        )
        if person is None or named or person.names[-1] in here:
            continue
        if not is_parted(around, found["head"], found.start(), person.span):
            yield found.span(), person


def _official(around: Surroundings, office: str, known: list[Person]) -> Person | None:
    flat, holders = around.flat, set()
    for found in re.finditer(rf"\b{office}\b", flat[: around.start], re.IGNORECASE):
        holder = next((one for one in known if _holds(flat, found.start(), found.end(), one)), None)
        if holder is not None:
            holders.add(holder.names[-1])
        elif flat[max(0, found.start() - 4) : found.start()].lower() != "the " or _OF_ANY.match(
            flat, found.end()
        ):
            return None
    return person_called(holders.pop(), known) if len(holders) == 1 else None


def _holds(flat: str, start: int, end: int, person: Person) -> bool:
    if person.start <= start < person.named:
        return True
    if end <= person.named:
        return re.fullmatch(r"(?: (?:of|for) [^,.;]{2,40})?,? ", flat[end : person.start]) is not None
    aside = flat[person.end : start] if start < person.end + 60 else ""
    return re.match(r", (?:the|an?) [^,.;]*\Z", aside) is not None


def subject_before(around: Surroundings) -> tuple[Span, Span] | None:
    """Return where a sentence begins with "it", and the subject of the sentence before that it goes on with.

    Either something was done to that subject, and to nothing else; or it acts, as bodies do, and no other
    body is spoken of.
    """
    it = _IT.match(around.flat, around.start)
    if it is None or not around.before or (_EXPLETIVE.match(around.flat, around.start) and not it["acts"]):
        return None
    first, last = around.before[-1]
    subject = _SUBJECT.match(around.unquoted(first, last))
    if subject is None or _PEOPLE.search(subject["last"] or subject["name"] or ""):
        return None
    rest = around.flat[first + subject.end() : last]
    noun = subject["noun"]
    is_body = _OTHERS.search(noun) is not None
    if noun.endswith(" itself") or _VAGUE.fullmatch(noun):
        return None
    if it["acts"]:
        alone = not _OTHERS.search(rest + (subject["aside"] or "")) and not CAPITALS.search(rest)
        if not (is_body and alone):
            return None
    elif is_body or not _PASSIVE.match(rest) or subject["verb"] in ("is", "will"):
        return None
    return (around.start, around.start + 2), (first, first + len(noun))
