"""What a question about days asks for beside them, and which sentences are of those days."""

from collections.abc import Callable
from datetime import date

import pytest
from fakes import article

from index.archive import Archive
from index.dates import DateRange
from index.facts import Told
from index.passages import Passage
from qa.answering import Abstention, Answer, AnswerChain
from qa.dated import TELLS, names_only_days, nearness, topic_of
from qa.query import Query
from qa.reader import Reader

JULY = DateRange(date(2019, 7, 1), date(2019, 7, 31))
STORY = (
    "The port reopened on Monday. In July, the council closed the old bridge to lorries. "
    "In 2018, it had promised a new one. The ferry goes on."
)


@pytest.mark.parametrize(
    ("question", "phrases", "topic"),
    [
        ("What happened in July 2019?", ("in July 2019",), "What happened ?"),
        ("Between May and July 2021, who left?", ("Between May and July 2021",), ", who left?"),
        ("What did Japan do last week?", ("last week",), "What did Japan do ?"),
    ],
)
def test_the_topic_is_what_is_left_beside_the_days(
    question: str, phrases: tuple[str, ...], topic: str
) -> None:
    assert topic_of(question, phrases) == topic


def test_a_question_may_name_nothing_but_its_days() -> None:
    assert names_only_days("What happened ?")
    assert names_only_days("What’s the news ?")
    assert not names_only_days("What happened in Seoul ?")
    assert not names_only_days(", who left?")


def test_a_sentence_is_of_the_days_it_tells_of_else_of_its_articles() -> None:
    november = Passage(1, article(STORY, "a", published=date(2019, 11, 28)), 0, len(STORY))
    year = DateRange(date(2018, 1, 1), date(2018, 12, 31))
    told = {1: (Told(JULY, 29, 36), Told(year, 86, 93))}
    spans = november.sentences
    assert [nearness(JULY, november, start, end, told) for start, end in spans] == [0, 1, 0, 0]
    assert nearness(year, november, *spans[2], told) == 1
    month = DateRange(date(2018, 3, 1), date(2018, 3, 31))
    assert nearness(month, november, *spans[2], told) == 0  # a year says little of a month
    in_july = Passage(1, article(STORY, "a", published=date(2019, 7, 9)), 0, len(STORY))
    near = [nearness(JULY, in_july, start, end, told) for start, end in spans]
    assert near[1] == 1
    assert near[2] == 0
    assert 0 < near[0] == near[3] < 1


def test_a_november_article_tells_what_happened_in_july(make_archive: Callable[..., Archive]) -> None:
    archive = make_archive(article(STORY, "a", published=date(2019, 11, 28)))
    chain = AnswerChain(archive, Reader(archive))
    reply = chain.invoke("What happened in July 2019?")
    assert isinstance(reply, Answer)
    assert reply.confidence == TELLS
    (citation,) = reply.citations
    assert citation.quote == "In July, the council closed the old bridge to lorries."
    other = chain.invoke("What happened in March 2015?")
    assert isinstance(other, Abstention)
    assert other.reason.endswith("the newest is of 28 November 2019.")
    week = chain.invoke(Query("What happened last week?", as_of=date(2021, 5, 4)))
    assert isinstance(week, Abstention)
    assert "26 April 2021 to 2 May 2021: the newest is of 28 November 2019" in week.reason
