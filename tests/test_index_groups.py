"""Articles that tell one story are a group, and a search gives one passage of it."""

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder, article

from index import care
from index.archive import Archive
from index.article import Article, source_number
from index.catalogue import Catalogue
from index.collapsing import best_of_stories
from index.dates import DateRange
from index.details import Page
from index.passages import Passage
from index.ranking import Ranking
from index.scope import UNDATED, Scope

Make = Callable[..., Archive]
BODY = (
    "At least nine people were killed when a road bridge over the river fell into the water on Tuesday.",
    "The bridge links the old town with the mills on the other bank, and some 20,000 cars cross it a day.",
    "Divers searched for those who are missing until it was dark, and will go on in the early morning.",
    "The cause is not known. Inspectors had asked for a limit of weight two years ago, officials said.",
    "All trains through the city were stopped, since the railway passes just below the damaged road.",
)
REUTERS = article("\n\n".join(BODY), "r", title="Bridge falls", published=date(2019, 5, 3), source="Reuters")
YONHAP = article(
    "\n\n".join(BODY[:3]), "y", title="Nine die in river", published=date(2019, 5, 4), source="Yonhap"
)
PAPER = article(
    "\n\n".join(BODY).replace("nine", "14"),
    "p",
    title="Toll rises",
    published=date(2019, 5, 6),
    source="Post",
)
OTHER = article("The mill in Kiruna burned on Friday. Nobody was hurt in the fire, police said.", "o")
TOLL = "How many people were killed when the bridge fell?"


def _keys(archive: Archive, article_id: str) -> list[str]:
    return [listed.key for listed in archive.group_of(article_id)]


