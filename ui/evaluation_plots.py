"""The plots of a report, as images that a page holds. The only import of matplotlib."""

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["plots"]

_BINS = 15  # as in the expected calibration error
_RISK = (
    "Risk and coverage: answering only above a threshold, how many are answered, and how many of those "
    "are wrong. The ring is the threshold in use."
)
_CALIBRATION = (
    "Calibration: of the answers of one confidence, how many are right. On the line it keeps its word; "
    "the larger a dot, the more questions."
)
_INK, _FAINT = "#1f5fa8", "#bbbbbb"


def plots(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return captions and images, as data URLs of SVG; none where no answer is known to be right or wrong."""
    judged = [record for record in report["questions"] if record["forced_right"] is not None]
    if not judged:
        return []
    return [
        (_RISK, _draw(lambda axes: _risk(axes, report))),
        (_CALIBRATION, _draw(lambda axes: _calibration(axes, judged))),
    ]


def _risk(axes: Any, report: Mapping[str, Any]) -> None:
    points = report["risk_coverage"]
    axes.step(
        [point["coverage"] for point in points],
        [point["risk"] for point in points],
        where="post",
        color=_INK,
    )
    judged = [record for record in report["questions"] if record["forced_right"] is not None]
    answered = [record for record in judged if not record["declined"]]
    if answered:
        wrong = sum(not record["forced_right"] for record in answered)
        axes.plot(len(answered) / len(judged), wrong / len(answered), "o", mfc="none", mec="black", ms=9)
    axes.set(xlabel="coverage: answered", ylabel="risk: wrong, of those answered", xlim=(0, 1), ylim=(0, 1))


def _calibration(axes: Any, judged: Sequence[Mapping[str, Any]]) -> None:
    axes.plot([0, 1], [0, 1], color=_FAINT)
    for place in range(_BINS):
        inside = [record for record in judged if min(int(record["confidence"] * _BINS), _BINS - 1) == place]
        if inside:
            confidence = sum(record["confidence"] for record in inside) / len(inside)
            right = sum(bool(record["forced_right"]) for record in inside) / len(inside)
            size = 20 + 400 * len(inside) / len(judged)
            axes.scatter([confidence], [right], s=size, color=_INK, alpha=0.7, clip_on=False)
    axes.set(xlabel="confidence", ylabel="right", xlim=(0, 1), ylim=(0, 1))


def _draw(draw: Callable[[Any], None]) -> str:
    # Without pyplot: no window system is looked for, and nothing global is left behind.
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.6), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.subplots()
    draw(axes)
    axes.spines[["top", "right"]].set_visible(False)
    image = io.BytesIO()
    with rc_context({"svg.hashsalt": "citedesk"}):  # the same report, the same bytes
        figure.savefig(image, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(image.getvalue()).decode("ascii")
