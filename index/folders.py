"""The folder of an archive, from outside."""

import contextlib
from pathlib import Path

from index.errors import ArchiveError

__all__ = ["make_empty", "size_of"]

_OURS = frozenset({"write.lock", "writer.json", "vectors", "lexicon", "reindex", "restore"})


def size_of(folder: Path) -> int:
    """Return the bytes of a folder's files; one that a writer removes meanwhile counts nothing."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            total += path.stat().st_size if path.is_file() else 0
    return total


def make_empty(folder: Path) -> None:
    """Make the folder; refuse one that holds other things than an archive has, catalogue or not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = [
            path.name
            for path in folder.iterdir()
            if path.name not in _OURS and "catalogue.sqlite" not in path.name
        ]
    except OSError as error:
        raise ArchiveError(f"cannot make an archive in {folder}: {error.strerror}") from error
    if others:
        raise ArchiveError(
            f"{folder} is no archive and holds other files ({others[0]}): choose another --archive"
        )
