from datetime import date

import pytest

from index.dates import DateRange, parse_range
from qa.errors import InvalidQuestion
from qa.query import Query, read_dates
from qa.questions import could_answer, missing_names, wanted
from qa.short_answers import short_answer


@pytest.mark.parametrize("question", ["", "   ", "?!", "\n"])
def test_an_empty_question_cannot_be_asked(question: str) -> None:
    with pytest.raises(InvalidQuestion, match="ask something"):
        Query(question)


def test_a_pasted_text_is_no_question() -> None:
    with pytest.raises(InvalidQuestion, match="shorten it"):
        Query("why " * 500)


@pytest.mark.parametrize(
    ("question", "prefer"),
    [
        ("What happened in July 2019?", parse_range("2019-07")),
        ("What happened between March and on 3 May 2021?", parse_range("2021-05-03")),
        ("What was said from May 2020 to July 2021?", DateRange(date(2020, 5, 1), date(2021, 7, 31))),
        ("What happened?", None),
    ],
)
def test_dates_in_a_question_prefer(question: str, prefer: DateRange | None) -> None:
    assert read_dates(Query(question)).prefer == prefer


def test_what_a_user_prefers_stands() -> None:
    query = Query("What happened in 2019?", prefer=parse_range("2020"))
    assert read_dates(query) == query


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who leads the delegation?", "person"),
        ("When was it installed?", "time"),
        ("What year was it?", "time"),
        ("Where did they meet?", "place"),
        ("In which city did they meet?", "place"),
        ("How many were rescued?", "number"),
        ("Why did he resign?", "reason"),
        ("What is the dispute about?", "other"),
    ],
)
def test_a_question_tells_what_it_asks_for(question: str, expected: str) -> None:
    assert wanted(question).expected == expected


def test_the_names_of_a_question_are_its_capitals_and_numbers() -> None:
    assert wanted("Did South Korea's minister meet 3 men in Sarvik?").names == (
        "south",
        "korea",
        "3",
        "sarvik",
    )


def test_names_may_stand_in_the_date_of_publication() -> None:
    names = ("november", "2019", "kim")
    assert missing_names(names, "Lee spoke.", None) == 3
    assert missing_names(names, "Kim spoke.", date(2019, 11, 28)) == 0


@pytest.mark.parametrize(
    ("question", "sentence", "fits"),
    [
        ("When did it sink?", "It sank on Tuesday.", True),
        ("When did it sink?", "It sank quickly.", False),
        ("Who sank it?", "Captain Orla Brenn sank it.", True),
        ("Who sank it?", "It sank quickly.", False),
        ("How many drowned?", "Thirty-one drowned, 12 of them crew.", True),
        ("Where did it sink?", "It sank off Cape Brenn.", True),
        ("What sank?", "The ferry sank.", None),
    ],
)
def test_a_sentence_holds_the_kind_of_thing_or_not(question: str, sentence: str, fits: bool | None) -> None:
    assert could_answer(sentence, wanted(question)) is fits


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("When was the statue installed?", "The statue was installed across the street in 2011.", "2011"),
        ("How many dockers walked out?", "On Monday 4,200 dockers walked out of 3 ports.", "4,200"),
        ("Who leads it?", "Chung Byung-won leads the delegation.", "Chung Byung-won"),
        ("When did they meet?", "They met on Tuesday, after talks in March 2020.", None),  # two candidates
        ("Who signed?", "Jane Roe and John Doe signed.", None),
        ("Who met Jane Roe?", "Jane Roe met the press.", None),
        ("What is it about?", "It is about 3 fish.", None),
    ],
)
def test_a_short_answer_is_the_only_candidate_or_none(
    question: str, sentence: str, short: str | None
) -> None:
    assert short_answer(question, wanted(question), sentence) == short
    assert short is None or short in sentence
