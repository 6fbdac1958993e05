"""The records of a web archive, past what is damaged in it.

A record is believed where its length leads to another one, or to an end. Where it does not, the next
line that begins as a record does is looked for: the field's libraries end there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from index.errors import UnreadableFile
from index.gunzip import Piece, inflated

__all__ = ["Record", "records"]

_MOST_HEADER = 1 << 16  # bytes
_MOST_DAMAGE = 20_000  # places
_HEADER_ENDS = (b"\r\n\r\n", b"\n\n")
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_KIND = re.compile(rb"^warc-type:[ \t]*(\w+)", re.IGNORECASE | re.MULTILINE)
_BEHIND = re.compile(rb"\r\n\r\n|\n\n|(?:\r?\n)?WARC/")  # the standard has the first


@dataclass(frozen=True, slots=True)
class Record:
    """A record, or what stands in place of one.

    Attributes:
        number: which it is in the file, from 1.
        source: its header with the ends of lines that the standard has, and its content.
        problem: why there is none.
    """

    number: int
    source: bytes = b""
    problem: str | None = None


def records(stream: BinaryIO, kinds: frozenset[bytes], most: int) -> Iterator[Record]:
    """Give the records of some kinds, and every damage.

    Args:
        stream: a file as it is, compressed or not.
        kinds: of records, as WARC-Type has them, in lower case.
        most: the bytes of content from which a record is passed over.

    Raises:
        UnreadableFile: it holds no record, or reading past its damage takes too long.
        OSError: it cannot be read.
    """
    tape = _Tape(stream)
    number = damage = 0
    while tape.advance():
        number += 1
        try:
            source = _next_record(tape, kinds, most)
        except UnreadableFile as error:
            damage += 1
            yield Record(number, problem=str(error))
        else:
            if source:
                yield Record(number, source)
        if damage > _MOST_DAMAGE:
            raise UnreadableFile(f"is damaged in more than {_MOST_DAMAGE} places: the rest is not read")
    if number == damage:
        raise UnreadableFile("holds no record of a web archive")


def _next_record(tape: "_Tape", kinds: frozenset[bytes], most: int) -> bytes:
    """Return the record at the tape's start, or nothing where it is passed over, and go behind it.

    Raises:
        UnreadableFile: it is damaged; the tape is then at what seems to be the next one.
    """
    if tape.problem is not None:
        problem, tape.problem = tape.problem, None
        raise UnreadableFile(problem)
    tape.has(_MOST_HEADER)
    ends = [place + len(end) for end in _HEADER_ENDS if (place := tape.data.find(end, 0, _MOST_HEADER)) >= 0]
    if not tape.data.startswith(b"WARC/") or not ends:
        tape.seek_record()
        raise UnreadableFile("is no record of a web archive")
    start = min(ends)
    length = _LENGTH.search(tape.data, 0, start)
    if length is None:
        tape.seek_record()
        raise UnreadableFile("does not say how long it is")
    kind = _KIND.search(tape.data, 0, start)
    end = start + int(length[1])
    if end - start > most or kind is None or kind[1].lower() not in kinds:
        tape.drop(end)
        return b""
    if not tape.has(end) or not tape.ends_well(end):
        cut = len(tape.data) < end
        problem = tape.take_break() or ("is cut off" if cut else "is not as long as it says, or damaged")
        tape.seek_record()
        raise UnreadableFile(problem)
    lines = re.sub(rb"\r?\n", b"\r\n", bytes(tape.data[:start]))
    source = lines + bytes(tape.data[start:end])
    tape.drop(end)
    return source


class _Tape:
    """A stretch of a file at a time: up to where bytes are missing, or a member begins with a record.

    Attributes:
        data: from the present place on, as much as was asked for.
        problem: why bytes are missing before it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._pieces = inflated(stream)
        self._next: Piece | None = next(self._pieces, None)
        self.data = bytearray()
        self.problem: str | None = None

    def advance(self) -> bool:
        """Go to the next record or problem, over empty lines and into the next stretch; False at the end."""
        while self.problem is None:
            while self.has(1) and self.data[0] in b"\r\n":
                del self.data[: len(self.data) - len(self.data.lstrip(b"\r\n"))]
            if self.data:
                return True
            if self._next is None:
                return False
            self.problem = self._next.problem
            self.data += self._next.data
            self._next = next(self._pieces, None)
        return True

    def has(self, size: int) -> bool:
        """Tell whether the stretch goes on for so many bytes, which are then in `data`."""
        while len(self.data) < size and self._next is not None and not self._is_wall(self._next):
            self.data += self._next.data
            self._next = next(self._pieces, None)
        return len(self.data) >= size

    def ends_well(self, end: int) -> bool:
        """Tell whether what follows a record that ends there is what should."""
        if self.has(end + 7):
            return _BEHIND.match(self.data, end) is not None
        if self._next is not None and self._next.breaks_member:
            return False
        return not self.data[end:].strip(b"\r\n") or _BEHIND.match(self.data, end) is not None

    def take_break(self) -> str | None:
        """Return what breaks the member at the stretch's end, which is then reported."""
        if self._next is None or not self._next.breaks_member:
            return None
        problem = self._next.problem
        self._next = next(self._pieces, None)
        return problem

    def drop(self, size: int) -> None:
        """Go on by so many bytes, or to the stretch's end.

        Raises:
            UnreadableFile: it ends before.
        """
        while size > 0 and self.has(1):
            dropped = min(size, len(self.data))
            del self.data[:dropped]
            size -= dropped
        if size > 0:
            raise UnreadableFile("is cut off")

    def seek_record(self) -> None:
        """Go to the next line that begins as a record does, or to the stretch's end."""
        del self.data[:1]
        while (found := self.data.find(b"\nWARC/")) < 0:
            size = len(self.data)
            if not self.has(size + 1):
                self.data.clear()
                return
            del self.data[: max(0, size - 5)]
        del self.data[: found + 1]

    @staticmethod
    def _is_wall(piece: Piece) -> bool:
        return piece.problem is not None or (piece.is_first and piece.data.startswith(b"WARC/"))
