"""What was fitted turns measures into chances; what is no calibration is refused."""

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from fakes import PLAIN
from hypothesis import given
from hypothesis import strategies as st

from qa.confidence import Linear, chance_of, load_calibration, read_calibration
from qa.errors import EvaluationError


def test_log_odds_are_a_weighted_sum() -> None:
    model = Linear((2.0, -1.0), 0.5)
    assert model.scores(np.array([[1.0, 0.5], [0.0, 0.0]])).tolist() == [2.0, 0.5]
    assert model.chance((1.0, 0.5)) == pytest.approx(1 / (1 + math.exp(-2)))
    assert Linear((1.0,), 0.0).chance((0.0,)) == 0.5
    assert model.scores(np.zeros((0, 2))).shape == (0,)


@given(st.floats(allow_nan=False))
def test_a_chance_is_from_0_to_1(score: float) -> None:
    assert 0.0 <= chance_of(score) <= 1.0
    assert chance_of(score) <= chance_of(score + 1.0)


def test_a_calibration_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(json.dumps({"fitted": asdict(PLAIN)}))
    assert read_calibration(tmp_path / "c.json") == PLAIN


@pytest.mark.parametrize(
    "fitted",
    [
        asdict(PLAIN) | {"ranking": {"weights": [1.0] * 9, "intercept": 0.0}},
        asdict(PLAIN) | {"span": {"weights": [1.0, 0.0, 0.0, math.nan], "intercept": 0.0}},
        asdict(PLAIN) | {"gist": {"weights": ["one"], "intercept": 0.0}},
        asdict(PLAIN) | {"threshold": 1.5},
        {"threshold": 0.2},
        None,
    ],
)
def test_what_is_no_calibration_is_refused(tmp_path: Path, fitted: object) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps({"fitted": fitted}))
    with pytest.raises(EvaluationError, match=r"c\.json is no calibration"):
        read_calibration(path)
    path.write_bytes(b"\xff")
    with pytest.raises(EvaluationError, match="no calibration"):
        read_calibration(path)
    with pytest.raises(EvaluationError, match="no calibration"):
        read_calibration(tmp_path / "none.json")


def test_a_part_with_too_few_weights_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="relevance has 7 weights"):
        replace(PLAIN, relevance=Linear((1.0,), 0.0))


def test_the_shipped_calibration_is_sound() -> None:
    shipped = load_calibration()
    assert 0 < shipped.threshold < shipped.sure < 1
    assert shipped.ranking.weights[0] > 0  # the reading model's score
    assert shipped.span.weights[0] > 0
    assert shipped.gist.weights[0] > 0
    assert shipped.relevance.weights[0] > 0 > shipped.relevance.weights[3]  # cosine; missing names
