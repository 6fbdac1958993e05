"""What the day of a report is worth: questions about the past lose nothing, those about the newest gain.

    python tests/bench/days.py ../shared/data --vectors build/days.npz

The past: questions over Wikinews sentences put together to their articles (QAMR), which get days of ten
years at random, so that no day says which article is right; and the open half of Newsdesk and the invented
sets, with their own days. Asked the day after the newest article, and 900 days after it.

The newest: pairs of reports that differ in a figure and in their day, 200 by a fixed seed, in one archive;
each is asked with a word that asks for the newest, with the month of the older one, and with neither.
"""

import argparse
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import Article, digest_of
from index.dates import day_of
from index.encoder import load_encoder
from index.intake import read_paths
from index.lexicon import Entry, Lexicon
from index.passages import Passage, encoded_text, split
from index.ranking import Days, fuse, rank
from index.scope import Scope
from index.told import told_dates
from index.wording import asked as words_of
from qa.query import Query, read_dates
from qa.training.sources import examples, join_words

DATA = Path(__file__).parent.parent / "data"
END, DEPTH, MOST, PAIRS = date(2024, 6, 30), 100, 400, 200
EVENTS = (
    "The {thing} in {place} now employs {number} people, its director said.",
    "Repairs to the {thing} in {place} will cost {number} million crowns, the council said.",
    "Inspectors found {number} faults at the {thing} in {place}.",
    "{number} people have signed a petition against closing the {thing} in {place}.",
    "The {thing} in {place} received {number} visitors in a month, its owners said.",
)
ASKED = (
    ("How many people does the {thing} in {place} employ{when}?"),
    ("How much will repairs to the {thing} in {place} cost{when}?"),
    ("How many faults were found at the {thing} in {place}{when}?"),
    ("How many signed the petition for the {thing} in {place}{when}?"),
    ("How many visitors did the {thing} in {place} receive{when}?"),
)
NEWEST = (" now", " at the moment", " according to the latest report", " currently", " recently")
THINGS = "mill harbour museum library bridge school theatre foundry dairy observatory".split()
PLACES = "Arvik Belmora Castrel Dunhavn Estrada Fenwold Gralik Hollum Istrane Jervel Kolmar Lindrum".split()


@dataclass(frozen=True)
class Ask:
    """A question, the days on which it is asked, and the article that is right."""

    question: str
    right: str
    as_of: date


def encode(texts: Sequence[str], kept: Path | None) -> NDArray[np.float32]:
    """Return a row for each text; those of an earlier run are read from a file."""
    known = dict(np.load(kept)) if kept and kept.exists() else {}
    names = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    new = [place for place, name in enumerate(names) if name not in known]
    for place, row in zip(new, load_encoder().encode([texts[place] for place in new]), strict=True):
        known[names[place]] = row
    if kept and new:
        np.savez(kept, **known)
    return np.stack([known[name] for name in names])


def table(places: dict[str, list[float]]) -> Iterator[str]:
    """Give a line for each way of ranking: Hits@1, @4, @10 and MRR by article, in per cent."""
    for name, found in places.items():
        at = np.array(found)
        figures = [(at <= k).mean() for k in (1, 4, 10)] + [(1 / at).mean()]
        yield f"  {name:<18}" + "".join(f"{100 * figure:8.1f}" for figure in figures)


class Indexed:
    """Articles, searched as an archive searches, ranked in any way."""

    def __init__(self, articles: Iterable[Article], kept: Path | None) -> None:
        encoder = load_encoder()
        self.kept, self.passages = kept, {}
        entries, texts = [], []
        for article in articles:
            for start, end in split(article, encoder.count, encoder.window):
                number = len(self.passages) + 1
                self.passages[number] = Passage(number, article, start, end)
                text = article.text[start:end]
                entries.append(Entry(number, article.id, text, article.title, None, None))
                texts.append(encoded_text(article.title, text))
        self.lexicon = Lexicon.create(None)
        self.lexicon.apply(entries, (), 1)
        self.rows = encode(texts, kept)
        self.told = defaultdict(list)
        for article in {passage.article.id: passage.article for passage in self.passages.values()}.values():
            of_article = [p for p in self.passages.values() if p.article.id == article.id]
            for found in told_dates(article.text, article.published):
                for passage in of_article:
                    if passage.start <= found.start < passage.end:
                        self.told[passage.id].append(found.range)

    def places(self, asked: Sequence[Ask], of_days: Iterable[bool | None]) -> dict[str, list[float]]:
        """Return the place of the right article without days, as now, and with what the question says."""
        found: dict[str, list[float]] = defaultdict(list)
        rows = encode([ask.question for ask in asked], self.kept)
        names = {None: "no days", False: "the prior alone", True: "with its days"}
        for ask, row in zip(asked, rows, strict=True):
            cosines = self.rows @ row
            best = np.argsort(-cosines)[:DEPTH]
            by_meaning = [(int(place) + 1, float(cosines[place])) for place in best]
            scores = fuse(by_meaning, self.lexicon.search(ask.question, DEPTH, Scope()))
            passages = {number: self.passages[number] for number in scores}
            query = read_dates(Query(ask.question, as_of=ask.as_of))
            for way in of_days:
                days = Days()
                if way is not None:
                    days = Days(as_of=ask.as_of)
                if way:
                    days = Days(query.prefer, ask.as_of, query.newest, self.told)
                hits = rank(passages, scores, dict(by_meaning), days)
                order = list(dict.fromkeys(hit.passage.article.id for hit in hits))
                found[names[way]].append(order.index(ask.right) + 1 if ask.right in order else float("inf"))
        return found


