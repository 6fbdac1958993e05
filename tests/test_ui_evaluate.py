"""`citedesk evaluate`, as its user meets it."""

import json
import os
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qa.evaluation.comparing import compare, load_report
from qa.evaluation.records import Record
from qa.evaluation.report import PATHS, Run, report
from ui.cli import main
from ui.evaluation_html import report_html
from ui.evaluation_text import report_text

ROOT = Path(__file__).parent.parent
QUESTIONS = [
    {
        "id": "statue",
        "question": "When was the statue installed?",
        "answerable": True,
        "articles": ["000_bb48926e4bf1bb8a.txt"],
        "kind": "when",
    },
    {"id": "moon", "question": "Who first walked on the moon?", "answerable": False, "kind": "unrelated"},
    {"id": "bare", "question": "What did Japan do?"},
]
RUN = Run(
    "q.jsonl", "0", "archive", "news", "hash", 1, 1, "builtin", 0.2, "verbatim", "1", draws=200,
    skipped=("line 2: <script>alert(1)</script>",),
)  # fmt: skip


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "citedesk"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("evaluate") / "archive"
    assert main(["index", str(ROOT / "seeds"), "--archive", str(folder)]) == 0
    return str(folder)


@pytest.fixture
def questions(tmp_path: Path) -> str:
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in QUESTIONS), "utf-8")
    return str(path)


def record(number: int, right: bool, **known: object) -> Record:
    values = {
        "id": str(number),
        "question": f"Who is number {number}?",
        "kind": None,
        "stands_on": (str(number),),
        "answerable": True,
        "declined": False,
        "confidence": 0.5,
        "right": right,
        "forced_right": right,
        "scores": {"reading/f1": float(right), "reading/answerable_f1": float(right)},
        "latency_ms": {"total": 10.0},
    }
    return Record(**{**values, **known})


def test_a_table_json_and_a_page(archive: str, questions: str, tmp_path: Path, capsys, cache: Path):
    out, page = tmp_path / "r.json", tmp_path / "r.html"
    command = ["evaluate", questions, "--archive", archive, "--json", str(out), "--html", str(page)]
    assert main(command) == 0
    table = capsys.readouterr().out
    assert "3 questions of q.jsonl" in table
    assert "Retrieval, by article" in table
    found = json.loads(out.read_text("utf-8"))
    assert (found["format"], found["n"]) == (1, 3)
    for path in PATHS:
        value = found
        for name in path.split("/"):
            value = value[name]
        assert value is None or set(value) == {"value", "low", "high", "n"}
    assert found["retrieval"]["article"]["Hits@10"]["n"] == 1
    assert found["retrieval"]["passage"]["Hits@10"] is None  # no quotes were given
    assert found["abstention"]["recall"]["n"] == 1
    assert set(found["by_kind"]) == {"when", "unrelated"}
    assert found["latency_ms"]["search"]["p50"] <= found["latency_ms"]["search"]["p95"]
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert not list((cache / "evaluate").glob("*.jsonl"))  # a run that is over leaves no journal


def test_the_same_questions_give_the_same_figures(archive: str, questions: str, capsys):
    reports = []
    for _ in range(2):
        assert main(["evaluate", questions, "--archive", archive, "--json", "--seed", "3"]) == 0
        found = json.loads(capsys.readouterr().out)
        for block in (found, *found["by_kind"].values(), *found["questions"]):
            block.pop("latency_ms")
        reports.append(found)
    assert reports[0] == reports[1]


def test_json_before_the_questions_does_not_write_over_them(archive: str, questions: str, capsys):
    before = Path(questions).read_bytes()
    assert main(["evaluate", "--archive", archive, "--json", questions]) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 3
    assert Path(questions).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["evaluate"], "give a file of questions"),
        (["evaluate", "gone.jsonl"], "gone.jsonl is not there"),
        (["evaluate", "."], "is a folder, give a file"),
        (["evaluate", "{q}", "--archive", "{a}", "--seed", "-1"], "the seed -1 is none"),
        (["evaluate", "{q}", "--json", "r", "--html", "r"], "r is named for both reports"),
        (
            ["evaluate", "--compare", "{q}", "{q}", "--html", "r.html"],
            "--compare takes --json and --seed alone",
        ),
        (["evaluate", "{q}", "--mode", "open"], "--mode and --with are for files in SQuAD's JSON"),
        (["evaluate", "{q}", "--archive", "{a}", "--html", "{q}"], "would be written over"),
        (["evaluate", "{q}", "--archive", "{a}", "--json", "gone/r.json"], "cannot write gone/r.json"),
        (["evaluate", "{q}", "--archive", "{a}", "--reader", "best"], "there is no reader 'best'"),
        (["evaluate", "{q}", "--archive", "{a}", "--threshold", "7"], "give one from 0 to 1"),
        (["evaluate", "{q}", "--archive", "{a}", "--limit", "0"], "give 1 or more"),
        (["evaluate", "{q}", "--archive", "gone"], "no archive in gone"),
        (["evaluate", "--compare", "{q}", "{q}"], "is no JSON"),
        (["evaluate", "{q}", "--compare", "{q}", "{q}"], "leave the questions out"),
        (["evaluate", "{other}", "--archive", "{a}"], "none of the articles that the questions name"),
    ],
)
def test_wrong_use_is_one_line(archive: str, questions: str, tmp_path: Path, capsys, arguments, why: str):
    other = tmp_path / "other.jsonl"
    other.write_text('{"question": "Who?", "articles": ["elsewhere.txt"]}')
    filled = [text.format(q=questions, a=archive, other=other) for text in arguments]
    assert main(filled) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert why in lines[0]


