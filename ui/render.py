"""A reply or an article as text or HTML. Pure: nothing is read or written; all is escaped."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from urllib.parse import urlencode

from index.article import Article
from index.dates import day_of
from index.passages import first_sentence
from qa.answering import Abstention, Answer, Reply
from qa.citations import Citation, Gloss, Sentence
from qa.days import written
from qa.short_answers import glosses_within
from ui.plain import one_line

__all__ = [
    "article_href",
    "day_in_words",
    "glossed_words",
    "headline",
    "html_line",
    "plain_html",
    "quote_check",
    "reply_html",
    "reply_text",
    "sentence_html",
    "sentence_text",
    "version_name",
]

_LONGEST_TITLE = 140
_ALSO = 5  # other articles of a story that are named


def headline(article: Article) -> tuple[str, bool]:
    """Return what to call an article, and whether that is its headline.

    Without a headline it is the first sentence, shortened.
    """
    title = one_line(article.title or "")
    if title:
        return title, True
    sentence = one_line(first_sentence(article)) or "untitled"
    if len(sentence) > _LONGEST_TITLE:
        sentence = sentence[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return sentence, False


def day_in_words(published: date | datetime | None) -> str:
    """Return "28 November 2019", or that the date is not known."""
    if published is None:
        return "date unknown"
    return written(day_of(published))


# --- text ---------------------------------------------------------------------------------------


def reply_text(reply: Reply) -> str:
    """Return a reply for the terminal."""
    match reply:
        case Answer():
            return _answer_text(reply)
        case Abstention():
            return _abstention_text(reply)


def _answer_text(answer: Answer) -> str:
    lines = []
    if answer.short_answer:
        days = _days_of_short(answer)
        shown = f"{one_line(answer.short_answer)} {days}".rstrip()
        lines += [f"{shown} [{answer.citations[0].marker}]", ""]
    for sentence in answer.sentences:
        lines += [sentence_text(sentence), ""]
    lines += [_source_text(citation) for citation in answer.citations]
    return "\n".join(lines)


def _days_of_short(answer: Answer) -> str:
    """Return "(2 April 2022)" for a short answer that is "Saturday"; empty where it leaves no day open."""
    first = next(sentence for sentence in answer.sentences if sentence.citations)
    found = glosses_within(answer.short_answer or "", first)
    return f"({'; '.join(one_line(gloss.meaning) for gloss in found)})" if found else ""


def sentence_text(sentence: Sentence) -> str:
    """Return a sentence for the terminal: a quotation in marks, with its numbers and what it leaves open."""
    marks = "".join(f" [{citation.marker}]" for citation in sentence.citations)
    match sentence.kind:
        case "quote":
            left_open = _glosses_text(sentence)
            return f'"{one_line(sentence.text)}"{marks}' + (f"\n{left_open}" if left_open else "")
        case "note":
            return one_line(sentence.text)
        case "written":
            warning = "" if sentence.verdict == "checked" else " (not supported)"
            return f"{one_line(sentence.text)}{marks}{warning}"


def _glosses_text(sentence: Sentence) -> str:
    """Return '("on Tuesday": 27 July 2021; said by Mr Esper)' for a quotation; empty without glosses."""
    shown = [_gloss_text(sentence, gloss) for gloss in sentence.glosses]
    return f"({'; '.join(shown)})" if shown else ""


def _gloss_text(sentence: Sentence, gloss: Gloss) -> str:
    meaning = one_line(gloss.meaning)
    if gloss.kind == "speaker":
        return f"said by {meaning}"
    return f'"{one_line(glossed_words(sentence, gloss))}": {meaning}'


def glossed_words(sentence: Sentence, gloss: Gloss) -> str:
    """Return the words of a quotation that a gloss is of."""
    first = sentence.citations[0].start
    return sentence.text[gloss.start - first : gloss.end - first]


def _source_text(citation: Citation) -> str:
    article = citation.article
    title, is_headline = headline(article)
    shown = title if is_headline else f'(no headline) "{title}"'
    end = "" if shown.endswith((".", "?", "!", '"')) else "."
    details = [article.source and one_line(article.source), day_in_words(article.published)]
    also = also_in_words(citation)
    return f"[{citation.marker}] {shown}{end} {', '.join(filter(None, details))}" + (
        f"; {also}" if also else ""
    )


def also_in_words(citation: Citation) -> str:
    """Return "also in Reuters, 3 May 2019; …" for the other articles of a story; empty without any."""
    named = [
        f"{one_line(other.source or other.title or other.key)}, {day_in_words(other.published)}"
        for other in citation.also[:_ALSO]
    ]
    more = len(citation.also) - len(named)
    named += [f"and {more} more"] if more else []
    return f"also in {'; '.join(named)}" if named else ""


def _abstention_text(abstention: Abstention) -> str:
    lines = [abstention.reason]
    if abstention.nearest:
        lines += ["", "Nearest, not an answer:"]
        for citation in abstention.nearest[:1]:
            lines += [f'"{one_line(citation.quote)}"', "    " + _source_text(citation)[4:]]
    return "\n".join(lines)


# --- HTML ---------------------------------------------------------------------------------------


def quote_check(quote: str) -> str:
    """Return a short hash of a quotation, by which a page knows whether the words still stand there."""
    return hashlib.sha256(quote.encode()).hexdigest()[:12]


def version_name(article: Article) -> str:
    """Return what tells an article's version from those before and after it."""
    return article.digest[:12]


