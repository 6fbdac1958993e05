"""The README's commands and transcripts are what happens."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from index.archive import Archive
from qa.answering import Answer
from ui.cli import _parser, main
from ui.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def _transcript() -> list[tuple[str, str]]:
    (block,) = _blocks("console")
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize(("command", "expected"), _transcript())
def test_the_transcript_is_true(
    command: str, expected: str, seeds: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = shlex.split(command)
    assert program == "citedesk"
    assert main([*arguments, "--archive", str(seeds.folder)]) == 0
    assert capsys.readouterr().out == expected


def test_the_first_screen_has_the_two_commands_an_answer_and_a_refusal() -> None:
    screen = "\n".join(README.splitlines()[:35])
    for words in (
        "make serve",
        "make test",
        "http://127.0.0.1:7860",
        "[1]",
        "The articles do not answer this.",
    ):
        assert words in screen


def test_every_make_target_in_the_readme_is_in_the_makefile() -> None:
    named = set(
        re.findall(r"\bmake ([a-z]+)\b", " ".join(_blocks("sh")) + " ".join(re.findall(r"`([^`]+)`", README)))
    )
    for target in named:
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_every_citedesk_command_in_the_readme_is_understood() -> None:
    lines = [line.split("#")[0].strip() for block in _blocks("sh") for line in block.splitlines()]
    commands = [shlex.split(line)[1:] for line in lines if line.startswith("citedesk ")]
    assert len(commands) >= 4
    for command in commands:
        _parser(Settings.read()).parse_args(command)


def test_every_command_is_in_the_readme() -> None:
    help_text = _parser(Settings.read()).format_help()
    commands = re.findall(r"^    (\w+) ", help_text, re.MULTILINE)
    assert set(commands) == set(re.findall(r"^\| `citedesk (\w+)", README, re.MULTILINE))


def test_the_python_of_the_readme_runs(seeds: Archive) -> None:
    (block,) = _blocks("python")
    names: dict[str, object] = {}
    exec(block.replace('".citedesk"', repr(str(seeds.folder))), names)  # our own README
    assert isinstance(names["reply"], Answer)


def test_links_to_files_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_decisions_are_numbered_and_half_a_page() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        assert page.read_text("utf-8").startswith(f"# {int(page.name[:4])}. ")
