"""What is gathered for the reader, varied: what each way buys, and what it costs.

    python tests/bench/evidence.py DATA --count 200 --json build/evidence.json

Two sets: questions of the tuning split over ten thousand paragraphs, none of them two of one article, and
the answerable questions for one thing over two archives of invented news, whole articles that follow matters
over months. For each way: whether what answers is in the evidence, whether it is among the candidates,
whether the best candidate's sentence answers; the excerpts and the characters that are read, to which the
time is proportional. What two ways read alike is read once. The ranking is the shipped one, which was fitted
on the way in use: another way would gain a little by a fit of its own.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from langchain_core.runnables import ensure_config

from index.archive import Archive
from index.encoder import load_encoder
from index.intake import read_paths
from index.passages import Passage
from qa.answering import AnswerChain, Gathering
from qa.candidates import Candidate
from qa.confidence import load_calibration
from qa.evaluation.reading import holds
from qa.gist_questions import wants_gist
from qa.query import Query, read_dates
from qa.questions import missing_names, wanted
from qa.reader import Reader
from qa.reading.excerpts import Excerpt, excerpts_of
from qa.reading.model import Reading, ReadingModel, Text
from qa.reading.models import load_model
from qa.spans import read_spans
from qa.training.judging import is_quoted
from qa.training.retrieved import build, cases
from qa.training.train import training_examples

INVENTED = Path(__file__).parent.parent / "data" / "invented"
_FEEDBACK, _TERMS = 5, 8  # passages that the words of an expansion are taken from, and how many words
_MANY = 30


@dataclass(frozen=True, slots=True)
class Way:
    """A way to gather.

    Attributes:
        longest: characters of an excerpt.
        most: excerpts that are read, of those that the reader reads at most.
        a_article: passages of one article that are kept of those retrieved; None for all.
        expands: whether what is found with words of the best passages is added.
        by_names: whether excerpts whose article lacks the question's names are read last.
    """

    gathering: Gathering = field(default_factory=Gathering)
    longest: int = 800
    most: int = 12
    a_article: int | None = None
    expands: bool = False
    by_names: bool = False


WAYS = {
    "in use": Way(),
    "20 passages, nothing around": Way(Gathering(20, 0, 0)),
    "10 passages, nothing around": Way(Gathering(10, 0, 0)),
    "20 passages, 2 around": Way(Gathering(20, 3, 2)),
    "6 around the first article only": Way(Gathering(10, 1, 6)),
    "at most 2 passages an article of 30": Way(Gathering(_MANY, 3, 6), a_article=2),
    "at most 6 excerpts": Way(most=6),
    "excerpts of 500 characters": Way(longest=500),
    "excerpts of 1,200 characters": Way(longest=1_200),
    "words of the best passages added": Way(expands=True),
    "names first, of 20 passages": Way(Gathering(20, 3, 6), by_names=True),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and how an answer is told."""

    query: Query
    is_right: Callable[[Candidate], bool]
    is_held: Callable[[Passage], bool]


class Remembering:
    """A reading model that reads nothing twice, and counts what it was asked."""

    def __init__(self, model: ReadingModel) -> None:
        self.name, self.identity, self._model = model.name, model.identity, model
        self._known: dict[tuple[str, Text], Reading] = {}
        self.excerpts = self.characters = 0

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        self.excerpts += len(texts)
        self.characters += sum(len(text.head) + len(text.text) for text in texts)
        new = [text for text in texts if (question, text) not in self._known]
        for text, reading in zip(new, self._model.read(question, new), strict=True):
            self._known[question, text] = reading
        return [self._known[question, text] for text in texts]


