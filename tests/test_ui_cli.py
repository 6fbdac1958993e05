import json
import subprocess
import sys
from pathlib import Path

import pytest

from index.locking import writing
from ui.cli import main

ROOT = Path(__file__).parent.parent
FIELDS = (
    "format", "question", "status", "answer", "short_answer", "confidence", "sentences", "citations",
    "reason", "nearest", "timings",
)  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cli") / "archive"
    assert main(["index", str(ROOT / "seeds"), "--archive", str(folder)]) == 0
    return str(folder)


def _json(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    value = json.loads(capsys.readouterr().out)
    assert isinstance(value, dict)
    return value


def test_indexing_counts_and_again_encodes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("The river rose in Lund.")
    (tmp_path / "news" / "b.txt").write_text("")
    (tmp_path / "news" / "c.png").write_text("x")
    command = ["index", str(tmp_path / "news"), "--archive", str(tmp_path / "archive")]
    assert main(command) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[-1] == "1 added, 0 updated, 0 unchanged, 2 skipped"
    assert any("b.txt: is empty" in line for line in out)
    assert any("c.png: not a kind of file" in line for line in out)
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 added, 0 updated, 1 unchanged, 2 skipped"
    (tmp_path / "news" / "a.txt").write_text("The river fell in Lund.")
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 added, 1 updated, 0 unchanged, 2 skipped"


def test_an_answer_as_json_has_true_offsets(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    question = "When was the statue installed?"
    assert main(["ask", question, "--archive", archive, "--json"]) == 0
    reply = _json(capsys)
    assert tuple(reply) == FIELDS
    assert (reply["status"], reply["question"], reply["reason"]) == ("answered", question, None)
    citations = reply["citations"]
    assert isinstance(citations, list)
    for citation in citations:
        assert main(["show", citation["article_id"], "--archive", archive, "--json"]) == 0
        stored = _json(capsys)
        text = stored["text"]
        assert isinstance(text, str)
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert Path(str(stored["path"])).read_bytes().decode("utf-8-sig") == text


def test_an_abstention_as_json_exits_zero(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Who wrote Hamlet?", "--archive", archive, "--json"]) == 0
    reply = _json(capsys)
    assert tuple(reply) == FIELDS
    assert (reply["status"], reply["sentences"], reply["citations"]) == ("abstained", [], [])
    assert reply["reason"]


@pytest.mark.parametrize(
    ("bounds", "sources"),
    [
        (["--from", "2020"], {"Reuters"}),
        (["--to", "2019-11"], {"Yonhap"}),
        (["--from", "2019-11-28", "--to", "2019-11-28"], {"Yonhap"}),
        (["--as-of", "2020-01-01"], {"Yonhap", None}),
    ],
)
def test_dates_bound_the_answer(
    archive: str, capsys: pytest.CaptureFixture[str], bounds: list[str], sources: set[str | None]
) -> None:
    assert (
        main(["ask", "What did South Korea say about the talks?", "--archive", archive, "--json", *bounds])
        == 0
    )
    citations = _json(capsys)["citations"]
    assert isinstance(citations, list)
    assert {citation["source"] for citation in citations} <= sources


def test_the_status_has_its_fields(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--archive", archive, "--json"]) == 0
    status = _json(capsys)
    assert tuple(status) == (
        "articles", "passages", "encoder", "backends", "dimension", "index", "bytes", "generation", "changed",
        "newest", "languages", "unread",
    )  # fmt: skip
    assert (status["articles"], status["dimension"], status["generation"]) == (3, 384, 1)


def test_show_prints_the_article(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ask", "When was the statue installed?", "--archive", archive, "--json"])
    citations = _json(capsys)["citations"]
    assert isinstance(citations, list)
    assert main(["show", citations[0]["article_id"], "--archive", archive]) == 0
    out = capsys.readouterr().out
    assert "The statue was installed across the street" in out
    assert "published" not in out  # not known, so not printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", ""], "the question is empty"),
        (["ask", "Who?", "--from", "soon"], "not a date"),
        (["ask", "Who?", "--from", "2021", "--to", "2020"], "ends before it"),
        (["show", "nothing"], "no article has the id"),
        (["index", "/nowhere/at/all"], "there is no file or folder"),
        (["serve", "--embed", "example.org"], "not an origin"),
        (["serve", "--port", "99999"], "cannot serve at"),
    ],
)
def test_an_error_is_one_line_and_exits_two(
    archive: str, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main([*arguments, "--archive", archive]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("citedesk: ")
    assert said in captured.err


@pytest.mark.parametrize("arguments", [["status"], ["index", "x" * 300], ["ask", "Who?"]])
def test_what_the_system_refuses_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main([*arguments, "--archive", str(tmp_path / ("a" * 300))]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_question_in_broken_bytes_is_asked_or_refused(
    archive: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "\udcff who", "--archive", archive]) == 0
    assert main(["show", "\udcff", "--archive", archive]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_there_is_no_archive_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Who?", "--archive", str(tmp_path / "none")]) == 2
    assert "make one with citedesk index" in capsys.readouterr().err


def test_a_second_writer_is_refused(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    with writing(Path(archive)):
        assert main(["index", str(ROOT / "seeds"), "--archive", archive]) == 2
    assert "is writing to" in capsys.readouterr().err


def test_the_archive_may_be_named_by_the_environment(
    archive: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEDESK_ARCHIVE", archive)
    assert main(["status"]) == 0
    assert "articles    3" in capsys.readouterr().out


def test_the_installed_command_answers_in_a_process_of_its_own(archive: str, tmp_path: Path) -> None:
    command = Path(sys.executable).parent / "citedesk"
    done = subprocess.run(
        [command, "ask", "When was the statue installed?", "--archive", archive],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '"The statue was installed across the street' in done.stdout
    assert done.stderr == ""
