"""Whether there is evidence of the days that a question is about, and what is said where there is none."""

from collections.abc import Iterable
from datetime import date

from index.archive import Archive
from index.dates import DateRange
from index.passages import Passage
from index.scope import Scope
from qa.query import Query

__all__ = ["is_of", "nothing_of", "passages_of", "written"]

# Passages that tell of the days, of which those nearest to the question are taken.
_TELLING = 100


def is_of(days: DateRange, passages: Iterable[Passage], archive: Archive) -> bool:
    """Tell whether one of some passages was published in a range of days, or tells of a day in it.

    Passages of articles without a date may be of any day, where no others are there to be judged.
    """
    found = list(passages)
    dated = [passage for passage in found if passage.article.published is not None]
    if not dated or any(passage.article.published in days for passage in dated):
        return True
    told = archive.told_of(passage.id for passage in found)
    return any(item.days.overlaps(days) for items in told.values() for item in items)


def passages_of(query: Query, archive: Archive, most: int) -> list[Passage]:
    """Search again, for what was published in the days that a question is about, or tells of them."""
    assert query.named
    within = query.named & query.within if query.within else query.named
    hits = []
    if within:
        hits = archive.search(
            query.question, most, within=within, sources=query.sources, as_of=query.as_of, newest=query.newest
        )
    telling = [passage for passage in archive.telling(query.named, _TELLING) if _is_allowed(passage, query)]
    cosines = archive.cosines(query.question, telling)
    telling.sort(key=lambda passage: -cosines.get(passage.id, 0.0))
    found = {passage.id: passage for passage in (*(hit.passage for hit in hits), *telling[:most])}
    return list(found.values())[:most]


def _is_allowed(passage: Passage, query: Query) -> bool:
    """Whether what a user filters lets a passage through."""
    article, within = passage.article, query.within or DateRange()
    return Scope(within.first, within.last, query.as_of, query.sources).allows(article)


def nothing_of(days: DateRange, as_of: date | None, archive: Archive) -> str:
    """Say that nothing is of the days asked for, and which day comes nearest."""
    near = archive.nearest_day(days, as_of)
    if near is None:
        return f"No article is of the days asked for, {_when(days)}."
    newest = archive.nearest_day(DateRange(first=date.max), as_of)
    which = "newest" if near == newest else "nearest"
    return f"No article is of the days asked for, {_when(days)}: the {which} is of {written(near)}."


def _when(days: DateRange) -> str:
    if days.first == days.last and days.first:
        return written(days.first)
    if days.first and days.last:
        return f"{written(days.first)} to {written(days.last)}"
    return f"since {written(days.first)}" if days.first else f"until {written(days.last or date.max)}"


def written(day: date) -> str:
    """Write a day as the citations do: 28 November 2019."""
    return f"{day.day} {day:%B} {day.year}"
