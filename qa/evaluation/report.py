"""The figures of one run, as the JSON that `citedesk evaluate --json` writes (docs/evaluation.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from qa.evaluation.intervals import LEVEL, Resampling, order_interval
from qa.evaluation.records import Record
from qa.evaluation.retrieval import MEASURES
from qa.evaluation.statistics import measure, risk_coverage

__all__ = ["FORMAT", "PATHS", "Run", "report"]

FORMAT = 1
_READING = ("em", "f1", "answerable_em", "answerable_f1", "unanswerable_f1")
_FORCED = ("answerable_em_forced", "answerable_f1_forced")
_CITATION = ("precision", "recall", "quote_overlap", "first_quote_overlap", "quote_precision", "quote_recall")
_ABSTENTION = (
    "precision",
    "recall",
    "auroc",
    "auroc_right",
    "ece",
    "aurc",
    "answered_of_answerable",
    "right_of_answered",
)
# Every figure of the report, in its order.
PATHS = (
    *(f"retrieval/{what}/{name}" for what in ("article", "passage") for name in MEASURES),
    "reading/right",
    *(f"reading/{name}" for name in (*_READING, *_FORCED)),
    *(f"reading/whole/{name}" for name in (*_READING, *_FORCED)),
    *(f"citation/{name}" for name in _CITATION),
    *(f"abstention/{name}" for name in _ABSTENTION),
)
_STAGES = ("search", "answer", "total")


@dataclass(frozen=True, slots=True)
class Run:
    """How the questions were asked: what the report says besides its figures.

    Attributes:
        limit: how many questions were drawn, where not all were asked.
        skipped: questions that could not be asked, and why.
    """

    questions: str
    digest: str
    mode: str
    archive: str
    encoder: str
    articles: int
    passages: int
    reader: str
    threshold: float | None
    judge: str
    version: str
    limit: int | None = None
    seed: int = 0
    draws: int = 2_000
    skipped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def report(records: Sequence[Record], run: Run) -> dict[str, Any]:
    """Return the report of a run.

    Raises:
        ValueError: there are no records.
    """
    if not records:
        raise ValueError("a report needs at least one record")
    resampling = Resampling([record.stands_on for record in records], run.draws, run.seed)
    kinds = sorted({record.kind for record in records if record.kind})
    return {
        "format": FORMAT,
        "n": len(records),
        **_block(records, run),
        "by_kind": {kind: _of_kind(records, kind, run) for kind in kinds},
        "always_abstaining_f1": _always_abstaining(records),
        "risk_coverage": [asdict(point) for point in risk_coverage(records)],
        "interval": {
            "level": LEVEL,
            "method": "cluster bootstrap, percentile, widened for few groups (docs/evaluation.md)",
            "draws": run.draws,
            "drawn": "groups" if resampling.by_groups else "questions",
            "units": resampling.units,
        },
        "run": {**asdict(run), "skipped": list(run.skipped), "warnings": list(run.warnings)},
        "questions": [record.to_json() for record in records],
    }


def _of_kind(records: Iterable[Record], kind: str, run: Run) -> dict[str, Any]:
    chosen = [record for record in records if record.kind == kind]
    return {"n": len(chosen), **_block(chosen, run)}


def _block(records: Sequence[Record], run: Run) -> dict[str, Any]:
    resampling = Resampling([record.stands_on for record in records], run.draws, run.seed)
    block: dict[str, Any] = {}
    for path in PATHS:
        found = measure(path, records)
        figure = resampling.figure(found) if found.scored.any() else None
        _put(block, path, figure.to_json() if figure else None)
    block["latency_ms"] = {stage: _latency(records, stage) for stage in _STAGES}
    return block


def _put(block: dict[str, Any], path: str, value: Mapping[str, Any] | None) -> None:
    *folders, name = path.split("/")
    for folder in folders:
        block = block.setdefault(folder, {})
    block[name] = value


def _latency(records: Sequence[Record], stage: str) -> dict[str, Any] | None:
    values = np.array([record.latency_ms[stage] for record in records if stage in record.latency_ms])
    if not len(values):
        return None
    figures: dict[str, Any] = {}
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        low, high = order_interval(values, share)
        figures[name] = round(float(np.quantile(values, share, method="inverted_cdf")), 1)
        figures[f"{name}_interval"] = [round(low, 1), None if high is None else round(high, 1)]
    return {**figures, "n": len(values)}


def _always_abstaining(records: Sequence[Record]) -> float | None:
    """Return the F1 that always abstaining would have on these questions: the share without an answer."""
    scored = [record for record in records if "reading/f1" in record.scores]
    if not scored:
        return None
    return round(sum(record.answerable is False for record in scored) / len(scored), 5)
