"""Keyword search: SQLite's FTS5 beside tantivy, same passages, same words, one run.

    python lexicon.py JOB.json

Passages are recombined from the repository's own articles: real words at real frequencies, for timing
only, never for quality. Both are asked for the first 100 of the words of a question joined by OR.
"""

import json
import random
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus import own_sentences
from measure import disk_bytes, spread

from index.block import Generation
from index.lexicon import Entry, Lexicon
from index.scope import Scope

_HITS = 100


def _timed(search: Callable[[str], object], questions: list[str]) -> list[float]:
    times = []
    for question in questions:
        started = time.perf_counter()
        search(question)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _tantivy(folder: Path, texts: list[str], questions: list[str]) -> tuple[Lexicon, dict[str, Any]]:
    started = time.perf_counter()
    lexicon = Lexicon.create(folder)
    entries = (Entry(n, n, text, None, None, None) for n, text in enumerate(texts))
    lexicon.apply(entries, (), Generation(1, ""))
    lexicon.settle()
    built = time.perf_counter() - started
    times = _timed(lambda question: lexicon.search(question, _HITS, Scope()), questions)
    return lexicon, {"built_s": built, "ms": spread(times), "disk_bytes": disk_bytes(folder)}


def _fts(path: Path, texts: list[str], questions: list[str], lexicon: Lexicon) -> dict[str, Any]:
    started = time.perf_counter()
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE passages USING fts5 (text, tokenize = 'porter unicode61')")
    database.executemany("INSERT INTO passages (rowid, text) VALUES (?, ?)", enumerate(texts))
    database.commit()
    built = time.perf_counter() - started

    def search(question: str) -> object:
        words = " OR ".join(f'"{word}"' for word in lexicon.words(question))
        query = f"SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT {_HITS}"
        return database.execute(query, (words,)).fetchall() if words else []

    times = _timed(search, questions)
    database.close()
    return {"built_s": built, "ms": spread(times), "disk_bytes": disk_bytes(path)}


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    chance = random.Random(job["seed"])
    sentences = own_sentences()
    texts = [" ".join(chance.choices(sentences, k=3)) for _ in range(job["passages"])]
    lines = (Path(job["corpus"]) / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    scratch = Path(job["store"])
    scratch.mkdir(parents=True)
    lexicon, tantivy = _tantivy(scratch / "tantivy", texts, questions)
    fts = _fts(scratch / "fts.sqlite", texts, questions, lexicon)
    result = {"passages": len(texts), "questions": len(questions), "tantivy": tantivy, "sqlite fts5": fts}
    Path(job["result"]).write_text(json.dumps(result), "utf-8")


if __name__ == "__main__":
    main()
