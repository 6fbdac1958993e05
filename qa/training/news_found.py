"""What real sentences tell, as far as rules see it for sure: who said it, who is what, when, how many."""

import re
from collections.abc import Iterator

from qa.glosses.people import people_of
from qa.training.news_facts import Fact, Line, names_in
from qa.training.news_made import topic_key

__all__ = ["line_of"]

_SAID = r"(?:said|says|added|stated|explained|remarked|commented)"
_TOLD = r"(?:told (?:reporters|journalists|the [A-Z]\w+|[A-Z]\w+)|[a-z]+ in a statement)"
_DAY = r"(?: (?:on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|last week))?"
_QUOTED = r"[“\"](?P<said>[^“”\"\[\]]{15,260}?)[,.?!]?[”\"]"
_WHO = (
    r"(?P<who>(?:[Tt]he |A |An )?(?:[a-z]+ ){0,3}[A-Z][^\s,“”\"]*"
    r"(?: (?:[A-Z][^\s,“”\"]*|of|the|for|and|al|de|bin)){0,8}"
    r"|(?:[Tt]he )?(?:police|officials|doctors|doctor|witnesses|ministry|company|union|court|group))"
)
_ASIDE = r"(?:,(?P<aside> [^,“”\"]{4,60}),)?"
_CLAUSE = r"(?P<said>[a-z][^“”\"]{20,220})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_QUOTED},? {_SAID} {_WHO}(?=[,.]|{_DAY}\.?$| in )",
        rf"{_QUOTED},? {_WHO}{_ASIDE} {_SAID}\b",
        rf"^{_WHO}{_ASIDE} (?:{_SAID}{_DAY}|{_TOLD})[:,]+ {_QUOTED}",
        rf"^According to {_WHO}, (?P<said>[^“”\"]{{20,220}})\.$",
        rf"^(?P<said>[A-Z][^“”\"]{{20,220}}?), according to {_WHO}\.$",
        rf"^{_WHO}{_ASIDE} (?:said|says|announced|stated)(?: that)?(?P<day>{_DAY})(?: that)? {_CLAUSE}\.$",
        rf"^(?P<said>[A-Z][^“”\"]{{20,220}}?), said {_WHO}\.$",
    )
)
_SPEAKS = re.compile(
    r"\bs(?:aid|ays|tated)|\btold|ccording to|\badded|explained|remarked|commented|announced"
)
# "announced in 2005 that ...", "said to be", "announced a plan for".
_NO_CLAUSE = re.compile(r"(?:in|on|at) [\w ]{2,30} that\b|to\b|an? .{1,30}\bfor\b")
_NOBODY = re.compile(
    r"(?:he|she|it|they|who|which|this|these|that|we|i|you|there|as|in|on|at|but|and|when|after|for)\b",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:morning|evening|night|afternoon))?"
_MONTH = (
    r"(?:early |late )?(?:January|February|March|April|June|July|August|September|October|November|December)"
    r"(?: \d{1,2})?(?:,? \d{4})?"
)
_WHEN = (
    rf"(?P<lead>on |in |last |earlier )(?P<day>{_WEEKDAY}|{_MONTH}"
    r"|(?<=last )(?:week|month|year|night)|(?<=earlier )this (?:week|month|year)|(?<=in )(?:1[6-9]|20)\d\d)"
)
_DONE = re.compile(
    rf"^(?P<subject>(?:The|A|An|[A-Z][\w’'-]+)(?: [\w’'-]+){{0,6}}?) (?P<was>was|were) "
    rf"(?P<done>(?:[a-z]+ed|built|held|found|shot|born|won|held|made|sold|founded|written|begun|taken)"
    rf"(?: (?!on |in |last |earlier |and |that )[\w’'-]+){{0,6}}?) {_WHEN}(?=\.|,(?! \d)|$)"
)
_NO_SUBJECT = re.compile(
    r"(?:^(?:it|he|she|this|these|they|there|his|her|its|their|in|on|at|by|as|after|when|who)\b)|"
    r"\b(?:who|which|that|and|is|was|had|has|said|of which|where|\w+ed|he|she|it|they)\b",
    re.IGNORECASE,
)
_OFFICE = (
    r"(?:president|chairman|chairwoman|head|director|leader|founder|spokesman|spokeswoman|secretary|minister|"
    r"mayor|governor|chief executive|editor|manager|captain|coach|boss)(?: general)?"
)
_HEAD = re.compile(
    r"(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'.-]+){1,3}), (?P<role>(?:the |an? )?"
    rf"(?P<office>(?!an? |the )[a-z ]{{0,18}}{_OFFICE}) "
    r"(?:of|for) (?P<body>(?:the )?[A-Z][^,.;“”\"()]{2,50}?))[,.]"
)
# "Four games", but neither "Final Four games" nor "Boeing 737 engines".
_NUMBER = (
    r"(?<![\w.,$£€–-])(?<![a-z] (?=[A-Z]))(?:(?:[Aa]t least|[Mm]ore than|[Oo]ver|[Aa]bout|[Nn]early) )?"
    r"(?:\d[\d,]*|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve)"
)
_COUNT = re.compile(
    rf"(?P<number>{_NUMBER}) "
    r"(?P<noun>(?:(?!of|other|more|and|were)[a-z-]+ )?(?:[a-z]+s|people|men|women|children)) "
    r"(?P<were>were|have been|had been) (?:also )?(?P<done>(?!not\b)[a-z]+(?:ed|lt|ot|en|ne))\b"
)


