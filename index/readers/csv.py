"""CSV and TSV: one article a row, under a line with the columns' names.

The standard library's csv is the library that the field uses: quoted newlines, doubled quotes, rows given
one at a time. Its Sniffer is not used: it takes letters for delimiters where texts are long. Here the
delimiter is the one under which the first line holds the most names that are known.
"""

import csv
import typing
from collections.abc import Iterator

from index.article import Article, Skipped
from index.decoding import Line, decoded_lines
from index.documents import Document
from index.errors import UnreadableFile
from index.fields import declared_of, named_fields, text_of_record
from index.records import make_article

if typing.TYPE_CHECKING:
    import _csv

__all__ = ["MEDIA_TYPES", "MOST_BYTES", "SUFFIXES", "read"]

SUFFIXES = (".csv", ".tsv", ".tab")
MEDIA_TYPES = ("text/csv", "text/tab-separated-values", "application/csv")
MOST_BYTES = 5_000_000  # of one line, and of one field; see text.py
_DELIMITERS = ",;\t|"


def read(document: Document) -> Iterator[Article | Skipped]:
    """Give the article of each row; one that holds none is given as Skipped, by its line.

    Raises:
        UnreadableFile: there are no rows, or a column that is needed is not there.
    """
    csv.field_size_limit(MOST_BYTES)  # the module's own is 131,072 characters, less than a long report
    with document.open() as stream:
        lines = _Lines(decoded_lines(stream, MOST_BYTES, document.charset))
        rows = csv.reader(lines, delimiter=_delimiter(lines, document))
        columns = _columns(rows, document)
        fields = named_fields(columns, document)
        empty = True
        for number, row in _rows(rows, lines):
            empty = False
            if isinstance(row, str):
                yield Skipped(f"{document.name}:{number}", row)
                continue
            try:
                yield _article(row, columns, fields, document)
            except UnreadableFile as error:
                yield Skipped(f"{document.name}:{number}", str(error))
    if empty:
        raise UnreadableFile("has no rows under the names of its columns")


class _Lines:
    """The lines as csv takes them, which remember what was wrong with one."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: Line | None = None
        self._problem: str | None = None

    def first(self) -> str:
        """Return the first line that is not empty; it will be given once more."""
        line = next((line for line in self._lines if line.problem or line.text.strip()), None)
        if line is None:
            raise UnreadableFile("is empty")
        if line.problem:
            raise UnreadableFile(f"begins with a line that {line.problem}")
        self._again = line
        return line.text

    def take_problem(self) -> str | None:
        """Return what was wrong with a line since this was last asked."""
        problem, self._problem = self._problem, None
        return problem

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again or next(self._lines)
        self._again = None
        problem = line.problem or ("holds zero bytes" if "\0" in line.text else None)
        self._problem = problem or self._problem
        return "\n" if problem else line.text


def _delimiter(lines: _Lines, document: Document) -> str:
    """Return the delimiter under which the first line holds the most names that are known."""
    first = lines.first()
    if first.lower().startswith("sep=") and first[4:5] in tuple(_DELIMITERS):  # written for Excel
        next(lines)
        return first[4]

    def known(delimiter: str) -> tuple[int, int]:
        try:
            columns = next(csv.reader([first], delimiter=delimiter))
        except csv.Error:
            return 0, 0
        fields = named_fields(map(str.strip, columns), document)
        return sum(bool(set(names) & {*map(str.strip, columns)}) for names in fields.values()), len(columns)

    return max(_DELIMITERS, key=known)


def _columns(rows: Iterator[list[str]], document: Document) -> list[str]:
    try:
        columns = [name.strip() for name in next(rows)]
    except (csv.Error, StopIteration) as error:
        raise UnreadableFile("has no line with the names of its columns") from error
    there = ", ".join(columns)[:200]
    for ours, theirs in document.fields:
        if theirs not in columns:
            raise UnreadableFile(f'has no column "{theirs}" for --map {ours}, but {there}')
    if not named_fields(columns, document)["text"]:
        raise UnreadableFile(f"has no column for the text among {there}: say --map text=COLUMN")
    return columns


def _rows(rows: "_csv.Reader", lines: _Lines) -> Iterator[tuple[int, list[str] | str]]:
    """Give the rows with the numbers of their first lines; in place of a bad one, what is wrong with it."""
    while True:
        number = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:  # a quote that is not closed: the field runs on into the next rows
            lines.take_problem()
            yield number, f"is no row of CSV ({error}): is a quotation mark left open?"
            continue
        problem = lines.take_problem()
        if problem or row:
            yield number, problem or row


def _article(row: list[str], columns: list[str], fields: dict[str, list[str]], document: Document) -> Article:
    while len(row) > len(columns) and not row[-1].strip():
        row.pop()
    if len(row) != len(columns):
        raise UnreadableFile(f"has {len(row)} fields, and there are {len(columns)} columns")
    record = dict(zip(columns, row, strict=True))
    origin = "\x1f".join(row).encode("utf-8", "surrogatepass")
    text = text_of_record(record, fields)
    return make_article(document, text, declared_of(record, fields), origin, is_only=False)
