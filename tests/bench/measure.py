"""What every measured process shares: clocks, tokens, memory, bytes on disk. Runs in both environments.

It imports nothing heavy: a process's own imports are part of what is measured.
"""

import functools
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

K = 10


class Clock:
    """Adds up the time spent inside watched functions; one inside another is counted once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._depth = 0

    def watch(self, owner: Any, name: str, seen: Callable[[Any], object] | None = None) -> None:
        """Put a function of a class under the clock, by name; hand each result to `seen`."""
        plain = getattr(owner, name)

        @functools.wraps(plain)
        def watched(*args: Any, **kwargs: Any) -> Any:
            self._depth += 1
            started = time.perf_counter()
            try:
                result = plain(*args, **kwargs)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.seconds += time.perf_counter() - started
            if seen is not None:
                seen(result)
            return result

        setattr(owner, name, watched)

    def take(self) -> float:
        """Return the seconds since the last call."""
        seconds, self.seconds = self.seconds, 0.0
        return seconds


class Tokens:
    """Counts what the model is really given, at its own door.

    Attributes:
        real: tokens under the attention mask, special ones counted in.
        padded: what was computed, the padding counted in.
        longest: the longest single text.
    """

    def __init__(self) -> None:
        self.real = self.padded = self.longest = 0
        self._lock = Lock()

    def watch_ours(self) -> None:
        """Count at the run of the graph, which is the door of our encoder: each text is one run, unpadded."""
        from index.fast_encoder import FastEncoder

        plain = FastEncoder._row

        @functools.wraps(plain)
        def counted(encoder: Any, tokens: list[int]) -> Any:
            with self._lock:
                self.real += len(tokens)
                self.padded += len(tokens)
                self.longest = max(self.longest, len(tokens))
            return plain(encoder, tokens)

        FastEncoder._row = counted

    def watch(self) -> None:
        """Count at BertModel.forward, which every peer ends in."""
        from transformers.models.bert.modeling_bert import BertModel

        plain = BertModel.forward

        @functools.wraps(plain)
        def counted(model: Any, input_ids: Any = None, attention_mask: Any = None, **kwargs: Any) -> Any:
            if attention_mask is None or tuple(attention_mask.shape) != tuple(input_ids.shape):
                raise RuntimeError("the model is called in a form whose tokens this cannot count")
            lengths = attention_mask.sum(dim=1)
            self.real += int(lengths.sum())
            self.longest = max(self.longest, int(lengths.max()))
            self.padded += input_ids.numel()
            return plain(model, input_ids=input_ids, attention_mask=attention_mask, **kwargs)

        BertModel.forward = counted

    def take(self) -> dict[str, int]:
        """Return what was counted since the last call."""
        counted = {"real": self.real, "padded": self.padded, "longest": self.longest}
        self.real = self.padded = self.longest = 0
        return counted


def peak_bytes() -> int:
    """Return the most memory that this process has held: VmHWM, else what getrusage tells.

    getrusage is the second choice since on Linux it takes over the parent's peak at the start.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def disk_bytes(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    if len(values) < 2:
        return dict.fromkeys(("p50", "p95"), float(values[0])) if values else {}
    return {
        "p50": statistics.median(values),
        "p95": statistics.quantiles(values, n=20, method="inclusive")[-1],
    }


def process_started() -> float:
    """Return when this process was started, in seconds of time.time(): the driver passes it on."""
    return float(sys.argv[3])
