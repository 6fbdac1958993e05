from datetime import date

import pytest
from fakes import article
from hypothesis import given
from hypothesis import strategies as st

from qa.comparison.agreement import Agreement, Claim, agreement, same_answer
from qa.questions import Expected

WEDNESDAY = date(2021, 7, 28)


def compared(one: str, two: str, expected: Expected, day: date | None = None) -> bool | None:
    told = same_answer(one, two, expected, published=(day, day))
    assert same_answer(two, one, expected, published=(day, day)) is told
    return told


@pytest.mark.parametrize(
    ("expected", "one", "two"),
    [
        ("person", "Esper", "Mark Esper"),
        ("person", "Mark Esper", "U.S. Defense Secretary Mark Esper"),
        ("person", "Esper", "Mark Esper, the U.S. Defense Secretary"),
        ("person", "M. Esper", "Mark Esper"),
        ("person", "Ms Dross", "Kaila Dross"),
        ("person", "Esper’s", "ESPER"),
        ("person", "spokesman Kaj Torrel", "Kaj Torrel"),
        ("place", "Córdoba", "Cordoba"),
        ("place", "near Saltgate", "Saltgate"),
        ("other", "the U.S.", "US"),
        ("other", "United States", "U.S."),
        ("other", "GSOMIA", "General Security of Military Information Agreement"),
        ("other", "the European Union", "EU"),
        ("other", "11 percent", "11 pct"),
        ("other", "smoked fish", "smoked fish and timber"),
        ("reason", "because of a leaking fuel valve", "a leaking fuel valve"),
        ("number", "38", "thirty-eight people"),
        ("number", "none", "none"),
        ("number", "$5 billion", "5 billion dollars"),
        ("place", "the city of Lund", "Lund"),
        ("time", "July 2021", "27 July 2021"),
        ("time", "December 9", "9 December 2014"),
        ("time", "9:30 a.m.", "9:30"),
        ("time", "27 to 24", "27-24"),
    ],
)
def test_one_thing_is_said_in_many_ways(expected: Expected, one: str, two: str) -> None:
    assert compared(one, two, expected) is True


@pytest.mark.parametrize(
    ("expected", "one", "two"),
    [
        ("person", "Mark Esper", "James Mattis"),
        ("person", "President Ozhal", "Ignacia Bruel"),
        ("place", "the village of Lokke", "the village of Skarrow"),
        ("number", "38", "34"),
        ("other", "61 to 38", "62-37"),
        ("place", "11 percent", "12 percent"),
        ("time", "1967", "in 1969"),
        ("time", "9 December", "7 December 2014"),
        ("time", "April 2016", "May 2016"),
        ("time", "7 a.m.", "9 p.m."),
    ],
)
def test_certain_differences_are_told(expected: Expected, one: str, two: str) -> None:
    assert compared(one, two, expected) is False


@pytest.mark.parametrize(
    ("expected", "one", "two"),
    [
        ("person", "the president of Oromund", "Daurin Ozhal"),
        ("person", "the minister", "Foreign Minister Mark Esper"),
        ("person", "Pia Vask", "Joren Vask"),
        ("person", "Ozhal", "Bruel"),  # one name each: a person may have both
        ("person", "Muammar Gaddafi", "Moammar Kadafi"),
        ("person", "the White House", "Donald Trump"),
        ("person", "Mark Esper's wife", "Mark Esper"),
        ("person", "Harold Benn and Priya Sandell", "Joris Maddern"),
        ("place", "Paris", "France"),
        ("place", "Hotel Adler", "Paris"),
        ("other", "not guilty", "guilty"),
        ("other", "in 1998 an arrangement was made", "it lapsed in 2003 and was not replaced"),
        ("reason", "41 tunnels were needed", "52 bridges were needed"),
        ("time", "Tuesday", "Wednesday"),
        ("time", "by September 2018", "September 2017"),
        ("time", "before the first frost", "1967"),
        ("other", "", "guilty"),
        ("number", "€5 billion", "$5 billion"),
        ("other", "€5 billion", "$5 billion"),
        ("number", "50,000 crowns", "50,000 euros"),
        ("number", "5%", "5"),
        ("number", "50%", "50 people"),
        ("number", "-5 degrees", "5 degrees"),
        ("other", "2-1", "2.1"),
        ("number", "fewer than half", "half"),
        ("number", "not 23", "23"),
        ("person", "opponents of Ozhal", "Ozhal"),
        ("person", "Ozhal's lawyer", "Ozhal"),
        ("place", "the mayor of Lund", "Lund"),
    ],
)
def test_what_cannot_be_compared_is_left_open(expected: Expected, one: str, two: str) -> None:
    assert compared(one, two, expected) is None