def article_href(citation: Citation) -> str:
    """Return the address of the article's page, at the quotation."""
    values = {
        "version": version_name(citation.article),
        "start": citation.start,
        "end": citation.end,
        "check": quote_check(citation.quote),
    }
    return f"/article/{citation.article.id}?{urlencode(values)}#quote"


def html_line(text: str) -> str:
    """Escape text for one line of HTML."""
    return escape(one_line(text), quote=True)


def _link(citation: Citation, label: str, kind: str) -> str:
    href = escape(article_href(citation), quote=True)
    return f'<a class="{kind}" href="{href}" target="_blank" rel="noopener">{label}</a>'


def sentence_html(sentence: Sentence) -> str:
    """Return one sentence of an answer, its markers linked to the articles."""
    marks = "".join(
        f" {_link(citation, f'[{citation.marker}]', 'cd-mark')}" for citation in sentence.citations
    )
    match sentence.kind:
        case "quote":
            left_open = html_line(_glosses_text(sentence))
            under = f'<p class="cd-note cd-gloss">{left_open}</p>' if left_open else ""
            return f'<blockquote class="cd-quote">{html_line(sentence.text)}{marks}</blockquote>{under}'
        case "note":
            return f'<p class="cd-note">{html_line(sentence.text)}</p>'
        case "written":
            verdict = "cd-checked" if sentence.verdict == "checked" else "cd-unsupported"
            return f'<p class="{verdict}">{html_line(sentence.text)}{marks}</p>'


def reply_html(reply: Reply) -> str:
    """Return a reply for the chat: one line of HTML, so that no Markdown is read into it."""
    match reply:
        case Answer():
            short = ""
            if reply.short_answer:
                mark = _link(reply.citations[0], f"[{reply.citations[0].marker}]", "cd-mark")
                days = html_line(_days_of_short(reply))
                meant = f'<span class="cd-gloss">{days}</span> ' if days else ""
                short = f'<p class="cd-short">{html_line(reply.short_answer)} {meant}{mark}</p>'
            said = "".join(map(sentence_html, reply.sentences))
            return f'<div class="cd-reply">{short}{said}{_sources_html(reply.citations)}</div>'
        case Abstention():
            nearest = ""
            if reply.nearest:
                nearest = '<p class="cd-note">Nearest, not an answer:</p>' + _sources_html(
                    reply.nearest[:1], numbered=False
                )
            return f'<div class="cd-reply"><p class="cd-abstain">{html_line(reply.reason)}</p>{nearest}</div>'


def _sources_html(citations: Sequence[Citation], numbered: bool = True) -> str:
    rows = []
    for citation in citations:
        title, is_headline = headline(citation.article)
        label = html_line(title) if is_headline else f"{html_line(title)} <em>(no headline)</em>"
        number = f'<span class="cd-number">[{citation.marker}]</span> ' if numbered else ""
        details = [citation.article.source, day_in_words(citation.article.published), also_in_words(citation)]
        rows.append(
            f'<div class="cd-source">{number}{_link(citation, label, "cd-title")}'
            f'<span class="cd-details">{html_line(" · ".join(filter(None, details)))}</span>'
            f'<span class="cd-words">“{html_line(citation.quote)}”</span></div>'
        )
    return f'<div class="cd-sources">{"".join(rows)}</div>'


def plain_html(text: str) -> str:
    """Return a line of text, such as an error, for the chat."""
    return f'<div class="cd-reply"><p class="cd-abstain">{html_line(text)}</p></div>'
