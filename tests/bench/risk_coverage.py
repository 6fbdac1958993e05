"""How many answers are wrong, by how many questions are answered, at three sizes of an archive.

    python tests/bench/risk_coverage.py DATA --picture docs/risk-coverage.svg

The questions are those of the tuning split that stand alone, asked end to end; the calibration has not
seen them, nor their articles. Half are asked where their article is not: an answer there is a false one,
unless another paragraph gives the same words. The picture's rings are at the threshold in use.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.answering import Abstention, Answer, AnswerChain
from qa.confidence import load_calibration
from qa.evaluation.reading import f1, holds
from qa.reader import Reader
from qa.training.retrieved import Case, build, cases
from qa.training.train import training_examples

_COLOURS = ("#1f5fa8", "#c05020", "#3a8a3a")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: how sure, whether it was answered, and whether what was or would be said is right."""

    size: int
    present: bool
    confidence: float
    answered: bool
    right: bool
    short_f1: float | None


def ask(given: Sequence[Case], chain: AnswerChain) -> Iterator[Asked]:
    for case in given:
        reply = chain.invoke(case.query)
        answer = reply.withheld if isinstance(reply, Abstention) else reply
        answers = [text for text, _ in case.example.answers]
        right = bool(answer) and bool(answers) and holds(answer.citations[0].quote, answers)
        own = bool(answer) and answer.citations[0].article.key == case.key
        said = answer.likeliest if answer else None
        yield Asked(
            case.size,
            case.present and bool(answers),
            answer.confidence if answer else 0.0,
            isinstance(reply, Answer),
            right and (own or not case.present),
            f1(said, answers) if said and answers else None,
        )


def curve(asked: Sequence[Asked]) -> list[tuple[float, float]]:
    """Return (coverage, risk) for every threshold, the strictest first."""
    ordered = sorted(asked, key=lambda item: -item.confidence)
    points, wrong = [], 0
    for place, item in enumerate(ordered, start=1):
        wrong += not item.right
        if place == len(ordered) or ordered[place].confidence < item.confidence:
            points.append((place / len(ordered), wrong / place))
    return points


def figures(asked: Sequence[Asked]) -> dict[str, float]:
    said = [item for item in asked if item.answered]
    there = [item for item in asked if item.present]
    absent = [item for item in asked if not item.present]
    false = [item for item in absent if item.answered and not item.right]
    shorts = [item.short_f1 for item in said if item.short_f1 is not None]
    return {
        "questions": len(asked),
        "answered, of those that can be": _share(item.answered for item in there),
        "right, of those that can be": _share(item.answered and item.right for item in there),
        "false answers, of the others": len(false) / max(1, len(absent)),
        "right, of those answered": _share(item.right for item in said),
        "mean confidence of those answered": _share(item.confidence for item in said),
        "F1 of the short answers": _share(shorts),
    }


def _share(values) -> float:
    held = [float(value) for value in values]
    return sum(held) / len(held) if held else 0.0


def draw(by_size: dict[int, list[Asked]], path: Path) -> None:
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 3.8), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.subplots()
    for colour, (size, asked) in zip(_COLOURS, sorted(by_size.items()), strict=False):
        points = curve(asked)
        false = figures(asked)["false answers, of the others"]
        label = f"{size:,} paragraphs: {100 * false:.0f} % false answers"
        axes.plot(*zip(*points, strict=True), color=colour, label=label)
        said = [item for item in asked if item.answered]
        if said:
            risk = sum(not item.right for item in said) / len(said)
            axes.plot(len(said) / len(asked), risk, "o", mfc="none", mec=colour, ms=9)
    axes.set(xlabel="answered, of all questions", ylabel="wrong, of those answered", xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False, loc="upper left")
    axes.spines[["top", "right"]].set_visible(False)
    with rc_context({"svg.hashsalt": "citedesk"}):  # the same figures, the same bytes
        figure.savefig(path, format="svg", metadata={"Date": None})


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("build/calibration"))
    parser.add_argument("--count", type=int, default=900)
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args(arguments)
    examples = training_examples(options.data)
    archive, buckets = build(options.cache / "paragraphs", [e for found in examples.values() for e in found])
    chain = AnswerChain(archive, Reader(archive))
    asked = list(ask(list(cases(examples["tune"], buckets, options.count, seed=1)), chain))
    by_size = {size: [item for item in asked if item.size == size] for size in {item.size for item in asked}}
    result = {"threshold": load_calibration().threshold}
    result |= {f"{size:,}": figures(found) for size, found in sorted(by_size.items())}
    result["all"] = figures(asked)
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    if options.picture:
        draw(by_size, options.picture)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