def wikinews(folder: Path) -> tuple[list[Article], list[tuple[str, str]]]:
    """Return QAMR's news with days at random, and its questions, each with its article's id."""
    sentences: dict[str, dict[tuple[int, ...], str]] = defaultdict(dict)
    for line in (folder / "reading/train/qamr/wiki-sentences.tsv").read_text("utf-8").splitlines():
        name, words = line.split("\t", 1)
        _, site, document, *place = name.split(":")
        if site == "wikinews":
            key = f"{site} {document}"
            sentences[key][tuple(map(int, place))] = join_words(words.split(" "))[0]
    draw, articles = random.Random(1), {}
    for key, placed in sorted(sentences.items()):
        text = " ".join(placed[place] for place in sorted(placed))
        published = END - timedelta(draw.randrange(3650))
        articles[key] = Article(key, text, digest_of(text.encode()), published=published)
    asked = sorted(
        {
            (example.question, articles[example.article].id)
            for example in examples(folder, "qamr")
            if example.article in articles and len(words_of(example.question)) >= 3
        }
    )
    return list(articles.values()), draw.sample(asked, min(MOST, len(asked)))


def invented() -> Iterator[tuple[str, list[Article], list[tuple[str, str]]]]:
    """Give Newsdesk's open half and the invented sets: of questions with one right article, that one."""
    for folder in (DATA / "newsdesk", DATA / "invented" / "border", DATA / "invented" / "harbour"):
        articles = [item for item in read_paths([folder / "articles"]) if isinstance(item, Article)]
        file = folder / ("look.jsonl" if folder.name == "newsdesk" else "questions.jsonl")
        asked = []
        for line in map(json.loads, file.read_text("utf-8").splitlines()):
            quotes = [" ".join(quote.split()) for quote in line.get("quotes") or ()]
            right = [a.id for a in articles if quotes and quotes[0] in " ".join(a.text.split())]
            if len(right) == 1 and line.get("kind") != "newest":
                asked.append((line["question"], right[0]))
        yield folder.name, articles, asked


def pairs() -> tuple[list[Article], dict[str, list[Ask]]]:
    """Return the near-identical reports, and the questions by what they say of time."""
    draw, articles = random.Random(2), []
    asked: dict[str, list[Ask]] = defaultdict(list)
    combinations = [(thing, place, event) for thing in THINGS for place in PLACES for event in range(5)]
    for thing, place, event in draw.sample(combinations, PAIRS):
        newer = END - timedelta(draw.randrange(1, 700))
        days = (newer - timedelta(draw.randrange(40, 400)), newer)
        made = []
        for day in days:
            text = EVENTS[event].format(thing=thing, place=place, number=draw.randrange(11, 400))
            key = f"{thing} {place} {event} {day}"
            made.append(Article(key, text, digest_of(text.encode()), f"News from {place}", day))
        articles += made
        older, latest = made
        month = f" in {days[0]:%B %Y}"
        for name, when, right in (
            ("newest asked", draw.choice(NEWEST), latest),
            ("month asked", month, older),
            ("neither asked", "", latest),
        ):
            question = ASKED[event].format(thing=thing, place=place, when=when)
            asked[f"{name}, day after"].append(Ask(question, right.id, END + timedelta(1)))
            asked[f"{name}, years later"].append(Ask(question, right.id, END + timedelta(900)))
    draw.shuffle(articles)
    return articles, asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, help="a file that keeps what was encoded")
    given = parser.parse_args()
    print("Hits@1, @4, @10, MRR by article, %")
    sets = [*invented(), ("wikinews", *wikinews(given.data))]
    for name, articles, questions in sets:
        indexed = Indexed(articles, given.vectors)
        newest = max(day_of(article.published) for article in articles if article.published)
        for later in (1, 900):
            asked = [Ask(question, right, newest + timedelta(later)) for question, right in questions]
            print(f"{name}, {len(asked)} questions, asked {later} days after the newest article")
            print(*table(indexed.places(asked, (None, False, True))), sep="\n", flush=True)
    articles, by_time = pairs()
    indexed = Indexed(articles, given.vectors)
    for name, asked in by_time.items():
        print(f"pairs, {name}, {len(asked)} questions")
        print(*table(indexed.places(asked, (None, False, True))), sep="\n", flush=True)


if __name__ == "__main__":
    main()
