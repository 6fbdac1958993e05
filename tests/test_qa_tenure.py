"""Who has left an office is not said to hold it."""

import pytest

from qa.tenure import asks_who_is, has_left


@pytest.mark.parametrize(
    ("question", "is_so"),
    [
        ("Who is the mayor?", True),
        ("Who’s mayor of Lund?", True),
        ("Who leads the party?", True),
        ("Who was the mayor?", False),
        ("Who won?", False),
    ],
)
def test_who_is_asks_for_today(question: str, is_so: bool) -> None:
    assert asks_who_is(question) is is_so


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ida Berg resigned on Saturday.",
        "The names were read by former mayor Ida Berg.",
        "Berg, who took office in 2014, stepped down last week.",
        "Ida Berg was replaced by Olof Dahl.",
        "Olof Dahl succeeded Ida Berg in May.",
        "Ms Berg died on Sunday.",
        "Ida Berg, the former mayor, spoke.",
    ],
)
def test_who_has_left_is_known_by_the_reports(sentence: str) -> None:
    assert has_left("Mayor Ida Berg", ["The mill burned.", sentence])


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ida Berg opened the mill.",
        "Ida Berg replaced Olof Dahl as mayor.",
        "Her rival, former mayor Stephen Berg, won 39 percent.",
        "Ida Berg took office after Olof Dahl resigned.",
        "Ida Berg thanked those who resigned.",
    ],
)
def test_who_is_still_there_has_not_left(sentence: str) -> None:
    assert not has_left("Mayor Ida Berg", [sentence])


def test_what_names_no_person_has_left_nothing() -> None:
    assert not has_left("the mayor", ["The former mayor resigned."])
