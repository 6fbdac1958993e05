"""Two rankings to one, what the days of a report add, and the newer first where neither is better."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from index.article import Listed
from index.dates import DateRange, day_of
from index.passages import Passage

__all__ = ["Days", "Hit", "Ranking", "fuse", "rank", "recency"]

# Ids and scores, best first.
Ranking = Sequence[tuple[int, float]]

# The odds that a passage is the right one grow e-fold with a tenth of score: the slope of a softmax
# over the candidates, fitted on questions of five kinds (docs/decisions/0011). What is known of an
# article's day beforehand is a factor of those odds, so its logarithm over this is a score.
_SLOPE = 10.0
# What was published in preferred days is taken to be e times as likely as else: no more, since an
# article of November tells what happened in July.
_PREFERRED = 1 / _SLOPE
# A fifth of what is asked on a day is taken to be about the latest news, whose age is exponential (Li
# and Croft, 2003, "Time-based language models") with this half-life; the rest about anything of a year.
# With a half, questions about the past lost what those about the week gained (docs/decisions/0014).
_LATEST, _HALF_LIFE, _YEAR = 1 / 4, 14.0, 365.0  # odds, days, days
# Where the question asks for the newest, nineteen of twenty times it means the latest news: of what was
# found, since an archive may end long before the day of the question. Their age counts as a power law,
# which also tells two old reports apart.
_MEANT, _DAYS_OF_NEWS = 19.0, 20.0
# Two passages are equally good where the fused scores and the cosines differ by no more than this:
# a cosine of all-MiniLM-L6-v2 moves as much when a sentence is reworded, and so does a score.
_NEAR_SCORE, _NEAR_COSINE = 0.03, 0.02


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    Attributes:
        score: higher is better; comparable within one search only.
        cosine: the question's and the passage's cosine, where the search by meaning found it.
        also: the twenty newest of the other articles that tell the same story, the newest first.
    """

    passage: Passage
    score: float
    cosine: float | None = None
    also: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """What a question says of days.

    Attributes:
        prefer: what was published in these days, or tells of them, weighs more.
        as_of: the day of the question: where no days are preferred, its latest news weigh more.
        newest: whether it asks for the newest reports.
        told: by passage, the days that it tells of.
    """

    prefer: DateRange | None = None
    as_of: date | None = None
    newest: bool = False
    told: Mapping[int, Sequence[DateRange]] = field(default_factory=dict)


def fuse(by_meaning: Ranking, by_words: Ranking) -> dict[int, float]:
    """Add up the cosine of each passage and how much of the question's words it has.

    A convex combination of scores (Bruch, Gai and Ingber, 2023, "An Analysis of Fusion Functions for
    Hybrid Retrieval") that needs no scaling: both are about 1 for a passage that says what is asked.

    Args:
        by_meaning: ids and cosines, best first. What is not there counts as the last of them.
        by_words: ids and shares, best first. What is not there has none.
    """
    last = by_meaning[-1][1] if by_meaning else 0.0
    scores = dict(by_meaning)
    for passage, share in by_words:
        scores[passage] = scores.get(passage, last) + share
    return scores


def rank(
    passages: Mapping[int, Passage],
    scores: Mapping[int, float],
    cosines: Mapping[int, float],
    days: Days | None = None,
) -> list[Hit]:
    """Order the passages: best first, and the newer first between those that are equally good.

    Args:
        passages: by id.
        scores: of each, fused.
        cosines: of those that the search by meaning found.
        days: what the question says of days.
    """
    asked = days or Days()
    latest = max((_day(passage) for passage in passages.values()), default=date.min)
    hits = [
        Hit(passage, scores[number] + _worth(passage, asked, latest), cosines.get(number))
        for number, passage in passages.items()
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
    ordered: list[Hit] = []
    while hits:
        best = hits[0]
        near = [hit for hit in hits if _equally_good(hit, best)]
        near.sort(key=lambda hit: -_day(hit.passage).toordinal())
        ordered += near
        taken = {hit.passage.id for hit in near}
        hits = [hit for hit in hits if hit.passage.id not in taken]
    return ordered


def _worth(passage: Passage, asked: Days, latest: date) -> float:
    """What the days of a report add to its score; nothing where they are not known."""
    published = passage.article.published
    worth = 0.0
    if asked.prefer is not None:
        told = (days.share_in(asked.prefer) for days in asked.told.get(passage.id, ()))
        # A passage that tells of a day tells of it as surely as one that was published on it; one that
        # tells of a year, when a month is asked for, by a twelfth.
        worth = _PREFERRED * max(float(published in asked.prefer), *told, 0.0)
    return worth + recency(published and day_of(published), asked, latest) / _SLOPE


def recency(published: date | None, asked: Days, latest: date) -> float:
    """Return the log-odds that a report of a day has before it is read: the newer, the more.

    Args:
        published: its day; what has none gets nothing.
        asked: what the question says of days.
        latest: the newest day among the reports that are compared.
    """
    if published is None:
        return 0.0
    if asked.newest:
        age = max(0, (latest - published).days)
        return math.log1p(_MEANT * _YEAR / (_DAYS_OF_NEWS + age))
    if asked.prefer is not None or asked.as_of is None:
        return 0.0
    age = max(0, (asked.as_of - published).days)
    rate = math.log(2) / _HALF_LIFE
    return math.log1p(_LATEST * _YEAR * rate * math.exp(-rate * age))


def _equally_good(hit: Hit, best: Hit) -> bool:
    if best.score - hit.score > _NEAR_SCORE:
        return False
    if hit.cosine is None or best.cosine is None:
        return hit.score == best.score
    return abs(hit.cosine - best.cosine) <= _NEAR_COSINE


def _day(passage: Passage) -> date:
    """The day of the report; one that is not known comes after all others."""
    published = passage.article.published
    return day_of(published) if published else date.min
