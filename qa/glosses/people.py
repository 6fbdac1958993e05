"""The people of an article by their names: full ones, with what they are, and short ones.

A short name is a full one's when no other full name before it has the same word; whether a run of capitals
is a person's name at all, what stands around it has to say. Whose name is a man's is told in `given_names`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.paragraphs import Span

__all__ = [
    "CAPITALS",
    "NOT_FIRST",
    "SOMEBODY",
    "Person",
    "people_of",
    "person_called",
    "short_names",
    "title_gender",
]

_TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Supt|Rev|Insp)\.(?= )"
_WORD = rf"(?:{_TITLE}|[A-Z](?:\.[A-Z])*\.(?= )|[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]*(?:[-’'][^\W\d_]{{2,}})*)"
_JOINT = r"(?: {1,3}(?:de|da|di|do|dos|du|van|von|der|den|bin|ibn|al|el|la|le))?"
CAPITALS = re.compile(rf"{_WORD}(?:{_JOINT} {{1,3}}{_WORD}){{0,9}}")
"""A run of words with capitals, in flat text."""

_OFFICES = frozenset(
    """minister president secretary chief governor mayor judge justice captain inspector professor dr doctor
    senator general colonel major lieutenant sergeant commander admiral king queen prince princess sir dame
    lord lady bishop archbishop cardinal pope monsignor reverend father ambassador commissioner chancellor
    chairman chairwoman chair director premier speaker prosecutor spokesman spokeswoman congressman
    congresswoman representative sheriff coach manager leader mr mrs ms miss mx rev gen sen rep gov lt col
    sgt capt prof supt insp detective superintendent constable engineer economist analyst rider driver skipper
    defender goalkeeper striker midfielder cyclist runner lawyer counsel coordinator matron mediator owner
    founder author historian biologist virologist geologist hydrologist astronomer epidemiologist
    lead""".split()
)
_COURTESY = {"mr": "he", "sir": "he", "mrs": "she", "ms": "she", "miss": "she", "dame": "she"}
# What a name of people holds no word of.
_NO_NAMES = frozenset(
    """ministry bank union commission council court agency university college school party institute league
    committee board company firm group club department association federation foundation airlines airline
    hospital river lake bridge dam island islands street avenue road square park port cape mount mountain
    sea bay gulf strait north south east west northern southern eastern western upper lower new old saint san
    santa city town village county province district region republic kingdom states nations united rovers
    athletic harriers wanderers cup prize tour race marathon press news times post herald tribune courier
    ledger monitor mirror weekly radio television corp inc ltd plc co laboratories motors industries lines
    holdings partners securities hotel house hall palace tower stadium station airport line office service
    services bureau authority treaty accord agreement act law constitution war day night week storm cyclone
    hurricane project programme program fund trust center centre coast province reservoir border fish
    works library museum gallery theatre church cathedral parliament senate assembly congress cabinet
    engineering terminals terminal harbour harbours harbor foods pharma hydro energy oil gas steel shipping
    marine mining metals capital insurance media systems technologies airways railways transit grid power
    telecom coffee dredging drilling resources international global national studies medicine affairs
    academy growers workers fishers farmers rangers stars point rock cross today peninsula embassy
    government army navy force police guard coalition alliance front movement community society relief
    africa asia europe america monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december christmas easter""".split()
)
NOT_FIRST = frozenset(
    """the a an in on at by to of and or but for from with as it he she they we i you his her their its our my
    this that these those when while after before during since until if although though because where there
    here what who how why not no nor so yet then now once some many most all both each every another other
    one two three four five six seven eight nine ten asked according under over among last next early late
    earlier later still even only just also more few several nobody everyone everybody until meanwhile
    however today yesterday tomorrow""".split()
)
"""Words that begin a sentence, or lead to a name, and are no part of it."""
_SAYS = (
    r"(?:said|says|told|tells|added|adds|asked|wrote|writes|announced|declined|denied|denies|refused|promised|"
    r"warned|argued|explained|insisted|called|thinks|believes|hopes|replied|recalled|admitted)"
)
SOMEBODY = re.compile(
    r"\b(?:[a-z]+(?:man|woman|person)|man|woman|boy|girl|child|mother|father|son|daughter|wife|husband|widow|"
    r"widower|brother|sister|uncle|aunt|nephew|niece|cousin|grand\w+|parent|friend|neighbour|neighbor|"
    r"colleague|partner|couple|predecessor|successor|deputy|minister|president|premier|secretary|chief|head|governor|"
    r"mayor|judge|justice|lawyer|solicitor|counsel|prosecutor|captain|officer|official|source|inspector|"
    r"detective|sergeant|soldier|general|director|manager|executive|owner|founder|boss|driver|engineer|"
    r"technician|doctor|nurse|surgeon|scientist|researcher|professor|teacher|student|author|writer|editor|"
    r"reporter|journalist|correspondent|photographer|artist|actor|actress|singer|player|coach|trainer|"
    r"goalkeeper|striker|defender|midfielder|cyclist|rider|runner|winner|skipper|sailor|diver|pilot|"
    r"passenger|resident|villager|farmer|worker|miner|docker|trader|shopkeeper|baker|analyst|economist|"
    r"leader|member|deputy|delegate|senator|candidate|ambassador|diplomat|envoy|adviser|advisor|aide|"
    r"assistant|speaker|commissioner|bishop|priest|monk|imam|king|queen|prince|princess|victim|survivor|"
    r"witness|suspect|defendant|patient|prisoner|refugee|migrant|volunteer|steward|clerk|accountant|auditor|"
    r"chair|coordinator|killer|murderer|attacker|robber|thief|burglar|shooter|bomber|hijacker|kidnapper|accused|"
    r"convict|offender|culprit|perpetrator|fugitive|detainee|inmate|hostage|captive|bystander|pensioner|teenager|"
    r"teen|youth|toddler|baby|infant|pupil|firefighter|paramedic|(?<![Cc]oast )guard|constable|deckhand|"
    r"bride|groom|fianc\w+|girlfriend|boyfriend|spouse|heir|twin|employee|intern|waiter|waitress|cook|chef|hunter|"
    r"climber|hiker|swimmer|skier|sniper|mechanic|electrician|magistrate|coroner|expert|"
    r"historian|biologist|geologist|virologist|physicist|chemist|mediator|owner|"
    r"customer|client|buyer|seller|hero|cadet|tourist|visitor|host|guest|nominee|rival|opponent|critic|"
    r"supporter|activist|lobbyist|matron|other|someone|somebody|anyone|everyone|nobody)\b"
    r"(?!-)"
)
"""Words for one person."""
_AFTER = re.compile(
    rf",? (?:{_SAYS}\b|\(\d\d\))|, (?:aged )?\d\d(?=[,.])|, who(?:se)?\b"
    r"|, (?P<aside>(?:(?:the|an?|his|her|its|their|then) )?[^,.;:]{3,60})"
)
_BEFORE = re.compile(
    r"(?:\b(?:said|says|according to|(?:led|headed|chaired|signed|written) by) |"
    rf"{SOMEBODY.pattern}(?: of [^,.;]{{2,30}})?"
    r"(?:, | (?:named|called) ))\Z",
    re.IGNORECASE,
)
_MANNED = re.compile(
    r"(?:(?:[A-Z]\w*(?:\.[A-Z]\.)? |former |acting |deputy |vice |police |fire |opposition |prime |chief "
    r"|senior )*"
    r"(?:" + "|".join(sorted(word for word in _OFFICES if len(word) > 4)) + r") )\Z"
)
_REACH = 40
# Where no person is, or not the whole name: "in Moon", "the Moon", "van Moon".
_LED = re.compile(
    r"\b(?:in|at|near|around|outside|inside|the|an?|across|into|van|von|der|de|da|di|y|bin|al) \Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Person:
    """A mention of somebody by full name.

    Attributes:
        names: the words of the name, without what they are.
        start, end: of the mention, with what they are: "Transport Minister Joren Vask".
        named: where the name itself starts.
        is_sure: whether what stands around says that it is a person.
    """

    names: tuple[str, ...]
    start: int
    named: int
    end: int
    is_sure: bool

    @property
    def span(self) -> Span:
        """The mention, with what the person is."""
        return self.start, self.end


def people_of(flat: str, start: int, end: int) -> Iterator[Person]:
    """Give the mentions of people by full name in a part of a flat text."""
    for found in CAPITALS.finditer(flat, start, end):
        yield from _person(flat, found.start(), found.end())


def _person(flat: str, start: int, end: int) -> Iterator[Person]:
    words = [(start + one.start(), one[0]) for one in re.finditer(r"[^ ]+", flat[start:end])]
    if words and re.search(r"[’']s$", words[-1][1]):
        words[-1] = (words[-1][0], words[-1][1][:-2])
    for place, (at, word) in enumerate(words[:-1]):
        if re.search(r"[’']s$", word):  # "Kenya's President ..."
            yield from _person(flat, start, at + len(word))
            yield from _person(flat, words[place + 1][0], end)
            return
    while words and words[0][1].lower() in NOT_FIRST:
        words.pop(0)
    offices = [place for place, (_, word) in enumerate(words) if word.lower().rstrip(".") in _OFFICES]
    first = offices[-1] + 1 if offices else 0
    names = [word for _, word in words[first:]]
    if not 2 <= len(names) <= 4 or any(word.lower() in _NO_NAMES for word in names):
        return
    last = words[-1][0] + len(words[-1][1])
    named = words[first][0]
    lead = words[0][0]
    before = flat[max(0, lead - _REACH) : lead]
    if lead == named and (role := _MANNED.search(before)):
        lead -= len(before) - role.start()
    sure = bool(offices) or lead < named or _BEFORE.search(before) is not None or _is_manned(flat, last)
    yield Person(tuple(names), lead, named, last, sure)


def _is_manned(flat: str, end: int) -> bool:
    """Whether what follows a name is said of people: "Ola Hansen said", "Ola Hansen, 31, a nurse"."""
    after = _AFTER.match(flat, end)
    return after is not None and (after["aside"] is None or SOMEBODY.search(after["aside"]) is not None)


def person_called(word: str, people: list[Person]) -> Person | None:
    """Return the fullest mention of the only person of whose name a word is the first or the last.

    None where there is no such person, or may be two.
    """
    same = [person for person in people if word in person.names]
    if not same or any(not _agree(person.names, same[0].names) for person in same):
        return None
    # "Ana" may be anybody; "Moon", where it stands before "Jae-in", is a surname.
    named = [one for one in same if word == one.names[-1] or (word == one.names[0] and _is_eastern(one))]
    if not named or not any(person.is_sure for person in same):
        return None
    return max(named, key=lambda person: (person.end - person.start, -person.start))


def _is_eastern(person: Person) -> bool:
    """Whether a name seems to begin with the surname: Moon Jae-in, Kim Jong Un."""
    return re.search(r"-[a-z]", person.names[-1]) is not None or (
        len(person.names) == 3 and all(len(word) < 6 for word in person.names) and person.named > person.start
    )


def _agree(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether two full names may be one person's: "Mark Esper" and "Mark T. Esper"."""
    return one[0] == two[0] and one[-1] == two[-1]


