"""What a passage is read under: its article's headline and day, as the reader learned to see them."""

from datetime import date, datetime

from index.dates import day_of
from qa.days import written

__all__ = ["heading"]

_TITLE = 120  # characters; headlines seldom have more


def heading(title: str | None, published: date | datetime | None) -> str:
    """Return the words that stand before a passage: "S. Korea, Japan hold talks | 28 November 2019:"."""
    parts = [" ".join((title or "").split())[:_TITLE], written(day_of(published)) if published else ""]
    return " | ".join(filter(None, parts)) + ":" if any(parts) else ""
