"""Whether there is evidence of the days that a question is about, and what is said where there is none."""

from collections.abc import Iterable
from datetime import date

from index.archive import Archive
from index.dates import DateRange
from index.passages import Passage
from index.scope import Scope
from qa.dated import names_only_days, topic_of
from qa.query import Query

__all__ = ["asks_only_days", "nothing_of", "of_days", "passages_of", "written"]

# Passages that tell of the days, of which those nearest to the question are taken.
_TELLING = 100


def of_days(query: Query, passages: Iterable[Passage], archive: Archive) -> tuple[Passage, ...]:
    """Return the passages whose article was published in the days asked for, or of which one tells of them.

    Articles without a date may be of any day, where no others are there to be judged and something beside
    the days is asked for.
    """
    days, found = query.named, tuple(passages)
    assert days
    if not asks_only_days(query) and all(passage.article.published is None for passage in found):
        return found
    told = archive.told_of(passage.id for passage in found)
    articles = {
        passage.article.id
        for passage in found
        if passage.article.published in days
        or any(item.days.overlaps(days) for item in told.get(passage.id, ()))
    }
    return tuple(passage for passage in found if passage.article.id in articles)


def asks_only_days(query: Query) -> bool:
    """Whether a query asks what happened in some days, and nothing else."""
    return query.named is not None and names_only_days(topic_of(query.question, query.phrases))


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
