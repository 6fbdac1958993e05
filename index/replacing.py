"""One archive in another's place: built beside it with its indexes, then taken over in one transaction."""

import shutil
from contextlib import suppress
from pathlib import Path

from index.catalogue import Catalogue
from index.errors import ArchiveOutdated
from index.shelf import Shelf
from index.upkeep import Upkeep

__all__ = ["RESTORING", "take_place"]

RESTORING = "restore"


def take_place(folder: Path, catalogue: Catalogue, beside: Path) -> None:
    """Put an archive that lies beside another into its place, so that readers need not wait for indexes.

    Its indexes are built and moved first: nobody believes them before the catalogue has their history.
    """
    built = Catalogue(beside)
    with suppress(ArchiveOutdated):  # of the previous format, and without indexes until it is migrated
        Upkeep(beside, built).finish()
        Shelf(folder).take(beside)
    catalogue.restore(built.path)
    shutil.rmtree(beside, ignore_errors=True)
    with suppress(ArchiveOutdated):
        Upkeep(folder, catalogue).finish()
