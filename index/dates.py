"""Days, ranges of days, and the written dates that name them."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from index.errors import InvalidDate

__all__ = [
    "MONTHS",
    "MONTH_NAMES",
    "WEEKDAYS",
    "WRITTEN_YEAR",
    "DateRange",
    "WrittenDate",
    "day_of",
    "parse_published",
    "parse_range",
    "written_dates",
]

MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
"""The number of each month, by its names in lower case."""
MONTH_NAMES = "|".join(name.capitalize() for name in sorted(MONTHS, key=len, reverse=True))
"""A pattern of those names as sentences have them, the longest first."""
WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
"""Monday to Sunday, in lower case, as `date.weekday` numbers them."""
# Longest names first, so that "June" is not read as "Jun" and a rest.
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[6-9]|20)\d\d"
WRITTEN_YEAR = re.compile(rf"\b{_YEAR}\b")
"""A year in four figures, of the times that news tells of."""

# The forms news is dated in. 03/04/2020 is either day, so a slashed form needs the year first.
_WRITTEN = re.compile(
    rf"""
      \b(?P<iso_y>{_YEAR})[-/.](?P<iso_m>0?[1-9]|1[0-2])[-/.](?P<iso_d>{_DAY})\b
    | \b(?P<dot_d>{_DAY})\.(?P<dot_m>0?[1-9]|1[0-2])\.(?P<dot_y>{_YEAR})\b
    | \b(?P<dmy_d>{_DAY})(?:st|nd|rd|th)?[ -](?:of[ ])?(?P<dmy_m>{_MONTH}),?[ -](?P<dmy_y>{_YEAR})\b
    | \b(?P<mdy_m>{_MONTH})[ ](?P<mdy_d>{_DAY})(?:st|nd|rd|th)?,?[ ](?P<mdy_y>{_YEAR})\b
    | \b(?P<my_m>{_MONTH})(?:,|[ ]of)?[ ](?P<my_y>{_YEAR})\b
    | \b(?P<y>{_YEAR})\b(?![,.]\d|%)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def day_of(published: date | datetime) -> date:
    """Return the calendar day of a publication date; a time keeps the day its own zone gives it."""
    return published.date() if isinstance(published, datetime) else published


@dataclass(frozen=True, slots=True)
class DateRange:
    """The days from `first` to `last`, both included; None leaves that side open.

    Raises:
        InvalidDate: `first` is after `last`.
    """

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise InvalidDate(
                f"the range starts on {self.first} and ends before it, on {self.last}: exchange them"
            )

    def __contains__(self, published: date | datetime | None) -> bool:
        """Tell whether the day lies in the range; an unknown day lies in none."""
        if published is None:
            return False
        day = day_of(published)
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def overlaps(self, other: "DateRange") -> bool:
        """Tell whether some day lies in both ranges."""
        starts = max(self.first or date.min, other.first or date.min)
        ends = min(self.last or date.max, other.last or date.max)
        return starts <= ends

    def __and__(self, other: "DateRange") -> "DateRange | None":
        """Return the days that lie in both ranges; None where none does."""
        if not self.overlaps(other):
            return None
        firsts = [day for day in (self.first, other.first) if day]
        lasts = [day for day in (self.last, other.last) if day]
        return DateRange(max(firsts, default=None), min(lasts, default=None))

    def share_in(self, other: "DateRange") -> float:
        """Return the share of these days that lies in others; 0 where these have no first or no last."""
        if self.first is None or self.last is None or not self.overlaps(other):
            return 0.0
        first, last = max(self.first, other.first or date.min), min(self.last, other.last or date.max)
        return ((last - first).days + 1) / ((self.last - self.first).days + 1)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it stands in a text: the days it names and its offsets in code points."""

    range: DateRange
    start: int
    end: int

    @property
    def day(self) -> date | None:
        """The day, where the words name a single one."""
        return self.range.first if self.range.first == self.range.last else None


def written_dates(text: str) -> Iterator[WrittenDate]:
    """Find the full dates, months with a year, and years in a text, in order.

    Relative dates ("last week") and dates without a year are left alone.
    """
    for found in _WRITTEN.finditer(text):
        groups = {name: value for name, value in found.groupdict().items() if value}
        year, month, day = None, None, None
        for name, value in groups.items():
            match name.rpartition("_")[2]:
                case "y":
                    year = int(value)
                case "m":
                    month = int(value) if value.isdigit() else MONTHS[value.rstrip(".").lower()]
                case "d":
                    day = int(value)
        if year is not None and (span := _days(year, month, day)):
            yield WrittenDate(span, found.start(), found.end())


def _days(year: int, month: int | None, day: int | None) -> DateRange | None:
    if month is None:
        return DateRange(date(year, 1, 1), date(year, 12, 31))
    length = calendar.monthrange(year, month)[1]
    if day is None:
        return DateRange(date(year, month, 1), date(year, month, length))
    return DateRange(date(year, month, day), date(year, month, day)) if day <= length else None


def parse_range(text: str) -> DateRange:
    """Read a date that a person typed: YYYY, YYYY-MM or YYYY-MM-DD.

    Raises:
        InvalidDate: it is none of the three.
    """
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    if found:
        year, month, day = (int(part) if part else None for part in found.groups())
        if year and (month is None or 1 <= month <= 12) and (day is None or day >= 1):
            span = _days(year, month, day)
            if span:
                return span
    raise InvalidDate(f"not a date: {text!r}; write YYYY, YYYY-MM or YYYY-MM-DD")


def parse_published(value: object) -> date | datetime | None:
    """Read a publication date that a source declares: ISO 8601, RFC 2822, or a date in words.

    A date without a year, month and day is unknown, so None; so is a value of another type.
    """
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        days = [found.day for found in written_dates(text) if found.day]
        return days[0] if days else None
    return moment if re.search(r"\d[T ]\d\d", text) else moment.date()
