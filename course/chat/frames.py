"""Find messages in a stream of bytes: each is a frame, four bytes of length, then so many bytes.

TCP keeps the order of bytes and nothing else: what was sent in one piece may arrive in five, and
five pieces may arrive as one. The length in front says where a message ends.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from course.chat.errors import TooLong

HEADER = struct.Struct("!I")  # a whole number without sign, in the byte order of networks
LIMIT = 64 * 1024  # bytes of the longest body; who announces more is not worth the memory


def frame(body: bytes, limit: int = LIMIT) -> bytes:
    """Put the length in front of a body; TooLong if that is more than a frame holds."""
    if len(body) > limit:
        raise TooLong(len(body), limit)
    return HEADER.pack(len(body)) + body


class Frames:
    """Collect bytes as they arrive, and hand out the bodies that are complete."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self._bytes = bytearray()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Take in what one `recv` returned; yield the bodies that this completes, in order.

        Raises:
            TooLong: as soon as a length is known that exceeds the limit. Nothing that follows can
                be understood then, for nobody knows where the next frame begins.
        """
        self._bytes += piece
        while (size := self._announced()) is not None:
            if size > self.limit:
                raise TooLong(size, self.limit)
            end = HEADER.size + size
            if len(self._bytes) < end:
                return
            body = bytes(self._bytes[HEADER.size : end])
            del self._bytes[:end]
            yield body

    def _announced(self) -> int | None:
        """Return the length of the frame that the bytes begin with, if that much has arrived."""
        if len(self._bytes) < HEADER.size:
            return None
        size: int = HEADER.unpack_from(self._bytes)[0]
        return size

    @property
    def unfinished(self) -> int:
        """Return how many bytes of an incomplete frame have arrived."""
        return len(self._bytes)
