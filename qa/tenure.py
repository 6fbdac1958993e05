"""Whether the reports say that someone has left what they were: "former", "resigned", "was replaced by"."""

import re
from collections.abc import Iterable

from qa.comparison.names import personal_name

__all__ = ["asks_who_is", "has_left"]

_WHO_IS = re.compile(
    r"^\W*(?:and |so |but )?who(?:[’']s|\s+(?:is|are|leads|heads|runs|chairs|owns|governs|rules|coaches"
    r"|manages|commands|(?:now|currently)\s+\w+))\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"(?:\b(?:former(?:ly)?|ex|outgoing|ousted|deposed|the late|then|sacked|previous|retired)\b"
    r"(?:(?! and )[^,.;:]){0,50}"
    r"|\b(?:succeed(?:s|ed|ing)?|replac(?:es|ed|ing)|successor (?:to|of)|(?:death|resignation|departure"
    r"|dismissal|sacking|ousting|removal) of|takes? over from|took over from)\s+(?:[\w’'-]+\s+){0,4})$",
    re.IGNORECASE,
)
_LEAVES = re.compile(
    r"^(?P<between>[^.;]{0,60}?)\b(?:resign(?:s|ed|ation)?|(?:stepp?(?:ed|s)?|stood|stands) down|quits?"
    r"|died|dies|retire[sd]|(?:was|were|is|has been|had been|will be|to be) (?:replaced|sacked|fired"
    r"|dismissed"
    r"|ousted|succeeded|removed|deposed|killed|voted out)|left (?:office|the (?:company|post|job|club|party))"
    r"|(?:lost|leaves|left) (?:his|her) (?:post|job|seat)|former|ex-)",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"\b(?:said|says|told|after|when|as|because|replac\w+|succeed\w+|whose|predecessor|thanked|since|where|that"
    r"|defeat\w+|beat|of the)\b",
    re.IGNORECASE,
)


def asks_who_is(question: str) -> bool:
    """Whether a question asks who holds something now: "Who is the mayor?"."""
    return _WHO_IS.match(question) is not None


def has_left(answer: str, sentences: Iterable[str]) -> bool:
    """Tell whether one of some sentences says that the person whom an answer names has left, or has died.

    Args:
        answer: such as "Mayor Ida Berg"; what names no person has left nothing.
        sentences: of the reports that were read.
    """
    name = personal_name(answer)
    return bool(name) and any(_left(name, " ".join(sentence.split())) for sentence in sentences)


def _left(name: tuple[str, ...], sentence: str) -> bool:
    surname = re.escape(name[-1])
    for found in re.finditer(rf"(?<![\w-]){surname}(?![\w-])", sentence, re.IGNORECASE):
        start = _start_of_name(name, sentence, found.start())
        if start is None:
            continue
        leaves = _LEAVES.match(sentence[found.end() :])
        if _ONCE.search(sentence[:start]) or (leaves and not _OF_ANOTHER.search(leaves["between"])):
            return True
    return False


def _start_of_name(name: tuple[str, ...], sentence: str, start: int) -> int | None:
    """Return where a name begins whose surname stands at a place; None behind another first name."""
    before = re.search(r"([\w’'-]+) $", sentence[:start])
    if before is None:
        return start
    if before[1].casefold() in name:
        first = re.search(r"(?:[\w’'-]+ ){1,2}$", sentence[:start])
        return before.start() if first is None or len(name) < 3 else first.start()
    # "Stephen Berg" is not Ida Berg; "Minister Berg" may be.
    called = personal_name(f"{before[1]} {name[-1].capitalize()}")
    is_other = before[1][0].isupper() and len(name) > 1 and called[:1] != name[-1:]
    return None if is_other else start
