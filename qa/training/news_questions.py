"""Questions as the news is asked them: what somebody said, who holds an office, when, and how many.

Their passages are as at run time: sentences together, some under a dateline, with a heading or without. The
refusals ask in the same forms: the passage lacks the sentence, or tells the like of something else.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from index.passages import sentence_spans
from qa.questions import NUMBER, TIME
from qa.reading.headings import heading
from qa.training import news_words as words
from qa.training.news_facts import Clause, Fact, Line, clause_of
from qa.training.news_found import line_of
from qa.training.news_made import count_line, event_line, mention, role_line, said_line, topic_key
from qa.training.news_people import Speaker, speaker
from qa.training.pair import Pair
from qa.training.sources import Example

__all__ = ["news_pairs"]

REFUSED = "news refused"
_STORIES = 1_000  # made, at most, an epoch
_FEW = 50  # fewer statements would come again and again
_FIRST_DAY, _DAYS = date(1995, 1, 1), 365 * 30
# Of the questions that people asked of single sentences, those that are whole.
_WELL_ASKED = re.compile(
    r"(?:(when|on what day) (?:was|were|did|will|is|are|has|have|had)|"
    r"how many [a-z]+ (?:were|was|are|is|did|has|have|had|will))\b",
    re.IGNORECASE,
)
_SPEECH = ("squadshifts_amazon", "squadshifts_reddit")


def news_pairs(examples: Sequence[Example], draw: random.Random) -> Iterator[Pair]:
    """Give questions on news made of the texts of examples, with their answers, and such without one.

    Args:
        examples: their texts alone are used, and the questions of QAMR that ask when, who or how many.
        draw: another gives other pairs.

    Yields:
        pairs of the kinds "quotation", "day", "role", "count", and "news refused".
    """
    articles: dict[tuple[str, str], list[str]] = defaultdict(list)
    for example in examples:
        held = articles[example.source, example.article]
        if example.context not in held:
            held.append(example.context)
    lines = {
        key: [line_of(text, key[1]) for context in held for text in _sentences(key[0], context)]
        for key, held in articles.items()
    }
    news = [held for (source, name), held in sorted(lines.items()) if source == "qamr"]
    fillers = [line for held in news for line in held]
    yield from _asked_of_found(lines, fillers, draw)
    yield from _asked_before(examples, {line.text: line for line in fillers}, fillers, draw)
    clauses = _clauses(lines)
    for _ in range(min(_STORIES, len(clauses) // 3) if len(clauses) >= _FEW else 0):
        yield from _asked_of_made(_story(clauses, draw), fillers, draw)


def _sentences(source: str, context: str) -> list[str]:
    if source == "qamr":
        return [context]
    return [context[start:end].strip() for start, end in sentence_spans(context, 0, len(context))]


def _clauses(lines: dict[tuple[str, str], list[Line]]) -> list[Clause]:
    """Return the statements that the texts make."""
    found: list[Clause] = []
    for (source, _), held in sorted(lines.items()):
        made = [clause for line in held if (clause := clause_of(line.text))]
        # What customers and riders write is speech already; a few of them are enough.
        found += made[: 2 if source in _SPEECH else 40]
    return found


def _story(clauses: Sequence[Clause], draw: random.Random) -> list[Line]:
    """Return the sentences of a story: two or three people speak, and something happens."""
    people = [speaker(draw) for _ in range(draw.choice((1, 2, 2, 3)))]
    lines: list[Line] = []
    for who in people:
        clause, more = draw.sample(clauses, 2)
        lines.append(said_line(clause, more if draw.random() < 0.2 else None, who, draw))
    lines += [event_line(draw)] * (draw.random() < 0.5) + [count_line(draw)] * (draw.random() < 0.3)
    lines += [role_line(speaker(draw), draw)] * (draw.random() < 0.3)
    draw.shuffle(lines)
    return lines + _silent(people, draw)


def _silent(people: Sequence[Speaker], draw: random.Random) -> list[Line]:
    return [mention(draw.choice(people), draw)] if draw.random() < 0.3 else []


def _asked_of_made(story: list[Line], fillers: Sequence[Line], draw: random.Random) -> Iterator[Pair]:
    """Give a few questions on a made story, of each kind one at most, and a few that it does not answer."""
    told = [(line, fact) for line in story for fact in line.facts if fact.end]
    by_kind: dict[str, list[tuple[Line, Fact]]] = defaultdict(list)
    for line, fact in told:
        by_kind[fact.kind].append((line, fact))
    for kind in sorted(by_kind):
        if draw.random() < 0.55 or kind == "quotation":
            line, fact = draw.choice(by_kind[kind])
            others = [*(other for other in story if other is not line), *_some(fillers, draw)]
            yield from _passage(fact, line, others, draw)
    lacking = [(line, fact) for line in story for fact in line.facts if not fact.end]
    lacking += list(_crossed(story))
    draw.shuffle(lacking)
    for line, fact in lacking[: draw.choice((0, 1, 1))]:
        yield from _passage(fact, line, [*story, *_some(fillers, draw)], draw)
    if draw.random() < 0.5:
        line, fact = draw.choice(told)
        yield from _cut(line, fact, story, fillers, draw)


def _cut(
    line: Line, fact: Fact, story: list[Line], fillers: Sequence[Line], draw: random.Random
) -> Iterator[Pair]:
    """Give a question with a passage that lacks its sentence."""
    others = [other for other in story if other is not line]
    rest = [*others, *_some(fillers, draw), *_some(fillers, draw)]
    bare = Fact(fact.kind, fact.question, fact.keys)
    yield from _passage(bare, others[0] if others else None, rest, draw)


def _crossed(lines: Sequence[Line]) -> Iterator[tuple[Line, Fact]]:
    """Give what somebody is asked about that somebody else spoke of."""
    speaking = [line for line in lines if line.speaker]
    for line in speaking:
        for other in speaking:
            for topic in other.topics[:2]:
                key = rf"\b{re.escape(line.speaker.split()[-1].lower())}"
                if other.speaker != line.speaker and not re.search(topic_key(topic), line.text.lower()):
                    question = f"What did {line.speaker} say about {topic}?"
                    yield line, Fact("quotation", question, (key, topic_key(topic)))


def _asked_of_found(
    lines: dict[tuple[str, str], list[Line]], fillers: Sequence[Line], draw: random.Random
) -> Iterator[Pair]:
    """Give the questions on real sentences, twice with other passages, and half of them unanswered."""
    for (source, _), held in sorted(lines.items()):
        if source in _SPEECH:
            continue
        for place, line in enumerate(held):
            near = [*held[max(0, place - 2) : place], *held[place + 1 : place + 3]]
            for fact in line.facts:
                others = near if len(near) > 1 else [*near, *_some(fillers, draw)]
                yield from _passage(fact, line, others, draw)
                if draw.random() < 0.3:
                    yield from _cut(line, fact, [line, *others], fillers, draw)
        for line, fact in list(_crossed(held))[:3]:
            yield from _passage(fact, line, [other for other in held if other is not line], draw)


def _asked_before(
    examples: Sequence[Example], lines: dict[str, Line], fillers: Sequence[Line], draw: random.Random
) -> Iterator[Pair]:
    """Give people's own questions on the news, "when" and "how many", with the sentence among others."""
    for example in examples:
        asks = _WELL_ASKED.match(example.question)
        if example.source != "qamr" or not example.answers or not asks or draw.random() > 0.3:
            continue
        text, start = draw.choice(example.answers)
        if len(example.question.split()) < 5 or not (TIME if asks[1] else NUMBER).search(text):
            continue
        names = re.findall(r"(?<= )[A-Z][\w-]{2,}", example.question)
        kind, keys = "day" if asks[1] else "count", tuple(rf"\b{name.lower()}" for name in names)
        line = lines[example.context]
        fact = Fact(kind, example.question, keys, start, start + len(text))
        if names and draw.random() < 0.4:
            yield from _cut(line, fact, [], fillers, draw)
        else:
            yield from _passage(fact, line, _some(fillers, draw), draw)


