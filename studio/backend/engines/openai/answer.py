"""The body of an answer, read as it arrives: server-sent events or one JSON text, whichever it turns out to be.

Events as the openai SDK knows them: image_generation.partial_image, image_generation.completed and the same of
image_edit. Line ends, comments and events of several data lines as in the HTML standard, "Server-sent events".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from studio.backend.engines.openai.document import Document, Unreadable
from studio.core.json_text import JsonObject, JsonValue

MAX_PREVIEW = 32 * 1024 * 1024
"""Bytes of a preview; a larger one is left out."""
MAX_HELD = 64 * 1024 * 1024
"""Bytes that wait in memory while it is not yet said whether they are a preview or the picture."""

_STRANGE = "The answer is not what an image service sends."
_MAX_FIELD = 256
_BOM = b"\xef\xbb\xbf"
_LF = ord("\n")
_BLANK = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class PictureBytes:
    """The next bytes of the picture."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Preview:
    """A whole preview; `index` counts from 0, None where the service did not count."""

    data: bytes
    index: int | None


@dataclass(frozen=True, slots=True)
class Completed:
    """The answer is whole: everything but the picture, whose bytes have all come unless it is at `url`."""

    fields: JsonObject
    url: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """The service says that it failed, in its own words."""

    error: JsonValue


@dataclass(frozen=True, slots=True)
class Unusable:
    """What came is no picture, and is named as what it is."""

    sentence: str


Piece = PictureBytes | Preview | Completed | Failed | Unusable


