"""The benchmark's own arithmetic, and one small part from end to end. What it measures is not tested."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

BENCH = Path(__file__).parent / "bench"


@pytest.fixture(autouse=True)
def folder_of_the_benchmark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))


def test_hits_intervals_and_differences() -> None:
    from quality import difference, hits, interval

    assert hits([["a", "b"], ["c"], []], ["b", "d", "e"]) == [1, 0, 0]
    groups = [str(place % 20) for place in range(200)]
    ours, theirs = [1] * 150 + [0] * 50, [1] * 100 + [0] * 100
    found = interval(ours, groups, seed=0)
    assert found["mean"] == 0.75
    assert found["low"] < 0.75 < found["high"]
    assert difference(ours, theirs, groups, seed=0)["mean"] == 0.25
    assert difference(ours, ours, groups, seed=0) == {"mean": 0, "low": 0, "high": 0, "n": 200}


def test_perturbed_vectors_are_unit_seeded_and_near_their_own() -> None:
    from perturbed import Nearest, Perturbed, unit

    real = unit(np.random.default_rng(0).standard_normal((60, 16)).astype(np.float32))
    first, again, other = (np.vstack(list(Perturbed(real, 150, seed))) for seed in (1, 1, 2))
    assert first.shape == (150, 16)
    assert (first == again).all()
    assert not (first == other).all()
    assert np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-5)
    own = (first[:60] * real).sum(axis=1)
    assert np.median(own) > np.median(np.sort(real @ real.T, axis=1)[:, -2])
    exact = Nearest(real[:3], 5)
    for start in (0, 100):
        exact.see(np.arange(start, min(start + 100, 150)), first[start : start + 100])
    assert exact.ids == np.argsort(-(real[:3] @ first.T), axis=1, kind="stable")[:, :5].tolist()


def test_a_part_runs_and_writes_its_table_and_json(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    small = ["--passages", "5", "--questions", "5", "--words", "200", "--runs", "1"]
    command = [sys.executable, str(BENCH / "run.py"), "--peers", "--parts", "lexicon", *small]
    done = subprocess.run(
        [*command, "--json", str(out), "--cache", str(tmp_path)], check=True, capture_output=True, text=True
    )
    assert "tantivy" in done.stdout
    found = json.loads(out.read_text("utf-8"))
    assert {"machine", "lexicon"} <= set(json.dumps(found).replace('"', " ").split())


def test_a_benchmark_without_its_data_says_so(tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(BENCH / "run.py"),
        "--data",
        str(tmp_path),
        "--peers",
        "--parts",
        "lexicon",
    ]
    done = subprocess.run(
        [*command, "--json", str(tmp_path / "b.json")], check=False, capture_output=True, text=True
    )
    assert done.returncode != 0
