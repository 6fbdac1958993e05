"""A report or a comparison as a table for the terminal. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill
from typing import Any

from qa.evaluation.comparing import Change, Comparison
from ui.plain import one_line, shortened

__all__ = [
    "SECTIONS",
    "about",
    "comparison_text",
    "counted",
    "intervals",
    "kind_rows",
    "latency_rows",
    "percent",
    "report_text",
    "section_rows",
]

Rows = list[tuple[str, ...]]

_BEYOND = (
    "Beyond noise: the interval leaves out 0, and six groups of questions or more differ. Of 20 figures\n"
    "that did not change, chance lets one look as if it had."
)
_WIDTH = 100
_HEADINGS = ("", "%", "95 % interval", "n", "")
_RETRIEVAL = {
    "Hits@1": "a right one comes first",
    "Hits@4": "a right one is among the first four",
    "Hits@10": "… among the first ten",
    "MRR@10": "mean of 1 / the place of the first right one",
    "MAP@10": "mean average precision: all right ones, early",
    "nDCG@10": "the same, discounted by the logarithm of the place",
}
_READING = {
    "em": "is a right answer; declining is right where there is none",
    "f1": "shares words with a right answer, as SQuAD counts them",
    "answerable_em": "of the answerable; declining counts 0",
    "answerable_f1": "of the answerable; declining counts 0",
    "answerable_em_forced": "… the best answer, also where it was held back",
    "answerable_f1_forced": "… the best answer, also where it was held back",
    "unanswerable_f1": "of the unanswerable: declined",
}
# The sections of the table: where they stand in the report, and what each figure says.
SECTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "Retrieval, by article": ("retrieval/article", _RETRIEVAL),
    "Retrieval, by passage": ("retrieval/passage", _RETRIEVAL),
    "Replies": (
        "reading",
        {"right": "what is quoted first answers, or it was declined and nothing answers"},
    ),
    "Reading, the short answer; where none is given, the first quotation": ("reading", _READING),
    "Reading, all that is said": ("reading/whole", _READING),
    "Citation": (
        "citation",
        {
            "precision": "ALCE: citations that support what they stand by",
            "recall": "ALCE: sentences and short answers that their citations support",
            "quote_overlap": "answers with a citation that touches a right quote",
            "first_quote_overlap": "answers whose first citation does",
            "quote_precision": "citations that do",
            "quote_recall": "of the right quotes' characters, those cited",
        },
    ),
    "Abstention": (
        "abstention",
        {
            "precision": "of the declined: those without an answer",
            "recall": "of those without an answer: declined",
            "auroc": "confidence tells answerable from unanswerable; 50 is chance",
            "auroc_right": "confidence tells right answers from wrong ones; 50 is chance",
            "ece": "expected calibration error; lower is better",
            "aurc": "area under the risk-coverage curve; lower is better",
            "answered_of_answerable": "of the answerable: answered",
            "right_of_answered": "of the answered: right",
        },
    ),
}


def _figure_at(report: Mapping[str, Any], path: str) -> Mapping[str, Any] | None:
    """Return the figure at a path of a report; None where it could not be scored."""
    found: Any = report
    for name in path.split("/"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) and "value" in found else None


def report_text(report: Mapping[str, Any]) -> str:
    """Return the tables of a report: per cent, each with its 95 % interval."""
    run = report["run"]
    blocks = ["\n".join(about(report))]
    for title in SECTIONS:
        rows = section_rows(report, title)
        if rows:
            blocks.append(f"{title}\n{_table([_HEADINGS, *rows])}")
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
    blocks.append(fill(f"{intervals(report)} Under 30 questions, take an interval as rough.", _WIDTH))
    return "\n\n".join(blocks)


def intervals(report: Mapping[str, Any]) -> str:
    """Say how the intervals were made."""
    interval = report["interval"]
    drawn = "groups of questions on the same articles" if interval["drawn"] == "groups" else "questions"
    return (
        f"Intervals of 95 %: {interval['draws']} bootstrap draws of {interval['units']} {drawn}, widened for "
        "few groups; by kind, of each kind's own. Those of times come from the ranks."
    )


def about(report: Mapping[str, Any]) -> Iterable[str]:
    """Give the lines that say what was asked of what."""
    run = report["run"]
    yield f"{counted(report['n'], 'question')} of {one_line(run['questions'])}" + (
        f", drawn with seed {run['seed']}" if run["limit"] else ""
    )
    how = {"reading": "each with its own paragraph", "open": "with all paragraphs as one archive"}
    held = f"{counted(run['articles'], 'article')}, {counted(run['passages'], 'passage')}"
    yield f"asked {how.get(run['mode'], 'of the archive')}: {held}"
    threshold = "" if run["threshold"] is None else f", declining below {run['threshold']}"
    yield f"reader {run['reader']}{threshold}; judge {run['judge']}"
    if run["skipped"]:
        yield f"{counted(len(run['skipped']), 'question')} could not be asked and are left out"
    yield from map(one_line, run["warnings"][:5])
    missing = [shortened(record["id"]) for record in report["questions"] if record["missing"]]
    if missing:
        yield (
            f"{counted(len(missing), 'question')} with articles or quotes that the archive does not have: "
            f"{', '.join(missing[:5])}{', …' if len(missing) > 5 else ''}"
        )


def counted(number: int, what: str) -> str:
    """Return a number with its noun."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def section_rows(report: Mapping[str, Any], title: str) -> Rows:
    """Return a row for each figure of a section that could be scored."""
    path, meanings = SECTIONS[title]
    figures = {name: _figure_at(report, f"{path}/{name}") for name in meanings}
    return [(name, *_cells(figure), meanings[name]) for name, figure in figures.items() if figure]


