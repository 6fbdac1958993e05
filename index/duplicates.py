"""Copies of one story: what of a text is kept to compare it by, and when two texts are one story.

datasketch: MinHash in one numpy operation a text, its values the same everywhere, no compiled part.
Its LSH tables live in memory or in Redis; ours lie in the catalogue, in the article's transaction.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from operator import itemgetter

import numpy as np
import xxhash
from numpy.typing import NDArray

from index.article import Article
from index.dates import day_of

__all__ = [
    "Comparison",
    "Fingerprint",
    "best_match",
    "compare",
    "differs",
    "fingerprint",
    "is_copy",
    "shared",
]

# Words of a shingle, for finding and for comparing.
_SHINGLE = 4
# Bands of two rows, of the whole text and of its first words: what was cut from the end is found by
# its head, what was put before the head or among it, by the whole (docs/decisions/0015).
_ROWS = 2
_OF_WHOLE, _OF_HEAD = 16, 8
BANDS = _OF_WHOLE + _OF_HEAD
_HEAD = 100  # words
# Texts of fewer words are copies only where they are equal: a template leaves too little to tell them by.
_SHORT = 50
# What stands after so many words changes nothing; it bounds time and memory.
_MOST_WORDS = 10_000
# Chosen on one half of the pairs of tests/bench/duplicate_texts.py (docs/decisions/0015): the share of
# the shorter text that the longer has; the least share of the longer; within how many of its words a
# copy that is less than most of it begins; how many numbers and names in a word a correction changes.
_SHARED, _LEAST, _LATEST_START, _CORRECTED = 0.6, 0.25, 60, 0.006
_LONG_AFTER = 14  # days
_TINY = 20  # words
# In longer gaps between what is shared other things are told, not the same ones with other figures.
_LONGEST_GAP = 24

Words = NDArray[np.uint32]

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\d_]+(?:['’][^\W\d_]+)*")
_PLAIN, _NUMBER, _NAME, _YEAR = range(4)
_FIGURES = {
    word: str(number)
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), start=2
    )
}
# Words that stand at the start of many sentences and are no names.
_COMMON = frozenset(
    """a about after all also although among an and another any as at because before but by despite
    during each earlier even few for from he her here his how however i if in it its last later many
    meanwhile more most no not now of on once one only or other our she since so some still such than
    that the their then there these they this those though through to under until we what when where
    while who why with you your""".split()
)


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """What of an article is kept to compare others with.

    Attributes:
        words: the body's words in order: 30 bits of a hash of each, above two that say whether it is
            a number, a name, a year or none of them.
        title: a hash of the title's words, 0 without one.
        day: the day of publication as an ordinal.
    """

    words: Words
    title: int
    day: int | None

    @property
    def is_short(self) -> bool:
        """Whether only an equal text is a copy of it."""
        return len(self.words) < _SHORT

    @property
    def exact(self) -> int:
        """The key of the whole text, by which equal texts find each other."""
        return _key(self.words, self.title if self.is_short else 0)

    @property
    def key_count(self) -> int:
        """How many keys there are."""
        return 1 if self.is_short else 1 + BANDS

    def keys(self) -> list[int]:
        """Return the 64-bit keys by which copies find each other: of the whole text, then of each band."""
        if self.is_short:
            return [self.exact]
        rows = np.concatenate([_sketch(self.words, _OF_WHOLE), _sketch(self.words[:_HEAD], _OF_HEAD)])
        numbers = np.arange(1, BANDS + 1, dtype=np.uint64)
        bands = (rows[:, 0] << 32 | rows[:, 1]) ^ numbers * np.uint64(0x9E3779B97F4A7C15)
        found: list[int] = bands.view(np.int64).tolist()
        return [self.exact, *found]


def _sketch(words: Words, bands: int) -> NDArray[np.uint64]:
    """Return the MinHash values of a text's shingles (Broder, 1997), shape (bands, _ROWS)."""
    from datasketch import MinHash  # half a second, which a question need not wait

    permutations = _permutations()[:, : bands * _ROWS]
    sketch = MinHash(bands * _ROWS, hashfunc=int, permutations=permutations, scheme="affine32")
    sketch.update_batch(np.unique(_shingles(words)).tolist())
    rows: NDArray[np.uint64] = sketch.hashvalues.astype(np.uint64).reshape(bands, _ROWS)
    return rows


