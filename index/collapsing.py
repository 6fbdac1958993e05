"""One passage a story: of articles that tell the same, the newest stands for the others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.article import Listed
from index.duplicates import best_match, differs
from index.groups import Groups
from index.passages import Passage
from index.ranking import Hit
from index.scope import Scope
from index.snapshot import Snapshot

__all__ = ["also_told", "named", "one_each", "represented", "told_otherwise"]

# The newest articles of a story that are read for a passage; hundreds may tell it.
_READ = 5


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
        for listed in _allowed(snapshot, group, scope)[:_READ]:
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
    """Say with each hit which other articles tell its story."""
    group_of = snapshot.groups.of_passages([hit.passage.id for hit in hits])
    return [
        replace(hit, also=_others(snapshot, group_of[hit.passage.id], scope, hit.passage.article.id))
        if hit.passage.id in group_of
        else hit
        for hit in hits
    ]


def also_told(article_id: str, snapshot: Snapshot, scope: Scope) -> tuple[Listed, ...]:
    """Return the other articles of an article's story that a scope lets through, the newest first."""
    group = snapshot.groups.of_articles([article_id]).get(article_id)
    return _others(snapshot, group, scope, article_id) if group is not None else ()


def told_otherwise(passage: Passage, snapshot: Snapshot, scope: Scope) -> Passage | None:
    """Return the sentence of another article of the story that has other numbers or names.

    Args:
        passage: a span of one article, such as a quoted sentence.
        snapshot: where the others are.
        scope: what may be found.

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
            if differs(passage.text, other.text[start:end]):
                return Passage(0, other, start, end)
    return None


def _allowed(snapshot: Snapshot, group: int, scope: Scope) -> list[Listed]:
    return [listed for listed in snapshot.groups.articles(group) if scope.allows(listed)]


def _others(snapshot: Snapshot, group: int, scope: Scope, article_id: str) -> tuple[Listed, ...]:
    return tuple(listed for listed in _allowed(snapshot, group, scope) if listed.id != article_id)
