"""What the derived indexes read of the catalogue: vectors, words, and what changed since a generation."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.block import Block, Generation, Ids, Rows
from index.errors import ArchiveDamaged
from index.lexicon import Entry
from index.schema import Run
from index.scope import UNDATED

__all__ = ["Changes", "Feed"]

_BLOCK = 10_000  # passages: 15 MB of vectors of 384 dimensions
_CHOSEN = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Changes:
    """The passages that were added and deleted after a generation."""

    added: tuple[int, ...]
    deleted: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.added) + len(self.deleted)


class Feed:
    """Reads in the transaction of the snapshot that gave it."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def knows(self, generation: Generation) -> bool:
        """Tell whether a generation is of this catalogue's history, and the log reaches back to it."""
        row = self._run("SELECT stamp FROM generations WHERE number = ?", (generation.number,)).fetchone()
        return row is not None and row[0] == generation.stamp

    def changes(self, since: Generation) -> Changes | None:
        """Return what changed after a generation; None where the log does not tell."""
        if not self.knows(since):
            return None
        added: dict[int, None] = {}
        deleted: dict[int, None] = {}
        rows = self._run(
            "SELECT action, passage FROM log WHERE generation > ? ORDER BY generation, rowid", (since.number,)
        )
        for action, passage in rows:
            if action == "add":
                added[passage] = None
            else:
                # Where it was added since, an index that applied a part of the log may hold it.
                added.pop(passage, None)
                deleted[passage] = None
        return Changes(tuple(added), tuple(deleted))

    def count_changes(self, since: Generation) -> tuple[int, int]:
        """Return how many passages were added and how many deleted after a generation."""
        query = "SELECT total(action = 'add'), total(action = 'delete') FROM log WHERE generation > ?"
        added, deleted = self._run(query, (since.number,)).fetchone()
        return int(added), int(deleted)

    def logged(self) -> int:
        """Return how many rows the log has."""
        return int(self._run("SELECT count(*) FROM log").fetchone()[0])

    def ids(self) -> Ids:
        """Return the ids of all passages, in their order."""
        return np.fromiter((row[0] for row in self._run("SELECT id FROM passages ORDER BY id")), np.int64)

    def blocks(self, ids: Iterable[int] | None, dimension: int) -> Iterator[Block]:
        """Give the passages that exist of those given, or all, in blocks of some thousands.

        Raises:
            ArchiveDamaged: a vector is not as long as the others.
        """
        query = (
            "SELECT p.id, a.day, source_number(a.source), v.vector FROM passages p "
            "JOIN vectors v ON v.passage = p.id JOIN articles a ON a.number = p.article"
        )
        values: tuple[str, ...] = ()
        if ids is not None:
            query += f" WHERE p.id {_CHOSEN}"
            values = (json.dumps(list(ids)),)
        cursor = self._run(f"{query} ORDER BY p.id", values)
        while rows := cursor.fetchmany(_BLOCK):
            yield Block(
                np.fromiter((row[0] for row in rows), np.int64, len(rows)),
                np.fromiter((row[1] or UNDATED for row in rows), np.int32, len(rows)),
                np.fromiter((row[2] for row in rows), np.int64, len(rows)),
                _floats([row[3] for row in rows], dimension),
            )

    def vectors(self, ids: Iterable[int], dimension: int) -> tuple[Ids, Rows]:
        """Return the ids and vectors of the passages that exist of those given.

        Returns:
            ids of shape (n,), and float32 vectors of shape (n, dimension).
        """
        query = f"SELECT passage, vector FROM vectors WHERE passage {_CHOSEN}"
        rows = self._run(query, (json.dumps(list(ids)),)).fetchall()
        found = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        return found, _floats([row[1] for row in rows], dimension)

    def entries(self, ids: Iterable[int] | None) -> Iterator[Entry]:
        """Give what the keyword index holds of passages: of those given that exist, or of all."""
        query = 'SELECT id, article, start, "end" FROM passages'
        values: tuple[str, ...] = ()
        if ids is not None:
            query += f" WHERE id {_CHOSEN}"
            values = (json.dumps(list(ids)),)
        text, title, day, source, current = "", None, None, None, None
        # Sliced here, not by SQLite's substr, which does not count past a NUL character.
        for passage, article, start, end in self._run(f"{query} ORDER BY article, start", values):
            if article != current:
                current = article
                text, title, day, source = self._run(
                    "SELECT text, title, day, source FROM articles WHERE number = ?", (article,)
                ).fetchone()
            published = date.fromordinal(day) if day else None
            yield Entry(passage, article, text[start:end], title, published, source)


def _floats(vectors: Sequence[bytes], dimension: int) -> Rows:
    """Return stored half precision as float32, shape (n, dimension)."""
    flat = np.frombuffer(b"".join(vectors), np.uint8)
    if len(flat) != len(vectors) * dimension * 2:
        raise ArchiveDamaged("stored vectors are damaged: re-encode with citedesk reindex")
    return flat.view(np.float16).reshape(len(vectors), dimension).astype(np.float32)
