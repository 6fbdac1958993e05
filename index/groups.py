"""Groups of articles that are one story, in the catalogue's tables, in the transaction of the article.

A group is what its founder was: the first article of a story, as it read then. Later ones are compared
with founders alone, so a group cannot drift from copy to copy of copies.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from index.duplicates import Fingerprint, is_copy

__all__ = ["GROUP_TABLES", "Groups"]

# `groups` has what founders are compared by, and the check of the text that it was made from; `keys`
# leads from each 64-bit key of a founder to its group.
GROUP_TABLES = """
CREATE TABLE groups (
    number INTEGER PRIMARY KEY,
    text_check TEXT NOT NULL,
    title INTEGER NOT NULL,
    day INTEGER,
    words BLOB NOT NULL
);
CREATE TABLE members (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    grp INTEGER NOT NULL REFERENCES groups (number)
);
CREATE INDEX members_by_grp ON members (grp);
CREATE TABLE bands (
    key INTEGER NOT NULL,
    grp INTEGER NOT NULL,
    PRIMARY KEY (key, grp)
) WITHOUT ROWID
"""
# Thousands of texts made from one template share keys. A copy shares those of its own words too, and is
# most often of late news, so the newest groups of each key are enough.
_OF_A_KEY = 16
# Founders that are compared word for word, those with most keys in common first.
_COMPARED = 8
_FOUNDER = "text_check, title, day, words"

Run = Callable[..., sqlite3.Cursor]


class Groups:
    """The groups of one catalogue, in its open transaction."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def place(self, article: int, text_check: str, found: Fingerprint) -> int:
        """Put an article into the group of its story, or into a new one; return the group's number.

        Args:
            article: its number, new or of one that reads otherwise now.
            text_check: of its text.
            found: what it is compared by.
        """
        self.leave(article)
        keys = found.keys()
        group = next((number for number, founder in self._candidates(keys) if is_copy(founder, found)), None)
        if group is None:
            group = self._run(
                f"INSERT INTO groups ({_FOUNDER}) VALUES (?, ?, ?, ?)", _row(text_check, found)
            ).lastrowid
            self._add_keys(group or 0, keys)
        self._run("INSERT INTO members VALUES (?, ?)", (article, group))
        return group or 0

    def leave(self, article: int) -> None:
        """Take an article out of its group; a group without articles is forgotten, founder and all."""
        row = self._run("SELECT grp FROM members WHERE article = ?", (article,)).fetchone()
        if row is None:
            return
        self._run("DELETE FROM members WHERE article = ?", (article,))
        if self._run("SELECT 1 FROM members WHERE grp = ? LIMIT 1", row).fetchone() is None:
            self._drop_keys(row[0])
            self._run("DELETE FROM groups WHERE number = ?", row)

    def orphans(self) -> list[tuple[int, int]]:
        """Return the groups whose founder's text is stored no more, each with its oldest article."""
        return self._run(
            "SELECT grp, min(article) FROM members JOIN groups ON groups.number = grp "
            "WHERE text_check NOT IN (SELECT text_check FROM articles UNION SELECT text_check FROM versions) "
            "GROUP BY grp"
        ).fetchall()

    def found_anew(self, group: int, text_check: str, founder: Fingerprint) -> None:
        """Give a group another founder, and forget the one it had."""
        self._drop_keys(group)
        self._run(
            f"UPDATE groups SET ({_FOUNDER}) = (?, ?, ?, ?) WHERE number = ?",
            (*_row(text_check, founder), group),
        )
        self._add_keys(group, founder.keys())

    def _candidates(self, keys: list[int]) -> Iterator[tuple[int, Fingerprint]]:
        """Give the groups whose founders share a key, with their founders, the likeliest first."""
        shared: Counter[int] = Counter()
        for key in keys:
            rows = self._run(
                "SELECT grp FROM bands WHERE key = ? ORDER BY grp DESC LIMIT ?", (key, _OF_A_KEY)
            )
            shared.update(row[0] for row in rows)
        for group, _ in shared.most_common(_COMPARED):
            founder = self.founder(group)
            if founder is not None:
                yield group, founder

    def founder(self, group: int) -> Fingerprint | None:
        """Return what a group's articles are compared with; None where there is no such group."""
        row = self._run("SELECT title, day, words FROM groups WHERE number = ?", (group,)).fetchone()
        return Fingerprint(np.frombuffer(row[2], "<u4"), row[0], row[1]) if row is not None else None

    def _add_keys(self, group: int, keys: list[int]) -> None:
        for key in sorted(set(keys)):
            self._run("INSERT INTO bands VALUES (?, ?)", (key, group))

    def _drop_keys(self, group: int) -> None:
        founder = self.founder(group)
        for key in set(founder.keys()) if founder is not None else ():
            self._run("DELETE FROM bands WHERE key = ? AND grp = ?", (key, group))


def _row(text_check: str, founder: Fingerprint) -> tuple[str, int, int | None, bytes]:
    return text_check, founder.title, founder.day, founder.words.astype("<u4").tobytes()
