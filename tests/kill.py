"""Kills a process that changes an archive at random instants, and sees that nothing was lost.

    python tests/kill.py --kills 2000 --seed 7

One process imports everything once; each operation, and each look at what it left, runs in a fork of it.
A fork that is to be killed writes the stack of all its threads first, on a signal: that tells which step
was cut short. Small limits make a few dozen passages go through every layer.
"""

import argparse
import ctypes
import errno
import faulthandler
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

from fakes import HashEncoder, article

import index.archive
import index.upkeep
import index.vectors.building
import index.writing
from index import care
from index.archive import Archive
from index.article import Article, article_id
from index.catalogue import Catalogue
from index.duplicates import fingerprint
from index.errors import ArchiveError, ArchiveOutdated, CitedeskIndexError
from index.facts import in_language
from index.passages import encoded_text, split
from index.schema import FORMAT
from index.scope import Scope

FORMAT_1 = Path(__file__).parent / "data" / "format-1"
KEYS = [f"k{number}" for number in range(24)]
EDITIONS = 3
# Kills of one archive before the next is begun.
LIFE = 14
# The functions that make up each step, and the operations that reach it: half of the kills are aimed at one
# of them, and come some milliseconds after it began. The others come at any time.
STEPS = {
    "create": ("create",),
    "commit": ("put", "remove", "close", "_transaction"),
    "words": ("apply", "_seal", "settle", "build_lexicon"),
    "compaction": ("_compact", "build", "_fill", "rebuild_base"),
    "tidy": ("clean", "_forget", "forget_log"),
    "scrub": ("purge", "scrub"),
    "take up": ("at", "_load_layers", "_bring_up_words", "lexicon", "base"),
    "repair": ("repair",),
    "backup": ("backup",),
    "restore": ("restore",),
    "reencode": ("reencode",),
    "migrate": ("migrate",),
}
MUST = set(STEPS) - {"create", "repair", "backup"}
STEP_OF = {name: step for step, names in STEPS.items() for name in names}
_STORING = ("words", "commit", "compaction", "tidy")
AIMS = {
    "add": _STORING,
    "update": _STORING,
    "remove": ("commit", "words", "tidy"),
    "purge": ("scrub", "scrub", "commit", "compaction"),
    "read": ("take up", "words", "compaction"),
    "repair": ("repair", "words", "compaction"),
    "backup": ("backup",),
    "restore": ("restore", "restore", "words"),
    "reencode": ("reencode", "compaction"),
    "migrate": ("migrate",),
}
# Milliseconds from the beginning of a step to the kill that is aimed at it, at the most.
_REACH = 15.0
State = dict[str, int]


def text_of(key: str, edition: int) -> str:
    """Words that no other article and no other edition has, in sentences; as many as the key says."""
    length = 3 + 17 * (int(key[1:]) % 4)
    return " ".join(
        f"Report {word_of(key, edition, line)} says the river {word_of(key, edition, line)}b rose in Lund."
        for line in range(length)
    )


def word_of(key: str, edition: int, line: int) -> str:
    """Letters alone: figures that differ in the same sentences would make copies of what is none."""
    return f"{_sign(key, edition)}{_letters(line)}q"


def _sign(key: str, edition: int) -> str:
    return f"zq{_letters(int(key[1:]))}x{_letters(edition)}y"


def _letters(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "abcdefghij"))


def story(key: str, edition: int) -> Article:
    return article(text_of(key, edition), key, title=f"Title {word_of(key, edition, 999)}", source="Ekot")


STORIES = {(key, edition): story(key, edition) for key in KEYS for edition in range(EDITIONS)}
SPANS = {
    at: split(item, HashEncoder().count, HashEncoder().window)
    for at, item in STORIES.items()
}  # fmt: skip


@dataclass
class World:
    """One archive, and what is known to be in it.

    Attributes:
        state: the edition of each article that is stored.
        gone: the editions that were stored once and are not.
        purged: those of them of which no byte may be left.
    """

    folder: Path
    backup: Path
    state: State = field(default_factory=dict)
    backed_up: State | None = None
    encoders: tuple[str, ...] = ("hash",)
    gone: set[tuple[str, int]] = field(default_factory=set)


