"""Finding: what was found for a question, before it is put into words and citations."""

from dataclasses import dataclass

from qa.relevance import Stated

__all__ = ["Finding", "Part"]


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence to quote.

    Attributes:
        note: what is said before it, in words of a fixed template.
    """

    stated: Stated
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said, in order, and how sure it is.

    Attributes:
        confidence: the chance that the first part answers, from 0 to 1.
        short: the words of the first part that answer by themselves, where the question asks for such:
            sure or not.
        nearest: sentences about the nearest thing, for when the parts are not sure enough.
    """

    parts: tuple[Part, ...]
    confidence: float
    short: str | None = None
    nearest: tuple[Stated, ...] = ()
