"""Two versions of a sentence are told apart by times, days, figures and names, not by their wording."""

from datetime import date

import pytest

from qa.comparison.versions import told_apart

MONDAY = date(2022, 9, 5)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("It fell at 8.40am.", "It fell at 8:40 a.m."),
        ("It fell at 08:40 and sank.", "It fell at 8:40 a.m. and sank."),
        ("Inspector Laura Quine spoke of a fault.", "Det Insp Quine spoke of a fault."),
        ("The bus fell on Monday.", "The bus fell on Sept 5."),
        ("There President Joe Biden met him.", "There President Biden met him."),
        ("It cost $5 million, and 5 people left.", "It cost 5m dollars, and five people left."),
        ("The driver, Mr Grell, died.", "The driver, Martin Grell, died."),
        ("About 80,000 homes went dark.", "In all 78,400 homes went dark."),
        ("Nine people died.", "Nine people died and 20 were hurt."),  # the other tells more
        ("", ""),
    ],
)
def test_what_is_only_worded_otherwise_is_no_other_version(one: str, two: str) -> None:
    assert not told_apart(one, two, (MONDAY, MONDAY))
    assert not told_apart(two, one, (MONDAY, MONDAY))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Nine people died.", "Seven people died."),
        ("At least 14 people died.", "So far at least nine people died."),
        ("It fell at 8.40am.", "It fell at 9:10 a.m."),
        ("The bus fell on Monday.", "The bus fell on Sunday."),
        ("Nine people died in Lund.", "Nine people died in Kiruna."),
        ("Police named Kevin Marsh, 23.", "Police named Liam Marsh, 23."),
        ("It cost $5 million.", "It cost $6 million."),
    ],
)
def test_other_figures_days_and_names_are_another_version(one: str, two: str) -> None:
    assert told_apart(one, two, (MONDAY, MONDAY))
    assert told_apart(two, one, (MONDAY, MONDAY))