def test_squad_is_read_and_searched(tmp_path: Path, capsys, cache: Path):
    paragraphs = [
        {
            "context": f"The dam of {place} was built in {year}. It is made of {stuff}.",
            "qas": [
                {
                    "id": place,
                    "question": f"When was the dam of {place} built?",
                    "answers": [{"text": year, "answer_start": 25 + len(place)}],
                },
                {"id": f"{place} no", "question": "Who sang it?", "answers": [], "is_impossible": True},
            ],
        }
        for place, year, stuff in (("Orlo", "1931", "stone"), ("Venn", "1950", "earth"))
    ]
    (tmp_path / "squad.json").write_text(json.dumps({"data": [{"title": "Dams", "paragraphs": paragraphs}]}))
    more = [{"title": "Sea", "paragraphs": [{"context": "The sea is salt.", "qas": []}]}]
    (tmp_path / "more.json").write_text(
        json.dumps({"data": [*more, {"title": "Dams", "paragraphs": paragraphs}]})
    )
    command = ["evaluate", str(tmp_path / "squad.json"), "--json"]
    assert main(command) == 0
    read = json.loads(capsys.readouterr().out)
    assert (read["n"], read["run"]["mode"], read["run"]["articles"]) == (4, "reading", 2)
    assert read["retrieval"]["article"]["Hits@1"] is None
    assert read["always_abstaining_f1"] == 0.5
    assert read["citation"]["quote_overlap"]["value"] == 1
    assert main([*command, "--mode", "open", "--with", str(tmp_path / "more.json")]) == 0
    opened = json.loads(capsys.readouterr().out)
    assert opened["run"]["articles"] == 3
    assert opened["retrieval"]["article"]["Hits@1"] == {"value": 1, "low": 0.15811, "high": 1, "n": 2}
    assert main([*command, "--reader", "none"]) == 0
    silent = json.loads(capsys.readouterr().out)
    assert silent["reading"]["f1"]["value"] == silent["always_abstaining_f1"]
    assert len(list((cache / "paragraphs").iterdir())) == 2


def test_paragraphs_are_not_mixed_with_news(archive: str, tmp_path: Path, capsys):
    asked = {"id": "1", "question": "What?", "answers": [{"text": "rained", "answer_start": 3}]}
    squad = {"data": [{"title": "T", "paragraphs": [{"context": "It rained.", "qas": [asked]}]}]}
    (tmp_path / "squad.json").write_text(json.dumps(squad))
    assert main(["evaluate", str(tmp_path / "squad.json"), "--archive", archive]) == 2
    assert "holds articles of your own" in capsys.readouterr().err


def test_a_run_that_was_killed_goes_on_where_it_was(archive: str, tmp_path: Path, cache: Path):
    lines = [{"id": str(n), "question": f"What did Japan say in {n} about trade?"} for n in range(15)]
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    command = [sys.executable, "-m", "ui.cli", "evaluate", str(path), "--archive", archive, "--json"]
    command[1:3] = ["-c", "import sys; from ui.cli import main; sys.exit(main(sys.argv[1:]))"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ}, stdout=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            journals = list((cache / "evaluate").glob("*.jsonl"))
            if journals and journals[0].read_bytes().count(b"\n") >= 3:
                break
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
    (journal,) = (cache / "evaluate").glob("*.jsonl")
    kept = journal.read_bytes().splitlines(keepends=True)
    done = [json.loads(line) for line in kept if line.endswith(b"\n")]
    assert 3 <= len(done) < 15
    found = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    assert found["n"] == 15
    # What was measured before the kill is what stands in the report, to the millisecond.
    assert [q["latency_ms"] for q in found["questions"][: len(done)]] == [q["latency_ms"] for q in done]


def test_a_page_escapes_what_it_shows():
    hostile = "<script>alert(1)</script>"
    found = report(
        [record(1, False, question=hostile, reason=hostile, kind=hostile, expected_answers=(hostile,))], RUN
    )
    page = report_html(json.loads(json.dumps(found)))
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _attributes: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(page)
    assert "script" not in tags
    assert page.count("&lt;script&gt;alert(1)") >= 4
    assert "http" not in page.replace("http-equiv", "")  # nothing is loaded from anywhere
    assert "answered wrongly" in page


def test_the_table_says_what_always_declining_would_score():
    records = [record(n, n % 2 == 0) for n in range(10)]
    records += [record(n, True, answerable=False, scores={"reading/f1": 1.0}) for n in range(10, 20)]
    table = report_text(report(records, RUN))
    assert "Always declining would score 50.0 for f1" in table
    assert "f1              75.0" in table or "f1             75.0" in table


