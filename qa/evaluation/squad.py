"""SQuAD's JSON, of version 1.1 and 2.0 (Rajpurkar et al., 2016 and 2018): questions and their paragraphs."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from index.article import Article, digest_of
from qa.errors import UnreadableQuestions
from qa.evaluation.asked import Asked, Place, QuestionFile, is_text, read_file
from qa.evaluation.json_lines import first_fault, load_json_lines

__all__ = ["KEY", "Paragraphs", "read_paragraphs", "read_questions"]

# What the keys of paragraphs start with: tells an archive of paragraphs from one of news.
KEY = "squad:"


class _Answer(BaseModel):
    text: str
    answer_start: int


class _Question(BaseModel):
    id: str | int
    question: str
    answers: list[_Answer] = Field(default_factory=list)
    is_impossible: bool = False


class Paragraphs(dict[str, Article]):
    """The paragraphs of SQuAD files as articles, by key. A paragraph met twice is one."""

    def take(self, title: str, context: str) -> Article:
        """Return the article that is this paragraph."""
        digest = digest_of(context.encode("utf-8"))
        key = KEY + digest[:24]
        name = title.replace("_", " ").strip()
        return self.setdefault(key, Article(key, context, digest, title=name or None))


def read_questions(path: Path) -> tuple[QuestionFile, Paragraphs | None]:
    """Read a question file, whichever of the two kinds it is.

    Returns:
        the questions, and for SQuAD's JSON the paragraphs they stand on.

    Raises:
        UnreadableQuestions: it cannot be read, or holds not one question.
    """
    text = read_file(path)
    articles = _articles(text, path)
    if articles is None:
        return load_json_lines(text, path.name), None
    read = QuestionFile(path.name, digest_of(text.encode("utf-8", "surrogatepass")))
    paragraphs = _read(articles, read)
    if not read.questions:
        reason = f": {read.skipped[0]}" if read.skipped else ""
        raise UnreadableQuestions(f"{path} holds no question that can be asked{reason}")
    return read, paragraphs


def read_paragraphs(path: Path) -> Paragraphs:
    """Read the paragraphs of a file in SQuAD's JSON, whatever is asked of them.

    Raises:
        UnreadableQuestions: it cannot be read, or is none.
    """
    articles = _articles(read_file(path), path)
    if articles is None:
        raise UnreadableQuestions(f"{path} has no paragraphs: --with takes files in SQuAD's JSON")
    return _read(articles, QuestionFile(path.name))


def _articles(text: str, path: Path) -> list[Any] | None:
    """Return what stands under `data`; None where the file is not one object with such a list."""
    head = text.lstrip()
    if not head.startswith("{"):
        return None
    try:
        first, _ = json.JSONDecoder().raw_decode(head)
    except (ValueError, RecursionError) as error:
        if '"paragraphs"' in head[:100_000] and '"context"' in head[:1_000_000]:
            raise UnreadableQuestions(f"{path} is SQuAD's JSON, but not whole: get it again") from error
        return None
    found = first.get("data") if isinstance(first, dict) else None
    return found if isinstance(found, list) else None


def _read(articles: list[Any], read: QuestionFile) -> Paragraphs:
    paragraphs = Paragraphs()
    for place, (title, paragraph) in enumerate(_paragraphs(articles), start=1):
        where = f"paragraph {place}"
        context, asked = paragraph.get("context"), paragraph.get("qas")
        if not isinstance(context, str) or not context.strip() or not is_text(context):
            read.skipped.append(f"{where}: it has no text")
            continue
        stored = paragraphs.take(title, context)
        if not isinstance(asked, list):
            read.skipped.append(f"{where}: it has no list of questions")
            continue
        for values in asked:
            _take(values, stored, title or f"file {read.name}", where, read)
    return paragraphs


def _paragraphs(articles: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the paragraphs that are there, each with its article's title."""
    for article in articles:
        held = article.get("paragraphs") if isinstance(article, dict) else None
        title = article.get("title") if isinstance(article, dict) else None
        for paragraph in held if isinstance(held, list) else []:
            yield str(title or ""), paragraph if isinstance(paragraph, dict) else {}


def _take(values: object, stored: Article, group: str, where: str, read: QuestionFile) -> None:
    """Take a question of a paragraph, or say why not."""
    try:
        asked = _Question.model_validate(values)
    except ValidationError as error:
        name = values.get("id") if isinstance(values, dict) else None
        read.skipped.append(f"{f'question {name}' if name else where}: {first_fault(error)}")
        return
    where = f"question {asked.id}"
    answers = tuple(dict.fromkeys(answer.text for answer in asked.answers if answer.text.strip()))
    if not asked.is_impossible and not answers:
        read.skipped.append(f"{where}: it has no answer and is not marked impossible")
        return
    places = () if asked.is_impossible else tuple(dict.fromkeys(_places(asked.answers, stored, where, read)))
    read.take(
        Asked(
            id=str(asked.id),
            question=asked.question.strip(),
            answers=() if asked.is_impossible else answers,
            articles=(stored.key,),
            places=places,
            answerable=not asked.is_impossible,
            group=group,
        ),
        where,
    )


def _places(answers: Sequence[_Answer], stored: Article, where: str, read: QuestionFile) -> Iterator[Place]:
    """Give where the answers stand; a wrong offset is mended to the nearest place of the words."""
    for answer in answers:
        start, length = answer.answer_start, len(answer.text)
        if not answer.text.strip():
            continue
        if start < 0 or stored.text[start : start + length] != answer.text:
            found = [match.start() for match in re.finditer(re.escape(answer.text), stored.text)]
            if not found:
                read.warnings.append(f"{where}: its answer does not stand in its paragraph")
                continue
            start = min(found, key=lambda place: abs(place - answer.answer_start))
            read.warnings.append(f"{where}: its answer stands at {start}, not at {answer.answer_start}")
        yield Place(stored.key, start, start + length)
