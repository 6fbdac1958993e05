"""Fits what turns measures into log-odds, and log-odds into the chance that an answer is right.

    python -m qa.calibration ../shared/data tests/data/invented --write

End to end, on candidates that were retrieved: questions of the calibration split asked of about 100, 1,000
and 10,000 paragraphs (`qa/training/retrieved.py`), and questions over invented news. The folder of invented
news holds sets; each has `articles/` and `questions.jsonl`, lines with `question`, `answerable`, `kind`,
and the `quotes` that answer. The figures that are printed are of five folds, each judged by the rest.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from index.archive import Archive
from index.encoder import load_encoder
from index.intake import read_paths
from qa.candidates import MEASURES
from qa.confidence import Calibration, Linear
from qa.reader import Reader
from qa.relevance import FEATURES
from qa.spans import SIGNS, signs_of
from qa.training.judging import Judged, Stated, invented, of_cases, sentences_of
from qa.training.retrieved import build, cases
from qa.training.train import training_examples

__all__ = ["fit", "fit_relevance", "measure"]

# A regularisation of one in scikit-learn's unit: with a dozen weights and thousands of rows it only
# keeps the fit from running off where a measure separates perfectly.
_C = 1.0
_FOLDS = 5
# By the reading model's score alone: what candidates are ranked by before anything is fitted.
_FLAT = Calibration(
    Linear((0.0,) * len(FEATURES), 0.0),
    Linear((1.0,), 0.0),
    Linear((1.0, *(0.0,) * (len(MEASURES) - 1)), 0.0),
    Linear((1.0, *(0.0,) * (len(SIGNS) - 1)), 0.0),
    0.0,
    0.0,
)

Rows = NDArray[np.float64]


def fit(judged: Sequence[Judged]) -> tuple[Linear, Linear]:
    """Return the ranking of spans, and the chance of the best one.

    The chance is fitted on held-out rankings, since the best of many candidates looks better to the
    weights that were fitted on it than it is.
    """
    ranking = fit_ranking(judged)
    signs, right = [], []
    for fold in range(_FOLDS):
        others = fit_ranking([item for place, item in enumerate(judged) if place % _FOLDS != fold])
        for item in judged[fold::_FOLDS]:
            if (best := best_of(item, others)) is not None:
                signs.append(best[0])
                right.append(best[1])
    return ranking, logistic(np.array(signs), np.array(right))


def fit_ranking(judged: Sequence[Judged]) -> Linear:
    """Fit the log-odds that a span is right.

    The weights are those under which a right span of a question most likely comes before its others
    (conditional logit: McFadden, 1974); their scale and the intercept make log-odds of the sum.
    """
    used = [item for item in judged if len(item.right)]
    rows, right = np.vstack([item.measures for item in used]), np.concatenate([item.right for item in used])
    mean, deviation = _spread(rows)
    told = [((item.measures - mean) / deviation, item.right) for item in used if item.right.any()]
    start = np.zeros(rows.shape[1])
    weights = minimize(_surprise, start, args=(told,), jac=True, method="L-BFGS-B").x / deviation
    scale = logistic((rows @ weights)[:, None], right)
    return Linear(tuple((scale.weights[0] * weights).tolist()), scale.intercept)


def _surprise(weights: Rows, told: Sequence[tuple[Rows, NDArray[np.bool_]]]) -> tuple[float, Rows]:
    """Return how unlikely the right spans are made, regularised as in `logistic`, and the gradient."""
    surprise, gradient = float(weights @ weights) / (2 * _C), weights / _C
    for rows, right in told:
        scores = rows @ weights
        whole, good = logsumexp(scores), logsumexp(scores[right])
        surprise += float(whole - good)
        gradient = gradient + rows.T @ np.exp(scores - whole) - rows[right].T @ np.exp(scores[right] - good)
    return surprise, gradient


def best_of(item: Judged, ranking: Linear) -> tuple[tuple[float, ...], bool] | None:
    """Return the signs of the best span, and whether it is right; None where no span was found."""
    if not len(item.right):
        return None
    scores = ranking.scores(item.measures)
    order = np.argsort(-scores, kind="stable")
    texts = [item.texts[place] for place in order]
    # Agreement needs articles; it is fitted as no evidence either way.
    signs = signs_of(scores[order], texts, item.measures[order[0]], item.passages, 0)
    return signs, bool(item.right[order[0]])


def logistic(rows: Rows, right: NDArray[np.bool_]) -> Linear:
    """Fit log-odds; the rows are put on one scale for it."""
    mean, deviation = _spread(rows)
    model = LogisticRegression(C=_C, max_iter=5_000).fit((rows - mean) / deviation, right)
    weights = model.coef_[0] / deviation
    return Linear(tuple(weights.tolist()), float(model.intercept_[0] - weights @ mean))


def _spread(rows: Rows) -> tuple[Rows, Rows]:
    """Return the mean and the standard deviation of each column, 1 for one that does not vary."""
    deviation = rows.std(axis=0)
    return rows.mean(axis=0), np.where(deviation == 0, 1.0, deviation)


def fit_relevance(stated: Sequence[Stated]) -> tuple[Linear, Linear]:
    """Return the log-odds that a sentence answers, and the chance that the best one does."""
    used = [item for item in stated if len(item.right)]

    def weights(items: Sequence[Stated]) -> Linear:
        return logistic(
            np.vstack([item.features for item in items]), np.concatenate([i.right for i in items])
        )

    best, right = [], []
    for fold in range(_FOLDS):
        others = weights([item for place, item in enumerate(used) if place % _FOLDS != fold])
        for item in used[fold::_FOLDS]:
            scores = others.scores(item.features)
            best.append([float(scores.max())])
            right.append(bool(item.right[scores.argmax()]))
    return weights(used), logistic(np.array(best), np.array(right))


def measure(judged: Sequence[Judged], threshold: float) -> dict[str, Any]:
    """Return how often the best span is right and an answer is given, of folds judged by the others."""
    rows = []
    for fold in range(_FOLDS):
        ranking, span = fit([item for place, item in enumerate(judged) if place % _FOLDS != fold])
        for item in judged[fold::_FOLDS]:
            best = best_of(item, ranking)
            said = (best[1], span.chance(best[0])) if best else (False, 0.0)
            rows.append((item.group, item.answerable, *said))
    groups = sorted({group for group, *_ in rows})
    return {group: _figures([row for row in rows if row[0] == group], threshold) for group in groups} | {
        "all": _figures(rows, threshold)
    }


def _figures(rows: Sequence[tuple[str, bool, bool, float]], threshold: float) -> dict[str, float]:
    can = np.array([row[1] for row in rows], bool)
    right = np.array([row[2] for row in rows], bool)
    chance = np.array([row[3] for row in rows])
    said = chance >= threshold
    return {
        "questions": len(rows),
        "best is right, of the answerable": _share(right[can]),
        "answered, of the answerable": _share(said[can]),
        "answered, of the others": _share(said[~can]),
        "right, of those answered": _share(right[said]),
        "chance that was told, of those answered": _share(chance[said]),
    }


def _share(values: NDArray[Any]) -> float:
    return round(float(values.mean()), 3) if len(values) else 0.0


def collect(data: Path, folder: Path, cache: Path, count: int) -> tuple[list[Judged], list[Stated]]:
    """Ask all questions, and keep what was measured."""
    examples = training_examples(data)
    archive, buckets = build(cache / "paragraphs", [e for found in examples.values() for e in found])
    judged = list(of_cases(cases(examples["calibrate"], buckets, count), archive, Reader(archive, _FLAT)))
    stated: list[Stated] = []
    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted(path for path in folder.iterdir() if path.is_dir()):
            news = Archive.create(Path(scratch, path.name), load_encoder())
            for _ in news.add(read_paths([path / "articles"])):
                pass
            judged += invented(path, news, Reader(news, _FLAT))
            stated += sentences_of(path, news, Reader(news, _FLAT))
    return judged, stated


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit; print held-out figures; write what is shipped if asked to."""
    parser = argparse.ArgumentParser(prog="python -m qa.calibration", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of the reading data")
    parser.add_argument("folder", type=Path, help="the folder of invented news")
    parser.add_argument("--cache", type=Path, default=Path("build/calibration"))
    parser.add_argument("--count", type=int, default=1500, help="questions of the calibration split")
    parser.add_argument("--threshold", type=float, default=0.2)
    parser.add_argument("--sure", type=float, default=0.5)
    parser.add_argument("--write", action="store_true", help="write qa/calibration.json")
    options = parser.parse_args(arguments)
    judged, stated = collect(options.data, options.folder, options.cache, options.count)
    ranking, span = fit(judged)
    relevance, gist = fit_relevance(stated)
    fitted = Calibration(relevance, gist, ranking, span, options.threshold, options.sure)
    names = {"relevance": FEATURES, "ranking": MEASURES, "span": SIGNS}
    result = {"names": names, "fitted": asdict(fitted), "held_out": measure(judged, options.threshold)}
    text = json.dumps(result, indent=2) + "\n"
    sys.stdout.write(text)
    if options.write:
        Path(__file__).with_suffix(".json").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