def test_a_comparison_tells_change_from_noise():
    before = [record(n, n % 2 == 0) for n in range(100)]
    better = [record(n, n % 2 == 0 or n % 5 == 0) for n in range(100)]
    hardly = [record(n, n % 2 == 0 or n == 1) for n in range(100)]
    changes = {}
    for name, records in (("better", better), ("hardly", hardly)):
        found = compare(report(before, RUN), report(records, RUN))
        assert found.shared == 100
        changes[name] = {change.path: change for change in found.changes}["reading/f1"]
    assert changes["better"].difference == pytest.approx(0.1)
    assert changes["better"].is_beyond_noise
    assert changes["hardly"].difference == pytest.approx(0.01)
    assert not changes["hardly"].is_beyond_noise
    found = compare(report(before, RUN), report(hardly[:50], RUN))
    assert (found.shared, found.gained, found.lost) == (50, ("1",), ())
    assert "compared on 50 questions, of 100 and 50" in found.notes


def test_comparing_on_the_command_line(archive: str, questions: str, tmp_path: Path, capsys):
    for name, reader in (("a", "builtin"), ("b", "none")):
        out = str(tmp_path / f"{name}.json")
        assert main(["evaluate", questions, "--archive", archive, "--reader", reader, "--json", out]) == 0
    capsys.readouterr()
    assert main(["evaluate", "--compare", str(tmp_path / "a.json"), str(tmp_path / "b.json")]) == 0
    out = capsys.readouterr().out
    assert "3 questions asked by both" in out
    assert "reader: builtin before, none now" in out
    assert main(["evaluate", "--compare", str(tmp_path / "a.json"), str(tmp_path / "b.json"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["shared"] == 3
    whole = (tmp_path / "a.json").read_text()
    for field, value in (
        ("scores", []),
        ("confidence", -5),
        ("confidence", "high"),
        ("id", []),
        ("scores", {"x": "y"}),
    ):
        broken = json.loads(whole)
        broken["questions"][0][field] = value
        (tmp_path / "c.json").write_text(json.dumps(broken))
        assert main(["evaluate", "--compare", str(tmp_path / "a.json"), str(tmp_path / "c.json")]) == 2
        assert "a report is damaged" in capsys.readouterr().err
    assert load_report(tmp_path / "a.json")["n"] == 3


def test_one_question_is_no_proof():
    worse, better = report([record(1, False)], RUN), report([record(1, True)], RUN)
    found = compare(worse, better)
    assert found.gained == ("1",)
    assert not any(change.is_beyond_noise for change in found.changes)


def test_questions_whose_gold_changed_are_not_compared():
    before = report([record(1, False), record(2, True)], RUN)
    after = report([record(1, True, expected_answers=("other",)), record(2, True)], RUN)
    found = compare(before, after)
    assert (found.shared, found.gained) == (1, ())
    assert found.notes[0] == "1 questions are left out: their words or right answers changed"


def test_a_report_to_a_device_or_through_a_link_replaces_neither(
    archive: str, questions: str, tmp_path: Path
):
    command = ["evaluate", questions, "--archive", archive, "--reader", "none", "--json"]
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "real.json").chmod(0o640)
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    assert main([*command, str(tmp_path / "link.json")]) == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text())["n"] == 3
    assert (tmp_path / "real.json").stat().st_mode & 0o777 == 0o640
    assert main([*command, "/dev/null"]) == 0
    assert Path("/dev/null").is_char_device()


def test_names_from_files_do_not_move_the_cursor(archive: str, tmp_path: Path, capsys):
    path = tmp_path / "q.jsonl"
    lines = [
        {
            "id": "a\x1b[2Jb\nc",
            "question": "Who?",
            "kind": "k\x1b[2J\n" + "long" * 99,
            "articles": ["no.txt"],
        },
        {"id": "d", "question": "When was the statue installed?", "articles": ["000_bb48926e4bf1bb8a.txt"]},
        {"id": "e\x1b[2J", "question": ""},
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    assert main(["evaluate", str(path), "--archive", archive]) == 0
    shown = capsys.readouterr()
    assert "\x1b" not in shown.out + shown.err
    assert max(map(len, shown.out.splitlines())) < 130


def test_an_archive_that_changes_meanwhile_is_pointed_out(make_archive, tmp_path: Path):
    from fakes import article

    from qa.evaluation.evaluating import Options, load
    from qa.evaluation.squad import read_questions

    path = tmp_path / "one.jsonl"
    path.write_text('{"question": "Who left?"}')
    archive = make_archive(article("Ten men left."))
    options = Options(path, archive.folder, tmp_path / "cache", reader="first")
    evaluation = load(options, read_questions(path)[0], archive)
    assert len(list(evaluation.records())) == 1
    assert evaluation.run_of_now().warnings == ()
    list(archive.add([article("Two came.", "b")]))
    assert "the archive was changed while it was asked" in evaluation.run_of_now().warnings[0]
    assert list((tmp_path / "cache" / "evaluate").glob("*.jsonl"))  # until the report is written
    evaluation.forget()
    assert not list((tmp_path / "cache" / "evaluate").iterdir())
