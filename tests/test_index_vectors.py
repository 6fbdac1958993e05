"""The vector layers: what is found is what exact search finds, whatever lies in which layer."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import source_number
from index.block import Block, Generation
from index.scope import Scope
from index.vectors.base import Base
from index.vectors.building import build
from index.vectors.layers import Layers

DIMENSION = 16
FIRST = date(2020, 1, 1).toordinal()
SOURCES = ("Yonhap", "Reuters", None)


class Stored:
    """Passages as a catalogue would give them."""

    def __init__(self, ids: Iterable[int], dimension: int = DIMENSION, seed: int = 0) -> None:
        self.ids = np.array(sorted(ids), np.int64)
        chance = np.random.default_rng(seed)
        everything = chance.standard_normal((int(self.ids.max(initial=0)) + 1, dimension))
        everything /= np.linalg.norm(everything, axis=1, keepdims=True)
        self.rows = everything.astype(np.float16).astype(np.float32)  # the catalogue keeps half precision
        self.dimension = dimension

    def block(self, ids: Iterable[int]) -> Block:
        numbers = np.array(sorted(ids), np.int64)
        days = np.array([0 if n % 7 == 0 else FIRST + n % 100 for n in numbers], np.int32)
        sources = np.array([source_number(SOURCES[n % 3]) for n in numbers], np.int64)
        return Block(numbers, days, sources, self.rows[numbers])

    def blocks(self, ids: Iterable[int] | None) -> Iterator[Block]:
        chosen = self.ids if ids is None else sorted(ids)
        for first in range(0, len(chosen), 1000):
            yield self.block(chosen[first : first + 1000])

    def vectors(self, ids: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        numbers = np.array(list(ids), np.int64)
        return numbers, self.rows[numbers]

    def nearest(self, ids: Iterable[int], row: np.ndarray, k: int) -> list[int]:
        numbers = np.array(sorted(ids), np.int64)
        order = np.argsort(-(self.rows[numbers] @ row), kind="stable")
        return numbers[order[:k]].tolist()


def _base(folder: Path, stored: Stored, number: int = 1, previous: Base | None = None) -> Base:
    generation = Generation(number, f"stamp {number}")
    build(folder / str(number), generation, stored.ids, stored.blocks, stored.dimension, previous)
    base = Base.load(folder / str(number), stored.dimension)
    assert base is not None
    return base


def _unit(seed: int, dimension: int = DIMENSION) -> np.ndarray:
    row = np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)
    return row / np.linalg.norm(row)


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.integers(1, 60)),
    st.lists(st.tuples(st.sets(st.integers(61, 90)), st.sets(st.integers(1, 90))), max_size=4),
    st.integers(1, 12),
)
def test_whatever_comes_and_goes_the_search_is_exact(
    tmp_path_factory: pytest.TempPathFactory,
    in_base: set[int],
    changes: list[tuple[set[int], set[int]]],
    k: int,
) -> None:
    stored = Stored(range(1, 91))
    stored.ids = np.array(sorted(in_base), np.int64)
    base = _base(tmp_path_factory.mktemp("base"), stored) if in_base else None
    layers = Layers.over(base, Generation(1, "stamp 1"), DIMENSION)
    present = set(in_base)
    for number, (added, deleted) in enumerate(changes, start=2):
        before, found_before = layers, layers.search(_unit(1), k, Scope(), stored.vectors)
        present = (present - deleted) | added
        layers = layers.after(Generation(number, "x"), [stored.block(added)], deleted - added)
        assert before.search(_unit(1), k, Scope(), stored.vectors) == found_before
    assert layers.ids.tolist() == sorted(present)
    assert len(layers) == len(present)
    for seed in range(3):
        found = layers.search(_unit(seed), k, Scope(), stored.vectors)
        assert [number for number, _ in found] == stored.nearest(present, _unit(seed), k)
        assert all(
            score == pytest.approx(float(stored.rows[number] @ _unit(seed)), abs=1e-5)
            for number, score in found
        )


def test_replaying_a_change_does_no_harm(tmp_path: Path) -> None:
    stored = Stored(range(1, 31))
    layers = Layers.over(_base(tmp_path, stored), Generation(1, "a"), DIMENSION)
    once = layers.after(Generation(2, "b"), [stored.block({5, 30})], {7})
    twice = once.after(Generation(2, "b"), [stored.block({5, 30})], {7})
    assert twice.ids.tolist() == once.ids.tolist() == [n for n in range(1, 31) if n != 7]


SCOPES = [
    Scope(),
    Scope(first=date(2020, 2, 1)),
    Scope(last=date(2020, 1, 3)),
    Scope(as_of=date(2020, 1, 20)),
    Scope(sources=("yonhap",)),
    Scope(first=date(2020, 1, 10), last=date(2020, 1, 10), sources=("REUTERS", "Yonhap")),
    Scope(first=date(2031, 1, 1)),
]


def _allowed(number: int, scope: Scope) -> bool:
    """The same rules, said another way."""
    day = None if number % 7 == 0 else date.fromordinal(FIRST + number % 100)
    source = SOURCES[number % 3]
    if scope.sources and (source or "").lower() not in {name.lower() for name in scope.sources}:
        return False
    if day is None:
        return scope.first is None and scope.last is None
    bounds = (scope.last, scope.as_of)
    return (scope.first is None or day >= scope.first) and all(end is None or day <= end for end in bounds)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_filters_before_ranking_in_every_layer(tmp_path: Path, scope: Scope) -> None:
    stored = Stored(range(1, 301))
    stored.ids = np.arange(1, 201)
    layers = Layers.over(_base(tmp_path, stored), Generation(1, "a"), DIMENSION)
    layers = layers.after(Generation(2, "b"), [stored.block(range(201, 301))], {3, 4, 5})
    expected = [n for n in range(1, 301) if n not in (3, 4, 5) and _allowed(n, scope)]
    found = layers.search(_unit(0), 300, scope, stored.vectors)
    assert sorted(number for number, _ in found) == expected
    assert [number for number, _ in found][:10] == stored.nearest(expected, _unit(0), 10)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Stored, Base]:
    """More passages than are scanned whole: an inverted file."""
    folder = tmp_path_factory.mktemp("large")
    stored = Stored(range(1, 60_001), dimension=32)
    return folder, stored, _base(folder, stored)


def test_many_passages_are_searched_nearly_exactly_and_few_by_a_filter_too(
    large: tuple[Path, Stored, Base],
) -> None:
    _, stored, base = large
    assert not base.is_exact
    layers = Layers.over(base, base.generation, 32)
    one_day = Scope(first=date(2020, 1, 3), last=date(2020, 1, 3))
    for scope, least in ((Scope(), 0.8), (one_day, 0.99)):  # random vectors are the hardest there are
        allowed = [n for n in range(1, 60_001) if _allowed(n, scope)]
        hits = 0
        for seed in range(30):
            found = layers.search(_unit(seed, 32), 10, scope, stored.vectors)
            hits += len({n for n, _ in found} & set(stored.nearest(allowed, _unit(seed, 32), 10)))
            assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        assert hits / 300 >= least


def test_the_next_base_takes_over_the_lists_of_the_one_before(large: tuple[Path, Stored, Base]) -> None:
    folder, stored, base = large
    later = Stored(range(1, 60_001), dimension=32)
    later.ids = np.concatenate([np.arange(101, 59_001), np.arange(59_500, 60_001)])
    following = _base(folder, later, 2, previous=base)
    assert following.ids.tolist() == later.ids.tolist()
    layers = Layers.over(following, following.generation, 32)
    hits = 0
    for seed in range(30):
        found = layers.search(_unit(seed, 32), 10, Scope(), stored.vectors)
        hits += len({n for n, _ in found} & set(later.nearest(later.ids, _unit(seed, 32), 10)))
    assert hits / 300 >= 0.8


@pytest.mark.parametrize("name", ["index.faiss", "passages.npy", "seal.json"])
@pytest.mark.parametrize("damage", ["cut", "noise", "empty", "gone"])
def test_a_damaged_base_is_not_believed(tmp_path: Path, name: str, damage: str) -> None:
    stored = Stored(range(1, 200))
    _base(tmp_path, stored)
    path = tmp_path / "1" / name
    whole = path.read_bytes()
    noise = np.random.default_rng(1).bytes(len(whole))
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes({"cut": whole[: len(whole) // 2], "noise": noise, "empty": b""}[damage])
    assert Base.load(tmp_path / "1", DIMENSION) is None


def test_a_base_notices_that_its_file_was_written_to(tmp_path: Path) -> None:
    base = _base(tmp_path, Stored(range(1, 200)))
    assert base.is_intact
    with (tmp_path / "1" / "index.faiss").open("r+b") as file:
        file.write(b"noise")
    assert not base.is_intact
    (tmp_path / "1" / "index.faiss").unlink()
    assert base.is_intact  # what is mapped stays


def test_a_base_of_another_dimension_is_not_believed(tmp_path: Path) -> None:
    _base(tmp_path, Stored(range(1, 20)))
    assert Base.load(tmp_path / "1", 2 * DIMENSION) is None


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    stored = Stored(range(1, 20))

    def failing(_: Iterable[int] | None) -> Iterator[Block]:
        yield stored.block(range(1, 5))
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        build(tmp_path / "1", Generation(1, "a"), stored.ids, failing, DIMENSION, None)
    assert list(tmp_path.iterdir()) == []
