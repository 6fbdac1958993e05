"""From measures to the chance that an answer is right: what was fitted, by `qa/calibration.py`."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import EvaluationError

__all__ = ["Calibration", "Linear", "chance_of", "load_calibration", "read_calibration"]

Matrix = NDArray[np.float64]
# How many measures each part weighs.
_WEIGHTS = {"relevance": 7, "gist": 1, "ranking": 11, "span": 8}


def chance_of(score: float) -> float:
    """Return the probability that log-odds stand for."""
    return 1.0 / (1.0 + math.exp(-score)) if score > -30.0 else 0.0


@dataclass(frozen=True, slots=True)
class Linear:
    """Log-odds that are a weighted sum (Cox, 1958)."""

    weights: tuple[float, ...]
    intercept: float

    def scores(self, rows: Matrix) -> NDArray[np.float64]:
        """Return the log-odds of each row of measures, shape (n, len(weights)) -> (n,)."""
        scores: NDArray[np.float64] = rows @ np.array(self.weights) + self.intercept
        return scores

    def chance(self, row: Sequence[float]) -> float:
        """Return the probability that belongs to one row of measures."""
        return chance_of(float(np.dot(self.weights, row) + self.intercept))


@dataclass(frozen=True, slots=True)
class Calibration:
    """All that was fitted.

    Attributes:
        relevance: of a sentence, from `qa.relevance.FEATURES`.
        gist: the chance that the best of several sentences answers, from its relevance.
        ranking: of a span, from `qa.candidates.MEASURES`.
        span: the chance that the best span's sentence answers, from `qa.spans.SIGNS`.
        threshold: the confidence below which the reader abstains.
        sure: that from which it gives a short answer.

    Raises:
        ValueError: a part has another number of weights than there are measures, or something is no number.
    """

    relevance: Linear
    gist: Linear
    ranking: Linear
    span: Linear
    threshold: float
    sure: float

    def __post_init__(self) -> None:
        for name, count in _WEIGHTS.items():
            part: Linear = getattr(self, name)
            if len(part.weights) != count or not all(map(math.isfinite, (*part.weights, part.intercept))):
                raise ValueError(f"{name} has {count} weights and an intercept")
        if not (0.0 <= self.threshold <= 1.0 and 0.0 <= self.sure <= 1.0):
            raise ValueError("a confidence is from 0 to 1")


@cache
def load_calibration() -> Calibration:
    """Return the calibration that is shipped."""
    return _calibration(resources.files("qa").joinpath("calibration.json").read_text("utf-8"))


def read_calibration(path: Path) -> Calibration:
    """Return the calibration in a file that `python -m qa.calibration` printed.

    Raises:
        EvaluationError: it is none.
    """
    try:
        return _calibration(path.read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(f"{path} is no calibration: write one with python -m qa.calibration") from error


def _calibration(text: str) -> Calibration:
    values: dict[str, Any] = json.loads(text)["fitted"]
    parts = {name: _linear(values[name]) for name in ("relevance", "gist", "ranking", "span")}
    return Calibration(**parts, threshold=float(values["threshold"]), sure=float(values["sure"]))


def _linear(values: dict[str, Any]) -> Linear:
    return Linear(tuple(float(weight) for weight in values["weights"]), float(values["intercept"]))
