"""Damaged documents of every format: nothing but articles and clear lines comes of them (tests/fuzz.py)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz import readers
from specimens import SPECIMENS

from index.article import Article
from index.documents import Document, Link
from index.reading import read

FUZZ = Path(__file__).parent / "fuzz.py"


def test_a_hundred_and_fifty_damaged_documents_of_each_format_break_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(FUZZ), "--count", "150", "--seed", "5"],
        env={**os.environ, "PYTHONPATH": str(FUZZ.parent.parent), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-6000:]
    assert done.stdout.endswith("0 faults\n")


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_what_is_damaged_is_read_where_it_is_whole(name: str, tmp_path: Path) -> None:
    for number, source in enumerate(SPECIMENS[name]):
        path = tmp_path / f"{number}{readers()[name].SUFFIXES[-1]}"
        path.write_bytes(source)
        items = list(read(Document(path.name, path=str(path), file=path)))
        assert items
        assert all(isinstance(item, Article | Link) for item in items), items
