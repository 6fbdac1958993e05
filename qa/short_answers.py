"""The short answer: the one thing in a sentence that a question asks for, where there is just one."""

import re

from qa.questions import NUMBER, TIME, Wanted, proper_names

__all__ = ["short_answer"]

_LONGEST = 600  # characters; a longer stretch is a table, not a sentence


def short_answer(question: str, wants: Wanted, sentence: str) -> str | None:
    """Return the part of the sentence that answers, verbatim, or None.

    A rule, not a reader: it speaks only where the sentence holds a single thing of the kind asked
    for, beside what the question itself names. Two candidates are none.
    """
    if len(sentence) > _LONGEST:
        return None
    match wants.expected:
        case "time":
            spans = [found.span() for found in TIME.finditer(sentence)]
        case "number":
            spans = _numbers(question, sentence)
        case "person":
            spans = [
                (start, end)
                for start, end in proper_names(sentence, wants.names)
                if " " in sentence[start:end]
            ]
        case _:
            spans = []
    asked = question.lower()
    texts = list(dict.fromkeys(sentence[start:end] for start, end in spans))
    texts = [text for text in texts if text.lower() not in asked]
    return re.sub(r"^(?:on|in|since|by|of|from) ", "", texts[0]) if len(texts) == 1 else None


def _numbers(question: str, sentence: str) -> list[tuple[int, int]]:
    """Return the numbers that count what is asked for, else all the numbers of the sentence."""
    spans = [found.span() for found in NUMBER.finditer(sentence)]
    spans = [(start, end) for start, end in spans if not _is_date(sentence, start, end)]
    counted = re.search(r"how many (?:\w+ )??(?P<thing>\w{4,})", question, re.IGNORECASE)
    if counted:
        stem = counted["thing"][:5].lower()
        close = [span for span in spans if stem in sentence[span[1] : span[1] + 30].lower()]
        if close:
            return close
    return spans


def _is_date(sentence: str, start: int, end: int) -> bool:
    return any(
        found.start() <= start and end <= found.end() and not sentence[start:end].isalpha()
        for found in TIME.finditer(sentence)
    )
