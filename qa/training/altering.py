"""Questions altered so that their passage no longer answers them.

The kinds are those that people wrote for SQuAD 2.0 (Rajpurkar et al., 2018, table 1): another name,
another number or year, a negation, an antonym, and names that change places. A rule cannot be sure
that the altered question has no answer; a few have, and that is noise in what is learned.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

__all__ = ["ANTONYMS", "Alteration"]

_PAIRS = """
first/last oldest/newest earliest/latest largest/smallest biggest/smallest highest/lowest
longest/shortest most/least more/fewer more/less best/worst greatest/smallest before/after above/below
north/south east/west northern/southern eastern/western increase/decrease increased/decreased
increasing/decreasing rise/fall rose/fell rising/falling win/lose won/lost winner/loser gain/lose
gained/lost began/ended begin/end start/end started/ended starting/ending open/close opened/closed
opening/closing early/late old/new young/old good/bad large/small high/low long/short strong/weak
positive/negative major/minor public/private male/female man/woman men/women boys/girls mother/father
son/daughter brother/sister husband/wife king/queen buy/sell bought/sold accept/reject accepted/rejected
agree/disagree agreed/refused allow/forbid allowed/banned approve/reject approved/rejected
support/oppose supported/opposed supporters/opponents attack/defend attacked/defended build/destroy
built/destroyed create/destroy created/abolished founded/dissolved enter/leave entered/left
arrive/depart arrived/departed join/leave joined/left include/exclude included/excluded import/export
imports/exports imported/exported inside/outside internal/external domestic/foreign local/foreign
legal/illegal possible/impossible successful/unsuccessful popular/unpopular common/rare like/dislike
liked/disliked love/hate loved/hated cheap/expensive cheaper/dearer easy/difficult easier/harder
fast/slow faster/slower hot/cold warm/cool dry/wet light/heavy full/empty rich/poor safe/dangerous
save/spend saved/spent give/receive gave/received sent/received teach/learn taught/learned ask/answer
asked/answered remember/forget remembered/forgot friend/enemy friends/enemies ally/enemy allies/enemies
victory/defeat peace/war birth/death born/buried married/divorced hired/fired appointed/dismissed
elected/defeated freed/jailed released/arrested guilty/innocent convicted/acquitted proved/disproved
true/false right/wrong left/right up/down upper/lower front/back top/bottom near/far maximum/minimum
minority/majority ancient/modern urban/rural civilian/military winter/summer spring/autumn day/night
morning/evening sunrise/sunset advantage/disadvantage advantages/disadvantages strengths/weaknesses
pros/cons always/never with/without many/few for/against over/under cause/prevent caused/prevented
causes/prevents raise/lower raised/lowered confirmed/denied admitted/denied promised/refused
praised/criticised kept/broke keep/break survived/died alive/dead injured/unhurt visible/hidden
known/unknown official/unofficial
"""


def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for pair in _PAIRS.split():
        first, second = pair.split("/")
        found[first].append(second)
        found[second].append(first)
    return {word: tuple(others) for word, others in found.items()}


ANTONYMS = _table()

_WORD = re.compile(r"[^\W_][\w’'-]*")
_NAME = re.compile(r"[A-Z][\w’'.-]*(?: (?:of |de |van |von |al-)?[A-Z][\w’'.-]*)*")
_NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w)")
_YEAR = re.compile(r"(?<!\w)(?:1[0-9]|20)\d\d(?!\w)")
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should|must|may|might)\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred".split()
)
_ASKING = frozenset(
    """what which who whom whose when where why how is are was were did does do has have had can could will
    would should must may might a an the of in on at to for from by with and or but not no many much
    long old often far it its this that these those there he she they them their his her him you
    your i my me we us our if as be been being than then so such some any all each every other
    another about into over after before during between name type kind one only also get got go use
    used make made say said""".split()
)


_Rule = Callable[[str, str, Sequence[str]], str | None]


class Alteration:
    """Alters questions, given many others from which to take names and words."""

    def __init__(self, questions: Iterable[str], contexts: Iterable[str], draw: random.Random) -> None:
        self._draw = draw
        self._followers: dict[str, list[str]] = defaultdict(list)
        for question in questions:
            words = [found[0].lower() for found in _WORD.finditer(question)]
            for before, word in pairwise(words):
                if word not in _ASKING and not word[0].isdigit():
                    self._followers[before].append(word)
        names = {name for context in contexts for name in names_in(context)}
        self._names: dict[int, list[str]] = defaultdict(list)
        for name in sorted(names):
            self._names[min(3, name.count(" "))].append(name)

    def alter(self, question: str, context: str, answers: Sequence[str]) -> str | None:
        """Return a question that the context does not answer; None where no rule applies."""
        rules: list[_Rule] = [self._swap_name, self._swap_number, self._antonym, self._swap_word]
        weights = [4, 4, 3, 2]
        if self._draw.random() < 0.06:
            rules, weights = [self._negate, *rules], [100, *weights]
        elif self._draw.random() < 0.08:
            rules, weights = [self._change_places, *rules], [100, *weights]
        while rules:
            rule = self._draw.choices(rules, weights)[0]
            place = rules.index(rule)
            del rules[place], weights[place]
            altered = rule(question, context, answers)
            if altered is not None and altered.lower() != question.lower():
                return altered
        return None

    def _swap_name(self, question: str, context: str, answers: Sequence[str]) -> str | None:
        spans = [span for span in _inner_names(question) if question[slice(*span)].lower() in context.lower()]
        if not spans:
            return None
        start, end = self._draw.choice(spans)
        name = question[start:end]
        said = " ".join([question, *answers]).lower()
        near = [
            other
            for other in names_in(context)
            if other.lower() not in said and name.lower() not in other.lower()
        ]
        far = self._names[min(3, name.count(" "))]
        pool = near if near and self._draw.random() < 0.6 else far
        other = self._draw.choice(pool) if pool else None
        if other is None or (pool is far and other.lower() in context.lower()):
            return None
        return question[:start] + other + question[end:]

    def _swap_number(self, question: str, context: str, _: Sequence[str]) -> str | None:
        spans = [found.span() for found in _NUMBER.finditer(question)]
        spans += [found.span() for found in _WORD.finditer(question) if found[0].lower() in _NUMBER_WORDS]
        spans = [span for span in spans if question[slice(*span)].lower() in context.lower()]
        if not spans:
            return None
        start, end = self._draw.choice(spans)
        old = question[start:end]
        for _attempt in range(5):
            new = self._other_number(old)
            if new != old and not re.search(rf"(?<!\w){re.escape(new)}(?!\w)", context):
                return question[:start] + new + question[end:]
        return None

    def _other_number(self, old: str) -> str:
        if old.lower() in _NUMBER_WORDS:
            return self._draw.choice(_NUMBER_WORDS)
        if _YEAR.fullmatch(old):
            return str(
                int(old) + self._draw.choice([-1, 1]) * self._draw.choice([1, 1, 2, 3, 5, 10, 20, 100])
            )
        value = float(old.replace(",", ""))
        if "." in old:
            return f"{value * self._draw.choice([0.3, 0.5, 1.5, 2.5]):.{len(old.rpartition('.')[2])}f}"
        new = max(
            1,
            round(value * self._draw.choice([0.1, 0.5, 0.8, 1.2, 1.5, 2, 3, 10])) + self._draw.choice([0, 1]),
        )
        return f"{new:,}" if "," in old else str(new)

    def _antonym(self, question: str, context: str, _: Sequence[str]) -> str | None:
        spans = [found.span() for found in _WORD.finditer(question) if found[0].lower() in ANTONYMS]
        if not spans:
            return None
        start, end = self._draw.choice(spans)
        other = self._draw.choice(ANTONYMS[question[start:end].lower()])
        if re.search(rf"(?<!\w){other}(?!\w)", context, re.IGNORECASE):
            return None
        return question[:start] + other + question[end:]

    def _swap_word(self, question: str, context: str, _: Sequence[str]) -> str | None:
        """Put a word that other questions have in the same place, and that the context lacks."""
        found = list(_WORD.finditer(question))
        said = context.lower()
        pairs = [
            (before, word)
            for before, word in pairwise(found)
            if word[0].lower() not in _ASKING and word[0].islower() and word[0].lower() in said
        ]
        if not pairs:
            return None
        before, word = self._draw.choice(pairs)
        pool = self._followers[before[0].lower()]
        for _attempt in range(8):
            other = self._draw.choice(pool) if pool else ""
            if other and other[:5] not in said and _alike(other, word[0]):
                return question[: word.start()] + other + question[word.end() :]
        return None

    def _negate(self, question: str, *_: object) -> str | None:
        found = _AUXILIARY.search(question)
        if found is None or re.search(r"\b(?:not|never|no)\b|n[’']t\b", question):
            return None
        words = list(_WORD.finditer(question, found.end()))
        # "What did Tesla invent" -> "What did Tesla never invent"; "Who was" -> "Who was not".
        late = found[0].lower() in ("did", "does", "do") and len(words) > 1
        place = words[1].start() if late and not words[1][0].istitle() else found.end() + 1
        return f"{question[:place].rstrip()} {self._draw.choice(['not', 'never', 'not'])} {question[place:]}"

    def _change_places(self, question: str, *_: object) -> str | None:
        spans = _inner_names(question)
        if len(spans) < 2:
            return None
        (first, first_end), (second, second_end) = sorted(self._draw.sample(spans, 2))
        return (
            question[:first]
            + question[second:second_end]
            + question[first_end:second]
            + question[first:first_end]
            + question[second_end:]
        )


def names_in(text: str) -> list[str]:
    """Return the capitalised runs of a text, without a single word that opens a sentence."""
    found = []
    for match in _NAME.finditer(text):
        opens = match.start() == 0 or text[: match.start()].rstrip()[-1:] in (".", "?", "!", '"', "“", ":")
        name = match[0].rstrip(".").removesuffix("'s").removesuffix("’s")
        if len(name) > 2 and not (opens and " " not in name):
            found.append(name)
    return found


def _inner_names(question: str) -> list[tuple[int, int]]:
    spans = []
    for match in _NAME.finditer(question):
        start, name = match.start(), match[0].rstrip(".")
        first = _WORD.match(name)
        if start == 0 and first is not None and first[0].lower() in _ASKING:
            start, name = start + first.end(), name[first.end() :]
            name, start = name.lstrip(), start + len(name) - len(name.lstrip())
        name = name.removesuffix("'s").removesuffix("’s")
        if len(name) > 1:
            spans.append((start, start + len(name)))
    return spans


def _alike(first: str, second: str) -> bool:
    """Whether two words have the same ending, as a plural or a past tense has."""
    if first[:4] == second[:4]:
        return False
    return all(first.endswith(ending) == second.endswith(ending) for ending in ("s", "ed", "ing", "ly"))