class AnswerReader:
    """`feed` it the body and end with `finish`; both give pieces. After Completed, Failed or Unusable nothing matters."""

    def __init__(self) -> None:
        self._start = b""
        self._is_stream: bool | None = None
        self._document = Document()
        self._held: list[bytes] = []
        self._preview = bytearray()
        self._event = ""
        self._field = bytearray()
        self._is_data = False
        self._after_return = False
        self._has_events = False

    @property
    def is_stream(self) -> bool:
        """The answer is a stream of events."""
        return bool(self._is_stream)

    def feed(self, data: bytes) -> Iterator[Piece]:
        """The pieces that more of the body completes."""
        if self._is_stream is None:
            data = self._look(data)
        if self._is_stream is None:
            return
        try:
            if self._is_stream:
                yield from self._read_events(data)
            else:
                self._document.feed(data, 0, len(data))
                yield from self._route()
        except Unreadable:
            yield Unusable(_STRANGE)

    def finish(self, *, is_cut: bool = False) -> Iterator[Piece]:
        """What the end of the body completes; nothing where it came too early. `is_cut`: the connection was lost."""
        if not self._document.is_empty:
            yield from self._dispatch(is_end=True)
        if self._is_stream and not self._has_events and not is_cut:
            yield Unusable(_STRANGE)

    def _look(self, data: bytes) -> bytes:
        """Decide by the first sign what the body is, whatever its header says; returns what is to be read."""
        come = self._start + data
        start = come.removeprefix(_BOM).lstrip(_BLANK)
        if not start or _BOM.startswith(come):
            self._start = come[: len(_BOM)]
            return b""
        self._start = b""
        self._is_stream = start[:1] not in (b"{", b"[", b"<", b'"')
        return start

    def _read_events(self, data: bytes) -> Iterator[Piece]:
        position, end = 0, len(data)
        while position < end:
            if self._after_return and data[position] == _LF:
                position += 1
                self._after_return = False
                continue
            self._after_return = False
            feed = data.find(b"\n", position)
            back = data.find(b"\r", position, end if feed < 0 else feed)
            stop = back if back >= 0 else feed if feed >= 0 else end
            if self._is_data:
                self._document.feed(data, position, stop)
                yield from self._route()
                position = stop
            else:
                position = self._read_field(data, position, stop)
            if position == stop < end:
                self._after_return = stop == back
                position += 1
                yield from self._end_line()

    def _read_field(self, data: bytes, position: int, stop: int) -> int:
        """The start of a line, until it is known whether it is data."""
        missing = len(b"data:") - len(self._field)
        if missing > 0:
            self._field += data[position : min(stop, position + missing)]
            self._is_data = self._field.startswith(b"data:")
            self._has_events = self._has_events or self._is_data
            return min(stop, position + missing)
        self._field += data[position : min(stop, position + _MAX_FIELD - len(self._field))]
        return stop

    def _end_line(self) -> Iterator[Piece]:
        field, was_data = bytes(self._field), self._is_data
        self._field.clear()
        self._is_data = False
        if was_data:
            self._document.feed(b"\n", 0, 1)
        elif not field:
            if not self._document.is_empty:
                yield from self._dispatch(is_end=False)
            self._document, self._event, self._held = Document(), "", []
            self._preview.clear()
        elif field.startswith(b"event:"):
            self._event = field[6:].decode(errors="replace").strip()

    @property
    def _kind(self) -> str:
        """`preview`, `picture`, or nothing where it is not known yet."""
        if self._is_stream is False:
            return "picture"
        name = self._document.kind or self._event
        if name.endswith("partial_image"):
            return "preview"
        return "picture" if name.endswith("completed") else ""

    def _route(self) -> Iterator[Piece]:
        """Send decoded bytes where they belong."""
        document, kind = self._document, self._kind
        if not document.decoded and not (kind and self._held):
            return
        pieces = [*self._held, *document.take()]
        self._held = []
        if kind == "picture":
            yield from map(PictureBytes, pieces)
        elif kind == "preview":
            for piece in pieces:
                if len(self._preview) <= MAX_PREVIEW:
                    self._preview += piece
        else:
            self._held = pieces
            if sum(map(len, pieces)) > MAX_HELD:
                yield Unusable("The answer is larger than any picture.")

    def _dispatch(self, *, is_end: bool) -> Iterator[Piece]:
        """An event, or the whole JSON text, has come."""
        document, event = self._document, self._event
        if document.text == "[DONE]":
            return
        try:
            fields = document.finish()
        except Unreadable:
            if not is_end or not self._is_stream:
                yield from self._not_json(document, is_end=is_end)
            return
        error = fields.get("error")
        if error or event == "error" or fields.get("type") == "error":
            yield Failed(error or fields.get("message") or dict(fields))
            return
        is_preview = self._kind == "preview" or (not self._kind and "partial_image_index" in fields)
        if is_preview:
            yield from self._end_preview(fields)
            return
        yield from map(PictureBytes, [*self._held, *document.take()])
        self._held = []
        yield from _completed(document, fields, is_stream=self.is_stream)

    def _end_preview(self, fields: JsonObject) -> Iterator[Piece]:
        """A preview that cannot be read is left out: it is not what is paid for."""
        data = bytes(self._preview) or b"".join([*self._held, *self._document.take()])
        self._preview.clear()
        self._held = []
        index = fields.get("partial_image_index")
        if data and len(data) <= MAX_PREVIEW and not self._document.is_garbage:
            yield Preview(data, index if isinstance(index, int) else None)

    def _not_json(self, document: Document, *, is_end: bool) -> Iterator[Piece]:
        if document.text.startswith("<"):
            yield Unusable("The address answers with a web page, not with a picture.")
        elif not is_end and (document.has_picture or document.is_garbage):
            yield Unusable(_STRANGE)


def _completed(document: Document, fields: JsonObject, *, is_stream: bool) -> Iterator[Piece]:
    if document.is_garbage:
        yield Unusable("The picture arrived damaged: it is not valid base64.")
    elif document.has_picture:
        yield Completed(fields)
    elif url := _url(fields):
        yield Completed(fields, url)
    elif not is_stream or str(fields.get("type", "")).endswith("completed"):
        yield Unusable("The answer holds no picture.")


def _url(fields: JsonObject) -> str:
    """Where the picture is to be fetched, as older and compatible services say it."""
    data = fields.get("data")
    first = data[0] if isinstance(data, list) and data else fields
    url = first.get("url") if isinstance(first, dict) else None
    return url if isinstance(url, str) else ""
