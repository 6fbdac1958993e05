"""Pages that hold no article: notices that refuse one, walls, front pages and lists of links."""

import re

from lxml.html import HtmlElement

from index.paragraphs import SENTENCE_END
from index.web_metadata import PageData

__all__ = ["link_texts", "why_no_article"]

_SHORT = 700  # characters, under which a page that says it refuses is believed
_SHORTEST = 200  # where it says, too, that it is an article: a teaser is longer than such a line
_CODE = r"(?:40[134]|410|50[0234])"
# What servers, content systems and the gates before them say in place of a page.
_NOTICES = (
    rf"^{_CODE}\W*$|\b{_CODE}\b.{{0,20}}(?:error|not found|forbidden|gone|bad gateway|unavailable)",
    rf"(?:error|fehler|erreur)\W{{1,3}}{_CODE}\b",
    r"\b(?:page|story|article|file)\b.{0,50}\b(?:not|no longer)(?: be)? (?:found|exists?|available)\b",
    r"\bseite\b.{0,30}\bnicht gefunden\b|\bpage (?:introuvable|non trouvée)\b|\bpagina non trovata\b",
    r"\bp[aá]gina no encontrada\b|\baccess (?:to this page has been )?denied\b|\bjust a moment\b",
    r"\byou don.t have permission to access\b|\b(?:enable|turn on|activate) (?:java ?script|cookies)\b",
    r"\bjava ?script (?:is|must be|needs? to be) (?:disabled|enabled|required)\b|\brequires java ?script\b",
    r"\bchecking your browser\b|\bverify(?:ing)? (?:that )?you are (?:a )?human\b|\bare you a robot\b",
    r"\bunusual (?:traffic|activity) from your\b|\bdown for maintenance\b|\bbad gateway\b",
    r"\bservice (?:temporarily )?unavailable\b|\bunavailable (?:in|for) your (?:country|region|location)\b",
)
_WALLS = (
    r"\b(?:log|sign) ?in (?:to|with|or)\b|\bcreate (?:an|your) (?:free )?account\b",
    r"\bforgot.{0,12} password\b|\bbefore you continue\b",
    r"\bwe (?:and our .{0,12}partners )?(?:use|value|store)\b.{0,60}\b(?:cookies|your privacy)\b",
    r"\baccept (?:all|cookies)\b|\bmanage (?:cookies|consent|your (?:choices|privacy))\b",
    r"\bsubscribe to (?:continue|read)\b|\bsubscription (?:is )?required\b|\bcookie (?:policy|settings)\b",
    r"\balready (?:a )?(?:subscriber|member|registered)\b",
)
_NOTICE = re.compile("|".join(_NOTICES), re.IGNORECASE | re.MULTILINE)
_WALL = re.compile("|".join(_WALLS), re.IGNORECASE)
# Of scripts that do not end sentences as Latin does: Chinese, Hindi, Arabic, Urdu, Amharic, Burmese.
_STOPS = ("。", "！", "？", "।", "؟", "۔", "\u1362", "\u104b")


def why_no_article(text: str, tree: HtmlElement, page: PageData) -> str | None:
    """Say why a page holds no article; None where it may hold one.

    A page that declares an article or its date is believed unless its text is a refusal. Another has to
    have a sentence, and may not be a list: a third of its paragraphs links, or a site's address and headings
    that are links.
    """
    blocks = [block for block in re.split(r"\n+", text) if block.strip()]
    if not blocks:
        return "holds no article's text: it may be filled in by scripts; save it from a browser"
    said = text if page.is_article else "\n".join([page.declared.title or "", *blocks[:2]])
    if len(text) < (_SHORTEST if page.is_article else _SHORT) and _NOTICE.search(said):
        return "is a notice in place of an article (not found, refused, or scripts needed): fetch it again"
    if page.is_article:
        return None
    if len(text) < _SHORT and _WALL.search(text):
        return "is a wall (a login or cookies) in place of an article: save it from a browser"
    if not any(map(_is_prose, blocks)):
        return "holds no sentences: a list of links or titles, no article"
    linked = link_texts(tree)
    listed = sum(" ".join(block.split()) in linked for block in blocks)
    is_front = page.is_front and (listed >= 3 or _linked_headings(tree) >= 5)
    if is_front or (listed >= 3 and listed * 3 >= len(blocks)):
        return "is a list of links to other pages, no article: give it their pages"
    return None


def _is_prose(block: str) -> bool:
    """Tell whether a paragraph reads as a sentence; a script without stops, or spaces, has its length."""
    if SENTENCE_END.search(block) or block.rstrip("」』”\"' ").endswith(_STOPS):
        return len(block) >= 20 and (len(block.split()) >= 4 or not block.isascii())
    ends_inside = re.search(r"[a-z\d][.!?…][\"”’»]?\s", block) is not None
    return len(block) >= (60 if ends_inside else 120)


def link_texts(tree: HtmlElement) -> set[str]:
    """Return the texts of the page's links."""
    return {" ".join(" ".join(link.itertext()).split())[:500] for link in tree.iter("a")} - {""}


def _linked_headings(tree: HtmlElement) -> int:
    """Return how many of the page's headings are links, as those of a front page are."""
    return sum(heading.find(".//a[@href]") is not None for heading in tree.iter("h1", "h2", "h3", "h4"))
