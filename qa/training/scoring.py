"""Scores a reading model alone: questions with their own paragraphs, as SQuAD 2.0 is scored.

    python -m qa.training.scoring build/splits/tune.json --model build/reader
    python -m qa.training.scoring DEV --threshold T      # once a release

An answer is given where the best span's score is at least the threshold; without one it is chosen so that
the F1 is best where half of the questions have an answer, which only a split that one may look at allows.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np

from index.processor import cores
from qa.evaluation.reading import exact_match, f1
from qa.evaluation.statistics import auroc
from qa.reading.fast_reader import FastReader
from qa.reading.headings import heading
from qa.reading.model import ReadingModel, Text

__all__ = ["Asked", "Scored", "asked_of", "figures", "score"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its paragraph; no answers where it has none."""

    source: str
    question: str
    text: Text
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """What the model said: the score of its best span, and how right that is."""

    source: str
    answerable: bool
    score: float
    em: float
    f1: float


def asked_of(path: Path) -> Iterator[Asked]:
    """Give the questions of a file in SQuAD's JSON; the sentences that ClapNQ marks are no spans."""
    for article in json.loads(path.read_text("utf-8"))["data"]:
        source, title = article.get("source", path.stem), article.get("title", "").replace("_", " ")
        for paragraph in article["paragraphs"]:
            text = Text(heading(title, None), paragraph["context"])
            for asked in paragraph["qas"]:
                answers = (
                    () if asked.get("is_impossible") else tuple({one["text"] for one in asked["answers"]})
                )
                if source != "clapnq" or not answers:
                    yield Asked(source, asked["question"].strip(), text, answers)


def score(model: ReadingModel, given: Sequence[Asked]) -> Iterator[Scored]:
    """Read each question's own paragraph, as many at a time as there are processors."""
    with ThreadPoolExecutor(cores()) as pool:
        yield from pool.map(partial(_score, model), given)


def _score(model: ReadingModel, asked: Asked) -> Scored:
    reading = model.read(asked.question, [asked.text])[0]
    span = reading.spans[0] if reading.spans else None
    said = asked.text.text[span.start : span.end] if span else ""
    em = exact_match(said, asked.answers) if asked.answers else 0.0
    words = f1(said, asked.answers) if asked.answers else 0.0
    return Scored(asked.source, bool(asked.answers), reading.score, em, words)


def figures(scored: Sequence[Scored], threshold: float) -> dict[str, float]:
    """Return the shares, in percent: of the answerable when made to answer, and of all at a threshold."""
    can = [item for item in scored if item.answerable]
    cannot = [item for item in scored if not item.answerable]
    said = [item.f1 if item.score >= threshold else 0.0 for item in can]
    declined = [float(item.score < threshold) for item in cannot]
    exact = [item.em if item.score >= threshold else 0.0 for item in can]
    return {
        "questions": len(scored),
        "answerable EM, forced": _percent([item.em for item in can]),
        "answerable F1, forced": _percent([item.f1 for item in can]),
        "answerable F1": _percent(said),
        "unanswerable declined": _percent(declined),
        "overall EM": _percent([*exact, *declined]),
        "overall F1": _percent([*said, *declined]),
        "AUROC of having an answer": _percent([_auroc(scored)]),
    }


def best_threshold(scored: Sequence[Scored]) -> float:
    """Return the threshold of the best overall F1 where half of the questions have no answer.

    So it is in SQuAD 2.0's dev set (Rajpurkar et al., 2018, table 2); these may be mixed otherwise.
    """
    places = np.quantile([item.score for item in scored], np.linspace(0, 1, 201))

    def balanced(threshold: float) -> float:
        found = figures(scored, threshold)
        return found["answerable F1"] + found["unanswerable declined"]

    return float(max(places, key=lambda place: balanced(float(place))))


def _auroc(scored: Sequence[Scored]) -> float:
    """Return the chance that an answerable question's span scores above another's; 0 without both kinds."""
    scores = np.array([item.score for item in scored])
    can = np.array([item.answerable for item in scored], bool)
    found = auroc(scores, can, np.ones(len(scored), bool))(np.ones((1, len(scored))))[0]
    return float(np.nan_to_num(found))


def _percent(values: Sequence[float]) -> float:
    return round(100 * float(np.mean(values)), 2) if values else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of each source, and of all."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.scoring", description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--model", type=Path, help="a folder with reader.safetensors; else what is shipped")
    parser.add_argument("--float32", action="store_true", help="do not multiply in int8")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--threshold", type=float)
    options = parser.parse_args(arguments)
    given = list(asked_of(options.questions))
    if options.limit and options.limit < len(given):
        given = random.Random(0).sample(given, options.limit)  # noqa: S311  # a draw, no secret
    model = FastReader(options.model, int8=False if options.float32 else None)
    scored = sorted(score(model, given), key=lambda item: item.source)
    threshold = best_threshold(scored) if options.threshold is None else options.threshold
    found = {source: figures(list(items), threshold) for source, items in groupby(scored, lambda i: i.source)}
    result = {"threshold": round(threshold, 3), "all": figures(scored, threshold), **found}
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
