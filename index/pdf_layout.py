"""The reading order of a printed page: from the boxes of its words to columns of lines.

A recursive cut of the page by white space, after Nagy and Seth's X-Y trees ("Hierarchical
representation of optically scanned documents", ICPR 1984), with two changes for newspapers. A page
is cut into columns where white space runs down through several lines, between what lies across the
columns (headlines), as Breuel uses gutters as obstacles ("Two geometric algorithms for layout
analysis", DAS 2002). And a column that begins without a headline goes on with the story before it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.pdf_lines import Line, Word, lines_of

__all__ = ["order_columns"]

_HEADLINE = 1.3  # times the size of the body's letters
_GUTTER = 0.55  # of the body's size: the narrowest white space between columns
_COLUMN_LINES = 3  # so many lines on each side of white space make it a gutter, and fewer a word space
_COLUMN = 5  # of the body's size: the narrowest column
_CELL = 18  # characters: a table's cells are shorter than a column's lines
_DEEPEST = 12
_MOST_GUTTERS = 20
_MOST_WORDS = 30_000  # of a page; one with more is no page of a paper, and is read line by line

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Part:
    """Words in one column, or several, that are read before what comes next."""

    words: tuple[Word, ...]
    is_headline: bool = False
    heads_columns: bool = False


def order_columns(words: Sequence[Word], body: float) -> list[list[Line]]:
    """Return the lines of a page's columns, in reading order.

    Args:
        words: in any order.
        body: the size of the document's body letters.
    """
    return [lines for part in _arrange(tuple(words), body, 0) if (lines := lines_of(part.words))]


def _arrange(words: tuple[Word, ...], body: float, depth: int) -> list[_Part]:
    """Cut a region into groups from top to bottom, and those with columns into columns."""
    if depth > _DEEPEST or not 2 <= len(words) <= _MOST_WORDS:
        return [_part(words, body)]
    parts: list[_Part] = []
    single: list[Word] = []
    for inside, gutters in _sections(_bands(words), body):
        if not gutters:
            if single and _is_large(inside, body) != _is_large(single, body):
                parts.append(_part(tuple(single), body))
                single = []
            single += inside
            continue
        if single:
            parts.append(_part(tuple(single), body, heads_columns=True))
            single = []
        parts += _columns(inside, gutters, body, depth)
    return [*parts, _part(tuple(single), body)] if single else parts


def _sections(bands: list[list[Word]], body: float) -> Iterator[tuple[list[Word], list[Interval]]]:
    """Cut a region from top to bottom: into what has columns, with its gutters, and what has none.

    Tables, which stand between wider white space, are read along their rows.
    """
    stretch: list[list[Word]] = []
    for block in _blocks(bands, body):
        inside = _flat(block)
        gutters = _gutters(inside, body)
        if gutters and _is_table(inside, gutters):
            yield from _with_gutters(_groups(stretch, body), body)
            yield inside, []
            stretch = []
        else:
            stretch += block
    yield from _with_gutters(_groups(stretch, body), body)


def _flat(bands: list[list[Word]]) -> list[Word]:
    return [word for band in bands for word in band]


def _blocks(bands: list[list[Word]], body: float) -> Iterator[list[list[Word]]]:
    """Part bands where more white space than between lines lies across the region."""
    block: list[list[Word]] = []
    for band in bands:
        if block and min(w.top for w in band) - max(w.bottom for w in block[-1]) > 0.6 * body:
            yield block
            block = []
        block.append(band)
    if block:
        yield block


def _with_gutters(groups: list[list[list[Word]]], body: float) -> Iterator[tuple[list[Word], list[Interval]]]:
    """Give each group with its gutters; a line that a group without took from columns below goes to them."""
    found = [(group, _gutters(_flat(group), body)) for group in groups]
    for (above, none), (below, gutters) in pairwise(found):
        if gutters and not none:
            at = _first_of_columns(above, gutters)
            below[:0] = above[at:]
            del above[at:]
    for group, _ in found:
        if inside := _flat(group):
            yield inside, _gutters(inside, body)


def _first_of_columns(bands: list[list[Word]], gutters: list[Interval]) -> int:
    """Return the first of the bands that leave the gutters of the columns below free; it has both sides."""
    first = len(bands)
    for at in range(len(bands) - 1, -1, -1):
        if any(w.left < right - 0.5 and w.right > left + 0.5 for w in bands[at] for left, right in gutters):
            break
        if len(_sides(bands[at], gutters)) > 1:
            first = at
    return first


def _part(words: tuple[Word, ...], body: float, heads_columns: bool = False) -> _Part:
    return _Part(words, _is_large(words[:1], body), heads_columns and _is_large(words[:1], body))


def _is_large(words: Sequence[Word], body: float) -> bool:
    return bool(words) and median(word.size for word in words) >= _HEADLINE * body


def _columns(words: list[Word], gutters: list[Interval], body: float, depth: int) -> list[_Part]:
    """Arrange each column; what a headline below others' text begins waits until that text is over."""
    edges = [(left + right) / 2 for left, right in gutters]
    columns: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
    for word in words:
        columns[sum(edge < (word.left + word.right) / 2 for edge in edges)].append(word)
    read: list[_Part] = []
    waiting: list[_Part] = []
    for column in filter(None, columns):
        parts = _arrange(tuple(column), body, depth + 1)
        if waiting and parts[0].is_headline:
            read, waiting = read + waiting, []
        below = next((at for at, part in enumerate(parts) if at and part.heads_columns), len(parts))
        read += parts[:below]
        waiting += parts[below:]
    return read + waiting


