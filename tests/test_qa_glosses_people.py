"""Whose words are quoted, and whom "he", "she", "the mayor" and a surname stand for; silence in doubt."""

from datetime import date

import pytest
from fakes import article

from qa.glosses.given_names import sex_of
from qa.glosses.glossing import glosses_of
from qa.glosses.people import people_of
from qa.glosses.sexes import sex_of_person


def _meant(text: str, quoted: str) -> list[tuple[str, str]]:
    """The kind and the meaning of each gloss of the last place where a sentence stands in a text."""
    story = article(text, published=date(2022, 7, 15))
    start = text.rindex(quoted)
    return [(gloss.kind, gloss.meaning) for gloss in glosses_of(story, start, start + len(quoted), ())]


@pytest.mark.parametrize(
    "speaker",
    [
        "said a spokesman for Minister Ada Berg",
        "said the lawyer of Ada Berg",
        "said Ada Berg's lawyer",
        "said Nils Lund, quoting Ada Berg",
        "a source close to Ada Berg said",
        "a friend of Minister Ada Berg said",
        "wrote the daughter of Minister Ada Berg in a letter",
        "said the head of the office, quoting Ada Berg",
        "Ada Berg's lawyer said",
        "unlike Ada Berg, the council said",
        "Minister Ada Berg asked",
        "prosecutor Ada Berg asked the witness",
        "Ada Berg told Nils Lund",
    ],
)
def test_anothers_words_are_not_the_principals(speaker: str) -> None:
    text = f'Minister Ada Berg met Nils Lund, a lawyer, in May.\n\n"It is late," {speaker}. "We will go."'
    assert _meant(text, '"We will go."') == []


@pytest.mark.parametrize(
    ("speaker", "meaning"),
    [
        ("Minister Ada Berg said", "Minister Ada Berg"),
        ("said Minister Ada Berg", "Minister Ada Berg"),
        ("said the office's head, Ada Berg", "Ada Berg"),
        ("said local resident Ada Berg, 31", "Ada Berg"),
        ("Ada Berg, the council's head, told reporters", "Ada Berg"),
        ("the council's head, Dr Ada Berg, said", "Dr Ada Berg"),
        ("Ms. Berg said in a speech", "Minister Ada Berg"),
        ("said Berg", "Minister Ada Berg"),
    ],
)
def test_the_subject_of_the_verb_is_the_speaker(speaker: str, meaning: str) -> None:
    text = f'Minister Ada Berg came in May.\n\n"It is late," {speaker}. "We will go."'
    assert _meant(text, '"We will go."') == [("speaker", meaning)]


def test_an_answer_is_not_the_askers() -> None:
    text = '"Where were you?" Judge Ada Berg said. "At home."'
    assert _meant(text, '"At home."') == []


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("Prosecutor Ann Bell called it shocking.", "He showed no emotion."),
        ("Prosecutor Karl Bell called it shocking.", "He showed no emotion."),  # the convict
        ("Captain Edward Marsh took the wheel.", "She sank within two hours."),
        ("Captain Anna Marsh took the wheel.", "She sank within two hours."),
        ("Coach Anna Rowan trained the filly.", "She won the cup."),
        ("Engineer Karl Rusk gave evidence.", "He had lied to her about it."),
        ("Engineer Karl Rusk gave evidence.", "He lied to him about it."),
        ("Minister Karl Rusk met a suspect.", "He left at noon."),
        ("Minister Karl Rusk met Mayor Peter Lund.", "He left at noon."),
        ("Minister Robin Rusk met Mayor Peter Lund.", "He left at noon."),
        ("Minister Xq Rusk arrived in the evening.", "He left at noon."),  # a man?
    ],
)
def test_he_and_she_are_left_open_where_another_may_be_meant(before: str, sentence: str) -> None:
    assert _meant(f"{before} {sentence}", sentence) == []


@pytest.mark.parametrize(
    ("before", "sentence", "meaning"),
    [
        ("Prime Minister Shinzo Abe visited the town.", "He left at noon.", "Prime Minister Shinzo Abe"),
        ("Prosecutor Karl Bell called it shocking.", "He said it was murder.", "Prosecutor Karl Bell"),
        ("Minister Ada Berg met Mayor Peter Lund.", "She left at noon.", "Minister Ada Berg"),
        ("Spokeswoman Xq Rusk spoke in the evening.", "She left at noon.", "Spokeswoman Xq Rusk"),
        ("Minister Xq Rusk said he was tired.", "He left at noon.", "Minister Xq Rusk"),
        ("Minister Xq Rusk denied the report.", "He said it was false.", "Minister Xq Rusk"),
    ],
)
def test_he_and_she_are_the_one_of_that_sex(before: str, sentence: str, meaning: str) -> None:
    assert ("referent", meaning) in _meant(f"{before} {sentence}", sentence)


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("Mayor Ida Rask of Lunde spoke.", "In nearby Orm, the mayor closed the schools."),
        ("The Finance Ministry spoke. In Kel, an envoy disagreed.", "The ministry sent a note."),
        ("The Supreme Court ruled in May. A local magistrate disagreed.", "The court freed three men."),
        ("Judge Ida Rask spoke. The judge who leads the panel is ill.", "The judge rejected it."),
        ("Founder Karl Calder began in 1950.", "Calder said it would close its dock."),
        ("Founder Karl Calder began in 1950 and sold Calder Motors.", "Calder rose by 3 percent."),
    ],
)
def test_what_is_of_another_place_or_kind_is_left_open(before: str, sentence: str) -> None:
    assert _meant(f"{before} {sentence}", sentence) == []


@pytest.mark.parametrize(
    ("before", "sentence", "meaning"),
    [
        ("In Lunde, Mayor Ida Rask spoke.", "The mayor closed the schools.", "Mayor Ida Rask"),
        ("The Supreme Court ruled in May. It rained.", "In June the court met again.", "Supreme Court"),
        ("Minister Karl Calder came.", "Calder said it was raining.", "Minister Karl Calder"),
    ],
)
def test_plain_cases_are_told(before: str, sentence: str, meaning: str) -> None:
    assert ("referent", meaning) in _meant(f"{before} {sentence}", sentence)


@pytest.mark.parametrize(
    ("name", "sex"),
    [("José", "he"), ("ANNA", "she"), ("Anne-Marie", "she"), ("Robin", None), ("Xq", None), ("", None)],
)
def test_a_given_name_of_one_sex_tells_it(name: str, sex: str | None) -> None:
    assert sex_of(name) == sex


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("Minister Ada Berg came.", "she"),
        ("Minister Xq Berg came. Mr Berg left.", "he"),
        ("Minister Ada Berg came. Mr Berg left.", None),  # contradicted
        ("Her husband, Xq Berg, came.", "he"),
        ("Xq Berg, an actress, came.", "she"),
        ("Xq Berg, whose son fell ill, came.", None),
        ("Minister Xq Berg said she was tired.", "she"),
        ("Minister Xq Berg said Ada Lund knew she was tired.", None),
    ],
)
def test_an_article_tells_the_sex_of_its_people(text: str, sex: str | None) -> None:
    assert sex_of_person(text, next(people_of(text, 0, len(text)))) == sex
