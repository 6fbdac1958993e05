"""Killed at any moment, or out of room, an archive loses nothing that it said was done."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import HashEncoder, article

from index.archive import Archive
from index.article import Skipped
from index.locking import writing

KILL = Path(__file__).parent / "kill.py"
ROOT = KILL.parent.parent
Make = Callable[..., Archive]
STORIES = [article(f"Report {number}: the river of {number}x rose.", str(number)) for number in range(12)]


def _run(*options: str) -> dict[str, dict[str, dict[str, int]]]:
    """Run the killer in a process of one thread, which may fork; return what it hit."""
    alone = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(KILL), *options]
    # Where mounting is not allowed, it is in a space of one's own.
    if os.geteuid() and "--full-disk" in options:
        command = ["unshare", "--user", "--map-root-user", "--mount", *command]
    done = subprocess.run(command, env={**os.environ, **alone}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-6000:]
    print(done.stdout)
    found: dict[str, dict[str, dict[str, int]]] = json.loads(done.stdout)
    return found


def test_killed_at_two_hundred_instants_it_loses_nothing_it_reported() -> None:
    hit = _run("--kills", "200")["kills"]
    operations = {"add", "update", "remove", "purge", "read", "repair", "backup", "reencode", "restore"}
    assert operations | {"migrate"} <= set(hit["operations"])
    steps = {"commit", "words", "compaction", "tidy", "scrub", "take up", "restore", "migrate"}
    assert steps <= set(hit["steps"])


def test_where_no_file_can_grow_it_says_so_and_loses_nothing() -> None:
    assert _run("--small-files", "25")["small files"]["operations"]


def test_on_a_full_disk_it_says_so_and_loses_nothing() -> None:
    assert _run("--full-disk", "25")["full disk"]["operations"]


def test_what_was_done_before_the_end_is_not_done_again(make_archive: Make, tmp_path: Path) -> None:
    run = make_archive().add([*STORIES[:6], Skipped("a.txt", "is empty"), *STORIES[6:]])
    next(run)
    run.close()
    again = [outcome.action for outcome in Archive(tmp_path / "archive", HashEncoder()).add(STORIES)]
    assert len(again) == len(STORIES)
    assert Archive(tmp_path / "archive", HashEncoder()).check() == []


def test_files_of_a_commit_that_was_cut_short_do_not_stop_the_next(
    make_archive: Make, tmp_path: Path
) -> None:
    """Tantivy gives the next commit's file of deletions the name of the one that was begun."""
    archive = make_archive(*STORIES)
    (words,), kept = (tmp_path / "archive" / "lexicon").iterdir(), tmp_path / "kept"
    shutil.copytree(words, kept)
    list(archive.remove([STORIES[0].id]))
    (begun,) = words.glob("*.del")
    shutil.copy(begun, kept)
    shutil.copy(words / ".managed.json", kept)
    shutil.rmtree(words)
    kept.rename(words)
    again = Archive(tmp_path / "archive", HashEncoder())
    assert again.word_weights("0x 1x") == archive.word_weights("0x 1x")
    assert len(again._indexes().lexicon) == len(STORIES) - 1
    assert again.check() == []


def test_a_segment_that_is_being_merged_is_not_sealed(make_archive: Make, tmp_path: Path) -> None:
    archive = make_archive(STORIES[0])
    (folder,) = (tmp_path / "archive" / "lexicon").iterdir()
    half = folder / f"{'0123456789abcdef' * 2}.term"
    half.write_bytes(b"")
    list(archive.add(STORIES[1:]))
    assert half.name not in (folder / "seal.json").read_text()
    half.write_bytes(b"all of it")
    assert Archive(tmp_path / "archive", HashEncoder()).check() == []


def test_the_name_of_the_writer_need_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "writer.json").mkdir()  # in the way, as a full disk is
    with writing(tmp_path):
        pass


def test_a_writer_leaves_the_files_of_the_archive_that_took_its_place(
    make_archive: Make, tmp_path: Path
) -> None:
    run = make_archive(STORIES[0]).add([Skipped("a.txt", "is empty")])
    next(run)
    shutil.rmtree(tmp_path / "archive")
    make_archive(*STORIES[1:])
    shutil.rmtree(next((tmp_path / "archive" / "lexicon").iterdir()))
    (tmp_path / "archive" / "lexicon" / "6").mkdir()
    new = Archive(tmp_path / "archive", HashEncoder())
    new.warm_up()  # built anew, under the next number
    (seal,) = (tmp_path / "archive" / "lexicon").rglob("seal.json")
    before = seal.read_bytes()
    with pytest.raises(StopIteration):
        next(run)
    assert seal.read_bytes() == before
    assert new.check() == []