def _bands(words: Sequence[Word]) -> list[list[Word]]:
    """Cut a region at each white space across it, that between lines as well; from top to bottom."""
    bands: list[list[Word]] = []
    reach = float("-inf")
    for word in sorted(words, key=_core_top):
        if bands and _core_top(word) < reach:
            bands[-1].append(word)
        else:
            bands.append([word])
        reach = max(reach, word.bottom - 0.25 * (word.bottom - word.top))
    return bands


def _core_top(word: Word) -> float:
    """Where a word begins but for what reaches into the line above: a quarter of its height."""
    return word.top + 0.25 * (word.bottom - word.top)


def _groups(bands: list[list[Word]], body: float) -> list[list[list[Word]]]:
    """Put bands together as long as white space runs down through all of them."""
    groups: list[list[list[Word]]] = []
    free: list[Interval] = []
    extent = (0.0, 0.0)
    for at, band in enumerate(bands):
        gaps, sides = _free(band, body), _extent(band)
        if groups:
            shared = _shared(free, gaps, _GUTTER * body)
            wider = (min(extent[0], sides[0]), max(extent[1], sides[1]))
            was = _inner(free, extent)
            goes_on = bool(_inner(shared, wider)) or not (was or _inner(gaps, sides))
            if goes_on and not (was and _heads_what_follows(bands, at, was, body)):
                groups[-1].append(band)
                free, extent = shared, wider
                continue
        groups.append([band])
        free, extent = gaps, sides
    return groups


def _heads_what_follows(bands: list[list[Word]], at: int, gutters: list[Interval], body: float) -> bool:
    """Tell whether a band that stands in one column belongs to all: a short headline, or a footer.

    Both stand alone, below the end of every column. A headline has columns below it again.
    """
    band = bands[at]
    if len(_sides(band, gutters)) > 1:
        return False
    if _is_large(band, body):
        following = [word for other in bands[at + 1 :] for word in other]
        if _is_large(bands[at - 1], body) and len(_sides(bands[at - 1], gutters)) == 1:
            return False  # the headline's second line
        return len(_sides(following, gutters)) > 1
    gap = min(word.top for word in band) - max(word.bottom for word in bands[at - 1])
    return gap > 2 * body and len(bands) - at <= 2 and all(len(_sides(b, gutters)) == 1 for b in bands[at:])


def _sides(words: Sequence[Word], gutters: list[Interval]) -> set[int]:
    return {sum(gutter[1] <= word.left + 1 for gutter in gutters) for word in words}


def _extent(words: Sequence[Word]) -> Interval:
    return min(word.left for word in words), max(word.right for word in words)


