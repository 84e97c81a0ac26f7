"""The bytes of a picture as they are read: in pieces, hashed as they go by, and what is said of them when they fail."""

import hashlib
import re
import zlib
from typing import BinaryIO

from studio.core.errors import PictureError

_PIECE = 256 * 1024


class PictureReader:
    """Reads a stream in pieces and hashes all that goes by; too few bytes mean the picture is not whole."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._held = b""
        self._at = 0
        self.position = 0

    def take(self, count: int) -> bytes:
        """Exactly `count` bytes."""
        data = self.ahead(count)[self._at : self._at + count]
        if len(data) < count:
            raise incomplete()
        self._at += count
        self.position += count
        return data

    def skip(self, count: int) -> None:
        """Go on by `count` bytes."""
        while count:
            step = min(count, _PIECE)
            self.take(step)
            count -= step

    def skip_to(self, pattern: re.Pattern[bytes]) -> None:
        """Go on to where a pattern of two bytes stands."""
        while True:
            held = self.ahead(2)
            match = pattern.search(held, self._at)
            step = (match.start() if match else len(held) - 1) - self._at
            self.position += step
            self._at += step
            if match:
                return
            if len(self.ahead(2)) - self._at < 2:
                raise incomplete()

    def crc(self, count: int, start: int) -> int:
        """CRC-32 of the next `count` bytes, going on."""
        while count:
            step = min(count, _PIECE)
            start = zlib.crc32(self.take(step), start)
            count -= step
        return start

    def head(self) -> bytes:
        """The first bytes."""
        return self.ahead(32)[:32]

    @property
    def is_at_end(self) -> bool:
        """No byte is left."""
        return self._at >= len(self.ahead(1))

    def finish(self) -> tuple[int, str]:
        """Read what is left; the size in bytes and the sha256 of everything."""
        while not self.is_at_end:
            self.position += len(self._held) - self._at
            self._at = len(self._held)
        return self.position, self._hash.hexdigest()

    def ahead(self, count: int) -> bytes:
        """What is held, filled so that `count` bytes follow the place where we are, if there are so many."""
        if len(self._held) - self._at < count:
            data = self._stream.read(max(count, _PIECE))
            self._hash.update(data)
            self._held = self._held[self._at :] + data
            self._at = 0
        return self._held


def incomplete() -> PictureError:
    """The bytes end before the picture does."""
    return PictureError("This picture is not complete.", "Get the file again, then try once more.")


def broken() -> PictureError:
    """The bytes are not what the format says."""
    return PictureError("This picture is damaged.", "Get the file again, then try once more.")


def moving() -> PictureError:
    """There is more than one picture."""
    return PictureError("This is a moving picture.", "Save one frame of it as PNG or JPEG, then try again.")
