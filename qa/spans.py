"""Answers that are a span: the passages are read until it is clear, and the reports compared.

The excerpts are read in the order in which they were found, some at a time: where the best span so far is
far better than none, the rest is left unread. Reading is most of the time that an answer takes.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.archive import Archive
from qa.as_of import as_of
from qa.asserted import asserted
from qa.candidates import MEASURES, Candidate, Measures, candidates_of
from qa.comparison.agreement import Agreement, Claim, agreement
from qa.comparison.names import plain_words
from qa.confidence import Calibration, chance_of
from qa.findings import Finding, Part, Stated
from qa.questions import wanted
from qa.reading.excerpts import Excerpt
from qa.reading.model import Reading, ReadingModel
from qa.short_answers import short_of
from qa.standing import is_no_sentence, stands_alone
from qa.tenure import asks_who_is, has_left
from qa.times import asks_how_things_stand

__all__ = ["SIGNS", "Found", "find_span", "read_spans", "signs_of"]

SIGNS = (
    "score",  # the best candidate's log-odds by the ranking
    "margin",  # how far the best candidate with other words is behind, at most 5
    "passages",  # ln of how many passages the archive has: a maximum over more is higher
    "agreeing",  # other stories among the candidates that say the same, at most 2
    # And of the best candidate's own measures (`qa.candidates.MEASURES`):
    *("span", "cosine", "coverage", "missing_names"),
)
# The smallest archive that the chance was fitted on; a smaller one is no surer.
_FEWEST_PASSAGES = 170
_SHARED = MEASURES.index("sentence_coverage")
_OWN = [MEASURES.index(name) for name in SIGNS[4:]]
_AT_ONCE = 6  # excerpts that are read before it is asked whether that is enough
_MOST = 12
_CLEAR = 6.0  # in logits: a span so much better than none ends the reading
_NEAREST = 3
# The share of the question's words, by weight, that a sentence about the nearest thing has: a choice, by eye.
_ABOUT = 0.25
# Candidates whose log-odds differ by less are equally good; then the newer report comes first.
_NEAR = 0.1
_HEADLINE = 1.5  # log-odds that a headline or a byline loses as a quotation: a choice, not fitted
_FARTHEST = 4.0  # log-odds behind the best, from which a candidate has nothing to say on agreement
_YES_NO = re.compile(
    r"^\W*(?:and |but |so )?(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should"
    r"|may|might|must|wo)(?:n?[’']t)?\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of a question, the best first.

    Attributes:
        measures: shape (n, 11).
        scores: their log-odds by the ranking, shape (n,).
    """

    candidates: tuple[Candidate, ...]
    measures: Measures
    scores: NDArray[np.float64]


def read_spans(
    question: str,
    excerpts: Sequence[Excerpt],
    model: ReadingModel,
    archive: Archive,
    calibration: Calibration,
) -> Found:
    """Read excerpts until a span clearly answers; return what was found, the best first."""
    readings: list[Reading] = []
    while len(readings) < min(len(excerpts), _MOST):
        batch = excerpts[len(readings) : min(len(readings) + _AT_ONCE, _MOST)]
        readings += model.read(question, [excerpt.text for excerpt in batch])
        if max(reading.score for reading in readings) >= _CLEAR:
            break
    candidates, measures = candidates_of(question, excerpts[: len(readings)], readings, archive)
    scores = calibration.ranking.scores(measures)
    scores -= [_HEADLINE if is_no_sentence(item.line) else 0.0 for item in candidates]
    order = np.argsort(-scores, kind="stable")
    return Found(tuple(candidates[place] for place in order), measures[order], scores[order])


def signs_of(
    scores: NDArray[np.float64], texts: Sequence[str], best: NDArray[np.float64], passages: int, agreeing: int
) -> tuple[float, ...]:
    """Return what tells how sure the best candidate is; see SIGNS.

    Args:
        scores: of the candidates, the best first.
        texts: their words.
        best: the measures of the first.
        passages: how many the archive has.
        agreeing: how many other stories say the same.
    """
    words = plain_words(texts[0])
    behind = (
        float(scores[0] - score)
        for text, score in zip(texts, scores, strict=True)
        if plain_words(text) != words
    )
    margin = min(next(behind, 5.0), 5.0)
    size = math.log(max(_FEWEST_PASSAGES, passages))
    return float(scores[0]), margin, size, float(min(2, agreeing)), *(float(best[at]) for at in _OWN)


