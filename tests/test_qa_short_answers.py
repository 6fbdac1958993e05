"""A short answer has its bounds with it, is no clause, and says which Saturday it is."""

from datetime import date

import pytest
from fakes import article

from qa.citations import Citation, Gloss, Sentence
from qa.short_answers import glosses_within, lacks_its_day, short_of

HOW_MANY = "How many people were hurt?"
WHEN = "When did the mill burn?"


def shown(question: str, marked: str) -> str | None:
    """Widen or trim the words between brackets."""
    start, end = marked.index("["), marked.index("]") - 1
    sentence = marked.replace("[", "").replace("]", "")
    span = short_of(question, sentence, (start, end))
    return sentence[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("question", "marked", "short"),
    [
        (HOW_MANY, "[Nine] people were hurt.", "Nine"),
        (HOW_MANY, "Fewer than [half] were hurt.", "Fewer than half"),
        (HOW_MANY, "At least [14 people were hurt], police said.", "At least 14 people"),
        (HOW_MANY, "Up to [10 people] were hurt.", "Up to 10 people"),
        (HOW_MANY, "Police say that at least [nine] were hurt.", "at least nine"),
        (HOW_MANY, "No more than [48] were hurt.", "No more than 48"),
        (HOW_MANY, "It hurt about [80,000].", "about 80,000"),
        (HOW_MANY, "It hurt [nine] or more.", "nine or more"),
        (HOW_MANY, "The fire hurt another [nine].", "another nine"),
        ("How much will it cost?", "It will cost as much as $[5] million.", "as much as $5 million"),
        ("How cold was it?", "It was minus [5 degrees].", "minus 5 degrees"),
        ("By how much did it rise?", "It rose by [3] percent.", "3 percent"),
        ("How many were there?", "There were between [40 and 50] men.", "between 40 and 50"),
        ("How old is the cup?", "They stole a [3,300]-year-old cup.", "3,300-year-old"),
        ("How old is she?", "Berg, [61], leads it.", "61"),
        ("How long was the strike?", "It was a [12]-day strike.", "12-day"),
        ("How long were they out?", "They were out for [three weeks].", "three weeks"),
        ("How high is it?", "It is [54 m] high.", "54 m"),
        (HOW_MANY, "A [12]-member panel was hurt.", "12"),
        (HOW_MANY, "[One] was hurt.", "One"),
        (HOW_MANY, "[None] of them was hurt.", "None"),
        (HOW_MANY, "It hurt [dozens].", "dozens"),
        (HOW_MANY, "It hurt [a million].", "a million"),
        ("At what time did it burn?", "It burned at [3:40 a.m].", "3:40 a.m."),
        ("Which company did it?", "It was [Berg Inc].", "Berg Inc"),
        (WHEN, "It burned on [Saturday at the age of 81].", "Saturday"),
        (WHEN, "It burned before [Tuesday].", "before Tuesday"),
        ("When will it open?", "It will open by [the end of 2023].", "by the end of 2023"),
        ("Who leads it?", "It is led by [Anna Berg].", "Anna Berg"),
        ("Who did it?", "It was [a man who was seen in Lund].", "a man who was seen in Lund"),
        (WHEN, "It burned [after the war was lost].", "after the war was lost"),
        ("What did she say?", "She said [it was over].", "it was over"),
    ],
)
def test_the_words_that_bound_an_answer_belong_to_it(question: str, marked: str, short: str) -> None:
    assert shown(question, marked) == short


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("Who promised it?", "[It] also promised 1 billion yen."),
        ("Who leads it?", "[She] has led it since May."),
        ("Which of them won?", "In the end [the latter] won."),
    ],
)
def test_a_word_that_points_back_is_no_short_answer(question: str, marked: str) -> None:
    assert shown(question, marked) is None


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("What minimum price did they set?", "They announced [a floor price]."),
        (HOW_MANY, "It hurt [the crew]."),
        ("How much did they pay?", "They would not say [what they paid]."),
        ("How long were they out?", "The [4,200] dockers were out for weeks."),
        ("How far is it?", "It moved [1998] houses."),
    ],
)
def test_an_amount_that_is_none_or_has_no_unit_is_no_short_answer(question: str, marked: str) -> None:
    assert shown(question, marked) is None


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("Which judge spoke?", "[The judge who leads the panel is from Lund.]"),
        ("Which judge spoke?", "He said [the judge was from Lund]."),
        (HOW_MANY, "Of [all those there nine were hurt], police said."),
        (WHEN, "It was the worst fire since [February]."),
    ],
)
def test_a_clause_and_a_day_since_which_are_no_short_answers(question: str, marked: str) -> None:
    assert shown(question, marked) is None


def quoted(text: str, *glossed: tuple[str, str]) -> Sentence:
    told = article(text, published=date(2022, 4, 4))
    starts = [(text.index(words), words, meaning) for words, meaning in glossed]
    glosses = [Gloss("date", at, at + len(words), meaning, None) for at, words, meaning in starts]
    return Sentence.quoting(Citation(1, told, 0, len(text)), tuple(glosses))


BURNED = "The mill burned on Saturday."


def test_a_day_of_the_week_is_given_only_where_it_is_known_which() -> None:
    glossed = quoted(BURNED, ("on Saturday", "2 April 2022"))
    assert not lacks_its_day(WHEN, "Saturday", glossed)
    assert [gloss.meaning for gloss in glosses_within("Saturday", glossed)] == ["2 April 2022"]
    assert lacks_its_day(WHEN, "Saturday", quoted(BURNED))


@pytest.mark.parametrize("short", ["Saturday", "next year", "Ten years ago", "two days later", "yesterday"])
def test_what_rests_on_an_unknown_day_is_not_given(short: str) -> None:
    assert lacks_its_day(WHEN, short, quoted(f"It was {short}, he said."))


@pytest.mark.parametrize(
    "short", ["2 April 2022", "Saturday, 2 April 2022", "1950", "in May", "at noon", "3 May"]
)
def test_a_day_of_the_calendar_may_be_given(short: str) -> None:
    assert not lacks_its_day(WHEN, short, quoted(f"It was {short}, he said."))


def test_a_relative_day_in_a_sentence_of_another_year_is_not_given() -> None:
    text = "The law will change next year, a minister promised in 2019."
    assert lacks_its_day("When will it change?", "next year", quoted(text, ("next year", "2023")))


def test_a_saturday_that_stands_twice_may_be_either() -> None:
    text = "It burned on Saturday, and the mayor came on Saturday."
    assert lacks_its_day(WHEN, "Saturday", quoted(text, ("on Saturday", "2 April 2022")))


def test_only_days_rest_on_the_day_of_the_report() -> None:
    assert not lacks_its_day("Which paper burned?", "the Saturday Echo", quoted("It was the Saturday Echo."))
