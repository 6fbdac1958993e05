"""remove, check, backup, restore and migrate, as a person types them."""

import shutil
from pathlib import Path

import pytest

from ui.cli import main

OLD = Path(__file__).parent / "data" / "format-1"
NEWS = """{"id": "flood", "text": "The river rose in Lund on Monday.", "source": "Yonhap", "url": "https://example.org/flood"}
{"id": "mill", "text": "A mill burned down in Malmo.", "source": "Reuters", "url": "https://example.org/mill"}
{"id": "vote", "text": "The town of Ystad voted for a quagmire.", "source": "REUTERS"}
"""


@pytest.fixture
def archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    (tmp_path / "news.jsonl").write_text(NEWS)
    (tmp_path / "storm.txt").write_text("A storm felled an oak in Kivik.")
    folder = str(tmp_path / "archive")
    assert (
        main(["index", str(tmp_path / "news.jsonl"), str(tmp_path / "storm.txt"), "--archive", folder]) == 0
    )
    capsys.readouterr()
    return folder


def _count(archive: str, capsys: pytest.CaptureFixture[str]) -> int:
    capsys.readouterr()
    assert main(["status", "--archive", archive]) == 0
    return int(capsys.readouterr().out.splitlines()[0].split()[1])


@pytest.mark.parametrize(
    ("names", "left"),
    [
        (["flood"], 3),
        (["https://EXAMPLE.org/mill"], 3),
        (["{folder}/storm.txt"], 3),
        (["storm.txt"], 3),
        (["{folder}/news.jsonl"], 1),
        (["flood", "mill", "flood"], 2),
        (["--source", "reuters"], 2),
    ],
)
def test_articles_are_removed_by_any_of_their_names(
    archive: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], names: list[str], left: int
) -> None:
    given = [name.format(folder=tmp_path) for name in names]
    assert main(["remove", *given, "--archive", archive]) == 0
    assert capsys.readouterr().out == f"{4 - left} removed\n"
    assert _count(archive, capsys) == left
    assert main(["check", "--archive", archive]) == 0


@pytest.mark.parametrize("names", [["flood", "nothing"], ["--source", "nobody"], ["burned"], []])
def test_a_name_that_fits_nothing_removes_nothing(
    archive: str, capsys: pytest.CaptureFixture[str], names: list[str]
) -> None:
    assert main(["remove", *names, "--archive", archive]) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert _count(archive, capsys) == 4


def test_a_purge_leaves_no_byte(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", "vote", "--purge", "--archive", archive]) == 0
    assert "no trace" in capsys.readouterr().out
    for path in Path(archive).rglob("*"):
        if path.is_file():
            assert b"quagmir" not in path.read_bytes().lower(), path


def test_a_backup_is_restored_elsewhere_and_in_place(
    archive: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "copy.citedesk")
    assert main(["backup", file, "--archive", archive]) == 0
    assert main(["backup", file, "--archive", archive]) == 2
    assert "exists" in capsys.readouterr().err
    assert main(["remove", "flood", "mill", "--archive", archive]) == 0
    assert main(["restore", file, "--archive", archive]) == 2
    assert "--replace" in capsys.readouterr().err
    assert main(["restore", file, "--archive", archive, "--replace"]) == 0
    assert _count(archive, capsys) == 4
    assert main(["restore", file, "--archive", str(tmp_path / "other")]) == 0
    assert main(["check", "--archive", str(tmp_path / "other")]) == 0
    capsys.readouterr()
    assert main(["ask", "Where did the river rise?", "--archive", str(tmp_path / "other")]) == 0
    assert "The river rose in Lund" in capsys.readouterr().out


def test_a_backup_is_restored_over_a_catalogue_that_cannot_be_read(
    archive: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "copy.citedesk")
    assert main(["backup", file, "--archive", archive]) == 0
    (Path(archive) / "catalogue.sqlite").write_bytes(b"noise" * 5000)
    assert main(["status", "--archive", archive]) == 2
    assert "citedesk restore" in capsys.readouterr().err
    assert main(["restore", file, "--archive", archive, "--replace"]) == 0
    assert _count(archive, capsys) == 4
    (kept,) = Path(archive).glob("catalogue.sqlite.damaged-*")
    assert kept.read_bytes() == b"noise" * 5000
    (Path(archive) / "catalogue.sqlite").unlink()
    assert main(["restore", file, "--archive", archive]) == 0
    assert _count(archive, capsys) == 4


@pytest.mark.parametrize("content", [None, b"", b"no database at all", b"SQLite format 3\0" + b"x" * 5000])
def test_what_is_no_backup_is_refused_and_changes_nothing(
    archive: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    file = tmp_path / "copy"
    if content is not None:
        file.write_bytes(content)
    assert main(["restore", str(file), "--archive", archive, "--replace"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert _count(archive, capsys) == 4


def test_check_names_what_is_damaged_and_repair_mends_it(
    archive: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (words, *_) = sorted(Path(archive).rglob("*.term"))
    words.write_bytes(b"noise")
    assert main(["check", "--archive", archive]) == 1
    assert "keyword index" in capsys.readouterr().out
    assert main(["check", "--repair", "--archive", archive]) == 0
    assert main(["check", "--archive", archive]) == 0
    assert capsys.readouterr().out.endswith("nothing is wrong\n")


def test_an_archive_of_the_previous_format_names_the_command_that_migrates_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "archive")
    shutil.copytree(OLD, folder)
    assert main(["status", "--archive", folder]) == 2
    assert "citedesk migrate" in capsys.readouterr().err
    assert main(["migrate", "--archive", folder]) == 0
    assert main(["migrate", "--archive", folder]) == 0
    assert "already" in capsys.readouterr().out
