import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fakes import HashEncoder, article
from hypothesis import given, settings
from hypothesis import strategies as st

from index.archive import Archive
from index.article import Skipped
from index.dates import parse_range
from index.errors import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveError,
    ArchiveNotFound,
    ArticleNotFound,
    EncoderMismatch,
)
from index.locking import writing
from index.ranking import Hit

Make = Callable[..., Archive]

FLOOD = article("The river rose in Lund.", "flood", title="Flood", published=date(2020, 5, 3), source="Ekot")
FIRE = article("The mill burned in Kiruna.", "fire", title="Fire", published=date(2021, 6, 4), source="Norr")
STORM = article("A storm tore roofs off in Ystad.", "storm", source="Ekot")


def _keys(hits: list[Hit]) -> list[str]:
    return [hit.passage.article.key for hit in hits]


def test_what_is_added_is_found_by_its_words(make_archive: Make) -> None:
    archive = make_archive(FLOOD, FIRE, STORM)
    assert _keys(archive.search("Which mill burned?"))[0] == "fire"
    assert _keys(archive.search("river in Lund"))[0] == "flood"
    assert archive.check() == []


def test_a_hit_is_a_slice_of_the_stored_article(make_archive: Make) -> None:
    archive = make_archive(FLOOD)
    (hit,) = archive.search("river")
    stored = archive.article(FLOOD.id)
    assert stored == FLOOD
    assert stored.text[hit.passage.start : hit.passage.end] == hit.passage.text == "The river rose in Lund."


def test_the_same_articles_again_encode_nothing(make_archive: Make, encoder: HashEncoder) -> None:
    archive = make_archive(FLOOD, FIRE)
    before, generation = encoder.encoded, archive.status().generation
    assert [outcome.action for outcome in archive.add([FLOOD, FIRE])] == ["unchanged", "unchanged"]
    assert (encoder.encoded, archive.status().generation) == (before, generation)


def test_a_changed_article_keeps_its_id_and_loses_its_old_words(make_archive: Make) -> None:
    archive = make_archive(FLOOD, FIRE)
    new = article("The river fell in Lund; a boat was found.", "flood", title="Flood")
    assert [outcome.action for outcome in archive.add([new])] == ["updated"]
    assert archive.article(FLOOD.id).text == new.text
    assert _keys(archive.search("boat"))[0] == "flood"
    assert all("rose" not in hit.passage.text for hit in archive.search("rose"))
    assert archive.status().articles == 2
    assert archive.check() == []


def test_passage_ids_are_never_used_again(make_archive: Make) -> None:
    archive = make_archive(FLOOD)
    (before,) = archive.search("river")
    list(archive.add([replace(FLOOD, text="The river fell.", digest="x" * 64)]))
    (after,) = archive.search("river")
    assert after.passage.id > before.passage.id
    assert archive.passages([before.passage.id]) == []


def test_one_key_with_two_texts_in_one_run_keeps_both_and_says_so(make_archive: Make) -> None:
    archive = make_archive()
    other = article("Another river rose in Umeå.", "flood")
    outcomes = list(archive.add([FLOOD, other]))
    assert [outcome.action for outcome in outcomes] == ["added", "added"]
    assert "both are kept" in str(outcomes[1].note)
    assert archive.status().articles == 2
    assert [outcome.action for outcome in archive.add([FLOOD, other])] == ["unchanged", "unchanged"]


def test_the_same_name_in_two_folders_keeps_both(make_archive: Make, tmp_path: Path) -> None:
    archive = make_archive()
    stories = []
    for folder, text in (("north", "The river rose."), ("south", "The mill burned.")):
        path = tmp_path / folder / "story.txt"
        path.parent.mkdir()
        path.write_text(text)
        stories.append(article(text, "story.txt", path=str(path)))
    for story in stories:
        assert [outcome.action for outcome in archive.add([story])] == ["added"]
    assert archive.status().articles == 2
    for story in stories:
        assert [outcome.action for outcome in archive.add([story])] == ["unchanged"]


