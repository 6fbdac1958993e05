"""Exact match and F1 of a short text against the right answers, as SQuAD's own script counts them."""

import re
import string
from collections import Counter
from collections.abc import Sequence

__all__ = ["exact_match", "f1", "holds", "normalise"]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Lower the case, drop ASCII punctuation and English articles, join by single spaces.

    Rajpurkar et al. (2016), section 6.1; the order is that of the official evaluation script.
    """
    plain = text.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def exact_match(said: str, answers: Sequence[str]) -> float:
    """Return 1 where the text is one of the answers, normalised; no answers means that none is right.

    Args:
        said: what was answered; empty where nothing was.
        answers: the right ones; empty where the question has no answer.
    """
    return max(float(normalise(said) == answer) for answer in _right(answers))


def f1(said: str, answers: Sequence[str]) -> float:
    """Return the best F1 of the words against an answer (Rajpurkar et al., 2016, section 6.1).

    Where either is empty it is 1 if both are, else 0, as in the script of SQuAD 2.0.
    """
    return max(_f1(normalise(said).split(), answer.split()) for answer in _right(answers))


def _right(answers: Sequence[str]) -> Sequence[str]:
    """Return the answers normalised; as in the script, one of which nothing is left ("The") is none."""
    return [plain for answer in answers if (plain := normalise(answer))] or [""]


def _f1(said: Sequence[str], right: Sequence[str]) -> float:
    if not said or not right:
        return float(said == right)
    shared = sum((Counter(said) & Counter(right)).values())
    if not shared:
        return 0.0
    precision, recall = shared / len(said), shared / len(right)
    return 2 * precision * recall / (precision + recall)


def holds(text: str, answers: Sequence[str]) -> bool:
    """Tell whether a text holds one of the answers as whole words, normalised.

    The test of open question answering (Chen et al., 2017, section 4.1).
    """
    words = f" {normalise(text)} "
    return any(f" {plain} " in words for answer in answers if (plain := normalise(answer)))
