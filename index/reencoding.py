"""Cutting and encoding all articles anew, so that it can be stopped at any moment and gone on with.

The new archive grows beside the old one, which is searched meanwhile, and takes its place in one
transaction at the end.
"""

from collections.abc import Iterator
from pathlib import Path

from index.arrivals import Outcome
from index.catalogue import Catalogue
from index.encoder import Encoder
from index.errors import ArchiveError
from index.passages import SPLITTER
from index.replacing import empty_folder, take_place
from index.snapshot import Manifest
from index.writing import BATCH, Batches

__all__ = ["BESIDE", "reencode"]

BESIDE = "reindex"


def reencode(folder: Path, catalogue: Catalogue, encoder: Encoder) -> Iterator[int]:
    """Encode every article anew; give how many are done, those of an earlier run that was stopped too.

    Args:
        folder: the archive's; the write lock must be held.
        catalogue: what is in it.
        encoder: the new one, or the same.
    """
    beside = _begin(folder / BESIDE, catalogue, encoder)
    with catalogue.read() as old:
        with beside.write() as transaction:
            gone = {article_id for article_id, _ in transaction.digests()} - {
                article_id for article_id, _ in old.digests()
            }
            transaction.remove(gone)
        with beside.read() as new:
            done = dict(new.digests())
        batches = Batches(beside, encoder)
        for article_id, digest in old.digests():
            if done.get(article_id) == digest:
                yield 1
                continue
            article = old.article(article_id)
            assert article is not None
            batches.take(article, Outcome("updated", article.key))
            if batches.waiting >= BATCH:
                yield len(batches.commit())
        yield len(batches.commit())
        with beside.write() as transaction:
            transaction.take_over(old)
        with beside.read() as new:
            if sorted(new.digests()) != sorted(old.digests()):
                raise ArchiveError(f"the copy in {folder / BESIDE} lacks articles: remove it, run this again")
    take_place(folder, catalogue, folder / BESIDE)


def _begin(folder: Path, catalogue: Catalogue, encoder: Encoder) -> Catalogue:
    """Return the catalogue that grows: the one of the run that was stopped, or a new one."""
    beside = Catalogue(folder)
    wanted = Manifest(encoder.name, encoder.identity, encoder.dimension, SPLITTER)
    if beside.exists:
        with beside.read() as snapshot:
            found = snapshot.manifest()
        if (found.identity, found.splitter) == (wanted.identity, wanted.splitter):
            return beside
    empty_folder(folder)
    with catalogue.read() as snapshot:
        manifest, last = snapshot.manifest(), snapshot.last_passage()
    beside.create(wanted, manifest.generation.number, last)
    return beside
