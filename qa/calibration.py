"""Fits the built-in reader's weights, confidence and threshold on questions over invented news.

    python -m qa.calibration tests/data/invented --write

The folder holds sets; each has `articles/` and `questions.jsonl`, lines with `question`,
`answerable`, `kind`, and the `quotes` that answer. The figures that are printed are held out: each
set is judged by weights fitted on the others. What is shipped is fitted on all of them.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from langchain_core.runnables import ensure_config
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from index.archive import Archive
from index.encoder import load_encoder
from index.intake import read_paths
from qa.answering import AnswerChain
from qa.query import Query, read_dates
from qa.reader import FEATURES, Calibration, Reader

__all__ = ["Judged", "fit", "judge", "measure"]

# The share of unrelated questions that may be answered, at most.
_FALSE_ANSWERS = 0.02
# A regularisation of one in scikit-learn's unit: with six weights and hundreds of questions it only
# keeps the fit from running off where a feature separates perfectly.
_C = 1.0

_FLAT = Calibration((0.0,) * len(FEATURES), 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One question with what the reader measured.

    Attributes:
        features: shape (n, 6), a row for each sentence read.
        right: shape (n,), whether the sentence is one that answers.
    """

    kind: str
    answerable: bool
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def judge(folder: Path, archive: Archive) -> list[Judged]:
    """Ask the questions of a set and mark the sentences that answer them."""
    reader = Reader(archive, _FLAT)
    chain = AnswerChain(archive, reader)
    judged = []
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        asked = json.loads(line)
        query = read_dates(Query(asked["question"]))
        evidence = chain.gather(query, ensure_config())
        candidates, features, _ = reader.read(query.question, evidence)
        quotes = [" ".join(quote.split()) for quote in asked["quotes"]]
        right = [_is_one_of(" ".join(candidate.text.split()), quotes) for candidate in candidates]
        judged.append(Judged(asked["kind"], asked["answerable"], features, np.array(right, bool)))
    return judged


def _is_one_of(sentence: str, quotes: Sequence[str]) -> bool:
    return any(quote in sentence or (len(sentence) > 40 and sentence in quote) for quote in quotes)


def fit(judged: Sequence[Judged]) -> Calibration:
    """Fit weights on all sentences, then the confidence and the threshold on the best ones.

    The confidence is fitted on held-out scores (five folds), since the best of many candidates
    looks better to the weights that were fitted on it than it is.
    """
    weights, intercept = _fit_weights(judged)
    best, right = _held_out(judged)
    slope, offset = _logistic(best[:, None], right)
    fitted = Calibration(tuple(weights), intercept, float(slope[0]), offset, 0.0)
    unrelated = np.array([item.kind == "unrelated" for item in judged])
    scores = np.sort([fitted.confidence(score) for score in best[unrelated]])
    allowed = int(_FALSE_ANSWERS * len(scores))
    threshold = float(scores[len(scores) - 1 - allowed]) + 0.005
    return Calibration(tuple(weights), intercept, float(slope[0]), offset, round(threshold, 3))


def _fit_weights(judged: Sequence[Judged]) -> tuple[list[float], float]:
    used = [item for item in judged if item.right.any() or not item.answerable]
    features = np.vstack([item.features for item in used])
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    right = np.concatenate([item.right for item in used])
    weights, intercept = _logistic((features - mean) / deviation, right)
    weights = weights / deviation
    return weights.tolist(), float(intercept - weights @ mean)


def _logistic(features: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    model = LogisticRegression(C=_C, max_iter=5_000).fit(features, right)
    return model.coef_[0], float(model.intercept_[0])


def _held_out(judged: Sequence[Judged]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the best score of each question, and whether it is right, by weights fitted without it."""
    best, right = np.zeros(len(judged)), np.zeros(len(judged), bool)
    for fold in range(5):
        weights, intercept = _fit_weights([x for place, x in enumerate(judged) if place % 5 != fold])
        for place in range(fold, len(judged), 5):
            scores = judged[place].features @ np.array(weights) + intercept
            best[place], right[place] = scores.max(), judged[place].right[scores.argmax()]
    return best, right


def measure(judged: Sequence[Judged], calibration: Calibration) -> dict[str, float]:
    """Return the shares of right and false answers, by weights that did not see these questions."""
    answered, first = [], []
    for item in judged:
        scores = calibration.scores(item.features)
        answered.append(calibration.confidence(float(scores.max())) >= calibration.threshold)
        first.append(bool(item.right[scores.argmax()]))
    said, right = np.array(answered), np.array(first)
    can = np.array([item.answerable for item in judged])
    kinds = np.array([item.kind for item in judged])
    return {
        "questions": float(len(judged)),
        "best sentence answers, of the answerable": float(right[can].mean()),
        "answered, of the answerable": float(said[can].mean()),
        "answered, of the unrelated": float(said[kinds == "unrelated"].mean()),
        "answered, of the close but unanswerable": float(said[kinds == "close"].mean()),
        "right, of those answered": float(right[said].mean()) if said.any() else 0.0,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit on the sets of a folder; print held-out figures; write what is shipped if asked to."""
    parser = argparse.ArgumentParser(prog="python -m qa.calibration", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="write qa/calibration.json")
    options = parser.parse_args(arguments)
    sets: dict[str, list[Judged]] = {}
    encoder = load_encoder()
    with tempfile.TemporaryDirectory() as scratch:
        for folder in sorted(path for path in options.folder.iterdir() if path.is_dir()):
            archive = Archive.create(Path(scratch, folder.name), encoder)
            for _ in archive.add(read_paths([folder / "articles"])):
                pass
            sets[folder.name] = judge(folder, archive)
    figures = {}
    for name, judged in sets.items():
        others = [item for other, items in sets.items() if other != name for item in items]
        figures[name] = {key: round(value, 3) for key, value in measure(judged, fit(others)).items()}
    fitted = fit([item for items in sets.values() for item in items])
    result = {"features": FEATURES, "fitted": asdict(fitted), "held_out": figures}
    text = json.dumps(result, indent=2) + "\n"
    sys.stdout.write(text)
    if options.write:
        Path(__file__).with_suffix(".json").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
