"""How a message may be built that the standard library's email is given: it takes hours for some.

It holds every part; it looks at each line for the borders of all parts that the line is in; and its time
for a field's parameters grows with their square.
"""

import re

from index.errors import UnreadableFile

__all__ = ["check_message"]

_MOST_BORDERS = 20_000  # lines that could part two parts
_DEEPEST = 50  # parts in each other, of which each names its border
_LONGEST_HEAD, _LONGEST_FIELD = 100_000, 20_000  # bytes
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(
    rb"^content-[a-z-]{1,50}:[^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+", re.IGNORECASE | re.MULTILINE
)
_BORDER = re.compile(rb"boundary[*\d]{0,5}\s{0,5}=", re.IGNORECASE)


def check_message(source: bytes) -> None:
    """Raise UnreadableFile where a message is not built as any is."""
    head = _HEAD_END.search(source)
    if (head.start() if head else len(source)) > _LONGEST_HEAD:
        raise UnreadableFile("has no header of a message")
    if source.count(b"\n--") > _MOST_BORDERS or len(_BORDER.findall(source)) > _DEEPEST:
        raise UnreadableFile("has too many parts for a message or a saved page")
    if any(found.end() - found.start() > _LONGEST_FIELD for found in _FIELD.finditer(source)):
        raise UnreadableFile("has a header that is longer than any")
