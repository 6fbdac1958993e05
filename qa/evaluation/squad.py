"""SQuAD's JSON, of version 1.1 and 2.0 (Rajpurkar et al., 2016 and 2018): questions and their paragraphs."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from index.article import Article, digest_of
from qa.errors import UnreadableQuestions
from qa.evaluation.asked import Asked, Place, QuestionFile, load_json_lines, read_file

__all__ = ["KEY", "Paragraphs", "read_questions"]

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


class _Paragraph(BaseModel):
    context: str
    qas: list[_Question]


class _Article(BaseModel):
    title: str = ""
    paragraphs: list[_Paragraph]


class _File(BaseModel):
    data: list[_Article]


class Paragraphs(dict[str, Article]):
    """The paragraphs of SQuAD files as articles, by key. A paragraph met twice is one."""

    def take(self, title: str, context: str) -> Article:
        """Return the article that is this paragraph."""
        digest = digest_of(context.encode("utf-8", "surrogatepass"))
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
    if not _is_squad(text):
        return load_json_lines(text, path.name), None
    try:
        file = _File.model_validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise UnreadableQuestions(
            f"{path} is not whole SQuAD JSON: {place}: {fault['msg'].lower()}"
        ) from error
    read, paragraphs = QuestionFile(path.name), Paragraphs()
    for number, article in enumerate(file.data):
        for paragraph in article.paragraphs:
            if not paragraph.context.strip():
                read.skipped += [f"question {asked.id}: its paragraph is empty" for asked in paragraph.qas]
                continue
            stored = paragraphs.take(article.title, paragraph.context)
            for asked in _of_paragraph(paragraph, stored, article.title or f"article {number}", read):
                read.take(asked, f"question {asked.id}")
    if not read.questions:
        raise UnreadableQuestions(f"{path} holds no question that can be asked")
    return read, paragraphs


def _is_squad(text: str) -> bool:
    """Whether a text is one JSON object with `data`: a line of a question file has none."""
    head = text.lstrip()
    if not head.startswith("{"):
        return False
    try:
        first, _ = json.JSONDecoder().raw_decode(head)
    except (ValueError, RecursionError):
        # A file of one long object that is cut short: it is for the SQuAD reader to say so.
        return '"paragraphs"' in head[:100_000] and '"context"' in head[:1_000_000]
    return isinstance(first, dict) and isinstance(first.get("data"), list)


def _of_paragraph(paragraph: _Paragraph, stored: Article, group: str, read: QuestionFile) -> Iterator[Asked]:
    for asked in paragraph.qas:
        answers = tuple(dict.fromkeys(answer.text for answer in asked.answers if answer.text.strip()))
        if not asked.is_impossible and not answers:
            read.skipped.append(f"question {asked.id}: it has no answer and is not marked impossible")
            continue
        places = () if asked.is_impossible else tuple(_places(asked.answers, stored))
        if answers and not places and not asked.is_impossible:
            read.warnings.append(f"question {asked.id}: its answer does not stand in its paragraph")
        yield Asked(
            id=str(asked.id),
            question=asked.question.strip(),
            answers=() if asked.is_impossible else answers,
            articles=(stored.key,),
            places=tuple(dict.fromkeys(places)),
            answerable=not asked.is_impossible,
            group=group,
        )


def _places(answers: Sequence[_Answer], stored: Article) -> Iterator[Place]:
    """Give where the answers stand; offsets that are a little off are mended, as SQuAD has some."""
    for answer in answers:
        start = answer.answer_start
        if not answer.text.strip():
            continue
        if start < 0 or stored.text[start : start + len(answer.text)] != answer.text:
            start = stored.text.find(answer.text)
        if start >= 0:
            yield Place(stored.key, start, start + len(answer.text))