def test_what_cannot_be_read_is_reported_and_the_rest_goes_on(make_archive: Make) -> None:
    archive = make_archive()
    outcomes = list(archive.add([Skipped("a.txt", "is empty"), FLOOD]))
    assert [(outcome.action, outcome.note) for outcome in outcomes] == [
        ("skipped", "is empty"),
        ("added", None),
    ]


def test_filters_filter_before_ranking(make_archive: Make) -> None:
    many = [article(f"The river rose in Lund on day {n}.", f"f{n}") for n in range(150)]
    archive = make_archive(*many, FLOOD, FIRE, STORM)
    assert _keys(archive.search("river rose in Lund", within=parse_range("2021"))) == ["fire"]
    assert _keys(archive.search("river rose in Lund", within=parse_range("2020-05-03"))) == ["flood"]
    assert archive.search("river", within=parse_range("2022")) == []
    assert set(_keys(archive.search("river", sources=["EKOT"]))) == {"flood", "storm"}
    assert archive.search("river", sources=["Nobody"]) == []


def test_as_of_hides_what_was_published_later_and_keeps_what_has_no_date(make_archive: Make) -> None:
    archive = make_archive(FLOOD, FIRE, STORM)
    found = _keys(archive.search("mill river storm", as_of=date(2021, 6, 3)))
    assert set(found) == {"flood", "storm"}


def test_the_latest_news_weigh_more_on_a_day_and_not_where_other_days_are_preferred(
    make_archive: Make,
) -> None:
    old = article("The river rose in Lund in spring.", "old", published=date(2020, 1, 1))
    new = article("The river rose in Lund in the spring.", "new", published=date(2020, 6, 1))
    archive = make_archive(old, new)
    assert _keys(archive.search("river in Lund in spring")) == ["old", "new"]
    assert _keys(archive.search("river in Lund in spring", as_of=date(2020, 6, 3))) == ["new", "old"]
    asked = archive.search("river in Lund in spring", as_of=date(2020, 6, 3), prefer=parse_range("2020-01"))
    assert _keys(asked) == ["old", "new"]


def test_a_preferred_date_weighs_and_does_not_filter(make_archive: Make) -> None:
    old = article("The river rose in Lund.", "old", published=date(2010, 1, 1))
    new = article("The river rose in Lund.", "new", published=date(2020, 1, 1))
    archive = make_archive(old, new)
    assert _keys(archive.search("river in Lund", prefer=parse_range("2010"))) == ["old", "new"]
    assert _keys(archive.search("river in Lund")) == ["new", "old"]


@pytest.mark.parametrize("text", ["", "   ", "the of and", '"AND (title:', "title:x^2~", "\x00", "?" * 500])
def test_any_words_may_be_searched(make_archive: Make, text: str) -> None:
    archive = make_archive(FLOOD)
    assert len(archive.search(text)) <= 1


def test_an_empty_archive_finds_nothing(make_archive: Make) -> None:
    archive = make_archive()
    assert archive.search("river") == []
    assert archive.status().articles == 0
    assert archive.check() == []


WORDS = st.lists(st.sampled_from(["river", "mill", "storm", "vote", "ship", "Seoul"]), min_size=1, max_size=6)


@settings(max_examples=15, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=8), WORDS)
def test_saved_and_opened_again_it_finds_the_same(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], asked: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("round")
    archive = Archive.create(folder, HashEncoder())
    list(archive.add(article(" ".join(text) + ".", str(n)) for n, text in enumerate(texts)))
    again = Archive(folder, HashEncoder())
    question = " ".join(asked)
    assert again.search(question) == archive.search(question)


def test_derived_indexes_that_are_lost_are_rebuilt_without_encoding(
    make_archive: Make, tmp_path: Path
) -> None:
    archive = make_archive(FLOOD, FIRE, STORM)
    expected = archive.search("river in Lund")
    for path in (tmp_path / "archive").rglob("*"):
        if path.is_file() and "catalogue" not in path.name:
            path.unlink()
    encoder = HashEncoder()
    again = Archive(tmp_path / "archive", encoder)
    assert again.search("river in Lund") == expected
    assert encoder.encoded == 1  # the question
    assert again.check() == []


