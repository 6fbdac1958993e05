"""Waiting for tantivy's threads that may still read a folder's files.

Every index that tantivy opens has a thread that looks at the list of its segments ("thread-tantivy-meta-
file-watcher") and that has the reader load them anew, in one thread more ("watch-callbacks"): once as it
starts, then whenever the list changes (tantivy, src/directory/file_watcher.rs). A reader that is reloaded
by hand hears nothing of it, but the first look may have begun before it was set so, and on a busy machine
may last longer than the opening. What reads through a mapping of a file that is cut short meanwhile
ends the process.
"""

import time
from pathlib import Path

__all__ = ["wait_for_first_look"]

_TASKS = Path("/proc/self/task")
_WATCHER = "thread-tantivy-"  # Linux keeps fifteen characters of a thread's name
_CALLBACK = "watch-callbacks"
_PAUSE = 0.001  # seconds


def wait_for_first_look(limit: float = 2.0) -> bool:
    """Wait until no thread of tantivy's loads what another of them has seen change.

    Where the system does not tell the threads of a process (it is not Linux), nothing is waited for.

    Args:
        limit: the seconds after which it is given up.

    Returns:
        Whether none is at work.
    """
    end = time.monotonic() + limit
    while _is_at_work():
        if time.monotonic() > end:
            return False
        time.sleep(_PAUSE)
    return True


def _is_at_work() -> bool:
    return any(_loads(task) for task in _TASKS.glob("*/stat"))


def _loads(stat: Path) -> bool:
    """Whether a thread loads, or may just be starting one that does, which has its name at first."""
    try:
        _, _, rest = stat.read_text("utf-8", "replace").partition(" (")
    except OSError:  # it has ended
        return False
    name, _, fields = rest.rpartition(") ")
    return name == _CALLBACK or (name == _WATCHER and fields[:1] != "S")
