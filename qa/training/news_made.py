"""Made news: who holds which office, who says what of real texts, what happened when, and how many.

The statements are sentences of the texts given, put into the mouths of people who do not exist; the events
are drawn from tables. So what is told, by whom and when, is known, and the questions are right by making.
"""

import random
import re

from qa.training import news_words as words
from qa.training.news_facts import Clause, Fact, Line
from qa.training.news_people import Speaker, bare, body, date_told, fill, introduced

__all__ = ["count_line", "event_line", "mention", "role_line", "said_line", "topic_key"]

_TOLD = ("told reporters", "told a news conference", "told parliament", "told lawmakers")
_SAYING = ("said", "said", "said", "added", "stressed", "explained", "insisted", "argued", "noted")


def _found(text: str, answer: str, kind: str, question: str, *keys: str) -> Fact:
    start = text.index(answer)
    return Fact(kind, question, keys, start, start + len(answer))


def _key(text: str) -> str:
    return re.escape(text.lower())


def upper(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[0].upper() + text[1:]


def role_facts(text: str, who: Speaker, draw: random.Random) -> tuple[Fact, ...]:
    """Return what a sentence tells of somebody's office, and what it does not."""
    told = who.role if who.role in text else who.before
    if not told or told not in text or who.name not in text:
        return ()
    name = _key(who.name)
    asked = draw.choice(
        ("What is {}'s position?", "What office does {} hold?", "Who is {}?", "What is {}'s job?")
    )
    facts = [
        _found(text, who.name, "role", f"Who is {who.role}?", *who.keys),
        _found(text, told, "role", asked.format(who.name), name),
    ]
    facts += [Fact("role", f"Who is {role}?", keys) for role, keys in who.others]
    return tuple(facts)


def role_line(who: Speaker, draw: random.Random) -> Line:
    """Return a sentence in which somebody with an office does something of no matter."""
    said, comma = introduced(who, draw)
    text = upper(f"{said}{',' * comma} {_doing(draw)}.")
    return Line(text, role_facts(text, who, draw))


def mention(who: Speaker, draw: random.Random) -> Line:
    """Return a sentence that names somebody who says nothing in it."""
    return Line(f"{draw.choice((who.name, who.last))} {_doing(draw)}.", ())


def _doing(draw: random.Random) -> str:
    doing = (
        "attended the meeting in {town}", "declined to comment", "arrived in {town} by train",
        "could not be reached for comment", "is due to travel to {country}",
        "left the hall before the vote",
        "was among the guests at the opening", "met officials from {country}",
        "shook hands with the delegates",
        "visited a school in {town}", "was greeted by a small crowd", "thanked the volunteers",
    )  # fmt: skip
    return fill(draw.choice(doing), draw)


def said_line(clause: Clause, more: Clause | None, who: Speaker, draw: random.Random) -> Line:
    """Return a statement as somebody's words, quoted or reported; a second one may go on from it."""
    lead, day = date_told(draw) if draw.random() < 0.4 else ("", "")
    when = f" {lead}{day}" if day else ""
    if clause.inside and draw.random() < 0.5:
        text, said = _reported(clause, who, when, draw)
    else:
        text, said = _quoted(clause, more, who, when, draw)
    facts = [*_saying_facts(text, said, clause, who, draw), *role_facts(text, who, draw)]
    if day and f" {lead}{day}" in text and text.count(day) == 1:
        facts += _when_facts(text, day, clause, who)
    return Line(text, tuple(facts), who.name, clause.topics)


def _when_facts(text: str, day: str, clause: Clause, who: Speaker) -> list[Fact]:
    verb = "tell" if " told " in text else "say" if " said " in text else ""
    said_to = re.search(r"told (reporters|a news conference|parliament|lawmakers)", text)
    if verb == "tell" and said_to:
        verb = f"tell {said_to[1]}"
    if verb and clause.inside:
        question = f"When did {who.name} {verb} that {clause.inside}?"
        return [_found(text, day, "day", question, _key(who.last), _key(clause.inside))]
    return []


def _reported(clause: Clause, who: Speaker, when: str, draw: random.Random) -> tuple[str, str]:
    inside = clause.inside or ""
    said, comma = introduced(who, draw) if draw.random() < 0.7 else (who.name, False)
    stop = "," * comma
    match draw.randrange(4):
        case 0:
            return f"According to {said}, {inside}.", inside
        case 1:
            return f"{clause.text}, according to {said}.", clause.text
        case 2:
            return f"{upper(said)}{stop} {draw.choice(_TOLD)}{when} that {inside}.", inside
        case _:
            that = draw.choice((" that", "")) if not when else " that"
            return f"{upper(said)}{stop} said{when}{that} {inside}.", inside


def _quoted(
    clause: Clause, more: Clause | None, who: Speaker, when: str, draw: random.Random
) -> tuple[str, str]:
    said, comma = introduced(who, draw) if draw.random() < 0.7 else (who.name, False)
    left, right = draw.choice(("“”", "“”", '""'))
    verb = draw.choice(_SAYING) if not when else "said"
    words_said = clause.text
    match draw.randrange(4):
        case 0:
            text = f"{left}{clause.text},{right} {verb} {said}."
        case 1:
            text = f"{left}{clause.text},{right} {said}{',' * comma} {verb}{when}."
        case 2:
            text = f"{upper(said)}{',' * comma} said{when}: {left}{clause.text}.{right}"
        case _:
            text = f"{left}{clause.text},{right} {draw.choice((said, who.last))} said{when}."
            if ", " in text[len(clause.text) :] and comma:
                text = f"{left}{clause.text},{right} said {said}."
    if more is not None:
        text += f" {left}{more.text},{right} {who.pronoun} added."
    return text, words_said


def _saying_facts(text: str, said: str, clause: Clause, who: Speaker, draw: random.Random) -> list[Fact]:
    """Return what is asked of a statement, in every form that its clause allows."""
    name = draw.choice((who.name, who.name, who.last)) if who.name in text else who.last
    short, full = _key(who.last), who.name if who.name in text else who.last
    facts = [_found(text, said, "quotation", f"What did {name} say?", short)]
    facts += [
        _found(text, said, "quotation", f"What did {name} say about {topic}?", short, topic_key(topic))
        for topic in clause.topics[:2]
    ]
    part = _part(said, draw)
    facts.append(_found(text, full, "quotation", f"Who said “{part}”?", _key(part)))
    if clause.inside and len(clause.inside.split()) <= 16:
        that = draw.choice(("that ", "that ", ""))
        question = f"Who said {that}{clause.inside}?"
        facts.append(_found(text, full, "quotation", question, _key(clause.inside)))
    if clause.asked and len(clause.asked.split()) <= 16:
        question = f"According to whom {clause.asked}?"
        facts.append(_found(text, full, "quotation", question, _key(clause.text)))
    return facts


def topic_key(topic: str) -> str:
    """Return the pattern of a sentence that is about something: it has the last word of it."""
    return rf"\b{re.escape(topic.rsplit(None, 1)[-1].lower().removesuffix('s'))}"


def _part(said: str, draw: random.Random) -> str:
    spoken = said.rstrip(".").split()
    count = min(len(spoken), draw.randint(5, 8))
    start = draw.randint(0, len(spoken) - count)
    return " ".join(spoken[start : start + count]).strip(",")


def event_line(draw: random.Random) -> Line:
    """Return an event with its day, or without; and the question for what the same body has not done."""
    lead, day = date_told(draw)
    told, asked, keys, untold = _event(draw)
    unanswered = tuple(Fact("day", f"When {question}?", (key,)) for question, key in untold)
    if draw.random() < 0.2:
        return Line(f"{upper(told)}.", (Fact("day", f"When {asked}?", keys), *unanswered))
    if draw.random() < 0.2:
        text, day = upper(f"{lead}{day}, {told}."), day if lead else upper(day)
    else:
        later = ", officials said in a statement" if draw.random() < 0.2 else ""
        text = upper(f"{told} {lead}{day}{later}.")
    forms = ["When {}?", "When {}?", "On what day {}?" if re.fullmatch(r"\w+day", day) else "When {}?"]
    facts = [_found(text, day, "day", draw.choice(forms).format(asked), *keys)]
    return Line(text, (*facts, *unanswered))


def _event(draw: random.Random) -> tuple[str, str, tuple[str, ...], list[tuple[str, str]]]:
    """Return an event as it is told, as "When" asks for it, its keys; and what else may be asked."""
    if draw.random() < 0.5:
        one, two = draw.sample(words.DOERS, 2)
        base, past, what = one.split("/")
        who, what = body(draw), fill(what, draw)
        base2, _, what2 = two.split("/")
        what2 = fill(what2, draw)
        keys = (_key(bare(who)), _key(what))
        told, asked = f"{who} {past} {what}", f"did {who} {base} {what}"
        return told, asked, keys, [(f"did {who} {base2} {what2}", _key(what2))]
    was, what, done = draw.choice(words.DONE).split("/")
    what = fill(what, draw)
    return f"{what} {was} {done}", f"{was} {what} {done}", (_key(what), _key(done)), []


def count_line(draw: random.Random) -> Line:
    """Return how many were killed and the like in some misfortune."""
    chosen = draw.sample(words.COUNTS, 3)
    (noun, done, key), (noun2, done2, key2), (noun3, done3, key3) = (row.split("/") for row in chosen)
    number, other = _number(draw), str(draw.randint(2, 90))
    cause = fill(draw.choice(words.CAUSES), draw)
    second = f" and {other} {noun2} {done2}" if draw.random() < 0.5 else ""
    text = upper(f"{number} {noun} were {done}{second} {cause}.")
    facts = [_found(text, upper(number), "count", f"How many {noun} were {done}?", key)]
    facts.append(
        _found(text, upper(number), "count", f"How many {noun} were {done} {cause}?", key, _key(cause))
    )
    if second:
        facts.append(_found(text, f"{other} {noun2}", "count", f"How many {noun2} were {done2}?", key2))
        last = facts[-1]
        facts[-1] = Fact(last.kind, last.question, last.keys, last.start, last.start + len(other))
    if not re.search(key3, text.lower()):
        facts.append(Fact("count", f"How many {noun3} were {done3}?", (key3,)))
    return Line(text, tuple(facts))


def _number(draw: random.Random) -> str:
    lead = draw.choice(("", "", "", "at least ", "more than ", "about "))
    spelled = ("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "two")
    return draw.choice(spelled) if draw.random() < 0.3 else f"{lead}{draw.randint(12, 480)}"