def _stored(archive: Archive, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(archive.folder / "catalogue.sqlite")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def _do(archive: Archive, statement: str) -> None:
    connection = sqlite3.connect(archive.folder / "catalogue.sqlite")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_copies_are_one_group_named_newest_first(make_archive: Make) -> None:
    archive = make_archive(REUTERS, OTHER, YONHAP, PAPER)
    assert _keys(archive, YONHAP.id) == ["p", "y", "r"]
    assert _keys(archive, OTHER.id) == ["o"]
    assert archive.group_of("no such id") == ()
    assert archive.check() == []


def test_a_group_is_one_number_so_that_it_counts_once(make_archive: Make) -> None:
    archive = make_archive(REUTERS, OTHER, YONHAP)
    numbers = archive.groups_of([REUTERS.id, YONHAP.id, OTHER.id, "no such id"])
    assert set(numbers) == {REUTERS.id, YONHAP.id, OTHER.id}
    assert numbers[REUTERS.id] == numbers[YONHAP.id] != numbers[OTHER.id]


def test_a_search_gives_the_newest_copy_that_holds_the_passage(make_archive: Make) -> None:
    archive = make_archive(REUTERS, YONHAP, PAPER, OTHER)
    hits = archive.search(TOLL, k=5)
    told = [hit for hit in hits if hit.passage.article.key in "ryp"]
    (hit,) = told
    assert hit.passage.article == replace(PAPER, language="en")
    assert [listed.source for listed in hit.also] == ["Yonhap", "Reuters"]


def test_what_a_cut_copy_lacks_is_shown_from_an_older_one(make_archive: Make) -> None:
    archive = make_archive(REUTERS, YONHAP)
    filler = " ".join(f"Nothing about word{number} was said by anybody on that day." for number in range(12))
    long = article(
        f"{REUTERS.text}\n\n{filler}", "long", title="Bridge", published=date(2019, 5, 1), source="AP"
    )
    list(archive.add([long]))
    (hit,) = [hit for hit in archive.search("word7 was said by anybody", k=5) if "word7" in hit.passage.text]
    assert hit.passage.article.key == "long"
    assert [listed.source for listed in hit.also] == ["Yonhap", "Reuters"]


@pytest.mark.parametrize(
    ("bounds", "shown", "also"),
    [
        ({"as_of": date(2019, 5, 5)}, "Yonhap", ["Reuters"]),
        ({"within": DateRange(date(2019, 5, 1), date(2019, 5, 3))}, "Reuters", []),
        ({"sources": ("reuters", "post")}, "Post", ["Reuters"]),
    ],
)
def test_only_copies_that_satisfy_the_filter_are_shown_and_named(
    make_archive: Make, bounds: dict[str, object], shown: str, also: list[str]
) -> None:
    archive = make_archive(REUTERS, YONHAP, PAPER)
    (hit,) = archive.search(TOLL, **bounds)  # type: ignore[arg-type]
    assert hit.passage.article.source == shown
    assert [listed.source for listed in hit.also] == also


def test_an_article_alone_keeps_its_passages(make_archive: Make) -> None:
    text = " ".join(f"The river rose by {number} metres near the town of Lund." for number in range(40))
    archive = make_archive(article(text, "alone"))
    assert len(archive.search("river rose in Lund", k=4)) > 1


def test_many_copies_leave_room_for_other_stories(make_archive: Make) -> None:
    copies = [replace(REUTERS, key=f"copy {number}") for number in range(60)]
    archive = make_archive(*copies, OTHER)
    assert {hit.passage.article.key for hit in archive.search("bridge mill", k=2)} >= {"o"}


def _long(key: str, **known: object) -> Article:
    """A story of six passages."""
    parts = [
        " ".join(f"The ferry {part}x{line} crossed the strait near Lund that day." for line in range(9))
        for part in range(6)
    ]
    return article("\n\n".join(parts), key, **known)


@pytest.mark.parametrize("count", [20, 60, 100])
def test_copies_that_fill_the_rankings_hide_no_other_story(make_archive: Make, count: int) -> None:
    copies = [_long(f"copy {number}", source=f"Paper {number}") for number in range(count)]
    others = [
        article(
            f"Word{number} was said. A ferry was seen, and nobody asked for it at all.", f"other {number}"
        )
        for number in range(12)
    ]
    archive = make_archive(*copies, *others)
    assert len(archive.passages_of(copies[0])) == 6
    hits = archive.search("ferry crossed the strait near Lund", k=10)
    keys = [hit.passage.article.key for hit in hits]
    assert len(keys) == 10
    assert sum(key.startswith("copy") for key in keys) == 1
    assert len(hits[0].also) == min(count - 1, 20)


@pytest.mark.parametrize(
    ("ranking", "found", "depths"),
    [
        (range(1, 501), 100, [100]),  # of no group
        (range(1, 4), 3, [100]),  # not full
        (range(-119, 500), 1 + 400 - 120, [100, 400]),
        ([1] * 9_000, 1, [100, 400, 1_600, 6_400]),
    ],
)
def test_rankings_are_read_deeper_only_where_stories_are_missing(
    make_archive: Make, ranking: Sequence[int], found: int, depths: list[int]
) -> None:
    """Passages from 1 on are none of any group; those below are of twenty copies."""
    archive = make_archive(*(_long(f"copy {number}") for number in range(20)))
    read: list[int] = []

    def both(depth: int) -> tuple[Ranking, Ranking]:
        read.append(depth)
        ids = [number + 120 if number <= 0 else number + 1_000 for number in ranking]
        return [(number, -float(place)) for place, number in enumerate(ids)][:depth], []

    with Catalogue(archive.folder).read() as snapshot:
        best, _, _ = best_of_stories(both, 10, snapshot.groups)
    assert (len(best), read) == (found, depths)


def test_the_newest_twenty_of_many_copies_are_named(make_archive: Make) -> None:
    copies = [
        replace(REUTERS, key=f"copy {day}", published=date(2019, 5, 1) + timedelta(day), source=f"S{day % 2}")
        for day in range(50)
    ]
    archive = make_archive(*copies)
    (hit,) = archive.search(TOLL, k=5)
    assert hit.passage.article.key == "copy 49"
    assert [listed.key for listed in hit.also] == [f"copy {day}" for day in range(48, 28, -1)]
    (hit,) = archive.search(TOLL, k=5, sources=("s0",), as_of=date(2019, 5, 31))
    assert [hit.passage.article.key, *(listed.key for listed in hit.also)] == [
        f"copy {day}" for day in range(30, -1, -2)
    ]
    assert len(archive.also_told(copies[0])) == 20
    assert len(archive.group_of(copies[0].id)) == 50


def test_the_sentence_with_another_number_is_found_in_the_other_version(make_archive: Make) -> None:
    archive = make_archive(REUTERS, YONHAP, PAPER)
    stored = archive.article(PAPER.id)
    end = stored.text.index("Tuesday.") + len("Tuesday.")
    told = archive.told_otherwise(Passage(0, stored, 0, end))
    assert told is not None
    assert (told.article.key, told.text) == ("y", BODY[0])
    only = archive.told_otherwise(Passage(0, stored, 0, end), Scope(sources=("reuters", "post")))
    assert only is not None
    assert only.article.key == "r"
    passed = archive.told_otherwise(Passage(0, stored, 0, end), None, lambda other: other.article.key != "y")
    assert passed is not None
    assert passed.article.key == "r"


def test_a_sentence_that_all_versions_share_is_told_alike(make_archive: Make) -> None:
    archive = make_archive(REUTERS, PAPER)
    stored = archive.article(PAPER.id)
    start = stored.text.index("The bridge links")
    assert archive.told_otherwise(Passage(0, stored, start, start + len(BODY[1]))) is None


def test_a_group_cannot_drift(make_archive: Make) -> None:
    """Each is like the one before it; the last is no more like the first than any two stories."""
    sentences = [
        f"Sentence number word{n} says what nobody else than word{n} could say of it." for n in range(40)
    ]
    chain = [article(" ".join(sentences[at : at + 12]), f"c{at}") for at in range(0, 28, 2)]
    archive = make_archive(*chain)
    groups = archive.groups_of([item.id for item in chain])
    assert groups[chain[0].id] == groups[chain[1].id]
    assert groups[chain[0].id] != groups[chain[-1].id]


def test_the_founder_counts_after_it_was_updated_or_removed(make_archive: Make) -> None:
    archive = make_archive(REUTERS, YONHAP)
    new = article("Something else altogether is told now. " * 12, "r", published=date(2019, 5, 3))
    list(archive.add([new]))
    list(archive.add([PAPER]))
    assert _keys(archive, PAPER.id) == ["p", "y"]
    assert _keys(archive, REUTERS.id) == ["r"]
    list(archive.remove([YONHAP.id]))
    list(archive.add([YONHAP]))
    assert _keys(archive, PAPER.id) == ["p", "y"]
    assert archive.check() == []


def test_an_updated_copy_stays_with_its_story(make_archive: Make) -> None:
    archive = make_archive(REUTERS, YONHAP)
    text = f"{YONHAP.text}\n\nThe mayor spoke."
    list(archive.add([article(text, "y", published=date(2019, 5, 4), source="Yonhap")]))
    assert _keys(archive, YONHAP.id) == ["y", "r"]


def test_nothing_is_kept_of_a_group_whose_last_article_is_removed(make_archive: Make) -> None:
    archive = make_archive(REUTERS, OTHER)
    list(archive.remove([REUTERS.id, OTHER.id]))
    counts = (
        "SELECT (SELECT count(*) FROM groups), (SELECT count(*) FROM bands), (SELECT count(*) FROM members)"
    )
    assert _stored(archive, counts) == [(0, 0, 0)]


def test_a_purged_founder_leaves_nothing_to_tell_its_words_by(make_archive: Make) -> None:
    archive = make_archive(REUTERS, YONHAP, PAPER)
    (words,) = _stored(archive, "SELECT words FROM groups")[0]
    list(archive.remove([REUTERS.id], purge=True))
    assert _keys(archive, PAPER.id) == ["p", "y"]
    assert isinstance(words, bytes)
    contents = [path.read_bytes() for path in archive.folder.rglob("*") if path.is_file()]
    assert not any(words[-160:] in content for content in contents)
    assert archive.check() == []


def test_reindexing_keeps_groups_and_founders(make_archive: Make) -> None:
    archive = make_archive(REUTERS, YONHAP, PAPER, OTHER)
    query = "SELECT number, text_check, day, words FROM groups ORDER BY number"
    before = _stored(archive, query), _stored(archive, "SELECT * FROM bands ORDER BY key")
    list(archive.reencode(HashEncoder("another")))
    assert (_stored(archive, query), _stored(archive, "SELECT * FROM bands ORDER BY key")) == before
    assert _keys(archive, REUTERS.id) == ["p", "y", "r"]
    assert archive.check() == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM members WHERE article = 1", "r is in no group"),
        ("DELETE FROM bands", "lacks keys"),
        ("INSERT INTO bands VALUES (1, 99)", "1 keys lead to no group"),
        ("DELETE FROM bands WHERE key = (SELECT max(key) FROM bands)", "lacks keys"),
        ("UPDATE groups SET words = substr(words, 5)", "lacks keys"),
        ("UPDATE groups SET words = substr(words, 2)", "the founder of group 1 is damaged"),
        ("UPDATE groups SET words = 'text'", "the founder of group 1 is damaged"),
        ("UPDATE groups SET title = 'text'", "the founder of group 1 is damaged"),
        ("INSERT INTO groups VALUES (99, '', 0, NULL, x'00000000')", "group 99 has no articles"),
    ],
)
def test_a_check_finds_groups_that_do_not_fit(make_archive: Make, damage: str, said: str) -> None:
    archive = make_archive(REUTERS, OTHER)
    _do(archive, damage)
    found = archive.check()
    assert any(said in line for line in found)
    if "reindex" in found[0]:
        list(archive.reencode(HashEncoder("another")))
        assert archive.check() == []


