import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fakes import TableReader, article
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda

from index.archive import Archive
from index.dates import parse_range
from index.encoder import Encoder
from index.intake import read_paths
from qa.answering import Abstention, Answer, AnswerChain, Done, Event, Evidence, Said, Searched
from qa.citations import Citation, Sentence
from qa.query import Query
from qa.reader import Reader
from qa.retriever import ArchiveRetriever

STORY = article("Ten men left. Nobody was hurt.", "story")
CITATION = Citation(1, STORY, 0, 13)
INVENTED = Path(__file__).parent / "data" / "invented"


def test_a_quotation_is_its_span() -> None:
    assert CITATION.quote == "Ten men left."
    with pytest.raises(FrozenInstanceError):
        CITATION.start = 3  # type: ignore[misc]


@pytest.mark.parametrize(("marker", "start", "end"), [(0, 0, 3), (1, 3, 3), (1, -1, 3), (1, 0, 99)])
def test_a_false_citation_cannot_be_built(marker: int, start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"marker|span"):
        Citation(marker, STORY, start, end)


@pytest.mark.parametrize(
    ("text", "kind", "citations", "verdict"),
    [
        ("Ten women left.", "quote", (CITATION,), "verbatim"),
        ("Ten men left.", "quote", (), "verbatim"),
        ("Ten men left.", "quote", (CITATION,), "checked"),
        ("Reports differ:", "note", (CITATION,), "none"),
        ("Reports differ:", "note", (), "checked"),
        ("Ten left.", "written", (), "checked"),
        ("Ten left.", "written", (CITATION,), "verbatim"),
    ],
)
def test_a_contradictory_sentence_cannot_be_built(
    text: str, kind: Any, citations: tuple[Citation, ...], verdict: Any
) -> None:
    with pytest.raises(ValueError, match=r"sentence|quote|note"):
        Sentence(text, kind, citations, verdict)


def test_an_answer_has_a_supported_sentence_and_the_citations_it_uses() -> None:
    query, evidence = Query("Who left?"), Evidence(())
    quote = Sentence.quoting(CITATION)
    assert Answer(query, None, (quote,), (CITATION,), evidence, 0.5).citations == (CITATION,)
    note = Sentence("Reports differ:", "note", (), "none")
    unsupported = Sentence("Ten left.", "written", (), "unsupported")
    with pytest.raises(ValueError, match="abstention"):
        Answer(query, None, (note, unsupported), (), evidence, 0.5)
    with pytest.raises(ValueError, match="use"):
        Answer(query, None, (quote,), (), evidence, 0.5)
    with pytest.raises(ValueError, match="use"):
        Answer(query, None, (quote,), (CITATION, Citation(2, STORY, 14, 30)), evidence, 0.5)


class FirstSentence:
    """An Answerer that quotes the first sentence of the first passage."""

    def answer(self, query: Query, evidence: Evidence) -> Iterator[Event]:
        passage = evidence.passages[0]
        start, end = passage.sentences[0]
        sentence = Sentence.quoting(Citation(1, passage.article, start, end))
        yield Said(sentence)
        yield Done(Answer(query, None, (sentence,), sentence.citations, evidence, 1.0))


@pytest.fixture
def chain(make_archive: Callable[..., Archive]) -> AnswerChain:
    stories = [
        article("The river rose in Lund.", "flood", published=date(2020, 5, 3)),
        article("The mill burned in Kiruna. Nobody was hurt.", "fire", published=date(2021, 6, 4)),
    ]
    return AnswerChain(make_archive(*stories), FirstSentence())


def test_the_chain_is_a_runnable(chain: AnswerChain) -> None:
    reply = chain.invoke("Which mill burned?")
    assert isinstance(reply, Answer)
    assert reply.citations[0].quote == "The mill burned in Kiruna."
    assert [type(item) for item in chain.batch(["Which mill burned?", Query("river")])] == [Answer, Answer]
    assert isinstance(asyncio.run(chain.ainvoke("Which mill burned?")), Answer)
    counted = chain | RunnableLambda(lambda reply: len(reply.citations))
    assert counted.invoke("Which mill burned?") == 1


def test_streaming_gives_the_events_in_order(chain: AnswerChain) -> None:
    events = list(chain.stream("Which mill burned?"))
    assert [type(event) for event in events] == [Searched, Said, Done]
    assert isinstance(events[-1], Done)
    assert events[-1].reply == chain.invoke("Which mill burned?")


class Recorder(BaseCallbackHandler):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def on_chain_start(self, *_: Any, **__: Any) -> None:
        self.seen.append("chain")

    def on_retriever_start(self, *_: Any, **__: Any) -> None:
        self.seen.append("retriever")


def test_a_tracer_sees_the_chain_and_the_retriever(chain: AnswerChain) -> None:
    recorder = Recorder()
    chain.invoke("Which mill burned?", {"callbacks": [recorder]})
    assert recorder.seen == ["chain", "retriever"]


