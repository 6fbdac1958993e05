"""Whether the reading model knows the passage that answers: its score against the best of the others.

    python tests/bench/own_passage.py DATA --count 300            # the tuning split
    python tests/bench/own_passage.py DATA --count 300 --dev      # the dev file: once a release

Each answerable question is asked of all paragraphs in SQuAD's form, about ten thousand. The passages that
retrieval finds are read, and the question's own paragraph, found or not. A passage without any of the answer
strings is a wrong one. Printed: the AUROC of own against best wrong over all questions, and how often the
own one has the higher score in its own question; of the reading model's score alone.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from index.archive import Archive
from index.encoder import load_encoder
from qa.reading.excerpts import excerpts_of
from qa.reading.models import load_model
from qa.training.pairs import holds
from qa.training.retrieved import STANDALONE, paragraph_of
from qa.training.sources import DEV, Example, squad
from qa.training.train import training_examples

_SQUAD_FORM = (
    *("squadshifts_new_wiki", "squadshifts_reddit", "squadshifts_amazon"),
    *("squad2_fragment", "xquad_en_rest"),
)
_PASSAGES = 10


def build(folder: Path, examples: Sequence[Example]) -> tuple[Archive, dict[str, str]]:
    """Make the archive of the examples' paragraphs; return it, and the key of each context."""
    paragraphs = {item.context: paragraph_of(item) for item in examples}
    archive = Archive.create(folder, load_encoder())
    list(archive.add({found.key: found for found in paragraphs.values()}.values()))
    return archive, {context: found.key for context, found in paragraphs.items()}


def scores(given: Sequence[Example], archive: Archive, keys: dict[str, str]) -> Iterator[tuple[float, float]]:
    """Give the score of the own passage, and of the best without the answer's words."""
    model = load_model()
    for item in given:
        own = archive.find(keys[item.context])
        assert own is not None
        hits = archive.search(item.question, _PASSAGES)
        passages = {hit.passage.id: hit.passage for hit in hits}
        passages |= {passage.id: passage for passage in archive.passages_of(own)}
        excerpts = excerpts_of(list(passages.values()))
        readings = model.read(item.question, [excerpt.text for excerpt in excerpts])
        best = {True: -30.0, False: -30.0}
        for excerpt, reading in zip(excerpts, readings, strict=True):
            is_own = excerpt.article.key == own.key
            if is_own or not holds(excerpt.text.text, item):
                best[is_own] = max(best[is_own], reading.score)
        yield best[True], best[False]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--dev", action="store_true")
    parser.add_argument("--cache", type=Path, default=Path("build/own-passage"))
    options = parser.parse_args(arguments)
    splits = training_examples(options.data)
    dev = list(squad(options.data / DEV, "dev"))
    everything = [e for found in splits.values() for e in found if e.source in _SQUAD_FORM]
    archive, keys = build(options.cache, [*everything, *dev])
    asked = dev if options.dev else [item for item in splits["tune"] if item.source in STANDALONE]
    asked = [item for item in asked if item.answers and item.context in keys]
    chosen = np.random.default_rng(0).permutation(len(asked))[: options.count]
    found = np.array(list(scores([asked[at] for at in chosen], archive, keys)))
    labels = np.repeat([1, 0], len(found))
    result = {
        "questions": len(found),
        "auroc": round(float(roc_auc_score(labels, found.T.ravel())), 4),
        "own is higher": round(float((found[:, 0] > found[:, 1]).mean()), 4),
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
