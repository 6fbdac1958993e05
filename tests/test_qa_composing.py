"""Findings become quotations with their citations, and notes from fixed templates."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fakes import HashEncoder, article

from index.archive import Archive
from index.article import Article
from index.dates import DateRange
from qa.answering import Answer, Evidence
from qa.composing import Composer
from qa.findings import Finding, Part, Stated
from qa.query import Query

BODY = (
    "At least nine people were killed when a road bridge over the river fell into the water on Tuesday.",
    "The bridge links the old town with the mills on the other bank, and some 20,000 cars cross it a day.",
    "Divers searched for those who are missing until it was dark, and will go on in the early morning.",
    "The cause is not known. Inspectors had asked for a limit of weight two years ago, officials said.",
)
FIRST = article("\n\n".join(BODY), "first", published=date(2019, 5, 3), source="Reuters")
LATER = article("\n\n".join(BODY).replace("nine", "14"), "later", published=date(2019, 5, 6), source="Post")
OTHER = article("The mill burned in Kiruna.", "other")
QUERY = Query("How many people were killed?")
NOTE = "The articles may not answer this. The nearest they say:"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive.create(tmp_path_factory.mktemp("bridge") / "archive", HashEncoder())
    list(archive.add([FIRST, LATER, OTHER]))
    return archive


def stated(archive: Archive, one: Article, place: int = 0) -> Stated:
    """The sentence of an article with which a paragraph begins."""
    start = one.text.index(BODY[place]) if place else 0
    passage = next(item for item in archive.passages_of(one) if item.start <= start < item.end)
    return Stated(passage, *next(span for span in passage.sentences if span[0] == start))


def answer(archive: Archive, *parts: Part, query: Query = QUERY, confidence: float = 0.9) -> Answer:
    short = parts[0].stated.text[:6]
    finding = Finding(parts, confidence, short, short)
    return Composer(archive, 0.5).answer(query, Evidence(()), finding)


def texts(reply: Answer) -> list[str]:
    return [sentence.text for sentence in reply.sentences]


def test_a_note_stands_before_its_quotation(archive: Archive) -> None:
    reply = answer(archive, Part(stated(archive, OTHER), "Reports differ:"), Part(stated(archive, FIRST, 1)))
    assert texts(reply) == ["Reports differ:", OTHER.text, BODY[1]]
    assert [sentence.kind for sentence in reply.sentences] == ["note", "quote", "quote"]
    assert [citation.marker for citation in reply.citations] == [1, 2]
    assert [citation.article.key for citation in reply.citations] == ["other", "first"]


@pytest.mark.parametrize(
    ("confidence", "told", "noted"), [(0.49, 0.49, True), (0.5, 0.5, False), (0.4996, 0.5, False)]
)
def test_what_is_less_than_sure_is_called_so_and_has_no_short_answer(
    archive: Archive, confidence: float, told: float, noted: bool
) -> None:
    reply = answer(archive, Part(stated(archive, OTHER)), confidence=confidence)
    assert reply.confidence == told
    assert texts(reply) == ([NOTE, OTHER.text] if noted else [OTHER.text])
    assert reply.likeliest == OTHER.text[:6]
    assert reply.short_answer == (None if noted else OTHER.text[:6])


def test_another_version_is_quoted_after_the_sentence_it_changes(archive: Archive) -> None:
    reply = answer(archive, Part(stated(archive, LATER)), Part(stated(archive, OTHER)))
    newest = BODY[0].replace("nine", "14")
    assert texts(reply) == [newest, "Reuters said:", BODY[0], OTHER.text]
    assert [citation.marker for citation in reply.citations] == [1, 2, 3]
    assert [listed.source for listed in reply.citations[0].also] == ["Reuters"]


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("Post", "An earlier version said:"),
        ("POST", "An earlier version said:"),
        (None, "An earlier version said:"),
        ("The  Wire", "The Wire said:"),
        ("\u202eWire", "Another source said:"),
        ("W" * 81, "Another source said:"),
    ],
)
def test_only_the_same_source_has_versions(tmp_path: Path, source: str | None, note: str) -> None:
    archive = Archive.create(tmp_path / "archive", HashEncoder())
    list(archive.add([replace(FIRST, source=source), LATER]))
    assert texts(answer(archive, Part(stated(archive, LATER))))[1] == note


def test_what_is_only_worded_otherwise_is_not_quoted(tmp_path: Path) -> None:
    archive = Archive.create(tmp_path / "archive", HashEncoder())
    body = "\n\n".join(BODY)
    list(archive.add([FIRST, replace(LATER, text=body.replace("nine", "9").replace("Tuesday", "April 30"))]))
    newest = next(item for item in archive.search("bridge", k=1)).passage
    (quoted, *rest) = texts(answer(archive, Part(Stated(newest, *newest.sentences[0]))))
    assert "April 30" in quoted
    assert rest == []


def test_a_version_that_is_quoted_anyway_is_not_quoted_twice(archive: Archive) -> None:
    parts = [Part(stated(archive, LATER)), Part(stated(archive, FIRST))]
    for order in (parts, parts[::-1]):
        reply = answer(archive, *order)
        assert sorted(texts(reply)) == sorted(part.stated.text for part in parts)


def test_a_version_outside_what_is_asked_for_is_not_quoted(archive: Archive) -> None:
    for query in (
        Query(QUERY.question, within=DateRange(date(2019, 5, 4), None)),
        Query(QUERY.question, sources=("Post",)),
    ):
        reply = answer(archive, Part(stated(archive, LATER)), query=query)
        assert texts(reply) == [BODY[0].replace("nine", "14")]
        assert reply.citations[0].also == ()
    early = Query(QUERY.question, within=DateRange(None, date(2019, 5, 4)))
    assert texts(answer(archive, Part(stated(archive, FIRST)), query=early)) == [BODY[0]]


def test_a_sentence_without_a_title_or_day_is_cited_like_any(archive: Archive) -> None:
    citation = Composer(archive, 0.5).cite(stated(archive, OTHER), QUERY, 3)
    assert (citation.marker, citation.quote, citation.also) == (3, OTHER.text, ())
    assert (citation.article.title, citation.article.published) == (None, None)
