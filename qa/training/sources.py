"""Reading data of several makers, as examples of one form."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["DEV", "SOURCES", "Example", "examples", "squad"]

# Where the files lie in the folder that is given.
DEV = "reading/dev/squad2_half_dev.json"
_TRAIN = "reading/train"


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the text it is asked of.

    Attributes:
        article: what the text is a part of; examples of one article never stand in two splits.
        answers: texts with their offsets in the context, in code points; none where it has no answer.
    """

    id: str
    source: str
    article: str
    context: str
    question: str
    answers: tuple[tuple[str, int], ...] = ()


def examples(folder: Path, source: str) -> Iterator[Example]:
    """Give the examples of a source.

    Raises:
        OSError: a file is missing.
    """
    found: Iterator[Example] = SOURCES[source](folder / _TRAIN, source)
    return found


def squad(path: Path, source: str) -> Iterator[Example]:
    """Give the examples of a file in SQuAD's JSON."""
    articles = json.loads(path.read_text("utf-8"))["data"]
    for article in articles:
        for paragraph in article["paragraphs"]:
            context = paragraph["context"]
            # One title over a whole file is a collection: each text stands for itself.
            unit = article.get("title", "") if len(articles) > 1 else context
            for asked in paragraph["qas"]:
                found = () if asked.get("is_impossible") else tuple(_offsets(asked["answers"], context))
                if found or asked.get("is_impossible"):
                    yield Example(
                        f"{source}:{asked['id']}", source, unit, context, asked["question"].strip(), found
                    )


def _offsets(answers: Sequence[dict[str, Any]], context: str) -> Iterator[tuple[str, int]]:
    for text, start in dict.fromkeys((answer["text"], answer["answer_start"]) for answer in answers):
        at = start if context[start : start + len(text)] == text else context.find(text)
        if text.strip() and at >= 0:
            yield text, at


def _squad_file(name: str) -> Any:
    return lambda folder, source: squad(folder / name, source)


def _qed(folder: Path, source: str) -> Iterator[Example]:
    for asked in _lines(folder / "qed_dev.jsonl"):
        context = asked["paragraph_text"]
        spans = [spans[0] for spans in asked["original_nq_answers"] if len(spans) == 1]
        answers = [{"text": span["string"], "answer_start": span["start"]} for span in spans]
        if found := tuple(_offsets(answers, context)):
            name = f"{source}:{asked['example_id']}"
            yield Example(name, source, asked["title_text"], context, asked["question_text"], found)


def _natural_questions(folder: Path, source: str) -> Iterator[Example]:
    for number, asked in enumerate(_lines(folder / "nq-open-oracle.jsonl.gz")):
        passage = asked["ctxs"][0]
        found = tuple(
            (match[0], match.start())
            for answer in asked["answers"]
            if (match := re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", passage["text"]))
        )
        if found:
            name = f"{source}:{number}"
            yield Example(name, source, passage["title"], passage["text"], asked["question"], found)


def _clapnq(folder: Path, source: str) -> Iterator[Example]:
    """Give ClapNQ's questions; the answers of one are its sentences, which answer together."""
    for name in ("answerable", "unanswerable"):
        for asked in _lines(folder / f"clapnq_dev_{name}.jsonl"):
            passage = asked["passages"][0]
            sentences = [text for output in asked["output"] for text in output["selected_sentences"]]
            answers = [{"text": text, "answer_start": passage["text"].find(text)} for text in sentences]
            found = tuple(_offsets(answers, passage["text"]))
            if found or name == "unanswerable":
                yield Example(
                    f"{source}:{asked['id']}",
                    source,
                    passage["title"],
                    passage["text"],
                    asked["input"],
                    found,
                )


def _qamr(folder: Path, source: str) -> Iterator[Example]:
    """Give QAMR's questions; its sentences are cut into words, and put together again here."""
    sentences = dict(
        line.split("\t", 1) for line in (folder / "qamr/wiki-sentences.tsv").read_text("utf-8").splitlines()
    )
    for part in ("dev", "test"):
        rows: dict[tuple[str, str], list[str]] = defaultdict(list)
        for line in (folder / f"qamr/{part}.tsv").read_text("utf-8").splitlines():
            sentence, _, _, _, _, question, *marks = line.split("\t")
            rows[sentence, question] += marks
        for number, ((sentence, question), marked) in enumerate(rows.items()):
            context, spans = join_words(sentences[sentence].split(" "))
            _, site, document, *_ = sentence.split(":")
            texts = dict.fromkeys(filter(None, (_span(mark, spans) for mark in marked)))
            answers = tuple((context[start:end], start) for start, end in texts)
            if answers:
                name = f"{source}:{part}-{number}"
                yield Example(name, source, f"{site} {document}", context, question, answers)


def _span(mark: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return where an answer stands, from the numbers of its words; None where they are scattered."""
    numbers = mark.rpartition(":")[2].split()
    if not numbers or not all(number.isdigit() for number in numbers):
        return None
    words = sorted(int(number) for number in numbers)
    if words != list(range(words[0], words[-1] + 1)) or words[-1] >= len(spans):
        return None
    return spans[words[0]][0], spans[words[-1]][1]


_SIGNS = {
    "``": "“",
    "''": "”",
    "-LRB-": "(",
    "-RRB-": ")",
    "-LSB-": "[",
    "-RSB-": "]",
    "-LCB-": "{",
    "-RCB-": "}",
}
# No space before these, and none after those.
_CLOSES = re.compile(r"[,.;:!?%)\]}”]|'\w*|n't|\.\.\.")
_OPENS = re.compile(r"[(\[{“$£€#]")


def join_words(words: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Put the words of the Penn Treebank's conventions together as print sets them.

    Returns:
        the text, and the offsets of each word in it.
    """
    text, spans, opened = "", [], True
    for word in words:
        printed = _SIGNS.get(word, word)
        if not opened and not _CLOSES.fullmatch(printed):
            text += " "
        spans.append((len(text), len(text) + len(printed)))
        text += printed
        opened = bool(_OPENS.fullmatch(printed))
    return text, spans


def _lines(path: Path) -> Iterator[Any]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in text.decode("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


SOURCES = {
    "squadshifts_new_wiki": _squad_file("squadshifts_new_wiki.json"),
    "squadshifts_reddit": _squad_file("squadshifts_reddit.json"),
    "squadshifts_amazon": _squad_file("squadshifts_amazon.json"),
    "squad2_fragment": _squad_file("squad2_fragment.json"),
    "xquad_en_rest": _squad_file("xquad_en_rest.json"),
    "qed": _qed,
    "nq_open_oracle": _natural_questions,
    "clapnq": _clapnq,
    "qamr": _qamr,
}
