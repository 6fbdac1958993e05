"""Two different stories never overwrite each other, and the same story that comes again never doubles."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from fakes import article

from index.archive import Archive
from index.article import Article, Summary
from index.details import Page
from index.duplicates import fingerprint, shared
from index.intake import Intake

Make = Callable[..., Archive]
URL = "https://news.example/story-of-the-river-and-the-town"
RIVER = (
    "The river rose above its banks on Monday and stood in forty houses of the lower town, the mayor said. "
    "Firemen brought two hundred people to a school on the hill, where they spent the night on mats. "
    "The bridge to the harbour stays closed until an engineer has looked at its pillars."
)
LATER = RIVER.replace("forty", "fifty") + " By Tuesday noon the water had begun to fall."
FIRE = (
    "A fire burned down the old mill by the harbour, and nobody was hurt, the firemen said. "
    "It began in a store of paper on the second floor; why is not known yet. "
    "The owner wants to build it up again before the winter, with a roof of copper as it had."
)


def _page(text: str, path: str | None = "/crawl/a.warc.gz", **known: object) -> Article:
    return article(text, URL, url=URL, path=path, **known)


def _texts(archive: Archive) -> list[str]:
    return sorted(archive.article(listed.id).text for listed in archive.articles())


def _actions(archive: Archive, *arrivals: Article | Summary) -> list[str]:
    return [outcome.action for outcome in archive.add(arrivals)]


def test_a_page_that_was_captured_twice_is_one_story_updated(make_archive: Make) -> None:
    archive = make_archive()
    assert _actions(archive, _page(RIVER), _page(LATER)) == ["added", "updated"]
    assert _texts(archive) == [LATER]
    (listed,) = archive.articles()
    assert [version.article.text for version in archive.versions(listed.id)] == [RIVER]


def test_reading_both_captures_again_changes_nothing(make_archive: Make) -> None:
    archive = make_archive()
    list(archive.add([_page(RIVER), _page(LATER)]))
    before = archive.generation
    for order in ([RIVER, LATER], [LATER, RIVER]):
        assert set(_actions(archive, *map(_page, order))) <= {"unchanged"}
    assert (archive.generation, _texts(archive)) == (before, [LATER])


def test_a_story_that_is_again_what_it_was_is_an_update(make_archive: Make) -> None:
    archive = make_archive(_page(RIVER))
    list(archive.add([_page(LATER)]))
    assert _actions(archive, _page(RIVER)) == ["updated"]
    assert _texts(archive) == [RIVER]
    assert archive.check() == []


@pytest.mark.parametrize("path", ["/crawl/b.warc.gz", None])
def test_two_stories_that_declare_one_address_are_both_kept(
    make_archive: Make, tmp_path: Path, path: str | None
) -> None:
    first = tmp_path / "a.warc"
    first.touch()
    together = make_archive(_page(RIVER), _page(FIRE), folder="together")
    apart = make_archive(_page(RIVER, str(first)), folder="apart")
    assert _actions(apart, _page(FIRE, path)) == ["added"]
    for archive in (together, apart):
        assert _texts(archive) == sorted([RIVER, FIRE])
        for again in ([RIVER, FIRE], [FIRE, RIVER]):
            assert set(_actions(archive, *(_page(text, str(first)) for text in again))) == {"unchanged"}
        assert len(_texts(archive)) == 2


def test_a_rewritten_story_with_its_own_headline_is_one_story(make_archive: Make) -> None:
    short = "A fire has broken out by the harbour. More follows."
    archive = make_archive(_page(short, None, title="Fire in the harbour"))
    assert _actions(archive, _page(FIRE, None, title="Fire in the harbour")) == ["updated"]


def test_a_headline_that_is_the_sites_name_makes_no_story_of_two(make_archive: Make) -> None:
    archive = make_archive(_page(RIVER, None, title="The Courier", source="The Courier"))
    assert _actions(archive, _page(FIRE, None, title="The Courier", source="The Courier")) == ["added"]


def test_the_same_numbers_in_two_tables_are_not_the_same_stories(make_archive: Make, tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.touch()
    archive = make_archive(article(RIVER, "1", path=str(one)))
    assert _actions(archive, article(FIRE, "1", path=str(other))) == ["added"]
    assert _actions(archive, article(LATER, "1", path=str(one))) == ["updated"]
    assert _texts(archive) == sorted([LATER, FIRE])


def test_a_summary_replaces_no_longer_text(make_archive: Make) -> None:
    teaser = replace(_page(RIVER[:100], None), digest="teaser")
    archive = make_archive()
    assert _actions(archive, Summary(teaser)) == ["added"]
    assert _actions(archive, _page(RIVER, None)) == ["updated"]
    assert _actions(archive, Summary(teaser)) == ["unchanged"]
    assert _texts(archive) == [RIVER]
    longer = replace(_page(LATER, None), digest="longer")
    assert _actions(archive, Summary(longer)) == ["updated"]


def test_a_new_file_with_an_old_files_name_is_another_story(make_archive: Make, tmp_path: Path) -> None:
    archive = make_archive(article(RIVER, "001.txt", path=str(tmp_path / "day1" / "001.txt")))
    assert _actions(archive, article(FIRE, "001.txt", path=str(tmp_path / "day2" / "001.txt"))) == ["added"]
    # A folder that was moved is the same, also where a story in it was edited meanwhile.
    moved = article(LATER, "001.txt", path=str(tmp_path / "day3" / "001.txt"))
    assert _actions(archive, moved) == ["updated"]
    assert _texts(archive) == sorted([LATER, FIRE])


def test_a_story_that_was_kept_apart_is_updated_where_it_is(make_archive: Make) -> None:
    archive = make_archive(_page(RIVER, None))
    list(archive.add([_page(FIRE, None)]))
    for edit in ("The owner is insured.", "The owner is not insured.", "Nobody knows."):
        assert _actions(archive, _page(f"{FIRE} {edit}", None)) == ["updated"]
    assert _texts(archive) == sorted([RIVER, f"{FIRE} Nobody knows."])


def test_an_update_elsewhere_is_not_undone_by_the_file_with_the_old_text(
    make_archive: Make, tmp_path: Path
) -> None:
    one, other = tmp_path / "a.warc", tmp_path / "b.warc"
    one.touch()
    other.touch()
    archive = make_archive(_page(RIVER, str(one)))
    list(archive.add([_page(LATER, str(other))]))
    for _ in range(3):
        assert _actions(archive, _page(RIVER, str(one))) == ["unchanged"]
        assert _actions(archive, _page(LATER, str(other))) == ["unchanged"]
    (listed,) = archive.articles()
    assert len(archive.versions(listed.id)) == 1


def test_versions_do_not_grow_where_a_story_goes_to_and_fro(make_archive: Make) -> None:
    archive = make_archive(_page(RIVER, None))
    for text in (LATER, RIVER, LATER, RIVER):
        assert _actions(archive, _page(text, None)) == ["updated"]
    (listed,) = archive.articles()
    assert [version.article.text for version in archive.versions(listed.id)] == [LATER]


def test_the_same_record_from_another_folder_above_is_the_same(make_archive: Make) -> None:
    archive = make_archive(article(RIVER, "2020/x.jsonl#1", path="/news/2020/x.jsonl"))
    assert _actions(archive, article(RIVER, "x.jsonl#1", path="/news/2020/x.jsonl")) == ["unchanged"]


def test_a_page_that_gets_an_address_later_is_the_same(make_archive: Make) -> None:
    archive = make_archive(article(RIVER, "page.html", path="/site/page.html"))
    assert _actions(archive, article(LATER, URL, url=URL, path="/site/page.html")) == ["updated"]
    assert _texts(archive) == [LATER]


def test_an_older_edition_does_not_replace_a_later_one(make_archive: Make) -> None:
    new = _page(LATER, "/a/new.html", published=date(2020, 5, 6))
    old = _page(RIVER, "/a/old.html", published=date(2020, 5, 4))
    archive = make_archive()
    assert sorted(_actions(archive, new, old)) == ["added", "unchanged"]
    assert _texts(archive) == [LATER]


def test_what_was_removed_leaves_no_address_behind(make_archive: Make) -> None:
    archive = make_archive(_page(RIVER, None))
    (listed,) = archive.articles()
    archive.remember([Page("https://asked.example/x", URL, '"tag"', None, (listed.id,))])
    assert archive.page("https://asked.example/x") is not None
    list(archive.remove([listed.id], purge=True))
    assert archive.page("https://asked.example/x") is None
    assert b"asked.example" not in (archive.folder / "catalogue.sqlite").read_bytes()


def test_one_story_in_two_versions_and_two_reports_lie_far_apart() -> None:
    folder = Path(__file__).parent / "data" / "newsdesk" / "articles"
    prints = [fingerprint(item, item.text) for item in Intake([str(folder)]) if isinstance(item, Article)]
    shares = sorted(shared(one, other) for one, other in combinations(prints, 2))
    # Newsdesk has four stories that were told again with changes, and many reports of one event.
    assert shares[-4] > 0.5
    assert shares[-5] < 0.25


def test_a_second_run_over_two_editions_changes_nothing(make_archive: Make) -> None:
    new = _page(LATER, "/a/new.html", published=date(2020, 5, 6))
    old = _page(RIVER, "/a/old.html", published=date(2020, 5, 4))
    archive = make_archive(old, new)
    before = archive.generation
    for order in ((old, new), (new, old)):
        assert set(_actions(archive, *order)) == {"unchanged"}
    assert archive.generation == before


def test_columns_of_one_name_are_not_one_story(make_archive: Make) -> None:
    archive = make_archive()
    days = [
        (RIVER, date(2020, 5, 4)),
        (FIRE, date(2020, 5, 5)),
        ("The mill opens again. " * 9, date(2020, 5, 6)),
    ]
    columns = [
        _page(text, f"/a/{day}.html", title="What you need to know today", published=day)
        for text, day in days
    ]
    assert _actions(archive, *reversed(columns)) == ["added"] * 3
    assert set(_actions(archive, *columns)) == {"unchanged"}
    assert len(_texts(archive)) == 3
