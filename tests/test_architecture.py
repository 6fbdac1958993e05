"""The folders are the architecture: who may import whom, and what may be imported where."""

import ast
import importlib
import pkgutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "qa", "ui")
# Each of these has one module that knows it, or one for each of its uses.
ONE_HOME = {
    "faiss": {"index/vectors/base.py", "index/vectors/building.py"},
    "tantivy": {"index/lexicon.py", "index/wording.py"},
    "sentence_transformers": {"index/encoder.py"},
    "onnxruntime": {"index/inference.py"},
    "tokenizers": {"index/inference.py", "qa/reading/windows.py"},
    "safetensors": {"index/inference.py", "qa/training/averaging.py", "qa/training/span_model.py"},
    "transformers": {
        "index/encoder.py",
        "qa/evaluation/entailment.py",
        "qa/reading/hub_reader.py",
        "qa/training/span_model.py",
    },
    "py3langid": {"index/languages.py"},
    "datasketch": {"index/duplicates.py"},
    "trafilatura": {"index/web_text.py"},
    "w3lib": {"index/web_decoding.py"},
    "dateutil": {"index/meanings.py", "index/periods.py", "index/web_dates.py"},
    "courlan": {"index/keys.py"},
    "pypdfium2": {"index/pdf_pages.py"},
    "docx": {"index/readers/docx.py"},
    "feedparser": {"index/readers/feed.py"},
    "fastwarc": {"index/readers/warc.py"},
    "httpx": {"index/fetching/addresses.py"},
    "httpcore": {"index/fetching/connections.py", "index/fetching/fetcher.py"},
    "protego": {"index/fetching/robots.py"},
    "pathspec": {"index/finding.py"},
    "babel": {"qa/languages.py"},
    "sentencex": {"index/passages.py"},
    "gradio": {"ui/chat.py"},
    "uvicorn": {"ui/server.py"},
    "sklearn": {"qa/calibration.py", "qa/training/pairs.py"},
    "ir_measures": {"qa/evaluation/retrieval.py"},
    "matplotlib": {"ui/evaluation_plots.py"},
    "jinja2": {"ui/evaluation_html.py"},
}


@cache
def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names.add(str(node.module).split(".")[0])
    return names


def _modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize(("package", "forbidden"), [("index", {"qa", "ui"}), ("qa", {"ui"})])
def test_layers_ask_downwards_only(package: str, forbidden: set[str]) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert not _imports(path) & forbidden, path


def test_index_knows_nothing_of_language_models() -> None:
    for path in (ROOT / "index").rglob("*.py"):
        assert not {name for name in _imports(path) if name.startswith("lang")}, path


@pytest.mark.parametrize("library", sorted(ONE_HOME))
def test_each_library_has_one_home(library: str) -> None:
    homes = {path.relative_to(ROOT).as_posix() for path in _modules() if library in _imports(path)}
    assert homes == ONE_HOME[library]


def test_the_environment_is_read_in_settings_alone() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in _modules()
        if "os.environ" in path.read_text("utf-8") or "getenv" in path.read_text("utf-8")
    }
    assert readers == {"ui/settings.py"}


def test_print_is_used_in_the_command_line_alone() -> None:
    for path in _modules():
        calls = [
            node
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
        ]
        assert not calls or path.name == "cli.py", path


def test_nothing_is_pickled() -> None:
    for path in _modules():
        assert not _imports(path) & {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal"}, path


def test_every_module_lists_its_names_in_order() -> None:
    for package in PACKAGES:
        module = importlib.import_module(package)
        for found in pkgutil.walk_packages(module.__path__, f"{package}."):
            names = importlib.import_module(found.name).__all__
            capitals_first = sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
            assert list(names) == capitals_first, found.name
            for name in names:
                assert hasattr(importlib.import_module(found.name), name), f"{found.name}.{name}"


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from ui.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'numpy', 'gradio', 'faiss', 'langchain_core', 'sentence_transformers'}\n"
        "sys.exit(','.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "citedesk" in done.stdout


def test_asking_loads_no_web_server() -> None:
    script = (
        "import sys\n"
        "import qa.reader, qa.answering, ui.render\n"
        "heavy = {'torch', 'gradio', 'fastapi', 'uvicorn', 'sentence_transformers', 'sklearn'}\n"
        "sys.exit(','.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
