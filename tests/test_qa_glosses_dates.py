"""Weekdays are dated where their sentence surely says which they are, and left open elsewhere."""

from datetime import date

import pytest
from fakes import article

from index.dates import DateRange
from index.facts import Told
from index.passages import Passage
from index.told import told_dates
from qa.dated import report_of
from qa.glosses.glossing import glosses_of
from qa.told_surely import is_sure

WEDNESDAY = date(2023, 5, 17)


def glossed(text: str, published: date = WEDNESDAY) -> list[tuple[str, str]]:
    """The date glosses of the last sentence of a text, each sentence on a line of its own."""
    story = article(text.replace("\n", " "), published=published)
    told = [Told(one.range, one.start, one.end) for one in told_dates(story.text, published)]
    found = glosses_of(story, text.rfind("\n") + 1, len(text), told)
    return [(story.text[one.start : one.end], one.meaning) for one in found if one.kind == "date"]


@pytest.mark.parametrize(
    ("sentence", "glosses"),
    [
        ("The mayor said on Tuesday that the pool was safe.", [("on Tuesday", "16 May 2023")]),
        ("A farmer was killed on Friday.", [("on Friday", "12 May 2023")]),
        ("The bank left its rate unchanged on Tuesday.", [("on Tuesday", "16 May 2023")]),
        ("On Monday the army shelled the port.", [("On Monday", "15 May 2023")]),
        ("The town council on Monday rejected the plan.", [("on Monday", "15 May 2023")]),
        ("Two boats sank on Sunday, drowning six.", [("on Sunday", "14 May 2023")]),
        ("The pool did not open on Monday.", [("on Monday", "15 May 2023")]),
        ("Nobody was hurt in Tuesday's blast.", [("in Tuesday", "16 May 2023")]),
        ("Doctors began a second strike on Monday.", [("on Monday", "15 May 2023")]),
        ("She had asked the clerk on Monday to leave.", [("on Monday", "15 May 2023")]),
        ("The mayor told reporters on Tuesday she was ill.", [("on Tuesday", "16 May 2023")]),
        ("Officials said the water on Monday was clear.", [("on Monday", "15 May 2023")]),
        ("The pool reopened on Monday, and shops follow on Friday.", [("on Monday", "15 May 2023")]),
        ("The road has been shut since Monday.", [("Monday", "15 May 2023")]),
    ],
)
def test_what_was_is_dated_to_the_week_behind(sentence: str, glosses: list[tuple[str, str]]) -> None:
    assert glossed(sentence) == glosses


@pytest.mark.parametrize(
    ("sentence", "glosses"),
    [
        ("The cut-off is Monday.", [("Monday", "22 May 2023")]),
        ("The burial is on Saturday.", [("on Saturday", "20 May 2023")]),
        ("The pool reopens on Friday.", [("on Friday", "19 May 2023")]),
        ("Islanders go to the polls on Sunday.", [("on Sunday", "21 May 2023")]),
        ("The council is to meet on Thursday.", [("on Thursday", "18 May 2023")]),
        ("The fair will last until Sunday.", [("Sunday", "21 May 2023")]),
        ("The firm expects to mend the pipe by Friday.", [("Friday", "19 May 2023")]),
        ("She said the clinic would close on Friday.", [("on Friday", "19 May 2023")]),
    ],
)
def test_what_is_to_come_is_dated_to_the_days_ahead(sentence: str, glosses: list[tuple[str, str]]) -> None:
    assert glossed(sentence) == glosses


@pytest.mark.parametrize(
    "sentence",
    [
        "The union said a ballot on Friday would settle it.",
        "The clerk called a rally on Sunday.",
        "The governor banned a march on Saturday.",
        "The king declared Friday a holiday.",
        "The envoy denied that she had agreed to a truce on Thursday.",
        "Who would win if the race were held on Sunday?",
        "Three men were ordered to appear before a judge on Thursday.",
        "The firm gave the crew until Monday to answer.",
        "The visit came days before Sunday's election.",
        "The offices closed the following Monday.",
        "The guard was warned the previous Friday.",
        "The talks were called for that Sunday.",
        "The Tuesday after, the guard fled.",
        "The guard fled one Sunday in June last year.",
        "On the Wednesday the guard fled.",
        "Fans queued for tickets to a concert on Saturday.",
        "The island braced for a storm on Friday.",
        "She announced that she was leaving on Friday.",
        "The court heard that he had left home on Friday.",
        "They are getting married on Saturday.",
        "Members meet on Friday evenings.",
        "The two will meet on Wednesday.",  # today, or in a week
        "The two met on Friday or Saturday.",
        "The two meet next Friday.",  # of this week, or of the next
        "On Sunday Norway votes in an election called by the king.",
        "It was said that work would begin on Tuesday.",  # at most four days ahead of what was said
    ],
)
def test_what_may_be_two_days_is_left_open(sentence: str) -> None:
    assert not [gloss for gloss in glossed(sentence) if "day" in gloss[0]]


@pytest.mark.parametrize(
    "text",
    [
        "On 3 May 2019 the first depositors came.\nThe tills were emptied on Friday.",
        "The fund failed in 2016.\nIts doors were shut on Friday.",
        "On 9 March the fund failed.\nIts doors were shut on Friday.",
        "The fund grew last year, it wrote in its report for 2012.",
        "Taxes will fall next year, a minister promised in 2019.",
        "In her diary for June 2019 she wrote of a journey next month.",
        "In the novel, set in 1950, a nurse returns on Sunday.",
    ],
)
def test_what_is_told_of_another_year_is_not_dated_from_the_article(text: str) -> None:
    assert glossed(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The fund was founded in 1990.\nIt said on Tuesday that it would close.",
        "The fund, founded in 1990, said on Tuesday that it would close.",
        "The fund said on Tuesday that it had lost money in 2020.",
        "The ship, which was built in 1984, went down on Tuesday.",
        "A driver was jailed on Tuesday for the deaths of six people in 2021.",
    ],
)
def test_a_year_of_something_else_leaves_the_day(text: str) -> None:
    assert glossed(text) == [("on Tuesday", "16 May 2023")]


def test_the_year_before_is_no_other_time_in_january() -> None:
    text = "The crown was stolen on 20 December 2022.\nA guard was arrested on Friday."
    assert glossed(text, date(2023, 1, 3)) == [("on Friday", "30 December 2022")]


def test_days_that_are_stored_otherwise_than_they_are_read_are_not_sure() -> None:
    story = article("The cut-off is Monday.", published=WEDNESDAY)
    behind, ahead = (DateRange(date(2023, 5, day), date(2023, 5, day)) for day in (15, 22))
    assert not is_sure(story, 0, len(story.text), Told(behind, 15, 21))
    assert is_sure(story, 0, len(story.text), Told(ahead, 15, 21))


def test_a_day_that_is_not_sure_answers_nothing() -> None:
    text = "The clerk banned a march on Sunday. Six people were hurt on Sunday."
    passage = Passage(1, article(text, "a", published=WEDNESDAY), 0, len(text))
    sunday = DateRange(date(2023, 5, 14), date(2023, 5, 14))
    told = {1: [Told(one.range, one.start, one.end) for one in told_dates(text, WEDNESDAY)]}
    assert [report_of(sunday, passage, *span, told) for span in passage.sentences] == [0, 1]