@dataclass(frozen=True, slots=True)
class Bench:
    """An archive, and what reads it."""

    archive: Archive
    reader: Reader

    def ask(self, asked: Asked, way: Way, model: Remembering) -> tuple[float, ...]:
        """Return in the evidence, among the candidates, best, excerpts, characters."""
        query = read_dates(asked.query)
        passages = self.gather(query, way)
        excerpts = excerpts_of(passages, way.longest)
        if way.by_names:
            excerpts = _by_names(query.question, excerpts)
        read, before = excerpts[: way.most], (model.excerpts, model.characters)
        found = read_spans(query.question, read, model, self.archive, load_calibration())
        cost = (model.excerpts - before[0], model.characters - before[1])
        right = [asked.is_right(item) for item in found.candidates]
        held = any(asked.is_held(item) for excerpt in read for item in excerpt.passages)
        return float(held), float(any(right)), float(right[:1] == [True]), *map(float, cost)

    def gather(self, query: Query, way: Way) -> list[Passage]:
        chain = AnswerChain(self.archive, self.reader, way.gathering)
        passages = list(chain.gather(query, ensure_config()).passages)
        if way.a_article is not None:
            seen: Counter[str] = Counter()
            kept = []
            for item in passages[: way.gathering.passages]:
                seen[item.article.id] += 1
                if seen[item.article.id] <= way.a_article:
                    kept.append(item)
            around = passages[way.gathering.passages :]
            passages = kept[:10] + around
        if way.expands:
            wider = f"{query.question} {' '.join(self.words_of(query.question, passages[:_FEEDBACK]))}"
            known = {item.id for item in passages}
            more = chain.gather(replace(query, question=wider[:1_000]), ensure_config()).passages
            passages += [item for item in more[:10] if item.id not in known]
        return passages

    def words_of(self, question: str, best: Sequence[Passage]) -> list[str]:
        """Return the words that tell most of the best passages (Lavrenko and Croft, 2001)."""
        asked = {word.lower() for word in self.archive.words(question)}
        weights: dict[str, float] = defaultdict(float)
        for place, passage in enumerate(best):
            known = self.archive.word_weights(passage.text)
            total = sum(known.values()) or 1.0
            for word, weight in known.items():
                weights[word] += weight / total / (1 + place)
        fresh = [word for word in weights if word.lower() not in asked]
        return sorted(fresh, key=lambda word: -weights[word])[:_TERMS]


def _by_names(question: str, excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    names = wanted(question).names

    def lacking(excerpt: Excerpt) -> int:
        article = excerpt.article
        return min(3, missing_names(names, f"{article.title or ''}\n{article.text}", article.published))

    return sorted(excerpts, key=lacking)


def paragraphs(data: Path, cache: Path, count: int) -> tuple[Bench, list[Asked]]:
    splits = training_examples(data)
    archive, buckets = build(cache / "paragraphs", [e for found in splits.values() for e in found])
    asked = []
    for case in cases(splits["tune"], buckets, 100_000, seed=3):
        answers = [text for text, _ in case.example.answers]
        if case.key and len(asked) < count:
            asked.append(
                Asked(
                    Query(case.query.question),
                    lambda item, key=case.key, a=answers: (
                        item.excerpt.article.key == key and holds(item.quote, a)
                    ),
                    lambda item, key=case.key: item.article.key == key,
                )
            )
    return Bench(archive, Reader(archive)), asked


def invented(scratch: Path, count: int) -> Iterator[tuple[Bench, list[Asked]]]:
    for folder in sorted(path for path in INVENTED.iterdir() if path.is_dir()):
        archive = Archive.create(scratch / folder.name, load_encoder())
        list(archive.add(read_paths([folder / "articles"])))
        lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
        asked = []
        for known in map(json.loads, lines):
            if known["answerable"] and known["quotes"] and not wants_gist(known["question"]):
                quotes = [" ".join(quote.split()) for quote in known["quotes"]]
                asked.append(
                    Asked(
                        Query(known["question"]),
                        lambda item, q=quotes: is_quoted(item.quote, q),
                        lambda item, q=quotes: any(one in " ".join(item.text.split()) for one in q),
                    )
                )
        yield Bench(archive, Reader(archive)), asked[: count // 2]


def measure(given: Sequence[tuple[Bench, list[Asked]]]) -> dict[str, dict[str, float]]:
    rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for bench, questions in given:
        for asked in questions:
            model = Remembering(load_model())
            for name, way in WAYS.items():
                rows[name].append(bench.ask(asked, way, model))
    columns = ("in the evidence", "among the candidates", "best", "excerpts", "characters")
    return {
        name: dict(zip(columns, np.mean(found, axis=0).round(3).tolist(), strict=True))
        for name, found in rows.items()
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=200, help="questions of each set")
    parser.add_argument("--cache", type=Path, default=Path("build/calibration"))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        sets = {
            "paragraphs": [paragraphs(options.data, options.cache, options.count)],
            "invented news": list(invented(Path(scratch), options.count)),
        }
        found = {}
        for name, given in sets.items():
            found[name] = measure(given) | {"questions": sum(len(asked) for _, asked in given)}
            sys.stdout.write(f"{name}: {json.dumps(found[name], indent=1)}\n")
            sys.stdout.flush()
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
