"""The process that reads documents: what hangs or bursts there is ended, and the run goes on.

Asked by a line for a document, it answers with a line for each item, and before each document inside it
a line that says so, which tells where it was when it had to be ended.
"""

import json
import os
import sys
import threading
import time
from typing import BinaryIO

from index.documents import Document
from index.reading import Item, Part, read_items, skipped
from index.wire import document_from, item_line

__all__ = ["main", "seconds_for"]

_MEMORY = 3_000_000_000  # bytes of address space; the largest documents take a few hundred MB
# Silence after which a document is taken to hang: a large one may read on for long between two articles.
_SECONDS, _BYTES_A_SECOND = 60, 1_000_000
_WATCH = 1.0  # seconds between two looks for the process that asks


def seconds_for(size: int) -> int:
    """Return how long, in seconds, a document of so many bytes may be read without an item coming out."""
    return _SECONDS + size // _BYTES_A_SECOND


def main() -> None:
    """Answer until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    _limit()
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    try:
        for line in sys.stdin.buffer:
            document, start = document_from(line)
            _answer(document, start, answers)
            _say(answers, b'{"done": true}\n')
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(1)


def _answer(document: Document, start: int, answers: BinaryIO) -> None:
    _allow(seconds_for(document.size))
    for number, item in enumerate(read_items(document, start=start), start=start):
        if not isinstance(item, Part):
            _say(answers, _line(item, document))
            _allow(seconds_for(document.size))
            continue
        part = item.document
        _say(answers, json.dumps({"part": number, "size": part.size, "name": part.name}).encode() + b"\n")
        _allow(seconds_for(part.size))
        for inside in item.read():
            _say(answers, _line(inside, part))
            _allow(seconds_for(part.size))
        _say(answers, b'{"part": null}\n')
        _allow(seconds_for(document.size))


def _line(item: Item, document: Document) -> bytes:
    try:
        return item_line(item)
    except (AttributeError, TypeError, ValueError) as error:  # a reader of someone else's
        reason = f"its reader gave what is no article ({type(error).__name__}: {error})"
        return item_line(skipped(document.name, reason, document))


def _say(answers: BinaryIO, line: bytes) -> None:
    answers.write(line)
    answers.flush()


def _watch(parent: int) -> None:
    """End where the one that asks is gone, also while a document hangs."""
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os._exit(1)


def _limit() -> None:
    """Bound the memory, on systems that can: a bomb then meets a MemoryError."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _MEMORY if most == resource.RLIM_INFINITY else min(_MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow(seconds: int) -> None:
    """Bound the processor's time from now on: a reader that nobody waits for any more ends by itself."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(used.ru_utime + used.ru_stime) + 2 * seconds
    resource.setrlimit(
        resource.RLIMIT_CPU, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most)
    )