def test_a_damaged_founder_stops_nothing_and_is_forgotten(make_archive: Make) -> None:
    archive = make_archive(REUTERS, YONHAP)
    _do(archive, "UPDATE groups SET words = x'01'")
    list(archive.add([PAPER]))
    assert _keys(archive, REUTERS.id) == ["y", "r"]
    list(archive.reencode(HashEncoder("another")))
    assert _stored(archive, "SELECT length(words) > 4 FROM groups") == [(1,), (1,)]
    _do(archive, "UPDATE groups SET words = x'01'")
    list(archive.remove([REUTERS.id, YONHAP.id, PAPER.id]))
    assert _stored(archive, "SELECT count(*) FROM bands") == [(0,)]


def test_a_check_makes_the_keys_of_some_groups_and_the_key_of_the_text_of_all(make_archive: Make) -> None:
    archive = make_archive(
        *(
            article(f"Word{number} was said. It rained in Lund on that day.", f"{number}")
            for number in range(450)
        )
    )
    _do(archive, "UPDATE groups SET words = x'0000000000000000' WHERE number IN (2, 449)")
    assert [line.split(" lacks")[0] for line in archive.check()] == ["group 2", "group 449"]


def test_migration_puts_every_article_into_a_group(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(Path(__file__).parent / "data" / "format-1", tmp_path / "archive"))
    care.migrate(folder)
    archive = Archive(folder, HashEncoder())
    ids = [listed.id for listed in archive.articles()]
    assert len(archive.groups_of(ids)) == len(ids) == 4
    assert archive.check() == []


