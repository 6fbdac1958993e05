"""Two writers, ten readers, a long write, a backup and a restore, all at once."""

import statistics
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from fakes import HashEncoder, article
from processes import Child, child, heard

import index.upkeep
import index.vectors.building
import index.writing
from index import care
from index.archive import Archive
from index.article import Article
from index.errors import ArchiveBusy

READERS = 10
STORIES = 240


def _story(number: int) -> Article:
    lines = (f"Report {number}x says in line {number}y{line} that the river rose." for line in range(24))
    return article(" ".join(lines), str(number))


def _small_limits() -> None:
    """In a process of its own: compact after some dozens of passages, and make lists early."""
    index.upkeep._NEEDS_BASE = 60
    index.vectors.building._FLAT_MOST = 200
    index.writing.BATCH = 16


def _writer(line: Connection, folder: str) -> None:
    """Store articles one run after the other; say each when it is told to be safe."""
    _small_limits()
    archive = Archive.create(Path(folder), HashEncoder())
    for first in range(0, STORIES, 60):
        for outcome in archive.add(map(_story, range(first, first + 60))):
            line.send(int(outcome.name))
    line.send("stored")
    line.recv()
    # And some away again, so that there are generations that take.
    for number in range(0, STORIES, 40):
        list(archive.remove([_story(number).id]))
        line.send(-number)
    line.send("done")


def _reader(line: Connection, folder: str) -> None:
    """Search for each article that it is told; say whether it is found, and how long that took."""
    _small_limits()
    archive = Archive(Path(folder), HashEncoder())
    archive.warm_up()
    for number in heard(line):
        began = time.perf_counter()
        hits = archive.search(f"{number}x {number}y7", k=5)
        took = time.perf_counter() - began
        for hit in hits:
            # Verbatim, and of one article.
            assert hit.passage.text in _story(int(hit.passage.article.key)).text
        line.send((number in {int(hit.passage.article.key) for hit in hits}, took))


def _let_it_write(writer: Child) -> None:
    while (word := writer.hear()) != "done":
        if word == "stored":
            writer.say("go on")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Archive.create(tmp_path / "archive", HashEncoder())
    return tmp_path / "archive"


def test_ten_readers_find_each_article_as_soon_as_it_is_stored(folder: Path) -> None:
    readers = [Child(_reader, str(folder)) for _ in range(READERS)]
    times, is_there = [], True
    with child(_writer, str(folder)) as writer:
        while (word := writer.hear()) != "done":
            if word == "stored":
                is_there = False
                writer.say("now take some away")
                continue
            assert isinstance(word, int)
            found, took = readers[len(times) % READERS].ask(abs(word))  # type: ignore[misc]
            assert found == is_there, word
            times.append(took)
    for reader in readers:
        found, took = reader.ask(STORIES - 1)  # type: ignore[misc]
        assert found
        times.append(took)
        reader.end()
    assert Archive(folder, HashEncoder()).check() == []
    assert len(list((folder / "vectors").iterdir())) == 1
    times.sort()
    median, high, most = statistics.median(times), times[len(times) * 95 // 100], times[-1]
    print(f"searches: {len(times)}, p50 {median:.3f} s, p95 {high:.3f} s, most {most:.3f} s")
    assert most < 1.0


def test_a_running_reader_takes_up_each_base_in_the_background(folder: Path) -> None:
    with child(_reader, str(folder)) as reader:
        assert reader.ask(0)[0] is False  # type: ignore[index]
        with child(_writer, str(folder)) as writer:
            _let_it_write(writer)
        times = []
        for number in [*range(1, 40), *range(1, 40)]:
            found, took = reader.ask(number)  # type: ignore[misc]
            assert found
            times.append(took)
    assert max(times) < 1.0


def _wait_for(path: Path) -> None:
    until = time.monotonic() + 20
    while not (path.exists() and path.stat().st_size):
        assert time.monotonic() < until
        time.sleep(0.01)


def _waiting_writer(line: Connection, folder: str) -> None:
    archive = Archive.create(Path(folder), HashEncoder())
    run = archive.add(_story(number) for number in range(2) if number == 0 or line.recv())
    list(run)
    line.send("stored")


def test_the_second_writer_is_told_who_the_first_is_and_may_write_after_it(folder: Path) -> None:
    second = Archive(folder, HashEncoder())
    with child(_waiting_writer, str(folder)) as first:
        _wait_for(folder / "writer.json")
        with pytest.raises(ArchiveBusy, match=f"process {first.number} on .* is writing to"):
            list(second.remove([_story(0).id]))
        assert first.ask("go on") == "stored"
    assert sum(second.remove([_story(0).id])) == 1


def test_a_writer_that_is_killed_does_not_keep_others_from_writing(folder: Path) -> None:
    first = Child(_waiting_writer, str(folder))
    second = Archive(folder, HashEncoder())
    _wait_for(folder / "writer.json")
    first.kill()
    assert [outcome.action for outcome in second.add([_story(5)])] == ["added"]


def test_a_backup_while_writing_is_whole_and_holds_what_was_stored_before(
    folder: Path, tmp_path: Path
) -> None:
    stored: list[int] = []
    counts = []
    with child(_writer, str(folder)) as writer:
        while (word := writer.hear()) != "done":
            if word == "stored":
                writer.say("go on")
                continue
            assert isinstance(word, int)
            stored.append(word)
            if len(stored) in (1, 70, 150, STORIES):
                before = list(stored)
                backup, copy = tmp_path / f"{len(before)}.backup", tmp_path / f"copy-{len(before)}"
                care.backup(Path(folder), backup)
                care.restore(backup, copy)
                restored = Archive(copy, HashEncoder())
                assert restored.check() == []
                for number in before[:STORIES]:
                    assert restored.article(_story(number).id).text == _story(number).text
                assert restored.search("1x 1y7", k=5)[0].passage.article.key
                assert restored.check() == []
                counts.append(restored.status().articles)
    assert counts == sorted(counts)


def test_a_writer_waits_for_a_reader_that_does_a_stopped_writers_work(folder: Path) -> None:
    first = Child(_waiting_writer, str(folder))
    _wait_for(folder / "writer.json")
    waiting = threading.Timer(0.3, first.kill)
    waiting.start()
    assert [outcome.action for outcome in Archive(folder, HashEncoder()).add([_story(5)])] == ["added"]
    waiting.join()


def test_a_restore_under_running_readers_is_taken_up_by_each(folder: Path, tmp_path: Path) -> None:
    archive = Archive(folder, HashEncoder())
    list(archive.add(map(_story, range(40))))
    care.backup(archive.folder, tmp_path / "backup")
    list(archive.remove([_story(3).id]))
    list(archive.add(map(_story, range(40, 80))))
    readers = [Child(_reader, str(folder)) for _ in range(3)]
    for reader in readers:
        assert reader.ask(3)[0] is False  # type: ignore[index]
        assert reader.ask(77)[0] is True  # type: ignore[index]
    care.restore(tmp_path / "backup", folder, replace=True)
    for reader in readers:
        assert reader.ask(3)[0] is True  # type: ignore[index]
        assert reader.ask(77)[0] is False  # type: ignore[index]
    # The numbers of the generations meet, with another content under each.
    list(archive.add(map(_story, range(100, 110))))
    list(archive.add(map(_story, range(110, 120))))
    for reader in readers:
        assert reader.ask(115)[0] is True  # type: ignore[index]
        assert reader.ask(77)[0] is False  # type: ignore[index]
        reader.end()
    assert archive.check() == []
