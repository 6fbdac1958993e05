"""Answers of several sentences are told in order of date; headlines and repetitions are left out."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fakes import PLAIN, HashEncoder, article

from index.archive import Archive
from index.article import Article
from index.dates import DateRange
from qa.candidates import MEASURES
from qa.dated import TELLS
from qa.findings import Finding
from qa.overviews import find_days, find_gist
from qa.query import Query
from qa.relevance import sentences_in
from qa.spans import Found

MAY = DateRange(date(2020, 5, 1), date(2020, 5, 31))
PLAN = article(
    "Tram plan\n\nThe council of Lund wants a tram to the harbour. Bread is dearer than it was.",
    "plan",
    published=date(2020, 5, 3),
)
ROW = article(
    "Shopkeepers in Lund oppose the tram because it takes their parking away. Cats are fed by nobody.",
    "row",
    published=date(2020, 4, 2),
)
# What a reading model that finds no span has found.
NOTHING = Found((), np.zeros((0, len(MEASURES))), np.zeros(0))
AFTER = article("He opposes the tram in Lund.", "after")


def archive_of(folder: Path, *articles: Article) -> Archive:
    archive = Archive.create(folder / "archive", HashEncoder())
    list(archive.add(articles))
    return archive


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return archive_of(tmp_path_factory.mktemp("trams"), PLAN, ROW, AFTER)


def gist(question: str, archive: Archive, *articles: Article) -> Finding:
    passages = [passage for one in articles for passage in archive.passages_of(one)]
    finding = find_gist(question, sentences_in(passages), NOTHING, archive, PLAIN)
    assert finding is not None
    return finding


def days(archive: Archive, *articles: Article) -> Finding | None:
    passages = [passage for one in articles for passage in archive.passages_of(one)]
    query = Query("What happened in May 2020?", named=MAY, phrases=("in May 2020",))
    return find_days(query, sentences_in(passages), archive)


def quotes(finding: Finding | None) -> list[str]:
    assert finding is not None
    return [part.stated.text for part in finding.parts]


def test_without_sentences_there_is_nothing_to_say(trams: Archive) -> None:
    assert find_gist("What is the tram row about?", [], NOTHING, trams, PLAIN) is None
    assert days(trams) is None


def test_what_answers_is_told_in_order_of_date(trams: Archive) -> None:
    finding = gist("Why the Lund tram?", trams, PLAN, ROW)
    assert quotes(finding) == [
        "Shopkeepers in Lund oppose the tram because it takes their parking away.",
        "The council of Lund wants a tram to the harbour.",
    ]
    assert finding.short is None
    assert all(part.note is None for part in finding.parts)
    assert 0.5 < finding.confidence < 1


def test_what_has_none_of_the_words_is_unsure(trams: Archive) -> None:
    finding = gist("Why is the volcano awake?", trams, PLAN, ROW)
    assert finding.confidence < 0.1


def test_a_sentence_that_leans_on_another_is_second_to_one_that_stands_alone(trams: Archive) -> None:
    finding = gist("Why the Lund tram?", trams, AFTER, PLAN)
    assert finding.nearest[0].text == "The council of Lund wants a tram to the harbour."


def test_what_happened_in_some_days_is_told_once_an_article(trams: Archive) -> None:
    finding = days(trams, PLAN, ROW, AFTER)
    assert quotes(finding) == ["The council of Lund wants a tram to the harbour."]
    assert finding is not None
    assert (finding.confidence, finding.short) == (TELLS, None)
    assert days(trams, ROW, AFTER) is None


def test_a_headline_is_told_only_where_there_is_nothing_else(tmp_path: Path) -> None:
    headline = article("Mill 2020 Mine", "headline", published=date(2020, 5, 9))
    archive = archive_of(tmp_path, PLAN, headline)
    assert quotes(days(archive, headline, PLAN)) == ["The council of Lund wants a tram to the harbour."]
    alone = days(archive, headline)
    assert quotes(alone) == ["Mill 2020 Mine"]
    assert alone is not None
    assert alone.nearest == ()


def test_five_articles_are_told_at_most_and_none_that_repeats_another(tmp_path: Path) -> None:
    towns = "Lund Malmö Ystad Kiruna Umeå Gävle Borås".split()
    told = []
    for n, town in enumerate(towns, start=1):
        text = f"The mayor of {town} opened {n} new {town.lower()}bridges in town."
        told.append(article(text, town, published=date(2020, 5, n)))
    archive = archive_of(tmp_path, *told)
    found = quotes(days(archive, *told))
    assert len(found) == 5
    assert found == sorted(found, key=[one.text for one in told].index)
    copy = article(told[0].text, "copy", published=date(2020, 5, 20))
    list(archive.add([copy]))
    assert quotes(days(archive, told[0], copy)) == [copy.text]


def test_what_happened_is_not_told_by_a_sentence_that_leans_back(tmp_path: Path) -> None:
    mill = article("A mill in Lund burned down in May at night.", "mill", published=date(2020, 5, 4))
    hers = article("She had bought it in May from a friend.", "hers", published=date(2020, 5, 5))
    archive = archive_of(tmp_path, mill, hers)
    assert quotes(days(archive, mill, hers)) == ["A mill in Lund burned down in May at night."]
    assert quotes(days(archive, hers)) == ["She had bought it in May from a friend."]