TOLD = article("The bridge over the river fell in July 2018. It was closed for two years.", "t")


@pytest.mark.parametrize(
    "damage",
    [
        'UPDATE told SET start = 999, "end" = 1000',
        'UPDATE told SET "end" = start',
        "UPDATE told SET first = -1",
        "UPDATE told SET last = 99999999",
        "UPDATE told SET first = last + 1",
        "UPDATE told SET first = 'May'",
        "UPDATE told SET first = 700000.5, last = 999999",
    ],
)
def test_a_check_finds_days_told_of_that_are_none(make_archive: Make, damage: str) -> None:
    archive = make_archive(TOLD, OTHER)
    _do(archive, damage)
    assert archive.check() == ["the days that t tells of are damaged: citedesk reindex"]
    archive.search("bridge", prefer=DateRange(date(2018, 7, 1), date(2018, 7, 31)))
    list(archive.reencode(HashEncoder("another")))
    assert archive.check() == []


@pytest.mark.parametrize("stored", ["no JSON [", "5", "[5]", '{"a": 1}', "null"])
def test_a_damaged_page_is_found_by_a_check_and_asked_for_again(make_archive: Make, stored: str) -> None:
    archive = make_archive(OTHER)
    pages = [Page(f"https://a.example/{name}", "u", "e", None, (OTHER.id,)) for name in "ab"]
    archive.remember(pages)
    _do(archive, f"UPDATE pages SET articles = '{stored}' WHERE asked LIKE '%a'")
    assert archive.check() == ["what is known of the page https://a.example/a is damaged: citedesk reindex"]
    assert [archive.page(page.asked) for page in pages] == [None, pages[1]]
    list(archive.reencode(HashEncoder("another")))
    assert archive.check() == []
    assert archive.page(pages[1].asked) == pages[1]


@pytest.mark.parametrize("damage", ["text = 'else'", "replaced = 'some day'", "replaced = x'00'"])
def test_a_damaged_version_leaves_the_others(make_archive: Make, damage: str) -> None:
    archive = make_archive(article("The mill burned. One was hurt.", "m"))
    list(archive.add([article("The mill burned. Two were hurt.", "m")]))
    list(archive.add([article("The mill burned. Three were hurt.", "m")]))
    _do(archive, f"UPDATE versions SET {damage} WHERE number = 1")
    (version,) = archive.versions(article("x", "m").id)
    assert "Two were hurt" in version.article.text
    assert archive.check() == ["a superseded version of m is damaged: restore a backup"]


@pytest.mark.parametrize(
    ("scope", "keys"),
    [
        (Scope(), "rypo"),
        (Scope(first=date(2019, 5, 4)), "yp"),
        (Scope(last=date(2019, 5, 4)), "ry"),
        (Scope(first=date(2019, 5, 4), last=date(2019, 5, 4)), "y"),
        (Scope(as_of=date(2019, 5, 3)), "ro"),
        (Scope(sources=("REUTERS", "post")), "rp"),
        (Scope(as_of=date(2019, 5, 4), sources=("reuters", "post")), "r"),
        (Scope(sources=("nobody",)), ""),
    ],
)
def test_a_scope_says_the_same_to_every_one_who_asks(make_archive: Make, scope: Scope, keys: str) -> None:
    articles = (REUTERS, YONHAP, PAPER, OTHER)
    assert "".join(item.key for item in articles if scope.allows(item)) == keys
    listed = {item.key for item in make_archive(*articles).articles(scope)}
    assert listed == set(keys)
    days = [item.published.toordinal() if item.published else UNDATED for item in articles]
    sources = [source_number(item.source) for item in articles]
    mask = scope.mask(np.array(days, np.int32), np.array(sources, np.int64))
    assert "".join(item.key for item, is_let in zip(articles, mask, strict=True) if is_let) == keys
