"""Whether what is cited supports what is said, as ALCE has it, and is what was expected.

Gao et al. (2023), "Enabling Large Language Models to Generate Text with Citations", section 4.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.evaluation.gold import Span, overlap

__all__ = ["Judge", "Statement", "Verbatim", "quote_scores", "support_scores"]


class Judge(Protocol):
    """Decides whether a text supports a statement."""

    @property
    def name(self) -> str:
        """What the report calls it."""

    def supports(self, premise: str, statement: str) -> bool:
        """Tell whether the statement follows from the premise."""


class Verbatim:
    """Finds a statement supported where its words stand in the text that is cited, in their order.

    It never finds support where there is none; what a chat model put into words of its own it finds
    unsupported, right or not.
    """

    name = "verbatim"

    def supports(self, premise: str, statement: str) -> bool:
        """Tell whether the statement's words stand in the premise."""
        words = " ".join(statement.split())
        if not words:
            return False
        # Whole words: a "4" is not supported by "14".
        start = r"(?<!\w)" if words[0].isalnum() else ""
        end = r"(?!\w)" if words[-1].isalnum() else ""
        return bool(re.search(start + re.escape(words) + end, " ".join(premise.split())))


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that an answer claims, and the texts it cites for it."""

    text: str
    cited: tuple[str, ...]


def support_scores(statements: Sequence[Statement], judge: Judge) -> dict[str, float]:
    """Score the citations of one answer.

    Gao et al. (2023), section 4: a statement is recalled where all that it cites, taken together,
    supports it. A citation is precise where its statement is recalled and it is not irrelevant:
    irrelevant means that it does not support the statement by itself, and the others do without it.

    Returns:
        `precision` over the citations, `recall` over the statements; nothing where nothing is claimed.
    """
    recalled, precise = [], []
    for statement in statements:
        supported = bool(statement.cited) and judge.supports("\n".join(statement.cited), statement.text)
        recalled.append(supported)
        for place, text in enumerate(statement.cited):
            others = [other for at, other in enumerate(statement.cited) if at != place]
            irrelevant = (
                supported
                and bool(others)
                and not judge.supports(text, statement.text)
                and judge.supports("\n".join(others), statement.text)
            )
            precise.append(supported and not irrelevant)
    if not recalled:
        return {}
    return {
        "precision": sum(precise) / len(precise) if precise else 0.0,
        "recall": sum(recalled) / len(recalled),
    }


def quote_scores(cited: Sequence[Span], right: Sequence[Span]) -> dict[str, float]:
    """Compare the cited spans of one answer with the right ones, by characters.

    Returns:
        `quote_overlap`: 1 where a cited span shares a character with a right one;
        `first_quote_overlap`: the same of the first citation alone;
        `quote_precision`: the share of the citations that do;
        `quote_recall`: the share of the right spans' characters that are cited, where the right
        spans are alternatives it is low by nature.
    """
    if not cited or not right:
        return {}
    touching = [any(overlap(span, other) for other in right) for span in cited]
    total, covered = _characters(right), _characters(cited)
    return {
        "quote_overlap": float(any(touching)),
        "first_quote_overlap": float(touching[0]),
        "quote_precision": sum(touching) / len(touching),
        "quote_recall": len(total & covered) / len(total),
    }


def _characters(spans: Sequence[Span]) -> set[tuple[str, int]]:
    return {(article, place) for article, start, end in spans for place in range(start, end)}
