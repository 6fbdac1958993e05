"""Averages the weights of runs that went on from one another (Wortsman et al., 2022, "Model soups").

python -m qa.training.averaging build/averaged build/first=0.15 build/second=0.15 build/third=0.7
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

__all__ = ["average", "main"]

Tensors = dict[str, NDArray[np.float16]]


def average(parts: Sequence[tuple[Tensors, float]]) -> Tensors:
    """Return the weighted mean of tensors of the same names and shapes, in half precision.

    Raises:
        ValueError: the names differ, or the weights do not add up to one.
    """
    names = {frozenset(tensors) for tensors, _ in parts}
    if len(names) != 1 or abs(sum(weight for _, weight in parts) - 1.0) > 1e-6:
        raise ValueError("only runs of one model can be averaged, with weights that add up to 1")
    return {name: _mean([(tensors[name], weight) for tensors, weight in parts]) for name in sorted(*names)}


def _mean(parts: Sequence[tuple[NDArray[np.float16], float]]) -> NDArray[np.float16]:
    arrays = np.stack([array for array, _ in parts]).astype(np.float32)
    mean: NDArray[np.float16] = np.tensordot([weight for _, weight in parts], arrays, 1).astype(np.float16)
    return mean


def _part(text: str) -> tuple[Path, float]:
    folder, _, weight = text.rpartition("=")
    return Path(folder), float(weight)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the mean, and how it came to be: the runs of the last part, and the steps of each."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.averaging", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("parts", type=_part, nargs="+", metavar="FOLDER=WEIGHT")
    options = parser.parse_args(arguments)
    try:
        mean = average(
            [(load_file(folder / "reader.safetensors"), weight) for folder, weight in options.parts]
        )
        runs = [
            json.loads((folder / "training.json").read_text("utf-8"))["runs"] for folder, _ in options.parts
        ]
    except (OSError, ValueError) as error:
        parser.error(str(error))
    options.out.mkdir(parents=True, exist_ok=True)
    save_file(mean, options.out / "reader.safetensors", metadata={"format": "pt"})
    shares = [
        {"steps": sum(run["taken"] for run in own), "weight": weight}
        for own, (_, weight) in zip(runs, options.parts, strict=True)
    ]
    told = {"runs": runs[-1], "averaged": shares}
    (options.out / "training.json").write_text(json.dumps(told) + "\n", "utf-8")
    sys.stdout.write(f"averaged {len(options.parts)} runs into {options.out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
