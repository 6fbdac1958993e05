from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon import Entry, Lexicon, Scope
from index.wording import asked


def lexicon(*articles: tuple[str, Sequence[str]]) -> Lexicon:
    """Index articles of a title and passages, numbered from 1."""
    entries, number = [], 0
    for place, (title, texts) in enumerate(articles):
        for text in texts:
            number += 1
            entries.append(Entry(number, str(place), text, title, None, None))
    made = Lexicon.create(None)
    made.apply(entries, (), 1)
    return made


def found(index: Lexicon, text: str, k: int = 10) -> list[int]:
    return [passage for passage, _ in index.search(text, k, Scope())]


def test_words_of_asking_are_left_out_and_names_and_numbers_weigh_more() -> None:
    assert asked("What did Mayor Lind say about the 19 boats?") == {
        "Mayor": 1.25, "Lind": 1.25, "about": 1.0, "the": 1.0, "19": 1.25, "boats": 1.0,
    }  # fmt: skip
    assert asked("Who’s who, please?") == {}


def test_a_word_that_occurs_counts_more_than_another_that_is_repeated() -> None:
    index = lexicon(
        ("", ["Flood, flood, flood, flood."]),
        ("", ["The harbour and the flood."]),
        ("", ["Nothing of either kind."]),
    )
    assert found(index, "flood harbour")[0] == 2


def test_a_word_as_written_comes_before_its_other_forms() -> None:
    index = lexicon(("", ["The mayor elected him."]), ("", ["The mayor elects him."]), ("", ["No one."]))
    assert found(index, "mayor elects") == [2, 1]


def test_a_title_makes_its_passages_found() -> None:
    index = lexicon(("Harbour fire", ["It burned all night."]), ("", ["It rained all night."]))
    assert found(index, "harbour") == [1]


def test_of_equal_passages_that_of_the_article_with_the_other_words_comes_first() -> None:
    index = lexicon(
        ("", ["The mayor resigned.", "Snow fell on Friday."]),
        ("", ["The mayor resigned.", "The ferry sank on Friday."]),
        ("", ["Nothing else."]),
    )
    assert found(index, "mayor resigned ferry sank", k=4)[:2] == [4, 3]


def test_a_passage_of_the_usual_length_with_every_word_once_has_about_all_of_them() -> None:
    index = lexicon(*[("", [f"ferry{n} harbour{n} mayor{n} storm{n}"]) for n in range(20)])
    ((_, share),) = index.search("ferry3 harbour3 mayor3 storm3", 10, Scope())
    assert share == pytest.approx(1.6, abs=0.01)  # 1, as written .3, by its article .3
    # Words that stand nowhere are the rarest, so two of four words are less than half.
    ((_, less),) = index.search("ferry3 harbour3 boat quay", 10, Scope())
    assert less == pytest.approx(0.66, abs=0.01)


def test_a_deleted_article_adds_nothing_to_the_others() -> None:
    index = lexicon(("", ["The mayor resigned.", "The ferry sank."]), ("", ["The mayor spoke."]))
    index.apply([], [1, 2], 2)
    assert found(index, "mayor ferry") == [3]
    assert found(index, "ferry") == []


@given(st.text(max_size=80))
def test_any_text_can_be_asked(text: str) -> None:
    shares = [share for _, share in MAYORS.search(text, 5, Scope())]
    assert shares == sorted(shares, reverse=True)
    assert all(share >= 0 for share in shares)


MAYORS = lexicon(("Mayor", ["The mayor of Lund spoke.", "He said no."]))
