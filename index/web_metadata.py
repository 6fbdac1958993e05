"""What a page declares of its article, in its head and in its marks: title, date, site, authors, address.

Only what a page says of itself in fields that are made for it is taken: JSON-LD, Open Graph and the
meta names of news sites, microdata and microformats. Dates that merely stand somewhere (in the text, the
address, the line of the copyright) are not, and none of a later change is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from urllib.parse import urljoin

from lxml.html import HtmlElement

from index.keys import is_front, story_address
from index.records import Declared, clean
from index.web_authors import author_names
from index.web_dates import parse_moment
from index.web_jsonld import Linked, names_in, read_linked, text_in
from index.web_titles import find_title, visible_text

__all__ = ["PageData", "read_metadata"]

# The names under which sites declare when a story was published, the surest first.
_DATES = (
    "article:published_time article:published og:article:published_time og:published_time "
    "rnews:datepublished datepublished parsely-pub-date sailthru.date "
    "pubdate publishdate publish-date publish_date "
    "publication_date published-date published_date published published_at publishedat publishtime "
    "originalpublicationdate article_date_original article.published article.origpub "
    "cxenseparse:recs:publishtime cxenseparse:publishtime mediator_published_time bt:pubdate "
    "shareaholic:article_published_time analyticsattributes.articledate displaydate ptime pdate "
    "citation_publication_date citation_online_date dcterms.issued dc.date.issued dc:date.issued "
    "dcterms.created dc.date.created dc.created dcterms.date dc.date dc:date date.issued date"
).split()
_TITLES = "og:title twitter:title dc.title dcterms.title parsely-title sailthru.title headline title".split()
_SITES = "og:site_name application-name dc.publisher dcterms.publisher publisher rbpubname".split()
_AUTHORS = (
    "author article:author authors byl parsely-author sailthru.author dc.creator dc:creator dcterms.creator "
    "dc.creator.aut citation_author og:article:author rbauthors byline shareaholic:article_author_name"
).split()
_MOST_TAGS = 2_000  # meta elements that are looked at
_LONGEST = 2_000  # characters of a value
_OTHERS = frozenset(("aside", "nav", "footer"))  # where a page speaks of other stories
_ARTICLE_SCOPE = re.compile(r"Article|Posting|WebPage|Report|Review|CreativeWork", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageData:
    """What a page declares.

    Attributes:
        is_article: whether it says that it is an article, or when it was published.
        is_front: whether an address that it declares is a site's front page.
    """

    declared: Declared
    is_article: bool
    is_front: bool = False


def read_metadata(tree: HtmlElement, page: str | None) -> PageData:
    """Read what a page declares of its article; JSON-LD that is no JSON is taken out of the page.

    Args:
        tree: the page.
        page: the address it was got from, if it is known.
    """
    tags = _tags(tree)
    linked = read_linked(tree, _first(tags, _TITLES))
    site = _site(tags, linked)
    headline = _text(text_in(linked.article.get("headline")) or text_in(linked.article.get("name")))
    published = _published(tree, tags, linked)
    addresses = _addresses(tree, tags, linked, page)
    declared = Declared(
        title=find_title(tree, headline, [value for name in _TITLES for value in tags.get(name, ())], site),
        published=published,
        source=site,
        url=_story(addresses),
        authors=_authors(tree, tags, linked, site),
    )
    kind = (_first(tags, ("og:type",)) or "").lower()
    is_article = bool(linked.article or published or kind.startswith(("article", "news")))
    return PageData(declared, is_article, any(map(is_front, (page, *addresses))))


def _tags(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the values of the page's meta elements by their names in lower case."""
    tags: dict[str, list[str]] = {}
    for number, element in enumerate(tree.iter("meta")):
        if number >= _MOST_TAGS:
            break
        value = _text(element.get("content"))
        if value and not _is_of_another(element):
            for attribute in ("property", "name", "itemprop"):
                tags.setdefault((element.get(attribute) or "").strip().lower(), []).append(value)
    return tags


def _text(value: str | None) -> str | None:
    """Return a declared value as plain text: entities that were escaped twice, and markup, are undone."""
    if not value or len(value) > _LONGEST:
        return None
    plain = re.sub(r"</?[a-zA-Z][^<>]*>", "", unescape(value)) if "<" in value or "&" in value else value
    return " ".join(clean(plain).split()) or None


def _first(tags: dict[str, list[str]], names: Iterable[str]) -> str | None:
    return next((tags[name][0] for name in names if name in tags), None)


