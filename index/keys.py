"""What an article is called: by its address, or by its file."""

import os
from urllib.parse import urldefrag

__all__ = ["normalise_url", "printable"]


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


def printable(name: str) -> str:
    """Return a file's name as text that can be stored: bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")
