"""What is indexed and asked, written once and given to every system: articles, passages, questions.

    python corpus.py JOB.json

Speed: with a data folder, SQuAD-form paragraphs put together to articles of three to six, with the
document's title; without one, sentences of the repository's own articles, recombined. Paragraphs: every
distinct paragraph is an article without a title, so that nobody gains from one. Passages are cut by the
product's splitter and their text is the very text that the product encodes.
"""

import json
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from index.article import Article, digest_of
from index.encoder import load_encoder
from index.head import read_head
from index.passages import encoded_text, sentence_spans, split

ROOT = Path(__file__).parent.parent.parent
DEV = "reading/dev/squad2_half_dev.json"
Record = dict[str, Any]
# Nobody's article says this: who finds it after an update has the new text.
_NEWS = "The zebra committee of Quillhaven adjourned at dawn without electing a treasurer."
_ASKED = "When did the zebra committee of Quillhaven adjourn?"


def documents(path: Path) -> Iterator[tuple[str, list[Record]]]:
    """Give the title and the paragraphs of each document of a SQuAD-form file."""
    for document in json.loads(path.read_text("utf-8"))["data"]:
        yield document.get("title", "").replace("_", " "), document["paragraphs"]


def _training(data: Path) -> list[Path]:
    return sorted((data / "reading" / "train").glob("*.json"))


def _grouped(data: Path, chance: random.Random) -> Iterator[Record]:
    """Give articles of three to six paragraphs of one document each, in a shuffled order."""
    groups = []
    for path in _training(data):
        for title, paragraphs in documents(path):
            texts = list(dict.fromkeys(paragraph["context"].strip() for paragraph in paragraphs))
            while texts:
                size = chance.randint(3, 6)
                groups.append((title, texts[:size]))
                texts = texts[size:]
    chance.shuffle(groups)
    for number, (title, texts) in enumerate(groups):
        yield {"id": f"a{number}", "title": title, "text": "\n\n".join(texts)}


def own_sentences() -> list[str]:
    """Return the sentences of the articles that the repository holds."""
    files = sorted((ROOT / "seeds").glob("*.txt")) + sorted((ROOT / "tests/data").rglob("articles/*.txt"))
    sentences = []
    for path in files:
        text = path.read_text("utf-8")
        for start, end in read_head(text, None).body:
            sentences += [text[a:b] for a, b in sentence_spans(text, start, end)]
    return [" ".join(sentence.split()) for sentence in sentences if 20 < len(sentence) < 500]


def _recombined(chance: random.Random) -> Iterator[Record]:
    """Give articles of recombined sentences without end: real words, no sense; for timing only."""
    sentences = own_sentences()
    number = 0
    while True:
        title = " ".join(chance.choice(sentences).split()[:9])
        paragraphs = [" ".join(chance.choices(sentences, k=4)) for _ in range(chance.randint(3, 6))]
        yield {"id": f"a{number}", "title": title, "text": "\n\n".join(paragraphs)}
        number += 1


def _questions(data: Path | None, count: int, chance: random.Random) -> list[Record]:
    """Return questions to time: of the training files, or of the repository's invented news."""
    if data:
        found = [
            pair["question"].strip()
            for path in _training(data)
            for _, paragraphs in documents(path)
            for paragraph in paragraphs
            for pair in paragraph["qas"]
        ]
    else:
        files = sorted((ROOT / "tests/data").rglob("questions.jsonl"))
        lines = [line for path in files for line in path.read_text("utf-8").splitlines()]
        found = [json.loads(line)["question"] for line in lines]
    distinct = sorted(set(found))
    if not distinct:
        raise SystemExit("no questions found: the folder of --data has none, or tests/data is not there")
    return [{"question": text} for text in chance.sample(distinct, min(count, len(distinct)))]


