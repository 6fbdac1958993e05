"""Files are found as they are named, read in a process that can be ended, and their loss is told."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.article import Article, Skipped
from index.documents import Document
from index.finding import Finder
from index.intake import Intake
from index.isolation import Isolation
from index.wire import document_from, document_line, item_from, item_line

ROOT = Path(__file__).parent.parent


def _tree(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"The river rose in {name}.")
    return folder


def _keys(finder: Finder, name: str | Path) -> list[str]:
    return [found.key for found in finder.find(str(name)) if isinstance(found, Document)]


def test_a_folder_gives_its_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    _tree(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", ".hidden.txt", ".git/x.txt", "a.txt")
    assert _keys(Finder(), tmp_path) == ["a.txt", "b.txt", "a/z.txt", "a/b/c.txt"]


def test_patterns_are_excluded_as_in_gitignore(tmp_path: Path) -> None:
    _tree(
        tmp_path, "a.txt", "draft-1.txt", "old/b.txt", "old/keep.txt", "x/old/c.txt", "x/tmp/d.txt", "e.bak"
    )
    assert _keys(Finder(("draft-*", "/old/", "tmp/", "*.bak")), tmp_path) == ["a.txt", "x/old/c.txt"]
    assert _keys(Finder(("/old/*", "!/old/keep.txt")), tmp_path / ".") == [
        "a.txt", "draft-1.txt", "e.bak", "old/keep.txt", "x/old/c.txt", "x/tmp/d.txt",
    ]  # fmt: skip
    (tmp_path / ".citedeskignore").write_text("# ours\nx/\ndraft-1.txt\n")
    assert _keys(Finder(("*.bak",)), tmp_path) == ["a.txt", "old/b.txt", "old/keep.txt"]


def test_a_pattern_gives_what_matches_named_below_its_fixed_part(tmp_path: Path) -> None:
    _tree(tmp_path, "n/a.txt", "n/b.md", "n/x/c.txt", "o/d.txt")
    assert _keys(Finder(), tmp_path / "n" / "**" / "*.txt") == ["a.txt", "x/c.txt"]
    assert _keys(Finder(("x/",)), tmp_path / "n" / "**" / "*.txt") == ["a.txt"]
    assert _keys(Finder(), tmp_path / "*" / "?.txt") == ["n/a.txt", "o/d.txt"]
    odd = _tree(tmp_path, "q/[1].txt") / "q" / "[1].txt"
    assert _keys(Finder(), odd) == ["[1].txt"]


def test_loops_of_links_and_odd_names_do_no_harm(tmp_path: Path) -> None:
    _tree(tmp_path, "a.txt", "new\nline.txt", "x/b.txt")
    (tmp_path / "x" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    found = list(Intake([str(tmp_path)]))
    assert sorted(item.key for item in found if isinstance(item, Article)) == [
        "a.txt",
        "new\nline.txt",
        "x/b.txt",
    ]
    reasons = {Path(item.path).name: item.reason for item in found if isinstance(item, Skipped)}
    assert reasons == {"dangling.txt": "No such file or directory", "pipe.txt": "is not a regular file"}


def test_what_could_not_be_read_is_not_complete(tmp_path: Path) -> None:
    _tree(tmp_path, "a.txt")
    (tmp_path / "empty.txt").write_text("")
    intake = Intake([str(tmp_path)])
    article, skipped = intake
    assert isinstance(article, Article)
    assert skipped == Skipped(str(tmp_path / "empty.txt"), "is empty", str(tmp_path / "empty.txt"))
    assert intake.complete == {str(tmp_path / "a.txt")}


def test_what_passes_between_processes_is_what_it_was() -> None:
    path = Path(os.fsdecode(b"/news/\xff.html"))
    document = Document("k", "/p", "https://x.example/", "text/html", "utf-8", path, None, (("title", "h"),))
    assert document_from(document_line(document, 3)) == (document, 3)
    part = Document("k#1", content=b"\x00\xff")
    assert document_from(document_line(part, 0)) == (part, 0)
    article = Article("k", "T\ud7ff\U0001f600", "d", published=None, authors=("A", "B"))
    for item in (article, Skipped("p", "r", "f")):
        assert item_from(json.loads(item_line(item))) == item


# A format of someone's own: one file, and no other line.
_OWN = '''
"""A format for tests."""

import os

from index.documents import Document
from index.records import Declared, make_article

SUFFIXES = (".own",)


def read(document):
    content = document.read()
    for number, line in enumerate(content.splitlines()):
        if line.startswith(b"part "):
            yield document.part(str(number), line[5:], url=f"https://own.example/{number}.own")
        elif line == b"hang":
            while True:
                pass
        elif line == b"die":
            os._exit(7)
        elif line == b"burst":
            bytearray(50_000_000_000)
        elif line == b"raise":
            raise ZeroDivisionError("a fault\\nof two lines")
        elif line == b"print":
            print("noise")
        else:
            yield make_article(document, line.decode(), Declared(), line, is_only=False)
'''
_READ = """
import sys, pathlib
from index.documents import Document
from index.isolation import Isolation
from index.article import Article
with Isolation(patience=0.05) as isolation:
    for name in sys.argv[1:]:
        for item in isolation.read(Document(name, name, file=pathlib.Path(name))):
            print(item.text if isinstance(item, Article) else f"SKIPPED {item.path}: {item.reason}")
