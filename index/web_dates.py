"""The moments that pages declare: ISO 8601 and the other forms that are found in news sites' metadata."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from dateutil import parser

from index.dates import parse_published

__all__ = ["parse_moment"]

_LONGEST = 60  # characters
_FIRST_YEAR = 1600  # earlier ones are what content systems write for none: 0001-01-01, 0000-00-00
_LAST_YEAR = 2100
_EPOCH = re.compile(r"[1-9]\d{8,9}(?:\d{3})?(?:\.\d+)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{2,4}\b")
# RFC 2822, section 4.3, and what else is common; a time in a zone of another name is kept without it.
_OFFSETS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_OFFSETS |= {"UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3}
_OFFSETS |= {"JST": 9, "KST": 9}
# Two moments that share no part: what a text leaves out is filled from them, and so differs.
_FILLERS = (datetime(2001, 1, 1, 1, 1), datetime(2002, 2, 2, 2, 2))  # noqa: DTZ001  # they fill in naive ones


def parse_moment(value: object) -> date | datetime | None:
    """Read a publication date as pages declare it; None where it is no whole date, or can be two.

    Args:
        value: ISO 8601, RFC 2822, seconds or milliseconds since 1970, or English words. "3/4/2020" is
            two days and therefore none.
    """
    if isinstance(value, bool | dict | list):
        return None
    if isinstance(value, int | float):
        value = str(value)
    if not isinstance(value, str) or not 4 <= len(value := " ".join(value.split())) <= _LONGEST:
        return None
    text = re.sub(r"\[[\w/+-]+\]$", "", value)  # Java's: 2019-11-28T10:15+09:00[Asia/Seoul]
    text = re.sub(r"\b(?:GMT|UTC)(?=[+-]\d)", "", text)  # JavaScript's: 10:15:00 GMT+0900 (KST)
    moment = _since_1970(text) if _EPOCH.fullmatch(text) else _iso(text) or _written(text)
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return None if moment.isoformat().startswith("1970-01-01") else moment  # zero seconds since then


def _since_1970(text: str) -> datetime | None:
    seconds = float(text)
    if seconds >= 10_000_000_000:
        seconds /= 1000
    return datetime.fromtimestamp(int(seconds), UTC)


def _iso(text: str) -> date | datetime | None:
    if not re.match(r"\d{4}-?\d\d-?\d\d(?:$|[T ]\d\d:?\d\d)", text):
        return None
    found = parse_published(text)
    # A text that is no ISO date throughout keeps its time where the other way can read it.
    return found if isinstance(found, datetime) or len(text) <= 10 else None


def _written(text: str) -> date | datetime | None:
    slashed = _SLASHED.search(text)
    if slashed and int(slashed[1]) <= 12 and int(slashed[2]) <= 12 and slashed[1] != slashed[2]:
        return None
    day_first = re.match(r"\d{1,2}\.\d{1,2}\.", text) is not None
    try:
        first, second = (
            parser.parse(text, default=filler, dayfirst=day_first, tzinfos=_zone) for filler in _FILLERS
        )
    except (ValueError, OverflowError, TypeError):
        return parse_published(text)  # a date with words around it
    if first.date() != second.date():
        return None
    return first if first.time() == second.time() else first.date()


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """Return the zone that a name or an offset in seconds means; None for one that is not known."""
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    return timezone(timedelta(hours=_OFFSETS[name])) if name in _OFFSETS else None