@pytest.mark.parametrize("damage", ["cut", "noise", "empty"])
def test_derived_indexes_that_are_damaged_are_rebuilt(
    make_archive: Make, tmp_path: Path, damage: str
) -> None:
    expected = make_archive(FLOOD, FIRE, STORM).search("river in Lund")
    noise = random.Random(1).randbytes(400)
    targets = [path for path in (tmp_path / "archive" / "lexicon").rglob("*") if path.is_file()]
    assert len(targets) > 3
    for path in targets:
        whole = path.read_bytes()
        path.write_bytes({"cut": whole[: len(whole) // 2], "noise": noise, "empty": b""}[damage])
    again = Archive(tmp_path / "archive", HashEncoder())
    assert again.search("river in Lund") == expected


@pytest.mark.parametrize("lost", ["meta.json", "*.pos", "*.term", "*.store"])
def test_a_keyword_index_with_a_file_missing_is_rebuilt(
    make_archive: Make, tmp_path: Path, lost: str
) -> None:
    expected = make_archive(FLOOD, FIRE, STORM).search("river in Lund")
    lost_files = list((tmp_path / "archive" / "lexicon").rglob(lost))
    assert lost_files
    for path in lost_files:
        path.unlink()
    again = Archive(tmp_path / "archive", HashEncoder())
    assert again.search("river in Lund") == expected
    assert again.check() == []


def test_an_index_that_is_ahead_of_the_catalogue_is_not_believed(make_archive: Make, tmp_path: Path) -> None:
    expected = make_archive(FLOOD, FIRE).search("river in Lund")
    (seal,) = (tmp_path / "archive" / "lexicon").rglob("seal.json")
    seal.write_text(json.dumps(json.loads(seal.read_text()) | {"generation": 99}))
    (tmp_path / "archive" / "vectors" / "²").mkdir(parents=True)
    (tmp_path / "archive" / "vectors" / "7").mkdir()
    again = Archive(tmp_path / "archive", HashEncoder())
    assert again.search("river in Lund") == expected
    assert again.check() == []


def test_an_index_that_cannot_be_written_loses_no_article(make_archive: Make, tmp_path: Path) -> None:
    archive = make_archive()
    shutil.rmtree(tmp_path / "archive" / "vectors", ignore_errors=True)
    (tmp_path / "archive" / "vectors").write_text("in the way")
    assert [outcome.action for outcome in archive.add([FLOOD])] == ["added"]
    assert _keys(archive.search("river")) == ["flood"]


def test_updates_leave_nothing_behind_in_the_word_index(make_archive: Make) -> None:
    archive = make_archive(FLOOD)
    for number in range(5):
        list(archive.add([article(f"The river rose in Lund, report {number}.", "flood")]))
    assert archive.check() == []
    assert archive.word_weights("river") == make_archive(FLOOD, folder="fresh").word_weights("river")


def test_a_file_keeps_its_key_from_whichever_folder_it_is_read(make_archive: Make, tmp_path: Path) -> None:
    path = tmp_path / "news" / "sub" / "story.txt"
    path.parent.mkdir(parents=True)
    path.write_text("The river rose.")
    archive = make_archive()
    first = article("The river rose.", "sub/story.txt", path=str(path))
    again = article("The river rose.", "story.txt", path=str(path))
    assert [outcome.action for outcome in archive.add([first])] == ["added"]
    assert [outcome.action for outcome in archive.add([again])] == ["unchanged"]
    assert archive.status().articles == 1


def test_two_records_with_one_id_stay_two_in_whatever_order_they_come(make_archive: Make) -> None:
    archive = make_archive()
    one, two = article("The river rose.", "1", path="/a.jsonl"), article("It fell.", "1", path="/a.jsonl")
    for run in ([one, two], [two, one], [two], [one]):
        list(archive.add(run))
    assert archive.status().articles == 2


def test_a_record_does_not_take_the_name_of_a_file(make_archive: Make, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("The river rose.")
    archive = make_archive(article("The river rose.", "story.txt", path=str(path)))
    list(archive.add([article("It fell.", "story.txt", path=str(tmp_path / "news.jsonl"))]))
    assert archive.status().articles == 2


def test_an_archive_that_was_replaced_is_taken_up(make_archive: Make, tmp_path: Path) -> None:
    reader = make_archive(FLOOD, FIRE)
    assert _keys(reader.search("mill"))[0] == "fire"
    shutil.rmtree(tmp_path / "archive")
    make_archive(STORM, FLOOD)
    assert _keys(reader.search("storm in Ystad"))[0] == "storm"
    assert set(_keys(reader.search("mill"))) == {"storm", "flood"}


def test_a_writer_does_not_write_into_another_archive(make_archive: Make, tmp_path: Path) -> None:
    archive = make_archive(FLOOD)
    run = archive.add([Skipped("a.txt", "is empty"), FIRE])
    next(run)
    shutil.rmtree(tmp_path / "archive")
    make_archive(STORM)
    with pytest.raises(ArchiveError, match="replaced by another"):
        list(run)


def test_reencoding_forgets_the_questions_it_encoded(make_archive: Make) -> None:
    archive = make_archive(FLOOD, FIRE)
    archive.search("Which mill burned?")
    list(archive.reencode(HashEncoder("other", dimension=32)))
    assert _keys(archive.search("Which mill burned?"))[0] == "fire"


def test_a_folder_and_one_inside_it_in_one_run_store_each_file_once(
    make_archive: Make, tmp_path: Path
) -> None:
    path = tmp_path / "sub" / "story.txt"
    path.parent.mkdir()
    path.write_text("The river rose.")
    archive = make_archive()
    twice = [article("The river rose.", key, path=str(path)) for key in ("sub/story.txt", "story.txt")]
    assert [outcome.action for outcome in archive.add(twice)] == ["unchanged", "added"]
    assert archive.status().articles == 1


@pytest.mark.parametrize(
    "seal", ['{"format": 2}', "[]", "", '{"format": 2, "generation": "x", "passages": 2, "files": 3}']
)
def test_a_seal_that_says_nothing_is_not_believed(make_archive: Make, tmp_path: Path, seal: str) -> None:
    expected = make_archive(FLOOD, FIRE).search("river in Lund")
    (path,) = (tmp_path / "archive" / "lexicon").rglob("seal.json")
    path.write_text(seal)
    assert Archive(tmp_path / "archive", HashEncoder()).search("river in Lund") == expected


def test_a_lagging_index_catches_up_by_the_log(make_archive: Make, tmp_path: Path) -> None:
    make_archive(FLOOD, FIRE)
    shutil.copytree(tmp_path / "archive" / "lexicon", tmp_path / "old")
    archive = Archive(tmp_path / "archive", HashEncoder())
    list(archive.add([STORM]))
    shutil.rmtree(tmp_path / "archive" / "lexicon")
    (tmp_path / "old").rename(tmp_path / "archive" / "lexicon")
    again = Archive(tmp_path / "archive", HashEncoder())
    assert _keys(again.search("storm in Ystad"))[0] == "storm"
    assert again.check() == []


def test_a_reader_sees_what_another_process_wrote(make_archive: Make, tmp_path: Path) -> None:
    reader = make_archive(FLOOD)
    assert _keys(reader.search("mill")) == ["flood"]
    list(Archive(tmp_path / "archive", HashEncoder()).add([FIRE]))
    assert _keys(reader.search("mill"))[0] == "fire"


def test_a_second_writer_is_told_who_writes(make_archive: Make, tmp_path: Path) -> None:
    archive = make_archive(FLOOD)
    with writing(tmp_path / "archive"), pytest.raises(ArchiveBusy, match=r"process \d+ on .* is writing"):
        list(archive.add([FIRE]))
    assert [outcome.action for outcome in archive.add([FIRE])] == ["added"]


def test_another_encoder_is_refused_with_the_command_that_mends_it(
    make_archive: Make, tmp_path: Path
) -> None:
    make_archive(FLOOD)
    with pytest.raises(EncoderMismatch, match=r"citedesk reindex .* --encoder other"):
        Archive(tmp_path / "archive", HashEncoder("other"))


def test_reencoding_changes_the_encoder_and_keeps_the_articles(make_archive: Make, tmp_path: Path) -> None:
    archive = make_archive(FLOOD, FIRE)
    other = HashEncoder("other", dimension=32)
    assert sum(archive.reencode(other)) == 2
    assert archive.status().dimension == 32
    assert _keys(Archive(tmp_path / "archive", other).search("mill"))[0] == "fire"
    assert archive.check() == []
    with pytest.raises(EncoderMismatch):
        Archive(tmp_path / "archive", HashEncoder())


def test_reencoding_that_was_stopped_goes_on_where_it_was(make_archive: Make, tmp_path: Path) -> None:
    stories = [article(f"Story {n}. " + "The river rose in Lund. " * 60, str(n)) for n in range(60)]
    archive = make_archive(*stories)
    first = HashEncoder("other", dimension=32)
    run = archive.reencode(first)
    assert next(run) > 1
    run.close()
    assert archive.status().dimension == 64  # as it was
    assert _keys(archive.search("Story 7"))
    assert archive.check() == []
    list(archive.add([FIRE, article("Story 3 has changed.", "3")]))
    list(archive.remove([article("x", "4").id]))
    second = HashEncoder("other", dimension=32)
    again = Archive(tmp_path / "archive", HashEncoder())
    assert sum(again.reencode(second)) == 60
    assert 0 < second.encoded < again.status().passages
    assert again.check() == []
    assert again.status().articles == 60
    assert _keys(again.search("Which mill burned?"))[0] == "fire"
    assert again.article(article("x", "3").id).text == "Story 3 has changed."


def test_there_is_no_archive_in_another_folder(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound, match="citedesk index PATH"):
        Archive(tmp_path / "nowhere")
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ArchiveError, match=r"notes\.txt"):
        Archive.create(tmp_path, HashEncoder())
    with pytest.raises(ArchiveError, match="cannot make an archive"):
        Archive.create(tmp_path / "notes.txt", HashEncoder())


def test_a_damaged_catalogue_is_one_clear_line(make_archive: Make, tmp_path: Path) -> None:
    make_archive(FLOOD)
    (tmp_path / "archive" / "catalogue.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(ArchiveDamaged, match="is damaged"):
        Archive(tmp_path / "archive", HashEncoder())


def test_an_article_that_is_not_there_is_named(make_archive: Make) -> None:
    with pytest.raises(ArticleNotFound, match="nothing"):
        make_archive().article("nothing")


def test_the_newest_come_first_and_the_undated_last(make_archive: Make) -> None:
    archive = make_archive(FLOOD, STORM, FIRE)
    assert [item.key for item in archive.newest()] == ["fire", "flood", "storm"]


def test_neighbours_are_of_the_same_article(make_archive: Make) -> None:
    long = article(" ".join(f"Sentence number {n} is about the river {n}." for n in range(200)), "long")
    archive = make_archive(long, FIRE)
    passages = archive.around(archive.search("river 100", k=1)[0].passage, 2)
    assert 3 <= len(passages) <= 5
    assert {passage.article.key for passage in passages} == {"long"}
    assert [passage.start for passage in passages] == sorted(passage.start for passage in passages)


def test_a_text_that_changed_on_disk_is_not_quoted(make_archive: Make, tmp_path: Path) -> None:
    story = article("The river rose in Lund on Monday. Forty houses stood in water.", "flood")
    archive = make_archive(story)
    connection = sqlite3.connect(tmp_path / "archive" / "catalogue.sqlite")
    with connection:
        connection.execute("UPDATE articles SET text = replace(text, 'Forty', 'Fifty')")
    connection.close()
    with pytest.raises(ArchiveDamaged, match="the text of flood is damaged"):
        archive.article(story.id)
    with pytest.raises(ArchiveDamaged, match="remove it and index its file again"):
        archive.search("river")
    assert any("flood is damaged" in line for line in archive.check())
    list(archive.remove([story.id]))
    list(archive.add([story]))
    assert archive.check() == []
    assert archive.article(story.id).text == story.text
