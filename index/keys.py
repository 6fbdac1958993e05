"""What an article is called: by its address, or by its file."""

import os
import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

__all__ = ["file_name", "is_front", "normalise_url", "printable", "story_address", "story_key"]

# Parameters that tell who sent the reader, by the lists of AdGuard (TrackParamFilter, general) and
# ClearURLs. A name that some sites give to a story's number ("cid", "eid", "sid") is not among them:
# one more copy is better than two stories under one key.
_TRACKERS = re.compile(
    r"(?:utm|ga|itm|mtm|matomo|piwik|hsa|oly|vero)_\w+|at_(?:campaign|medium|custom\d|link_\w+)"
    r"|(?:fb|g|d|y|ys|tw|tt)clid|msclkid|gclsrc|gbraid|wbraid|igshid|igsh|mc_[ce]id|mkt_tok|ns_\w+"
    r"|_(?:ga|gl|hsenc|hsmi)|__(?:hstc|hssc|hsfp|twitter_impression)|s_cid|cmpid|ocid|smid|smtyp|xtor|ito"
    r"|ref(?:_src|_url|errer|erer)?|source|campaign|partner|phpsessid|jsessionid|guccounter|guce_\w+"
    r"|sr_share|intcmp|feedtype|feedname",
    re.IGNORECASE,
)
_HOST_OF_ONE_SITE = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_AMP_QUERY = re.compile(r"(?:^|&)(?:amp(?:=(?:1|true|))?|output(?:type)?=amp)(?=&|$)", re.IGNORECASE)
_AMP_PATH = re.compile(r"^/amp(?=/.)|(?:/amp|\.amp)(?=/?$|\.html?$)", re.IGNORECASE)
# The two caches in which AMP pages are shown: cdn.ampproject.org/c/s/HOST/…, google.com/amp/s/HOST/…
_AMP_CACHE = re.compile(r"^/(?:[cv]|amp)/(?:s/)?(?P<host>[^/]+\.[^/]+)(?P<path>/.*)$")
_FRONT = re.compile(
    r"/*(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|home|default)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
_WORDS = re.compile(r"[^\W_]+(?:[-_+][^\W_]+){2,}|\d{4}")
_ESCAPED = re.compile(rb"\\x([89a-f][0-9a-f])")
_PAGE_FILE = re.compile(r"(?!index\.|default\.).+\.(?:s?html?|php|aspx?|jsp|cfm|ece)", re.IGNORECASE)


def normalise_url(url: str | None) -> str | None:
    """Return a web address in the form in which two spellings of it are equal, or None.

    courlan, which the field's extraction tools use, spells host and path. Then http and https, a site
    with and without "www." and its pages for telephones are one, and so is a path with and without a
    slash at its end; the query is ordered, and what only tracks the reader dropped from it.
    """
    if not url or not url.strip().lower().startswith(("http://", "https://")):
        return None
    from courlan import normalize_url  # takes 30 ms that a run without addresses need not spend

    try:
        parts = urlsplit(url.strip())
        fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""  # names a page in scripts
        plain = urlsplit(str(normalize_url(urlunsplit(parts._replace(query="", fragment="")), strict=False)))
    except ValueError:
        return None
    if not plain.hostname:
        return None
    host = _HOST_OF_ONE_SITE.sub("", plain.netloc)
    return urlunsplit(("https", host, plain.path.rstrip("/") or "/", _query(parts.query), fragment))


def _query(query: str) -> str:
    fields = parse_qsl(query[:10_000], keep_blank_values=True)
    kept = sorted((name, value) for name, value in fields if not _TRACKERS.fullmatch(name))
    return "&".join(urlencode([field]) if field[1] else urlencode([field])[:-1] for field in kept)


def story_address(canonical: str | None, page: str | None) -> str | None:
    """Return the address that names a story: its canonical one where that can be one, else its page's.

    Broken templates declare one address on many pages: the site's front page, the section's, or the
    page's own without the number that tells its stories apart. Those name no story and are not taken.

    Args:
        canonical: what the page declares, absolute or relative to the page.
        page: the address it was got from.
    """
    declared = _joined(page, canonical)
    story, shown = normalise_url(declared), normalise_url(page)
    if story is None or (is_front(story) and not is_front(page)):
        return page
    if shown and _is_above(urlsplit(story), urlsplit(shown)):
        return page
    return declared


def _joined(page: str | None, canonical: str | None) -> str | None:
    try:
        return urljoin(page or "", canonical.strip()) if canonical else None
    except ValueError:
        return None


def story_key(address: str | None) -> str | None:
    """Return an address normalised as `normalise_url` does, an AMP page's as that of the story it shows."""
    return _without_amp(normalise_url(address))


def is_front(url: str | None) -> bool:
    """Tell whether an address is a whole site's, or its edition's in one language."""
    story = normalise_url(url)
    if story is None:
        return False
    parts = urlsplit(story)
    return not parts.query and not parts.fragment and _FRONT.fullmatch(parts.path) is not None


def _is_above(story: SplitResult, page: SplitResult) -> bool:
    """Whether a canonical address only names what the page's story is part of."""
    if story.netloc != page.netloc or story.query or _names_story(story.path.rpartition("/")[2]):
        return False
    if story.path == page.path:
        return bool(re.search(r"(?:^|&)(?!page)\w*(?:id|story|article|no|nr|p)=|\d{3}", page.query))
    below = page.path.removeprefix(story.path.rstrip("/") + "/")
    return below != page.path and any(
        _names_story(part) or _PAGE_FILE.fullmatch(part) is not None for part in below.split("/")
    )


def _names_story(part: str) -> bool:
    """Whether a part of a path is a headline's words, or a number that is no page's or day's."""
    return _WORDS.search(part) is not None


def _without_amp(url: str | None) -> str | None:
    """Return the address of the page that an AMP page's address is made from, by the usual ways."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.netloc.endswith(".cdn.ampproject.org") or parts.netloc == "google.com":
        cached = _AMP_CACHE.match(parts.path)
        if cached:
            return _without_amp(normalise_url(f"https://{cached['host']}{cached['path']}?{parts.query}"))
    path = _AMP_PATH.sub("", parts.path)
    query = _AMP_QUERY.sub("", parts.query).lstrip("&")
    return urlunsplit((parts.scheme, parts.netloc, path.rstrip("/") or "/", query, parts.fragment))


def printable(name: str) -> str:
    r"""Return a file's name as text that can be stored: a byte that is no UTF-8 becomes `\xe9`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def file_name(printed: str) -> str:
    """Return the file's name that was made printable, where there is such a file; else what is given."""
    if os.path.lexists(printed):
        return printed
    name = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), os.fsencode(printed))
    return os.fsdecode(name)
