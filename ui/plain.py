"""Text from elsewhere as one harmless line."""

import re

__all__ = ["CONTROL", "one_line", "shortened"]

# Characters that move a terminal's cursor, or turn the direction of the text around them.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def one_line(text: str) -> str:
    """Return text for one line of a screen: white space as spaces, no control characters."""
    return " ".join(CONTROL.sub(" ", text).split())


def shortened(text: str, most: int = 40) -> str:
    """Return text for a cell of a table: one line, cut where it is too long."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1] + "…"
