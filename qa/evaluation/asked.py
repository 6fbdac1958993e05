"""Question files: JSON Lines, one question a line, or SQuAD's JSON; either may be gzipped."""

import gzip
import hashlib
import zlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from qa.errors import InvalidQuestion, UnreadableQuestions
from qa.query import Query

__all__ = ["Asked", "Place", "QuestionFile", "is_text", "question_id", "read_file"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands, given by offsets: code points of the article's text."""

    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is known to be right. What is None or empty is not known, and not scored.

    Attributes:
        answers: strings, any of which is the right short answer.
        articles: keys, ids or paths of the articles that answer.
        quotes: verbatim parts of those articles that answer.
        places: the same as quotes, where a file gives offsets.
        answerable: whether the archive has an answer.
        group: questions of one group stand on the same text and are resampled together.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    answerable: bool | None = None
    as_of: date | None = None
    kind: str | None = None
    group: str | None = None


@dataclass(slots=True)
class QuestionFile:
    """What a file asked, and what of it could not be used.

    Attributes:
        digest: SHA-256 of the file's text.
        skipped: a line for each question that was left out, and why.
        warnings: what was ignored, or looks like a slip.
    """

    name: str
    digest: str = ""
    questions: list[Asked] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _seen: dict[str, str] = field(default_factory=dict, repr=False)

    def take(self, asked: Asked, where: str) -> None:
        """Keep a question, unless its id was there before or nobody could ask it."""
        texts = (asked.id, asked.question, asked.kind or "", *asked.answers, *asked.quotes, *asked.articles)
        if not all(map(is_text, texts)):
            self.skipped.append(f"{where}: it holds half of a surrogate pair, which is no character")
            return
        try:
            Query(asked.question)
        except InvalidQuestion as error:
            self.skipped.append(f"{where}: {error}")
            return
        if asked.id in self._seen:
            self.skipped.append(f"{where}: the id {asked.id!r} is taken by {self._seen[asked.id]}")
            return
        self._seen[asked.id] = where
        self.questions.append(asked)


def is_text(text: str) -> bool:
    """Tell whether a text can be stored: JSON can spell halves of surrogate pairs, which cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def question_id(question: str, as_of: date | None = None) -> str:
    """Return the id of a question that has none: it stays the same wherever its line moves to."""
    return "q-" + hashlib.sha256(f"{question}\n{as_of or ''}".encode()).hexdigest()[:12]


def read_file(path: Path) -> str:
    """Return the text of a question file, unzipped where it is gzipped.

    Raises:
        UnreadableQuestions: it is not there, is no UTF-8 text, or is cut short.
    """
    try:
        source = path.read_bytes()
        if source[:2] == b"\x1f\x8b":
            source = gzip.decompress(source)
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableQuestions(
            f"{path} is not UTF-8 text (byte {error.start:,}): save it as UTF-8"
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "the gzipped file is cut short or damaged"
        raise UnreadableQuestions(f"cannot read the questions in {path}: {reason}") from error
    if not text.strip():
        raise UnreadableQuestions(f"{path} is empty: write one question a line, as JSON")
    return text.replace("\r\n", "\n").replace("\r", "\n")
