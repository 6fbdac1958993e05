"""The bytes of a gzip file, member by member, past what is damaged in it.

zlib inflates; what is ours is to go on behind a damaged member, where Python's gzip module and the
libraries for web archives end.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from index.errors import UnreadableFile

__all__ = ["Piece", "inflated"]

_BLOCK = 1 << 16  # bytes, of the file
_MOST_AT_ONCE = 1 << 20  # bytes, inflated
# The magic number, the one method there is, and flags without the reserved ones (RFC 1952, section 2.3).
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
# Pages shrink to a fifth or a tenth; what shrinks to less than this and is long was made to swell.
_MOST_SWELLING, _SWELLING_FROM = 150, 50_000_000
_MOST_EMPTY = 10_000  # members
_MOST_WASTED = 2_000_000_000  # bytes inflated from members that turned out to be damaged


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes, or that bytes are missing.

    Attributes:
        is_first: whether a member begins with them.
        problem: why bytes are missing here.
        breaks_member: whether that is in a member, of which the pieces given before are then doubtful.
    """

    data: bytes = b""
    is_first: bool = False
    problem: str | None = None
    breaks_member: bool = False


def inflated(stream: BinaryIO) -> Iterator[Piece]:
    """Give the bytes of a file, inflated where it is gzip, holding little of it.

    Args:
        stream: from its start; it can be sought in.

    Raises:
        UnreadableFile: reading past its damage takes too long.
        OSError: it cannot be read.
    """
    if _MEMBER.match(stream.read(4)) is None:
        stream.seek(0)
        yield from _plain(stream)
        return
    place, wasted, empty = 0, 0, 0
    while True:
        found = _next_member(stream, place)
        if found != place and (found is not None or place < stream.seek(0, 2)):
            yield Piece(problem="is no gzip")
        if found is None:
            return
        size, first = 0, True
        try:
            for data in _member(stream, found):
                size += len(data)
                yield Piece(data, first)
                first = False
            place = stream.tell()
            empty += size == 0
            if empty > _MOST_EMPTY:  # each costs a block of the file
                raise UnreadableFile(f"holds more than {_MOST_EMPTY:,} empty gzip members")
        except zlib.error as error:
            wasted += size
            yield Piece(problem=str(error), breaks_member=not first)
            if wasted > _MOST_WASTED:
                raise UnreadableFile("is too damaged to be read to its end: compress it anew") from error
            # Where it was cut off, the next member begins inside what seemed to be this one.
            place = _next_member(stream, found + 1) or stream.seek(0, 2)


def _plain(stream: BinaryIO) -> Iterator[Piece]:
    first = True
    while data := stream.read(_MOST_AT_ONCE):
        yield Piece(data, first)
        first = False


def _member(stream: BinaryIO, place: int) -> Iterator[bytes]:
    """Give what is in the member at a place, and leave the stream behind it.

    Raises:
        zlib.error: it is damaged, cut off, or swells too much.
    """
    inflater = zlib.decompressobj(wbits=31)  # gzip, its checksum verified
    stream.seek(place)
    size, taken = 0, 0
    while not inflater.eof:
        source = inflater.unconsumed_tail
        if not source:
            source = stream.read(_BLOCK)
            taken += len(source)
        data = inflater.decompress(source, _MOST_AT_ONCE)
        size += len(data)
        if size > max(_SWELLING_FROM, _MOST_SWELLING * taken):
            raise zlib.error(f"swells to more than {_MOST_SWELLING} times its size")
        if data:
            yield data
        elif not source:
            raise zlib.error("is cut off")
    stream.seek(place + taken - len(inflater.unused_data))


def _next_member(stream: BinaryIO, place: int) -> int | None:
    """Return where the next member begins, from a place on."""
    stream.seek(place)
    kept = b""
    while block := stream.read(_BLOCK):
        kept += block
        if found := _MEMBER.search(kept):
            return place + found.start()
        place += max(0, len(kept) - 3)
        kept = kept[-3:]
    return None
