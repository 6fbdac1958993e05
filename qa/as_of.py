"""The day that dates an answer about how things stand."""

import re
from datetime import timedelta

from index.archive import Archive
from index.dates import MONTH_NAMES, WRITTEN_YEAR, day_of
from qa.days import written
from qa.findings import Stated

__all__ = ["as_of"]

_BACK = re.compile(
    rf"\b(?:[Ss]ince|[Ii]n|[Dd]uring|[Uu]ntil) (?:early |late |mid-)?"
    rf"(?:(?:{MONTH_NAMES})\b|{WRITTEN_YEAR.pattern}|last \w+)"
)
_OLD = timedelta(31)  # a choice: what a sentence tells of such a day is no longer how things stand


def as_of(stated: Stated, archive: Archive) -> str | None:
    """Return the words that date a sentence about how things stand: "As of 2 January 2023:".

    None where its report has no date, or the sentence tells of a day more than a month before it, or of what
    was since or in a month or a year: that things stood so on the day of the report, nobody says.
    """
    published = stated.passage.article.published
    if published is None or _BACK.search(stated.text):
        return None
    day = day_of(published)
    told = archive.told_of([stated.passage.id]).get(stated.passage.id, ())
    days = [item.days.first for item in told if stated.start <= item.start and item.end <= stated.end]
    if any(first is not None and first < day - _OLD for first in days):
        return None
    return f"As of {written(day)}:"
