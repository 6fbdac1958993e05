"""Splits the reading data into train, tune and calibrate, so that nothing is asked twice.

    python -m qa.training.splits ../shared/data --out build/splits

An article stands in one split, whichever source it comes from, decided by the hash of its name. A
question stands in one split too: where the same words are asked of other articles, the examples of
train give way to those of tune, and both to calibrate. What shares an article, a text or a question
with the dev file is left out altogether: that file is scored once a release, and chooses nothing.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from qa.evaluation.reading import normalise
from qa.training.sources import DEV, SOURCES, Example, examples, squad

__all__ = ["SPLITS", "assign", "split", "to_squad"]

# The first gives way to the second, and both to the third.
SPLITS = ("train", "tune", "calibrate")
_SHARE = 0.10


def assign(given: Iterable[Example]) -> dict[str, str]:
    """Return the split of each article and text.

    A tenth of each source's articles is for tuning and a tenth for calibrating, at least one each:
    those whose names have the smallest hashes. What a source before decided stands.
    """
    articles: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for example in given:
        article, text, _ = _keys(example)
        articles[example.source][article].add(text)
    splits: dict[str, str] = {}
    for found in articles.values():
        share = max(1, round(_SHARE * len(found)))
        for place, article in enumerate(sorted(found, key=_hash)):
            own = "calibrate" if place < share else "tune" if place < 2 * share else "train"
            # One text under two names goes where it went first, and so does all of its article.
            decided = (splits[key] for key in (article, *sorted(found[article])) if key in splits)
            chosen = next(decided, own)
            splits |= dict.fromkeys((article, *found[article]), chosen)
    return splits


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def split(given: Sequence[Example], dev: Iterable[Example]) -> dict[str, list[Example]]:
    """Return the examples by split, and under `dev` those that the dev file rules out.

    Those whose question is asked in a later split come under `asked elsewhere`, and so do those
    whose article and text were decided differently.
    """
    held = {key for example in dev for key in _keys(example)}
    found: dict[str, list[Example]] = {name: [] for name in (*SPLITS, "dev", "asked elsewhere")}
    splits = assign(given)
    for example in given:
        article, text, _ = _keys(example)
        name = splits[article] if splits[article] == splits[text] else "asked elsewhere"
        found["dev" if held.intersection(_keys(example)) else name].append(example)
    taken: set[str] = set()
    for name in reversed(SPLITS):
        here = found[name]
        found[name] = [example for example in here if _keys(example)[2] not in taken]
        found["asked elsewhere"] += [example for example in here if _keys(example)[2] in taken]
        taken |= {_keys(example)[2] for example in found[name]}
    return found


@cache
def _keys(example: Example) -> tuple[str, str, str]:
    """Return what must not stand in two splits, without what differs in typing only."""
    return (
        f"article {normalise(example.article.replace('_', ' '))}",
        f"text {normalise(example.context)}",
        f"question {normalise(example.question)}",
    )


def to_squad(chosen: Sequence[Example]) -> dict[str, Any]:
    """Return examples in the form of SQuAD 2.0's JSON, each paragraph once."""
    articles: dict[tuple[str, str], dict[str, list[Example]]] = defaultdict(lambda: defaultdict(list))
    for example in chosen:
        articles[example.source, example.article][example.context].append(example)
    return {
        "version": "v2.0",
        "data": [
            {
                "title": "" if name in paragraphs else name,
                "source": source,
                "paragraphs": [
                    {"context": context, "qas": [_question(example) for example in asked]}
                    for context, asked in paragraphs.items()
                ],
            }
            for (source, name), paragraphs in articles.items()
        ],
    }


def _question(example: Example) -> dict[str, Any]:
    return {
        "id": example.id,
        "question": example.question,
        "answers": [{"text": text, "answer_start": start} for text, start in example.answers],
        "is_impossible": not example.answers,
    }


def _table(found: dict[str, list[Example]]) -> Iterator[str]:
    """Give the lines of the counts, sources by splits."""
    counts = {name: Counter(example.source for example in held) for name, held in found.items()}
    yield "  ".join(["source".ljust(22), *(name.rjust(15) for name in found)])
    for source in SOURCES:
        yield "  ".join([source.ljust(22), *(str(counts[name][source]).rjust(15) for name in found)])
    yield "  ".join(["all".ljust(22), *(str(len(held)).rjust(15) for held in found.values())])


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a file for each split; print how many examples of each source it holds."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.splits", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of the reading data")
    parser.add_argument("--out", type=Path, default=Path("build/splits"))
    options = parser.parse_args(arguments)
    try:
        given = [example for source in SOURCES for example in examples(options.data, source)]
        found = split(given, squad(options.data / DEV, "dev"))
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}; give the folder that holds reading/train")
    options.out.mkdir(parents=True, exist_ok=True)
    for name in SPLITS:
        text = json.dumps(to_squad(found[name]), ensure_ascii=False)
        (options.out / f"{name}.json").write_text(text, "utf-8")
    sys.stdout.write("\n".join(_table(found)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
