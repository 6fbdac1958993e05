"""The parts of the benchmark: each starts its processes one at a time and gathers what they wrote."""

import json
import shutil
import statistics
import subprocess
import sys
import time
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environment
from cold_start import cold_start
from measure import spread
from quality import difference, hits, interval

Result = dict[str, Any]
OWN = "citedesk"
# How a system is called here, its module (system_NAME.py), and its variant.
SYSTEMS = {
    OWN: ("citedesk", None),
    "langchain stock": ("langchain", "stock"),
    "langchain passages": ("langchain", "passages"),
    "llamaindex": ("llamaindex", None),
    "haystack": ("haystack", None),
    "txtai": ("txtai", None),
}
WINDOW = 256


@dataclass
class Bench:
    """What the parts need to know: the arguments, where to work, with which interpreters."""

    arguments: Namespace
    scratch: Path
    peers: Path | None

    @property
    def systems(self) -> list[str]:
        """The systems to compare, ours first."""
        return [
            name
            for name, (module, variant) in SYSTEMS.items()
            if name == OWN
            or (f"langchain-{variant}" if variant == "passages" else module) in self.arguments.peers
        ]

    def run(self, script: str, *words: str, python: Path | str = sys.executable, **job: Any) -> Result:
        """Run a script of this folder in a fresh process; return what it wrote, or raise with its words."""
        file, result = self.scratch / "job.json", self.scratch / "result.json"
        result.unlink(missing_ok=True)
        file.write_text(json.dumps({"seed": self.arguments.seed, **job, "result": str(result)}), "utf-8")
        command = [str(python), str(environment.HERE / script), *words, str(file), str(time.time())]
        variables = environment.variables(self.arguments.threads)
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env=variables, cwd=self.scratch
        )
        if done.returncode:
            raise RuntimeError(f"{script} {' '.join(words)} failed:\n{done.stderr[-2000:]}")
        return json.loads(result.read_text("utf-8")) if result.exists() else {}

    def corpus(self, kind: str, **sizes: int) -> Path:
        """Write a corpus, once; return its folder."""
        folder = self.scratch / kind
        if not folder.exists():
            self.run("corpus.py", kind=kind, data=self.arguments.data, folder=str(folder), **sizes)
        return folder

    def speed(self) -> Path:
        """Return the corpus for timing."""
        return self.corpus("speed", passages=self.arguments.passages, questions=self.arguments.questions)

    def measure(self, name: str, corpus: Path, keep: bool = False) -> Result:
        """Index and open with one system, in two fresh processes."""
        module, variant = SYSTEMS[name]
        python = sys.executable if name == OWN else str(self.peers)
        store = self.scratch / f"store-{corpus.name}-{name.replace(' ', '-')}"
        shutil.rmtree(store, ignore_errors=True)
        job = {"corpus": str(corpus), "store": str(store), "variant": variant}
        phases = {
            phase: self.run("worker.py", module, python=python, phase=phase, **job)
            for phase in ("index", "open")
        }
        if not keep:
            shutil.rmtree(store)
        return phases


def say(text: str) -> None:
    """Tell how far the run is."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


def systems(bench: Bench) -> Result:
    """Indexing, search, cold start and update, of every system, alternating; raw runs and medians."""
    corpus, names = bench.speed(), bench.systems
    failed: dict[str, str] = {}
    _warm(bench, names)
    runs: dict[str, list[Result]] = {name: [] for name in names}
    for run in range(bench.arguments.runs):
        shift = run % len(names)
        for name in [*names[shift:], *names[:shift]]:
            if name in failed:
                continue
            say(f"systems: run {run + 1}, {name}")
            try:
                runs[name].append(bench.measure(name, corpus, keep=name == OWN))
            except RuntimeError as error:
                failed[name] = str(error)
                say(failed[name])
    medians = {name: summary(some) for name, some in runs.items() if some and name not in failed}
    for some in runs.values():
        for phases in some:
            del phases["open"]["found"]
    return {"medians": medians, "runs": runs, "failed": failed, "remarks": _remarks(medians)}


def _warm(bench: Bench, names: list[str]) -> None:
    """Import every system once, unmeasured: nobody's first run is to read a cold disk."""
    for name in names:
        python = sys.executable if name == OWN else str(bench.peers)
        command = [python, "-c", f"import system_{SYSTEMS[name][0]}, torch, sentence_transformers"]
        variables = environment.variables(bench.arguments.threads)
        subprocess.run(command, check=False, capture_output=True, env=variables, cwd=environment.HERE)


def _remarks(medians: dict[str, Result]) -> list[str]:
    """Say what keeps systems from being compared: another window, other tokens, a lost update."""
    remarks = [
        f"{name} reads {values['window']:.0f} tokens, not {WINDOW}: not comparable"
        for name, values in medians.items()
        if values["window"] != WINDOW
    ]
    remarks += [
        f"{name}: the updated article was not found"
        for name, values in medians.items()
        if not values["visible"]
    ]
    same = {name: values["tokens"] for name, values in medians.items() if name != "langchain stock"}
    if len(set(same.values())) > 1:
        remarks.append(f"not the same tokens were encoded: {same}")
    return remarks


