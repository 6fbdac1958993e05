"""One system, one phase, one fresh process; what it measured goes to a JSON file.

    python worker.py SYSTEM JOB.json STARTED

Two phases. `index`: import, load the encoder, index the corpus, make it durable by the system's own
means. `open`: a new process opens what was saved, answers a first question, is timed on all questions,
and updates one article. A system is a class `System` in system_NAME.py:

    load()                 the encoder is ready
    encode(texts)          by the way its documents are encoded
    watch(clock)           put its encoding under the clock
    index(articles, passages), open()
    search(question)       -> [(article id, text)], ten at most
    update(change)         one article, made durable again
    pieces                 how many texts were encoded (after index)
"""

import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from measure import Clock, Tokens, disk_bytes, peak_bytes, process_started

_WARM = 5
_PROBE = "ferry " * 600  # one token a word, far beyond any window


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _index(system: Any, job: dict[str, Any], clock: Clock, tokens: Tokens) -> dict[str, Any]:
    started = time.perf_counter()
    system.load()
    system.encode(["one short text"])
    loaded = time.perf_counter() - started
    tokens.take()
    system.encode([_PROBE])
    window = tokens.take()["longest"]
    corpus = Path(job["corpus"])
    articles, passages = _lines(corpus / "articles.jsonl"), _lines(corpus / "passages.jsonl")
    before = peak_bytes()
    clock.take()
    started = time.perf_counter()
    system.index(articles, passages)
    taken = time.perf_counter() - started
    encoding = clock.take()
    return {
        "load_s": loaded,
        "window": window,
        "articles": len(articles),
        "pieces": system.pieces,
        "index_s": taken,
        "encode_s": encoding,
        "other_s": taken - encoding,
        "tokens": tokens.take(),
        "peak_loaded_bytes": before,
        "peak_bytes": peak_bytes(),
        "disk_bytes": disk_bytes(Path(job["store"])),
    }


def _open(system: Any, job: dict[str, Any], clock: Clock) -> dict[str, Any]:
    questions = _lines(Path(job["corpus"]) / "questions.jsonl")
    started = time.perf_counter()
    system.load()
    system.open()
    system.search("When was the statue installed?")
    ready = time.perf_counter() - started
    cold = time.time() - process_started()
    for row in questions[:_WARM]:
        system.search(row["question"] + " ")  # the space: no cache may know it
    searched = _searches(system, questions, clock)
    peak = peak_bytes()
    change = json.loads((Path(job["corpus"]) / "change.json").read_text("utf-8"))
    return {
        "ready_s": ready,
        "cold_s": cold,
        **searched,
        "serving_peak_bytes": peak,
        "update": _update(system, change, clock),
    }


def _searches(system: Any, questions: list[dict[str, Any]], clock: Clock) -> dict[str, Any]:
    stages = getattr(system, "stages", {})
    for stage in stages.values():
        stage.take()
    rows: list[dict[str, float]] = []
    found = []
    for row in questions:
        clock.take()
        started = time.perf_counter()
        hits = system.search(row["question"])
        total = time.perf_counter() - started
        encoding = clock.take()
        times = {"encode": encoding, "other": total - encoding, "total": total}
        times |= {name: stage.take() for name, stage in stages.items()}
        rows.append({name: seconds * 1000 for name, seconds in times.items()})
        found.append([article for article, _ in hits])
    return {"search_ms": {name: [row[name] for row in rows] for name in rows[0]}, "found": found}


def _update(system: Any, change: dict[str, Any], clock: Clock) -> dict[str, Any]:
    """Time until a search finds the new text, the update having been made durable before."""
    before = system.search(change["question"])
    clock.take()
    started = time.perf_counter()
    system.update(change)
    updated = time.perf_counter() - started
    after = system.search(change["question"] + " ")
    total = time.perf_counter() - started
    encoding = clock.take()

    def tells(hits: Any) -> bool:
        wanted = change["article"]["id"]
        return any(article == wanted and change["news"] in " ".join(text.split()) for article, text in hits)

    return {
        "total_s": total,
        "update_s": updated,
        "encode_s": encoding,
        "other_s": total - encoding,
        "visible": tells(after) and not tells(before),
    }


def main() -> None:
    name, job = sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8"))
    threads = int(os.environ["OMP_NUM_THREADS"])
    if hasattr(os, "sched_setaffinity"):  # Linux's; elsewhere ours takes every processor
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    ours = name == "citedesk"
    begun = time.perf_counter()
    module = importlib.import_module(f"system_{name}")
    if not ours:
        import torch

        torch.set_num_threads(threads)
    imported = time.perf_counter() - begun
    clock, tokens = Clock(), Tokens()
    is_index = job["phase"] == "index"
    if is_index:  # a cold start is not to pay for what only counts
        (tokens.watch_ours if ours else tokens.watch)()
    system = module.System(Path(job["store"]), job.get("variant"))
    system.watch(clock)
    found = _index(system, job, clock, tokens) if is_index else _open(system, job, clock)
    result = {"import_s": imported, "threads": threads, **found}
    Path(job["result"]).write_text(json.dumps(result), "utf-8")


if __name__ == "__main__":
    main()
