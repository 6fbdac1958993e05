"""Excerpts: the passages of the evidence, joined where they follow one another, as they are read."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from index.paragraphs import Span
from index.passages import Passage
from qa.reading.headings import heading
from qa.reading.model import Text

__all__ = ["Excerpt", "excerpts_of"]

# Characters; two passages, about as much as the texts that the model learned on. More around a sentence
# tells whom "he" means; less is read sooner.
_LONGEST = 800


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Passages of one article that follow one another.

    Attributes:
        rank: the place of the best of them in the evidence, from 0.
    """

    passages: tuple[Passage, ...]
    rank: int

    @property
    def article(self) -> Article:
        """The article that it is of."""
        return self.passages[0].article

    @property
    def start(self) -> int:
        """The first code point, in the article's text."""
        return self.passages[0].start

    @property
    def end(self) -> int:
        """The code point after the last."""
        return self.passages[-1].end

    @property
    def text(self) -> Text:
        """What a reading model reads."""
        article = self.article
        return Text(heading(article.title, article.published), article.text[self.start : self.end])

    @property
    def sentences(self) -> tuple[Span, ...]:
        """The spans of its sentences, in code points of the article's text."""
        return tuple(span for passage in self.passages for span in passage.sentences)

    def passage_at(self, start: int) -> Passage:
        """Return the passage that holds a code point of the article's text."""
        return next(item for item in reversed(self.passages) if item.start <= start)


def excerpts_of(passages: Sequence[Passage], longest: int = _LONGEST) -> list[Excerpt]:
    """Return the excerpts of ranked passages, in the order of their best.

    A passage is joined to those that follow or precede it in its article, the better ranked first, as
    long as the whole has at most so many characters.
    """
    ranks = {item.id: rank for rank, item in enumerate(passages)}
    by_place: dict[str, list[Passage]] = {}
    for item in passages:
        by_place.setdefault(item.article.id, []).append(item)
    for items in by_place.values():
        items.sort(key=lambda item: item.start)
    taken: set[int] = set()
    found = []
    for item in passages:
        if item.id in taken:
            continue
        run = _run(item, by_place[item.article.id], taken, longest)
        taken |= {one.id for one in run}
        found.append(Excerpt(tuple(run), min(ranks[one.id] for one in run)))
    return found


def _run(seed: Passage, items: Sequence[Passage], taken: set[int], longest: int) -> list[Passage]:
    """Grow a run from a passage, backward first: what comes before tells whom it speaks of."""

    def fits(first: Passage, last: Passage) -> bool:
        return last.end - first.start <= longest

    first = last = items.index(seed)
    while True:
        whole = items[first : last + 1]
        before = items[first - 1] if first > 0 else None
        after = items[last + 1] if last + 1 < len(items) else None
        if before and before.id not in taken and fits(before, whole[-1]) and _touch(before, whole[0]):
            first -= 1
        elif after and after.id not in taken and fits(whole[0], after) and _touch(whole[-1], after):
            last += 1
        else:
            return list(whole)


def _touch(before: Passage, after: Passage) -> bool:
    """Whether nothing but white space lies between two passages of an article."""
    return not before.article.text[before.end : after.start].strip()