def _some(fillers: Sequence[Line], draw: random.Random) -> list[Line]:
    """Return one to three neighbouring sentences of the news."""
    if not fillers:
        return []
    start = draw.randrange(len(fillers))
    return list(fillers[start : start + draw.randint(1, 3)])


def _passage(fact: Fact, line: Line | None, others: Sequence[Line], draw: random.Random) -> Iterator[Pair]:
    """Give a question with its sentence among others that do not answer it; nothing where some would."""
    fit = [other for other in others if other is not line and (not fact.keys or not other.answers(fact))]
    if not fact.end and (len(fit) < len(others) - (line in others) or (line and line.answers(fact))):
        return
    chosen = fit[: draw.randint(1, 4)]
    if line is not None:
        chosen.insert(draw.randint(0, len(chosen)), line)
    text, start = _dateline(draw), 0
    for one in chosen:
        if one is line:
            start = len(text)
        text += one.text + " "
    text = text.rstrip()
    if len(text) < 60:
        return
    head = _head(chosen[0].text, draw)
    if fact.end:
        yield Pair(fact.kind, fact.question, head, text, start + fact.start, start + fact.end)
    else:
        yield Pair(REFUSED, fact.question, head, text)


def _dateline(draw: random.Random) -> str:
    if draw.random() < 0.7:
        return ""
    town, agency = draw.choice(words.TOWNS), draw.choice(words.AGENCIES)
    day = f"{draw.choice(words.MONTHS)} {draw.randint(1, 28)}"
    forms = (f"{town.upper()}, {day} ({agency}) - ", f"{town.upper()} — ", f"{town.upper()} ({agency}) — ")
    return draw.choice(forms)


def _head(first: str, draw: random.Random) -> str:
    title = None
    if draw.random() < 0.3:
        title = " ".join(re.sub(r"[“”\"]", "", first).split()[:8]).rstrip(",.;:")
    day = _FIRST_DAY + timedelta(draw.randrange(_DAYS)) if draw.random() < 0.5 else None
    return heading(title, day)
