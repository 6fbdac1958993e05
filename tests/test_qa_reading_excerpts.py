"""Passages that follow one another are read together; each is read once."""

from datetime import date

from fakes import article
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.passages import Passage
from qa.reading.excerpts import Excerpt, excerpts_of
from qa.reading.model import Text

RIVER = article(
    "The river rose. Boats left.\n\nDivers came. They found nothing.\n\nThe water fell.",
    "river",
    title="Flood in Lund",
    published=date(2020, 5, 3),
)
MILL = article("The mill burned.", "mill")


def cut(of: Article, first: int = 1) -> list[Passage]:
    """The paragraphs of an article as passages, numbered from the first."""
    passages, start = [], 0
    for paragraph in of.text.split("\n\n"):
        passages.append(Passage(first + len(passages), of, start, start + len(paragraph)))
        start += len(paragraph) + 2
    return passages


def ids(excerpts: list[Excerpt]) -> list[list[int]]:
    return [[passage.id for passage in excerpt.passages] for excerpt in excerpts]


def test_nothing_found_is_nothing_to_read() -> None:
    assert excerpts_of([]) == []


def test_one_passage_is_read_alone_under_its_title_and_day() -> None:
    (excerpt,) = excerpts_of(cut(RIVER)[:1])
    assert excerpt.text == Text("Flood in Lund | 3 May 2020:", "The river rose. Boats left.")
    assert (excerpt.rank, excerpt.start, excerpt.end) == (0, 0, 27)
    (bare,) = excerpts_of(cut(MILL))
    assert bare.text == Text("", "The mill burned.")


def test_passages_that_follow_one_another_are_joined_and_stand_where_the_best_did() -> None:
    first, second, third = cut(RIVER)
    (mill,) = cut(MILL, 4)
    found = excerpts_of([mill, third, first, second])
    assert ids(found) == [[4], [1, 2, 3]]
    assert [excerpt.rank for excerpt in found] == [0, 1]
    assert found[1].text.text == RIVER.text
    words = [RIVER.text[start:end] for start, end in found[1].sentences]
    assert words == [
        "The river rose.",
        "Boats left.",
        "Divers came.",
        "They found nothing.",
        "The water fell.",
    ]


def test_passages_with_another_between_them_are_read_apart() -> None:
    first, _, third = cut(RIVER)
    assert ids(excerpts_of([third, first])) == [[3], [1]]


def test_a_sentence_is_of_the_passage_it_stands_in() -> None:
    (excerpt,) = excerpts_of(cut(RIVER))
    assert [excerpt.passage_at(start).id for start, _ in excerpt.sentences] == [1, 1, 2, 2, 3]


def test_what_comes_before_is_joined_first_and_800_characters_are_the_most() -> None:
    long = article("\n\n".join(letter * 390 for letter in "abcd"), "long")
    first, second, third, fourth = cut(long)
    assert ids(excerpts_of([third, first, second, fourth])) == [[2, 3], [1], [4]]
    assert ids(excerpts_of([first, second, third, fourth])) == [[1, 2], [3, 4]]


@given(
    lengths=st.lists(st.integers(1, 500), min_size=1, max_size=12),
    order=st.randoms(use_true_random=False),
    share=st.floats(0.1, 1),
)
def test_excerpts_hold_every_passage_once_and_have_no_gaps(lengths, order, share) -> None:
    text = "\n\n".join("x" * length for length in lengths)
    passages = [*cut(article(text, "a")), *cut(article(text, "b"), 100)]
    order.shuffle(passages)
    passages = passages[: max(1, int(len(passages) * share))]
    found = excerpts_of(passages)
    held = [passage.id for excerpt in found for passage in excerpt.passages]
    assert sorted(held) == sorted(passage.id for passage in passages)
    ranks = {passage.id: rank for rank, passage in enumerate(passages)}
    assert [e.rank for e in found] == sorted(e.rank for e in found)
    for excerpt in found:
        assert excerpt.rank == min(ranks[passage.id] for passage in excerpt.passages)
        assert {passage.article.id for passage in excerpt.passages} == {excerpt.article.id}
        numbers = [passage.id for passage in excerpt.passages]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert len(numbers) == 1 or excerpt.end - excerpt.start <= 800
