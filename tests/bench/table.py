"""The results as one page of Markdown. Every system that was asked for has its row, whoever leads."""

from typing import Any

from notes import NOTES

_MB = 1_000_000
_STAGES = ("vectors", "words", "fetch")


def _grid(head: list[str], rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]

    def line(cells: list[str]) -> str:
        padded = [
            cells[0].ljust(widths[0]),
            *(c.rjust(w) for c, w in zip(cells[1:], widths[1:], strict=True)),
        ]
        return f"| {' | '.join(padded)} |"

    return [line(head), f"|{'|'.join('-' * (width + 2) for width in widths)}|", *map(line, rows)]


def _megabytes(number: float) -> str:
    return f"{number / _MB:.1f}" if number < 10 * _MB else f"{number / _MB:,.0f}"


def _pair(values: dict[str, float]) -> str:
    return f"{values['p50']:.1f} / {values['p95']:.1f}"


def _percent(values: dict[str, float], sign: str = "") -> str:
    low, high = values["low"], values["high"]
    return f"{100 * values['mean']:{sign}.1f} [{100 * low:{sign}.1f}, {100 * high:{sign}.1f}]"


def _indexing(medians: dict[str, Any]) -> list[str]:
    head = [
        "indexing",
        "articles/s",
        "not encoding",
        "other s",
        "pieces",
        "tokens",
        "tokens/piece",
        "tokens/s",
    ]
    rows = [
        [
            name,
            f"{v['articles_per_s']:.2f}",
            f"{100 * v['not_encoding']:.1f} %",
            f"{v['other_s']:.2f}",
            f"{v['pieces']:.0f}",
            f"{v['tokens']:.0f}",
            f"{v['tokens'] / v['pieces']:.1f}",
            f"{v['tokens_per_s']:.0f}",
        ]
        for name, v in medians.items()
    ]
    memory = ["memory and disk, MB", "peak indexing", "of it loaded", "peak serving", "on disk"]
    names = ("peak_bytes", "peak_loaded_bytes", "serving_peak_bytes", "disk_bytes")
    sizes = [[name, *(_megabytes(v[key]) for key in names)] for name, v in medians.items()]
    return [*_grid(head, rows), "", *_grid(memory, sizes)]


def _searching(medians: dict[str, Any]) -> list[str]:
    head = [
        "search, ms p50 / p95",
        "whole",
        "encode",
        "other",
        "cold start s",
        "update s",
        "of it other",
        "found",
    ]
    rows = [
        [
            name,
            *(_pair(v["search_ms"][stage]) for stage in ("total", "encode", "other")),
            f"{v['cold_s']:.2f}",
            f"{v['update_total_s']:.2f}",
            f"{v['update_other_s']:.3f}",
            "yes" if v["visible"] else "NO",
        ]
        for name, v in medians.items()
    ]
    ours = next((v["search_ms"] for v in medians.values() if "words" in v["search_ms"]), None)
    stages = [f"citedesk's other: {', '.join(f'{s} {_pair(ours[s])}' for s in _STAGES)}"] if ours else []
    return [*_grid(head, rows), *([""] if stages else []), *stages]


def _systems(part: dict[str, Any]) -> list[str]:
    medians = part["medians"]
    if not medians:
        return ["nothing measured", *_failed(part)]
    number, runs = next(iter(medians.values()))["articles"], max(map(len, part["runs"].values()))
    lines = [f"## Systems: {number:.0f} articles, median of {runs} runs", ""]
    return [*lines, *_indexing(medians), "", *_searching(medians), *_failed(part)]


def _failed(part: dict[str, Any]) -> list[str]:
    """Return what a reader has to know before comparing: who failed, and who is not comparable."""
    failed = [f"{name} FAILED: {reason.strip().splitlines()[-1]}" for name, reason in part["failed"].items()]
    return ["", *failed, *part["remarks"]] if failed or part["remarks"] else []


def _paragraphs(part: dict[str, Any]) -> list[str]:
    if "not_measured" in part:
        return ["## Paragraphs: Hits@10", "", f"Not measured: {part['not_measured']}."]
    found = part["systems"]
    asked, size = (
        (next(iter(found.values()))[name] for name in ("hits", "articles")) if found else ({"n": 0}, 0)
    )
    head = ["Hits@10, %", "all [95 %]", "ours less theirs"]
    rows = [
        [name, _percent(v["hits"]), _percent(v["ours_less_theirs"], "+") if "ours_less_theirs" in v else ""]
        for name, v in found.items()
    ]
    lines = [f"## Paragraphs: {size:.0f}, {asked['n']} questions, indexed once", ""]
    return [*lines, *_grid(head, rows), "", *_indexing(found), "", *_searching(found), *_failed(part)]


