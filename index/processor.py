"""What this machine's processor can do, and how much of it is ours."""

import os
from pathlib import Path

import numpy as np

__all__ = ["cores", "multiplies_bytes"]

# Products of bytes, by numpy's names: AVX2 (X86_V3 since numpy 2.4), AVX-512 and, on ARM, the dot product.
_BYTE_PRODUCTS = frozenset({"AVX2", "X86_V3", "AVX512_SKX", "X86_V4", "ASIMDDP"})
_CGROUP = Path("/sys/fs/cgroup")


def multiplies_bytes() -> bool:
    """Whether products of 8-bit integers are quicker here than those of floats.

    Numpy asks the processor in the same way on every system; a machine it says nothing of gets floats.
    """
    config = np.show_config(mode="dicts")
    features = config.get("SIMD Extensions", {}) if config else {}
    return bool(_BYTE_PRODUCTS & {*features.get("baseline", ()), *features.get("found", ())})


def cores(cgroup: Path = _CGROUP) -> int:
    """Return how many processors this process may keep busy: its affinity, and its container's quota."""
    own = getattr(os, "sched_getaffinity", None)  # Linux's
    count = len(own(0)) if own else os.cpu_count() or 1
    return max(1, min(count, _quota(cgroup) or count))


def _quota(cgroup: Path) -> int | None:
    """Return the processors a container is given, rounded up; None where nothing limits it."""
    try:
        limit, period = (cgroup / "cpu.max").read_text("ascii").split()
        return -(-int(limit) // int(period))
    except (OSError, ValueError):  # another system, an older kernel, or "max": no limit
        return None