def find_span(question: str, found: Found, archive: Archive, calibration: Calibration) -> Finding:
    """Choose what to quote of one candidate or more: the best, those that agree, or all that differ."""
    claims, places = _claims(question, found, archive)
    told = agreement(claims, wanted(question).expected)
    texts = [item.text for item in found.candidates]
    signs = signs_of(found.scores, texts, found.measures[0], archive.passage_count, len(told.supporters) - 1)
    confidence = calibration.span.chance(signs)
    chosen = _chosen(found, told, places)
    parts = _parts(chosen, told.kind == "differ", asks_how_things_stand(question), archive)
    short = likeliest = None
    if not asks_yes_or_no(question):
        of_all = told.kind == "differ"
        likeliest = (found.candidates[0] if of_all else _first_in(found, chosen[0].stated)).text
        if not of_all and not _is_past(question, parts[0].stated, archive):
            short = _short(question, _first_in(found, parts[0].stated), found)
    near = [
        item.stated
        for item, shared in zip(found.candidates, found.measures[:, _SHARED], strict=True)
        if shared >= _ABOUT and stands_alone(item.quote) < 2.0
    ]
    nearest = {(item.passage.article.id, item.span): item for item in reversed(near)}
    return Finding(tuple(parts), confidence, short, likeliest, tuple(reversed(nearest.values()))[:_NEAREST])


def asks_yes_or_no(question: str) -> bool:
    """Whether a question is answered by yes or no: then the sentence is quoted, and neither is said."""
    return _YES_NO.match(question) is not None and re.search(r"\bor\b", question) is None


def _claims(question: str, found: Found, archive: Archive) -> tuple[list[Claim], list[int]]:
    """Return the best candidate of each sentence as a claim, and its place among the candidates.

    What its sentence does not assert claims nothing; where that is the best of all, it stands alone.
    """
    groups = archive.groups_of({item.excerpt.article.id for item in found.candidates})
    seen: set[tuple[str, int]] = set()
    claims, places = [], []
    for place, (item, score) in enumerate(zip(found.candidates, found.scores, strict=True)):
        article = item.excerpt.article
        if item.place in seen or score < found.scores[0] - _FARTHEST:
            continue
        seen.add(item.place)
        is_asserted = asserted(question, item.quote, _inside(item))
        if not is_asserted and place > 0:
            continue
        group = groups.get(article.id)
        name = article.id if group is None else f"story {group}"
        claims.append(Claim(_bounded(question, item) or item.text, chance_of(score), article, name))
        places.append(place)
        if not is_asserted:
            break
    return claims, places


def _inside(item: Candidate) -> tuple[int, int]:
    return item.start - item.sentence[0], item.end - item.sentence[0]


def _short(question: str, item: Candidate, found: Found) -> str | None:
    """Return the words to show of a candidate; None where it asserts nothing, or they would mislead alone."""
    if not asserted(question, item.quote, _inside(item)):
        return None
    if asks_who_is(question) and has_left(item.text, (other.quote for other in found.candidates)):
        return None
    return _bounded(question, item)


def _bounded(question: str, item: Candidate) -> str | None:
    """Return the words of a candidate with those that bound them: so they are compared, and so shown."""
    span = short_of(question, item.quote, _inside(item))
    return item.quote[slice(*span)] if span else None


def _is_past(question: str, stated: Stated, archive: Archive) -> bool:
    """Whether a figure is asked for as it stands, and a sentence tells of one of long before its report."""
    if wanted(question).expected != "number" or not asks_how_things_stand(question):
        return False
    return stated.day > 0 and as_of(stated, archive) is None


def _chosen(found: Found, told: Agreement, places: Sequence[int]) -> list[Candidate]:
    """Return the candidates whose sentences are quoted, in order: of reports that differ the newest first."""
    if told.kind == "differ":
        clusters = (told.supporters, *told.others)
        items = [found.candidates[places[cluster[0]]] for cluster in clusters]
        return sorted(items, key=lambda item: -item.stated.day)
    chosen = [found.candidates[places[place]] for place in told.supporters]
    best = found.candidates[0]
    if not any(item is best for item in chosen[:1]) and not _newer_and_as_good(chosen[0], found):
        chosen = [best, *(item for item in chosen if item is not best)]
    return chosen


def _parts(chosen: Sequence[Candidate], differ: bool, is_latest: bool, archive: Archive) -> list[Part]:
    """Return what is quoted, each wording once; of how things stand the newest first, under its date."""
    if is_latest:
        chosen = sorted(chosen, key=lambda item: -item.stated.day)
    once = {plain_words(item.quote): item.stated for item in reversed(chosen)}
    stated = [item.stated for item in chosen if once[plain_words(item.quote)] == item.stated]
    note = "Reports differ:" if differ else as_of(stated[0], archive) if is_latest else None
    return [Part(item, note if place == 0 else None) for place, item in enumerate(stated)]


def _newer_and_as_good(item: Candidate, found: Found) -> bool:
    place = next(at for at, other in enumerate(found.candidates) if other is item)
    is_as_good = bool(found.scores[place] >= found.scores[0] - _NEAR)
    return is_as_good and item.stated.day > found.candidates[0].stated.day


def _first_in(found: Found, stated: Stated) -> Candidate:
    """Return the best candidate of a sentence."""
    return next(
        item
        for item in found.candidates
        if item.excerpt.article.id == stated.passage.article.id and item.sentence == stated.span
    )
