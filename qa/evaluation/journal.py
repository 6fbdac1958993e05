"""What a stopped run had done, so that the next one goes on from there."""

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from qa.errors import EvaluationError
from qa.evaluation.records import Record

__all__ = ["Journal"]

_KEPT = 30 * 24 * 3600  # seconds


class Journal:
    """The records of a run that is not over, one JSON line each.

    A line that was cut short is forgotten. Use it as a context manager: it is one process's alone.

    Raises:
        EvaluationError: the same evaluation runs in another process, or nothing can be written.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self._path = folder / f"{fingerprint}.jsonl"
        self._lock = FileLock(self._path.with_suffix(".lock"), timeout=0)

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout as error:
            raise EvaluationError(
                "the same evaluation is running already: wait for it, or stop it"
            ) from error
        except OSError as error:
            raise EvaluationError(
                f"cannot keep the run's progress in {self._path.parent}: {error.strerror}"
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def records(self) -> Iterator[Record]:
        """Give what was done before; whole lines only."""
        if not self._path.exists():
            return
        whole = 0
        with self._path.open("rb") as file:
            for line in file:
                try:
                    record = Record.from_json(json.loads(line))
                except ValueError:
                    break
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                yield record
        with self._path.open("r+b") as file:
            file.truncate(whole)

    def add(self, record: Record) -> None:
        """Keep a record."""
        line = json.dumps(record.to_json(), ensure_ascii=True)
        with self._path.open("a", encoding="ascii") as file:
            file.write(line + "\n")

    def forget(self) -> None:
        """Forget the run, which is over, and those that nobody went on with for a month."""
        stale = time.time() - _KEPT
        for path in (self._path, self._path.with_suffix(".lock"), *self._path.parent.glob("*")):
            with contextlib.suppress(OSError):
                if path.stem == self._path.stem or path.stat().st_mtime < stale:
                    path.unlink(missing_ok=True)
