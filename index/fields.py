"""What a record's fields are called: the names that are recognised unasked, and those the user gives."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from index.dates import parse_published
from index.documents import Document
from index.errors import UnreadableFile
from index.markup import without_markup
from index.records import Declared, clean

__all__ = ["NAMES", "declared_of", "named_fields", "read_date", "text_of_record", "web_address"]

# Ours, and what dumps, crawlers, content systems and schema.org call it; the first that is filled is
# taken. Case and signs between words make no difference: "datePublished" is "date_published".
NAMES = {
    "text": "text body content articletext articlebody articlecontent maintext fulltext bodytext contenttext "
    "plaintext cleantext contenthtml bodyhtml story article",
    "title": "title headline articletitle articleheadline headlinemain",
    "published": "published date datepublished publishedat publisheddate pubdate publicationdate datepublish "
    "publishdate publishedon publishedtime articlepublishedtime webpublicationdate firstpublished "
    "datetime timestamp dcdate",
    "source": "source publisher outlet sitename publication newspaper sourcename mediahouse mediaoutlet "
    "provider website sourcedomain domain",
    "url": "url link canonicalurl canonical articleurl weburl permalink pageurl originalurl href",
    "authors": "authors author byline authorname creator writer dccreator journalist",
    "id": "id guid uid uuid articleid documentid docid storyid",
}
_KNOWN = {ours: names.split() for ours, names in NAMES.items()}
# What holds a value where a record has an object in its place: WordPress, schema.org, XML and MongoDB.
_INNER = ("rendered", "name", "$date", "$oid", "#text", "@value", "value")
_FIRST_MOMENT, _LAST_MOMENT = datetime(1970, 1, 2, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_SLASHED = re.compile(r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<year>(?:1[6-9]|20)\d\d)\b")
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{1,2}:\d\d")


def named_fields(names: Iterable[str], document: Document) -> dict[str, list[str]]:
    """Return which of a record's fields hold what, the best name first.

    Args:
        names: the fields' names.
        document: whose user may have said what they are called.
    """
    mapped = dict(document.fields)
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(re.sub(r"[\W_]+", "", name).casefold(), name)
    return {
        ours: [mapped[ours]] if ours in mapped else [plain[name] for name in known if name in plain]
        for ours, known in _KNOWN.items()
    }


def text_of_record(record: Mapping[str, object], fields: Mapping[str, list[str]]) -> str:
    """Return a record's text, as plain text where it is HTML.

    Raises:
        UnreadableFile: it has none.
    """
    for value in _values(record, fields["text"]):
        if isinstance(value, str) and value.strip():
            return without_markup(value)
    wanted = ", ".join(f'"{name}"' for name in fields["text"]) or '"text"'
    raise UnreadableFile(f"has no {wanted[:200]}: name its text's field with --map text=FIELD")


def declared_of(record: Mapping[str, object], fields: Mapping[str, list[str]]) -> Declared:
    """Return what a record says of its article, without what is not of the kind that its field should hold.

    Raises:
        UnreadableFile: it holds markup that cannot be parsed.
    """
    dates = (read_date(value) for value in _values(record, fields["published"]))
    authors = (_people(value) for value in _values(record, fields["authors"]))
    title = _string(record, fields["title"])
    return Declared(
        title=" ".join(without_markup(title).split()) or None if title else None,
        published=next((found for found in dates if found), None),
        source=_string(record, fields["source"]),
        url=_url(_string(record, fields["url"])),
        authors=next((found for found in authors if found), ()),
        id=next((found for found in map(_id, _values(record, fields["id"])) if found), None),
    )


def read_date(value: object) -> date | datetime | None:
    """Read a date that a record declares: as `parse_published` does, or seconds or milliseconds since 1970.

    03/04/2020 is a day in March or in April, so it is unknown; 28/11/2019 is the one day that it can be.
    """
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip() if isinstance(value, int | float | str) else ""
    if re.fullmatch(r"\d{9,16}(?:\.\d{1,9})?", text):
        return _moment(text)
    if _RFC_2822.match(text):
        try:
            return parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return parse_published(text[:40])
    if slashed := _SLASHED.match(text):
        return _unambiguous(int(slashed["a"]), int(slashed["b"]), int(slashed["year"]))
    return parse_published(text[:100])


def web_address(link: str, base: str) -> str | None:
    """Return a link as an absolute address of the web; None where it cannot be one."""
    try:
        address = urljoin(base.strip(), link.strip()) if link.strip() else ""
        return (
            address if urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname else None
        )
    except ValueError:
        return None


def _moment(digits: str) -> datetime | None:
    """Read seconds, milliseconds or microseconds since 1970."""
    seconds = float(digits)
    while seconds > 1e11:
        seconds /= 1000
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=round(seconds))
    return moment if _FIRST_MOMENT <= moment < _LAST_MOMENT else None


def _unambiguous(first: int, second: int, year: int) -> date | None:
    if first <= 12 and second <= 12 and first != second:
        return None
    day, month = (first, second) if first > 12 else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _values(record: Mapping[str, object], names: Iterable[str]) -> Iterator[object]:
    """Give the values of fields, a name with dots being the way to one within others."""
    for name in names:
        value = record[name] if name in record else _at(record, name)
        if isinstance(value, dict):
            value = next((value[inner] for inner in _INNER if inner in value), value)
        yield value


def _at(value: object, name: str) -> object:
    for step in name.split(".")[:20]:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and re.fullmatch(r"\d{1,4}", step) and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _string(record: Mapping[str, object], names: Iterable[str]) -> str | None:
    for value in _values(record, names):
        if isinstance(value, str) and value.strip():
            return clean(value).strip()
    return None


def _url(value: str | None) -> str | None:
    """Return an address that can be taken apart."""
    try:
        return value if value and urlsplit(value).port != 0 else None
    except ValueError:
        return None


def _id(value: object) -> str | None:
    if isinstance(value, str) or (
        isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30
    ):
        return clean(str(value)).strip()[:1000] or None
    return None


def _people(value: object) -> tuple[str, ...]:
    people = value[:50] if isinstance(value, list) else [value]
    names = (person.get("name") if isinstance(person, dict) else person for person in people)
    return tuple(clean(name).strip() for name in names if isinstance(name, str) and name.strip())
