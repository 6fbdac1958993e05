"""Processes of their own, for what may end one; they begin as forks of one that has imported everything."""

import faulthandler
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["index.archive"])
_PATIENCE = 60.0  # seconds


class Child:
    """A process that works, hears and says."""

    def __init__(self, work: Callable[..., None], *given: object) -> None:
        self._line, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_run, args=(work, theirs, *given), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def number(self) -> int | None:
        """The process's."""
        return self._process.pid

    def say(self, word: object) -> None:
        self._line.send(word)

    def hear(self) -> object:
        """Return what it says next. It fails where the process has died."""
        assert self._line.poll(_PATIENCE), "it says nothing"
        try:
            return self._line.recv()
        except EOFError:
            self._process.join(_PATIENCE)
            raise AssertionError(f"it ended with {self._process.exitcode}") from None

    def ask(self, word: object) -> object:
        self.say(word)
        return self.hear()

    def end(self) -> None:
        """Wait for its end, which must be a good one."""
        self._line.close()
        self._process.join(_PATIENCE)
        assert self._process.exitcode == 0, f"it ended with {self._process.exitcode}"

    def kill(self) -> None:
        self._process.kill()
        self._process.join(_PATIENCE)


def _run(work: Callable[..., None], line: Connection, *given: object) -> None:
    faulthandler.enable()
    work(line, *given)


@contextmanager
def child(work: Callable[..., None], *given: object) -> Iterator[Child]:
    """Run `work(line, *given)` beside the block, at whose end it must come to a good one."""
    process = Child(work, *given)
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    process.end()


def heard(line: Connection) -> Iterator[object]:
    """Give what the parent says, until it hangs up."""
    while True:
        try:
            yield line.recv()
        except EOFError:
            return
