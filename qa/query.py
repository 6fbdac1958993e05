"""Query: a question, and what bounds its answer."""

from dataclasses import dataclass, replace
from datetime import date

from index.dates import DateRange, written_dates
from qa.errors import InvalidQuestion

__all__ = ["MOST_CHARACTERS", "Query", "read_dates"]

# A question is a sentence or a few; more is a pasted text, and the encoder would read its start only.
MOST_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Query:
    """A question and its bounds.

    Attributes:
        history: the questions asked before, oldest first. Until follow-ups are understood, each
            question stands alone and this is not read.
        within: only articles published in these days.
        prefer: articles published in these days weigh more.
        sources: only these agencies or papers; empty means all.
        as_of: leaves out what was published later.

    Raises:
        InvalidQuestion: the question is empty or longer than 1,000 characters.
    """

    question: str
    history: tuple[str, ...] = ()
    within: DateRange | None = None
    prefer: DateRange | None = None
    sources: tuple[str, ...] = ()
    as_of: date | None = None

    def __post_init__(self) -> None:
        if not any(letter.isalnum() for letter in self.question):
            raise InvalidQuestion("the question is empty: ask something, in words")
        if len(self.question) > MOST_CHARACTERS:
            raise InvalidQuestion(
                f"the question has {len(self.question):,} characters, at most {MOST_CHARACTERS:,} "
                "are read: shorten it"
            )

    @classmethod
    def of(cls, query: "Query | str") -> "Query":
        """Return the query, or the plain query that a bare question is."""
        return query if isinstance(query, Query) else cls(query)


def read_dates(query: Query) -> Query:
    """Prefer the days that the question names, where nothing else is preferred.

    They prefer and do not filter: an article of November tells what happened in July.
    """
    if query.prefer is not None:
        return query
    named = [found.range for found in written_dates(query.question)]
    if not named:
        return query
    return (
        replace(query, prefer=DateRange(named[0].first, named[-1].last))
        if _ordered(named)
        else replace(query, prefer=named[0])
    )


def _ordered(ranges: list[DateRange]) -> bool:
    """Whether the first date named starts before the last one ends: "between May and July 2021"."""
    first, last = ranges[0].first, ranges[-1].last
    return first is not None and last is not None and first <= last
