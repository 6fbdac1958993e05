"""What an article is called: by its address, or by its file."""

import os
import re
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

__all__ = ["normalise_url", "printable", "story_address", "story_key"]

_AMP_QUERY = re.compile(r"(?:^|&)(?:amp(?:=(?:1|true|))?|output(?:type)?=amp)(?=&|$)", re.IGNORECASE)
_AMP_PATH = re.compile(r"^/amp(?=/.)|(?:/amp|\.amp)(?=/?$|\.html?$)", re.IGNORECASE)


def normalise_url(url: str | None) -> str | None:
    """Return a web address in the form in which two spellings of it are equal, or None.

    courlan, which the field's extraction tools use, orders the query, drops the fragment and the
    parameters that only track the reader.
    """
    if not url or not url.lower().startswith(("http://", "https://")):
        return None
    from courlan import normalize_url  # takes 30 ms that a run without addresses need not spend

    try:
        return str(normalize_url(urldefrag(url.strip()).url, strict=False)) or None
    except ValueError:
        return None


def story_address(canonical: str | None, page: str | None) -> str | None:
    """Return the address that names a story: its canonical one where that can be one, else its page's.

    A canonical address that is a site's front page names the site, as broken templates have it, and is
    not taken where the page has another.

    Args:
        canonical: what the page declares, absolute or relative to the page.
        page: the address it was got from.
    """
    declared = urljoin(page or "", canonical.strip()) if canonical else None
    story = normalise_url(declared)
    if story is None or (normalise_url(page) and _is_front(story) and not _is_front(page or "")):
        return page
    return declared


def story_key(address: str | None) -> str | None:
    """Return an address normalised as `normalise_url` does, an AMP page's as that of the story it shows."""
    return _without_amp(normalise_url(address))


def _is_front(url: str) -> bool:
    """Whether an address is a whole site's."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _without_amp(url: str | None) -> str | None:
    """Return the address of the page that an AMP page's address is made from, by the usual three ways."""
    if url is None:
        return None
    parts = urlsplit(url)
    host = re.sub(r"^amp\.", "www.", parts.netloc)
    path = _AMP_PATH.sub("", parts.path)
    query = _AMP_QUERY.sub("", parts.query).lstrip("&")
    return urlunsplit((parts.scheme, host, path or "/", query, ""))


def printable(name: str) -> str:
    """Return a file's name as text that can be stored: bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")
