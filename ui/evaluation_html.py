"""A report as one page that needs nothing else: tables, plots, and every wrong answer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ui.evaluation_plots import plots
from ui.evaluation_text import (
    SECTIONS,
    about,
    intervals,
    kind_rows,
    latency_rows,
    percent,
    section_rows,
)

__all__ = ["report_html"]


def report_html(report: Mapping[str, Any]) -> str:
    """Return the page. What comes from questions and articles is escaped."""
    records = report["questions"]
    wrong = [(_fault(record), record) for record in records if record["right"] is False]
    sections = [(title, section_rows(report, title)) for title in SECTIONS]
    abstaining = report["always_abstaining_f1"]
    page = Environment(
        loader=PackageLoader("ui"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("evaluation.html")
    return page.render(
        run=report["run"],
        intervals=intervals(report),
        about=list(about(report)),
        sections=[(title, rows) for title, rows in sections if rows],
        abstaining=None if not abstaining else percent(abstaining),
        plots=plots(report),
        latency=latency_rows(report["latency_ms"]),
        kinds=kind_rows(report["by_kind"], with_intervals=True) if report["by_kind"] else [],
        wrong=wrong,
        faults=_counts([fault for fault, _ in wrong]),
        judged=sum(record["right"] is not None for record in records),
        source=_source,
    )


def _fault(record: Mapping[str, Any]) -> str:
    if record["declined"]:
        return "declined though there is an answer"
    if record["answerable"] is False:
        return "answered though there is no answer"
    return "answered wrongly"


def _counts(faults: Sequence[str]) -> list[tuple[str, int]]:
    return Counter(faults).most_common()


def _source(shown: Mapping[str, Any]) -> str:
    known = [shown[name] for name in ("title", "source", "published") if shown[name]]
    return f"{', '.join(known)} [{shown['article']}, {shown['start']} to {shown['end']}]"
