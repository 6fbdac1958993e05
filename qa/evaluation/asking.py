"""Asks one question as a reader would, and scores what comes back."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.archive import Archive
from index.article import Article
from qa.answering import Abstention, Answer, AnswerChain, Answerer, Done, Event, Evidence, Reply, Searched
from qa.citations import Citation
from qa.evaluation.asked import Asked
from qa.evaluation.citing import Judge, Statement, quote_scores, support_scores
from qa.evaluation.gold import Gold, Span, find_quote, locate, overlap, relevant_passages
from qa.evaluation.reading import exact_match, f1, holds, normalise
from qa.evaluation.records import Record, Shown
from qa.evaluation.retrieval import rank_scores
from qa.query import Query, read_dates
from qa.retriever import ArchiveRetriever

__all__ = ["Asking"]

# Passages that are ranked to have ten articles among them: no deeper than the search fuses anyway.
_RANKED, _CUT = 25, 10


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks questions of an archive.

    Attributes:
        own_paragraph: hands the reader the article that the question names, without a search.
    """

    archive: Archive
    answerer: Answerer
    judge: Judge
    own_paragraph: bool = False

    def ask(self, asked: Asked) -> Record:
        """Ask one question and score the reply."""
        query = Query(asked.question, as_of=asked.as_of)
        gold = locate(asked, self.archive)
        reply, latency = self._timed(query, gold)
        scores: dict[str, float] = {}
        ranks: dict[str, int | None] = {}
        if gold.is_whole and asked.answerable is not False and not self.own_paragraph:
            ranked, ranks = self._retrieval(query, gold)
            scores |= ranked
        answer = reply if isinstance(reply, Answer) else None
        forced = answer or (reply.withheld if isinstance(reply, Abstention) else None)
        confidence = forced.confidence if forced else 0.0
        forced_right = self._is_right(asked, gold, forced)
        right = None if forced_right is None else bool(answer and forced_right)
        if asked.answerable is False:
            forced_right, right = False, answer is None
        scores |= _reading(asked, answer, forced)
        scores |= _declining(asked, answer is None, forced_right)
        scores |= self._citation(asked, gold, answer)
        if right is not None:
            scores["reading/right"] = float(right)
        return Record(
            id=asked.id,
            question=asked.question,
            kind=asked.kind,
            stands_on=(asked.group,) if asked.group else tuple(gold.articles) or (asked.id,),
            answerable=asked.answerable,
            declined=answer is None,
            confidence=confidence,
            right=right,
            forced_right=forced_right,
            scores=scores,
            latency_ms=latency,
            ranks=ranks,
            short_answer=answer.short_answer if answer else None,
            sentences=tuple(sentence.text for sentence in answer.sentences) if answer else (),
            reason=reply.reason if isinstance(reply, Abstention) else None,
            citations=tuple(_shown(c.article, c.start, c.end) for c in answer.citations) if answer else (),
            expected_answers=asked.answers,
            expected=tuple(_shown(gold.articles[name], *span) for name, *span in gold.spans),
            missing=tuple(gold.missing),
        )

    def _timed(self, query: Query, gold: Gold) -> tuple[Reply, dict[str, float]]:
        started = searched = time.perf_counter()
        for event in self._events(query, gold):
            match event:
                case Searched():
                    searched = time.perf_counter()
                case Done(reply):
                    ended = time.perf_counter()
                    latency = {"answer": (ended - searched) * 1000, "total": (ended - started) * 1000}
                    if not self.own_paragraph:
                        latency["search"] = (searched - started) * 1000
                    return reply, {stage: round(value, 3) for stage, value in latency.items()}
        raise AssertionError("an answerer ends with Done")

    def _events(self, query: Query, gold: Gold) -> Iterator[Event]:
        if not self.own_paragraph:
            return AnswerChain(self.archive, self.answerer).stream(query)
        passages = [p for article in gold.articles.values() for p in self.archive.passages_of(article)]
        return self.answerer.answer(query, Evidence(tuple(passages)))

    def _retrieval(self, query: Query, gold: Gold) -> tuple[dict[str, float], dict[str, int | None]]:
        dated = read_dates(query)
        found = ArchiveRetriever.bounded_by(dated, self.archive, _RANKED).invoke(dated.question)
        articles = list(dict.fromkeys(document.metadata["article_id"] for document in found))[:_CUT]
        scores = _under("retrieval/article", rank_scores(articles, gold.articles))
        ranks = {"article": _place(articles, set(gold.articles))}
        passages = [str(document.id) for document in found][:_CUT]
        right = {str(number) for number in relevant_passages(gold, self.archive)}
        if right:
            scores |= _under("retrieval/passage", rank_scores(passages, right))
            ranks["passage"] = _place(passages, right)
        return scores, ranks

    def _is_right(self, asked: Asked, gold: Gold, answer: Answer | None) -> bool | None:
        """Whether what is said first answers: a right quote, or a right answer from a right article."""
        if not asked.answers and not gold.spans and (gold.articles or not asked.quotes):
            return None
        if answer is None:
            return False
        first = answer.citations[0]
        span = (first.article.id, first.start, first.end)
        quoted = any(
            2 * overlap(span, other) >= min(span[2] - span[1], other[2] - other[1])
            for other in _spans(asked, gold, answer.citations[:1])
        )
        if quoted or (gold.articles and first.article.id not in gold.articles):
            return quoted
        # A "no" stands in many sentences that answer nothing.
        strings = [text for text in asked.answers if normalise(text) not in ("yes", "no")]
        return holds(f"{answer.short_answer or ''}\n{first.quote}", strings)

    def _citation(self, asked: Asked, gold: Gold, answer: Answer | None) -> dict[str, float]:
        if answer is None:
            return {}
        texts = {citation: self._stored(citation) for citation in answer.citations}
        statements = [
            Statement(sentence.text, tuple(texts[citation] for citation in sentence.citations))
            for sentence in answer.sentences
            if sentence.kind != "note"
        ]
        if answer.short_answer:
            statements.insert(0, Statement(answer.short_answer, (texts[answer.citations[0]],)))
        cited = [(c.article.id, c.start, c.end) for c in answer.citations]
        scores = support_scores(statements, self.judge)
        return _under("citation", scores | quote_scores(cited, _spans(asked, gold, answer.citations)))

    def _stored(self, citation: Citation) -> str:
        """Return what stands in the archive where the citation points, read anew."""
        article = self.archive.find(citation.article.id)
        return article.text[citation.start : citation.end] if article else ""


