"""A span is measured in the sentence that holds it."""

import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from fakes import HashEncoder, article
from hypothesis import given
from hypothesis import strategies as st

from index.archive import Archive
from index.article import Article
from qa.candidates import MEASURES, Candidate, _after_dateline, _whole_words, candidates_of
from qa.questions import missing_names, wanted
from qa.reading.excerpts import excerpts_of
from qa.reading.model import Reading, Span

FIRE = article(
    "The mill in Kiruna burned on 4 June. Nine men fled. The cause is open.",
    "fire",
    title="Fire",
    published=date(2021, 6, 4),
)
RIVER = article("The river rose in Lund.", "river")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive.create(tmp_path_factory.mktemp("fire") / "archive", HashEncoder())
    list(archive.add([FIRE, RIVER]))
    return archive


def read(
    archive: Archive, question: str, *of: tuple[Article, Sequence[str]]
) -> tuple[list[Candidate], list[dict[str, float]]]:
    """Candidates and their measures, for the words that are read in each article: 3, 2, 1 are the scores."""
    excerpts = excerpts_of([passage for one, _ in of for passage in archive.passages_of(one)])
    readings = []
    for one, words in of:
        starts = [one.text.index(word) for word in words]
        spans = [
            Span(start, start + len(word), 3.0 - place)
            for place, (start, word) in enumerate(zip(starts, words, strict=True))
        ]
        readings.append(Reading(tuple(spans), -1.5))
    candidates, measures = candidates_of(question, excerpts, readings, archive)
    assert measures.shape == (len(candidates), len(MEASURES))
    return candidates, [dict(zip(MEASURES, map(float, row), strict=True)) for row in measures]


def test_nothing_read_is_no_candidate(archive: Archive) -> None:
    assert read(archive, "Which mill burned?") == ([], [])
    assert read(archive, "Which mill burned?", (FIRE, [])) == ([], [])


def test_a_candidate_has_its_words_its_sentence_and_its_passage(archive: Archive) -> None:
    (found,), _ = read(archive, "How many men fled?", (FIRE, ["Nine men"]))
    assert (found.text, found.quote) == ("Nine men", "Nine men fled.")
    assert found.stated.passage.text == FIRE.text
    assert found.score == 3.0


def test_a_span_over_two_sentences_is_cut_to_the_one_that_has_more_of_it(archive: Archive) -> None:
    (found,), _ = read(archive, "Who fled?", (FIRE, ["June. Nine men fled"]))
    assert (found.text, found.quote) == ("Nine men fled", "Nine men fled.")


def test_a_span_between_sentences_is_none(archive: Archive) -> None:
    (excerpt,) = excerpts_of(archive.passages_of(FIRE))
    gap = FIRE.text.index(" Nine")
    candidates, _ = candidates_of("Who?", [excerpt], [Reading((Span(gap, gap + 1, 1.0),), 0.0)], archive)
    assert candidates == []


def test_measures_are_of_the_model_of_the_excerpt_and_of_the_span(archive: Archive) -> None:
    question = "When did the mill in Kiruna burn?"
    _, rows = read(archive, question, (RIVER, ["Lund"]), (FIRE, ["4 June", "Nine"]))
    lund, june, nine = rows
    assert [row["span"] for row in rows] == [3.0, 3.0, 2.0]
    assert [row["null"] for row in rows] == [-1.5, -1.5, -1.5]
    assert (lund["rank"], june["rank"], nine["rank"]) == (0.0, math.log(2), math.log(2))
    assert [row["kind_fits"] for row in rows] == [0.0, 1.0, 0.0]
    assert [row["kind_unknown"] for row in rows] == [0.0, 0.0, 0.0]
    assert [row["missing_names"] for row in rows] == [1.0, 0.0, 0.0]
    assert june["sentence_coverage"] > nine["sentence_coverage"] == 0.0
    assert june["coverage"] == nine["coverage"] > lund["coverage"]
    passages = [*archive.passages_of(RIVER), *archive.passages_of(FIRE)]
    cosines = archive.cosines(question, passages)
    assert [lund["cosine"], june["cosine"]] == pytest.approx([cosines[passage.id] for passage in passages])
    rows_of = HashEncoder().encode([question, "The mill in Kiruna burned on 4 June.", "Nine men fled."])
    assert [june["sentence_cosine"], nine["sentence_cosine"]] == pytest.approx(
        (rows_of[1:] @ rows_of[0]).tolist()
    )
    assert june["sentence_cosine"] > nine["sentence_cosine"]