def test_a_filter_that_matches_nothing_gives_an_abstention(chain: AnswerChain) -> None:
    reply = chain.invoke(Query("Which mill burned?", within=parse_range("1999")))
    assert isinstance(reply, Abstention)
    assert "dates" in reply.reason
    inside = chain.invoke(Query("Which mill burned?", within=parse_range("2020")))
    assert isinstance(inside, Answer)
    assert inside.citations[0].article.key == "flood"


def test_an_empty_archive_says_so(make_archive: Callable[..., Archive]) -> None:
    reply = AnswerChain(make_archive(), FirstSentence()).invoke("Which mill burned?")
    assert isinstance(reply, Abstention)
    assert "empty" in reply.reason


def test_an_article_of_the_usual_length_is_read_whole(make_archive: Callable[..., Archive]) -> None:
    text = "\n".join(f"Sentence {n} of the report tells of matter number {n}." for n in range(60))
    archive = make_archive(article(text, "long"))
    (event, *_) = AnswerChain(archive, FirstSentence()).stream("matter number 3")
    assert isinstance(event, Searched)
    assert sum(len(passage.sentences) for passage in event.evidence.passages) == 60


def test_the_retriever_gives_documents_for_any_chain(make_archive: Any) -> None:
    archive = make_archive(
        article("The mill burned.", "m", title="Fire", published=date(2021, 6, 4), source="Norr"), folder="b"
    )
    (document,) = ArchiveRetriever(archive=archive, k=3).invoke("Which mill burned?")
    assert document.page_content == "The mill burned."
    assert document.id is not None
    stored = archive.article(document.metadata["article_id"])
    assert stored.text[document.metadata["start"] : document.metadata["end"]] == document.page_content
    assert (document.metadata["title"], document.metadata["published"]) == ("Fire", "2021-06-04")
    assert document.metadata["source"] == "Norr"


# --- the built-in reader, with the real encoder and a reading model that knows the answers -----


ASKED = {
    "Which materials did Tokyo restrict?": "three materials critical for the production of semiconductors",
    "Who heads the Japanese delegation?": "Kimihiro Ishikane, director general",
    "How much money did Tokyo promise for the foundation?": "1 billion yen ($8.9 million)",
    "Why is Moon under pressure?": "facing declining support in his final year",
    "Are there coronavirus cases in North Korea?": "has not confirmed any COVID-19 cases",
    "Where was the previous liaison office?": "its border town of Kaesong",
    "What was installed opposite the Japanese Embassy?": "The statue was installed across the street",
    "Which agreement did Seoul want to end?": "(GSOMIA)",
    "Which rulings made Tokyo angry?": "South Korean Supreme Court rulings",
}


@pytest.fixture(scope="module")
def reading(seeds: Archive) -> AnswerChain:
    return AnswerChain(seeds, Reader(seeds, model=TableReader({q: {a: 12.0} for q, a in ASKED.items()})))


def test_the_reader_quotes_the_sentence_that_answers(reading: AnswerChain) -> None:
    """All that are found among the passages; what asks why is answered by measures, and may fail."""
    right = []
    for question, words in ASKED.items():
        reply = reading.invoke(question)
        cited = reply.citations if isinstance(reply, Answer) else ()
        for citation in cited:
            assert citation.article.text[citation.start : citation.end] == citation.quote
        if isinstance(reply, Answer):
            assert 0 < reply.confidence <= 1
            assert reply.short_answer is None or reply.short_answer in reply.citations[0].quote
        if any(words in citation.quote for citation in cited):
            right.append(question)
    assert len(right) >= len(ASKED) - 1, right


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2022 World Cup?",
        "How do I bake sourdough bread?",
        "What is the boiling point of water?",
        "Who wrote Hamlet?",
        "hello",
        "asdf qwer zxcv",
        "What is the weather in Lisbon?",
    ],
)
def test_the_reader_declines_what_the_articles_do_not_tell(reading: AnswerChain, question: str) -> None:
    reply = reading.invoke(question)
    assert isinstance(reply, Abstention), reply
    assert reply.reason == "The articles do not answer this."
    assert all(near.quote in near.article.text for near in reply.nearest)


def test_unrelated_questions_of_the_invented_set_are_declined(model: Encoder, tmp_path: Path) -> None:
    archive = Archive.create(tmp_path / "border", model)
    list(archive.add(read_paths([INVENTED / "border" / "articles"])))
    chain = AnswerChain(archive, Reader(archive, model=TableReader({})))
    lines = (INVENTED / "border" / "questions.jsonl").read_text("utf-8").splitlines()
    unrelated = [asked["question"] for line in lines if (asked := json.loads(line))["kind"] == "unrelated"]
    answered = [question for question in unrelated if isinstance(chain.invoke(question), Answer)]
    # Calibrated to at most 2 %; one more may pass where another processor rounds differently.
    assert len(answered) <= 1, answered
