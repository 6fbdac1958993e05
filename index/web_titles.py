"""A page's headline, and the name of its site behind it."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

__all__ = ["find_title", "visible_text"]

_LONGEST = 300  # characters of a headline
_BEHIND = re.compile(r"\s+(?:[|–—·•»:/]|::|-+)\s+(?!.*\s(?:[|–—·•»:/]|::|-+)\s)")
_CUT = re.compile(r"\s*(?:\.\.\.|…)$")


def find_title(
    tree: HtmlElement, headline: str | None, declared: Sequence[str], site: str | None
) -> str | None:
    """Return the headline of a page's story, without the name of the site.

    Args:
        tree: the page.
        headline: as its JSON-LD has it.
        declared: as its meta elements have it, the surest first.
        site: the site's name, where the page declares it.
    """
    shown = [text for element in list(tree.iter("h1"))[:20] if (text := visible_text(element))]
    named = next((visible_text(element) for element in tree.iter("title")), "")
    candidates = [text for text in (headline, *declared) if text and len(text) <= _LONGEST]
    if not candidates:
        candidates = [_of_the_page(named, shown)]
    title = _without_site(candidates[0], shown, site)
    if _CUT.search(title):  # search engines want 110 characters
        start = _letters(_CUT.sub("", title))
        whole = (_without_site(text, shown, site) for text in (*candidates[1:], *shown))
        title = next(
            (text for text in whole if _letters(text).startswith(start) and not _CUT.search(text)), title
        )
    return title[:_LONGEST] or None


def _of_the_page(named: str, shown: list[str]) -> str:
    """Return the headline of a page that declares none: its first heading that its name begins with."""
    letters = _letters(named)
    for heading in shown:
        if _letters(heading) and letters.startswith(_letters(heading)) and len(heading) <= _LONGEST:
            return heading
    if len(shown) != 1 or len(shown[0]) > _LONGEST:
        return named
    only = _letters(shown[0])
    # "Flood in Norrby | Ekot" over a heading "Ekot": a name's end is the headline where it is most of it.
    is_site = letters.endswith(only) and 2 * len(only) < len(letters)
    return named if is_site or not only else shown[0]


def _without_site(title: str, shown: list[str], site: str | None) -> str:
    """Return a title without the site's name behind it, as the page's headings or its own data show it."""
    parts = _BEHIND.split(title, maxsplit=1)
    if len(parts) < 2 or not parts[0]:
        return title
    rest = _letters(parts[1])
    is_site = bool(site) and (rest == _letters(site or "") or rest in _letters(site or ""))
    is_heading = any(_letters(heading) == _letters(parts[0]) for heading in shown)
    return parts[0] if rest and (is_site or is_heading) else title


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def visible_text(element: HtmlElement) -> str:
    """Return an element's text in one line, its first 1,000 characters."""
    text, length = [], 0
    for part in element.itertext():
        text.append(part)
        length += len(part)
        if length > 1000:
            break
    return " ".join(" ".join(text).split())[:1000]
