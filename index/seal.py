"""Seal: what a derived index on disk holds, and the checksums by which its files are believed.

Written last, and by rename: an index without a seal is not there. The checksum is XXH3, which finds
damage at the speed of memory; it is no proof against someone who wants to deceive.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import xxhash

from index.block import Generation

__all__ = ["Seal", "State", "file_state", "fingerprint", "is_untouched", "sync"]

State = tuple[int, int, int]  # a file's inode, size in bytes, and time of change in nanoseconds

_FORMAT = 4  # raised with what is in the indexes: their words, their vectors' order
_FILE = "seal.json"
_CHUNK = 1 << 22  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Seal:
    """What an index holds.

    Attributes:
        generation: of the catalogue, that the index is at.
        passages: how many there are in it.
        files: the name of each file, its size and its checksum.
    """

    generation: Generation
    passages: int
    files: Mapping[str, tuple[int, str]]

    @classmethod
    def of(
        cls,
        folder: Path,
        generation: Generation,
        passages: int,
        names: Iterable[str],
        known: Mapping[str, tuple[int, str]] | None = None,
    ) -> "Seal":
        """Seal the files of a folder as they are; one that goes meanwhile is left out.

        Args:
            folder: where they lie.
            generation: of the catalogue, that they hold.
            passages: how many they hold.
            names: the files.
            known: what need not be read again: sizes and checksums of files that never change.
        """
        files = {}
        for name in sorted(names):
            try:
                files[name] = (known or {}).get(name) or _fingerprint(folder / name)
            except FileNotFoundError:
                continue
        return cls(generation, passages, files)

    @classmethod
    def read(cls, folder: Path) -> "Seal | None":
        """Return the folder's seal; None where there is none, or none that can be read."""
        try:
            values = json.loads((folder / _FILE).read_text("utf-8"))
            if values["format"] != _FORMAT:
                return None
            files = {str(name): (int(size), str(check)) for name, (size, check) in values["files"].items()}
            generation = Generation(int(values["generation"]), str(values["stamp"]))
            return cls(generation, int(values["passages"]), files)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def write(self, folder: Path) -> None:
        """Put the seal into the folder, in place of an older one."""
        part = folder / f"{_FILE}.part"
        values = {
            "format": _FORMAT,
            "generation": self.generation.number,
            "stamp": self.generation.stamp,
            "passages": self.passages,
            "files": self.files,
        }
        with part.open("w", encoding="utf-8") as file:
            json.dump(values, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / _FILE)
        sync(folder)

    def damage(self, folder: Path, skip_missing: bool = False) -> list[str]:
        """Return the files that are not what was sealed, a line each."""
        found = []
        for name, expected in self.files.items():
            try:
                if _fingerprint(folder / name, expected[0]) != expected:
                    found.append(f"{folder / name} was damaged")
            except FileNotFoundError:
                if not skip_missing:
                    found.append(f"{folder / name} is gone")
            except OSError as error:
                found.append(f"{folder / name} cannot be read ({error.strerror})")
        return found


def file_state(path: Path) -> State | None:
    """Return what tells whether a file was written to; None where it is gone."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def is_untouched(path: Path, state: State | None) -> bool:
    """Whether a file was not written to since; one that is gone or replaced is mapped as it was."""
    now = file_state(path)
    return now is None or state is None or now[0] != state[0] or now == state


def fingerprint(content: bytes) -> tuple[int, str]:
    """Return the size and checksum of a file's content, as a seal has them."""
    return len(content), xxhash.xxh3_128_hexdigest(content)


def sync(folder: Path) -> None:
    """Make a folder's entries durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fingerprint(path: Path, expected: int | None = None) -> tuple[int, str]:
    """Return a file's size and checksum; one of another size than expected is not read."""
    size = path.stat().st_size
    if expected is not None and size != expected:
        return size, ""
    digest = xxhash.xxh3_128()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return size, digest.hexdigest()
