"""The days that a news text tells of: "In July", "on Tuesday", "two weeks ago", seen from its publication."""

from dataclasses import dataclass
from datetime import date, datetime

from index.dates import DateRange, day_of
from index.expressions import tokens_of
from index.naming import named_days

__all__ = ["ToldDate", "told_dates"]


@dataclass(frozen=True, slots=True)
class ToldDate:
    """Days that a text tells of, and the expression that names them.

    Attributes:
        start, end: code point offsets into the text: `text[start:end]` is the expression.
    """

    range: DateRange
    start: int
    end: int


def told_dates(text: str, published: date | datetime | None) -> tuple[ToldDate, ...]:
    """Return the days that a text tells of, in its order; none overlaps another.

    Args:
        text: an article's text, or a part of it that starts with a sentence.
        published: when it was published. Where that is not known, only what names its year is resolved.
    """
    today = day_of(published) if published else None
    return tuple(
        ToldDate(found.range, found.start, found.end) for found in named_days(tokens_of(text), today)
    )
