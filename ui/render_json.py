"""A reply as the documented JSON of `ask`. Pure: nothing is read or written."""

from collections.abc import Mapping
from datetime import date, datetime

from qa.answering import Abstention, Answer, Reply
from qa.citations import Citation, Gloss, Sentence
from ui.render import glossed_words, sentence_text

__all__ = ["FORMAT", "Json", "iso", "reply_json"]

# The version of the JSON of `ask`; raised when a field changes its meaning or goes.
FORMAT = 1

Json = dict[str, object]


def iso(published: date | datetime | None) -> str | None:
    """Return a date as programs read it, ISO 8601; None where it is not known."""
    return published.isoformat() if published else None


def reply_json(reply: Reply, timings: Mapping[str, float]) -> Json:
    """Return a reply as the documented JSON of `ask`; see docs/json.md.

    Args:
        reply: an answer or an abstention.
        timings: `search_ms` and `answer_ms`.
    """
    answer = reply if isinstance(reply, Answer) else None
    abstention = reply if isinstance(reply, Abstention) else None
    return {
        "format": FORMAT,
        "question": reply.query.question,
        "status": "answered" if answer else "abstained",
        "answer": _plain(answer) if answer else None,
        "short_answer": answer.short_answer if answer else None,
        "confidence": answer.confidence if answer else None,
        "sentences": [_sentence_json(sentence) for sentence in answer.sentences] if answer else [],
        "citations": [_citation_json(citation) for citation in answer.citations] if answer else [],
        "reason": abstention.reason if abstention else None,
        "nearest": [_nearest_json(cited) for cited in abstention.nearest] if abstention else [],
        "timings": dict(timings),
    }


def _plain(answer: Answer) -> str:
    return "\n".join(sentence_text(sentence) for sentence in answer.sentences)


def _sentence_json(sentence: Sentence) -> Json:
    return {
        "text": sentence.text,
        "kind": sentence.kind,
        "verdict": sentence.verdict,
        "citations": [citation.marker for citation in sentence.citations],
        "glosses": [_gloss_json(sentence, gloss) for gloss in sentence.glosses],
    }


def _gloss_json(sentence: Sentence, gloss: Gloss) -> Json:
    return {
        "kind": gloss.kind,
        "words": glossed_words(sentence, gloss),
        "start": gloss.start,
        "end": gloss.end,
        "meaning": gloss.meaning,
        "at": list(gloss.at) if gloss.at else None,
    }


def _citation_json(citation: Citation) -> Json:
    article = citation.article
    return {
        "marker": citation.marker,
        "article_id": article.id,
        "title": article.title,
        "published": iso(article.published),
        "source": article.source,
        "url": article.url,
        "path": article.path,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "also": [
            {
                "article_id": other.id,
                "title": other.title,
                "published": iso(other.published),
                "source": other.source,
                "url": other.url,
            }
            for other in citation.also
        ],
    }


def _nearest_json(citation: Citation) -> Json:
    wanted = ("article_id", "title", "published", "start", "end", "quote")
    values = _citation_json(citation)
    return {name: values[name] for name in wanted}