@dataclass(frozen=True)
class Plan:
    """An operation: the states that it passes through, the first being the present one.

    Attributes:
        run: does it; says of each step that it is done.
    """

    name: str
    states: list[State]
    run: Callable[[], Iterable[object]]


def opened(world: World) -> Archive:
    with Catalogue(world.folder).read() as snapshot:
        name = snapshot.manifest().encoder
    assert name in world.encoders, name
    return Archive(world.folder, HashEncoder(name))


def plan(world: World, chance: random.Random, before: Mapping[str, int]) -> Plan:
    """Choose the next operation, rather one that was not cut short often before."""
    state = world.state
    kinds = {"add": 4, "update": 4, "remove": 3, "purge": 4, "read": 2}
    kinds |= {"repair": 1, "backup": 2, "reencode": 2}
    if world.backed_up is not None:
        kinds["restore"] = 3
    if len(state) < 4:
        kinds = {"add": 1}
    kind = chance.choices(list(kinds), [weight / (4 + before[kind]) for kind, weight in kinds.items()])[0]
    makers: dict[str, Callable[[], Plan]] = {
        "add": lambda: _storing(world, chance, "add"),
        "update": lambda: _storing(world, chance, "update"),
        "remove": lambda: _removing(world, chance, purge=False),
        "purge": lambda: _removing(world, chance, purge=True),
        "read": lambda: Plan("read", [state], lambda: _read(world, chance)),
        "repair": lambda: Plan("repair", [state], lambda: _repair(world, chance)),
        "backup": lambda: Plan("backup", [state], lambda: _backup(world)),
        "reencode": lambda: _reencoding(world),
        "restore": lambda: Plan("restore", [state, dict(world.backed_up or {})], lambda: _restore(world)),
    }
    return makers[kind]()


def _storing(world: World, chance: random.Random, name: str) -> Plan:
    if name == "add":
        absent = [key for key in KEYS if key not in world.state]
        keys = chance.sample(absent, min(len(absent), chance.randint(4, 12)))
    else:
        keys = chance.sample(sorted(world.state), min(len(world.state), chance.randint(2, 8)))
    changes = {key: (world.state.get(key, chance.randrange(EDITIONS)) + 1) % EDITIONS for key in keys}
    states = [world.state]
    for key, edition in changes.items():
        states.append({**states[-1], key: edition})

    def run() -> Iterator[object]:
        archive = Archive.create(world.folder, HashEncoder(_present(world)))
        for outcome in archive.add(STORIES[change] for change in changes.items()):
            assert outcome.action in {"added", "updated"}, outcome
            yield outcome

    return Plan(name, states, run)


def _present(world: World) -> str:
    """Return the name of the encoder that the archive has, or is to have."""
    if not (world.folder.exists() and Catalogue(world.folder).exists):
        return world.encoders[0]
    return opened(world).encoder.name


def _removing(world: World, chance: random.Random, purge: bool) -> Plan:
    keys = chance.sample(sorted(world.state), chance.randint(1, min(6, len(world.state))))
    states = [world.state]
    for key in keys:
        states.append({other: edition for other, edition in states[-1].items() if other != key})

    def run() -> Iterator[object]:
        done = 0
        if purge:  # what the others said before an update is gone then, too
            every = [article_id(key) for key in world.state]
            assert all(count >= 0 for count in opened(world).remove(every, versions_only=True))
        for count in opened(world).remove([article_id(key) for key in keys], purge=purge):
            yield from range(count - done)
            done = count

    return Plan("purge" if purge else "remove", states, run)


def _reencoding(world: World) -> Plan:
    def run() -> Iterator[object]:
        archive = opened(world)
        (other,) = (name for name in ("hash", "hish") if name != archive.encoder.name)
        list(archive.reencode(HashEncoder(other)))
        yield from ()

    world.encoders = ("hash", "hish")
    return Plan("reencode", [world.state], run)