@pytest.mark.parametrize(
    ("one", "two", "told"),
    [
        ("Tuesday", "27 July", True),
        ("yesterday", "Tuesday", True),
        ("two weeks ago", "14 July", True),
        ("on Tuesday", "Wednesday", False),
        ("last year", "2018", False),
        ("Tuesday night", "early on Wednesday", None),
        ("Tuesday at 7 p.m.", "Tuesday at 9 p.m.", False),
        ("next October", "October 2023", None),
    ],
)
def test_days_are_seen_from_the_day_of_their_article(one: str, two: str, told: bool | None) -> None:
    assert compared(one, two, "time", WEDNESDAY) is told


def test_tuesday_of_another_week_is_another_day() -> None:
    month_later = date(2021, 8, 28)
    assert same_answer("Tuesday", "Tuesday", "time", published=(WEDNESDAY, month_later)) is False
    assert same_answer("Tuesday", "Tuesday", "time", published=(WEDNESDAY, WEDNESDAY)) is True


SAID = (
    "38|about 40|1.2 million|Tuesday|27 July|July 2021|Mark Esper|Esper|Ms Dross|U.S.|the United States|EU|"
    "Paris|the village of Lokke|not guilty|61 to 38|"
    "next October|GSOMIA|9:30 a.m.|5 percent|no one|1967|at least 9"
).split("|")
ANSWERS = st.one_of(st.sampled_from(SAID), st.text(max_size=30))
EXPECTED = st.sampled_from(("person", "time", "place", "number", "reason", "other"))
DAYS = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2030, 1, 1)))


@given(ANSWERS, ANSWERS, EXPECTED, DAYS, DAYS)
def test_comparing_knows_no_first_and_second(
    one: str, two: str, expected: Expected, day: date | None, other: date | None
) -> None:
    told = same_answer(one, two, expected, published=(day, other))
    assert same_answer(two, one, expected, published=(other, day)) is told


@given(ANSWERS, EXPECTED, DAYS)
def test_an_answer_is_never_another_than_itself(text: str, expected: Expected, day: date | None) -> None:
    if any(letter.isalnum() for letter in text):
        assert same_answer(text, text, expected, published=(day, day)) is True


def claim(text: str, confidence: float, group: str, day: int | None = 1) -> Claim:
    published = date(2021, 3, day) if day else None
    return Claim(text, confidence, article("The toll.", f"{group}-{text}-{day}", published=published), group)


def test_a_single_claim_is_one() -> None:
    assert agreement([claim("14", 0.9, "a")], "number") == Agreement("one", (0,))


def test_no_claim_is_no_agreement() -> None:
    with pytest.raises(ValueError, match="one claim or more"):
        agreement([], "number")


def test_copies_of_a_story_are_one_source() -> None:
    assert agreement([claim("14", 0.9, "a"), claim("fourteen", 0.8, "a")], "number") == Agreement("one", (0,))


def test_several_sources_agree_the_newest_first_and_the_best_among_them() -> None:
    claims = [claim(f"{about}14", 0.9 - place / 100, f"{place}", 1 + place)
              for place, about in enumerate(("", "about ", "some ", ""))]  # fmt: skip
    assert agreement(claims, "number") == Agreement("agree", (3, 2, 0))


def test_what_is_far_less_sure_supports_nothing() -> None:
    claims = [claim("14", 0.5, "a"), claim("fourteen", 0.1, "b"), claim("14", 0.09, "c")]
    assert agreement(claims, "number") == Agreement("agree", (0, 1))


