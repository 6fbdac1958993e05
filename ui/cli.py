"""The command line, and the place where the parts are put together. Heavy imports wait for their command."""

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ui.adding import Command, Say
from ui.browsing import add_browsing
from ui.evaluate import add_arguments, evaluate
from ui.indexing import add_indexing
from ui.maintenance import add_maintenance
from ui.plain import one_line
from ui.settings import Settings, quiet_libraries

__all__ = ["main"]

_EXIT_ERROR = 2
_EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status: 0, or 2 where it failed with one line that says why."""
    options = _parser(Settings.read()).parse_args(arguments)
    for name in ("question", "article_id"):
        if hasattr(options, name):  # bytes of the command line that are no UTF-8
            text = getattr(options, name).encode("utf-8", "replace").decode("utf-8")
            setattr(options, name, text)
    logging.basicConfig(level=logging.WARNING, format="citedesk: %(message)s", stream=sys.stderr)
    quiet_libraries()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    return _run(options.command, options)


def _run(command: Command, options: argparse.Namespace) -> int:
    from index.errors import CitedeskIndexError
    from qa.errors import CitedeskAnswerError
    from ui.errors import CitedeskUiError

    try:
        return command(options, _say)
    except (CitedeskIndexError, CitedeskAnswerError, CitedeskUiError) as error:
        print(f"citedesk: {one_line(str(error))}", file=sys.stderr)
        return _EXIT_ERROR
    except (OSError, UnicodeError) as error:
        if not isinstance(error, BrokenPipeError):
            print(f"citedesk: {_plain_error(error)}", file=sys.stderr)
            return _EXIT_ERROR
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _EXIT_ERROR
    except KeyboardInterrupt:
        print("\ncitedesk: stopped", file=sys.stderr)
        return _EXIT_INTERRUPTED


def _parser(settings: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="citedesk", description="Ask questions of a collection of news articles; every answer is cited."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument(
            "--archive",
            type=Path,
            default=settings.archive,
            metavar="DIR",
            help="the archive's folder (default: CITEDESK_ARCHIVE, else .citedesk)",
        )
        sub.set_defaults(command=command)
        return sub

    add_indexing(add)
    ask = add("ask", _ask, "Answer a question from the articles, or say that they do not.")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--from", dest="first", metavar="DATE", help="only articles from this date on")
    ask.add_argument("--to", dest="last", metavar="DATE", help="only articles up to this date")
    ask.add_argument("--as-of", metavar="DATE", help="as if today were this date: nothing later")
    ask.add_argument("--json", action="store_true")
    _add_reader(ask)
    add_browsing(add)
    serve = add("serve", _serve, "Open the chat in the browser.")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=7860)
    serve.add_argument(
        "--embed",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="a site that may show the chat in a frame, as https://example.org (repeatable)",
    )
    _add_reader(serve)
    reindex = add("reindex", _reindex, "Cut and encode all stored articles anew.")
    reindex.add_argument("--encoder", metavar="NAME", help="with this sentence-transformers model")
    add_maintenance(add)
    add_arguments(add("evaluate", evaluate, "Measure the answers to a file of questions."))
    return parser


def _add_reader(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--reader",
        default="builtin",
        metavar="NAME",
        help="an extractive question-answering model of the Hugging Face hub, or its folder, in place of "
        "the built-in one",
    )


def _plain_error(error: Exception) -> str:
    """Say in one line what the system refused."""
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        return one_line(f"{name}{error.strerror or error}")
    return "a name or text on the command line is not valid UTF-8: write it so"


def _ask(options: argparse.Namespace, say: Say) -> int:
    from index.archive import Archive
    from index.dates import DateRange, parse_range
    from qa.answering import AnswerChain, Done, Searched
    from qa.query import Query
    from qa.reader import Reader
    from qa.reading.models import load_model
    from ui.render import reply_text
    from ui.render_json import reply_json

    first = parse_range(options.first).first if options.first else None
    last = parse_range(options.last).last if options.last else None
    query = Query(
        options.question,
        within=DateRange(first, last) if first or last else None,
        as_of=parse_range(options.as_of).last if options.as_of else None,
    )
    archive = Archive(options.archive)
    reader = Reader(archive, model=load_model(options.reader))
    archive.warm_up()  # not part of the question's time
    reader.warm_up()
    started = searched = time.perf_counter()
    for event in AnswerChain(archive, reader).stream(query):
        match event:
            case Searched():
                searched = time.perf_counter()
            case Done(reply):
                timings = {
                    "search_ms": round((searched - started) * 1000, 1),
                    "answer_ms": round((time.perf_counter() - searched) * 1000, 1),
                }
                say(_json(reply_json(reply, timings)) if options.json else reply_text(reply))
    return 0


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _reindex(options: argparse.Namespace, say: Say) -> int:
    from tqdm import tqdm

    from index.archive import Archive
    from index.encoder import load_encoder

    archive = Archive(options.archive)
    encoder = load_encoder(options.encoder) if options.encoder else archive.encoder
    with tqdm(total=archive.status().articles, unit=" articles", disable=None) as bar:
        done = 0
        for number in archive.reencode(encoder):
            done += number
            bar.update(number)
    say(f"{done} re-encoded with {encoder.name}")
    return 0


def _say(text: str) -> None:
    print(text, flush=True)  # also where a log takes it, before the server blocks


def _serve(options: argparse.Namespace, say: Say) -> int:
    from index.archive import Archive
    from qa.reader import Reader
    from qa.reading.models import load_model
    from ui.server import Address, serve

    archive = Archive(options.archive)
    reader = Reader(archive, model=load_model(options.reader))
    serve(archive, reader, Address(options.host, options.port), tuple(options.embed), say)
    return 0
