"""Waiting for the threads that tantivy starts when it opens a folder."""

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from index.watching import wait_for_first_look

_SET_NAME = 15  # PR_SET_NAME, prctl(2)


@contextmanager
def _thread(name: str, busy: bool = False) -> Iterator[threading.Event]:
    """Run a thread that the system knows by a name, asleep or at work, until the event is set."""
    named, end = threading.Event(), threading.Event()

    def run() -> None:
        ctypes.CDLL(None).prctl(_SET_NAME, name.encode(), 0, 0, 0)
        named.set()
        while not end.is_set():
            if not busy:
                end.wait()

    thread = threading.Thread(target=run)
    thread.start()
    assert named.wait(5)
    try:
        yield end
    finally:
        end.set()
        thread.join()


def test_a_thread_that_loads_is_waited_for() -> None:
    with _thread("watch-callbacks") as end:
        threading.Timer(0.2, end.set).start()
        began = time.monotonic()
        assert wait_for_first_look(20)
        assert time.monotonic() - began > 0.15


def test_a_thread_that_does_not_end_is_given_up() -> None:
    with _thread("watch-callbacks"):
        assert not wait_for_first_look(0.05)


def test_a_watcher_is_waited_for_while_it_looks() -> None:
    with _thread("thread-tantivy-meta-file-watcher", busy=True):
        # Now and then it waits for the interpreter's lock, which is a sleep.
        assert any(not wait_for_first_look(0.0) for _ in range(1000))


def test_a_watcher_that_sleeps_is_not_waited_for() -> None:
    with _thread("thread-tantivy-meta-file-watcher"):
        assert wait_for_first_look(20)
