"""The command `citedesk evaluate`: measures, shows, compares."""

import argparse
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.errors import NoSuchPath, WrongUse
from ui.plain import one_line
from ui.settings import Settings

if TYPE_CHECKING:
    from qa.evaluation.evaluating import Evaluation, Options
    from qa.evaluation.records import Record

__all__ = ["Say", "add_arguments", "evaluate"]

Say = Callable[[str], None]
_log = logging.getLogger(__name__)
_TOLD = 5  # lines that cannot be used, and warnings, that are shown; the report has all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes; its --archive stands already."""
    parser.set_defaults(archive=None)
    parser.add_argument(
        "questions",
        nargs="?",
        type=Path,
        metavar="QUESTIONS",
        help="a file of JSON Lines with one question each, or SQuAD's JSON; may be gzipped",
    )
    parser.add_argument(
        "--mode",
        choices=("reading", "open"),
        help="for SQuAD's JSON: each question with its own paragraph (the default), or all as one archive",
    )
    parser.add_argument(
        "--with",
        dest="extra",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="for SQuAD's JSON in open mode: add this file's paragraphs to the archive (repeatable)",
    )
    parser.add_argument("--limit", type=int, metavar="N", help="ask N questions, drawn at random")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the draw and of the intervals")
    parser.add_argument(
        "--reader",
        default="builtin",
        metavar="NAME",
        help="builtin, first or none (baselines), or a file that python -m qa.calibration printed",
    )
    parser.add_argument("--threshold", type=float, metavar="T", help="decline below this confidence, 0 to 1")
    parser.add_argument(
        "--judge",
        default="verbatim",
        metavar="NAME",
        help="of citations: verbatim, or the name or folder of a natural language inference model",
    )
    parser.add_argument(
        "--json",
        nargs="?",
        const="-",
        metavar="FILE",
        help="write the report as JSON, to FILE or to the screen",
    )
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write a page with plots and every wrong answer"
    )
    parser.add_argument(
        "--compare",
        nargs=2,
        type=Path,
        metavar=("A.json", "B.json"),
        help="say what changed from report A to report B, and whether it is beyond noise",
    )


def evaluate(options: argparse.Namespace, say: Say) -> int:
    """Run the command; `say` prints on standard output."""
    if options.questions is None and options.json not in (None, "-") and not options.compare:
        # `evaluate --json QUESTIONS` means the screen; the questions are not to be written over.
        options.questions, options.json = Path(options.json), "-"
    outputs = [Path(options.json)] if options.json not in (None, "-") else []
    outputs += [options.html] if options.html else []
    inputs = [path for path in (options.questions, *options.extra, *(options.compare or ())) if path]
    _check_outputs(outputs, inputs)
    return _compare(options, say) if options.compare else _measure(options, say)


def _measure(options: argparse.Namespace, say: Say) -> int:
    if options.questions is None:
        raise WrongUse("give a file of questions: citedesk evaluate QUESTIONS.jsonl")
    if options.questions.is_dir() or not options.questions.exists():
        what = "is a folder, give a file" if options.questions.is_dir() else "is not there"
        raise NoSuchPath(f"{options.questions} {what}")
    from qa.evaluation.report import report
    from ui.evaluation_text import report_text

    evaluation = _evaluation(options)
    records = _ask(evaluation)
    found = report(records, evaluation.run_of_now())
    if options.json:
        _write(json.dumps(found, ensure_ascii=False, indent=1), options.json, say)
    if options.html:
        from ui.evaluation_html import report_html

        _write(report_html(found), str(options.html), say)
    if options.json != "-":
        say(report_text(found))
    evaluation.forget()
    return 0


def _ask(evaluation: "Evaluation") -> list["Record"]:
    from tqdm import tqdm

    try:
        return list(tqdm(evaluation.records(), total=len(evaluation.asked), unit=" questions", disable=None))
    except KeyboardInterrupt:
        _log.warning("run the same command again to go on from here")
        raise


