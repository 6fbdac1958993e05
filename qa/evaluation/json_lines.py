"""Questions of JSON Lines, or of a list or a single object of JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from index.article import digest_of
from index.dates import day_of, parse_published, parse_range
from index.errors import InvalidDate
from qa.errors import UnreadableQuestions
from qa.evaluation.asked import Asked, QuestionFile, question_id

__all__ = ["first_fault", "load_json_lines"]


class _Line(BaseModel):
    """One line of a question file."""

    model_config = ConfigDict(extra="allow", strict=True)

    question: str
    id: str | int | None = None
    answers: list[str] = Field(default_factory=list)
    articles: list[str] = Field(default_factory=list)
    quotes: list[str] = Field(default_factory=list)
    answerable: bool | None = None
    as_of: str | None = None
    kind: str | None = None

    @field_validator("answers", "articles", "quotes", mode="before")
    @classmethod
    def _none_is_none(cls, value: object) -> object:
        return [] if value is None else value


def load_json_lines(text: str, name: str) -> QuestionFile:
    """Read questions of JSON Lines; a line that is no question is skipped, and said.

    Raises:
        UnreadableQuestions: not one line is a question.
    """
    read = QuestionFile(name, digest_of(text.encode("utf-8", "surrogatepass")))
    unknown: Counter[str] = Counter()
    for where, values in _objects(text):
        if isinstance(values, _Fault) or not isinstance(values, dict):
            fault = values if isinstance(values, _Fault) else "it is not a JSON object"
            read.skipped.append(f"{where}: {fault}")
            continue
        try:
            parsed = _Line.model_validate(values)
            asked = _asked(parsed)
        except ValidationError as error:
            read.skipped.append(f"{where}: {first_fault(error)}")
        except ValueError as error:
            read.skipped.append(f"{where}: {error}")
        else:
            unknown.update(list(parsed.model_extra or ()))
            read.take(asked, where)
    if not read.questions:
        reason = read.skipped[0] if read.skipped else "it is an empty list"
        raise UnreadableQuestions(f"{name} holds no question that can be asked: {reason}")
    read.warnings += _of_unknown(unknown)
    return read


class _Fault(str):
    """Why a line is no JSON."""

    __slots__ = ()


def _objects(text: str) -> Iterator[tuple[str, object]]:
    """Give the values of the lines, or of a JSON list, each with where it stands."""
    if text.lstrip().startswith("["):
        try:
            for number, value in enumerate(json.loads(text), start=1):
                yield f"item {number}", value
        except (ValueError, RecursionError):
            yield "the list", _Fault("it is not JSON")
        return
    if text.lstrip().startswith("{\n") and (whole := _one_object(text)) is not None:
        yield "the object", whole
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield f"line {number}", json.loads(line)
            except (ValueError, RecursionError):
                yield f"line {number}", _Fault("it is not JSON")


def _one_object(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _asked(line: _Line) -> Asked:
    as_of = _day(line.as_of) if line.as_of else None
    answers = _texts(line.answers)
    quotes = _texts(line.quotes)
    answerable = line.answerable
    if answerable is False and (answers or quotes):
        raise ValueError("answerable is false, but answers or quotes are given")
    if answerable is None and (answers or quotes):
        answerable = True
    return Asked(
        id=question_id(line.question, as_of) if line.id in (None, "") else str(line.id),
        question=line.question.strip(),
        answers=answers,
        articles=_texts(line.articles),
        quotes=quotes,
        answerable=answerable,
        as_of=as_of,
        kind=line.kind or None,
    )


def _day(text: str) -> date | None:
    published = parse_published(text)
    if published is not None:
        return day_of(published)
    try:
        return parse_range(text).last
    except InvalidDate as error:
        raise ValueError(f"as_of: {error}") from error


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))


def first_fault(error: ValidationError) -> str:
    """Return what pydantic found first, in one line: the field, and what it should be."""
    fault: Any = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: {fault['msg'].lower()}" if place else fault["msg"].lower()


def _of_unknown(unknown: Counter[str]) -> list[str]:
    return [
        f"the field {name!r} ({count} times) is not known, and ignored{_meant(name)}"
        for name, count in unknown.most_common(5)
    ]


def _meant(name: str) -> str:
    near = get_close_matches(name.lower().strip("_"), _Line.model_fields, n=1, cutoff=0.75)
    return f": did you mean {near[0]!r}?" if near else ""
