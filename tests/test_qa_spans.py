"""Answers of one span: reports that agree or differ, how things stand, and when reading stops."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fakes import PLAIN, HashEncoder, TableReader, article

from index.archive import Archive
from index.article import Article
from qa.candidates import MEASURES
from qa.findings import Finding
from qa.reading.excerpts import excerpts_of
from qa.spans import Found, asks_yes_or_no, find_span, read_spans, signs_of

TOLL = "How many people died in the storm?"
APRIL = article("The storm in Lund killed nine people, police said.", "april", published=date(2020, 4, 1))
MAY = article(
    "In Skåne nine victims of the big storm were found by divers.", "may", published=date(2020, 5, 2)
)
JUNE = article(
    "A court heard how nine sailors drowned when it blew so hard.", "june", published=date(2020, 6, 3)
)
JULY = article("Families laid wreaths for the nine who never came home.", "july", published=date(2020, 7, 4))
FOURTEEN = article(
    "The count of dead in Lund stands at 14 after two weeks.", "fourteen", published=date(2020, 4, 15)
)
UNDATED = article("All in all 14 lives were lost to wind and water.", "undated")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive.create(tmp_path_factory.mktemp("storm") / "archive", HashEncoder())
    list(archive.add([APRIL, MAY, JUNE, JULY, FOURTEEN, UNDATED]))
    assert archive.status().passages == 6
    return archive


def read(archive: Archive, known: Mapping[str, float], *articles: Article, question: str = TOLL) -> Found:
    """Read articles in an order, for words with their scores."""
    passages = [passage for one in articles for passage in archive.passages_of(one)]
    return read_spans(question, excerpts_of(passages), TableReader({"": known}), archive, PLAIN)


def find(archive: Archive, known: Mapping[str, float], *articles: Article, question: str = TOLL) -> Finding:
    return find_span(question, read(archive, known, *articles, question=question), archive, PLAIN)


def quotes(finding: Finding) -> list[str]:
    return [part.stated.passage.article.key for part in finding.parts]


def notes(finding: Finding) -> list[str | None]:
    return [part.note for part in finding.parts]


def test_one_report_is_quoted_with_the_words_that_answer(archive: Archive) -> None:
    finding = find(archive, {"nine": 2.0}, APRIL)
    assert quotes(finding) == ["april"]
    assert finding.short == "nine"
    assert finding.confidence == pytest.approx(1 / (1 + math.exp(-2)))
    assert notes(finding) == [None]


def test_of_the_reports_that_agree_the_newest_three_are_quoted(archive: Archive) -> None:
    finding = find(archive, {"nine": 5.0}, APRIL, JULY, MAY, JUNE)
    assert quotes(finding) == ["july", "june", "may"]
    assert notes(finding) == [None, None, None]
    assert finding.short == "nine"


def test_a_far_better_report_is_quoted_before_a_newer_one(archive: Archive) -> None:
    finding = find(archive, {"nine people": 5.0, "nine": 4.0}, JULY, APRIL, MAY)
    assert quotes(finding) == ["april", "july", "may"]
    assert finding.short == "nine people"


def test_a_newer_report_that_is_as_good_comes_first(archive: Archive) -> None:
    finding = find(archive, {"nine people": 5.0, "nine": 4.95}, APRIL, MAY)
    assert quotes(finding) == ["may", "april"]
    assert finding.short == "nine"


def test_reports_that_differ_are_both_quoted_newest_first_without_a_short_answer(archive: Archive) -> None:
    for order in ([APRIL, FOURTEEN], [FOURTEEN, APRIL]):
        finding = find(archive, {"nine": 5.0, "14": 5.0}, *order)
        assert quotes(finding) == ["fourteen", "april"]
        assert notes(finding) == ["Reports differ:", None]
        assert finding.short is None
        assert finding.likeliest == ("nine" if order[0] is APRIL else "14")  # the first of equals


def test_of_reports_that_differ_one_without_a_date_comes_last(archive: Archive) -> None:
    finding = find(archive, {"nine": 5.0, "14": 5.0}, UNDATED, APRIL)
    assert quotes(finding) == ["april", "undated"]
    assert notes(finding) == ["Reports differ:", None]


def test_what_is_far_less_sure_starts_no_dispute(archive: Archive) -> None:
    finding = find(archive, {"nine": 5.0, "14": 0.5}, APRIL, FOURTEEN)
    assert quotes(finding) == ["april"]
    assert finding.short == "nine"


@pytest.mark.parametrize(
    ("question", "dated"),
    [
        ("How many people are still missing?", True),
        ("What is the latest count of the dead?", True),
        ("How many people died in the storm?", False),
    ],
)
def test_how_things_stand_is_dated_by_the_report_that_is_quoted_first(
    archive: Archive, question: str, dated: bool
) -> None:
    for order in ([APRIL, JULY], [JULY, APRIL]):
        finding = find(archive, {"nine": 5.0}, *order, question=question)
        assert quotes(finding) == ["july", "april"]
        assert notes(finding) == ["As of 4 July 2020:" if dated else None, None]


def test_how_things_stand_is_not_dated_where_no_day_is_known(archive: Archive) -> None:
    assert notes(find(archive, {"14": 5.0}, UNDATED, question="How many are still missing?")) == [None]


@pytest.mark.parametrize(
    ("question", "is_so"),
    [
        ("Did the storm kill nine people?", True),
        ("And wasn’t the storm bad?", True),
        ("Has it ended?", True),
        ("Did nine or 14 people die?", False),
        ("How many did it kill?", False),
        ("Island news", False),
        ("Can't the ferry sail?", True),
        ("Won’t the ferry sail?", True),
    ],
)
def test_a_question_that_yes_or_no_answers_gets_no_short_answer(
    archive: Archive, question: str, is_so: bool
) -> None:
    assert asks_yes_or_no(question) == is_so
    finding = find(archive, {"nine": 5.0}, APRIL, question=question)
    assert quotes(finding) == ["april"]
    assert finding.short == finding.likeliest == (None if is_so else "nine")


def test_the_nearest_sentences_share_words_with_the_question_and_are_named_once(archive: Archive) -> None:
    finding = find(archive, {"nine": 2.0, "police": 1.0, "14": 0.0}, APRIL, FOURTEEN)
    assert [item.text for item in finding.nearest] == [APRIL.text]  # the other has no word of the question


def test_the_margin_is_to_the_best_candidate_with_other_words(archive: Archive) -> None:
    found = read(archive, {"nine": 3.0, "14": 1.0}, APRIL, MAY, FOURTEEN)
    texts, row = [item.text for item in found.candidates], np.arange(10.0)
    own = tuple(float(MEASURES.index(name)) for name in ("span", "cosine", "coverage", "missing_names"))
    assert signs_of(found.scores, texts, row, 1_000, 1) == (3.0, 2.0, math.log(1_000), 1.0, *own)
    # Alone it leads by the most that counts; fewer passages than were fitted on count as those.
    assert signs_of(found.scores[:1], texts[:1], row, 3, 7)[:4] == (3.0, 5.0, math.log(170), 2.0)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> list:
    archive = Archive.create(tmp_path_factory.mktemp("many") / "archive", HashEncoder())
    articles = [article(f"Town number {n} has {n} inhabitants.", f"town {n:02}") for n in range(30)]
    list(archive.add(articles))
    return [archive, excerpts_of([passage for one in articles for passage in archive.passages_of(one)])]


@pytest.mark.parametrize(
    ("score", "count", "texts"),
    [(5.9, 30, 12), (5.9, 11, 11), (6.0, 30, 6), (6.0, 4, 4), (-3.0, 7, 7)],
)
def test_more_is_read_only_while_nothing_clearly_answers(
    many: list, score: float, count: int, texts: int
) -> None:
    archive, excerpts = many
    model = TableReader({"": {"inhabitants": score}})
    found = read_spans("Who lives there?", excerpts[:count], model, archive, PLAIN)
    assert model.seen == [excerpt.text.text for excerpt in excerpts[:texts]]
    assert len(found.candidates) == texts


def test_where_nothing_is_read_nothing_is_found(many: list) -> None:
    archive, excerpts = many
    found = read_spans("Who?", excerpts[:3], TableReader({}), archive, PLAIN)
    assert (found.candidates, found.measures.shape, found.scores.shape) == ((), (0, 11), (0,))
    assert read_spans("Who?", [], TableReader({}), archive, PLAIN).candidates == ()


def test_copies_of_a_story_are_one_source(tmp_path: Path) -> None:
    text = (
        "Nine people were killed when a bridge over the river fell into the water on Tuesday.\n\n"
        "The bridge links the old town with the mills on the other bank, and many cars cross it.\n\n"
        "Divers searched for those who are missing until it was dark, and will go on in the morning.\n\n"
        "The cause is not known. Inspectors had asked for a limit of weight two years ago."
    )
    copies = [
        article(text, "one", published=date(2020, 4, 1)),
        article(text.replace("known.", "known yet."), "two", published=date(2020, 4, 2)),
    ]
    archive = Archive.create(tmp_path / "copies", HashEncoder())
    list(archive.add(copies))
    finding = find(archive, {"Nine": 5.0}, *copies)
    assert quotes(finding) == ["two"]
    later = replace(copies[1], text=text.replace("Nine", "Twelve"), key="three", digest="3" * 64)
    list(archive.add([later]))
    finding = find(archive, {"Nine": 5.0, "Twelve": 5.0}, copies[0], later)
    assert notes(finding) == [None]


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, dict[str, Article]]:
    texts = {
        "denied": ("The coast guard denied reports that 200 people had been on board.", date(2020, 4, 1)),
        "said": ("The ferry carried 96 people that day, its owner said.", date(2020, 4, 2)),
        "bound": ("At least 96 people had bought tickets for the trip.", date(2020, 4, 3)),
        "wire": ("The ferry carried 96 people that day, its owner said.", date(2020, 4, 4)),
        "since": ("It was the worst accident since March 2019, when 96 people died.", date(2020, 4, 5)),
        "mayor": ("Mayor Ida Berg opened the new quay in the harbour.", date(2020, 4, 6)),
        "former": ("The former mayor Ida Berg laid a wreath at the quay.", date(2020, 4, 7)),
    }
    articles = {key: article(text, key, published=day) for key, (text, day) in texts.items()}
    archive = Archive.create(tmp_path_factory.mktemp("ferry") / "archive", HashEncoder())
    list(archive.add(articles.values()))
    return archive, articles


ABOARD = "How many people were aboard the ferry?"


def test_what_is_denied_is_quoted_without_a_short_answer_and_disputes_nothing(
    ferry: tuple[Archive, dict[str, Article]],
) -> None:
    archive, told = ferry
    first = find(archive, {"200": 5.0, "96": 4.9}, told["denied"], told["said"], question=ABOARD)
    assert (quotes(first), first.short, first.likeliest) == (["denied"], None, "200")
    second = find(archive, {"200": 4.9, "96": 5.0}, told["said"], told["denied"], question=ABOARD)
    assert (quotes(second), notes(second), second.short) == (["said"], [None], "96")


def test_a_short_answer_has_its_bounds_and_the_likeliest_is_the_bare_span(
    ferry: tuple[Archive, dict[str, Article]],
) -> None:
    archive, told = ferry
    finding = find(archive, {"96": 5.0}, told["bound"], question=ABOARD)
    assert (finding.short, finding.likeliest) == ("At least 96", "96")


def test_one_sentence_of_the_wire_is_quoted_once(ferry: tuple[Archive, dict[str, Article]]) -> None:
    archive, told = ferry
    assert quotes(find(archive, {"96": 5.0}, told["said"], told["wire"], question=ABOARD)) == ["wire"]


def test_what_was_long_ago_is_not_how_things_stand(ferry: tuple[Archive, dict[str, Article]]) -> None:
    archive, told = ferry
    question = "How many people have died so far?"
    finding = find(archive, {"96": 5.0}, told["since"], question=question)
    assert (quotes(finding), notes(finding), finding.short) == (["since"], [None], None)
    assert find(archive, {"96": 5.0}, told["since"], question="How many died in March 2019?").short == "96"


def test_of_how_things_stand_the_newest_is_quoted_first(ferry: tuple[Archive, dict[str, Article]]) -> None:
    archive, told = ferry
    known = {"96 people": 5.0, "96": 4.0}
    question = "How many people are still aboard the ferry?"
    finding = find(archive, known, told["said"], told["bound"], question=question)
    days = [part.stated.day for part in finding.parts]
    assert days == sorted(days, reverse=True)


def test_who_has_left_an_office_does_not_hold_it(ferry: tuple[Archive, dict[str, Article]]) -> None:
    archive, told = ferry
    known, question = {"Ida Berg": 5.0}, "Who is the mayor?"
    assert find(archive, known, told["mayor"], question=question).short == "Ida Berg"
    assert find(archive, known, told["mayor"], told["former"], question=question).short is None
    assert (
        find(archive, known, told["mayor"], told["former"], question="Who was the mayor?").short == "Ida Berg"
    )
