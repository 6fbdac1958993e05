"""Puts a trained model into the package: weights, checksum, model card and notice.

    python -m qa.training.release ../shared/data --trained build/reader

It scores the tuning split, chooses there the threshold of having an answer, and scores the dev file once
with it, made to multiply in int8 as it is served. The card says what came of it, good or bad.
"""

import argparse
import hashlib
import json
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.minilm import FLOATS
from qa.reading.fast_reader import FastReader
from qa.training.scoring import asked_of, best_threshold, figures, score
from qa.training.sources import DEV, SOURCES
from qa.training.train import training_examples

__all__ = ["SHIPPED", "main"]

SHIPPED = Path(__file__).parent.parent / "weights"
_WINDOW, _LONGEST = 320, 30
# The inputs of these products reach furthest, so they stay float32 (docs/decisions/0017).
_FLOATS = FLOATS | {"2.output.dense", "3.output.dense", "1.intermediate.dense"}
_MAKERS = {
    "squadshifts_new_wiki": ("SQuADShifts (Miller et al., 2020), Wikipedia", "CC BY 4.0"),
    "squadshifts_reddit": ("SQuADShifts (Miller et al., 2020), Reddit", "CC BY 4.0"),
    "squadshifts_amazon": ("SQuADShifts (Miller et al., 2020), Amazon reviews", "CC BY 4.0"),
    "squad2_fragment": ("SQuAD 2.0 (Rajpurkar et al., 2018)", "CC BY-SA 4.0"),
    "xquad_en_rest": ("XQuAD (Artetxe et al., 2019)", "CC BY-SA 4.0"),
    "qed": ("QED (Lamm et al., 2020)", "CC BY-SA 3.0"),
    "nq_open_oracle": (
        "Natural Questions (Kwiatkowski et al., 2019), through lost-in-the-middle (Liu et al., 2023)",
        "CC BY-SA 3.0; MIT",
    ),
    "clapnq": ("ClapNQ (IBM, 2024)", "Apache-2.0"),
    "qamr": (
        "QAMR (Michael et al., 2018); sentences of Wikinews and Wikipedia",
        "MIT; CC BY 2.5, CC BY-SA 3.0",
    ),
}
_BASE = "all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0)"
_LICENCE = "CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/legalcode)"

_CARD = """\
# The reading model

A span head and a null score (Devlin et al., 2019, section 4.3) on {base}:
six layers, the word embeddings unchanged, so that only the layers are here, in half precision. It reads
a question and a passage under its headline and day, and says which words answer, or that none do. English.

Trained by `make train-reader` (`python -m qa.training.train`, each run after the first with `--after`):
{steps} of about 3,300 tokens{averaged}.
Written on {day}; SHA-256
{digest}.

## Learned from

| source | questions | licence |
|---|---|---|
{rows}

And from what was made of them: questions altered so that the passage no longer answers, passages without
the sentences that answer, passages found for the question that do not (`qa/training/pairs.py`), and made
news: who said what, who holds which office, when, how many (`qa/training/news_questions.py`).

## How well it reads

Each question with its own paragraph; percent. `tune` is a tenth of the sources above, by article, which
chose the threshold; `dev` is 16 articles of the SQuAD 2.0 development set, meant to be scored once a release
(docs/decisions/0017 tells how often it was).

{figures}

## Licence

{licence}: the weights learn from
texts under CC BY-SA. The code is Apache-2.0.
"""
_NOTICE = """\
The weights in this folder are licensed under
{licence}.
They were trained from {base} on questions and texts of:

{lines}

The texts were changed in training as README.md says. No endorsement by their makers is implied.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Copy the weights, score them, and write what goes with them."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.release", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of the reading data")
    parser.add_argument("--trained", type=Path, default=Path("build/reader"))
    parser.add_argument("--tune", type=Path, default=Path("build/splits/tune.json"))
    parser.add_argument("--to", type=Path, default=SHIPPED)
    options = parser.parse_args(arguments)
    examples = training_examples(options.data)["train"]
    counts = Counter(example.source for example in examples)
    found = ship(options.trained, options.to, options.tune, options.data / DEV)
    told = json.loads((options.trained / "training.json").read_text("utf-8"))
    (options.to / "README.md").write_text(card(counts, found, told), "utf-8")
    (options.to / "NOTICE").write_text(notice(), "utf-8")
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0


def ship(trained: Path, to: Path, tune: Path, dev: Path) -> dict[str, Any]:
    """Put the weights in their place and score them there; return the figures."""
    to.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(trained / "reader.safetensors", to / "reader.safetensors")
    digest = hashlib.sha256((to / "reader.safetensors").read_bytes()).hexdigest()
    facts = {"sha256": digest, "window": _WINDOW, "longest_answer": _LONGEST, "floats": sorted(_FLOATS)}
    (to / "reader.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")
    tuned = list(score(FastReader(to), list(asked_of(tune))))
    squad = [item for item in tuned if item.source == "squad2_fragment"]
    threshold = best_threshold(squad or tuned)
    held = list(score(FastReader(to), list(asked_of(dev))))
    exact = list(score(FastReader(to, int8=False), list(asked_of(dev))))
    return {
        "sha256": digest,
        "threshold": round(threshold, 3),
        "tune": figures(tuned, threshold),
        "dev": figures(held, threshold),
        "dev in float32": figures(exact, threshold),
    }


def card(counts: Counter[str], found: dict[str, Any], told: dict[str, Any]) -> str:
    """Return the model card, in Markdown, with what training.json tells."""
    steps = " and then ".join(f"{run['taken']:,} steps (seed {run['seed']})" for run in told["runs"])
    parts = " and ".join(
        f"{part['weight']} of that after {part['steps']:,} steps" for part in told.get("averaged", ())
    )
    averaged = f",\nand averaged (`python -m qa.training.averaging`): {parts}" if parts else ""
    rows = [f"| {_MAKERS[name][0]} | {counts[name]:,} | {_MAKERS[name][1]} |" for name in SOURCES]
    names = [name for name in found["dev"] if name != "questions"]
    columns = ("tune", "dev", "dev in float32")
    head = "".join(f" {name} ({found[name]['questions']:,}) |" for name in columns)
    table = [f"| {name} |" + "".join(f" {found[c][name]:.1f} |" for c in columns) for name in names]
    return _CARD.format(
        base=_BASE,
        licence=_LICENCE,
        steps=steps,
        averaged=averaged,
        day=datetime.now(UTC).date().isoformat(),
        digest=found["sha256"],
        rows="\n".join(rows),
        figures="\n".join([f"| |{head}", "|---|" + "---|" * len(columns), *table]),
    )


def notice() -> str:
    """Return the notice that goes with the weights."""
    lines = "\n".join(f"- {maker}: {licence}" for maker, licence in _MAKERS.values())
    return _NOTICE.format(base=_BASE, licence=_LICENCE, lines=lines)


if __name__ == "__main__":
    raise SystemExit(main())
