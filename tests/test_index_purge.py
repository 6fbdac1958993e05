"""After a purge no byte of what was removed, articles or superseded versions, is left in the folder."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import HashEncoder, article

from index import care
from index.archive import Archive
from index.article import Article
from index.errors import ArchiveError

Make = Callable[..., Archive]
LETTERS = "bcdfghklmnprstvz"


def _story(chance: random.Random, key: str, size: int) -> Article:
    """Words that stand nowhere else, in sentences; a title, an address and an author of the same kind."""

    def word() -> str:
        return "".join(chance.choice(LETTERS) + chance.choice("aeiou") for _ in range(chance.randint(5, 7)))

    text = ""
    while len(text) < size:
        text += " ".join([word().capitalize(), *(word() for _ in range(7)), f"{word()}ing."]) + " "
    return article(
        text[:size].rstrip() + ".",
        key,
        title=f"{word()} {word()}",
        url=f"https://example.org/{word()}",
        path=f"/news/{word()}.txt",
        source=word(),
        place=word(),
        authors=(f"{word()} {word()}",),
    )


def _pieces(item: Article) -> list[bytes]:
    """Windows of the text from its start to its end, words as stemmed, and what is known of it."""
    text = item.text.encode()
    steps = max(1, len(text) // 40)
    windows = [text[at : at + 12] for at in [*range(0, len(text) - 12, steps), len(text) - 12]]
    words = re.findall(r"[a-z]{10,}", item.text.lower())
    stems = [word[:10].encode() for word in words[:: max(1, len(words) // 40)]]
    known = [item.key, item.title, item.url, item.path, item.source, item.place, *item.authors]
    return [*windows, *stems, *(value.encode() for value in known if value is not None)]


def _left(folder: Path, gone: list[Article]) -> list[str]:
    """Return which pieces of articles stand in the folder's files, in whatever case."""
    contents = {path: path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()}
    return [
        f"{piece!r} of {item.key} in {path}"
        for item in gone
        for piece in _pieces(item)
        for path, content in contents.items()
        if piece.lower() in content
    ]


@pytest.mark.parametrize("size", [50, 700, 5_000, 40_000, 200_000])
def test_nothing_is_left_of_an_article_of_any_size(make_archive: Make, tmp_path: Path, size: int) -> None:
    chance = random.Random(size)
    kept, gone = [[_story(chance, f"{kind}-{n}-key", size) for n in range(3)] for kind in ("kept", "gone")]
    archive = make_archive(*kept, *gone)
    archive.search(gone[0].text[:60])
    folder = tmp_path / "archive"
    assert _left(folder, gone[:1])
    assert list(archive.remove([item.id for item in gone], purge=True))[-1] == 3
    assert _left(folder, gone) == []
    assert archive.check() == []
    for item in kept:
        assert archive.article(item.id) == item
        assert _left(folder, [item])
    care.backup(archive.folder, tmp_path / "backup")
    (tmp_path / "aside").mkdir()
    (tmp_path / "backup").rename(tmp_path / "aside" / "backup")
    assert _left(tmp_path / "aside", gone) == []


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_left_of_a_random_history(make_archive: Make, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    archive = make_archive()
    stored: dict[str, Article] = {}
    gone: list[Article] = []
    for step in range(10):
        keys = [f"number-{chance.randrange(12)}-key" for _ in range(chance.randint(1, 4))]
        if step % 3 == 2 and stored:
            removed = [stored.pop(key) for key in set(keys) & set(stored)]
            list(archive.remove([item.id for item in removed]))
            gone += removed
        else:
            changed = [
                replace(_story(chance, key, int(10 ** chance.uniform(1.7, 4.5))), path=None)
                for key in dict.fromkeys(keys)
            ]
            gone += [stored[item.key] for item in changed if item.key in stored]
            list(archive.add(changed))
            stored |= {item.key: item for item in changed}
        if chance.random() < 0.3:
            Archive(tmp_path / "archive", HashEncoder()).warm_up()
    last = stored.pop(chance.choice(sorted(stored)))
    list(archive.remove([item.id for item in stored.values()], versions_only=True))
    list(archive.remove([last.id], purge=True))
    # A key may be another article's now.
    nameless = [replace(item, key=item.text[:20]) for item in [*gone, last]]
    assert _left(tmp_path / "archive", nameless) == []
    assert archive.check() == []
    assert all(archive.article(item.id) == item for item in stored.values())


def test_a_superseded_version_is_kept_until_it_is_removed(make_archive: Make, tmp_path: Path) -> None:
    chance = random.Random(0)
    old, new = (replace(_story(chance, "the-key", 3_000), path=None) for _ in range(2))
    archive = make_archive(old)
    list(archive.add([new]))
    (version,) = archive.versions(new.id)
    assert (version.article, version.article.text) == (old, old.text)
    assert all(hit.passage.article == new for hit in archive.search(old.text[:80], k=5))
    assert list(archive.remove([new.id], purge=True, versions_only=True)) == [1]
    nameless = replace(old, key=old.text[:20])
    assert _left(tmp_path / "archive", [nameless]) == []
    assert (archive.article(new.id), archive.versions(new.id)) == (new, ())


def test_what_was_removed_before_can_be_purged_later(make_archive: Make, tmp_path: Path) -> None:
    chance = random.Random(0)
    old, kept = _story(chance, "the-old-key", 3_000), _story(chance, "the-kept-key", 3_000)
    archive = make_archive(old, kept)
    list(archive.remove([old.id]))
    list(archive.remove([], purge=True))
    assert _left(tmp_path / "archive", [old]) == []


def test_a_reader_that_runs_finds_nothing_of_it_and_goes_on(make_archive: Make, tmp_path: Path) -> None:
    chance = random.Random(0)
    old, kept = _story(chance, "the-old-key", 3_000), _story(chance, "the-kept-key", 3_000)
    archive = make_archive(old, kept)
    reader = Archive(tmp_path / "archive", HashEncoder())
    assert reader.search(old.text[:80], k=1)[0].passage.article == old
    list(archive.remove([old.id], purge=True))
    assert {hit.passage.article for hit in reader.search(old.text[:80])} <= {kept}
    assert _left(tmp_path / "archive", [old]) == []


def test_a_purge_that_has_no_room_for_the_index_says_so_and_can_be_done_again(
    make_archive: Make, tmp_path: Path
) -> None:
    chance = random.Random(0)
    old, kept = _story(chance, "the-old-key", 3_000), _story(chance, "the-kept-key", 3_000)
    archive = make_archive(old, kept)
    (number,) = (int(path.name) for path in (tmp_path / "archive" / "lexicon").iterdir())
    in_the_way = tmp_path / "archive" / "lexicon" / str(number + 1)
    in_the_way.write_text("in the way")
    with pytest.raises(ArchiveError, match="the articles are safe"):
        list(archive.remove([old.id], purge=True))
    assert archive.check() == []
    in_the_way.unlink(missing_ok=True)
    list(archive.remove([], purge=True))
    assert _left(tmp_path / "archive", [old]) == []
