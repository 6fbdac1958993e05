"""Reading in a process of its own, which is ended where it takes too long or too much."""

import json
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from index.documents import Document
from index.reading import Item, skipped
from index.wire import document_line, item_from
from index.worker import seconds_for

__all__ = ["Isolation"]

_ROOT = Path(__file__).parent.parent
_START = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from index.worker import main; main()"
# Answers that wait, in bytes: the process reads on while what it found is encoded.
_AHEAD = 20_000_000
_LONGEST = 100_000_000  # bytes of an answer; an article's five million letters may take 60


class Isolation:
    """A process that reads documents. It is started when it is needed, and anew after it was ended."""

    def __init__(self, patience: float = 1.0) -> None:
        """Take how many times as long as usual a document may take."""
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._answers = _Answers(_AHEAD)
        self._listening: threading.Thread | None = None
        self._asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, document: Document) -> Iterator[Item]:
        """Give all that a document holds; what could not be read to its end as Skipped."""
        start = 0
        size = document.size
        while True:
            self._ask(document, start)
            reading = _Reading(document.name, size)
            try:
                yield from self._items(reading)
            except _Ended as ended:
                was_fresh, self._asked = self._asked == 1, 0
                self._end()
                if not was_fresh and not ended.is_late and not reading.found:
                    continue  # what was read before may have left too little memory
                yield replace(skipped(reading.name, ended.reason, document), file=document.path)
                if reading.part is None:
                    return
                start = reading.part + 1
            except GeneratorExit:  # nobody wants the rest, which would be taken for the next one's
                self._end()
                raise
            else:
                return

    def _items(self, reading: "_Reading") -> Iterator[Item]:
        while True:
            try:
                line = self._answers.get(timeout=self._patience * seconds_for(reading.size))
            except queue.Empty:
                raise _Ended(f"takes more than {seconds_for(reading.size)} seconds to read", True) from None
            if not line:
                raise _Ended(self._last_words())
            try:
                values = json.loads(line)
                if "done" in values:
                    return
                if "part" in values:
                    reading.enter(values)
                    continue
                item = item_from(values)
            except (ValueError, TypeError, KeyError, RecursionError):  # what is read got the better of it
                raise _Ended("cannot be read: its reader broke down (it says what makes no sense)") from None
            reading.found += 1
            yield item

    def _ask(self, document: Document, start: int) -> None:
        if self._process is None:
            self._start()
        assert self._process is not None and self._process.stdin is not None  # noqa: PT018
        self._asked += 1
        with suppress(BrokenPipeError):  # it has ended: no answer comes, and that is told
            self._process.stdin.write(document_line(document, start))
            self._process.stdin.flush()

    def _start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C is for the process that asks
        )
        self._answers = _Answers(_AHEAD)
        assert self._process.stdout is not None
        self._listening = threading.Thread(
            target=_listen, args=(self._process.stdout, self._answers), name="reading", daemon=True
        )
        self._listening.start()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        while self._listening is not None and self._listening.is_alive():
            with suppress(queue.Empty):  # it may wait for room
                self._answers.get(timeout=0.05)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _last_words(self) -> str:
        """Say why the process ended."""
        assert self._process is not None
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return "takes too long to read"
        name = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return f"cannot be read: its reader broke down ({name})"


class _Ended(Exception):
    """The process ended, or has to be."""

    def __init__(self, reason: str, is_late: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_late = is_late


class _Answers(queue.Queue[bytes]):
    """A queue whose length is that of all that waits in it, in bytes."""

    def _init(self, maxsize: int) -> None:
        self._lines: deque[bytes] = deque()
        self._bytes = 0

    def _qsize(self) -> int:
        return self._bytes

    def _put(self, item: bytes) -> None:
        self._lines.append(item)
        self._bytes += len(item) + 1  # the last one is empty

    def _get(self) -> bytes:
        line = self._lines.popleft()
        self._bytes -= len(line) + 1
        return line


class _Reading:
    """How far the reading of a document is."""

    def __init__(self, name: str, size: int) -> None:
        self._whole = (name, size)
        self.name, self.size = name, size
        self.part: int | None = None
        self.found = 0

    def enter(self, values: dict[str, object]) -> None:
        """Note that a document inside begins, or ends."""
        number = values["part"]
        if isinstance(number, int):
            self.part, self.name, self.size = number, str(values["name"]), int(str(values["size"]))
        else:
            self.part = None
            self.name, self.size = self._whole


def _listen(stream: IO[bytes], answers: _Answers) -> None:
    """Pass on what the process says; an empty line at its end."""
    with suppress(OSError, ValueError):  # closed meanwhile
        while line := stream.readline(_LONGEST):
            answers.put(line)  # of one that is longer, the beginning is no JSON
    answers.put(b"")
