"""Where the derived indexes lie on disk: the newest whole one of each kind is the one that counts."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from index.feed import Feed
from index.lexicon import Lexicon
from index.seal import Seal
from index.snapshot import Snapshot
from index.vectors.base import Base
from index.vectors.building import build

__all__ = ["Kind", "Shelf"]

Kind = Literal["vector", "keyword"]


class Shelf:
    """The folders `vectors/` and `lexicon/` of an archive, with one numbered folder an index in each.

    A base is named by its generation and never changes. A keyword index grows in its folder; built
    anew, it gets the next number.
    """

    def __init__(self, folder: Path) -> None:
        self._vectors = folder / "vectors"
        self._lexicon = folder / "lexicon"
        self._links: tempfile.TemporaryDirectory[str] | None = None

    def base(self, feed: Feed, dimension: int) -> Base | None:
        """Return the newest whole base of this catalogue's history."""
        loaded = (Base.load(folder, dimension) for folder, _ in _of_history(self._vectors, feed))
        return next((base for base in loaded if base is not None), None)

    def damaged(self, feed: Feed) -> dict[Kind, list[str]]:
        """Return what is damaged, a line for each file; not of what a newer, whole one has replaced."""
        found: dict[Kind, list[str]] = {"vector": [], "keyword": []}
        folders: dict[Kind, Path] = {"vector": self._vectors, "keyword": self._lexicon}
        for kind, folder in folders.items():
            for path, seal in _of_history(folder, feed):
                lines = seal.damage(path) if kind == "vector" else Lexicon.damage(path, seal)
                if not lines:
                    break
                found[kind] += [f"the {kind} index: {line}" for line in lines]
        return found

    def newest_base(self) -> int:
        """Return the generation of the newest base, whole or not; -1 where there is none."""
        return next((int(folder.name) for folder in _newest_first(self._vectors)), -1)

    def build_base(self, snapshot: Snapshot, previous: Base | None) -> Base | None:
        """Write the base of a snapshot, and return it."""
        manifest, feed = snapshot.manifest(), snapshot.feed
        target = self._vectors / str(manifest.generation.number)

        blocks = partial(feed.blocks, dimension=manifest.dimension)
        build(target, manifest.generation, feed.ids(), blocks, manifest.dimension, previous)
        return Base.load(target, manifest.dimension)

    def lexicon(self, feed: Feed) -> Lexicon | None:
        """Return the newest whole keyword index of this catalogue's history."""
        loaded = (Lexicon.load(self._writable(folder)) for folder, _ in _of_history(self._lexicon, feed))
        return next((lexicon for lexicon in loaded if lexicon is not None), None)

    def _writable(self, folder: Path) -> Path:
        """Return the folder, or a temporary one of links to its files: tantivy locks what it reads."""
        if os.access(folder, os.W_OK):
            return folder
        self._links = tempfile.TemporaryDirectory(prefix="citedesk-")
        for path in folder.iterdir():
            if path.suffix == ".json":  # small, and replaced by the writer
                shutil.copyfile(path, Path(self._links.name, path.name))
            elif not path.name.endswith(".lock"):
                Path(self._links.name, path.name).symlink_to(path.absolute())
        return Path(self._links.name)

    def newest_lexicon(self) -> Path | None:
        """Return the folder of the newest keyword index that has a seal."""
        return next((folder for folder in _newest_first(self._lexicon) if Seal.read(folder)), None)

    def build_lexicon(self, snapshot: Snapshot) -> Lexicon:
        """Write the keyword index of a snapshot into a new folder, and return it."""
        lexicon = Lexicon.create(self._lexicon / self._next_number())
        lexicon.apply(snapshot.feed.entries(None), (), snapshot.manifest().generation)
        return lexicon

    def take(self, archive: Path) -> None:
        """Move the newest index of each kind here from another archive's folder."""
        for folder in _newest_first(archive / self._vectors.name)[:1]:
            target = self._vectors / folder.name
            self._vectors.mkdir(exist_ok=True)
            shutil.rmtree(target, ignore_errors=True)
            folder.rename(target)
        for folder in _newest_first(archive / self._lexicon.name)[:1]:
            self._lexicon.mkdir(exist_ok=True)
            folder.rename(self._lexicon / self._next_number())

    def _next_number(self) -> str:
        return str(max((int(folder.name) for folder in _newest_first(self._lexicon)), default=0) + 1)

    def drop_base(self, base: Base) -> None:
        """Remove a base that no process will load any more; who has it mapped keeps it."""
        shutil.rmtree(self._vectors / str(base.generation.number), ignore_errors=True)

    def clean(self, base: Base | None, lexicon: Lexicon) -> list[Path]:
        """Remove what is older than these, what a stopped process left, and what the last format had.

        Returns:
            what could not be removed.
        """
        kept = {self._vectors / str(base.generation.number) if base else None, lexicon.folder}
        found = [
            path
            for folder in (self._vectors, self._lexicon)
            if folder.is_dir()
            for path in folder.iterdir()
            if path not in kept
        ]
        for path in found:
            shutil.rmtree(path, ignore_errors=True)
            with contextlib.suppress(OSError):
                path.unlink()
        return [path for path in found if path.exists()]


def _of_history(folder: Path, feed: Feed) -> Iterator[tuple[Path, Seal]]:
    """Give the sealed indexes below a folder that belong to a catalogue's history, the newest first."""
    for path in _newest_first(folder):
        seal = Seal.read(path)
        if seal is not None and feed.knows(seal.generation):
            yield path, seal


def _newest_first(folder: Path) -> list[Path]:
    """Return the numbered folders below one."""
    try:
        found = [path for path in folder.iterdir() if path.name.isdecimal() and path.is_dir()]
    except OSError:
        return []
    return sorted(found, key=lambda path: -int(path.name))