def _read(world: World, chance: random.Random) -> Iterator[object]:
    for name in chance.choice([(), ("vectors",), ("lexicon",), ("vectors", "lexicon")]):
        shutil.rmtree(world.folder / name, ignore_errors=True)
    archive = opened(world)
    archive.warm_up()
    for key, edition in world.state.items():
        archive.search(word_of(key, edition, 1))
    yield from ()


def _repair(world: World, chance: random.Random) -> Iterator[object]:
    files = [path for path in world.folder.glob("*/*/*") if path.suffix != ".lock"]
    for path in chance.sample(files, min(2, len(files))):
        with suppress(OSError), path.open("rb+") as file:
            file.write(b"...")
    assert care.repair(world.folder) == []
    yield from ()


def _backup(world: World) -> Iterator[object]:
    world.backup.unlink(missing_ok=True)
    care.backup(world.folder, world.backup)
    yield from ()


def _restore(world: World) -> Iterator[object]:
    care.restore(world.backup, world.folder, replace=True)
    yield None
    opened(world).warm_up()


# What a look at the archive asserts.


def look(world: World, allowed: list[State], is_damaged: bool) -> State:
    """See that the archive is whole and in one of these states; return that.

    What was damaged on purpose, and not repaired before the kill, mends itself at the first question.
    """
    try:
        archive = opened(world)
    except ArchiveError:
        # Killed before it was made.
        assert not Catalogue(world.folder).exists
        assert {} in allowed
        return {}
    assert is_damaged or (found := archive.check()) == [], found
    state: State = {}
    with Catalogue(world.folder).read() as snapshot:
        stored = {item.key: item for item in snapshot.articles()}
        ids = snapshot.feed.ids()
    for key, item in stored.items():
        editions = [edition for edition in range(EDITIONS) if STORIES[key, edition] == item]
        assert editions, f"{key} is half there"
        state[key] = editions[0]
    assert state in allowed, f"stored {state}, allowed {allowed}"
    indexes = archive._indexes()
    assert indexes.layers.ids.tolist() == ids.tolist(), "vectors are not those stored"
    assert sorted(indexes.lexicon.passages()) == ids.tolist(), "words are not those stored"
    for key, edition in state.items():
        _look_at(archive, key, edition)
    assert (found := archive.check()) == [], found
    return state


