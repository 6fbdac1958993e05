"""Pages of our own: a stored article with the cited words highlighted. They run no script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from index.article import Article
from index.details import Version
from ui.plain import CONTROL
from ui.render import day_in_words, headline, html_line, quote_check, version_name

__all__ = ["Cited", "article_page", "message_page"]

_PAGE_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 Georgia, serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin-bottom: .3rem; }
.details, .notice { font: .9rem/1.5 system-ui, sans-serif; opacity: .8; }
.notice { border-left: .25rem solid #c60; padding-left: .8rem; opacity: 1; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin-top: 1.5rem; }
mark { background: #ffe58a; color: #111; padding: .1em 0; scroll-margin-top: 30vh; }
"""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a link to an article names.

    Attributes:
        start, end: the citation's offsets, in code points; None where nothing is cited.
        check: the hash of the cited words.
        version: that of the article when it was cited.
    """

    start: int | None = None
    end: int | None = None
    check: str | None = None
    version: str | None = None

    def stands_in(self, article: Article) -> bool:
        """Whether the cited words stand in an article where they were cited."""
        if self.start is None or self.end is None or not 0 <= self.start < self.end <= len(article.text):
            return False
        return not self.check or quote_check(article.text[self.start : self.end]) == self.check

    def names(self, article: Article) -> bool:
        """Whether it was this version that was cited, or shown."""
        return self.version is None or version_name(article) == self.version


def article_page(article: Article, cited: Cited | None = None, versions: Sequence[Version] = ()) -> str:
    """Return the page of a stored article, with the cited words highlighted.

    The words are highlighted only where they still are those that were cited. Where the article was
    updated since, the page says so, and shows the version that was cited.

    Args:
        article: as it is stored now.
        cited: what the link names.
        versions: what the article said before, the last first.
    """
    cited = cited or Cited()
    shown = _shown(article, cited, versions)
    notice = _notice(article, cited, shown, versions)
    title, is_headline = headline(shown)
    details = [
        shown.source,
        day_in_words(shown.published),
        shown.place,
        ", ".join(shown.authors) or None,
        None if is_headline else "no headline: this is the first sentence",
    ]
    origin = ""
    if shown.url and shown.url.lower().startswith(("http://", "https://")):
        url = escape(shown.url, quote=True)
        origin = f'<p class="details"><a href="{url}" rel="noopener noreferrer">{url}</a></p>'
    body = _marked(shown.text, cited) if cited.stands_in(shown) else _block(shown.text)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html_line(title)}</title><style>{_PAGE_STYLE}</style></head><body><article>"
        f"<h1>{html_line(title)}</h1>"
        f'<p class="details">{html_line(" · ".join(filter(None, details)))}</p>{origin}{notice}'
        f'<div class="text" dir="auto">{body}</div></article>{_versions(article, versions)}</body></html>'
    )


def _shown(article: Article, cited: Cited, versions: Sequence[Version]) -> Article:
    """Return the version that was cited; where it is not kept, the article as it is now."""
    if cited.version is None and (cited.start is None or cited.stands_in(article)):
        return article
    every = [article, *(version.article for version in versions)]
    named = [item for item in every if cited.names(item)]
    return next((item for item in named if cited.start is None or cited.stands_in(item)), article)


def _notice(article: Article, cited: Cited, shown: Article, versions: Sequence[Version]) -> str:
    if shown is article and cited.names(article) and (cited.start is None or cited.stands_in(article)):
        return ""
    if shown is not article:
        replaced = next(version.replaced for version in versions if version.article is shown)
        now = f'<a href="/article/{article.id}">as it is now</a>'
        words = ""
        if cited.start is not None:
            stand = (
                "still stand" if shown.text[cited.start : cited.end] in article.text else "no longer stand"
            )
            words = f" The cited words {stand} in it."
        said = f"The article was updated on {_moment(replaced)}. This is what it said; see it {now}.{words}"
    elif cited.stands_in(article):
        said = "The article was updated since it was cited; the cited words still stand in it."
    else:
        said = "The article was changed since it was cited: the cited words no longer stand here."
    anchor = "" if cited.stands_in(shown) else ' id="quote"'
    return f'<p class="notice"{anchor}>{said}</p>'


def _versions(article: Article, versions: Sequence[Version]) -> str:
    """Link what the article said before."""
    if not versions:
        return ""
    links = ", ".join(
        f'<a href="/article/{article.id}?version={version_name(version.article)}">until '
        f"{_moment(version.replaced)}</a>"
        for version in versions
    )
    return f'<p class="details">Earlier versions: {links}</p>'


def _moment(moment: datetime) -> str:
    return f"{day_in_words(moment)}, {moment:%H:%M} UTC"


def message_page(text: str) -> str:
    """Return a page that says one thing."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Citedesk</title>'
        f"<style>{_PAGE_STYLE}</style></head><body><p>{html_line(text)}</p></body></html>"
    )


def _marked(text: str, cited: Cited) -> str:
    before, quote, after = text[: cited.start], text[cited.start : cited.end], text[cited.end :]
    return f'{_block(before)}<mark id="quote">{_block(quote)}</mark>{_block(after)}'


def _block(text: str) -> str:
    """Escape text that keeps its lines."""
    return escape(CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")), quote=True)
