"""How well words, meaning and both together find the article that answers, on the reading data.

    python tests/bench/fusion.py ../shared/data --vectors build/fusion.npz

Questions over four kinds of text are asked of one archive of them all: Wikinews and Wikipedia sentences
put together to their articles (QAMR), Wikipedia in runs of eight paragraphs (SQuAD 2.0, XQuAD,
SQuADShifts), posts and reviews (SQuADShifts), and passages found by real search questions (Natural
Questions). Of each kind one part chose the figures of docs/decisions/0011; the other is held out.
"""

import argparse
import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import Article, digest_of
from index.block import Generation
from index.encoder import load_encoder
from index.lexicon import Entry, Lexicon, Scope
from index.passages import encoded_text, split
from index.ranking import fuse
from index.wording import asked
from qa.training.sources import Example, examples, join_words
from qa.training.splits import split as split_examples

DEPTH, MOST, RUN = 100, 600, 8
WIKIPEDIA = ("squadshifts_new_wiki", "squad2_fragment", "xquad_en_rest")
POSTS = ("squadshifts_reddit", "squadshifts_amazon")
Ranking = Sequence[tuple[int, float]]


@dataclass
class Corpus:
    """The articles, and by kind and part the questions, each with its article's number."""

    articles: list[Article] = field(default_factory=list)
    questions: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, key: str, title: str | None, text: str) -> int:
        """Add an article and return its number."""
        self.articles.append(Article(key, text, digest_of(text.encode()), title))
        return len(self.articles) - 1


def of_splits(corpus: Corpus, folder: Path) -> None:
    """Add the sources whose questions are split into train, which chose, and tune, which is held."""
    sources = (*WIKIPEDIA, *POSTS, "nq_open_oracle")
    parts = split_examples([example for name in sources for example in examples(folder, name)], ())
    part_of = {id_: {"train": "chose", "tune": "held"}.get(part, "") for part in parts for id_ in
               (example.id for example in parts[part])}  # fmt: skip
    for name in sources:
        contexts: dict[str, dict[str, list[Example]]] = defaultdict(lambda: defaultdict(list))
        for example in examples(folder, name):
            contexts[example.article][example.context].append(example)
        size = RUN if name in WIKIPEDIA else 1
        kind = "wikipedia" if name in WIKIPEDIA else "posts" if name in POSTS else "search"
        for title, texts in contexts.items():
            for first in range(0, len(texts), size):
                run = list(texts.items())[first : first + size]
                known = None if name in POSTS else title.replace("_", " ")
                number = corpus.add(f"{name} {title} {first}", known, "\n\n".join(text for text, _ in run))
                for example in (example for _, found in run for example in found):
                    if example.answers and part_of[example.id]:
                        corpus.questions[f"{kind} {part_of[example.id]}"].append((example.question, number))


def of_sentences(corpus: Corpus, folder: Path) -> None:
    """Add QAMR's articles; half of them chose, the other half is held."""
    sentences: dict[str, dict[tuple[int, ...], str]] = defaultdict(dict)
    for line in (folder / "reading/train/qamr/wiki-sentences.tsv").read_text("utf-8").splitlines():
        name, words = line.split("\t", 1)
        _, site, document, *place = name.split(":")
        sentences[f"{site} {document}"][tuple(map(int, place))] = join_words(words.split(" "))[0]
    numbers = {}
    for key, placed in sentences.items():
        numbers[key] = corpus.add(key, None, " ".join(placed[place] for place in sorted(placed)))
    for example in examples(folder, "qamr"):
        site = example.article.split()[0].replace("wikinews", "news").replace("wikipedia", "facts")
        part = "chose" if _hash(example.article.replace(" ", "/")) % 2 else "held"
        if is_whole(example.question):
            corpus.questions[f"{site} {part}"].append((example.question, numbers[example.article]))