def _spans(asked: Asked, gold: Gold, citations: Sequence[Citation]) -> list[Span]:
    """Return the right spans; where no article is named, the places of the quotes in what is cited.

    A quote that what is cited does not have still counts: as a span of its length, elsewhere.
    """
    if gold.spans or gold.articles:
        return gold.spans
    spans: dict[Span, None] = {}
    for quote in asked.quotes:
        found = [
            (article.id, start, end)
            for article in {citation.article.id: citation.article for citation in citations}.values()
            for start, end in find_quote(article.text, quote)
        ]
        spans |= dict.fromkeys(found or [(f"not cited: {quote}", 0, len(quote))])
    return list(spans)


def _reading(asked: Asked, answer: Answer | None, forced: Answer | None) -> dict[str, float]:
    """Score the short text and the whole one; what no string is known of is not scored."""
    if not asked.answers and asked.answerable is not False:
        return {}
    scores: dict[str, float] = {}
    likeliest = (forced and forced.likeliest) or _short(forced)
    for path, text, made_to in (("reading", _short, likeliest), ("reading/whole", _whole, _whole(forced))):
        said = text(answer)
        values = {"em": exact_match(said, asked.answers), "f1": f1(said, asked.answers)}
        if asked.answerable is False:
            values["unanswerable_f1"] = values["f1"]
        else:
            values |= {"answerable_em": values["em"], "answerable_f1": values["f1"]}
            values["answerable_em_forced"] = exact_match(made_to, asked.answers)
            values["answerable_f1_forced"] = f1(made_to, asked.answers)
        scores |= _under(path, values)
    return scores


def _short(answer: Answer | None) -> str:
    """Return the short answer; where none is given, the first quotation stands for it."""
    if answer is None:
        return ""
    return answer.short_answer or answer.citations[0].quote


def _whole(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return " ".join(sentence.text for sentence in answer.sentences if sentence.kind != "note")


def _declining(asked: Asked, declined: bool, forced_right: bool | None) -> dict[str, float]:
    scores: dict[str, float] = {}
    if asked.answerable is not None:
        if declined:
            scores["abstention/precision"] = float(not asked.answerable)
        if asked.answerable:
            scores["abstention/answered_of_answerable"] = float(not declined)
        else:
            scores["abstention/recall"] = float(declined)
    if forced_right is not None and not declined:
        scores["abstention/right_of_answered"] = float(forced_right)
    return scores


def _under(path: str, scores: dict[str, float]) -> dict[str, float]:
    return {f"{path}/{name}": value for name, value in scores.items()}


def _place(ranked: Sequence[str], right: set[str]) -> int | None:
    return next((place for place, name in enumerate(ranked, start=1) if name in right), None)


def _shown(article: Article, start: int, end: int) -> Shown:
    published = article.published.isoformat() if article.published else None
    return Shown(article.id, article.title, published, article.source, start, end, article.text[start:end])
