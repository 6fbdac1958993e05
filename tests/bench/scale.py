"""Scale: an archive of many passages from stored vectors, opened and searched by a fresh process.

    python scale.py JOB.json        phase: base, build or open

`base` reads real passages' vectors from a small archive and encodes the questions. `build` perturbs the
vectors (perturbed.py), recombines sentences, and writes an archive through the catalogue's own transaction:
`Archive.add` would cut and count a million texts that need no cutting. The indexes are then derived by
`Archive.add` of nothing. The exact answers are found on the way, in full precision. `open` searches.
"""

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from measure import Clock, K, disk_bytes, peak_bytes, spread
from perturbed import BLOCK, Nearest, Neighbours, Perturbed, Rows, nearest, quantiles, unit

from index.archive import Archive
from index.article import Article, digest_of
from index.catalogue import Catalogue
from index.dates import DateRange
from index.encoder import load_encoder
from index.lexicon import Lexicon
from index.passages import sentence_spans
from index.snapshot import Snapshot
from index.vectors.layers import Layers

_EACH = 4  # passages an article
_FIRST, _DAYS = date(2010, 1, 1), 3650
_WITHIN = DateRange(date(2014, 6, 1), date(2014, 6, 1) + timedelta(days=_DAYS // 100 - 1))  # 1 %
_TENTH = "Tenth"  # the source of every tenth article
_NEW = 500  # articles that are added
_NEWS = "The zebra committee of Quillhaven adjourned at dawn without electing a treasurer."


class Replay:
    """Gives back stored vectors: of questions by their text, of any other text a fixed one."""

    name = identity = backend = "replay"
    window = 256

    def __init__(self, stored: dict[str, Rows], other: Rows) -> None:
        self._stored, self._other = stored, other
        self.dimension = len(other)

    def encode(self, texts: Sequence[str]) -> Rows:
        return np.array([self._stored.get(text, self._other) for text in texts], np.float32)

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text) // 5 for text in texts]


def base(job: dict[str, Any]) -> dict[str, Any]:
    """Keep the real vectors, real questions with theirs, and the sentences to recombine."""
    lines = (Path(job["corpus"]) / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    catalogue = Catalogue(Path(job["archive"]))
    with catalogue.read() as snapshot:
        dimension = snapshot.manifest().dimension
        ids, rows = snapshot.feed.vectors(snapshot.feed.ids().tolist(), dimension)
        sentences = [
            " ".join(article.text[a:b].split())
            for article in snapshot.articles()
            for a, b in sentence_spans(article.text, 0, len(article.text))
        ]
    folder = Path(job["base"])
    folder.mkdir()
    np.save(folder / "vectors.npy", rows)
    np.save(folder / "questions.npy", load_encoder().encode(questions))
    words = {"sentences": [text for text in sentences if len(text) < 500], "questions": questions}
    (folder / "texts.json").write_text(json.dumps(words), "utf-8")
    return {"passages": len(ids), "neighbours": quantiles(nearest(unit(rows)))}


def _read(job: dict[str, Any]) -> tuple[Rows, Rows, list[str], list[str], Replay]:
    folder = Path(job["base"])
    rows, asked = np.load(folder / "vectors.npy"), np.load(folder / "questions.npy")
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    encoder = Replay(dict(zip(texts["questions"], asked, strict=True)), unit(rows[:1])[0])
    return rows, asked, texts["questions"], texts["sentences"], encoder


def _articles(count: int, sentences: list[str], chance: random.Random) -> Iterator[tuple[Article, Any]]:
    for number in range(0, count, _EACH):
        text, spans = "", []
        for _ in range(min(_EACH, count - number)):
            passage = " ".join(chance.choices(sentences, k=3))
            spans.append((len(text), len(text) + len(passage)))
            text += passage + "\n\n"
        published = _FIRST + timedelta(days=chance.randrange(_DAYS))
        key = f"s{number // _EACH}"
        source = _TENTH if number // _EACH % 10 == 0 else None
        yield Article(key, text, digest_of(key.encode()), published=published, source=source), spans


def build(job: dict[str, Any]) -> dict[str, Any]:
    """Write the archive; say how long the product took, its peak memory, and what the vectors are like."""
    rows, asked, _, sentences, encoder = _read(job)
    folder, started = Path(job["store"]), time.perf_counter()
    archive = Archive.create(folder, encoder)
    perturbed, all_of_them, within, neighbours = (
        Perturbed(rows, job["count"], job["seed"]),
        Nearest(asked, K),
        Nearest(asked, K),
        Neighbours(),
    )
    articles = _articles(job["count"], sentences, random.Random(job["seed"]))
    stored, first = 0.0, 1
    for block in perturbed:
        ids = np.arange(first, first + len(block))
        batch = [next(articles) for _ in range(-(-len(block) // _EACH))]
        inside = [article.published in _WITHIN for article, spans in batch for _ in spans]
        neighbours.see(block)
        all_of_them.see(ids, block)
        within.see(ids[inside], block[inside])
        stored += _store(Catalogue(folder), batch, block)
        first += len(block)
    derived = time.perf_counter()
    assert list(archive.add([])) == []
    truth = {"all": all_of_them.ids, "within": within.ids}
    (folder.parent / f"truth-{job['count']}.json").write_text(json.dumps(truth), "utf-8")
    return {
        "stored_s": stored,
        "derived_s": time.perf_counter() - derived,
        "whole_s": time.perf_counter() - started,
        "peak_bytes": peak_bytes(),
        "disk_bytes": disk_bytes(folder),
        "own_copy": quantiles(perturbed.own),
        "neighbours": quantiles(neighbours.cosines),
    }


def _store(catalogue: Catalogue, batch: list[tuple[Article, Any]], block: Rows) -> float:
    started, at = time.perf_counter(), 0
    with catalogue.write() as transaction:
        for article, spans in batch:
            transaction.put(article, spans, block[at : at + len(spans)], "replay")
            at += len(spans)
    assert at == len(block) <= BLOCK
    return time.perf_counter() - started


def open_(job: dict[str, Any]) -> dict[str, Any]:
    """Open the archive as a new process does, search it, change one article."""
    _, _, questions, sentences, encoder = _read(job)
    folder = Path(job["store"])
    truth = json.loads((folder.parent / f"truth-{job['count']}.json").read_text("utf-8"))
    started = time.perf_counter()
    archive = Archive(folder, encoder)
    archive.search(questions[0] + " ", K)
    opened = time.perf_counter() - started
    stages = {"encode": Clock(), "vectors": Clock(), "words": Clock(), "fetch": Clock()}
    ranked: list[list[tuple[int, float]]] = []
    stages["encode"].watch(Replay, "encode")
    stages["vectors"].watch(Layers, "search", ranked.append)
    stages["words"].watch(Lexicon, "search")
    stages["fetch"].watch(Snapshot, "passages")
    result: dict[str, Any] = {"open_s": opened}
    for name, within in (("all", None), ("within", _WITHIN)):
        ranked.clear()
        times = _searches(archive, questions, within, stages)
        found = [[number for number, _ in ranking[:K]] for ranking in ranked]
        result[name] = {stage: spread(values) for stage, values in times.items()}
        result[name]["recall"] = _recall(found, truth[name])
    result["serving_peak_bytes"] = peak_bytes()
    return result | {
        "update": _update(archive),
        "growth": _growth(archive, sentences),
        "removal": _removal(archive, questions),
    }


def _searches(
    archive: Archive, questions: list[str], within: DateRange | None, stages: dict[str, Clock]
) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in ("total", *stages)}
    for question in questions:
        for clock in stages.values():
            clock.take()
        started = time.perf_counter()
        archive.search(question, K, within=within)
        taken = time.perf_counter() - started
        spent = {name: clock.take() for name, clock in stages.items()}
        times["total"].append((taken - spent["encode"]) * 1000)
        for name, seconds in spent.items():
            times[name].append(seconds * 1000)
    return {name: values for name, values in times.items() if name != "encode"}


def _recall(found: list[list[int]], true: list[list[int]]) -> float:
    assert len(found) == len(true)
    pairs = list(zip(found, true, strict=True))
    return sum(len(set(one) & set(other)) / max(1, len(other)) for one, other in pairs) / len(pairs)


def _update(archive: Archive) -> dict[str, Any]:
    changed = Article("s0", f"{_NEWS} It was not the first time.", digest_of(b"changed"), published=_FIRST)
    started = time.perf_counter()
    (outcome,) = archive.add([changed])
    hits = archive.search("zebra committee Quillhaven", K)
    taken = time.perf_counter() - started
    visible = any(_NEWS in hit.passage.text for hit in hits)
    return {"other_s": taken, "visible": visible and outcome.action == "updated"}


def _growth(archive: Archive, sentences: list[str]) -> dict[str, Any]:
    """Add articles as a user does, cutting and all, but encoding."""
    chance = random.Random(1)
    articles = [
        Article(f"new{number}", text, digest_of(text.encode()), published=_FIRST)
        for number in range(_NEW)
        for text in ["\n\n".join(" ".join(chance.choices(sentences, k=3)) for _ in range(_EACH))]
    ]
    before, started = archive.status().passages, time.perf_counter()
    assert all(outcome.action == "added" for outcome in archive.add(articles))
    taken, added = time.perf_counter() - started, archive.status().passages - before
    return {"passages": added, "ms_a_passage": taken / added * 1000}


def _removal(archive: Archive, questions: list[str]) -> dict[str, Any]:
    """Remove a source of a tenth of the archive; ask a running reader the next question."""
    ids = archive.ids_from(_TENTH)
    started = time.perf_counter()
    *_, removed = archive.remove(ids)
    taken = time.perf_counter() - started
    hits = [hit for question in questions for hit in archive.search(question, K)]
    left = sum(hit.passage.article.source == _TENTH for hit in hits)
    return {"articles": removed, "seconds": taken, "left_in_searches": left}


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    phase = {"base": base, "build": build, "open": open_}[job["phase"]]
    Path(job["result"]).write_text(json.dumps(phase(job)), "utf-8")


if __name__ == "__main__":
    main()
