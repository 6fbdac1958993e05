"""Killed at any moment, an archive loses nothing that it said was done."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fakes import HashEncoder

from index.archive import Archive
from index.article import article_id

HERE = Path(__file__).parent
ARTICLES = 60
SCRIPT = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
sys.path.insert(0, {str(HERE.parent)!r})
from pathlib import Path
from fakes import HashEncoder, article
from index import writing
from index.archive import Archive
writing.BATCH = 8
archive = Archive.create(Path(sys.argv[1]), HashEncoder())
print("ready", flush=True)
edition = sys.argv[2]
stories = (
    article(" ".join(f"Report {{edition}} number {{n}}, line {{m}}: the river." for m in range(40)), str(n))
    for n in range({ARTICLES})
)
for outcome in archive.add(stories):
    print(outcome.action, outcome.name, flush=True)
print("done", flush=True)
"""


def _run(folder: Path, edition: str, kill_after: float | None) -> list[list[str]]:
    """Index, and kill the process so many seconds after it began; return what it reported."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder), edition], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    if kill_after is not None:
        time.sleep(kill_after)
        process.send_signal(signal.SIGKILL)
    lines = [line.split() for line in process.stdout.read().splitlines()]
    process.stdout.close()
    process.wait()
    return lines


@pytest.mark.parametrize("seed", range(6))
def test_killed_while_indexing_it_loses_nothing_it_reported(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = tmp_path / "archive"
    reported: dict[str, str] = {}
    for edition in ("one", "two"):
        for _ in range(2):
            for line in _run(folder, edition, chance.uniform(0.0, 0.35)):
                if line[0] in ("added", "updated", "unchanged"):
                    reported[line[1]] = edition
            archive = Archive(folder, HashEncoder())
            assert archive.check() == []
            for key, said in reported.items():
                stored = archive.article(article_id(key))
                # A later edition may have been committed and not yet reported; an earlier one not.
                assert f"Report {said} " in stored.text or f"Report {edition} " in stored.text
                found = archive.search(stored.text[:120], k=100)
                assert stored.id in {hit.passage.article.id for hit in found}
        last = _run(folder, edition, None)
        assert last[-1] == ["done"]
        assert {line[1] for line in last[:-1]} == {str(n) for n in range(ARTICLES)}
        archive = Archive(folder, HashEncoder())
        assert archive.status().articles == ARTICLES
        assert archive.check() == []
        assert all(f"Report {edition} " in archive.article(article_id(str(n))).text for n in range(ARTICLES))


def test_what_was_done_before_the_kill_is_not_done_again(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    first = _run(folder, "one", 0.2)
    again = _run(folder, "one", None)
    safe = {line[1] for line in first if line[0] == "added"}
    assert safe <= {line[1] for line in again if line[0] == "unchanged"}