def _site(tags: dict[str, list[str]], linked: Linked) -> str | None:
    names = [*tags.get("og:site_name", ()), *names_in(linked.article.get("publisher"), linked)]
    names += [value for name in _SITES for value in tags.get(name, ())]
    plain = (_text(name) for name in names)
    return next((name for name in plain if name and len(name) < 100 and "://" not in name), None)


def _published(tree: HtmlElement, tags: dict[str, list[str]], linked: Linked) -> date | datetime | None:
    """Return the first date of publication that can be read; of one day, the one that tells its time."""
    values: list[object] = [linked.article.get("datePublished")]
    values += [value for name in _DATES for value in tags.get(name, ())]
    values += [*_marked_dates(tree), *linked.dates, linked.page.get("datePublished")]
    values.append(linked.article.get("dateCreated"))
    moments = [moment for value in values if (moment := parse_moment(_plain_date(value))) is not None]
    if not moments:
        return None
    day = moments[0].isoformat()[:10]
    timed = (found for found in moments if isinstance(found, datetime) and found.isoformat()[:10] == day)
    return moments[0] if isinstance(moments[0], datetime) else next(timed, moments[0])


def _plain_date(value: object) -> object:
    return value if isinstance(value, str | int | float) else text_in(value)


def _marked_dates(tree: HtmlElement) -> Iterator[str]:
    """Give the dates that the page's body marks as its publication's."""
    marks = (
        ".//*[@itemprop]",
        ".//time[@pubdate]",
        ".//time[@datetime][@class]",
        ".//abbr[@title][@class]",
    )
    for mark in marks:
        for number, element in enumerate(tree.iterfind(mark)):
            if number >= _MOST_TAGS:
                break
            if _marks_publication(element) and not _is_of_another(element):
                yield (
                    element.get("content")
                    or element.get("datetime")
                    or element.get("title")
                    or (visible_text(element))
                )


def _marks_publication(element: HtmlElement) -> bool:
    classes = (element.get("class") or "").lower().split()
    if "updated" in classes and "published" not in classes:
        return False
    if element.get("itemprop"):
        return "datePublished" in (element.get("itemprop") or "").split()
    return element.get("pubdate") is not None or not {"published", "dt-published"}.isdisjoint(classes)


def _is_of_another(element: HtmlElement) -> bool:
    """Whether an element stands where a page speaks of other stories, or of a reader's comment."""
    scoped = element.get("itemprop") is None
    for above in element.iterancestors():
        if above.tag in _OTHERS:
            return True
        if not scoped and above.get("itemscope") is not None:
            scoped = True
            kind = above.get("itemtype") or "Article"
            if not _ARTICLE_SCOPE.search(kind):
                return True
    return False


def _addresses(tree: HtmlElement, tags: dict[str, list[str]], linked: Linked, page: str | None) -> list[str]:
    """Return the addresses that the page declares as its own, the surest first."""
    base = next((element.get("href") for element in tree.iter("base")), None) or ""
    declared = [
        element.get("href")
        for element in tree.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    declared += [*tags.get("og:url", ()), text_in(linked.article.get("mainEntityOfPage"))]
    declared += [text_in(linked.article.get("url")), *tags.get("twitter:url", ())]
    whole = (_joined(page, base, address) for address in declared[:20] if address)
    return [address for address in whole if address and address.startswith(("http://", "https://"))]


def _story(addresses: list[str]) -> str | None:
    """Return the first of a page's addresses that can be a story's, beside those that come after it."""
    found: str | None = None
    for address in reversed(addresses):
        found = story_address(address, found)
    return found


def _joined(page: str | None, base: str, address: str) -> str | None:
    try:
        return urljoin(urljoin(page or "", base.strip()), address.strip())
    except ValueError:
        return None


def _authors(
    tree: HtmlElement, tags: dict[str, list[str]], linked: Linked, site: str | None
) -> tuple[str, ...]:
    """Return the authors' names by the first way in which the page names any."""
    marked = (
        visible_text(element)
        for path in (".//*[@itemprop='author']", ".//a[@rel='author']", ".//*[@class='byline']")
        for element in list(tree.iterfind(path))[:20]
        if not _is_of_another(element)
    )
    ways: list[Iterable[str]] = [
        names_in(linked.article.get("author") or linked.article.get("creator"), linked),
        *(tags.get(name, ()) for name in _AUTHORS),
        *([name] for name in marked),
    ]
    for way in ways:
        names = author_names(way, site)
        if names:
            return names
    return ()
