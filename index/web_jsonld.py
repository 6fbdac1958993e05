"""JSON-LD: what a page says of its article in schema.org's words, of which most news sites make use."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from index.headlines import same

__all__ = ["Linked", "names_in", "read_linked", "text_in"]

Node = dict[str, object]

_MOST_CHARACTERS = 2_000_000  # of all blocks of a page; a live report's own text in them is well under it
_MOST_NODES = 5_000
# A page's parts: what is nested in other fields (a related story, a comment) is not the page's article.
_PARTS = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review|NewsReport)$")
_PAGE = re.compile(r"(?:Web|Item)Page$")
_DATE = re.compile(r'"datePublished"\s*:\s*"([^"\\]{4,40})"')


@dataclass(frozen=True, slots=True)
class Linked:
    """What the JSON-LD of a page says.

    Attributes:
        article: the node of the page's article; empty where there is none.
        page: the node of the page itself.
        nodes: all named nodes, for what is only referred to.
        dates: the dates of publication in blocks that are no JSON.
    """

    article: Node = field(default_factory=dict)
    page: Node = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    dates: tuple[str, ...] = ()

    def of(self, node: object) -> object:
        """Return what a reference ({"@id": …}) means; anything else as it is."""
        if isinstance(node, dict) and set(node) <= {"@id", "@type"} and isinstance(node.get("@id"), str):
            return self.nodes.get(str(node["@id"]), node)
        return node


def read_linked(tree: HtmlElement, title: str | None) -> Linked:
    """Read a page's JSON-LD; a block that is no JSON is taken out of the page.

    Args:
        tree: the page.
        title: as the page declares it elsewhere; tells its article from others that it lists.
    """
    articles: list[Node] = []
    pages: list[Node] = []
    nodes: dict[str, Node] = {}
    dates: list[str] = []
    for block in _blocks(tree, dates):
        for node in _nodes(block):
            if isinstance(name := node.get("@id"), str) and len(node) > 2:
                nodes.setdefault(name, node)
            if _is(node, _ARTICLE):
                articles.append(node)
            elif _is(node, _PAGE):
                pages.append(node)
    headed = [node for node in articles if title and same(text_in(node.get("headline")) or "", title)]
    article = (headed or articles or [{}])[0]
    return Linked(article, pages[0] if pages else {}, nodes, tuple(dates))


def _blocks(tree: HtmlElement, dates: list[str]) -> Iterator[object]:
    """Give the page's blocks as Python values; those that are none are dropped but for their dates."""
    left = _MOST_CHARACTERS
    for script in list(tree.iterfind(".//script[@type]")):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "").strip()
        left -= len(text)
        try:
            yield json.loads(_bare(text) if left >= 0 else "", strict=False)
        except (ValueError, RecursionError):
            dates += _DATE.findall(text[:_MOST_CHARACTERS])[:1]
            script.text = None  # what reads the page's text would search it with slow patterns


def _bare(text: str) -> str:
    """Return a block without what hides it from old browsers, and without a statement's end."""
    for mark in ("<!--", "//<![CDATA[", "<![CDATA[", "/*<![CDATA[*/"):
        text = text.removeprefix(mark).lstrip()
    for mark in ("-->", "//]]>", "]]>", "/*]]>*/", ";", "//"):
        text = text.removesuffix(mark).rstrip()
    return text


def _nodes(block: object) -> Iterator[Node]:
    """Give the nodes that a block holds of the page itself, in their order."""
    waiting = [block]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node[:_MOST_NODES])
        elif isinstance(node, dict):
            yield node
            waiting += [node[part] for part in reversed(_PARTS) if part in node]


def _is(node: Node, kind: re.Pattern[str]) -> bool:
    declared = node.get("@type")
    kinds = declared if isinstance(declared, list) else [declared]
    return any(isinstance(name, str) and kind.match(name.rpartition("/")[2]) for name in kinds)


def text_in(value: object) -> str | None:
    """Return the text of a field: of its first value, or of its "@value"; None where it is none."""
    for _ in range(3):
        if isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("@id") or value.get("url")
    return value.strip() or None if isinstance(value, str) else None


def names_in(value: object, linked: Linked) -> list[str]:
    """Return the names of the persons or organisations that a field has, one or many."""
    names = []
    for one in value if isinstance(value, list) else [value]:
        meant = linked.of(one)
        if isinstance(meant, dict):
            whole = " ".join(
                str(meant[part]) for part in ("givenName", "familyName") if isinstance(meant.get(part), str)
            )
            name = meant.get("name") or whole
            several = name if isinstance(name, list) else [name]
            names += [each for each in several if isinstance(each, str)]
        elif isinstance(meant, str):
            names.append(meant)
    return [name for name in names if name.strip()]
