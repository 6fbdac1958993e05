"""What is derived and damaged is built anew by itself; what is not is one clear line, and never dropped."""

import json
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from fakes import HashEncoder, article
from processes import child, heard

import index.upkeep
import index.vectors.building
from index import care
from index.archive import Archive
from index.article import Article
from index.errors import CitedeskIndexError

KEYS = [f"a{number}" for number in range(14)]


def _story(key: str, edition: int = 0) -> Article:
    text = " ".join(f"Line {line} of {key}x{edition}: the river {key}y{line} rose." for line in range(60))
    return article(text, key, source="Ekot")


def _small_limits() -> None:
    """In a process of its own: let a few passages make a base, one with lists."""
    index.upkeep._NEEDS_BASE = 20
    index.vectors.building._FLAT_MOST = 30


def _make(_line: Connection, root: str) -> None:
    """Make an archive with a base and what came after it; beside it, one of before, and another."""
    _small_limits()
    for name, keys in (("archive", KEYS), ("another", KEYS[::-1])):
        archive = Archive.create(Path(root) / name, HashEncoder())
        list(archive.add(map(_story, keys[:8])))
        if name == "archive":
            shutil.copytree(Path(root) / name, Path(root) / "before")
        list(archive.add(map(_story, keys[8:])))
        list(archive.remove([_story(keys[0]).id]))
        list(archive.add([_story(keys[1], 1)]))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damage")
    with child(_make, str(folder)):
        pass
    assert (folder / "archive" / "vectors").is_dir()
    return folder


def _answers(archive: Archive) -> list[bool]:
    """Ask for a word of each article; tell which of them are found."""
    return [key in _found(archive, f"{key}y7") for key in KEYS]


def _found(archive: Archive, words: str) -> list[str]:
    # The nearest by meaning, which hashing makes of anything, and the one that has the word.
    return [hit.passage.article.key for hit in archive.search(words, k=3)]


def _derived(folder: Path) -> list[Path]:
    """Return one derived file of each kind."""
    found = {path.name.partition(".")[2] + path.parent.parent.name: path for path in folder.glob("*/*/*")}
    kinds = [path for path in found.values() if path.suffix != ".lock"]
    assert len(kinds) > 10
    return kinds


