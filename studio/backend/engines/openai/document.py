"""One JSON text of an answer, read as it arrives: the picture's base64 is decoded on the way, the little rest is kept."""

import json
from binascii import Error as BadBase64
from typing import cast

import pybase64

from studio.core.json_text import JsonObject

PIECE = 256 * 1024
"""Bytes of a picture that are decoded at once."""
MAX_REST = 1024 * 1024
"""Bytes of everything in a JSON text but the picture."""

_ENCODED = PIECE // 3 * 4 + 4
_QUOTE, _SLASH, _COLON = ord('"'), ord("\\"), ord(":")
_PICTURE_KEY = b"b64_json"


class Unreadable(Exception):
    """The text is not JSON, or too much of it is not picture."""


class Document:
    """Feeds on bytes; `decoded` collects pieces of the first picture until they are taken, `kind` is its "type" so far."""

    def __init__(self) -> None:
        self.kind = ""
        self.decoded: list[bytes] = []
        self.has_picture = False
        self.is_garbage = False
        self._rest = bytearray()
        self._mark = 0
        self._key = b""
        self._string_start = -1
        self._is_value = False
        self._is_escaped = False
        self._in_picture = False
        self._escape = bytearray()
        self._encoded = bytearray()
        self._has_begun = False

    @property
    def is_empty(self) -> bool:
        """Nothing but white space has come."""
        return not self._rest.strip()

    def feed(self, data: bytes, position: int, end: int) -> None:
        """Read `data[position:end]`. Raises Unreadable; garbage for a picture is noted in `is_garbage`."""
        while position < end:
            if self._in_picture:
                position = self._read_picture(data, position, end)
            elif self._string_start >= 0:
                position = self._read_string(data, position, end)
            else:
                position = self._read_outside(data, position, end)
        if len(self._rest) > MAX_REST:
            raise Unreadable

    def finish(self) -> JsonObject:
        """Everything but the picture, whose text is empty. Raises Unreadable where the text is not one whole JSON object."""
        if self._in_picture:
            raise Unreadable
        try:
            value = json.loads(self._rest)
        except (ValueError, RecursionError):
            raise Unreadable from None
        if not isinstance(value, dict):
            raise Unreadable
        return cast("JsonObject", value)

    @property
    def text(self) -> str:
        """The text as it came, without the picture; for what is no JSON."""
        return self._rest.decode(errors="replace").strip()

    def take(self) -> list[bytes]:
        """The pieces of the picture that have come since the last call."""
        decoded, self.decoded = self.decoded, []
        return decoded

    def _read_outside(self, data: bytes, position: int, end: int) -> int:
        quote = data.find(b'"', position, end)
        stop = end if quote < 0 else quote
        piece = data[position:stop]
        self._rest += piece
        marks = piece.rstrip()
        if marks:
            self._mark = marks[-1]
        if quote < 0:
            return end
        self._rest.append(_QUOTE)
        self._is_value = self._mark == _COLON
        self._mark = _QUOTE
        if self._is_value and self._key == _PICTURE_KEY:
            self._in_picture = True
        else:
            self._string_start = len(self._rest)
        return quote + 1

    def _read_string(self, data: bytes, position: int, end: int) -> int:
        if self._is_escaped:
            self._is_escaped = False
            self._rest.append(data[position])
            return position + 1
        quote = data.find(b'"', position, end)
        stop = end if quote < 0 else quote
        slash = data.find(b"\\", position, stop)
        if slash >= 0:
            self._rest += data[position : slash + 1]
            self._is_escaped = True
            return slash + 1
        self._rest += data[position:stop]
        if quote < 0:
            return end
        text = bytes(self._rest[self._string_start :])
        self._rest.append(_QUOTE)
        self._string_start = -1
        if not self._is_value:
            self._key = text
        elif self._key == b"type" and not self.kind:
            self.kind = text.decode(errors="replace")
        return quote + 1

    def _read_picture(self, data: bytes, position: int, end: int) -> int:
        if self._escape:
            return self._read_escape(data, position)
        quote = data.find(b'"', position, end)
        stop = end if quote < 0 else quote
        slash = data.find(b"\\", position, stop)
        if slash >= 0:
            plain = data[position:stop].replace(b"\\/", b"/")  # all that JSON writers escape in base64
            if b"\\" in plain:
                self._add(data[position:slash])
                self._escape.append(_SLASH)
                return slash + 1
            self._add(plain)
        else:
            self._add(memoryview(data)[position:stop])
        if quote < 0:
            return end
        self._end_picture()
        return quote + 1

    def _read_escape(self, data: bytes, position: int) -> int:
        self._escape.append(data[position])
        is_short = self._escape[1] != ord("u")
        if len(self._escape) == (2 if is_short else 6):
            self._unescape()
        return position + 1

    def _unescape(self) -> None:
        try:
            self._add(cast("str", json.loads(b'"' + self._escape + b'"')).encode("ascii"))
        except ValueError:
            self.is_garbage = True
        self._escape.clear()

    def _end_picture(self) -> None:
        self._decode(len(self._encoded), is_last=True)
        self._rest.append(_QUOTE)
        self._in_picture = False
        self.has_picture = self.has_picture or self._has_begun
        self._encoded.clear()

    def _add(self, encoded: bytes | memoryview) -> None:
        if self.is_garbage or self.has_picture:  # a second picture was not asked for
            return
        self._encoded += encoded
        if len(self._encoded) >= _ENCODED:
            self._decode((len(self._encoded) - 1) // 4 * 4, is_last=False)  # the last four may hold the padding

    def _decode(self, count: int, *, is_last: bool) -> None:
        if self.is_garbage or not count:
            return
        try:
            with memoryview(self._encoded) as view:
                piece = pybase64.b64decode(view[:count], validate=True)
        except BadBase64:
            self.is_garbage = True
            return
        if not is_last and len(piece) != count // 4 * 3:  # padding in the middle
            self.is_garbage = True
            return
        self._has_begun = True
        self.decoded.append(piece)
        del self._encoded[:count]