def _look_at(archive: Archive, key: str, edition: int) -> None:
    item = STORIES[key, edition]
    passages = archive.passages_of(item)
    assert tuple((passage.start, passage.end) for passage in passages) == SPANS[key, edition], key
    probe = passages[len(passages) // 2]
    text = encoded_text(item.title, probe.text)
    assert abs(archive.cosines(text, [probe])[probe.id] - 1) < 0.01, f"{key} has another text's vector"
    indexes = archive._indexes()
    with Catalogue(archive.folder).read() as snapshot:
        stored = partial(snapshot.feed.vectors, dimension=archive.encoder.dimension)
        by_meaning = indexes.layers.search(archive.encoder.encode([text])[0], 5, Scope(), stored)
    assert probe.id in dict(by_meaning), f"{key} is not found by meaning"
    word = word_of(key, edition, 1)
    by_words = dict(indexes.lexicon.search(word, 5, Scope()))
    assert set(by_words) <= {passage.id for passage in passages}, f"{word} is found elsewhere"
    assert by_words, f"{key} is not found by words"
    hits = archive.search(word, k=5)
    assert item.id in {hit.passage.article.id for hit in hits}, f"{key} is not found"


def look_for_purged(world: World) -> None:
    """See that no file holds a word of what is gone."""
    files = {path: path.read_bytes() for path in world.folder.rglob("*") if path.is_file()}
    for key, edition in world.gone - set(world.state.items()):
        signs = [_sign(key, edition).encode()]
        for path, content in files.items():
            assert not any(sign in content for sign in signs), f"{path} holds {key} of edition {edition}"


# Migration: an archive of the previous format, grown so that there is time to be killed in.


# Languages, days told of and copies are found for each while it is migrated: a second or so in all.
OLD = 200


def old_archive(folder: Path) -> None:
    shutil.copytree(FORMAT_1, folder)
    connection = sqlite3.connect(folder / "catalogue.sqlite", isolation_level=None)
    connection.execute("BEGIN")
    vector = connection.execute("SELECT vector FROM passages").fetchone()[0]
    for number in range(OLD):
        item = article(f"Old story {number} of the river.", f"old{number}")
        connection.execute(
            "INSERT INTO articles (id, key, digest, text, authors) VALUES (?, ?, ?, ?, '[]')",
            (item.id, item.key, item.digest, item.text),
        )
        connection.execute(
            'INSERT INTO passages (article, start, "end", vector) VALUES (?, 0, ?, ?)',
            (item.id, len(item.text), vector),
        )
    connection.execute("COMMIT")
    connection.close()


def look_at_migrated(folder: Path, acknowledged: bool) -> State:
    """See that it is wholly of one format; say whether of the new."""
    with Catalogue(folder).read() as snapshot:
        number = snapshot.format
        assert snapshot.counts() == (OLD + 4, OLD + 6)
    assert Catalogue(folder).integrity() == []
    if number == 1:
        assert not acknowledged
        try:
            Archive(folder, HashEncoder())
        except ArchiveOutdated as error:
            assert "citedesk migrate" in str(error)
            return {"new": 0}
        raise AssertionError("an archive of an older format was opened")
    assert number == FORMAT
    archive = Archive(folder, HashEncoder())
    assert archive.check() == []
    assert archive.search("Fifty houses stood in water", k=1)[0].passage.article.key == "flood"
    assert archive.check() == []
    return {"new": 1}


# Forks.


def fork(work: Callable[[Callable[[str], None]], None], stacks: Path | None = None) -> tuple[int, int]:
    """Run in a child, which ends by itself with 0, or with 1 after a traceback; return it and its pipe."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    status = 1
    try:
        os.close(reading)
        if stacks is not None:
            # Kept open until the end, which comes by a signal.
            file = stacks.open("w")
            faulthandler.register(signal.SIGUSR1, file=file, all_threads=True)
        faulthandler.enable()
        # "writev", since a fault may be made of "write".
        work(lambda line: void(os.writev(writing, [f"{line}\n".encode()])))
        status = 0
    except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _fail(
    chosen: Plan, fault: Callable[[], AbstractContextManager[None]], say: Callable[[str], None]
) -> None:
    """Do an operation under a fault; say last that it came to its end, or by which error it did not."""
    try:
        with fault():
            for _ in chosen.run():
                say("done")
    except CitedeskIndexError as error:
        assert str(error)
        assert "\n" not in str(error)
        say(type(error).__name__)
    else:
        say("end")


Fault = Callable[[Path, random.Random], AbstractContextManager[None]]


@contextmanager
def no_fault(_folder: Path, _chance: random.Random) -> Iterator[None]:
    """Let all go well."""
    yield


@contextmanager
def small_files(folder: Path, chance: random.Random) -> Iterator[None]:
    """Let no file grow past some length: the write that would is short, the next fails (EFBIG)."""
    longest = max((path.stat().st_size for path in folder.rglob("*") if path.is_file()), default=0)
    most = int(chance.choice([chance.uniform(0, 1), chance.uniform(0.9, 1.3)]) * (longest or 150_000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def full_disk(folder: Path, chance: random.Random) -> Iterator[None]:
    """Leave some thousands of bytes free of the disk that the folder is on, a small one."""
    filler = folder / "filler"
    free = shutil.disk_usage(folder).free
    filler.write_bytes(bytes(max(0, free - int(200_000 * chance.random() ** 2))))
    try:
        yield
    finally:
        filler.unlink()


_SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sys/types.h>
#include <unistd.h>
static volatile long left = -1; static volatile int code, more;
void arm(long calls, int error, int and_all_after) { code = error; more = and_all_after; left = calls; }
static int fails(void) {
  if (left < 0) return 0;
  long at = __atomic_fetch_sub(&left, 1, __ATOMIC_SEQ_CST);
  if (at > 0) return 0;
  left = more ? 0 : -1;
  return 1;
}
#define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))
ssize_t write(int f, const void *b, size_t n) {
  if (f < 3 || !fails()) return REAL(write)(f, b, n);
  if (n > 1 && code == ENOSPC) { REAL(write)(f, b, n / 2); }
  errno = code; return -1; }
ssize_t pwrite64(int f, const void *b, size_t n, off_t o) {
  if (!fails()) return REAL(pwrite64)(f, b, n, o);
  if (n > 1 && code == ENOSPC) return REAL(pwrite64)(f, b, n / 2, o);
  errno = code; return -1; }
ssize_t pwrite(int f, const void *b, size_t n, off_t o) { return pwrite64(f, b, n, o); }
int fsync(int f) { if (!fails()) return REAL(fsync)(f); errno = code; return -1; }
int fdatasync(int f) { if (!fails()) return REAL(fdatasync)(f); errno = code; return -1; }
int ftruncate64(int f, off_t n) { if (!fails()) return REAL(ftruncate64)(f, n); errno = code; return -1; }
int rename(const char *a, const char *b) { if (!fails()) return REAL(rename)(a, b); errno = code; return -1; }
"""


def with_shim(folder: Path) -> str:
    """Build what makes a system call fail, and return its path. Wants a C compiler."""
    source, built = folder / "shim.c", folder / "shim.so"
    source.write_text(_SHIM.replace("#include <unistd.h>", "#include <unistd.h>\n#include <stdio.h>"))
    subprocess.run(["cc", "-shared", "-fPIC", "-o", built, source, "-ldl"], check=True)
    return str(built)


@contextmanager
def failing_calls(_folder: Path, chance: random.Random) -> Iterator[None]:
    """Let one write, sync or rename fail, or all from one on: by an error, or by a lack of room."""
    shim = ctypes.CDLL(None)
    calls = int(10 ** chance.uniform(0, 2.7))
    shim.arm(ctypes.c_long(calls), chance.choice([errno.EIO, errno.ENOSPC]), chance.randrange(2))
    try:
        yield
    finally:
        shim.arm(ctypes.c_long(-1), 0, 0)


def void(_: object) -> None:
    """Make of an expression a statement."""


def collect(child: int, pipe: int) -> tuple[int, list[str]]:
    """Wait for the child's end; return how it ended, and its lines."""
    with os.fdopen(pipe) as lines:
        said = lines.read().splitlines()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


class Killer:
    """Kills so many times, spread evenly over the time that each operation takes."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chance = random.Random(seed)
        self.seconds: dict[str, float] = {}
        self.kills = self.runs = 0
        self.operations: Counter[str] = Counter()
        self.steps: Counter[str] = Counter()
        self.began, self.looking = time.monotonic(), 0.0

    def live(self, most: int) -> None:
        """Begin an archive, and kill up to `LIFE` processes that change it."""
        folder = Path(tempfile.mkdtemp(dir=self.root))
        world = World(folder / "archive", folder / "backup")
        until = min(most, self.kills + LIFE)
        while self.kills < until:
            chosen = plan(world, self.chance, self.operations)
            killed, said = self._run(chosen.name, chosen.run)
            # What was said to be done is done; the rest of it may be.
            allowed = chosen.states[len(said) :] if killed else chosen.states[-1:]
            if chosen.name == "purge" and not killed:
                world.gone |= set(world.state.items()) - set(chosen.states[-1].items())
                look_for_purged(world)
            state = self._look(partial(look, world, allowed, killed and chosen.name == "repair"))
            for passed in chosen.states:
                world.gone |= set(passed.items())
            if chosen.name == "backup" and not killed:
                world.backed_up = dict(state)
            elif chosen.name == "backup":
                world.backed_up = dict(state) if world.backup.exists() else None
            world.state = state
        shutil.rmtree(folder)

    def migrate(self, most: int) -> None:
        """Kill the migration of one archive until it is done."""
        folder = Path(tempfile.mkdtemp(dir=self.root)) / "archive"
        old_archive(folder)
        is_done = False
        while not is_done and self.kills < most:
            killed, said = self._run("migrate", lambda: iter([care.migrate(folder)]))
            is_done = bool(self._look(partial(look_at_migrated, folder, bool(said) or not killed))["new"])
        shutil.rmtree(folder.parent)

    def fail(self, rounds: int, fault: Fault) -> None:
        """Run so many operations under a fault, each with a look at what it left once the fault is gone."""
        folder = Path(tempfile.mkdtemp(dir=self.root))
        world = World(folder / "archive", folder / "backup")
        for _ in range(rounds):
            chosen = plan(world, self.chance, self.operations)
            self.runs += 1
            # Drawn here: the fork's draws are not seen by the next.
            chance = random.Random(self.chance.random())
            # An archive that never grew would not have much to lose.
            met = fault if self.runs % 3 else no_fault
            child, pipe = fork(partial(_fail, chosen, partial(met, world.folder.parent, chance)))
            code, said = collect(child, pipe)
            assert code == 0, f"{chosen.name} ended with {code} in {self.root}"
            if said[-1] != "end":
                self.kills += 1
                self.operations[chosen.name] += 1
                self.steps[said.pop()] += 1
                allowed = chosen.states[len(said) :]
            else:
                allowed = chosen.states[-1:]
            is_damaged = chosen.name == "repair"
            for passed in chosen.states:
                world.gone |= set(passed.items())
            world.state = self._look(partial(look, world, allowed, is_damaged))
            if chosen.name == "backup":
                world.backed_up = dict(world.state) if world.backup.exists() else None
        shutil.rmtree(folder)

    def _run(self, name: str, run: Callable[[], Iterable[object]]) -> tuple[bool, list[str]]:
        """Run in a child, and kill it; return whether that was before its end, and what it said."""
        stacks = self.root / "stacks"
        stacks.unlink(missing_ok=True)
        self.runs += 1
        usual = self.seconds.get(name)
        aim = (
            self.chance.choice(AIMS[name]) if name in AIMS and usual and self.chance.random() < 0.5 else None
        )
        after = 0.0001 + _REACH / 1000 * self.chance.random() ** 2

        def work(say: Callable[[str], None]) -> None:
            if aim:
                _end_in(aim, after)
            for _ in run():
                say("done")
            say("end")

        began = time.monotonic()
        child, pipe = fork(work, stacks)
        if not _wait(child, self.chance.uniform(0.004, usual) if usual and not aim else 20.0):
            os.kill(child, signal.SIGUSR1)
            time.sleep(self.chance.uniform(0.001, 0.003))
            os.kill(child, signal.SIGKILL)
        code, said = collect(child, pipe)
        took = time.monotonic() - began
        stack = stacks.read_text(errors="replace") if stacks.exists() else ""
        # The dump reads the frames of threads that run on, and may itself fall: then its last line is cut.
        deaths = {signal.SIGKILL, signal.SIGUSR1, signal.SIGALRM}
        deaths |= {signal.SIGSEGV} if stack and not stack.endswith("\n") else set()
        assert not code or -code in deaths, f"{name} ended with {code}"
        if code and said[-1:] != ["end"]:
            self.kills += 1
            self.operations[name] += 1
            for step in {aim} if aim and not stack else steps_in(stack):
                self.steps[step] += 1
            return True, said
        if code == 0 and not aim:
            self.seconds[name] = 0.7 * usual + 0.3 * took if usual else took
        return False, said[:-1]

    def report(self) -> dict[str, object]:
        return {
            "kills": self.kills,
            "runs": self.runs,
            "seconds": round(time.monotonic() - self.began, 1),
            "looking": round(self.looking, 1),
            "operations": dict(self.operations.most_common()),
            "steps": dict(self.steps.most_common()),
        }

    def _look(self, see: Callable[[], State]) -> State:
        began = time.monotonic()
        child, pipe = fork(lambda say: say(json.dumps(see())))
        code, said = collect(child, pipe)
        self.looking += time.monotonic() - began
        assert code == 0, f"after {self.kills} kills in {self.root}"
        state: State = json.loads(said[0])
        return state


def _wait(child: int, seconds: float) -> bool:
    """Wait until the child has ended, though no longer than this; return whether it has."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return True
        time.sleep(min(0.002, max(0.0, until - time.monotonic())))
    return False


def steps_in(stacks: str) -> set[str]:
    """Tell which steps were under way, from the stacks of a process's threads."""
    steps = set()
    for stack in stacks.split("\n\n"):
        frames = [line.rsplit(" in ", 1)[-1] for line in stack.splitlines() if "/index/" in line]
        steps |= {next((STEP_OF[frame] for frame in frames if frame in STEP_OF), "other")}
    return steps


def _end_in(step: str, after: float) -> None:
    """End this process, as by a kill, so many seconds after a step begins, whatever it does then."""

    def notice(frame: FrameType, event: str, _argument: object) -> None:
        if (
            event == "call"
            and STEP_OF.get(frame.f_code.co_name) == step
            and "/index/" in frame.f_code.co_filename
        ):
            sys.setprofile(None)
            threading.setprofile(None)
            # The signal's default action: the system ends the process, and no code of it runs.
            signal.setitimer(signal.ITIMER_REAL, after)

    sys.setprofile(notice)
    threading.setprofile(notice)


def kill(kills: int, seed: int) -> dict[str, object]:
    """Kill so many times; return what was hit. Raises AssertionError where something was lost."""
    with _killer(seed, None) as killer:
        # Some more where a step was missed, by chance.
        while killer.kills < kills or (killer.kills < 2 * kills and not killer.steps.keys() >= MUST):
            killer.live(killer.kills + LIFE)
            killer.migrate(killer.kills + 2)
        return killer.report()


def fail(faults: int, seed: int, fault: Fault, root: Path | None = None) -> dict[str, object]:
    """Let so many operations meet a fault; return what was hit. Raises AssertionError as above."""
    with _killer(seed, root) as killer:
        while killer.kills < faults:
            killer.fail(LIFE * 2, fault)
        return killer.report()


@contextmanager
def _killer(seed: int, root: Path | None) -> Iterator[Killer]:
    index.upkeep._NEEDS_BASE = 30
    index.writing.BATCH = 8
    index.archive._REMOVED = 2
    index.vectors.building._FLAT_MOST = 60
    # Kept where something is found.
    # In memory where that may be: what a kill leaves is the same, and no disk is waited for.
    memory = Path("/dev/shm")
    own = Path(
        tempfile.mkdtemp(prefix="kills-", dir=root or (memory if os.access(memory, os.W_OK) else None))
    )
    yield Killer(own, seed)
    shutil.rmtree(own)


@contextmanager
def small_disk() -> Iterator[Path]:
    """Give a disk of some megabytes, in memory. Wants the right to mount."""
    folder = Path(tempfile.mkdtemp(prefix="disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--small-files", type=int, default=0, help="operations in which a file is cut short")
    parser.add_argument("--full-disk", type=int, default=0, help="operations on a full disk")
    parser.add_argument("--failing-calls", type=int, default=0, help="operations in which the system fails")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = {}
    # What a process loads once is loaded before the forks, so that they spend their time on what is tested.
    first = next(iter(STORIES.values()))
    fingerprint(in_language(first), first.text).keys()
    if given.kills:
        found["kills"] = kill(given.kills, given.seed)
    if given.small_files:
        found["small files"] = fail(given.small_files, given.seed, small_files)
    if given.full_disk:
        with small_disk() as disk:
            found["full disk"] = fail(given.full_disk, given.seed, full_disk, disk)
    if given.failing_calls:
        if "shim.so" not in os.environ.get("LD_PRELOAD", ""):
            os.environ["LD_PRELOAD"] = with_shim(Path(tempfile.mkdtemp(prefix="shim-")))
            os.execv(sys.executable, [sys.executable, *sys.argv])
        found["failing calls"] = fail(given.failing_calls, given.seed, failing_calls)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
