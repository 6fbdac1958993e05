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
from qa.dated import TELLS, is_sentence, names_only_days, nearness, report_of, topic_of
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
    assert 0 < near[2] < near[0] == near[3] < 1


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


def test_what_happened_is_told_by_how_news_of_the_days_begins(make_archive: Callable[..., Archive]) -> None:
    fire = article(
        "The mill in Kiruna burned down on Monday. Its owner bought it in 1990. Crews left on Tuesday.",
        "fire",
        published=date(2021, 3, 3),
    )
    passing = article(
        "The mill, which burned in March 2021, is rebuilt.", "later", published=date(2022, 5, 5)
    )
    table = article("Mill 2021 Mine\n\nMarch 2021", "table", published=date(2021, 3, 9))
    undated = article("What happened there was news to many people in town.", "undated")
    archive = make_archive(fire, passing, table, undated)
    chain = AnswerChain(archive, Reader(archive))
    reply = chain.invoke(Query("What happened in March 2021?", as_of=date(2023, 1, 1)))
    assert isinstance(reply, Answer)
    quotes = [citation.quote for citation in reply.citations]
    assert quotes[0] == "The mill in Kiruna burned down on Monday."
    assert len({citation.article.key for citation in reply.citations}) == len(quotes)
    assert not any(citation.article.key in ("table", "undated") for citation in reply.citations)


def test_what_is_told_of_a_decade_does_not_say_what_happened_in_a_month(
    make_archive: Callable[..., Archive],
) -> None:
    mill = article("The mill was shut from 1990 to 2010.", published=date(2021, 3, 3))
    archive = make_archive(mill, article("What happened was not in the news."))
    reply = AnswerChain(archive, Reader(archive)).invoke("What happened in June 1998?")
    assert isinstance(reply, Abstention)
    assert reply.reason == (
        "No article is of the days asked for, 1 June 1998 to 30 June 1998: the newest is of 3 March 2021."
    )


def test_a_headline_and_a_row_of_a_table_tell_least() -> None:
    text = "2015 2016\nMill burns down in July\nThe mill by the river burned down."
    passage = Passage(1, article(text, "a", published=date(2019, 7, 9)), 0, len(text))
    starts = [0, text.index("Mill b"), text.index("The mill")]
    ends = [9, text.index("\nThe"), len(text)]
    scores = [report_of(JULY, passage, *span, {}) for span in zip(starts, ends, strict=True)]
    assert scores[2] > 1
    assert max(scores[:2]) < 0.01


def test_a_byline_is_no_sentence() -> None:
    assert is_sentence("The mill by the river burned down.")
    assert not is_sentence("/Millpress/.")
    assert not is_sentence("To contact the reporter on this story: Viggo Sandt in Thalborg")
