"""One archive in another's place: built beside it with its indexes, then taken over in one transaction."""

import logging
import shutil
from contextlib import suppress
from pathlib import Path

from index.catalogue import Catalogue
from index.errors import ArchiveError, ArchiveOutdated
from index.shelf import Shelf
from index.upkeep import Upkeep

__all__ = ["RESTORING", "empty_folder", "take_place"]

_log = logging.getLogger(__name__)

RESTORING = "restore"


def empty_folder(folder: Path) -> None:
    """Make a folder anew, without what was in it.

    Raises:
        ArchiveError: it cannot be made.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir()
    except OSError as error:
        raise ArchiveError(f"cannot make {folder}: {error.strerror}") from error


def take_place(folder: Path, catalogue: Catalogue, beside: Path) -> None:
    """Put an archive that lies beside another into its place, so that readers need not wait for indexes.

    Its indexes are built and moved first: nobody believes them before the catalogue has their history.
    """
    built = Catalogue(beside)
    try:
        with suppress(ArchiveOutdated):  # of the previous format, and without indexes until it is migrated
            Upkeep(beside, built).finish()
            Shelf(folder).take(beside)
    except OSError as error:
        _log.warning("the indexes will be built with the next question (%s)", error)
    catalogue.restore(built.path)
    shutil.rmtree(beside, ignore_errors=True)
    with suppress(ArchiveOutdated):
        Upkeep(folder, catalogue).finish()
