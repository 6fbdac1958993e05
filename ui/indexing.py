"""The command that adds articles: what is found, what is said of it, and what has vanished."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ui.adding import Adding, Say
from ui.errors import NoSuchPath, WrongUse
from ui.plain import one_line

if TYPE_CHECKING:
    from index.archive import Archive
    from index.arrivals import Outcome
    from index.fetching.fetcher import Fetcher
    from index.intake import Intake

__all__ = ["add_indexing", "index"]

_STOPPED = 130
# Lines of the report that are printed; all of them are in --report.
_SHOWN = 20
_FIELDS = ("text", "title", "published", "source", "url", "authors", "id")
_KINDS = ("added", "updated", "unchanged", "skipped")


def add_indexing(add: Adding) -> None:
    """Add the command to a parser."""
    indexing = add("index", index, "Add or refresh the articles in files, folders and feeds.")
    indexing.add_argument(
        "paths", nargs="+", metavar="PATH", help="a file, a folder, a pattern, or - for JSON Lines"
    )
    indexing.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="what records call a field, as title=headline (repeatable)",
    )
    indexing.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="PATTERN",
        help="files to leave out, as in .gitignore (repeatable; also a folder's .citedeskignore)",
    )
    indexing.add_argument(
        "--report", type=Path, metavar="FILE", help="write what was done with each article, as JSON Lines"
    )
    indexing.add_argument(
        "--prune", action="store_true", help="remove the articles whose files vanished from the folders"
    )
    indexing.add_argument(
        "--fetch",
        action="store_true",
        help="fetch web addresses, and the pages that feeds and sitemaps link to",
    )
    indexing.add_argument(
        "--allow-private",
        action="store_true",
        help="with --fetch: also from this machine and the local network",
    )
    indexing.add_argument(
        "--encoder", metavar="NAME", help="for a new archive: another sentence-transformers model"
    )


def index(options: argparse.Namespace, say: Say) -> int:
    """Add what the paths hold; say how many articles were added, updated, unchanged and skipped."""
    from index.archive import Archive
    from index.encoder import load_encoder
    from index.intake import Intake

    _check(options)
    fields = _fields(options.map)
    archive = Archive.create(options.archive, load_encoder(options.encoder) if options.encoder else None)
    run = _Run()
    stopped = False
    with ExitStack() as stack:
        if options.report:
            run.report = stack.enter_context(options.report.open("w", encoding="utf-8"))
        fetcher = stack.enter_context(_fetcher(archive, options.allow_private)) if options.fetch else None
        intake = Intake(options.paths, options.exclude, fields, sys.stdin.buffer, fetcher)
        try:
            _follow(archive.add(intake), run)
        except KeyboardInterrupt:
            stopped = True
    archive.remember(intake.pages(run.ids))
    for note in run.notes:
        say(one_line(note))
    if run.noted > len(run.notes):
        say(f"and {run.noted - len(run.notes):,} more: --report FILE.jsonl has them all")
    say(", ".join(f"{run.counts[kind]} {kind}" for kind in _KINDS))
    if stopped:
        sys.stderr.write("citedesk: stopped; what is counted here is safe, run it again to go on\n")
        return _STOPPED
    if options.prune:
        say(f"{_prune(archive, intake, run, options.paths)} vanished and were removed")
    return 0


@dataclass(slots=True)
class _Run:
    """What one run has done.

    Attributes:
        ids: of the articles that it came by.
        notes: the first lines of the report.
        noted: how many there are.
    """

    counts: Counter[str] = field(default_factory=Counter)
    ids: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    noted: int = 0
    report: TextIO | None = None

    def take(self, outcome: "Outcome") -> None:
        """Count and report what was done with one article or file."""
        from index.article import article_id

        self.counts[outcome.action] += 1
        if outcome.action != "skipped":
            self.ids.add(article_id(outcome.name))
        if outcome.note:
            self.noted += 1
            is_skipped = outcome.action == "skipped"
            if len(self.notes) < _SHOWN:
                self.notes.append(f"skipped {outcome.name}: {outcome.note}" if is_skipped else outcome.note)
        if self.report is not None:
            values = {"action": outcome.action, "name": outcome.name, "note": outcome.note}
            self.report.write(json.dumps(values, ensure_ascii=False) + "\n")
            self.report.flush()


def _check(options: argparse.Namespace) -> None:
    """Refuse what cannot be meant before anything is done."""
    from index.finding import is_pattern
    from index.intake import is_address

    for path in options.paths:
        if options.prune and not Path(path).is_dir():
            raise WrongUse(f"--prune is for folders, and {path} is none: leave it out")
        if is_address(path):
            if not options.fetch:
                raise WrongUse(f"{path} is a web address: add --fetch to fetch it")
        elif path != "-" and not is_pattern(path) and not os.path.lexists(path):
            raise NoSuchPath(f"there is no file or folder {path}")


def _fetcher(archive: "Archive", allow_private: bool) -> "Fetcher":
    from index.fetching.fetcher import Fetcher
    from index.fetching.pages import Validators

    def known(asked: str) -> Validators | None:
        page = archive.page(asked)
        return Validators(page.url, page.etag, page.last_modified) if page else None

    return Fetcher(allow_private, known)


def _fields(pairs: Sequence[str]) -> list[tuple[str, str]]:
    """Read "title=headline"."""
    fields = []
    for pair in pairs:
        ours, _, theirs = (part.strip() for part in pair.partition("="))
        if ours not in _FIELDS or not theirs:
            raise WrongUse(f"--map {pair}: write OURS=THEIRS, where OURS is one of {', '.join(_FIELDS)}")
        fields.append((ours, theirs))
    return fields


def _follow(outcomes: "Iterator[Outcome]", run: _Run) -> None:
    from tqdm import tqdm

    with tqdm(unit=" articles", disable=None) as bar:
        for outcome in outcomes:
            run.take(outcome)
            bar.update()


def _prune(archive: "Archive", intake: "Intake", run: _Run, folders: Sequence[str]) -> int:
    """Remove the articles of files below the folders that are gone, or do not hold them any more.

    What could not be read, or was left out this time, is not gone; nor is a whole folder in which nothing
    was found, as where a disk is not mounted.
    """
    from index.keys import printable

    gone = []
    for folder in folders:
        root = printable(os.path.realpath(folder))
        stored = archive.below(root)
        if stored and not any(path.startswith(f"{root}{os.sep}") for path in intake.complete):
            raise WrongUse(f"nothing could be read in {folder}: nothing was pruned; is it the right folder?")
        unseen = [(key, path) for key, path in stored if key not in run.ids]
        gone += [key for key, path in unseen if _is_gone(path, intake)]
    removed = 0
    for removed in archive.remove(dict.fromkeys(gone)):  # noqa: B007  # the last count is the whole
        pass
    return removed


def _is_gone(path: str, intake: "Intake") -> bool:
    from index.keys import file_name

    if any(path.startswith(f"{folder}{os.sep}") for folder in intake.unlisted):
        return False
    return path in intake.complete or not os.path.lexists(file_name(path))