@lru_cache(maxsize=1)
def _permutations() -> NDArray[np.uint32]:
    from datasketch import MinHash

    permutations: NDArray[np.uint32] = MinHash(_OF_WHOLE * _ROWS).permutations
    return permutations


def fingerprint(article: Article, body: str) -> Fingerprint:
    """Return what an article is compared by.

    Args:
        article: for its title and day.
        body: its text without head and noise.
    """
    title = _words(article.title or "")
    return Fingerprint(
        _words(body),
        _key(title) if len(title) else 0,
        day_of(article.published).toordinal() if article.published else None,
    )


def _words(text: str) -> Words:
    found = map(itemgetter(0), islice(_WORD.finditer(text), _MOST_WORDS))
    return np.fromiter(map(_value, found), np.uint32)


@lru_cache(maxsize=65_536)
def _value(word: str) -> int:
    folded = word.casefold()
    folded = _FIGURES.get(folded, folded)
    if folded[0].isdigit():
        folded = folded.replace(",", "")
        kind = _YEAR if len(folded) == 4 and folded[:2] in ("19", "20") else _NUMBER
    else:
        kind = _NAME if word[0].isupper() and folded not in _COMMON else _PLAIN
    return xxhash.xxh32_intdigest(folded.encode("utf-8", "surrogatepass")) & ~3 | kind


def _key(words: Words, seed: int = 0) -> int:
    return int.from_bytes(xxhash.xxh3_64_digest((words >> 2).tobytes(), seed % 2**64), "big", signed=True)


def _shingles(words: Words) -> Words:
    """Return a hash of every run of words, in order; of the whole where it is shorter than a run."""
    plain = (words >> 2).astype(np.uint64)
    count = max(1, len(plain) - _SHINGLE + 1)
    mixed = np.zeros(count, np.uint64)
    for at in range(min(_SHINGLE, len(plain))):
        mixed = (mixed + plain[at : at + count]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(32)).astype(np.uint32)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two texts that share most of the shorter one differ.

    Attributes:
        shorter, longer: the share of the words of each that stand in runs that the other has too.
        start: how many of the longer's words stand before the first such run.
        shared: how many of the longer's words stand in such runs.
        swapped: the numbers and names that stand in one where the other has others.
        at_ends: the same before the first such run and after the last, where datelines and credits stand.
        years: whether years are among either.
        days: between their days of publication; None where one is not known.
    """

    shorter: float
    longer: float
    start: int
    shared: int
    swapped: int
    at_ends: int
    years: bool
    days: int | None


def shared(first: Fingerprint, second: Fingerprint) -> float:
    """Return the share of the shorter text's words that stand in runs that the other has too; 0 of none."""
    if not len(first.words) or not len(second.words):
        return 0.0
    if len(first.words) > len(second.words):
        first, second = second, first
    runs = _stands_in(_shingles(first.words), _shingles(second.words))
    return float(_covered(runs, len(first.words)).mean())


def compare(first: Fingerprint, second: Fingerprint) -> Comparison | None:
    """Compare two texts of at least one word each; None where they share too little to be one story."""
    if len(first.words) > len(second.words):
        first, second = second, first
    short, long = _shingles(first.words), _shingles(second.words)
    in_short = _covered(_stands_in(short, long), len(first.words))
    if in_short.mean() < _SHARED:
        return None
    in_long = _covered(_stands_in(long, short), len(second.words))
    return Comparison(
        float(in_short.mean()),
        float(in_long.mean()),
        int(in_long.argmax()),
        int(in_long.sum()),
        *_swaps(first.words, second.words, short, long),
        abs(first.day - second.day) if first.day is not None and second.day is not None else None,
    )


def _stands_in(runs: Words, others: Words) -> NDArray[np.bool_]:
    """Return which runs are among the others."""
    ordered = np.sort(others)
    places = np.minimum(np.searchsorted(ordered, runs), len(ordered) - 1)
    found: NDArray[np.bool_] = ordered[places] == runs
    return found


