"""How well copies of one story are told from other texts, and what it costs.

    python tests/bench/duplicates.py ../shared/data/reading/train [--half choosing] [--articles 20000]

Pairs are made by duplicate_texts.py from texts and templates that are split into two halves; the figures
of index/duplicates.py were chosen on the half `choosing`, and no template or document is in both. A pair
counts as found where its texts share a key and are then taken as one story. The cost is that of
fingerprint, keys, search, comparison and insertion into SQLite tables on disk, one transaction for 25
articles, measured over the last hundred of so many.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from duplicate_texts import HALVES, Pair, Story, pairs, stories

from index.article import Article, text_check
from index.duplicates import Fingerprint, fingerprint, is_copy
from index.groups import Groups
from index.schema import make_tables

_COMMIT, _TIMED, _WORDS = 25, 100, 500


def _fingerprint(story: Story) -> Fingerprint:
    article = Article("a", story.text, "", story.title)
    found = fingerprint(article, story.text)
    return Fingerprint(found.words, found.title, story.day)


def _is_found(pair: Pair) -> bool:
    first, second = _fingerprint(pair.first), _fingerprint(pair.second)
    return bool(set(first.keys()) & set(second.keys())) and is_copy(first, second)


def quality(half: str, squad: Path) -> None:
    """Print recall by kind of copy, false alarms by kind of other pair, and both overall."""
    counts: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for pair in pairs(half, squad):
        counts[pair.is_copy, pair.kind].append(_is_found(pair))
    for (is_one, kind), found in counts.items():
        name = "recall" if is_one else "false alarms"
        print(f"{kind:28} {len(found):6}  {name} {sum(found) / len(found):.4f} ({sum(found)})")
    true = sum(sum(found) for (is_one, _), found in counts.items() if is_one)
    copies = sum(len(found) for (is_one, _), found in counts.items() if is_one)
    false = sum(sum(found) for (is_one, _), found in counts.items() if not is_one)
    others = sum(len(found) for (is_one, _), found in counts.items() if not is_one)
    print(f"{half}: {copies} copies, {others} others")
    print(f"recall {true / copies:.4f}  precision {true / (true + false):.4f}  false alarms {false}")


def cost(squad: Path, articles: int) -> None:
    """Print what an article of 500 words costs at several sizes, and what the tables take."""
    rng = random.Random(7)
    sentences = [
        part
        for half in HALVES
        for story in stories(half, squad, rng)
        for part in story.text.replace("\n\n", " ").split(". ")
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "groups.sqlite3"
        connection = sqlite3.connect(file, isolation_level=None)
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        make_tables(connection.execute)
        groups, times, works, known = Groups(connection.execute), [], [], []
        for number in range(articles):
            text = _text(rng, sentences, known)
            before, worked = time.perf_counter(), time.process_time()
            if number % _COMMIT == 0:
                connection.execute("BEGIN IMMEDIATE")
            article = Article("a", text, "", "A title")
            groups.place(number, text_check(text), fingerprint(article, text))
            if number % _COMMIT == _COMMIT - 1:
                connection.execute("COMMIT")
            times.append(1000 * (time.perf_counter() - before))
            works.append(1000 * (time.process_time() - worked))
            if number + 1 in (_TIMED, 1000, 5000, articles):
                last = times[-_TIMED:]
                print(
                    f"{number + 1:6} articles: {statistics.mean(last):.2f} ms an article (mean of the last "
                    f"{_TIMED}, commits included), median {statistics.median(last):.2f}, of the processor "
                    f"{statistics.mean(works[-_TIMED:]):.2f}"
                )
        size = file.stat().st_size
        found = connection.execute("SELECT count(*) FROM groups").fetchone()[0]
        print(f"{found} groups, {size / articles:.0f} bytes an article")


def _text(rng: random.Random, sentences: list[str], known: list[str]) -> str:
    """Return sentences in a new order; every fifth is an earlier text, cut and edited."""
    if known and rng.random() < 0.2:
        words = rng.choice(known).split()
        return " ".join(words[: int(len(words) * rng.uniform(0.4, 1))])
    parts: list[str] = []
    while sum(part.count(" ") + 1 for part in parts) < _WORDS:
        parts.append(rng.choice(sentences))
    known.append(". ".join(parts))
    return known[-1]


def main() -> None:
    """Measure as asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("squad", type=Path, help="folder with the reading data in SQuAD form")
    parser.add_argument("--half", choices=(*HALVES, ""), default="held-out", help="empty: only the cost")
    parser.add_argument("--articles", type=int, default=20_000, help="for the cost; 0: none")
    arguments = parser.parse_args()
    if arguments.half:
        quality(arguments.half, arguments.squad)
    if arguments.articles:
        cost(arguments.squad, arguments.articles)


if __name__ == "__main__":
    main()