def _damage(path: Path, kind: str, root: Path) -> None:
    """Damage a file where it lies, so that who has it open or mapped is hit."""
    size = path.stat().st_size
    if kind == "cut":
        os.truncate(path, size // 2)
    elif kind == "noise":
        with path.open("rb+") as file:
            file.write(random.Random(size).randbytes(size))
    elif kind == "gone":
        path.unlink()
    else:  # of the generation before, or of another archive: the file that has its part
        ending = path.name.partition(".")[2]
        folder = root / kind / path.parent.parent.name
        source = next(iter([*folder.glob(f"*/*{ending}"), *folder.glob("*/seal.json")]))
        path.write_bytes(source.read_bytes())


KINDS = ["cut", "noise", "gone", "before", "another"]


def _damaged_at_rest(line: Connection, root: str, kind: str) -> None:
    _small_limits()
    base = Path(root)
    expected = _answers(Archive(base / "archive", HashEncoder()))
    for number, path in enumerate(_derived(base / "archive")):
        folder = base / f"{kind}-{number}"
        shutil.copytree(base / "archive", folder)
        _damage(folder / path.relative_to(base / "archive"), kind, base)
        encoder = HashEncoder()
        archive = Archive(folder, encoder)
        line.send((path.name, _answers(archive) == expected, encoder.encoded, archive.check()))
        shutil.rmtree(folder)
    line.send("done")


def _heard(work: Callable[..., None], root: Path, kind: str) -> Iterator[tuple[object, ...]]:
    """Give what a child says of each file."""
    with child(work, str(root), kind) as process:
        while (told := process.hear()) != "done":
            assert isinstance(told, tuple)
            yield told


@pytest.mark.parametrize("kind", KINDS)
def test_a_derived_file_that_is_damaged_is_built_anew_without_encoding(root: Path, kind: str) -> None:
    for name, *told in _heard(_damaged_at_rest, root, kind):
        assert told == [True, len(KEYS), []], name


def _damaged_while_running(line: Connection, root: str, kind: str) -> None:
    _small_limits()
    base = Path(root)
    expected = _answers(Archive(base / "archive", HashEncoder()))
    for number, path in enumerate(_derived(base / "archive")):
        folder = base / f"running-{kind}-{number}"
        shutil.copytree(base / "archive", folder)
        archive = Archive(folder, HashEncoder())
        before = _answers(archive)
        _damage(folder / path.relative_to(base / "archive"), kind, base)
        after = _answers(archive)
        # A writer, too, goes on.
        list(archive.add([_story("a13", 2)]))
        found = [hit.passage.article.text for hit in archive.search("a13x2", k=3)]
        again = Archive(folder, HashEncoder())
        again.warm_up()
        line.send(
            (path.name, before == after == expected, any("a13x2" in text for text in found), again.check())
        )
        shutil.rmtree(folder)
    line.send("done")


@pytest.mark.parametrize("kind", KINDS)
def test_a_derived_file_that_is_damaged_under_a_running_reader_is_noticed(root: Path, kind: str) -> None:
    for name, *told in _heard(_damaged_while_running, root, kind):
        assert told == [True, True, []], name


def _cut_and_waiting(line: Connection, root: str) -> None:
    """Cut files of the keyword index under a reader, change its list, and wait for who may be looking."""
    _small_limits()
    folder = Path(root) / "waiting"
    shutil.copytree(Path(root) / "archive", folder)
    archive = Archive(folder, HashEncoder())
    expected = _answers(archive)
    for path in folder.glob("lexicon/*/*"):
        if path.suffix in {".store", ".term", ".idx", ".fast"}:
            os.truncate(path, 0)
    (listed,) = folder.glob("lexicon/*/meta.json")
    listed.write_text(json.dumps(json.loads(listed.read_text()) | {"opstamp": 999}))
    time.sleep(1.5)
    line.send(_answers(archive) == expected)
    shutil.rmtree(folder)


def test_nothing_reads_the_keyword_index_between_questions(root: Path) -> None:
    with child(_cut_and_waiting, str(root)) as process:
        assert process.hear() is True


# The catalogue


def _overwrite(at: float, length: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        size = path.stat().st_size
        with path.open("rb+") as file:
            file.seek(int(at * (size // 4096)) * 4096)
            file.write(random.Random(1).randbytes(length))

    return write


DAMAGES: dict[str, Callable[[Path], None]] = {
    "the header": _overwrite(0, 100),
    "the first page": _overwrite(0, 4096),
    "a quarter in": _overwrite(0.25, 4096),
    "the middle": _overwrite(0.5, 4096),
    "near the end": _overwrite(0.9, 4096),
    "cut in half": lambda path: os.truncate(path, path.stat().st_size // 2),
    "cut within a page": lambda path: os.truncate(path, path.stat().st_size - 1000),
    "emptied": lambda path: os.truncate(path, 0),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_catalogue_is_said_in_one_line_and_nothing_is_dropped_in_silence(
    root: Path, tmp_path: Path, damage: str
) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(root / "archive", folder)
    running = Archive(folder, HashEncoder())
    running.warm_up()
    DAMAGES[damage](folder / "catalogue.sqlite")
    said = []
    for look in (
        lambda: Archive(folder, HashEncoder()).check(),
        lambda: care.repair(Path(folder)),
        lambda: Archive(folder, HashEncoder()).search("river") and [],
        lambda: running.search("river") and [],
        running.check,
        # Nothing of the above has put an empty catalogue, or a whole one, in its place.
        lambda: Archive(folder, HashEncoder()).check(),
    ):
        try:
            said.append(look())
        except CitedeskIndexError as error:
            said.append([str(error)])
    assert said[0]
    assert said[1]
    assert said[5]
    assert all("\n" not in line for lines in said for line in lines)


def test_noise_beside_the_catalogue_changes_nothing(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(root / "archive", folder)
    expected = _answers(Archive(folder, HashEncoder()))
    (folder / "catalogue.sqlite-wal").write_bytes(random.Random(1).randbytes(50_000))
    (folder / "catalogue.sqlite-shm").write_bytes(random.Random(2).randbytes(32_768))
    archive = Archive(folder, HashEncoder())
    assert _answers(archive) == expected
    assert archive.check() == []


# The folder


def _reader(line: Connection, folder: str) -> None:
    """Answer questions from one archive object; say errors in their words."""
    _small_limits()
    archive = Archive(Path(folder), HashEncoder())
    for question in heard(line):
        try:
            line.send(_found(archive, str(question)))
        except CitedeskIndexError as error:
            line.send(f"{type(error).__name__}: {error}")


def _replaced(folder: Path, root: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(root / "another", folder)


def _restored(folder: Path, root: Path) -> None:
    backup = folder.with_name("backup")
    care.backup(root / "another", backup)
    care.restore(backup, folder, replace=True)


@pytest.mark.parametrize("how", [_replaced, _restored])
def test_a_running_reader_takes_up_the_archive_that_replaced_its_own(
    root: Path, tmp_path: Path, how: Callable[[Path, Path], None]
) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(root / "archive", folder)
    with child(_reader, str(folder)) as process:
        assert "a13" in process.ask("a13y7")
        assert "a0" not in process.ask("a0y7")
        how(folder, root)
        assert "a0" in process.ask("a0y7")
        assert "a13" not in process.ask("a13y7")
    assert Archive(folder, HashEncoder()).check() == []


def test_a_running_reader_says_that_its_archive_is_gone_and_goes_on_when_it_is_back(
    root: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(root / "archive", folder)
    with child(_reader, str(folder)) as process:
        assert "a13" in process.ask("a13y7")
        shutil.rmtree(folder)
        said = process.ask("a13y7")
        assert isinstance(said, str)
        assert said.startswith("ArchiveNotFound: no archive in")
        assert not folder.exists()
        shutil.copytree(root / "archive", folder)
        assert "a13" in process.ask("a13y7")


def test_an_older_catalogue_beside_newer_indexes_is_followed_when_generations_meet(
    root: Path, tmp_path: Path
) -> None:
    """The catalogue is put back to an older one, and grows until its generations have the same numbers."""
    folder = tmp_path / "archive"
    shutil.copytree(root / "archive", folder)
    shutil.copy(root / "before" / "catalogue.sqlite", folder)
    generations = Archive(root / "archive", HashEncoder()).generation
    number = 0
    while (archive := Archive(folder, HashEncoder())).generation <= generations + 1:
        assert _answers(archive) == [key in KEYS[:8] for key in KEYS]
        assert archive.check() == []
        # Without a look by a reader between, every second time.
        if number % 2:
            shutil.rmtree(folder / "vectors", ignore_errors=True)
        list(Archive(folder, HashEncoder()).add([_story("new", number)]))
        number += 1
        assert "new" in _found(Archive(folder, HashEncoder()), f"newx{number - 1}")
    assert archive.check() == []


def _as_nobody(line: Connection, folder: str, another: str) -> None:
    """Read without the right to write, then try to write."""
    _small_limits()
    elsewhere = Archive(Path(another), HashEncoder())
    elsewhere.warm_up()  # what is imported late may not be nobody's to read
    assert elsewhere.check() == []
    os.setuid(65534)
    archive = Archive(Path(folder), HashEncoder())
    line.send(_answers(archive))
    line.send(archive.check())
    for work in (
        lambda: list(archive.add([_story("b")])),
        lambda: list(archive.remove([_story("a5").id])),
        lambda: care.repair(Path(folder)),
        lambda: Archive.create(Path(folder) / "below", HashEncoder()),
        lambda: care.backup(Path(folder), Path(folder) / "backup"),
    ):
        try:
            work()
            line.send("it was done")
        except CitedeskIndexError as error:
            line.send(str(error))


@pytest.mark.parametrize("lost", [(), ("lexicon",), ("lexicon", "vectors")])
def test_a_folder_that_cannot_be_written_is_read_and_says_so_to_a_writer(
    root: Path, tmp_path: Path, lost: tuple[str, ...]
) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(root / "archive", folder)
    for name in lost:
        shutil.rmtree(folder / name)
    expected = _answers(Archive(root / "archive", HashEncoder()))
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    for path in list(folder.parents)[:-2]:
        path.chmod(path.stat().st_mode | 0o011)
    with child(_as_nobody, str(folder), str(root / "another")) as process:
        assert process.hear() == expected
        assert process.hear() == []
        for _ in range(5):
            said = str(process.hear())
            assert "cannot" in said
            assert "\n" not in said
