"""What an article is called by its address."""

from urllib.parse import urldefrag

__all__ = ["normalise_url"]


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
