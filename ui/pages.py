"""Pages of our own: a stored article with the cited words highlighted. They run no script."""

from html import escape

from index.article import Article
from ui.plain import CONTROL
from ui.render import day_in_words, headline, html_line, quote_check

__all__ = ["article_page", "message_page"]

_PAGE_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 Georgia, serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin-bottom: .3rem; }
.details, .notice { font: .9rem/1.5 system-ui, sans-serif; opacity: .8; }
.notice { border-left: .25rem solid #c60; padding-left: .8rem; opacity: 1; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin-top: 1.5rem; }
mark { background: #ffe58a; color: #111; padding: .1em 0; scroll-margin-top: 30vh; }
"""


def article_page(article: Article, start: int | None, end: int | None, check: str | None) -> str:
    """Return the page of a stored article, with the cited words highlighted.

    The words are highlighted only where they still are those that were cited; else the page says
    that the article was changed.

    Args:
        article: as it is stored now.
        start: the citation's first offset, in code points; None where nothing is cited.
        end: its last.
        check: the hash of the cited words.
    """
    title, is_headline = headline(article)
    details = [
        article.source,
        day_in_words(article.published),
        article.place,
        ", ".join(article.authors) or None,
        None if is_headline else "no headline: this is the first sentence",
    ]
    origin = ""
    if article.url and article.url.lower().startswith(("http://", "https://")):
        url = escape(article.url, quote=True)
        origin = f'<p class="details"><a href="{url}" rel="noopener noreferrer">{url}</a></p>'
    body, notice = _marked(article.text, start, end, check)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html_line(title)}</title><style>{_PAGE_STYLE}</style></head><body><article>"
        f"<h1>{html_line(title)}</h1>"
        f'<p class="details">{html_line(" · ".join(filter(None, details)))}</p>{origin}{notice}'
        f'<div class="text" dir="auto">{body}</div></article></body></html>'
    )


def message_page(text: str) -> str:
    """Return a page that says one thing."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Citedesk</title>'
        f"<style>{_PAGE_STYLE}</style></head><body><p>{html_line(text)}</p></body></html>"
    )


def _marked(text: str, start: int | None, end: int | None, check: str | None) -> tuple[str, str]:
    if start is None or end is None:
        return _block(text), ""
    if not 0 <= start < end <= len(text) or (check and quote_check(text[start:end]) != check):
        changed = "The article was changed since it was cited: the cited words no longer stand here."
        return _block(text), f'<p class="notice" id="quote">{changed}</p>'
    before, quote, after = text[:start], text[start:end], text[end:]
    return f'{_block(before)}<mark id="quote">{_block(quote)}</mark>{_block(after)}', ""


def _block(text: str) -> str:
    """Escape text that keeps its lines."""
    return escape(CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")), quote=True)
