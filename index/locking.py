"""One writer at a time, and a line that says who it is."""

import contextlib
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ArchiveBusy, ArchiveError

__all__ = ["writing"]

_LOCK, _HOLDER = "write.lock", "writer.json"
# Seconds: a reader that does what a stopped writer left undone holds the lock as long as it takes.
_WAIT, _POLL = 1.0, 0.02


@contextmanager
def writing(folder: Path, wait: float = _WAIT) -> Iterator[None]:
    """Hold the archive's write lock. The system lets go of it when the process ends, however it ends.

    Args:
        folder: the archive's.
        wait: seconds to wait for another process.

    Raises:
        ArchiveBusy: another process holds it.
        ArchiveError: the folder cannot be written.
    """
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(timeout=wait, poll_interval=_POLL)
    except Timeout as error:
        raise ArchiveBusy(
            f"{_holder(folder)} is writing to {folder}: wait until it is done, or stop it"
        ) from error
    except OSError as error:
        raise ArchiveError(f"cannot write to {folder}: {error.strerror}") from error
    holder = folder / _HOLDER
    try:
        # On a full disk one may still remove articles; who it is that does, others need not know.
        with contextlib.suppress(OSError):
            holder.write_text(json.dumps(_self()), "utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink()
        lock.release()


def _self() -> dict[str, object]:
    return {
        "process": os.getpid(),
        "host": socket.gethostname(),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200],
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def _holder(folder: Path) -> str:
    """Name the process that holds the lock, as it named itself."""
    try:
        holder = json.loads((folder / _HOLDER).read_text("utf-8"))
        return (
            f"process {holder['process']} on {holder['host']} ({holder['command']}, since {holder['since']})"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
