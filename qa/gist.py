"""The gist of a matter: the few sentences that together answer best, in order of date.

Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998, section 2): each next sentence is the one
whose relevance, less its likeness to what is taken already, is greatest. Sentences of an article that is
not quoted yet come a little before others: several reports are better evidence than one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from index.dates import day_of
from qa.standing import LEANS

__all__ = ["choose_gist", "in_order"]

# Log-odds that a sentence would lose for being the same as one that is taken; relevance counts once, so that
# the paper's lambda is 1 / (1 + 2). It names 0.3 for an overview, of two cosines. A choice, not fitted.
_REPEATING = 2.0
_QUOTED_ALREADY = 0.3  # log-odds that a further sentence of one article loses
_MARGIN = 2.0  # of odds under e^-2, or a seventh, of the best's, a sentence is no part of the answer
_ALIKE = 0.85  # cosine from which a sentence repeats another


def choose_gist(
    relevance: NDArray[np.float64],
    vectors: NDArray[np.float32],
    articles: Sequence[str],
    *,
    most: int = 5,
    leans: Mapping[int, int] | None = None,
) -> list[int]:
    """Choose the sentences that together answer best.

    Args:
        relevance: of each sentence, in log-odds, less what `stands_alone` takes off, shape (n,). Minus
            infinity bars a sentence.
        vectors: unit rows, shape (n, d).
        articles: the id of each sentence's article.
        most: sentences to choose, at most.
        leans: of sentences that lean back (`leans_back`), each with the one right before it. Where that is
            chosen, they are given back what leaning took off.

    Returns:
        The places of one sentence or more, the most relevant first; none where there is none to choose.
        Fewer than `most` where no others are nearly as relevant and say something else.

    Raises:
        ValueError: the shapes do not fit.
    """
    if not len(relevance) == len(vectors) == len(articles):
        raise ValueError(
            f"{len(relevance)} scores, {len(vectors)} vectors, {len(articles)} articles: not one each"
        )
    if not np.isfinite(relevance).any() or most < 1:
        return []
    chosen = [int(np.argmax(relevance))]
    least = relevance[chosen[0]] - _MARGIN
    likeness = vectors @ vectors[chosen[0]]
    while len(chosen) < most:
        worth = relevance + _given_back(chosen, leans or {}, len(relevance))
        is_open = (worth >= least) & (likeness < _ALIKE)
        is_open[chosen] = False
        if not is_open.any():
            break
        told = {articles[place] for place in chosen}
        again = np.array([article in told for article in articles])
        marginal = worth - _REPEATING * np.maximum(likeness, 0) - _QUOTED_ALREADY * again
        chosen.append(int(np.argmax(np.where(is_open, marginal, -np.inf))))
        likeness = np.maximum(likeness, vectors @ vectors[chosen[-1]])
    return chosen


def _given_back(chosen: Sequence[int], leans: Mapping[int, int], count: int) -> NDArray[np.float64]:
    """Return what each sentence gains by the ones already chosen: what it leans on stands right before it."""
    gained = np.zeros(count)
    for place, before in leans.items():
        if before in chosen:
            gained[place] = LEANS
    return gained


def in_order(
    published: Sequence[date | datetime | None], articles: Sequence[str], offsets: Sequence[int]
) -> list[int]:
    """Return the places of sentences in the order in which to tell them: by day, then as they stand.

    Of two reports of one day the earlier comes first where both give a time, else the one whose sentence is
    given first. Undated reports come last. Sentences of one article stay together.

    Args:
        published: when the article of each was published.
        articles: the id of each one's article.
        offsets: where each starts in its article.

    Raises:
        ValueError: the lengths differ.
    """
    if not len(published) == len(articles) == len(offsets):
        raise ValueError("each sentence has a date, an article and an offset")
    first = {article: place for place, article in reversed(list(enumerate(articles)))}

    def key(place: int) -> tuple[int, float, int, int]:
        day, article = published[place], articles[place]
        clock = _seconds(day) if all(_timed(other, day) for other in published) else 0.0
        return (
            day_of(day).toordinal() if day else date.max.toordinal() + 1,
            clock,
            first[article],
            offsets[place],
        )

    return sorted(range(len(published)), key=key)


def _timed(other: date | datetime | None, day: date | datetime | None) -> bool:
    """Whether a date has a time, or is of another day than the one given."""
    return not other or not day or isinstance(other, datetime) or day_of(other) != day_of(day)


def _seconds(moment: date | datetime | None) -> float:
    """Return the time of day in the moment's own zone, as its day is."""
    return moment.hour * 3600 + moment.minute * 60 + moment.second if isinstance(moment, datetime) else 0.0
