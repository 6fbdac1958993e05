"""One passage a story: of articles that tell the same, the newest stands for the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.article import Listed
from index.duplicates import best_match, differs
from index.groups import Groups
from index.passages import Passage
from index.ranking import Hit, Ranking, fuse
from index.scope import Scope
from index.snapshot import Snapshot

__all__ = ["also_told", "best_of_stories", "named", "one_each", "represented", "told_otherwise"]

# The newest articles of a story that are read for a passage, and that are named; thousands may tell it.
_READ, _NAMED = 5, 20

# How deep each ranking is fused; 50 and 400 found the same (docs/decisions/0011). Copies of one story can
# fill a ranking so far: then it is read deeper, four times at a step, but no deeper than the last.
_DEPTH, _DEEPER, _DEEPEST = 100, 4, 6_400


def best_of_stories(
    both: Callable[[int], tuple[Ranking, Ranking]], k: int, groups: Groups
) -> tuple[list[int], dict[int, float], dict[int, float]]:
    """Fuse two rankings as deep as it takes to find passages of so many stories.

    Args:
        both: gives the rankings by meaning and by words, as deep as it is told.
        k: the least to find, where there are so many.
        groups: which articles are one story.

    Returns:
        the best passage of each story, by id, best first; the scores and the cosines of passages.
    """
    depth = max(_DEPTH, 4 * k)
    while True:
        by_meaning, by_words = both(depth)
        scores = fuse(by_meaning, by_words)
        best = one_each(sorted(scores, key=lambda number: -scores[number]), groups)
        is_all = max(len(by_meaning), len(by_words)) < depth
        if len(best) >= k or is_all or depth >= _DEEPEST:
            return best, scores, dict(by_meaning)
        depth = min(_DEEPER * depth, _DEEPEST)


def one_each(ranked: Sequence[int], groups: Groups) -> list[int]:
    """Leave the best passage of every story that several articles tell, and all other passages.

    Args:
        ranked: passages by id, the best first.
        groups: which articles are one story.
    """
    group_of = groups.of_passages(ranked)
    seen: set[int] = set()
    left = []
    for number in ranked:
        group = group_of.get(number)
        if group not in seen:
            left.append(number)
        if group is not None:
            seen.add(group)
    return left


def represented(passages: Mapping[int, Passage], snapshot: Snapshot, scope: Scope) -> dict[int, Passage]:
    """Put the newest article that holds a passage in place of each that is one of several of a story.

    Args:
        passages: by id.
        snapshot: what the search reads.
        scope: what it may find.

    Returns:
        the passages that stand for those given, by the ids of these.
    """
    group_of = snapshot.groups.of_passages(list(passages))
    found = dict(passages)
    for number, group in group_of.items():
        passage = passages[number]
        for listed in snapshot.groups.articles(group, scope, _READ):
            if listed.id == passage.article.id:
                break
            ids = snapshot.passage_ids(listed.id)
            others = snapshot.passages(ids)
            texts = [others[other].text for other in ids]
            place = best_match(passage.text, texts)
            if place is not None:
                found[number] = others[ids[place]]
                break
    return found


def named(hits: Sequence[Hit], snapshot: Snapshot, scope: Scope) -> list[Hit]:
    """Say with each hit which other articles tell its story, the twenty newest."""
    group_of = snapshot.groups.of_passages([hit.passage.id for hit in hits])
    return [
        replace(hit, also=_others(snapshot.groups, group_of[hit.passage.id], scope, hit.passage.article.id))
        if hit.passage.id in group_of
        else hit
        for hit in hits
    ]


def also_told(article_id: str, snapshot: Snapshot, scope: Scope) -> tuple[Listed, ...]:
    """Return the twenty newest of the other articles of a story that a scope lets through, newest first."""
    group = snapshot.groups.of_articles([article_id]).get(article_id)
    return _others(snapshot.groups, group, scope, article_id) if group is not None else ()


def told_otherwise(
    passage: Passage, snapshot: Snapshot, scope: Scope, matters: Callable[[Passage], bool]
) -> Passage | None:
    """Return the sentence of another article of the story that has other numbers or names.

    Args:
        passage: a span of one article, such as a quoted sentence.
        snapshot: where the others are.
        scope: what may be found.
        matters: whether such a sentence is what is looked for; else the next article's may be.

    Returns:
        the sentence, as a passage without an id; None where no other article says it otherwise.
    """
    for listed in also_told(passage.article.id, snapshot, scope)[:_READ]:
        other = snapshot.article(listed.id)
        if other is None or passage.text in other.text:
            continue
        spans = [
            span
            for stored in snapshot.passages(snapshot.passage_ids(listed.id)).values()
            for span in stored.sentences
        ]
        place = best_match(passage.text, [other.text[start:end] for start, end in spans])
        if place is not None:
            start, end = spans[place]
            found = Passage(0, other, start, end)
            if differs(passage.text, found.text) and matters(found):
                return found
    return None


def _others(groups: Groups, group: int, scope: Scope, article_id: str) -> tuple[Listed, ...]:
    newest = groups.articles(group, scope, _NAMED + 1)
    return tuple(listed for listed in newest if listed.id != article_id)[:_NAMED]
