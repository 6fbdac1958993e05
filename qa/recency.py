"""What the day of a report is worth among the candidates: what retrieval takes it to be worth."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.dates import day_of
from index.ranking import Days, recency
from qa.query import Query
from qa.spans import Found
from qa.times import asks_of_the_present

__all__ = ["newer_first"]

# How much of what "newest" is worth a question in the present tense is: of 0.1 to 1 what did best on 167
# questions over invented news (docs/decisions/0014).
_PRESENT = 0.5


def newer_first(found: Found, query: Query) -> Found:
    """Take off the candidates what their report is less likely to be asked about than the newest of them.

    The reading model does not know what day it is: its score is of the words alone, and the day a factor of
    the odds beside it (`index.ranking.recency`). A question in the past tense that is about other days, or
    asked years after the newest report, leaves the order as it was.
    """
    if not found.candidates:
        return found
    published = [item.excerpt.article.published for item in found.candidates]
    days = [day_of(time) if time else None for time in published]
    asked, newest = Days(query.prefer, query.as_of, query.newest), max(filter(None, days), default=date.min)
    lost = _lost(days, asked, newest)
    if asks_of_the_present(query.question) and query.prefer is None and not query.newest:
        lost = np.maximum(lost, _PRESENT * _lost(days, Days(newest=True), newest))
    scores = found.scores - lost
    order = np.argsort(-scores, kind="stable")
    return Found(tuple(found.candidates[place] for place in order), found.measures[order], scores[order])


def _lost(days: Sequence[date | None], asked: Days, newest: date) -> NDArray[np.float64]:
    worth = np.array([recency(day, asked, newest) for day in days])
    lost: NDArray[np.float64] = worth.max() - worth
    return lost
