"""What the day of a report is worth among the candidates: what retrieval takes it to be worth."""

from datetime import date

import numpy as np

from index.dates import day_of
from index.ranking import Days, recency
from qa.query import Query
from qa.spans import Found

__all__ = ["newer_first"]


def newer_first(found: Found, query: Query) -> Found:
    """Take off the candidates what their report is less likely to be asked about than the newest of them.

    The reading model does not know what day it is: its score is of the words alone, and the day a factor of
    the odds beside it (`index.ranking.recency`). A question about other days, or asked years after the
    newest report, leaves the order as it was.
    """
    if not found.candidates:
        return found
    published = [item.excerpt.article.published for item in found.candidates]
    days = [day_of(time) if time else None for time in published]
    asked, newest = Days(query.prefer, query.as_of, query.newest), max(filter(None, days), default=date.min)
    worth = np.array([recency(day, asked, newest) for day in days])
    scores = found.scores + worth - worth.max()
    order = np.argsort(-scores, kind="stable")
    return Found(tuple(found.candidates[place] for place in order), found.measures[order], scores[order])
