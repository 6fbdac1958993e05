"""Hits@10 on Paragraphs: the share of questions whose own paragraph is among the ten, with an interval.

The interval is that of `citedesk evaluate`: the articles are drawn, with all questions on each.
"""

from collections.abc import Sequence

import numpy as np

from qa.evaluation.intervals import Measure, Resampling
from qa.evaluation.statistics import mean


def hits(found: Sequence[Sequence[str]], gold: Sequence[str]) -> list[int]:
    """Return for each question whether its gold article is among those found: 1 or 0."""
    return [int(right in some) for some, right in zip(found, gold, strict=True)]


def interval(values: Sequence[int], groups: Sequence[str], seed: int) -> dict[str, float]:
    """Return the mean with its 95 % interval."""
    statistic = mean(np.array(values, np.float64))
    drawing = Resampling([(group,) for group in groups], seed=seed)
    figure = drawing.figure(Measure(statistic, np.ones(len(values), bool)))
    assert figure is not None
    return {"mean": figure.value, "low": figure.low, "high": figure.high, "n": figure.n}


def difference(
    ours: Sequence[int], theirs: Sequence[int], groups: Sequence[str], seed: int
) -> dict[str, float]:
    """Return the mean difference over the same questions, ours less theirs, with its interval."""
    one, other = (mean(np.array(values, np.float64)) for values in (theirs, ours))
    drawing = Resampling([(group,) for group in groups], seed=seed)
    found = drawing.difference(one, other, drawing.units)
    assert found is not None
    return {"mean": found[0], "low": found[1], "high": found[2], "n": len(ours)}
