"""MHTML: a page with all it shows, as browsers save it "as a single file".

It is a MIME message (RFC 2557), which Python's own email package reads; the page inside is given to the
reader of its format, with the address that the file says it was saved from.
"""

from collections.abc import Iterator
from email import errors, message_from_bytes, policy
from email.message import Message

from index.documents import Document
from index.errors import UnreadableFile
from index.mime_bounds import check_message

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read"]

SUFFIXES = (".mhtml", ".mht")
MEDIA_TYPES = ("multipart/related", "application/x-mimearchive")
_PAGES = ("text/html", "application/xhtml+xml")
_MOST_PARTS = 10_000


def read(document: Document) -> Iterator[Document]:
    """Give the page that a file was saved of.

    Raises:
        UnreadableFile: it is too large, no such file, or holds no page.
    """
    source = document.read()
    check_message(source)
    try:
        message = message_from_bytes(source, policy=policy.compat32)
        page = _page(message)
        content = page.get_payload(decode=True) if page is not None else None
    except (errors.MessageError, RecursionError, LookupError, ValueError) as error:
        raise UnreadableFile("is damaged, or no MHTML: save the page again") from error
    if page is None or not isinstance(content, bytes):
        raise UnreadableFile("holds no page: save it again, as HTML")
    address = message["Snapshot-Content-Location"] or page["Content-Location"]
    address = str(address or "").strip()
    yield document.part(
        "page",
        content,
        media_type=page.get_content_type(),
        charset=page.get_content_charset(),
        url=address if address.startswith(("http://", "https://")) else document.url,
    )


def _page(message: Message) -> Message | None:
    """Return the part that is shown: the one that the file says is its start, else its first page."""
    start = message.get_param("start")
    first = None
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            break
        if part.get_content_type() in _PAGES:
            if start is None or part["Content-ID"] == start:
                return part
            first = first or part
    return first