"""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product with a reader of someone's own."""
    folder = tmp_path_factory.mktemp("product")
    shutil.copytree(ROOT / "index", folder / "index", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "index" / "readers" / "own.py").write_text(_OWN)
    return folder


def _read(product: Path, folder: Path, *contents: str) -> list[str]:
    names = []
    for number, content in enumerate(contents):
        (folder / f"{number}.own").write_text(content)
        names.append(f"{number}.own")
    return _run(product, folder, *names)


def _run(product: Path, folder: Path, *names: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _READ, *names], cwd=folder, env={**os.environ, "PYTHONPATH": str(product)},
        capture_output=True, text=True, timeout=100, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


def test_a_format_of_ones_own_is_one_file(product: Path, tmp_path: Path) -> None:
    assert _read(product, tmp_path, "The river rose.\nprint\nIt fell.") == ["The river rose.", "It fell."]


def test_the_format_that_the_documents_add_is_read(product: Path, tmp_path: Path) -> None:
    said = (ROOT / "docs" / "formats.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", said, re.DOTALL)
    (product / "index" / "readers" / "shout.py").write_text(code)
    (tmp_path / "news.shout").write_text("THE RIVER ROSE.")
    done = _run(product, tmp_path, "news.shout")
    assert done == ["The river rose."]


def test_what_a_reader_does_wrong_is_one_line_and_the_rest_is_read(product: Path, tmp_path: Path) -> None:
    lines = _read(product, tmp_path, "First.\nhang", "die", "burst", "raise", "Last.")
    assert lines[0] == "First."
    assert lines[-1] == "Last."
    assert [line.partition(":")[2].strip() for line in lines[1:-1]] == [
        "takes more than 60 seconds to read",
        "cannot be read: its reader broke down (exit 7)",
        "takes more memory than one document may: split it",
        "its reader failed (ZeroDivisionError: a fault of two lines)",
    ]


def test_a_part_that_hangs_is_left_out_and_those_around_it_are_read_once(
    product: Path, tmp_path: Path
) -> None:
    lines = _read(product, tmp_path, "Before.\npart One.\npart hang\npart Three.\npart die\nAfter.")
    assert [line for line in lines if not line.startswith("SKIPPED")] == [
        "Before.",
        "One.",
        "Three.",
        "After.",
    ]
    assert len(lines) == 6


def test_a_process_that_is_done_is_gone(tmp_path: Path) -> None:
    _tree(tmp_path, "a.txt")
    with Isolation() as isolation:
        list(isolation.read(Document("a.txt", file=tmp_path / "a.txt")))
        process = isolation._process
        assert process is not None
        assert process.poll() is None
    assert process.poll() is not None
