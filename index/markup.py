"""HTML in a field to text: a feed's content, a record's body, a newsletter's part.

Not a page: nothing around the text is to be told from it, so every word is kept. lxml parses it, as it
does for the extraction of pages.
"""

import html
import re

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from index.errors import UnreadableFile

__all__ = ["holds_markup", "text_of_markup", "without_markup"]

# What stands on lines of its own (HTML Living Standard, section 15.3), and what is not text.
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot "
    "thead td th tr ul".split()
)
_UNSEEN = frozenset(
    "script style head title noscript template iframe object embed svg math button select".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code del em font i img ins kbd label mark q s small span strike strong sub "
    "sup time tt u var wbr".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)  # a newsletter's line for the mailbox's list
_TAG = re.compile(
    rf"</?(?P<name>{'|'.join(sorted(_BLOCKS | _UNSEEN | _INLINE | {'br'}))})(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def holds_markup(text: str) -> bool:
    """Tell whether a text that says nothing of its kind is HTML: it has a tag of HTML's, or an entity."""
    return _TAG.search(text) is not None or _ENTITY.search(text) is not None


def without_markup(text: str) -> str:
    """Return a text that may be HTML as plain text; one that is none as it is.

    Raises:
        UnreadableFile: the markup cannot be parsed.
    """
    names = {found["name"].lower() for found in _TAG.finditer(text)}
    if not names:
        return html.unescape(text) if _ENTITY.search(text) else text
    if names <= _INLINE:  # set in lines and paragraphs by its newlines, which HTML would not show
        return html.unescape(_TAG.sub("", text))
    return text_of_markup(text)


def text_of_markup(source: str) -> str:
    """Return what HTML shows: its paragraphs parted by an empty line, its line breaks kept.

    Raises:
        UnreadableFile: it cannot be parsed.
    """
    # libxml2 takes no zero byte, and no declaration of an encoding in what is decoded.
    plain = re.sub(r"^\s*<\?xml[^>]*>", "", source.replace("\0", "")).encode("utf-8", "replace")
    if not plain.strip():
        return ""
    try:
        root = document_fromstring(plain, HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile(f"holds HTML that cannot be parsed ({str(error)[:80]})") from error
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            pieces.append(_opened(name))
            if name in _UNSEEN or _HIDDEN.search(element.get("style") or ""):
                walk.skip_subtree()
            else:
                pieces.append(_spaced(element.text))
        else:
            pieces.append("\n\n" if name in _BLOCKS else "")
            pieces.append(_spaced(element.tail))
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _opened(name: str) -> str:
    if name in _BLOCKS:
        return "\n\n"
    return "\n" if name == "br" else ""


def _spaced(text: str | None) -> str:
    """HTML's white space is one space; only its elements part lines."""
    return re.sub(r"[\s\u200b\ufeff]+", " ", text) if text else ""
