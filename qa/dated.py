"""Questions about days: what they ask beside the days, and which sentences are of those days."""

import re
from collections.abc import Mapping, Sequence

from index.dates import DateRange
from index.facts import Told
from index.passages import Passage
from qa.told_surely import is_sure

__all__ = ["HARDLY", "TELLS", "is_sentence", "names_only_days", "nearness", "report_of", "topic_of"]

# The share of unseen expressions of dates whose days the grammar read rightly (docs/decisions/0014): what
# is certain of a sentence of which nothing is asked but that it tells of the days.
TELLS = 0.83
HARDLY = 0.01
"""The most that `report_of` gives to what is no sentence."""
# Words with which one asks what happened, and nothing else.
_ASKING = frozenset(
    """a about any anything are did do else event events for from going happen happened happening happens
    has have headlines in is made major main me much news of on out report reported reports say said
    something stories story summarise summarize summary tell that the there things this to us was we went
    were what what's whats which will may might would expected planned next new""".split()
)
# What tells of a year says little of a month: so much of what it tells of has to be of the days.
_SHARE = 0.25
_LEAD = 600  # characters of an article in which it says what happened, the first best
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENDED = re.compile(r"[.?!][\"')\]”’]*\s*$")
_FEWEST = 5  # words of a sentence; less is a headline, or a row of a table


def topic_of(question: str, phrases: Sequence[str]) -> str:
    """Return a question without the words that name its days."""
    for phrase in phrases:
        question = question.replace(phrase, " ", 1)
    return " ".join(question.split())


def names_only_days(topic: str) -> bool:
    """Whether a question, its days left out, asks what happened and nothing else."""
    return all(word in _ASKING for word in re.findall(r"[\w']+", topic.lower().replace("’", "'")))


def nearness(
    days: DateRange, passage: Passage, start: int, end: int, told: Mapping[int, Sequence[Told]]
) -> float:
    """Return how much a sentence is of some days: from 0, not at all, to 1.

    What it tells of decides; where that is nothing, whether its article was published then.

    Args:
        days: what is asked for.
        passage: which holds the sentence.
        start: the sentence's first offset.
        end: its last.
        told: the days that passages tell of, by their ids.
    """
    named = [item for item in told.get(passage.id, ()) if start <= item.start and item.end <= end]
    if named:
        # Days that may be others answer nothing: "a meeting on Friday" is of no Friday.
        told_then = [item for item in named if item.days.share_in(days) > 0]
        sure = [item.days for item in told_then if is_sure(passage.article, start, end, item)]
        share = max((item.share_in(days) for item in sure), default=0.0)
        if share >= _SHARE:
            return share
        # A report of those days may name another year in the sentence that answers.
        return _SHARE / 2 if passage.article.published in days else 0.0
    return _SHARE if passage.article.published in days else 0.0


def is_sentence(written: str) -> bool:
    """Whether words are a sentence, and no headline, byline or row of a table."""
    return len(_WORD.findall(written)) >= _FEWEST and _ENDED.search(written) is not None


def report_of(
    days: DateRange, passage: Passage, start: int, end: int, told: Mapping[int, Sequence[Told]]
) -> float:
    """Return how well a sentence tells what happened in some days, from 0 to 2.5.

    The words with which news of those days begins tell it better than what is said in passing later. A
    headline and a row of a table are the last to be quoted.

    Args:
        days: what is asked for.
        passage: which holds the sentence.
        start: the sentence's first offset.
        end: its last.
        told: the days that passages tell of, by their ids.
    """
    article, near = passage.article, nearness(days, passage, start, end, told)
    if near < _SHARE:
        return 0.0
    if not is_sentence(article.text[start:end]):
        return near * HARDLY
    if near and article.published in days:
        return 1 + near / 2 + max(0.0, 1 - start / _LEAD)
    return near
