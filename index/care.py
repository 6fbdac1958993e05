"""Looking after an archive's folder: check, repair, backup, restore, migrate. None needs the encoder."""

import shutil
from pathlib import Path

from index.catalogue import Catalogue
from index.checking import check_catalogue, check_indexes
from index.errors import ArchiveError
from index.folders import make_empty
from index.locking import writing
from index.replacing import RESTORING, empty_folder, take_place
from index.schema import FORMAT
from index.shelf import Shelf
from index.upkeep import Upkeep

__all__ = ["backup", "check", "migrate", "repair", "restore"]


def check(folder: Path) -> list[str]:
    """Return what is wrong with an archive, a line each; nothing where all is well."""
    catalogue = Catalogue(folder)
    found = check_catalogue(catalogue)
    if not found:
        wrong = check_indexes(catalogue, Shelf(folder))
        found = [*wrong["keyword"], *wrong["vector"]]
    return found


def repair(folder: Path) -> list[str]:
    """Build anew what is derived and wrong; return what is still wrong.

    Raises:
        ArchiveBusy: another process is writing.
    """
    catalogue = Catalogue(folder)
    found = check_catalogue(catalogue)
    if found:
        return found
    with writing(folder):
        upkeep = Upkeep(folder, catalogue)
        wrong = check_indexes(catalogue, Shelf(folder))
        if wrong["keyword"]:
            upkeep.rebuild_words()
        if wrong["vector"]:
            upkeep.rebuild_base()
        upkeep.finish()
    return check(folder)


def backup(folder: Path, file: Path) -> None:
    """Write all that cannot be derived into one new file, as of now, while others read and write.

    Raises:
        ArchiveError: the file exists, or cannot be written.
    """
    Catalogue(folder).backup(file)


def restore(file: Path, folder: Path, replace: bool = False) -> None:
    """Make the archive in a folder what a backup holds, indexes and all; running readers take it up.

    Args:
        file: what `backup` wrote.
        folder: a new one, or one with an archive.
        replace: whether an archive that is there may be replaced.

    Raises:
        ArchiveError: the file is no whole backup, or there is an archive that may not be replaced.
        ArchiveBusy: another process is writing.
    """
    catalogue = Catalogue(folder)
    if not catalogue.path.exists():
        make_empty(folder)
    elif not replace:
        raise ArchiveError(f"{folder} holds an archive: choose another folder, or add --replace")
    with writing(folder):
        beside = folder / RESTORING
        empty_folder(beside)
        try:
            Catalogue(beside).restore(file)
            take_place(folder, catalogue, beside)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def migrate(folder: Path) -> bool:
    """Bring an archive of the previous format up, in one transaction; return whether it was needed.

    Raises:
        ArchiveBusy: another process is writing.
    """
    catalogue = Catalogue(folder)
    with catalogue.read() as snapshot:
        if snapshot.format == FORMAT:
            return False
    with writing(folder):
        was_needed = catalogue.migrate()
        Upkeep(folder, catalogue).finish()
    return was_needed