def _evaluation(options: argparse.Namespace) -> "Evaluation":
    from index.archive import Archive
    from qa.evaluation.evaluating import load
    from qa.evaluation.squad import read_questions

    file, paragraphs = read_questions(options.questions)
    chosen = _options(options, is_squad=paragraphs is not None)
    for line in [*file.skipped[:_TOLD], *file.warnings[:_TOLD]]:
        _log.warning("%s: %s", file.name, one_line(line))
    if len(file.skipped) > _TOLD:
        _log.warning("%s: %d questions are left out in all", file.name, len(file.skipped))
    if paragraphs is not None:
        archive = _paragraphs(chosen, file, paragraphs)
    else:
        assert chosen.archive is not None
        archive = Archive(chosen.archive)
    return load(chosen, file, archive)


def _options(options: argparse.Namespace, *, is_squad: bool) -> "Options":
    import platformdirs

    from qa.evaluation.evaluating import Options

    if not is_squad and (options.mode or options.extra):
        raise WrongUse(
            "--mode and --with are for files in SQuAD's JSON; this one holds JSON Lines: leave them out"
        )
    mode = (options.mode or "reading") if is_squad else None
    if options.extra and mode != "open":
        raise WrongUse("--with adds paragraphs to search in: give --mode open too")
    return Options(
        questions=options.questions,
        archive=options.archive or (None if is_squad else Settings.read().archive),
        cache=Path(platformdirs.user_cache_dir("citedesk", appauthor=False)),
        mode=mode,
        extra=tuple(options.extra),
        limit=options.limit,
        seed=options.seed,
        reader=options.reader,
        threshold=options.threshold,
        judge=options.judge,
    )


def _paragraphs(options: "Options", file: Any, own: Any) -> Any:
    from tqdm import tqdm

    from qa.evaluation.evaluating import build_archive, cached_folder, paragraphs_of

    paragraphs = paragraphs_of(options.extra, own)
    folder = options.archive or cached_folder(options, paragraphs)
    folder.parent.mkdir(parents=True, exist_ok=True)
    archive, outcomes = build_archive(folder, paragraphs)
    for _ in tqdm(outcomes, total=len(paragraphs), unit=" paragraphs", disable=None):
        pass
    if (more := archive.status().articles - len(paragraphs)) > 0:
        file.warnings.append(f"the archive in {folder} holds {more} paragraphs besides those of the files")
        _log.warning(file.warnings[-1])
    return archive


def _compare(options: argparse.Namespace, say: Say) -> int:
    if options.questions is not None:
        raise WrongUse("--compare takes two reports and asks nothing: leave the questions out")
    if options.html or options.limit or options.threshold is not None:
        raise WrongUse("--compare takes --json and --seed alone: leave the other options out")
    if options.seed < 0:
        raise WrongUse(f"the seed {options.seed} is none: give 0 or more")
    from qa.evaluation.comparing import compare, load_report
    from ui.evaluation_text import comparison_text

    first, second = (load_report(path) for path in options.compare)
    found = compare(first, second, seed=options.seed)
    if options.json:
        _write(json.dumps(found.to_json(), ensure_ascii=False, indent=1), options.json, say)
    if options.json != "-":
        say(comparison_text(found))
    return 0


def _check_outputs(outputs: list[Path], inputs: list[Path]) -> None:
    """Find out before a long run that its report cannot be written, or would replace what is read."""
    if len(outputs) > 1 and outputs[0].resolve() == outputs[1].resolve():
        raise WrongUse(f"{outputs[0]} is named for both reports: give two names")
    for path in outputs:
        if any(path.resolve() == other.resolve() for other in inputs):
            raise WrongUse(f"{path} is read and would be written over: give another name for the report")
        if path.is_dir() or not path.resolve().parent.is_dir():
            raise NoSuchPath(f"cannot write {path}: give a file in a folder that is there")
        if not os.access(path if path.exists() else path.resolve().parent, os.W_OK):
            raise NoSuchPath(f"cannot write {path}: it is not writable")


def _write(text: str, name: str, say: Say) -> None:
    """Write a whole file or none; `-` is the screen, and a device or a pipe takes the text as it is."""
    path = Path(name).resolve()
    if name == "-":
        say(text)
    elif path.exists() and not path.is_file():
        path.write_text(text + "\n", "utf-8")
    else:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".citedesk-") as scratch:
            new = Path(scratch, path.name)
            new.write_text(text + "\n", "utf-8")
            if path.exists():
                shutil.copymode(path, new)
            new.replace(path)
