"""From what was found to an answer: quotations with their citations, glosses, and other versions."""

from collections.abc import Sequence
from datetime import date, datetime

from index.archive import Archive
from index.article import Article
from index.dates import DateRange, day_of
from index.passages import Passage
from index.scope import Scope
from qa.answering import Answer, Evidence
from qa.citations import Citation, Gloss, Sentence
from qa.comparison.versions import told_apart
from qa.findings import Finding, Stated
from qa.glosses.glossing import glosses_of
from qa.query import Query
from qa.short_answers import lacks_its_day

__all__ = ["Composer"]

_LONGEST_SOURCE = 80  # characters of a name


class Composer:
    """Puts findings into words: those of the articles, and notes from fixed templates."""

    def __init__(self, archive: Archive, sure: float) -> None:
        """Take the archive, and the confidence from which a short answer is given."""
        self._archive = archive
        self._sure = sure

    def answer(self, query: Query, evidence: Evidence, finding: Finding) -> Answer:
        """Quote what was found; where it is unsure, say so before it."""
        sentences: list[Sentence] = []
        citations: list[Citation] = []
        confidence = round(finding.confidence, 3)
        is_sure = confidence >= self._sure
        if not is_sure:
            sentences.append(_note("The articles may not answer this. The nearest they say:"))
        for part in finding.parts:
            if part.note:
                sentences.append(_note(part.note))
            citations.append(self.cite(part.stated, query, len(citations) + 1))
            sentences.append(Sentence.quoting(citations[-1], self._glosses(part.stated)))
            other = self._other_version(part.stated, query)
            if other is not None and not _is_said(other, finding, citations):
                sentences.append(_note(_version(other.article, part.stated.passage.article)))
                citations.append(Citation(len(citations) + 1, other.article, other.start, other.end))
                sentences.append(Sentence.quoting(citations[-1]))
        first = next(sentence for sentence in sentences if sentence.kind == "quote")
        short = finding.short if is_sure else None
        if short and lacks_its_day(query.question, short, first):
            short = None
        said = tuple(sentences)
        return Answer(query, short, said, tuple(citations), evidence, confidence, finding.likeliest)

    def cite(self, stated: Stated, query: Query, marker: int) -> Citation:
        """Return the citation of a sentence, with the other articles that tell the story."""
        article = stated.passage.article
        also = self._archive.also_told(article, _scope(query))
        return Citation(marker, article, stated.start, stated.end, also)

    def _glosses(self, stated: Stated) -> tuple[Gloss, ...]:
        told = self._archive.told_of([stated.passage.id]).get(stated.passage.id, ())
        return glosses_of(stated.passage.article, stated.start, stated.end, told)

    def _other_version(self, stated: Stated, query: Query) -> Passage | None:
        """Find what another version has in place of a sentence's numbers and names, where they are others."""
        told = Passage(0, stated.passage.article, stated.start, stated.end)

        def matters(other: Passage) -> bool:
            return told_apart(told.text, other.text, _days(told.article, other.article))

        return self._archive.told_otherwise(told, _scope(query), matters)


def _days(one: Article, two: Article) -> tuple[date | None, date | None]:
    first, second = one.published, two.published
    return day_of(first) if first else None, day_of(second) if second else None


def _version(other: Article, than: Article) -> str:
    """Say whose the other words are: another agency's report is no version of this one."""
    sources = [" ".join((article.source or "").split()) for article in (other, than)]
    if all(sources) and sources[0].casefold() != sources[1].casefold():
        is_name = len(sources[0]) <= _LONGEST_SOURCE and sources[0].isprintable()
        return f"{sources[0]} said:" if is_name else "Another source said:"
    return f"{'An earlier' if _is_earlier(other, than) else 'Another'} version said:"


def _is_said(other: Passage, finding: Finding, citations: Sequence[Citation]) -> bool:
    """Whether a sentence is quoted already, or will be."""
    places = {(part.stated.passage.article.id, part.stated.start) for part in finding.parts}
    places |= {(citation.article.id, citation.start) for citation in citations}
    return (other.article.id, other.start) in places


def _note(text: str) -> Sentence:
    return Sentence(text, "note", (), "none")


def _scope(query: Query) -> Scope:
    """Return what a query filters."""
    within = query.within or DateRange()
    return Scope(within.first, within.last, query.as_of, query.sources)


def _is_earlier(article: Article, than: Article) -> bool:
    """Tell whether an article is known to be of an earlier moment."""
    first, second = article.published, than.published
    if first is None or second is None:
        return False
    if isinstance(first, datetime) and isinstance(second, datetime) and _zoned(first) == _zoned(second):
        return first < second
    return day_of(first) < day_of(second)


def _zoned(moment: datetime) -> bool:
    return moment.tzinfo is not None
