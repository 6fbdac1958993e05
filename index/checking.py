"""Checking an archive: that the catalogue is whole, and that each index holds what it says."""

import numpy as np

from index.block import Ids
from index.catalogue import Catalogue
from index.feed import Changes, Feed
from index.rows import damaged_text
from index.shelf import Kind, Shelf
from index.snapshot import Manifest, Snapshot
from index.upkeep import wants_base

__all__ = ["check_catalogue", "check_indexes"]

_SHOWN = 10
# Stored vectors have length one, but for half precision.
_LENGTH_ERROR = 0.01


def check_catalogue(catalogue: Catalogue) -> list[str]:
    """Return what is wrong with articles, passages and vectors, a line each."""
    found = catalogue.integrity()
    if found:
        return found
    with catalogue.read() as snapshot:
        manifest = snapshot.manifest()
        found += _counts(snapshot, manifest)
        found += _spans(snapshot)
        found += snapshot.details.damaged_versions(_SHOWN)
        found += snapshot.details.damaged_told(_SHOWN)
        found += snapshot.details.damaged_pages(_SHOWN)
        found += snapshot.groups.wrong(_SHOWN)
        found += _vectors(snapshot.feed, manifest)
    return found


def check_indexes(catalogue: Catalogue, shelf: Shelf) -> dict[Kind, list[str]]:
    """Return what is wrong with each index on disk, a line each; the catalogue must be whole.

    One that is missing or behind is not wrong: the next question brings it up.
    """
    with catalogue.read() as snapshot:
        manifest, feed = snapshot.manifest(), snapshot.feed
        stored = feed.ids()
        found = shelf.damaged(feed)
        lexicon, base = shelf.lexicon(feed), shelf.base(feed, manifest.dimension)
        if base is None and not wants_base(manifest.passages):
            found["vector"] = []  # nobody misses it, and the next writer removes it
        if lexicon is not None:
            indexed = np.array(lexicon.passages(), np.int64)
            found["keyword"] += _compare("keyword", indexed, stored, feed.changes(lexicon.generation))
        if base is not None:
            found["vector"] += _compare("vector", base.ids, stored, feed.changes(base.generation))
    return found


def _counts(snapshot: Snapshot, manifest: Manifest) -> list[str]:
    found = []
    articles, passages = snapshot.counts()
    if articles != manifest.articles:
        found.append(f"there are {articles} articles, not {manifest.articles}")
    if passages != manifest.passages:
        found.append(f"there are {passages} passages, not {manifest.passages}")
    return found


def _spans(snapshot: Snapshot) -> list[str]:
    """Find passages outside their article's text, and articles without any."""
    found = []
    for key, length, spans in snapshot.spans():
        if length is None:
            found.append(damaged_text(key))
        elif not spans:
            found.append(f"{key} has no passages: remove it and index its file again")
        elif any(not 0 <= start < end <= length for start, end in spans):
            found.append(damaged_text(key))
        if len(found) >= _SHOWN:
            break
    return found


def _vectors(feed: Feed, manifest: Manifest) -> list[str]:
    """Find passages without a vector, and vectors that have not the length of one."""
    total, found = 0, []
    for block in feed.blocks(None, manifest.dimension):
        total += len(block)
        lengths = np.linalg.norm(block.rows, axis=1)
        wrong = block.ids[~(np.abs(lengths - 1) < _LENGTH_ERROR) & (lengths != 0)]
        found += [f"the vector of passage {number} is damaged: citedesk reindex" for number in wrong[:_SHOWN]]
    if total != manifest.passages:
        found.append(f"{manifest.passages - total} passages have no vector: citedesk reindex")
    return found[:_SHOWN]


def _compare(name: Kind, indexed: Ids, stored: Ids, since: Changes | None) -> list[str]:
    """Compare what an index holds with what is stored, less what changed since its generation."""
    if since is None:
        return [f"the {name} index is of another history"]
    if len(indexed) != len(np.unique(indexed)):
        return [f"the {name} index holds a passage twice"]
    # What was added and is gone again, an index may hold from a step that was not sealed.
    missing = np.setdiff1d(np.setdiff1d(stored, since.added), indexed)
    extra = np.setdiff1d(np.setdiff1d(indexed, since.deleted), stored)
    if len(missing) or len(extra):
        return [f"the {name} index lacks {len(missing)} passages and holds {len(extra)} that are gone"]
    return []
