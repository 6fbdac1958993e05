"""What the reader learns from, one by one."""

from dataclasses import dataclass

__all__ = ["Pair"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage.

    Attributes:
        kind: why it is here: "answer", or in which way it has none.
        start, end: of the answer in the text, in code points; both 0 where it has none.
        asked: the question's number, where another passage is read for the same question.
    """

    kind: str
    question: str
    head: str
    text: str
    start: int = 0
    end: int = 0
    asked: int | None = None
