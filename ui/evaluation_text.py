"""A report or a comparison as a table for the terminal. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qa.evaluation.comparing import Change, Comparison

__all__ = [
    "SECTIONS",
    "about",
    "comparison_text",
    "kind_rows",
    "latency_rows",
    "percent",
    "report_text",
    "section_rows",
]

Rows = list[tuple[str, ...]]

# The figures in the order of the table, each with what it says.
SECTIONS = {
    "Retrieval, by article": "retrieval/article",
    "Retrieval, by passage": "retrieval/passage",
    "Reading, the short answer": "reading",
    "Reading, the whole answer": "reading/whole",
    "Citation": "citation",
    "Abstention": "abstention",
}
_EXPLAINED = {
    "reading/right": "answered rightly, or declined where there is no answer",
    "reading/em": "exact match; declining counts as right where there is no answer",
    "reading/f1": "words shared with the right answer, as SQuAD counts them",
    "reading/answerable_em": "of the answerable; declining counts 0",
    "reading/answerable_f1": "of the answerable; declining counts 0",
    "reading/answerable_em_forced": "the same, made to answer",
    "reading/answerable_f1_forced": "the same, made to answer",
    "reading/unanswerable_f1": "of the unanswerable: declined",
    "citation/precision": "ALCE: citations that support their sentence",
    "citation/recall": "ALCE: sentences that their citations support",
    "citation/quote_overlap": "answers with a citation that touches a right quote",
    "citation/first_quote_overlap": "answers whose first citation does",
    "citation/quote_precision": "citations that do",
    "citation/quote_recall": "of the right quotes' characters, those cited",
    "abstention/precision": "of the declined: those without an answer",
    "abstention/recall": "of those without an answer: declined",
    "abstention/auroc": "confidence tells answerable from unanswerable; 50 is chance",
    "abstention/auroc_right": "confidence tells right answers from wrong ones",
    "abstention/ece": "expected calibration error; lower is better",
    "abstention/aurc": "area under the risk-coverage curve; lower is better",
    "abstention/answered_of_answerable": "of the answerable: answered",
    "abstention/right_of_answered": "of the answered: right",
}


def _figure_at(report: Mapping[str, Any], path: str) -> Mapping[str, Any] | None:
    """Return the figure at a path of a report; None where it could not be scored."""
    found: Any = report
    for name in path.split("/"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) and "value" in found else None


def report_text(report: Mapping[str, Any]) -> str:
    """Return the tables of a report: per cent, each with its 95 % interval."""
    run, interval = report["run"], report["interval"]
    blocks = ["\n".join(about(report))]
    for title, path in SECTIONS.items():
        rows = section_rows(report, path)
        if rows:
            blocks.append(f"{title}\n{_table(rows)}")
    abstaining = report["always_abstaining_f1"]
    if abstaining:
        blocks.append(f"Always declining would score {percent(abstaining)} for f1 on these questions.")
    if run["judge"] == "verbatim" and _figure_at(report, "citation/recall"):
        blocks.append(
            "Citations were judged by wording: a sentence counts as supported where its words stand in the\n"
            "text that is cited. An answer of quotations has 100 unless a citation points wrong."
        )
    if rows := latency_rows(report["latency_ms"]):
        blocks.append(f"Milliseconds a question\n{_table(rows)}")
    if report["by_kind"]:
        blocks.append(f"By kind\n{_table(kind_rows(report['by_kind']))}")
    drawn = "groups of questions on one article" if interval["drawn"] == "groups" else "single questions"
    blocks.append(
        f"Per cent, with 95 % intervals: {interval['draws']} bootstrap draws of {interval['units']} {drawn}."
        + ("\nUnder 30 of them, take the intervals as rough." if interval["units"] < 30 else "")
    )
    return "\n\n".join(blocks)


def about(report: Mapping[str, Any]) -> Iterable[str]:
    """Give the lines that say what was asked of what."""
    run = report["run"]
    yield f"{report['n']} questions of {run['questions']}" + (
        f", drawn with seed {run['seed']}" if run["limit"] else ""
    )
    how = {"reading": "each with its own paragraph", "open": "with all paragraphs as one archive"}
    held = f"{run['articles']} articles, {run['passages']} passages"
    yield f"asked {how.get(run['mode'], 'of the archive')}: {held}"
    threshold = "" if run["threshold"] is None else f", declining below {run['threshold']}"
    yield f"reader {run['reader']}{threshold}; judge {run['judge']}"
    if run["skipped"]:
        yield f"{len(run['skipped'])} questions could not be asked and are left out"
    missing = [record["id"] for record in report["questions"] if record["missing"]]
    if missing:
        yield (
            f"{len(missing)} questions name articles or quotes that the archive does not have "
            f"({', '.join(missing[:5])}{', …' if len(missing) > 5 else ''})"
        )


def section_rows(report: Mapping[str, Any], path: str) -> Rows:
    """Return a row for each figure of a section that could be scored."""
    block: Any = report
    for name in path.split("/"):
        block = block[name]
    rows: Rows = []
    for name in block:
        figure = _figure_at(block, name)
        if figure:
            meaning = _EXPLAINED.get(f"{path}/{name}") or _EXPLAINED.get(
                f"{path.removesuffix('/whole')}/{name}", ""
            )
            rows.append((name, *_cells(figure), meaning))
    return rows


def _cells(figure: Mapping[str, Any]) -> tuple[str, str, str]:
    low, high = percent(figure["low"]), percent(figure["high"])
    return percent(figure["value"]), f"{low} to {high}", f"n {figure['n']}"


def percent(value: float) -> str:
    """Return a share in per cent."""
    return f"{100 * value:.1f}"


def latency_rows(stages: Mapping[str, Any]) -> Rows:
    """Return a row for each stage."""
    return [
        (stage, *(_milliseconds(found, name) for name in ("p50", "p95")), f"n {found['n']}")
        for stage, found in stages.items()
        if found
    ]


def _milliseconds(found: Mapping[str, Any], name: str) -> str:
    low, high = found[f"{name}_interval"]
    return f"{name} {found[name]:.0f} ({low:.0f} to {high:.0f})"


def kind_rows(kinds: Mapping[str, Mapping[str, Any]]) -> Rows:
    """Return a row for each kind, after one of headings."""
    columns = {
        "Hits@1": "retrieval/article/Hits@1",
        "Hits@10": "retrieval/article/Hits@10",
        "right": "reading/right",
        "f1": "reading/f1",
        "quote": "citation/quote_overlap",
        "answered": "abstention/answered_of_answerable",
        "declined": "abstention/recall",
    }
    rows: Rows = [("", "n", *columns)]
    for kind, block in kinds.items():
        figures = [_figure_at(block, path) for path in columns.values()]
        cells = [percent(figure["value"]) if figure else "" for figure in figures]
        rows.append((kind, str(block["n"]), *cells))
    return rows


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[place]) for row in rows if place < len(row)) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if place and cell[:1].isdigit() else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        lines.append(f"  {'  '.join(cells)}".rstrip())
    return "\n".join(lines)


def comparison_text(comparison: Comparison) -> str:
    """Return the table of what changed."""
    rows: Rows = [("", "first", "second", "change", "95 % interval", "")]
    rows += [_change(change) for change in comparison.changes]
    beyond = [change for change in comparison.changes if change.is_beyond_noise]
    told = f"{len(beyond)} of {len(comparison.changes)} figures changed beyond noise"
    gained = f"{len(comparison.gained)} became right{_names(comparison.gained)}"
    lost = f"{len(comparison.lost)} became wrong{_names(comparison.lost)}"
    blocks = [
        f"{comparison.shared} questions asked by both; {told}",
        _table(rows),
        f"{gained}\n{lost}",
        "Of 20 figures that did not change, chance lets one look as if it had.",
    ]
    if comparison.notes:
        blocks.insert(1, "\n".join(comparison.notes))
    return "\n\n".join(blocks)


def _change(change: Change) -> tuple[str, ...]:
    low, high = 100 * change.low, 100 * change.high
    return (
        change.path,
        percent(change.first),
        percent(change.second),
        f"{100 * change.difference:+.1f}",
        f"{low:+.1f} to {high:+.1f}",
        "beyond noise" if change.is_beyond_noise else "",
    )


def _names(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f": {', '.join(names[:10])}{', …' if len(names) > 10 else ''}"