def test_a_day_of_no_known_year_is_in_no_year() -> None:
    for year in ("1950-53", "2019"):
        assert same_answer(year, "March 22", "time", published=(WEDNESDAY, None)) is None
    assert same_answer("2021", "March 22", "time", published=(WEDNESDAY, WEDNESDAY)) is True
    assert same_answer("April 2016", "18 April", "time") is True


def test_a_later_higher_toll_differs() -> None:
    claims = [claim("14", 0.9, "a", 2), claim("20", 0.85, "b", 5), claim("twenty", 0.3, "c", 4)]
    assert agreement(claims, "number") == Agreement("differ", (0,), ((1, 2),))


def test_different_answers_stand_apart_the_newest_first() -> None:
    claims = [claim("14", 0.9, "a", 9), claim("20", 0.85, "b", 5), claim("23", 0.8, "c", 7)]
    assert agreement(claims, "number").others == ((2,), (1,))


def test_an_unsure_rival_starts_no_dispute() -> None:
    claims = [claim("14", 0.9, "a"), claim("20", 0.5, "b")]
    assert agreement(claims, "number") == Agreement("one", (0,))
    assert agreement(claims, "number", near=0.5).kind == "differ"


def test_what_cannot_be_compared_starts_no_dispute() -> None:
    claims = [claim("38", 0.9, "a"), claim("about 30", 0.9, "b"), claim("dozens", 0.9, "c")]
    assert agreement(claims, "number").others == ()


def test_a_story_that_tells_of_both_is_no_rival() -> None:
    claims = [
        claim("Harold Benn", 0.9, "a"),
        claim("Priya Sandell", 0.9, "b"),
        claim("Harold Benn", 0.4, "b"),
    ]
    assert agreement(claims, "person").kind == "agree"
    assert agreement(claims[:2], "person").kind == "differ"


def test_undated_claims_come_last() -> None:
    claims = [claim("14", 0.9, "a", None), claim("14", 0.8, "b", 3)]
    assert agreement(claims, "number").supporters == (1, 0)


CLAIMS = st.lists(
    st.builds(
        claim,
        st.sampled_from(["14", "about 15", "20", "twenty", "dozens", "23 people", "at least 18"]),
        st.floats(0, 1),
        st.sampled_from("abcd"),
        st.one_of(st.none(), st.integers(1, 28)),
    ),
    min_size=1,
    max_size=8,
)


@given(CLAIMS)
def test_no_story_stands_on_two_sides(claims: list[Claim]) -> None:
    found = agreement(claims, "number")
    supporting = {claims[place].group for place in found.supporters}
    assert (found.kind == "differ") == bool(found.others)
    assert 1 <= len(found.supporters) == len(supporting) <= 3
    assert max(claim.confidence for claim in claims) in [
        claims[place].confidence for place in found.supporters
    ]
    for other in found.others:
        assert not supporting & {claims[place].group for place in other}


@given(CLAIMS)
def test_the_order_of_the_claims_decides_no_kind(claims: list[Claim]) -> None:
    ranked = [(claim.confidence, claim.article.published) for claim in claims]
    if len(set(ranked)) == len(ranked):
        assert agreement(claims, "number").kind == agreement(claims[::-1], "number").kind


def named(text: str, body: str, group: str) -> Claim:
    return Claim(text, 0.9, article(body, group, published=date(2021, 7, 1)), group)


def test_a_surname_agrees_only_where_its_article_has_no_other_bearer() -> None:
    full = named("Ida Vask", "Ida Vask won.", "one")
    alone = named("Vask", "Vask won. Ida Vask said so.", "two")
    between = named("Vask", "Ida Vask met Joren Vask. Vask won.", "three")
    other = named("Vask", "Joren Vask ran. Vask won.", "four")
    assert agreement([full, alone], "person").kind == "agree"
    assert agreement([full, between], "person").kind == "one"
    assert agreement([full, other], "person").kind == "one"
    assert agreement([alone, other], "person").kind == "one"
