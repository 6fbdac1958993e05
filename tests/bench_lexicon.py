"""Keyword search: SQLite's FTS5 beside tantivy, same passages, same words, one run.

    python tests/bench_lexicon.py [--passages 50000]

Passages are recombined from the invented articles: real words at real frequencies, for timing only,
never for quality. Prints milliseconds a query (median and 95th percentile) and seconds to build.
"""

import argparse
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from index.lexicon import Entry, Lexicon, Scope
from index.paragraphs import paragraphs
from index.passages import sentence_spans

INVENTED = Path(__file__).parent / "data" / "invented"


def _material() -> tuple[list[str], list[str]]:
    sentences, questions = [], []
    for path in sorted(INVENTED.glob("*/articles/*.txt")):
        text = path.read_text("utf-8")
        for start, end in paragraphs(text):
            sentences += [text[a:b] for a, b in sentence_spans(text, start, end)]
    for path in sorted(INVENTED.glob("*/questions.jsonl")):
        questions += [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()]
    return sentences, questions


def _timed(search: Callable[[str], object], questions: list[str]) -> str:
    times = []
    for question in questions:
        started = time.perf_counter()
        search(question)
        times.append((time.perf_counter() - started) * 1000)
    return f"p50 {statistics.median(times):8.2f} ms   p95 {statistics.quantiles(times, n=20)[-1]:8.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=50_000)
    count = parser.parse_args().passages
    chance = random.Random(1)
    sentences, questions = _material()
    texts = [" ".join(chance.choices(sentences, k=3)) for _ in range(count)]
    questions = chance.sample(questions, 100)
    with tempfile.TemporaryDirectory() as scratch:
        started = time.perf_counter()
        lexicon = Lexicon(Path(scratch, "lexicon"))
        lexicon.apply((Entry(n, text, None, None, None) for n, text in enumerate(texts)), (), 1)
        built = time.perf_counter() - started
        shown = _timed(lambda question: lexicon.search(question, 100, Scope()), questions)
        print(f"tantivy  built in {built:6.1f} s   {shown}")

        started = time.perf_counter()
        database = sqlite3.connect(Path(scratch, "fts.sqlite"))
        database.execute("CREATE VIRTUAL TABLE passages USING fts5 (text, tokenize = 'porter unicode61')")
        database.executemany("INSERT INTO passages (rowid, text) VALUES (?, ?)", enumerate(texts))
        database.commit()
        built = time.perf_counter() - started

        def fts(question: str) -> object:
            words = " OR ".join(f'"{word}"' for word in lexicon.words(question))
            query = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 100"
            return database.execute(query, (words,)).fetchall() if words else []

        print(f"FTS5     built in {built:6.1f} s   {_timed(fts, questions)}")
        database.close()


if __name__ == "__main__":
    main()