def summary(runs: list[Result]) -> Result:
    """Return the medians over runs; of the searches, the median of the runs' percentiles."""

    def median(*path: str) -> float:
        values = []
        for run in runs:
            value: Any = run
            for step in path:
                value = value[step]
            values.append(value)
        return statistics.median(values)

    index = {name: median("index", name) for name in ("index_s", "encode_s", "other_s", "load_s")}
    sizes = {name: median("index", name) for name in ("articles", "pieces", "window", "disk_bytes")}
    memory = {name: median("index", name) for name in ("peak_bytes", "peak_loaded_bytes")}
    search = {
        stage: {
            mark: statistics.median([spread(run["open"]["search_ms"][stage])[mark] for run in runs])
            for mark in ("p50", "p95")
        }
        for stage in runs[0]["open"]["search_ms"]
    }
    return {
        **index,
        **sizes,
        **memory,
        "tokens": median("index", "tokens", "real"),
        "tokens_padded": median("index", "tokens", "padded"),
        "articles_per_s": statistics.median([r["index"]["articles"] / r["index"]["index_s"] for r in runs]),
        "tokens_per_s": statistics.median(
            [r["index"]["tokens"]["real"] / r["index"]["index_s"] for r in runs]
        ),
        "not_encoding": statistics.median([r["index"]["other_s"] / r["index"]["index_s"] for r in runs]),
        "cold_s": median("open", "cold_s"),
        "serving_peak_bytes": median("open", "serving_peak_bytes"),
        "search_ms": search,
        "update_total_s": median("open", "update", "total_s"),
        "update_other_s": median("open", "update", "other_s"),
        "visible": all(run["open"]["update"]["visible"] for run in runs),
    }


def paragraphs(bench: Bench) -> Result:
    """Hits@10 of every system on Paragraphs, each indexed once; the speeds at that size beside."""
    arguments = bench.arguments
    if not arguments.data:
        return {"not_measured": "Paragraphs are the files of --data, and none was given"}
    if not arguments.paragraphs:
        return {"not_measured": "--paragraphs 0"}
    corpus = bench.corpus("paragraphs", paragraphs=arguments.paragraphs, questions=arguments.asked)
    asked = [json.loads(line) for line in (corpus / "questions.jsonl").read_text("utf-8").splitlines()]
    gold, groups = ([row[name] for row in asked] for name in ("gold", "group"))
    result: Result = {"systems": {}, "failed": {}}
    right: dict[str, list[int]] = {}
    for name in bench.systems:
        say(f"paragraphs: {name}")
        try:
            phases = bench.measure(name, corpus, keep=name == OWN)
        except RuntimeError as error:
            result["failed"][name] = str(error)
            say(result["failed"][name])
            continue
        right[name] = hits(phases["open"].pop("found"), gold)
        values = summary([phases]) | {"hits": interval(right[name], groups, arguments.seed)}
        result["systems"][name] = values
        if name != OWN and OWN in right:
            values["ours_less_theirs"] = difference(right[OWN], right[name], groups, arguments.seed)
    return result | {"remarks": _remarks(result["systems"])}


def cold(bench: Bench) -> Result:
    """`citedesk ask` beside its encoder; medians and raw runs."""
    say("cold start")
    runs = cold_start(bench.arguments.runs, bench.scratch, environment.variables(bench.arguments.threads))
    return {"medians": {name: statistics.median(values) for name, values in runs.items()}, "runs": runs}


def scale(bench: Bench) -> Result:
    """Archives from stored vectors, each built and opened once."""
    archive = next(
        (
            folder
            for kind in ("paragraphs", "speed")
            if (folder := bench.scratch / f"store-{kind}-{OWN}").exists()
        ),
        None,
    )
    corpus = bench.speed()
    if archive is None:
        bench.measure(OWN, corpus, keep=True)
        archive = bench.scratch / f"store-speed-{OWN}"
    job = {"corpus": str(corpus), "archive": str(archive), "base": str(bench.scratch / "base")}
    say("scale: the real vectors")
    shutil.rmtree(job["base"], ignore_errors=True)
    result: Result = {"base": bench.run("scale.py", phase="base", **job), "sizes": {}}
    for count in bench.arguments.scale:
        store = bench.scratch / f"scale-{count}"
        shutil.rmtree(store, ignore_errors=True)
        say(f"scale: {count} passages")
        sized = job | {"store": str(store), "count": count}
        built = bench.run("scale.py", phase="build", **sized)
        result["sizes"][str(count)] = {"build": built, **bench.run("scale.py", phase="open", **sized)}
        shutil.rmtree(store)
    return result


def lexicon(bench: Bench) -> Result:
    """Tantivy beside SQLite's FTS5."""
    say("lexicon")
    store = bench.scratch / "lexicon"
    shutil.rmtree(store, ignore_errors=True)
    result = bench.run(
        "lexicon.py", passages=bench.arguments.words, corpus=str(bench.speed()), store=str(store)
    )
    shutil.rmtree(store)
    return result


PARTS = {"systems": systems, "paragraphs": paragraphs, "cold": cold, "scale": scale, "lexicon": lexicon}
