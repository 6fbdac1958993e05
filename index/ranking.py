"""Two rankings to one, and the newer report first where neither is better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from index.dates import DateRange, day_of
from index.passages import Passage

__all__ = ["Hit", "fuse", "rank"]

# Cormack, Clarke and Büttcher (2009), "Reciprocal Rank Fusion", section 2: k = 60.
_K = 60
# What a preferred date is worth: about ten places in one of the two rankings.
_PREFERRED = 1.15
# Two passages are equally good where the fused scores and the cosines differ by no more than this:
# a cosine of all-MiniLM-L6-v2 moves as much when a sentence is reworded.
_NEAR_SCORE, _NEAR_COSINE = 0.02, 0.02


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    Attributes:
        score: higher is better; comparable within one search only.
        cosine: the question's and the passage's cosine, where the search by meaning found it.
    """

    passage: Passage
    score: float
    cosine: float | None = None


def fuse(*rankings: Sequence[tuple[int, float]]) -> dict[int, float]:
    """Add up reciprocal ranks: 1 / (60 + rank) from each ranking that has the passage."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, (passage, _) in enumerate(ranking, start=1):
            scores[passage] = scores.get(passage, 0.0) + 1.0 / (_K + place)
    return scores


def rank(
    passages: Mapping[int, Passage],
    scores: Mapping[int, float],
    cosines: Mapping[int, float],
    prefer: DateRange | None,
) -> list[Hit]:
    """Order the passages: best first, and the newer first between those that are equally good."""
    hits = [
        Hit(passage, scores[number] * _worth(passage, prefer), cosines.get(number))
        for number, passage in passages.items()
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
    ordered: list[Hit] = []
    while hits:
        best = hits[0]
        near = [hit for hit in hits if _equally_good(hit, best)]
        near.sort(key=lambda hit: -_day(hit).toordinal())
        ordered += near
        taken = {hit.passage.id for hit in near}
        hits = [hit for hit in hits if hit.passage.id not in taken]
    return ordered


def _worth(passage: Passage, prefer: DateRange | None) -> float:
    return _PREFERRED if prefer is not None and passage.article.published in prefer else 1.0


def _equally_good(hit: Hit, best: Hit) -> bool:
    if hit.score < best.score * (1 - _NEAR_SCORE):
        return False
    if hit.cosine is None or best.cosine is None:
        return hit.score == best.score
    return abs(hit.cosine - best.cosine) <= _NEAR_COSINE


def _day(hit: Hit) -> date:
    """The day of the report; one that is not known comes after all others."""
    published = hit.passage.article.published
    return day_of(published) if published else date.min
