"""What a quoted sentence leaves open, from its own article: its days, whom its words stand for, who speaks.

A wrong gloss is far worse than none: what could be two things is left open.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from index.article import Article
from index.facts import Told
from index.paragraphs import Span
from qa.citations import Gloss
from qa.glosses.borders import is_a_body
from qa.glosses.dates import date_glosses
from qa.glosses.people import Person, people_of, person_called, short_names, title_gender
from qa.glosses.pronouns import SAYING, pronoun_of, whom
from qa.glosses.speakers import speaker_of
from qa.glosses.surroundings import Surroundings, surroundings_of
from qa.glosses.things import institutions_in, officials_in, subject_before

__all__ = ["glosses_of"]

_MOST = 3


def glosses_of(article: Article, start: int, end: int, told: Sequence[Told]) -> tuple[Gloss, ...]:
    """Return what a quoted sentence leaves open, at most three things, in the order of its words.

    Args:
        article: which holds the sentence.
        start: the sentence's first code point.
        end: the one after its last.
        told: the days that the article, or the sentence's passage, tells of.
    """
    around = surroundings_of(article, start, end)
    if around is None:
        return ()
    found: list[Gloss] = []
    for gloss in (
        *_spoken(article, around),
        *_pronoun(article, around),
        *date_glosses(article, start, end, told, around.quotations),
        *_short(article, around),
        *_things(article, around),
    ):
        if len(found) < _MOST and not any(_same(gloss, other) for other in found):
            found.append(gloss)
    return tuple(sorted(found, key=lambda gloss: (gloss.start, gloss.end)))


def _same(one: Gloss, other: Gloss) -> bool:
    """Whether two glosses are of the same words, or say the same."""
    return one.at is not None and (one.at == other.at or (one.start, one.end) == (other.start, other.end))


def _gloss(article: Article, kind: Literal["referent", "speaker"], span: Span, at: Span) -> Gloss:
    return Gloss(kind, *span, article.text[slice(*at)], at)


def _spoken(article: Article, around: Surroundings) -> Iterator[Gloss]:
    speaker = speaker_of(around)
    if isinstance(speaker, int):
        speaker = _who_spoke(article, around, speaker)
    if speaker is not None:
        yield _gloss(article, "speaker", (around.start, around.end), speaker.span)


def _who_spoke(article: Article, around: Surroundings, place: int) -> Person | None:
    """Return whom the "he said" of the sentence before stands for."""
    before = around.before[-1] if around.before else (0, 0)
    then = surroundings_of(article, *before) if before[0] <= place < before[1] else None
    return _meant(then)[1] if then is not None else None


def _meant(around: Surroundings) -> tuple[Span, Person | None]:
    """Return where a sentence says "he" or "she", and who that is."""
    span = pronoun_of(around)
    if span is None:
        return (around.start, around.end), None
    return span, whom(around, span[0], around.flat[slice(*span)].lower())


def _pronoun(article: Article, around: Surroundings) -> Iterator[Gloss]:
    span, person = _meant(around)
    if person is None:
        return
    quotes = any(around.start <= first and last <= span[0] for first, last in around.quotations)
    says = re.compile(rf" {SAYING}\b").match(around.flat, span[1]) is not None
    yield _gloss(article, "speaker" if quotes and says else "referent", span, person.span)


def _short(article: Article, around: Surroundings) -> Iterator[Gloss]:
    """Give the full names of those who are called by a short one."""
    known = list(people_of(around.flat, 0, around.start))
    here = {name for person in people_of(around.flat, around.start, around.end) for name in person.names}
    for start, end, name in short_names(around.flat, around.start, around.end):
        if name in here or around.is_quoted(start):
            continue
        here.add(name)
        person = None if is_a_body(around, start, end) else person_called(name, known)
        if person is not None and _fits(around, (start, end), person):
            yield _gloss(article, "referent", (start, end), person.span)


def _fits(around: Surroundings, span: tuple[int, int], person: Person) -> bool:
    """Whether Mr or Mrs does not contradict what a person is called elsewhere."""
    title = title_gender(around.flat[slice(*span)], person.names[-1])
    return title is None or title_gender(around.flat[: around.start], person.names[-1]) in (title, None)


def _things(article: Article, around: Surroundings) -> Iterator[Gloss]:
    """Give what "it", "the ministry" and "the minister" stand for."""
    subject = subject_before(around)
    if subject is not None:
        yield _gloss(article, "referent", *subject)
    for span, at in institutions_in(around):
        yield _gloss(article, "referent", span, at)
    for span, person in officials_in(around):
        yield _gloss(article, "referent", span, person.span)