def _covered(runs: NDArray[np.bool_], words: int) -> NDArray[np.bool_]:
    """Return which words stand in a run that is marked at its first word."""
    marked = np.zeros(words, bool)
    for at in range(_SHINGLE):
        marked[at : at + len(runs)] |= runs
    return marked


def _swaps(first: Words, second: Words, short: Words, long: Words) -> tuple[int, int, bool]:
    """Count the numbers and names that stand where the other text has others.

    Between shared runs, then before the first and after the last; and tell whether years are among them.
    """
    ones, firsts = _places(short)
    twos, seconds = _places(long)
    _, left, right = np.intersect1d(ones, twos, assume_unique=True, return_indices=True)
    order = np.argsort(firsts[left])
    i = np.concatenate([[-_SHINGLE], firsts[left][order], [len(first)]])
    j = np.concatenate([[-_SHINGLE], seconds[right][order], [len(second)]])
    over_i, over_j = np.diff(i) - _SHINGLE, np.diff(j) - _SHINGLE
    gaps = (over_i > 0) & (over_j > 0) & (over_i <= _LONGEST_GAP) & (over_j <= _LONGEST_GAP)
    inside, at_ends, years = 0, 0, False
    for at in np.flatnonzero(gaps):
        ours = _details(first[i[at] + _SHINGLE : i[at + 1]])
        theirs = _details(second[j[at] + _SHINGLE : j[at + 1]])
        lost, gained = ours - theirs, theirs - ours
        swapped = min(lost.total(), gained.total())
        years |= any(word & 3 == _YEAR for word in lost) and any(word & 3 == _YEAR for word in gained)
        if 0 < at < len(over_i) - 1:
            inside += swapped
        else:
            at_ends += swapped
    return inside, at_ends, years


def _places(runs: Words) -> tuple[Words, NDArray[np.intp]]:
    """Return the runs that stand once in a text, and where."""
    values, places, counts = np.unique(runs, return_index=True, return_counts=True)
    return values[counts == 1], places[counts == 1]


def _details(words: Words) -> Counter[int]:
    return Counter(word for word in words.tolist() if word & 3)


def is_copy(founder: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether two texts are one story.

    Most of the shorter one has to stand in the longer one, from near its start: a copy is cut from
    the end, while what is quoted stands further down. Where numbers or names differ in more than one
    place, the words that are left are a template; long after, one is enough.
    """
    if founder.is_short or other.is_short:
        return _is_equal(founder, other)
    found = compare(founder, other)
    if found is None or found.longer < _LEAST:
        return False
    if found.longer < _SHARED and found.start > _LATEST_START:
        return False
    # A notice of every year, or of every month.
    if (found.days or 0) > _LONG_AFTER or (found.days is None and found.years):
        return found.swapped + found.at_ends == 0
    return found.swapped <= max(1, _CORRECTED * found.shared)


def _is_equal(first: Fingerprint, second: Fingerprint) -> bool:
    if first.title != second.title or not np.array_equal(first.words >> 2, second.words >> 2):
        return False
    if first.day is None or second.day is None:
        return True
    # "The exchange is closed today" is told on many days.
    return abs(first.day - second.day) <= (_LONG_AFTER if len(first.words) >= _TINY else 1)


def best_match(text: str, others: Sequence[str]) -> int | None:
    """Return the place of the text that says most of what another says; None where none says half of it.

    Args:
        text: a sentence, or some.
        others: where it may stand, perhaps with other numbers and names.
    """
    wanted = _words(text)
    best, place = 0.5, None
    for number, other in enumerate(others):
        # Junk is for sequences of lines; and no word is too frequent to count.
        matcher = SequenceMatcher(None, wanted.tolist(), _words(other).tolist(), autojunk=False)
        share = sum(block.size for block in matcher.get_matching_blocks()) / max(1, len(wanted))
        if share > best:
            best, place = share, number
    return place


def differs(text: str, other: str) -> bool:
    """Tell whether two sentences that say the same have other numbers or names."""
    ours, theirs = _details(_words(text)), _details(_words(other))
    return bool(ours - theirs) and bool(theirs - ours)
