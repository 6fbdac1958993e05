"""Answers of several sentences: what a matter is about, why, what happened."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.archive import Archive
from qa.confidence import Calibration
from qa.dated import HARDLY, TELLS, is_sentence, report_of
from qa.findings import Finding, Part, Stated
from qa.gist import choose_gist, in_order
from qa.query import Query
from qa.relevance import features_of
from qa.spans import Found
from qa.standing import leans_back, stands_alone

__all__ = ["find_days", "find_gist"]

_NEAREST = 3
_DAYS_MOST = 5
_ALIKE = 0.9  # cosine from which a sentence repeats one that is quoted


def find_gist(
    question: str, sentences: Sequence[Stated], found: Found, archive: Archive, calibration: Calibration
) -> Finding | None:
    """Choose the sentences that together answer best, in order of date; None where there are none."""
    if not sentences:
        return None
    features, vectors = features_of(question, sentences, archive, found.candidates)
    relevance = calibration.relevance.scores(features)
    worth = relevance - np.array([stands_alone(item.text) for item in sentences])
    articles = [item.passage.article.id for item in sentences]
    chosen = choose_gist(worth, vectors, articles, leans=_leaning(sentences))
    if not chosen:
        return None
    confidence = calibration.gist.chance((float(relevance[chosen[0]]),))
    items = [sentences[place] for place in chosen]
    likeliest = found.candidates[0].text if found.candidates else None
    return Finding(_in_order(items), confidence, None, likeliest, tuple(items[:_NEAREST]))


def find_days(query: Query, sentences: Sequence[Stated], archive: Archive) -> Finding | None:
    """Choose what tells what happened in the days asked for, an article once; None where nothing does."""
    assert query.named
    told = archive.told_of(item.passage.id for item in sentences)
    near = np.array([report_of(query.named, item.passage, item.start, item.end, told) for item in sentences])
    if not near.any():
        return None
    if (is_told := near > HARDLY).any():
        near = np.where(is_told, near, 0.0)  # no headline and no table beside a sentence
    leans = np.array([leans_back(item.text) for item in sentences])
    if (near[~leans] > HARDLY).any():
        near = np.where(leans, 0.0, near)  # "It was hers" tells nobody what it was
    best: dict[str, int] = {}
    for place in sorted(range(len(sentences)), key=lambda at: (-near[at], -sentences[at].day)):
        if near[place]:
            best.setdefault(sentences[place].passage.article.id, place)
    vectors = archive.encoder.encode([sentences[place].text for place in best.values()])
    kept = _unlike(vectors)[:_DAYS_MOST]
    items = [sentences[list(best.values())[at]] for at in kept]
    nearest = [item for item in items if is_sentence(item.text)][:_NEAREST]
    return Finding(_in_order(items), TELLS, nearest=tuple(nearest))


def _unlike(vectors: NDArray[np.float32]) -> list[int]:
    """Return the places of rows that repeat none before them."""
    kept: list[int] = []
    for place, row in enumerate(vectors):
        if all(float(row @ vectors[other]) < _ALIKE for other in kept):
            kept.append(place)
    return kept


def _in_order(items: Sequence[Stated]) -> tuple[Part, ...]:
    articles = [item.passage.article for item in items]
    order = in_order(
        [article.published for article in articles],
        [article.id for article in articles],
        [item.start for item in items],
    )
    return tuple(Part(items[place]) for place in order)


def _leaning(sentences: Sequence[Stated]) -> dict[int, int]:
    """Return the sentences that lean back, each with the one right before it."""
    places = {(item.passage.article.id, item.end): at for at, item in enumerate(sentences)}
    leaning = {}
    for at, item in enumerate(sentences):
        if not leans_back(item.text):
            continue
        text = item.passage.article.text
        before = len(text[: item.start].rstrip())
        if (item.passage.article.id, before) in places:
            leaning[at] = places[item.passage.article.id, before]
    return leaning