def paragraphs(data: Path, most: int, asked: int, chance: random.Random) -> tuple[list[Record], list[Record]]:
    """Return the distinct paragraphs of all files as articles, and questions with their gold one.

    Questions are drawn from the answerable ones of the dev file alone. Where fewer paragraphs are wanted
    than there are, they are drawn too, one in five of them from the dev file.
    """
    dev = [paragraph | {"of": title} for title, some in documents(data / DEV) for paragraph in some]
    golden = list(dict.fromkeys(paragraph["context"].strip() for paragraph in dev))
    others = dict.fromkeys(
        paragraph["context"].strip()
        for path in _training(data)
        for _, some in documents(path)
        for paragraph in some
    )
    rest = [text for text in others if text not in set(golden)]
    if most < len(golden) + len(rest):
        golden = chance.sample(golden, min(len(golden), max(1, most // 5)))
        rest = chance.sample(rest, most - len(golden))
    articles = [
        {"id": f"p{number}", "title": None, "text": text} for number, text in enumerate([*golden, *rest])
    ]
    ids = {article["text"]: article["id"] for article in articles}
    pairs = [
        {
            "question": pair["question"].strip(),
            "gold": ids[paragraph["context"].strip()],
            "group": paragraph["of"],
        }
        for paragraph in dev
        if paragraph["context"].strip() in ids
        for pair in paragraph["qas"]
        if pair["answers"] and not pair.get("is_impossible", False)
    ]
    chance.shuffle(articles)
    return articles, chance.sample(pairs, min(asked, len(pairs)))


def cut(article: Record, encoder: Any) -> list[Record]:
    """Return the passages of an article, as the product cuts and encodes them."""
    whole = as_article(article)
    spans = split(whole, encoder.count, encoder.window)
    return [
        {
            "id": f"{article['id']}#{number}",
            "article": article["id"],
            "text": encoded_text(whole.title, whole.text[start:end]),
        }
        for number, (start, end) in enumerate(spans)
    ]


def as_article(record: Record) -> Article:
    """Return a record as the product's reader would give it."""
    digest = digest_of(record["text"].encode())
    return Article(key=record["id"], text=record["text"], digest=digest, title=record["title"] or None)


def _enough(articles: Iterable[Record], wanted: int, cutter: Callable[[Record], list[Record]]) -> Any:
    kept, passages = [], []
    for article in articles:
        kept.append(article)
        passages += cutter(article)
        if len(passages) >= wanted:
            break
    return kept, passages


def _changed(articles: list[Record], cutter: Callable[[Record], list[Record]]) -> Record:
    """Return one article of the middle, of a middling length, with a sentence that is news."""
    around = articles[len(articles) // 2 :][:5]
    chosen = sorted(around, key=lambda article: len(article["text"]))[len(around) // 2]
    article = chosen | {"text": f"{chosen['text']}\n\n{_NEWS}"}
    old = [passage["id"] for passage in cutter(chosen)]
    return {"article": article, "passages": cutter(article), "old": old, "question": _ASKED, "news": _NEWS}


def _write(folder: Path, articles: Any, passages: Any, questions: Any, change: Record) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("articles", articles), ("passages", passages), ("questions", questions)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    (folder / "change.json").write_text(json.dumps(change), "utf-8")


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    data = Path(job["data"]) if job["data"] else None
    chance = random.Random(job["seed"])
    encoder = load_encoder()

    def cutter(article: Record) -> list[Record]:
        return cut(article, encoder)

    if job["kind"] == "speed":
        source = _grouped(data, chance) if data else _recombined(chance)
        articles, passages = _enough(source, job["passages"], cutter)
        questions = _questions(data, job["questions"], chance)
    else:
        assert data is not None
        articles, questions = paragraphs(data, job["paragraphs"], job["questions"], chance)
        passages = [passage for article in articles for passage in cutter(article)]
    _write(Path(job["folder"]), articles, passages, questions, _changed(articles, cutter))


if __name__ == "__main__":
    main()
