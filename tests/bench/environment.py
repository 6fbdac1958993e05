"""The environments that the benchmark runs in: the product's own interpreter, and one for the peers.

All four peers share one environment beside the product's, made once with pip from exact pins
(requirements/peers.txt) and kept in a cache folder; a changed pin makes a new one.
"""

import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PINS = HERE / "requirements" / "peers.txt"
_PIP = ["-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check"]
# What every process is given besides the threads: nothing is fetched, nothing is reported home.
_QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "OMP_WAIT_POLICY": "PASSIVE",
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
    "TOKENIZERS_PARALLELISM": "true",
    "TQDM_DISABLE": "1",
    "TRANSFORMERS_OFFLINE": "1",
}
_THREADS = (
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "RAYON_NUM_THREADS",
)
_SHOWN = (
    "faiss-cpu",
    "numpy",
    "onnxruntime",
    "sentence-transformers",
    "tantivy",
    "tokenizers",
    "torch",
    "transformers",
)
_PEERS = ("langchain-huggingface", "langchain-community", "llama-index-core", "haystack-ai", "txtai")


def cache_folder() -> Path:
    """Return where the peers' environment and nothing else is kept between runs."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "citedesk-bench"


def peers_python(cache: Path) -> Path:
    """Return the interpreter of the peers' environment; make it where it is not there yet."""
    name = hashlib.sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = cache / f"peers-{name}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = folder / "installed"
    if not done.exists():
        sys.stderr.write(f"installing the peers into {folder}: a few minutes, once\n")
        venv.create(folder, clear=True, with_pip=True)
        # torch first and alone, so that the pin decides which build it is.
        subprocess.run([python, *_PIP, "--constraint", PINS, "torch"], check=True)
        subprocess.run([python, *_PIP, "--requirement", PINS], check=True)
        done.write_text(name)
    return python


def variables(threads: int) -> dict[str, str]:
    """Return the environment of a measured process: so many threads, no network, no telemetry."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CITEDESK")}
    return kept | _QUIET | dict.fromkeys(_THREADS, str(threads))


def versions(python: Path | str) -> dict[str, str]:
    """Return the versions of what is compared, as that interpreter's environment has them."""
    script = (
        "import importlib.metadata as m, json, sys\n"
        "def v(n):\n"
        "    try: return m.version(n)\n"
        "    except m.PackageNotFoundError: return None\n"
        "print(json.dumps({n: v(n) for n in sys.argv[1:] if v(n)}))"
    )
    names = [*_SHOWN, *_PEERS]
    done = subprocess.run([python, "-c", script, *names], check=True, capture_output=True, text=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def machine() -> dict[str, object]:
    """Say what the figures were measured on; no host name."""
    memory = None
    if hasattr(os, "sysconf"):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_bytes": memory,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_at_start": os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
        "omp_wait_policy": _QUIET["OMP_WAIT_POLICY"],
        "citedesk": importlib.metadata.version("citedesk"),
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
