"""`make bench`: Citedesk measured, and its peers beside it, in one run.

    python tests/bench/run.py [--data DIR] [--passages 250] [--paragraphs 800] [--scale 250000] …

One table on standard output, progress on standard error, everything in a JSON file: machine, versions,
seed, arguments, raw runs, and how each figure is defined. Every measured thing runs in a fresh process
with the same number of threads, nothing else beside it; systems alternate, and who begins rotates.

Parts: `systems` (indexing, search, cold start, update; ours and the peers'), `paragraphs` (Hits@10),
`cold` (`citedesk ask` beside its encoder), `scale` (many passages from stored vectors), `lexicon`
(tantivy beside FTS5). What a part has found is kept in JSON.partial; --resume skips finished parts.
"""

import argparse
import datetime as dt
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import environment
from notes import NOTES
from parts import PARTS, Bench, say
from table import table

_PEERS = ("langchain", "llamaindex", "haystack", "txtai")
_ALSO = ("langchain-passages",)  # LangChain on our passages: leaves the default run under half an hour


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", help="folder with reading/train/*.json and reading/dev (SQuAD form)")
    parser.add_argument("--passages", type=int, default=250, help="of the corpus for timing")
    parser.add_argument("--questions", type=int, default=100, help="timed in each run")
    parser.add_argument("--paragraphs", type=int, default=800, help="drawn of them; 7164: all; 0: none")
    parser.add_argument("--asked", type=int, default=300, help="questions of the dev file")
    parser.add_argument("--scale", type=int, nargs="*", default=[250_000], help="also 1000000: five minutes")
    parser.add_argument("--words", type=int, default=50_000, help="passages of the part lexicon")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", nargs="*", choices=_PEERS + _ALSO, default=list(_PEERS))
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, default=Path("bench.json"))
    parser.add_argument("--resume", action="store_true", help="skip the parts of an interrupted run")
    parser.add_argument("--scratch", help="where to work: 6 GB are needed for a million passages")
    parser.add_argument(
        "--cache", type=Path, default=environment.cache_folder(), help="of the peers' packages"
    )
    arguments = parser.parse_args()
    arguments.data = str(Path(arguments.data).resolve()) if arguments.data else None
    return arguments


def _settled(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the arguments that a result depends on; no folder of this machine among them."""
    kept = {name: value for name, value in vars(arguments).items() if isinstance(value, int | list)}
    del kept["resume"]
    return kept | {"data": Path(arguments.data).name if arguments.data else None}


def _begun(partial: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what an interrupted run of the same arguments has found, else nothing."""
    if arguments.resume and partial.exists():
        found: dict[str, Any] = json.loads(partial.read_text("utf-8"))
        if found["arguments"] == _settled(arguments):
            return found
        say("the interrupted run had other arguments: beginning anew")
    return {}


def main() -> None:
    arguments = _arguments()
    partial = arguments.json.with_name(f"{arguments.json.name}.partial")
    results = _begun(partial, arguments)
    wants_peers = bool(arguments.peers) and bool({"systems", "paragraphs"} & set(arguments.parts))
    peers = environment.peers_python(arguments.cache.resolve()) if wants_peers else None
    results.setdefault("parts", {})
    results.setdefault("seconds", {})
    results |= {
        "arguments": _settled(arguments),
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": environment.machine(),
        "versions": {"citedesk": environment.versions(sys.executable)}
        | ({"peers": environment.versions(peers)} if peers else {}),
        "notes": NOTES,
    }
    with tempfile.TemporaryDirectory(prefix="citedesk-bench-", dir=arguments.scratch) as scratch:
        bench = Bench(arguments, Path(scratch), peers)
        for name in arguments.parts:
            if name in results["parts"]:
                continue
            started = time.perf_counter()
            results["parts"][name] = PARTS[name](bench)
            results["seconds"][name] = round(time.perf_counter() - started, 1)
            partial.write_text(json.dumps(results, indent=1), "utf-8")
    partial.replace(arguments.json)
    print(table(results))


if __name__ == "__main__":
    main()
