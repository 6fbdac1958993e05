"""Trains the reading model; it can be stopped at any moment and goes on from its last checkpoint.

    python -m qa.training.train ../shared/data --out build/reader

The learning rate rises, stays, and falls to nothing in the last part (Hu et al., 2024, MiniCPM, section 4):
so a run that is to be longer goes on from the checkpoint at which an earlier one began to fall.
"""

import argparse
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import torch

from qa.training.features import Features, Tokens, batches
from qa.training.pairs import Shares, pairs
from qa.training.sources import DEV, SOURCES, Example, examples, squad
from qa.training.span_model import SpanModel, export, loss_of
from qa.training.splits import split

__all__ = ["Plan", "Training", "main"]

_log = logging.getLogger(__name__)
_CLIP = 1.0
_INPUTS, _TOKENS = 48, 3_600  # of a batch, at most


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train, and how fast.

    Attributes:
        epochs: how often pairs are drawn from the training questions; each time others.
        steps: the most; None for all batches of the epochs.
        falling: the part of the steps in which the learning rate falls.
    """

    epochs: int = 1
    rate: float = 2e-4
    steps: int | None = None
    warm_up: int = 150
    falling: float = 0.3
    seed: int = 0


class Training:
    """A model in training, with all that goes on from a checkpoint."""

    def __init__(self, plan: Plan, folder: Path, device: torch.device) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.folder, self.device = plan, folder, device
        # Without dropout: an epoch or two over the data, and on a processor it takes a third of the time.
        self.model = SpanModel(dropout=0.0).to(device)
        trained = [weight for weight in self.model.parameters() if weight.requires_grad]
        self.optimizer = torch.optim.AdamW(trained, lr=plan.rate, weight_decay=0.01)
        self.step, self.steps, self._stopped = 0, 0, False
        self._before: list[dict[str, Any]] = []

    def run(self, given: Sequence[Example], every: int = 100) -> bool:
        """Train to the end of the plan; return whether it came there, or was asked to stop."""
        steps = list(self._batches(given))[: self.plan.steps]
        self.steps = len(steps)
        self.restore()
        before = signal.signal(signal.SIGTERM, self._stop)
        try:
            return self._train(steps, every)
        finally:
            signal.signal(signal.SIGTERM, before)

    def _train(self, steps: Sequence[Sequence[Features]], every: int) -> bool:
        self.model.train()
        began, seen, mean = time.monotonic(), 0, 0.0
        for chosen in steps[self.step :]:
            for group in self.optimizer.param_groups:
                group["lr"] = self._rate()
            loss = loss_of(self.model, chosen, self.device)
            loss.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), _CLIP)
            self.optimizer.step()
            self.optimizer.zero_grad()
            self.step += 1
            seen += sum(len(item.ids) for item in chosen)
            mean = loss.item() if mean == 0.0 else 0.98 * mean + 0.02 * loss.item()
            if self.step % every == 0 or self._stopped or self.step == self.steps:
                self.save()
                pace = seen / (time.monotonic() - began)
                _log.info("step %d of %d, loss %.3f, %.0f tokens/s", self.step, self.steps, mean, pace)
            if self._stopped:
                return False
        return True

    def _batches(self, given: Sequence[Example]) -> Iterator[list[Features]]:
        tokens = Tokens()
        for epoch in range(self.plan.epochs):
            seed = 1_000 * self.plan.seed + epoch
            features = tokens.features(pairs(given, Shares(), seed), seed)
            for places in batches(features, _INPUTS, _TOKENS, seed):
                yield [features[place] for place in places]

    def _rate(self) -> float:
        falling = max(1, int(self.plan.falling * self.steps))
        if self.step == self.steps - falling:
            self.save("before-falling.pt")
        share = min(1.0, (self.step + 1) / self.plan.warm_up, (self.steps - self.step) / falling)
        return self.plan.rate * share

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopped = True

    def save(self, name: str = "checkpoint.pt") -> None:
        """Write a checkpoint; the one before stays until this one is whole."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "runs": self.runs,
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = self.folder / f"{name}.new"
        with beside.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.folder / name)

    @property
    def runs(self) -> list[dict[str, Any]]:
        """How the weights came to be: plans and the steps taken; each run went on from the one before."""
        return [*self._before, asdict(self.plan) | {"taken": self.step}]

    def restore(self) -> None:
        """Go on from the last checkpoint, if there is one."""
        path = self.folder / "checkpoint.pt"
        if path.is_file():
            *self._before, own = self._load(path)
            self.step = own["taken"]
            _log.info("going on from step %d", self.step)

    def begin_after(self, checkpoint: Path) -> None:
        """Begin with what another run had learned."""
        self._before = self._load(checkpoint)

    def _load(self, checkpoint: Path) -> list[dict[str, Any]]:
        state: dict[str, Any] = torch.load(checkpoint, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        runs: list[dict[str, Any]] = state["runs"]
        return runs


def training_examples(data: Path) -> dict[str, list[Example]]:
    """Return the examples of each split.

    Raises:
        OSError: a file is missing.
    """
    given = [example for source in SOURCES for example in examples(data, source)]
    return split(given, squad(data / DEV, "dev"))


def device_at_hand() -> torch.device:
    """Return the accelerator, if there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, and write the weights when it is done."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.train", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of the reading data")
    parser.add_argument("--out", type=Path, default=Path("build/reader"))
    parser.add_argument("--epochs", type=int, default=Plan().epochs)
    parser.add_argument("--seed", type=int, default=Plan().seed)
    parser.add_argument("--steps", type=int, help="end after so many, the learning rate falling before")
    parser.add_argument("--after", type=Path, metavar="CHECKPOINT", help="begin with what this one learned")
    parser.add_argument("--falling", type=float, default=Plan().falling, help="the part of them in which")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    plan = Plan(options.epochs, steps=options.steps, falling=options.falling, seed=options.seed)
    training = Training(plan, options.out, device_at_hand())
    if options.after:
        training.begin_after(options.after)
    try:
        given = training_examples(options.data)["train"]
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}; give the folder that holds reading/train")
    if not training.run(given):
        return 1
    export(training.model, options.out / "reader.safetensors")
    (options.out / "training.json").write_text(json.dumps({"runs": training.runs}) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