def is_whole(question: str) -> bool:
    """Whether a question about one sentence may be asked of many: three words of which one is a name."""
    words = asked(question)
    return len(words) >= 3 and any(weight > 1 for weight in words.values())


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def encode(texts: list[str], kept: Path | None) -> NDArray[np.float32]:
    """Return a row for each text; those of an earlier run are read from a file."""
    rows = dict(np.load(kept)) if kept and kept.exists() else {}
    names = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    known = dict(zip(rows["names"].tolist(), rows["rows"], strict=True)) if rows else {}
    new = [place for place, name in enumerate(names) if name not in known]
    for place, row in zip(new, load_encoder().encode([texts[place] for place in new]), strict=True):
        known[names[place]] = row.astype(np.float16)
    if kept and new:
        np.savez(kept, names=np.array(list(known)), rows=np.stack(list(known.values())))
    return np.stack([known[name] for name in names]).astype(np.float32)


def reciprocal(*rankings: Ranking) -> dict[int, float]:
    """Add up reciprocal ranks with k = 60, for comparison."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for place, (passage, _) in enumerate(ranking, start=1):
            scores[passage] += 1 / (60 + place)
    return scores


def place_of(article: int, scores: dict[int, float], article_of: Sequence[int]) -> float:
    """Return the place of the article among the articles ranked, or infinity."""
    best = sorted(scores, key=lambda passage: -scores[passage])
    ranked = list(dict.fromkeys(article_of[passage] for passage in best))
    return ranked.index(article) + 1 if article in ranked else float("inf")


def table(places: dict[str, list[float]]) -> Iterator[str]:
    """Give a line for each way of ranking: Hits@1, @4, @10 and MRR by article, in per cent."""
    for name, found in places.items():
        at = np.array(found)
        figures = [(at <= k).mean() for k in (1, 4, 10)] + [(1 / at).mean()]
        yield f"  {name:<18}" + "".join(f"{100 * figure:8.1f}" for figure in figures)


def nearest(vectors: NDArray[np.float32], row: NDArray[np.float32]) -> Ranking:
    """Return the numbers, from 1, and cosines of the nearest passages, exactly, the best first."""
    cosines = vectors @ row
    best = np.argsort(-cosines, kind="stable")[:DEPTH]
    return [(int(number) + 1, float(cosines[number])) for number in best]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, help="a file that keeps what was encoded")
    given = parser.parse_args()
    corpus = Corpus()
    of_splits(corpus, given.data)
    of_sentences(corpus, given.data)
    encoder = load_encoder()
    entries, texts, article_of = [], [], [-1]
    for number, article in enumerate(corpus.articles):
        for start, end in split(article, encoder.count, encoder.window):
            text = article.text[start:end]
            article_of.append(number)
            entries.append(Entry(len(article_of) - 1, number, text, article.title, None, None))
            texts.append(encoded_text(article.title, text))
    lexicon = Lexicon.create(None)
    lexicon.apply(entries, (), Generation(1, ""))
    vectors = encode(texts, given.vectors)
    print(f"{len(corpus.articles)} articles, {len(texts)} passages; Hits@1, @4, @10, MRR by article, %")
    ways: dict[str, Callable[[Ranking, Ranking], dict[int, float]]] = {
        "words": lambda _, words: dict(words),
        "meaning": lambda meaning, _: dict(meaning),
        "reciprocal ranks": reciprocal,
        "scores added": fuse,
    }
    for name, questions in sorted(corpus.questions.items()):
        chosen = _sample(questions)
        rows = encode([question for question, _ in chosen], given.vectors)
        places: dict[str, list[float]] = defaultdict(list)
        for (question, article), row in zip(chosen, rows, strict=True):
            by_meaning, by_words = nearest(vectors, row), lexicon.search(question, DEPTH, Scope())
            for way, scored in ways.items():
                places[way].append(place_of(article, scored(by_meaning, by_words), article_of))
        print(f"{name}, {len(chosen)} questions", *table(places), sep="\n", flush=True)


def _sample(questions: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    distinct = sorted(set(questions))
    return random.Random(1).sample(distinct, min(MOST, len(distinct)))


if __name__ == "__main__":
    main()
