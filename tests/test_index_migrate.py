"""An archive of an older format says which command brings it up; that loses and encodes nothing."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from fakes import HashEncoder, article

from index import care
from index.archive import Archive
from index.errors import ArchiveDamaged, ArchiveOutdated

# Made by the first version, with HashEncoder: four articles, one of them updated.
FORMAT_1 = Path(__file__).parent / "data" / "format-1"
# The same and one more, a version later; its catalogue alone.
FORMAT_2 = Path(__file__).parent / "data" / "format-2"
_ARTICLES = (
    "SELECT id, key, digest, title, text, published, day, source, url, path, place, authors "
    "FROM articles ORDER BY id"
)
_PASSAGES = 'SELECT p.id, a.key, p.start, p."end" FROM passages p JOIN articles a ON a.'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FORMAT_1, tmp_path / "archive"))


def _rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_an_archive_of_the_previous_format_names_the_command(folder: Path) -> None:
    for use in (lambda: Archive(folder, HashEncoder()), lambda: Archive.create(folder, HashEncoder())):
        with pytest.raises(ArchiveOutdated, match="citedesk migrate") as said:
            use()
        assert "\n" not in str(said.value)


def test_migration_keeps_every_article_passage_and_vector(folder: Path) -> None:
    articles = _rows(folder, _ARTICLES)
    passages = _rows(folder, f"{_PASSAGES}id = p.article ORDER BY p.id")
    vectors = _rows(folder, "SELECT id, vector FROM passages ORDER BY id")
    assert (len(articles), len(passages)) == (4, 6)
    assert care.migrate(folder)
    assert _rows(folder, _ARTICLES) == articles
    assert _rows(folder, f"{_PASSAGES}number = p.article ORDER BY p.id") == passages
    assert _rows(folder, "SELECT passage, vector FROM vectors ORDER BY passage") == vectors
    assert not care.migrate(folder)


def test_a_migrated_archive_is_whole_and_searched_without_encoding(folder: Path) -> None:
    care.migrate(folder)
    encoder = HashEncoder()
    archive = Archive(folder, encoder)
    assert archive.check() == []
    questions = {"Fifty houses stood in water": "flood", "mill burned in Malmo": "fire", "oak tree": "storm"}
    for question, key in questions.items():
        assert archive.search(question, k=1)[0].passage.article.key == key
    assert encoder.encoded == len(questions)
    assert archive.check() == []
    assert "\x00" in archive.search("oak tree", k=1)[0].passage.article.text
    # What the previous format had of derived files goes with the first writer.
    assert not (folder / "vectors" / "2.faiss").exists()
    assert not (folder / "lexicon" / "generation.json").exists()


def test_a_migrated_archive_never_uses_a_passage_id_again(folder: Path) -> None:
    care.migrate(folder)
    archive = Archive(folder, HashEncoder())
    newest = max(passage.id for item in archive.newest() for passage in archive.passages_of(item))
    assert newest == 7
    list(archive.remove([archive.find("flood").id]))
    list(archive.add([article("A ship sank.", "ship")]))
    assert [passage.id for passage in archive.passages_of(archive.find("ship"))] == [8]
    assert archive.check() == []


def test_ids_that_were_used_up_before_the_migration_stay_used(folder: Path) -> None:
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    connection.execute("UPDATE sqlite_sequence SET seq = 90")
    connection.commit()
    connection.close()
    care.migrate(folder)
    archive = Archive(folder, HashEncoder())
    list(archive.add([article("A ship sank.", "ship")]))
    assert [passage.id for passage in archive.passages_of(archive.find("ship"))] == [91]


def test_a_backup_of_the_previous_format_is_restored_and_migrated(folder: Path, tmp_path: Path) -> None:
    care.restore(folder / "catalogue.sqlite", tmp_path / "new")
    with pytest.raises(ArchiveOutdated):
        Archive(tmp_path / "new", HashEncoder())
    assert care.migrate(tmp_path / "new")
    assert Archive(tmp_path / "new", HashEncoder()).check() == []


def test_an_archive_of_format_2_is_brought_up(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FORMAT_2, tmp_path / "archive"))
    articles, vectors = _rows(folder, _ARTICLES), _rows(folder, "SELECT * FROM vectors ORDER BY passage")
    with pytest.raises(ArchiveOutdated, match="citedesk migrate"):
        Archive(folder, HashEncoder())
    assert care.migrate(folder)
    assert _rows(folder, _ARTICLES) == articles
    assert _rows(folder, "SELECT * FROM vectors ORDER BY passage") == vectors
    encoder = HashEncoder()
    archive = Archive(folder, encoder)
    assert archive.check() == []
    assert archive.search("Which ferry ran aground off Gozo?", k=1)[0].passage.article.key == "ferry"
    assert encoder.encoded == 1


@pytest.mark.parametrize("source", [FORMAT_1, FORMAT_2])
def test_migration_derives_what_the_older_format_did_not_know(source: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(source, tmp_path / "archive"))
    care.migrate(folder)
    archive = Archive(folder, HashEncoder())
    assert sum(count for _, count in archive.status().languages) == archive.status().articles
    assert dict(archive.status().languages)["en"] >= 1


def test_a_format_of_a_later_version_is_refused(folder: Path) -> None:
    care.migrate(folder)
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    connection.execute("UPDATE manifest SET format = 9")
    connection.commit()
    connection.close()
    for use in (lambda: Archive(folder, HashEncoder()), lambda: care.migrate(folder)):
        with pytest.raises(ArchiveDamaged, match="format 9"):
            use()