def title_gender(flat: str, word: str) -> str | None:
    """Return "he" or "she", where Mr or Mrs says it of a name; None where both or none do."""
    said = {
        _COURTESY[found[1].lower()]
        for found in re.finditer(rf"\b(Mr|Sir|Mrs|Ms|Miss|Dame)\.? (?:{_WORD} )?{re.escape(word)}\b", flat)
    }
    return said.pop() if len(said) == 1 else None


def short_names(flat: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Give where a part of a flat text calls somebody by one name, with Mr or an office or without.

    Yields:
        the span of the mention, and the name.
    """
    for found in CAPITALS.finditer(flat, start, end):
        words = [(found.start() + one.start(), one[0]) for one in re.finditer(r"[^ ]+", found[0])]
        while words and words[0][1].lower() in NOT_FIRST:
            words.pop(0)
        if not words or not all(word.lower().rstrip(".") in _OFFICES for _, word in words[:-1]):
            continue
        at, word = words[-1]
        name = re.sub(r"[’']s$", "", word)
        if _is_short(name) and (len(words) > 1 or not _LED.search(flat, max(0, at - 10), at)):
            yield words[0][0], at + len(name), name


def _is_short(name: str) -> bool:
    """Tell whether a word with a capital may be a surname."""
    return (
        len(name) > 1
        and not name.isupper()
        and name.lower() not in _NO_NAMES | NOT_FIRST
        and name.lower() not in _OFFICES
    )
