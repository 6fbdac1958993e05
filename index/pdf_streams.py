"""How large a PDF's packed streams are: PDFium unpacks whatever it is given, whole."""

import re
import zlib

from index.errors import UnreadableFile

__all__ = ["check_streams"]

MOST_UNPACKED = 20_000_000  # bytes, of one stream that is no picture: a page's drawing, a font
MOST_IN_ALL = 200_000_000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_REACH = 600  # bytes before a stream in which its dictionary stands
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_PACKED = re.compile(rb"/(?:FlateDecode|Fl)\b")


def check_streams(source: bytes) -> None:
    """Unpack the streams of a PDF, as far as they may reach, and look at nothing but their size.

    Those of a locked file, or packed otherwise than by Flate, are passed over: the limits of the
    process that reads stand behind this.

    Raises:
        UnreadableFile: one is larger than any page's, or all together are.
    """
    total, end = 0, 0
    for found in _STREAM.finditer(source):
        if found.start() < end:
            continue  # inside another stream
        head = source[max(end, found.start() - _REACH) : found.start()]
        head = head[head.rfind(b" obj") + 1 :]
        packings = len(_PACKED.findall(head))
        if not packings or _PICTURE.search(head):
            continue
        size, taken = _size(source, found.end())
        end = found.end() + taken
        total += size
        if size > MOST_UNPACKED or total > MOST_IN_ALL or (packings > 1 and size > MOST_UNPACKED // 1_000):
            raise UnreadableFile("unpacks to far more than pages hold: it is made to do harm")


def _size(source: bytes, start: int) -> tuple[int, int]:
    """Return how much a stream unpacks to, no further than it may, and from how many bytes."""
    unpacker = zlib.decompressobj()
    size, at = 0, start
    try:
        while not unpacker.eof and size <= MOST_UNPACKED:
            block = unpacker.unconsumed_tail or source[at : at + 65_536]
            if not unpacker.unconsumed_tail:
                at += len(block)
            if not block:
                break
            size += len(unpacker.decompress(block, 1_000_000))
    except zlib.error:
        pass  # damaged, or locked; PDFium takes what comes before
    return size, max(0, at - start - len(unpacker.unused_data) - len(unpacker.unconsumed_tail))