def _cells(figure: Mapping[str, Any]) -> tuple[str, str, str]:
    low, high = percent(figure["low"]), percent(figure["high"])
    return percent(figure["value"]), f"{low} to {high}", str(figure["n"])


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
    upper = f"{low:.0f} to {high:.0f}" if high is not None else f"{low:.0f} or more"
    return f"{name} {found[name]:.0f} ({upper})"


def kind_rows(kinds: Mapping[str, Mapping[str, Any]], *, with_intervals: bool = False) -> Rows:
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
        cells = [_short(figure, with_intervals=with_intervals) if figure else "" for figure in figures]
        rows.append((shortened(kind, 24), str(block["n"]), *cells))
    return rows


def _short(figure: Mapping[str, Any], *, with_intervals: bool) -> str:
    ends = f" ({100 * figure['low']:.0f}–{100 * figure['high']:.0f})" if with_intervals else ""
    return f"{percent(figure['value'])}{ends}"


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
    rows: Rows = [("", "first", "second", "change", "95 % interval", "n", "")]
    rows += [_change(change) for change in comparison.changes]
    beyond = [change for change in comparison.changes if change.is_beyond_noise]
    told = f"{len(beyond)} of {len(comparison.changes)} figures changed beyond noise"
    gained = f"{len(comparison.gained)} became right{_names(comparison.gained)}"
    lost = f"{len(comparison.lost)} became wrong{_names(comparison.lost)}"
    blocks = [
        f"{counted(comparison.shared, 'question')} asked by both; {told}",
        _table(rows),
        f"{gained}\n{lost}",
        _BEYOND,
    ]
    if comparison.notes:
        blocks.insert(1, "\n".join(map(one_line, comparison.notes)))
    return "\n\n".join(blocks)


def _change(change: Change) -> tuple[str, ...]:
    low, high = 100 * change.low, 100 * change.high
    return (
        change.path,
        percent(change.first),
        percent(change.second),
        f"{100 * change.difference:+.1f}",
        f"{low:+.1f} to {high:+.1f}",
        str(change.n[0]) if change.n[0] == change.n[1] else f"{change.n[0]}, {change.n[1]}",
        "beyond noise" if change.is_beyond_noise else "",
    )


def _names(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f": {', '.join(map(shortened, names[:10]))}{', …' if len(names) > 10 else ''}"