def test_of_many_sentences_those_with_the_best_spans_are_measured(tmp_path: Path) -> None:
    many = article(" ".join(f"Boat {number} sank here." for number in range(40)), "many")
    archive = Archive.create(tmp_path / "archive", HashEncoder())
    list(archive.add([many]))
    (excerpt,) = excerpts_of(archive.passages_of(many), longest=10_000)
    starts = [many.text.index(f"Boat {number} ") for number in range(40)]
    spans = [Span(start, start + 6, float(number)) for number, start in enumerate(starts)]
    reading = Reading((*spans, Span(starts[0] + 7, starts[0] + 11, 50.0)), 0.0)
    candidates, _ = candidates_of("What sank?", [excerpt], [reading], archive)
    assert {item.sentence[0] for item in candidates} == {starts[0], *starts[25:]}
    assert [item.text for item in candidates if item.sentence[0] == starts[0]] == ["Boat 0", "sank"]


def test_any_kind_may_answer_where_the_question_does_not_tell(archive: Archive) -> None:
    _, (row,) = read(archive, "Which mill burned?", (FIRE, ["mill"]))
    assert (row["kind_fits"], row["kind_unknown"], row["asked_itself"]) == (0.5, 1.0, 1.0)
    _, (other,) = read(archive, "Which mill burned?", (FIRE, ["The mill in Kiruna"]))
    assert other["asked_itself"] == 0.0


@given(start=st.integers(0, len(FIRE.text) - 1), length=st.integers(1, 70))
def test_a_candidate_is_a_part_of_its_sentence(archive: Archive, start: int, length: int) -> None:
    (excerpt,) = excerpts_of(archive.passages_of(FIRE))
    end = min(start + length, len(FIRE.text))
    candidates, _ = candidates_of("Who fled?", [excerpt], [Reading((Span(start, end, 0.0),), 0.0)], archive)
    for found in candidates:
        assert found.quote in ("The mill in Kiruna burned on 4 June.", "Nine men fled.", "The cause is open.")
        assert found.sentence[0] <= found.start < found.end <= found.sentence[1]
        assert found.start < end
        assert start < found.end
    assert candidates or not FIRE.text[start:end].strip()


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("built in the 1950s by", "1950", "1950s"),
        ("said Chung Byung-won, who", "Chung Byung", "Chung Byung-won"),
        ("the 34-year-old man", "34", "34"),
        ("a Japan-South Korea row", "Japan", "Japan"),
        ("the pact (GSOMIA) ended", "pact (GSOMIA", "pact (GSOMIA)"),
        ("(GSOMIA) ended", "GSOMIA", "GSOMIA"),
        ("unhappy", "happy", "unhappy"),
    ],
)
def test_a_span_is_whole_words(text: str, found: str, whole: str) -> None:
    start = text.index(found)
    first, last = _whole_words(text, start, start + len(found))
    assert text[first:last] == whole


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ("KIRUNA, June 5 (Reuters) - Anna Berg", "Anna Berg"),
        ("Anna Berg won", "Anna Berg won"),
        ("KIRUNA", "KIRUNA"),
    ],
)
def test_a_span_does_not_go_from_the_dateline_into_the_sentence(found: str, kept: str) -> None:
    text = "KIRUNA, June 5 (Reuters) - Anna Berg won the race on Friday."
    start = text.index(found)
    assert text[_after_dateline(text, (0, len(text)), start, start + len(found)) :].startswith(kept)


@pytest.mark.parametrize(
    ("name", "text", "missing"),
    [
        ("4", "The mill burned on 14 June.", 1),
        ("4", "It rose to 4.25 percent.", 1),
        ("4", "Mine No. 4 is shut.", 0),
        ("4", "All four, or 4.", 0),
        ("2019", "In 2019, it burned.", 0),
        ("us", "The museum burned.", 1),
        ("korea", "South Korean envoys came.", 0),
        ("land", "The island burned.", 1),
    ],
)
def test_a_name_stands_in_a_text_as_a_word_or_the_head_of_one(name: str, text: str, missing: int) -> None:
    assert missing_names((name,), text, None) == missing


def test_a_number_with_its_comma_is_one_name() -> None:
    assert wanted("Who sold 60,000 suits in 2014?").names == ("60,000", "2014")
