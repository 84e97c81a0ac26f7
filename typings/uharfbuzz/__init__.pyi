"""What the mock-up engine uses of uharfbuzz, whose own module is compiled and untyped."""

from collections.abc import Sequence
from typing import Protocol

class HarfBuzzError(Exception): ...

class Blob:
    @classmethod
    def from_file_path(cls, filename: str) -> Blob: ...

class Face:
    def __init__(self, blob: Blob, index: int = 0) -> None: ...
    @property
    def upem(self) -> int: ...
    @property
    def count(self) -> int: ...

class GlyphExtents(Protocol):
    x_bearing: int
    y_bearing: int
    width: int
    height: int

class Font:
    def __init__(self, face: Face) -> None: ...
    def get_nominal_glyph(self, unicode: int) -> int | None: ...
    def get_glyph_extents(self, gid: int) -> GlyphExtents | None: ...
    def draw_glyph_with_pen(self, gid: int, pen: object) -> None: ...

class GlyphInfo(Protocol):
    codepoint: int
    cluster: int

class GlyphPosition(Protocol):
    x_advance: int
    y_advance: int
    x_offset: int
    y_offset: int

class Buffer:
    direction: str
    glyph_infos: Sequence[GlyphInfo]
    glyph_positions: Sequence[GlyphPosition] | None
    def add_str(self, text: str) -> None: ...
    def guess_segment_properties(self) -> None: ...

def shape(font: Font, buffer: Buffer, features: dict[str, bool]) -> None: ...
