"""What fetching gives: a page and what tells later whether it changed, or that it has not."""

from dataclasses import dataclass
from http import HTTPStatus

from index.documents import Document
from index.errors import Unfetchable
from index.fetching.addresses import Address
from index.fetching.responses import Response

__all__ = ["Fetched", "NotModified", "Validators", "page_of"]

_LONGEST = 1_000  # characters of a validator
_ADVICE = {
    401: "it wants a password",
    402: "it wants payment",
    403: "it refuses us",
    404: "there is no such page",
    410: "the page is gone",
    429: "it is asked too often",
    451: "the page is withheld for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells whether a page has changed since it was fetched; to be stored with the address asked.

    Attributes:
        url: the address that gave the page, after redirects: to that alone they are sent.
        etag: its ETag header.
        last_modified: its Last-Modified header, as it was sent.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers that make a request conditional on them; none where there are none."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value and _sendable(value)}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page that came.

    Attributes:
        document: its key is the address asked, its url that which gave it.
        validators: for the next time.
    """

    document: Document
    validators: Validators


@dataclass(frozen=True, slots=True)
class NotModified:
    """A page that is as it was when its validators were stored.

    Attributes:
        url: the address asked.
    """

    url: str


def page_of(url: str, address: Address, response: Response, conditional: bool) -> Fetched | NotModified:
    """Return the page that a response is.

    Args:
        url: the address asked.
        address: the one that gave it.
        response: what came.
        conditional: whether it was asked for only if it had changed.

    Raises:
        Unfetchable: it is none.
    """
    if response.status == HTTPStatus.NOT_MODIFIED and conditional:
        return NotModified(url)
    if not response.is_page:
        advice = _ADVICE.get(response.status)
        raise Unfetchable(
            f"is not given: the server answers {response.status}" + (f", {advice}" if advice else "")
        )
    document = Document(
        url,
        url=address.url,
        media_type=response.media_type,
        charset=response.charset,
        content=response.content,
    )
    tags = (response.header(name) for name in ("etag", "last-modified"))
    return Fetched(
        document, Validators(address.url, *(tag if tag and _sendable(tag) else None for tag in tags))
    )


def _sendable(value: str) -> bool:
    """Tell whether what a server, or a table, has given can be sent back as a header."""
    return len(value) <= _LONGEST and value.isascii() and value.isprintable()
