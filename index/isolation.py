"""Reading in a process of its own, which is ended where it takes too long or too much."""

import json
import queue
import signal
import subprocess
import sys
import threading
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
# Answers that wait: the process reads on while what it found is encoded.
_AHEAD = 64


class Isolation:
    """A process that reads documents. It is started when it is needed, and anew after it was ended."""

    def __init__(self, patience: float = 1.0) -> None:
        """Take how many times as long as usual a document may take."""
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue(_AHEAD)
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
        size = document.file.stat().st_size if document.file and document.file.is_file() else 0
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
            else:
                return

    def _items(self, reading: "_Reading") -> Iterator[Item]:
        while True:
            try:
                line = self._answers.get(timeout=self._patience * seconds_for(reading.size))
            except queue.Empty:
                raise _Ended(f"takes more than {seconds_for(reading.size)} seconds to read", True) from None
            if not line:
                raise _Ended(self._last_words(), False)
            values = json.loads(line)
            if "done" in values:
                return
            if "part" in values:
                reading.enter(values)
            else:
                reading.found += 1
                yield item_from(values)

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
        self._answers = queue.Queue(_AHEAD)
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

    def __init__(self, reason: str, is_late: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_late = is_late


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


def _listen(stream: IO[bytes], answers: "queue.Queue[bytes]") -> None:
    """Pass on what the process says; an empty line at its end."""
    with suppress(OSError, ValueError):  # closed meanwhile
        for line in stream:
            answers.put(line)
    answers.put(b"")
