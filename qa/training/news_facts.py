"""What a sentence of the news tells, as questions; and the clause of a statement, seen by its form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.glosses.people import CAPITALS, NOT_FIRST

__all__ = ["Clause", "Fact", "Line", "clause_of", "names_in"]

# No more tenses: what can be turned round without knowing the verb.
_AUXILIARY = r"(?:is|are|was|were|will|would|can|could|should|must)"
_LOWERED = frozenset(
    """the a an there some many most several all both in on at by during for under with no each every few
    other these those this that such two three four five six seven eight nine ten another over about
    today""".split()
)
_SUBJECT = re.compile(
    rf"(?P<subject>(?:the|an?|some|many|most|several|all|[A-Z][\w’'-]+)(?: [\w’'-]+){{0,5}}?) "
    rf"(?P<verb>{_AUXILIARY}) (?P<rest>.+)",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(
    r"\b(?:who|which|that|when|where|while|as|if|because|since|there|this|it|he|she|they|we|you|i|"
    r"\w+ed|\w+ing|has|have|had|and|or|be|been|does|do|did|not|says?|said|what|how|why|one|in|by|at|but)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does?|did|don't|i'm|"
    r"it's|i've|\w+ed|became|began|made|took|held|won|gave|came|went|says?)\b",
    re.IGNORECASE,
)
# What follows a name that stands for itself, and is not a part of a longer one or an adjective.
_AFTER_NAME = re.compile(
    r"[,;.!?)]|\Z| (?:is|are|was|were|has|have|had|and|or|in|on|at|to|for|from|by|with|as|that|will|would|"
    r"can|could|may|must|should|because|when|since|until|after|before|but|than|during|who|which)\b"
)
_POINTS_BACK = re.compile(
    r"(?:these|those|this|that|such|it|he|she|they|his|her|its|their|however|thus|also|but|and|"
    r"so|then|here|another|other|both|instead|therefore|each|nevertheless|moreover|furthermore|additionally|"
    r"similarly|finally|first|second|although|though|hence|likewise|meanwhile|later|earlier|afterwards|"
    r"because|since|when|while|if|as|after|who|which|what|where|how|why|for example|see|help|example)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A question that a sentence invites.

    Attributes:
        start, end: of the answer in the sentence; both 0 where the sentence only seems to answer.
        keys: patterns of small letters; a sentence that lacks one of them does not answer.
    """

    kind: str
    question: str
    keys: tuple[str, ...]
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the news, or two, with what it tells.

    Attributes:
        speaker: whose words stand in it, as a question calls them.
        topics: what they are about.
        article: what it comes from; "" where it is made.
    """

    text: str
    facts: tuple[Fact, ...]
    speaker: str = ""
    topics: tuple[str, ...] = ()
    article: str = ""

    def answers(self, fact: Fact) -> bool:
        """Whether the sentence may answer a question: it has all of its words."""
        low = self.text.lower()
        return all(re.search(key, low) for key in fact.keys)


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement.

    Attributes:
        text: as it opens a sentence, without the full stop.
        inside: as it stands after "said that"; None where its first word cannot be told to be a name.
        asked: as a question, "is the tower closed"; None where its form does not show how.
    """

    text: str
    inside: str | None
    asked: str | None
    topics: tuple[str, ...]


def clause_of(sentence: str) -> Clause | None:
    """Return the statement that a sentence makes; None where it points back, asks, quotes or is no whole."""
    text = sentence.strip()
    words = text.split()
    if not (
        6 <= len(words) <= 28
        and re.fullmatch(r"[A-Z][^\n\"“”()\[\]{};:|*_/?!]+[^.\s,]\.", text)
        and not _POINTS_BACK.match(text)
        and " ," not in text
        and ", however" not in text
        and _VERB.search(text)
        and not re.search(r"\b[a-z]+\.|\.\w*[a-z]{3}|\b[a-z]{2,}[A-Z]", text[:-1])
    ):
        return None
    text = text[:-1]
    inside = _inside(text, words)
    asked = None
    topics = list(names_in(text, from_=len(words[0])))
    found = _SUBJECT.fullmatch(text)
    if found and not _NO_SUBJECT.search(found["subject"]):
        subject = _inside(found["subject"], found["subject"].split())
        if subject:
            asked = f"{found['verb']} {subject} {found['rest']}"
            topics.insert(0, subject)
    return Clause(text, inside, asked, tuple(dict.fromkeys(topics)))


def _inside(text: str, words: list[str]) -> str | None:
    if words[0].lower() in _LOWERED:
        return text[0].lower() + text[1:]
    # A second capital after the first: a name.
    named = len(words) > 1 and words[1][0].isupper() and not words[0].endswith(",")
    return text if named and words[0].lower() not in NOT_FIRST else None


def names_in(text: str, from_: int = 0) -> Iterator[str]:
    """Give the names that stand in a text after a place, as they stand, without "the" and possessives."""
    for found in CAPITALS.finditer(text, from_):
        words = found[0].split()
        while words and words[0].lower() in NOT_FIRST | {"i", "i'm", "mr"}:
            words.pop(0)
        name = re.sub(r"[’']s?$", "", " ".join(words))
        if len(name) > 3 and not name.isupper() and _AFTER_NAME.match(text, found.end()):
            before = text[max(0, found.start() - 4) : found.start()].lower()
            if re.search(r"\d \Z", before):  # "No. 1 Group"
                continue
            yield f"the {name}" if before.endswith("the ") else name
