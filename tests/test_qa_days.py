from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from fakes import article

from index.archive import Archive
from index.dates import parse_range
from qa.answering import Abstention, Answer, AnswerChain, Done, Event, Evidence, Reply
from qa.citations import Citation, Sentence
from qa.query import Query

TODAY = date(2021, 6, 15)
STORIES = (
    article("The mill in Kiruna burned on Monday.", "mill", published=date(2021, 3, 3)),
    article("In July, Tokyo tightened its controls of exports.", "controls", published=date(2019, 11, 28)),
    article("The mill in Kiruna was opened.", "opened", published=date(2010, 5, 5)),
)


class FirstSentence:
    """An Answerer that quotes the first sentence of the first passage."""

    def answer(self, query: Query, evidence: Evidence) -> Iterator[Event]:
        passage = evidence.passages[0]
        sentence = Sentence.quoting(Citation(1, passage.article, *passage.sentences[0]))
        yield Done(Answer(query, None, (sentence,), sentence.citations, evidence, 1.0))


@pytest.fixture
def ask(make_archive: Callable[..., Archive]) -> Callable[..., Reply]:
    chain = AnswerChain(make_archive(*STORIES), FirstSentence())

    def ask(question: str, **bounds: Any) -> Reply:
        return chain.invoke(Query(question, **({"as_of": TODAY} | bounds)))

    return ask


def reason(reply: Reply) -> str:
    assert isinstance(reply, Abstention), reply
    return reply.reason


def test_a_question_about_last_week_says_what_the_newest_date_is(ask: Callable[..., Reply]) -> None:
    assert reason(ask("What happened last week?")) == (
        "No article is of the days asked for, 7 June 2021 to 13 June 2021: the newest is of 3 March 2021."
    )
    assert "the newest is of 3 March 2021" in reason(ask("What did the mill in Kiruna do yesterday?"))


def test_what_the_articles_are_all_after_names_the_nearest_date(ask: Callable[..., Reply]) -> None:
    assert "the nearest is of 5 May 2010" in reason(ask("What happened to the mill in 1998?"))
    assert "the nearest is of 28 November 2019" in reason(ask("What burned in December 2019?"))


def test_an_article_of_november_tells_what_happened_in_july(ask: Callable[..., Reply]) -> None:
    reply = ask("What happened in July 2019?")
    assert isinstance(reply, Answer)
    assert reply.citations[0].article.key == "controls"


def test_days_that_are_told_of_are_days_of_evidence(make_archive: Callable[..., Archive]) -> None:
    shut = article("The mill has been shut since 2016.", published=date(2021, 3, 3))
    chain = AnswerChain(make_archive(shut), FirstSentence())
    assert isinstance(chain.invoke(Query("Was the mill shut in 2018?", as_of=TODAY)), Answer)
    assert isinstance(chain.invoke(Query("Was the mill shut in 2015?", as_of=TODAY)), Abstention)


@pytest.mark.parametrize(
    "question",
    [
        "What burned?",
        "What is the latest from Kiruna?",
        "Who won the 2022 World Cup?",
        "What burned before the summit?",
        "What burned in May?",
        "What burned before 2005?",
        "What is the mill in Kiruna today?",
        "What was the profit of the mill in Q3 2012?",
    ],
)
def test_days_that_do_not_bind_are_no_ground_to_abstain(ask: Callable[..., Reply], question: str) -> None:
    assert isinstance(ask(question), Answer)


def test_what_has_nothing_to_do_with_the_days_is_no_evidence(ask: Callable[..., Reply]) -> None:
    for question in ("What happened to the mill in Kiruna in March 2021?", "The mill in Kiruna in 2010?"):
        reply = ask(question)
        assert isinstance(reply, Answer)
        assert {passage.article.key for passage in reply.evidence.passages} == {
            "mill" if "2021" in question else "opened"
        }


def test_a_day_before_all_articles_says_which_is_the_first(ask: Callable[..., Reply]) -> None:
    assert reason(ask("What burned?", as_of=date(2000, 1, 1))) == (
        "No article was published by 1 January 2000: the first is of 5 May 2010."
    )


def test_articles_without_dates_may_be_of_any_day(make_archive: Callable[..., Archive]) -> None:
    chain = AnswerChain(make_archive(article("The mill burned.")), FirstSentence())
    assert isinstance(chain.invoke(Query("What burned last week?", as_of=TODAY)), Answer)


def test_what_a_user_filters_bounds_the_second_search_too(ask: Callable[..., Reply]) -> None:
    reply = ask("What happened in July 2019?", within=parse_range("2021"))
    assert "No article is of the days asked for" in reason(reply)
