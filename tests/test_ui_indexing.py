"""citedesk index, articles and show, as they are typed."""

import io
import json
import os
from pathlib import Path

import pytest

from index.archive import Archive
from ui.cli import main

RIVER = "The river rose on Monday and stood in forty houses, the mayor of the town said."
FIRE = "A fire burned down the old mill by the harbour, and nobody was hurt, firemen said."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    (folder / "old").mkdir(parents=True)
    (folder / "river.txt").write_text(RIVER)
    (folder / "old" / "fire.txt").write_text(FIRE)
    return folder


def _run(capsys: pytest.CaptureFixture[str], tmp_path: Path, *words: str) -> tuple[int, str, str]:
    status = main([words[0], "--archive", str(tmp_path / "archive"), *words[1:]])
    said = capsys.readouterr()
    return status, said.out.strip(), said.err.strip()


def _count(tmp_path: Path) -> int:
    return Archive(tmp_path / "archive").status().articles


def test_what_vanished_from_a_folder_leaves_the_archive_where_that_is_asked(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(capsys, tmp_path, "index", str(news))
    (news / "river.txt").unlink()
    assert _run(capsys, tmp_path, "index", str(news))[0] == 0
    assert _count(tmp_path) == 2
    status, said, _ = _run(capsys, tmp_path, "index", str(news), "--prune")
    assert (status, said.splitlines()[-1]) == (0, "1 vanished and were removed")
    assert [item.key for item in Archive(tmp_path / "archive").articles()] == ["old/fire.txt"]


def test_what_cannot_be_read_or_was_left_out_is_not_pruned(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(capsys, tmp_path, "index", str(news))
    (news / "river.txt").write_bytes(b"\0\0")
    (news / "new.txt").write_text("A new story of a bridge that fell into the sea at night.")
    _, said, _ = _run(capsys, tmp_path, "index", str(news), "--prune", "--exclude", "old/")
    assert "skipped" in said.splitlines()[0]
    assert said.splitlines()[-1] == "0 vanished and were removed"
    assert _count(tmp_path) == 3


def test_a_folder_in_which_nothing_can_be_read_is_not_pruned(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(capsys, tmp_path, "index", str(news))
    (news / "river.txt").unlink()
    (news / "old" / "fire.txt").unlink()
    status, _, error = _run(capsys, tmp_path, "index", str(news), "--prune")
    assert status == 2
    assert "nothing was pruned" in error
    assert _count(tmp_path) == 2


def test_a_record_that_vanished_from_a_file_is_pruned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    lines = [json.dumps({"id": name, "text": text}) for name, text in (("r", RIVER), ("f", FIRE))]
    (folder / "a.jsonl").write_text("\n".join(lines))
    _run(capsys, tmp_path, "index", str(folder))
    (folder / "a.jsonl").write_text(lines[1])
    _, said, _ = _run(capsys, tmp_path, "index", str(folder), "--prune")
    assert said.endswith("1 vanished and were removed")
    assert [item.key for item in Archive(tmp_path / "archive").articles()] == ["f"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--prune", "river.txt"], "--prune is for folders"),
        (["--map", "headline", "."], "write OURS=THEIRS"),
        (["--map", "colour=red", "."], "OURS is one of text, title, published"),
        (["nowhere"], "there is no file or folder nowhere"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_done(
    words: list[str],
    error: str,
    news: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(news)
    status, _, said = _run(capsys, tmp_path, "index", *words)
    assert status == 2
    assert error in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "archive").exists()


def test_the_report_has_a_line_for_everything(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(30):
        (news / f"empty{number}.txt").write_text("")
    _, said, _ = _run(capsys, tmp_path, "index", str(news), "--report", str(tmp_path / "report.jsonl"))
    assert said.splitlines()[-2:] == [
        "and 10 more: --report FILE.jsonl has them all",
        "2 added, 0 updated, 0 unchanged, 30 skipped",
    ]
    report = [json.loads(line) for line in (tmp_path / "report.jsonl").read_text().splitlines()]
    assert len(report) == 32
    assert {"action": "added", "name": "river.txt", "note": None} in report
    assert sum(line["note"] == "is empty" for line in report) == 30


def test_json_lines_come_from_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [json.dumps({"id": "r", "text": RIVER}), "broken", json.dumps({"headline": "F", "body": FIRE})]
    lines = "\n".join(records)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    _, said, _ = _run(capsys, tmp_path, "index", "-")
    assert said.splitlines()[-1] == "2 added, 0 updated, 0 unchanged, 1 skipped"


def test_articles_are_listed_and_shown_with_their_versions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [
        {"id": "r", "text": RIVER, "published": "2020-05-04", "source": "Courier", "title": "River"},
        {"id": "f", "text": FIRE, "published": "2021-01-02", "source": "Echo"},
    ]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(map(json.dumps, records)))
    _run(capsys, tmp_path, "index", str(file))
    records[0]["text"] = RIVER.replace("forty", "fifty")
    file.write_text("\n".join(map(json.dumps, records)))
    assert "1 updated" in _run(capsys, tmp_path, "index", str(file))[1]
    listed = json.loads(_run(capsys, tmp_path, "articles", "--json")[1])
    assert [(item["key"], item["source"]) for item in listed] == [("f", "Echo"), ("r", "Courier")]
    assert json.loads(_run(capsys, tmp_path, "articles", "--json", "--from", "2022")[1]) == []
    only = _run(capsys, tmp_path, "articles", "--source", "courier", "--to", "2020")[1]
    assert only == f"{listed[1]['id']}  2020-05-04  River (Courier)"
    shown = json.loads(_run(capsys, tmp_path, "show", listed[1]["id"], "--json")[1])
    assert "fifty" in shown["text"]
    assert [version["text"] for version in shown["versions"]] == [RIVER]
    assert "version    River, until" in _run(capsys, tmp_path, "show", listed[1]["id"])[1]
    assert "1 versions removed" in _run(capsys, tmp_path, "remove", "--versions", "r", "--purge")[1]
    assert json.loads(_run(capsys, tmp_path, "show", listed[1]["id"], "--json")[1])["versions"] == []


def test_a_file_that_moved_is_known_by_its_new_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "news"
    (folder / "done").mkdir(parents=True)
    (folder / "a.jsonl").write_text(json.dumps({"id": "r", "text": RIVER}))
    _run(capsys, tmp_path, "index", str(folder))
    (folder / "a.jsonl").rename(folder / "done" / "a.jsonl")
    _, said, _ = _run(capsys, tmp_path, "index", str(folder), "--prune")
    assert said.splitlines() == ["0 added, 0 updated, 1 unchanged, 0 skipped", "0 vanished and were removed"]
    (listed,) = Archive(tmp_path / "archive").articles()
    assert listed.path == str(folder / "done" / "a.jsonl")


def test_fields_that_are_mapped_later_change_the_articles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f'text,When_seen\n"{RIVER}",2020-05-04\n')
    _run(capsys, tmp_path, "index", str(file))
    _, said, _ = _run(capsys, tmp_path, "index", str(file), "--map", "published=When_seen")
    assert said.splitlines()[-1] == "0 added, 1 updated, 0 unchanged, 0 skipped"
    assert [str(item.published) for item in Archive(tmp_path / "archive").articles()] == ["2020-05-04"]


def test_files_whose_names_are_no_text_are_told_apart_and_pruned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    names = [os.fsencode(folder) + b"/caf" + bytes([letter]) + b".txt" for letter in (0xE8, 0xE9, 0xEA)]
    for name, text in zip(names, (RIVER, FIRE, "A bridge fell into the sea at night."), strict=True):
        Path(os.fsdecode(name)).write_text(text)
    assert "3 added" in _run(capsys, tmp_path, "index", str(folder))[1]
    assert "0 vanished" in _run(capsys, tmp_path, "index", str(folder), "--prune")[1]
    Path(os.fsdecode(names[1])).unlink()
    assert "1 vanished" in _run(capsys, tmp_path, "index", str(folder), "--prune")[1]
    assert _count(tmp_path) == 2


def test_a_folder_is_the_same_by_whichever_link(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "link").symlink_to(news, target_is_directory=True)
    _run(capsys, tmp_path, "index", str(tmp_path / "link"))
    (news / "river.txt").unlink()
    assert "1 vanished" in _run(capsys, tmp_path, "index", str(news), "--prune")[1]
