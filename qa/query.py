"""Query: a question, and what bounds its answer."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from index.dates import DateRange
from qa.errors import InvalidQuestion
from qa.times import asked

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
        prefer: what was published in these days, or tells of them, weighs more.
        sources: only these agencies or papers; empty means all.
        as_of: the day of the question, on which "last week" rests; leaves out what was published later.
            None is today.
        newest: the newest reports weigh most.
        named: the days that the question is about: where nothing is of them, there is no answer.
        phrases: the words that name them.

    Raises:
        InvalidQuestion: the question is empty or longer than 1,000 characters.
    """

    question: str
    history: tuple[str, ...] = ()
    within: DateRange | None = None
    prefer: DateRange | None = None
    sources: tuple[str, ...] = ()
    as_of: date | None = None
    newest: bool = False
    named: DateRange | None = None
    phrases: tuple[str, ...] = ()

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
    """Read off the question the days it prefers, and give it the day on which it is asked: today.

    They prefer and do not filter: an article of November tells what happened in July. What is set stands.
    """
    query = query if query.as_of else replace(query, as_of=datetime.now().astimezone().date())
    time = asked(query.question, query.as_of)
    return replace(
        query,
        prefer=query.prefer or time.range,
        newest=query.newest or time.intent == "newest",
        named=query.named or (time.range if time.is_bound else None),
        phrases=query.phrases or time.phrases,
    )