def line_of(sentence: str, article: str) -> Line:
    """Return a sentence with what it tells; often nothing."""
    # As cut into words for machines; or with quotations of which nobody knows where they end.
    if re.search(r" [.,]|\n", sentence) or sentence.count('"') not in {0, 2}:
        return Line(sentence, (), "", (), article)
    facts = [*_roles(sentence), *_days(sentence), *_counts(sentence)]
    if not _SPEAKS.search(sentence):
        return Line(sentence, tuple(facts), "", (), article)
    for form in _FORMS:
        found = form.search(sentence)
        if found is None or _NO_CLAUSE.match(found["said"]):
            continue
        if who := _who(found, sentence):
            topics = tuple(dict.fromkeys(names_in(found["said"], 3)))
            facts += _said(found, who, topics)
            return Line(sentence, tuple(facts), who[2], topics, article)
    return Line(sentence, tuple(facts), "", (), article)


def _who(found: re.Match[str], sentence: str) -> tuple[int, int, str] | None:
    """Return the span of who says it, and how a question names them; None where nobody is named."""
    start = found.start("who")
    end = start + len(found["who"].rstrip("."))
    if _NOBODY.match(found["who"]) or re.search(r"(?:of|the|for|and|al|de|bin)$", found["who"]):
        return None
    people = list(people_of(sentence, start, end))
    if len(people) == 1 and people[0].is_sure:
        name = sentence[people[0].named : people[0].end]
        if name.endswith(("'s", "’s")) or people[0].end != end:
            return None
        return people[0].named, end, name
    name = sentence[start:end]
    if name.startswith(("The ", "A ", "An ")):
        name = name[0].lower() + name[1:]
    return start, end, name


def _said(found: re.Match[str], who: tuple[int, int, str], topics: tuple[str, ...]) -> list[Fact]:
    """Return the questions on a statement: what was said, about what, and by whom."""
    start, end, name = who
    first, last = found.span("said")
    last = first + len(found["said"].rstrip(" ,"))
    key = rf"\b{re.escape(name.split()[-1].lower())}"
    facts = [Fact("quotation", f"What did {name} say?", (key,), first, last)]
    facts += [
        Fact("quotation", f"What did {name} say about {topic}?", (key, topic_key(topic)), first, last)
        for topic in topics[:2]
    ]
    said = found["said"].strip(" ,")
    part = " ".join(said.split()[:7]).strip(",;")
    is_quoted = found.string[first - 1 : first] in {"“", '"'}
    if is_quoted and len(said.split()) >= 5:
        facts.append(Fact("quotation", f"Who said “{part}”?", (re.escape(part.lower()),), start, end))
    if not is_quoted and len(said.split()) <= 18 and said[0].islower() and not _NOBODY.match(said):
        facts.append(Fact("quotation", f"Who said that {said}?", (re.escape(said.lower()),), start, end))
    return facts


def _roles(sentence: str) -> Iterator[Fact]:
    for found in _HEAD.finditer(sentence):
        name, office = found["name"], found["office"].strip()
        keys = (re.escape(office), re.escape(found["body"].split()[-1].lower()))
        question = f"Who is the {office} of {found['body']}?"
        if re.search(r"\bfor$", sentence[found.start("office") : found.start("body")].strip()):
            question = question.replace(f"{office} of ", f"{office} for ")
        yield Fact("role", question, keys, *found.span("name"))
        asked = f"What is {name}'s position?" if len(name) % 2 else f"Who is {name}?"
        yield Fact("role", asked, (re.escape(name.lower()),), *found.span("role"))
    for person in people_of(sentence, 0, len(sentence)):
        before = sentence[person.start : person.named].strip()
        if (
            person.is_sure
            and sentence[person.start - 1 : person.start] != "-"
            and len(before.split()) >= 2
            and not re.search(r"[.,]|\bformer\b", before)
        ):
            name = sentence[person.named : person.end]
            yield Fact(
                "role",
                f"What is {name}'s position?",
                (re.escape(name.lower()),),
                person.start,
                person.named - 1,
            )


def _days(sentence: str) -> Iterator[Fact]:
    found = _DONE.match(sentence)
    if not found or _NO_SUBJECT.search(found["subject"]):
        return
    subject = found["subject"]
    first = subject.split()[0]
    if first in {"The", "A", "An"}:
        subject = subject[0].lower() + subject[1:]
    elif len(subject.split()) > 1 and not subject.split()[1][0].isupper():
        return
    start, end = found.span("day")
    if found["lead"] in {"last ", "earlier "}:
        start -= len(found["lead"])
    keys = tuple(re.escape(word.lower()) for word in (subject.split()[-1], found["done"].split()[0]))
    yield Fact("day", f"When {found['was']} {subject} {found['done']}?", keys, start, end)


def _counts(sentence: str) -> Iterator[Fact]:
    for found in _COUNT.finditer(sentence):
        verb = f"{found['were']} {found['done']}"
        if found["were"] != "were":
            have, been = found["were"].split()
            question = f"How many {found['noun']} {have} {been} {found['done']}?"
        else:
            question = f"How many {found['noun']} {verb}?"
        yield Fact("count", question, (re.escape(found["done"]),), *found.span("number"))