def _cold(part: dict[str, Any]) -> list[str]:
    medians = part["medians"]
    ratio = medians["citedesk ask"] / medians["encoder by itself"]
    rows = [[name, f"{seconds:.2f}"] for name, seconds in medians.items()] + [["ratio", f"{ratio:.2f}"]]
    return ["## Cold start: whole processes", "", *_grid(["cold start", "s"], rows)]


def _scale(part: dict[str, Any]) -> list[str]:
    head = ["scale"]
    rows: dict[str, list[str]] = {}
    for count, found in part["sizes"].items():
        head.append(f"{int(count):,}")
        for name, value in _scaled(found).items():
            rows.setdefault(name, [name]).append(value)
    base = part["base"]
    lines = ["## Scale: stored vectors, perturbed", "", *_grid(head, list(rows.values()))]
    real = ", ".join(f"{value:.2f}" for value in base["neighbours"].values())
    return [
        *lines,
        "",
        f"Nearest neighbour's cosine (5, 25, 50, 75, 95 %): {real} among {base['passages']} real ones.",
    ]


def _scaled(found: dict[str, Any]) -> dict[str, str]:
    build, update = found["build"], found["update"]
    shown = {
        "build: catalogue s": f"{build['stored_s']:.1f}",
        "build: both indexes s": f"{build['derived_s']:.1f}",
        "build: peak MB": _megabytes(build["peak_bytes"]),
        "on disk MB": _megabytes(build["disk_bytes"]),
        "open and first search s": f"{found['open_s']:.2f}",
        "serving peak MB": _megabytes(found["serving_peak_bytes"]),
    }
    for key, name in (("all", "search"), ("within", "within 1 %")):
        shown[f"{name}: whole ms"] = _pair(found[key]["total"])
        for stage in _STAGES:
            shown[f"{name}: {stage} ms"] = _pair(found[key][stage])
        shown[f"{name}: recall@10"] = f"{found[key]['recall']:.4f}"
    shown["update of one article s"] = f"{update['other_s']:.2f}" + (
        "" if update["visible"] else " NOT FOUND"
    )
    growth, removal = found["growth"], found["removal"]
    shown["adding articles: ms a passage"] = f"{growth['ms_a_passage']:.2f} ({growth['passages']:,})"
    shown["removing a tenth s"] = f"{removal['seconds']:.1f}" + (
        f" {removal['left_in_searches']} LEFT" if removal["left_in_searches"] else ""
    )
    shown["neighbours' cosines"] = ", ".join(f"{value:.2f}" for value in build["neighbours"].values())
    shown["cosine to its own"] = f"{build['own_copy']['q50']:.2f}"
    return shown


def _lexicon(part: dict[str, Any]) -> list[str]:
    rows = [
        [name, f"{part[name]['built_s']:.1f}", _pair(part[name]["ms"]), _megabytes(part[name]["disk_bytes"])]
        for name in ("tantivy", "sqlite fts5")
    ]
    head = ["keyword search", "built s", "ms p50 / p95", "MB"]
    return [f"## Keyword search: {part['passages']:,} recombined passages", "", *_grid(head, rows)]


_SECTIONS = {
    "systems": _systems,
    "paragraphs": _paragraphs,
    "cold": _cold,
    "scale": _scale,
    "lexicon": _lexicon,
}


def table(results: dict[str, Any]) -> str:
    """Return the page."""
    machine, arguments = results["machine"], results["arguments"]
    seconds = ", ".join(f"{name} {taken:.0f}" for name, taken in results["seconds"].items())
    ran_on = (
        f"{machine['processor']}, {machine['cores']} cores, {arguments['threads']} threads, "
        f"seed {arguments['seed']}, load at the start {machine['load_at_start']:.1f}. "
        f"Seconds by part: {seconds}."
    )
    lines = [f"# Citedesk bench, {results['date']}", "", ran_on]
    for name, section in _SECTIONS.items():
        if name in results["parts"]:
            lines += ["", *section(results["parts"][name])]
    lines += ["", "## How each figure is defined", ""]
    return "\n".join([*lines, *(f"- {name}: {note}" for name, note in NOTES.items())])
