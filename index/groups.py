"""Groups of articles that are one story, in the catalogue's tables, in the transaction of the article.

A group is what its founder was: the first article of a story, as it read then. Later ones are compared
with founders alone, so a group cannot drift from copy to copy of copies.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from index.article import Listed
from index.dates import parse_published
from index.duplicates import Fingerprint, is_copy
from index.schema import Run
from index.scope import Scope

__all__ = ["Groups"]

# Thousands of texts made from one template share keys. A copy shares those of its own words too, and is
# most often of late news, so the newest groups of each key are enough.
_OF_A_KEY = 16
# Founders that are compared word for word, those with most keys in common first.
_COMPARED = 8
_FOUNDER = "text_check, title, day, words"
# A founder that nothing can be compared with.
_DAMAGED = (
    "(typeof(words) != 'blob' OR length(words) % 4 != 0 OR typeof(title) != 'integer' "
    "OR typeof(day) NOT IN ('integer', 'null'))"
)
_LOST = "(text_check NOT IN (SELECT text_check FROM articles UNION SELECT text_check FROM versions))"
# Founders whose keys are all made again by a check: 0.4 ms each.
_SAMPLE = 200


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

    def orphans(self) -> list[tuple[int, str]]:
        """Return the groups whose founder's text is stored no more, each with its oldest article's id."""
        return self._with_oldest(_LOST)

    def damaged(self) -> list[tuple[int, str]]:
        """Return the groups whose founder cannot be read, each with its oldest article's id."""
        return self._with_oldest(_DAMAGED)

    def _with_oldest(self, condition: str) -> list[tuple[int, str]]:
        rows: list[tuple[int, str]] = self._run(
            "SELECT number, (SELECT a.id FROM members m JOIN articles a ON a.number = m.article "
            "WHERE m.grp = groups.number ORDER BY a.day IS NULL, a.day, a.number LIMIT 1) FROM groups "
            f"WHERE {condition}"
        ).fetchall()
        return rows

    def found_anew(self, group: int, text_check: str, founder: Fingerprint) -> None:
        """Give a group another founder, and forget the one it had."""
        self._drop_keys(group)
        self._run(
            f"UPDATE groups SET ({_FOUNDER}) = (?, ?, ?, ?) WHERE number = ?",
            (*_row(text_check, founder), group),
        )
        self._add_keys(group, founder.keys())

    def take_over(self, old: "Groups") -> None:
        """Copy the groups of another catalogue of the same articles, in place of those here.

        Groups without articles are left; those whose founder cannot be read need another.
        """
        for table in ("members", "groups", "bands"):
            self._run(f"DELETE FROM {table}")
        for number, *values in old.founders():
            self._run(f"INSERT INTO groups (number, {_FOUNDER}) VALUES (?, ?, ?, ?, ?)", (number, *values))
            founder = self.founder(number)
            self._add_keys(number, founder.keys() if founder is not None else [])
        for row in old.memberships():
            self._run("INSERT INTO members SELECT number, ?2 FROM articles WHERE id = ?1", row)

    def founders(self) -> Iterator[tuple[Any, ...]]:
        """Give the number of every group that has articles, and what is stored of its founder."""
        yield from self._run(
            f"SELECT number, {_FOUNDER} FROM groups WHERE number IN (SELECT grp FROM members) ORDER BY number"
        )

    def memberships(self) -> Iterator[tuple[str, int]]:
        """Give every article's id and the number of its group."""
        yield from self._run("SELECT a.id, m.grp FROM members m JOIN articles a ON a.number = m.article")

    def of_passages(self, ids: Sequence[int]) -> dict[int, int]:
        """Return the groups of passages, for those in groups of several articles."""
        rows = self._run(
            "SELECT p.id, m.grp FROM passages p JOIN members m ON m.article = p.article "
            "WHERE p.id IN (SELECT value FROM json_each(?)) AND EXISTS "
            "(SELECT 1 FROM members other WHERE other.grp = m.grp AND other.article != m.article)",
            (json.dumps(list(ids)),),
        )
        return dict(rows.fetchall())

    def of_articles(self, article_ids: Iterable[str]) -> dict[str, int]:
        """Return the number of each article's group, by the article's id."""
        rows = self._run(
            "SELECT a.id, m.grp FROM members m JOIN articles a ON a.number = m.article "
            "WHERE a.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(article_ids)),),
        )
        return dict(rows.fetchall())

    def articles(self, group: int, scope: Scope | None = None, most: int = -1) -> tuple[Listed, ...]:
        """Return a group's articles, the newest first; those without a date come last.

        Args:
            group: its number.
            scope: which of them.
            most: how many of them; all where it is negative.
        """
        where, values = (scope or Scope()).condition()
        rows = self._run(
            "SELECT a.id, a.key, a.title, a.published, a.source, a.url, a.path, f.language FROM members m "
            "JOIN articles a ON a.number = m.article LEFT JOIN facts f ON f.article = a.number "
            f"WHERE m.grp = ? AND {where} ORDER BY a.day DESC, a.published DESC, a.number DESC LIMIT ?",
            (group, *values, most),
        )
        return tuple(
            Listed(article_id, key, title, parse_published(published), *rest)
            for article_id, key, title, published, *rest in rows
        )

    def wrong(self, most: int) -> list[str]:
        """Return what does not fit, a line each: articles without a group, groups that cannot be found."""
        bare = self._run(
            "SELECT key FROM articles WHERE number NOT IN (SELECT article FROM members) LIMIT ?", (most,)
        )
        found = [f"{key} is in no group: remove it and index its file again" for (key,) in bare]
        empty = self._run("SELECT number FROM groups WHERE number NOT IN (SELECT grp FROM members)")
        found += [f"group {number} has no articles: citedesk reindex" for (number,) in empty]
        counts = dict(self._run("SELECT grp, count(*) FROM bands GROUP BY grp").fetchall())
        numbers = {number for (number,) in self._run("SELECT number FROM groups")}
        lost = sum(count for number, count in counts.items() if number not in numbers)
        if lost:
            found.append(f"{lost} keys lead to no group: citedesk reindex")
        unread = [number for number, _ in self.damaged()]
        found += [f"the founder of group {number} is damaged: citedesk reindex" for number in unread]
        lacking = self._without_keys(sorted(numbers - set(unread)), counts)
        found += [f"group {number} lacks keys: citedesk reindex" for number in lacking]
        return found[:most]

    def _without_keys(self, numbers: Sequence[int], counts: Mapping[int, int]) -> Iterator[int]:
        """Give the groups that have not as many keys as their founder, or not that of its text.

        Of some, evenly spread, all keys are made again: for all it takes as long as grouping did.
        """
        step = max(1, len(numbers) // _SAMPLE)
        for at, number in enumerate(numbers):
            founder = self.founder(number)
            if founder is None:
                continue
            keys = set(founder.keys()) if at % step == 0 else {founder.exact}
            if counts.get(number) != founder.key_count or not self._has(number, keys):
                yield number

    def _has(self, group: int, keys: set[int]) -> bool:
        query = "SELECT count(*) FROM bands WHERE key IN (SELECT value FROM json_each(?)) AND grp = ?"
        return bool(self._run(query, (json.dumps(list(keys)), group)).fetchone()[0] == len(keys))

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
        """Return what a group's articles are compared with; None where there is none that can be read."""
        query = f"SELECT title, day, words FROM groups WHERE number = ? AND NOT {_DAMAGED}"
        row = self._run(query, (group,)).fetchone()
        return Fingerprint(np.frombuffer(row[2], "<u4"), row[0], row[1]) if row is not None else None

    def _add_keys(self, group: int, keys: list[int]) -> None:
        listed = json.dumps(sorted(set(keys)))
        self._run("INSERT INTO bands SELECT value, ? FROM json_each(?)", (group, listed))

    def _drop_keys(self, group: int) -> None:
        founder = self.founder(group)
        if founder is None:  # its keys can only be looked for
            self._run("DELETE FROM bands WHERE grp = ?", (group,))
            return
        for key in set(founder.keys()):
            self._run("DELETE FROM bands WHERE key = ? AND grp = ?", (key, group))


def _row(text_check: str, founder: Fingerprint) -> tuple[str, int, int | None, bytes]:
    return text_check, founder.title, founder.day, founder.words.astype("<u4").tobytes()
