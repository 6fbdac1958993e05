"""Questions asked of archives of about 100, 1,000 and 10,000 paragraphs: what the confidence is fitted on.

All paragraphs lie in one archive, each under one of a hundred sources, so that a smaller archive is a
choice of sources. A question is asked of sources among which its own is, and as often of sources without
it: there a right reply is none, though now and then another paragraph does answer.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.archive import Archive
from index.article import Article
from index.encoder import load_encoder
from qa.evaluation.squad import Paragraphs
from qa.query import Query
from qa.training.pairs import TITLED
from qa.training.sources import Example

__all__ = ["STANDALONE", "Case", "build", "cases", "paragraph_of"]

# Whose questions say themselves what they are about: those of named articles. "What does the author like?"
# does not.
STANDALONE = TITLED
_BUCKETS, _BUCKET = 100, 100
_SIZES = (1, 10, 100)  # buckets that are asked


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and where it is asked.

    Attributes:
        key: of the article that answers; empty where the question has no answer at all.
        present: whether that article is among those that are asked.
        size: how many paragraphs are asked, about.
    """

    query: Query
    example: Example
    key: str
    present: bool
    size: int


def paragraph_of(example: Example) -> Article:
    """Return the article that a question's paragraph is, with its title where that tells something."""
    titled = example.source in STANDALONE
    return Paragraphs().take(example.article if titled else "", example.context)


def build(folder: Path, examples: Iterable[Example], seed: int = 0) -> tuple[Archive, dict[str, int]]:
    """Make the archive of paragraphs, or open it; return it, and the bucket of each key.

    The paragraphs of those questions that stand alone come first, up to ten thousand.
    """
    draw = random.Random(seed)  # noqa: S311  # a draw, no secret
    articles: dict[str, Article] = {}
    for example in sorted(examples, key=lambda item: item.source not in STANDALONE):
        found = paragraph_of(example)
        articles.setdefault(found.key, found)
    chosen = list(articles)[: _BUCKETS * _BUCKET]
    buckets = {key: draw.randrange(_BUCKETS) for key in chosen}
    archive = Archive.create(folder, load_encoder())
    for _ in archive.add(replace(articles[key], source=f"bucket {buckets[key]}") for key in chosen):
        pass
    return archive, buckets


def cases(examples: Sequence[Example], buckets: dict[str, int], count: int, seed: int = 0) -> Iterator[Case]:
    """Give questions to ask, as many of each size, half of them where their article is not."""
    draw = random.Random(seed)  # noqa: S311  # a draw, no secret
    keys = [(item, paragraph_of(item).key) for item in examples if item.source in STANDALONE]
    fit = [pair for pair in keys if pair[1] in buckets]
    for example, key in draw.sample(fit, min(count, len(fit))):
        size, present = draw.choice(_SIZES), draw.random() < 0.5
        own = buckets[key]
        others = [bucket for bucket in range(_BUCKETS) if bucket != own]
        chosen = draw.sample(others, size - 1 if present else min(size, len(others)))
        names = tuple(f"bucket {bucket}" for bucket in ([own, *chosen] if present else chosen))
        query = Query(example.question, sources=names)
        yield Case(query, example, key if example.answers else "", present, size * _BUCKET)
