"""Formats that are zip files with XML inside: what must hold before anything in one is unpacked."""

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from index.errors import UnreadableFile

__all__ = ["opened_zip", "unpacked", "xml_root"]

MOST_ENTRIES = 5_000
MOST_UNPACKED = 200_000_000  # bytes, of all entries
MOST_MARKUP = 20_000_000  # bytes, of one entry that is parsed: a tree takes ten times as much memory
_MOST_RATIO = 250  # times an entry's packed size: prose shrinks to a third, markup to 1/100 at most
_SMALL = 1_000_000  # bytes, which any entry may unpack to
_MARKUP = (".xml", ".rels", ".opf", ".xhtml", ".html", ".htm", ".ncx")
# What zipfile raises on damaged entries; NotImplementedError, a RuntimeError, on unknown compression.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
_ENTRY = b"PK\x01\x02"  # begins an entry of the directory (APPNOTE 4.3.12)


def opened_zip(source: bytes, kind: str) -> zipfile.ZipFile:
    """Open a zip file, by the sizes that it declares for its entries: no more than those is ever unpacked.

    Args:
        source: its bytes.
        kind: what it should be: "a Word document".

    Raises:
        UnreadableFile: it is no zip file, locked, or unpacks to too much.
    """
    if source.count(_ENTRY) > MOST_ENTRIES:  # before they are all read into memory
        raise UnreadableFile(f"holds more than {MOST_ENTRIES:,} files: it is not {kind}, or made to do harm")
    try:
        archive = zipfile.ZipFile(BytesIO(source))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError, IndexError) as error:
        raise UnreadableFile(f"is not {kind}, or is damaged: save it again") from error
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile("is locked with a password: save a copy without one")
    _check_sizes(entries)
    return archive


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED:
        raise UnreadableFile(
            f"unpacks to {total // 1_000_000:,} MB, and {MOST_UNPACKED // 1_000_000} are the most: "
            "take the pictures out"
        )
    for entry in entries:
        if entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1):
            raise UnreadableFile("unpacks to hundreds of times its size: it is made to do harm, or damaged")
        if entry.file_size > MOST_MARKUP and entry.filename.lower().endswith(_MARKUP):
            raise UnreadableFile(f"has a text larger than {MOST_MARKUP // 1_000_000} MB: split it")


def unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return an entry's bytes.

    Raises:
        UnreadableFile: there is no such entry, or it is damaged.
    """
    try:
        return archive.read(name)
    except KeyError as error:
        raise UnreadableFile(f"is incomplete: {_short(name)} is missing from it") from error
    except _DAMAGE as error:
        raise UnreadableFile(f"is damaged at {_short(name)}: save it again") from error


def xml_root(source: bytes, name: str) -> etree._Element:
    """Parse XML without entities, document types or the network.

    Raises:
        UnreadableFile: it is no XML, or nested or declared beyond what libxml2 allows.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"is damaged at {_short(name)}: save it again") from error


def _short(name: str) -> str:
    return ascii(name[:60])[1:-1]
