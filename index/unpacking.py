"""gzip to bytes, up to a bound: a few bytes can stand for a thousand times as many."""

import zlib

from index.errors import UnreadableFile

__all__ = ["GZIP", "gunzip"]

GZIP = b"\x1f\x8b"  # what begins so is packed (RFC 1952, section 2.3.1)
# Each of the streams that one file may hold costs a copy of the rest; they hardly ever are two.
_MOST_STREAMS = 100


def gunzip(packed: bytes, most: int) -> bytes:
    """Unpack.

    Args:
        packed: one gzip stream, or several in a row.
        most: bytes that it may unpack to.

    Raises:
        UnreadableFile: it unpacks to more, is cut off, or damaged.
    """
    plain = bytearray()
    for _ in range(_MOST_STREAMS):
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            plain += stream.decompress(packed, most + 1 - len(plain))
        except zlib.error as error:
            raise UnreadableFile("is packed by gzip, and damaged") from error
        if len(plain) > most:
            raise UnreadableFile(f"unpacks to more than {most / 1_000_000:g} MB, the most that is read")
        if not stream.eof:
            raise UnreadableFile("is packed by gzip, and cut off")
        packed = stream.unused_data
        if not packed:
            return bytes(plain)
    raise UnreadableFile(f"is packed by gzip in more than {_MOST_STREAMS} streams")