def _free(band: list[Word], body: float) -> list[Interval]:
    """Return the white spaces of a band, those at its sides included; word spaces are none."""
    taken: list[list[float]] = []
    for word in sorted(band, key=lambda word: word.left):
        right = word.right
        if taken and word.left - taken[-1][1] < _word_space(word, int(taken[-1][2]), body):
            taken[-1][1] = max(taken[-1][1], right)
            taken[-1][2] = word.run
        else:
            taken.append([word.left, right, word.run])
    edges = [float("-inf"), *(edge for left, right, _ in taken for edge in (left, right)), float("inf")]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _word_space(word: Word, run: int, body: float) -> float:
    """Return the widest space before a word that is taken for one between words."""
    if word.run != run:
        return 0.01 * body
    return 0.9 * word.size if word.size >= _HEADLINE * body else 0.45 * word.size


def _shared(spaces: list[Interval], others: list[Interval], least: float) -> list[Interval]:
    """Return where white spaces overlap by at least a width; both in order, as is the result."""
    both, at, to = [], 0, 0
    while at < len(spaces) and to < len(others):
        left, right = max(spaces[at][0], others[to][0]), min(spaces[at][1], others[to][1])
        if right - left >= least:
            both.append((left, right))
        if spaces[at][1] < others[to][1]:
            at += 1
        else:
            to += 1
    return both


def _inner(spaces: list[Interval], extent: Interval) -> list[Interval]:
    return [space for space in spaces if space[0] > extent[0] and space[1] < extent[1]]


def _gutters(words: list[Word], body: float) -> list[Interval]:
    """Return the white spaces that run down through a group with enough lines on both sides."""
    free: list[Interval] = [(float("-inf"), float("inf"))]
    for band in _bands(words):
        free = _shared(free, _free(band, body), _GUTTER * body)
    widest = sorted(_inner(free, _extent(words)), key=lambda space: space[0] - space[1])[:_MOST_GUTTERS]
    return _wide_apart([gutter for gutter in widest if _is_gutter(gutter, words, body)], words, body)


def _is_gutter(gutter: Interval, words: list[Word], body: float) -> bool:
    """Tell white space between columns from a river: enough lines on both sides, and those flush.

    Where a program drew both sides as one line, with a narrow space, it takes twice as many lines.
    """
    left = [word for word in words if word.right <= gutter[0] + 0.1]
    rows = _bands([word for word in words if word.left >= gutter[1] - 0.1])
    drawn = {word.run for word in left}
    joined = sum(any(word.run in drawn for word in row) for row in rows)
    narrow = gutter[1] - gutter[0] < body and joined > 0.5 * len(rows)
    least = 2 * _COLUMN_LINES if narrow else _COLUMN_LINES
    lefts = Counter(round(min(word.left for word in row)) for row in rows)
    flush = max((lefts[left] + lefts[left + 1] for left in list(lefts)), default=0)
    return min(len(_bands(left)), len(rows)) >= least and (len(rows) > 12 or flush >= 0.5 * len(rows) + 0.5)


def _wide_apart(gutters: list[Interval], words: list[Word], body: float) -> list[Interval]:
    """Leave out the gutters beside what is too narrow for a column: the signs before a list's entries."""
    start, end = _extent(words)
    kept: list[Interval] = []
    for gutter in sorted(gutters):
        before = kept[-1] if kept else None
        if gutter[0] - (before[1] if before else start) >= _COLUMN * body:
            kept.append(gutter)
        elif before is not None and before[1] - before[0] < gutter[1] - gutter[0]:
            kept[-1] = gutter
    while kept and end - kept[-1][1] < _COLUMN * body:
        kept.pop()
    return kept


def _is_table(words: list[Word], gutters: list[Interval]) -> bool:
    """Tell whether columns hold a table: most have lines too short for text, beside one another."""
    edges = [(left + right) / 2 for left, right in gutters]
    columns: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
    for word in words:
        columns[sum(edge < (word.left + word.right) / 2 for edge in edges)].append(word)
    lengths = [median(len(line.text) for line in lines_of(column)) for column in columns if column]
    short = sum(length < _CELL for length in lengths)
    rows = len(_bands(words))
    tallest = max(len(_bands(column)) for column in columns if column)
    return short >= max(2, len(lengths) - 1) and rows <= 1.3 * tallest
