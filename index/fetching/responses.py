"""What a server sent back, and what its headers say."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from index.errors import Unfetchable, UnreadableFile
from index.unpacking import gunzip

__all__ = ["Response", "unpacked"]

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}")
_CHARSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,39}")
_LONGEST = 1_000  # characters
_PAGE = {200, 203}  # 203: changed on the way, by a proxy of the site's
_PLAIN = {"", "identity"}
_GZIP = {"gzip", "x-gzip"}


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response, its body unpacked.

    Attributes:
        headers: names in lower case, and values, in their order.
        content: empty where it is no page.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes

    @property
    def is_page(self) -> bool:
        """Whether it is what was asked for."""
        return self.status in _PAGE

    def header(self, name: str) -> str | None:
        """Return the first header of that name, or None."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def media_type(self) -> str | None:
        """What it is declared to be, without parameters, in lower case; None where that is no media type."""
        declared = self._declared.partition(";")[0].strip().lower()
        return declared if _TYPE.fullmatch(declared) else None

    @property
    def charset(self) -> str | None:
        """The encoding that is declared; None where none is, or nothing that can be a name of one."""
        message = Message()
        message["content-type"] = self._declared
        declared = message.get_content_charset()
        return declared if declared and _CHARSET.fullmatch(declared) else None

    @property
    def _declared(self) -> str:
        """The Content-Type; the standard library's reading of one takes the square of its length."""
        return (self.header("content-type") or "")[:_LONGEST]

    @property
    def pause(self) -> float | None:
        """The seconds after which to ask again (RFC 9110, section 10.2.3); None where nothing is said.

        A date is held against the server's own, so that its clock need not be right.
        """
        said = (self.header("retry-after") or "")[:_LONGEST].strip()
        if re.fullmatch(r"[0-9]{1,9}", said):
            return float(said)
        then = _date(said)
        now = _date((self.header("date") or "")[:_LONGEST]) or datetime.now(UTC)
        return max(0.0, (then - now).total_seconds()) if then else None


def unpacked(content: bytes, coding: str | None, most: int) -> bytes:
    """Return a body without its content coding.

    gzip is the only one that is asked for: it can be unpacked up to a bound and no further, where a
    few bytes of Brotli or Zstandard stand for gigabytes that their libraries give at once.

    Raises:
        Unfetchable: it is damaged, larger than `most` bytes, or in another coding.
    """
    coding = (coding or "").strip().lower()
    if coding in _PLAIN or not content:
        return content
    if coding not in _GZIP:
        raise Unfetchable("comes compressed in a way that was not asked for")
    try:
        return gunzip(content, most)
    except UnreadableFile as error:
        raise Unfetchable(str(error)) from error


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # OverflowError: of a year that cannot be
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
