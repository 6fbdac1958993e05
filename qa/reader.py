"""The built-in Answerer: it quotes the sentences of the articles that answer best. No language model.

A question that asks for one thing is answered by a span (`qa/spans.py`), one that asks what a matter is
about, why, or what happened by a few sentences (`qa/overviews.py`). How sure that is was fitted
(`qa/calibration.py`); docs/decisions/0017 tells how, and what it cannot do.
"""

from collections.abc import Iterator, Sequence

from index.archive import Archive
from index.passages import Passage
from qa.answering import Abstention, Answer, Done, Event, Evidence, Said
from qa.citations import Citation
from qa.composing import Composer
from qa.confidence import Calibration, load_calibration
from qa.dated import nearness, topic_of
from qa.days import asks_only_days, nothing_of
from qa.findings import Finding, Stated
from qa.gist_questions import wants_gist
from qa.languages import READ, name_of, question_language, readable, unread
from qa.overviews import find_days, find_gist
from qa.query import Query
from qa.reading.excerpts import excerpts_of
from qa.reading.model import ReadingModel, Text
from qa.reading.models import load_model
from qa.recency import newer_first
from qa.relevance import sentences_in
from qa.spans import Found, find_span, read_spans

__all__ = ["Reader"]

_NEAREST = 0.5  # of the threshold: what is less sure has nothing to do with the question
_QUOTES = 3


class Reader:
    """Answers with quotations from an archive."""

    def __init__(
        self, archive: Archive, calibration: Calibration | None = None, model: ReadingModel | None = None
    ) -> None:
        """Take what reads; the built-in model and its calibration where they are not given."""
        self._archive = archive
        self._calibration = calibration or load_calibration()
        self._model = model or load_model()
        self._composer = Composer(archive, self._calibration.sure)

    def warm_up(self) -> None:
        """Load the reading model now, so that the first question does not wait for it.

        Raises:
            ReaderUnavailable: it cannot be loaded.
        """
        self._model.read("What is read?", [Text("", "Nothing is read here.")])

    def answer(self, query: Query, evidence: Evidence) -> Iterator[Event]:
        """Give the sentences that answer best, or an abstention."""
        foreign = _foreign(query, evidence)
        if foreign is not None:
            yield Done(foreign)
            return
        read = readable(evidence)
        finding = self._find(query, read.passages)
        if finding is None:
            yield Done(self._abstain(query))
            return
        answer = self._composer.answer(query, read, finding)
        if finding.confidence < self._calibration.threshold:
            best = Evidence(evidence.passages[:1])
            yield Done(_foreign(query, best) or self._abstain(query, finding, answer))
            return
        for sentence in answer.sentences:
            yield Said(sentence)
        yield Done(answer)

    def _find(self, query: Query, passages: Sequence[Passage]) -> Finding | None:
        """Find what to say; None where there is nothing."""
        if asks_only_days(query):
            return find_days(query, sentences_in(passages), self._archive)
        # The model weighs the days with the rest of the question, as it was calibrated to.
        found = self.read(query.question, passages)
        if wants_gist(query.question):
            topic = topic_of(query.question, query.phrases) if query.named else query.question
            stated = self._of_days(query, sentences_in(passages))
            return find_gist(topic or query.question, stated, found, self._archive, self._calibration)
        found = newer_first(self._candidates_of_days(query, found), query)
        if not found.candidates:
            return None
        return find_span(query.question, found, self._archive, self._calibration)

    def read(self, question: str, passages: Sequence[Passage]) -> Found:
        """Return the spans of passages that may answer, the best first."""
        return read_spans(question, excerpts_of(passages), self._model, self._archive, self._calibration)

    def _of_days(self, query: Query, items: Sequence[Stated]) -> list[Stated]:
        """Leave out what is not of the days that a question is about, where something is."""
        if not query.named:
            return list(items)
        told = self._archive.told_of(item.passage.id for item in items)
        of_days = [
            item for item in items if nearness(query.named, item.passage, item.start, item.end, told) > 0
        ]
        return of_days or list(items)  # else the days are its article's, and no sentence's own

    def _candidates_of_days(self, query: Query, found: Found) -> Found:
        if not query.named or not found.candidates:
            return found
        kept = {
            (item.passage.id, item.start)
            for item in self._of_days(query, [c.stated for c in found.candidates])
        }
        places = [
            place
            for place, item in enumerate(found.candidates)
            if (item.stated.passage.id, item.sentence[0]) in kept
        ]
        return Found(
            tuple(found.candidates[at] for at in places), found.measures[places], found.scores[places]
        )

    def _abstain(
        self, query: Query, finding: Finding | None = None, withheld: Answer | None = None
    ) -> Abstention:
        """Decline, with the nearest thing where something is near."""
        near = finding.nearest if finding and self._is_near(finding) else ()
        citations = tuple(
            self._composer.cite(item, query, marker) for marker, item in enumerate(near, start=1)
        )
        reason = "The articles do not answer this."
        if query.named and not near and asks_only_days(query):
            reason = nothing_of(query.named, query.as_of, self._archive)
        return Abstention(query, reason, citations, withheld)

    def _is_near(self, finding: Finding) -> bool:
        return finding.confidence >= _NEAREST * self._calibration.threshold


def _foreign(query: Query, evidence: Evidence) -> Abstention | None:
    """Decline where the question, or all that was found, is in a language that is not read."""
    asked, found = question_language(query.question), unread(evidence)
    if asked is None and (not found or readable(evidence).passages):
        return None
    what = f"The question is in {name_of([asked])}" if asked else f"What was found is in {name_of(found)}"
    reason = f"{what}; the built-in reader reads {name_of(sorted(READ))} only, and does not guess."
    first = [(item, item.sentences[0]) for item in evidence.passages[:_QUOTES] if item.sentences]
    citations = [Citation(marker, item.article, *span) for marker, (item, span) in enumerate(first, start=1)]
    return Abstention(query, reason, tuple(citations))
