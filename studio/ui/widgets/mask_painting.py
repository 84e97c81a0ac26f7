"""A mask as it is painted: strokes in small portions, and an undo that keeps only the tiles that they touched."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from studio.core.mask import MaskPixels
from studio.ui.widgets.mask_brush import Brush, Dabs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.core.recipe import Size

TILE = 128
"""px of a side; a tile takes 16 KB."""
HISTORY_BYTES = 48 * 1024 * 1024
PORTION_SECONDS = 0.003
"""How long one portion of a stroke may hold the GUI thread; a dab of the largest brush takes half a millisecond."""

_MODES = QPainter.CompositionMode
_BLANK, _FULL = bytes(TILE * TILE), b"\xff" * (TILE * TILE)

_Tile = tuple[int, int]
_Piece = QImage | int
"""A tile's pixels; where all are 0 or all are 255, that number."""


@dataclass(slots=True)
class _Step:
    """What brings the mask to another state: tiles to put back, or that all of it is inverted."""

    tiles: dict[_Tile, _Piece] = field(default_factory=dict)
    is_invert: bool = False

    @property
    def size_bytes(self) -> int:
        return sum(64 if isinstance(piece, int) else piece.sizeInBytes() for piece in self.tiles.values())


class MaskPainting(QObject):
    """One byte for each pixel of the picture, 255 where it may change.

    Dabs of a stroke are joined by their maximum (an eraser's by their minimum), so that going over a place twice
    changes nothing. `alpha` shares its memory with what is painted: it is only to be drawn, never kept or copied.
    """

    changed = Signal(QRect)  # px of the picture
    history_changed = Signal()

    def __init__(self, size: Size, start: MaskPixels | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.size = size
        self._stride = size.width + -size.width % 4
        self._bytes = bytearray(self._stride * size.height)
        if start is not None:
            self._fill_from(start)
        self._grey = self._view(QImage.Format.Format_Grayscale8)
        self.alpha = self._view(QImage.Format.Format_Alpha8)
        self._painted = {tile for tile in self._all_tiles() if self._piece(tile) != 0} if start else set[_Tile]()
        self._dabs = Dabs()
        self._waiting: deque[tuple[Brush, int, int]] = deque()
        self._stroke: _Step | None = None
        self._is_ending = False
        self._last = QPointF()
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._work)

    @property
    def rect(self) -> QRect:
        """All of the mask."""
        return QRect(0, 0, self.size.width, self.size.height)

    @property
    def painted_rect(self) -> QRect:
        """The tiles beyond which nothing is painted."""
        rect = QRect()
        for tile in self._painted | (self._stroke.tiles.keys() if self._stroke else set[_Tile]()):
            rect = rect.united(self._rect_of(tile))
        return rect

    @property
    def is_blank(self) -> bool:
        """Nothing is painted."""
        return not self._painted and self._stroke is None

    @property
    def can_undo(self) -> bool:
        """There is something to undo."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """There is something to do again."""
        return bool(self._redo)

    def pixels(self) -> MaskPixels:
        """A copy of what is painted."""
        width, stride = self.size.width, self._stride
        if stride == width:
            return MaskPixels(self.size, bytes(self._bytes))
        rows = (bytes(self._bytes[top : top + width]) for top in range(0, len(self._bytes), stride))
        return MaskPixels(self.size, b"".join(rows))

    def press(self, at: QPointF, brush: Brush) -> None:
        """Begin a stroke; places are px of the picture, and may lie outside of it."""
        self.finish()
        self._stroke = _Step()
        self._last = at
        self._add_dab(at, brush)
        self._work()

    def drag(self, to: QPointF, brush: Brush) -> None:
        """Go on with the stroke; its brush may have another size by now."""
        if self._stroke is None or self._is_ending:
            return
        way = to - self._last
        length = math.hypot(way.x(), way.y())
        count = int(length / brush.spacing)
        for number in range(1, count + 1):
            self._add_dab(self._last + way * (number * brush.spacing / length), brush)
        if count:
            self._last += way * (count * brush.spacing / length)
            self._work()

    def release(self) -> None:
        """End the stroke."""
        if self._stroke is not None:
            self._is_ending = True
            self._work()

    def finish(self) -> None:
        """Draw at once what still waits, and end the stroke."""
        self._is_ending = self._stroke is not None
        self._work(math.inf)

    def undo(self) -> None:
        """Take the last step back."""
        self.finish()
        if self._undo:
            self._redo.append(self._swap(self._undo.pop()))
            self.history_changed.emit()

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        self.finish()
        if self._redo:
            self._undo.append(self._swap(self._redo.pop()))
            self.history_changed.emit()

    def invert(self) -> None:
        """Paint exactly what was not painted."""
        self._do(_Step(is_invert=True))

    def clear(self) -> None:
        """Paint nothing."""
        self.finish()
        if self._painted:
            self._do(_Step(dict.fromkeys(self._painted, 0)))

    def _do(self, step: _Step) -> None:
        self.finish()
        self._keep(self._swap(step))

    def _keep(self, step: _Step) -> None:
        """Remember how to undo; what was undone before cannot be done again, and the oldest steps make room."""
        self._undo.append(step)
        self._redo.clear()
        room = HISTORY_BYTES
        for number, kept in reversed(list(enumerate(self._undo))):
            room -= kept.size_bytes
            if room < 0 and number < len(self._undo) - 1:
                del self._undo[: number + 1]
                break
        self.history_changed.emit()

    def _swap(self, step: _Step) -> _Step:
        """Bring the mask to a state; the step that leads back."""
        if step.is_invert:
            self._grey.invertPixels()
            self._painted = {tile for tile in self._all_tiles() if self._piece(tile) != 0}
            self.changed.emit(self.rect)
            return step
        back = _Step({tile: self._piece(tile) for tile in step.tiles})
        painter = QPainter(self._grey)
        painter.setCompositionMode(_MODES.CompositionMode_Source)
        dirty = QRect()
        for tile, piece in step.tiles.items():
            rect = self._rect_of(tile)
            dirty = dirty.united(rect)
            if isinstance(piece, int):
                painter.fillRect(rect, QColor(piece, piece, piece))
            else:
                painter.drawImage(rect.topLeft(), piece)
            (self._painted.discard if piece == 0 else self._painted.add)(tile)
        painter.end()
        self.changed.emit(dirty)
        return back

    def _add_dab(self, at: QPointF, brush: Brush) -> None:
        radius = brush.diameter / 2
        self._waiting.append((brush, round(at.x() - radius), round(at.y() - radius)))

    def _work(self, seconds: float = PORTION_SECONDS) -> None:
        """Draw waiting dabs for a while; what is left is drawn when other events had their turn."""
        until = time.perf_counter() + seconds
        dirty = QRect()
        while self._waiting and (dirty.isNull() or time.perf_counter() < until):
            dirty = dirty.united(self._draw(*self._waiting.popleft()))
        if not dirty.isEmpty():
            self.changed.emit(dirty)
        if self._waiting:
            self._timer.start()
        elif self._is_ending and self._stroke is not None:
            step, self._stroke, self._is_ending = self._stroke, None, False
            for tile in step.tiles:
                (self._painted.discard if self._piece(tile) == 0 else self._painted.add)(tile)
            if step.tiles:
                self._keep(step)

    def _draw(self, brush: Brush, left: int, top: int) -> QRect:
        rect = QRect(left, top, brush.diameter, brush.diameter).intersected(self.rect)
        if rect.isEmpty() or self._stroke is None:
            return QRect()
        for tile in self._tiles_in(rect):
            if tile not in self._stroke.tiles:
                self._stroke.tiles[tile] = self._piece(tile)
        painter = QPainter(self._grey)
        painter.setCompositionMode(_MODES.CompositionMode_Darken if brush.is_eraser else _MODES.CompositionMode_Lighten)
        painter.drawImage(QPoint(left, top), self._dabs.of(brush))
        painter.end()
        return rect

    def _piece(self, tile: _Tile) -> _Piece:
        rect = self._rect_of(tile)
        image = self._grey.copy(rect)
        if image.bytesPerLine() == rect.width():
            data = bytes(image.constBits())
        else:
            first = rect.y() * self._stride + rect.x()
            data = b"".join(
                self._bytes[first + row * self._stride : first + row * self._stride + rect.width()]
                for row in range(rect.height())
            )
        if data == _BLANK[: len(data)]:
            return 0
        return 255 if data == _FULL[: len(data)] else image

    def _rect_of(self, tile: _Tile) -> QRect:
        return QRect(tile[0] * TILE, tile[1] * TILE, TILE, TILE).intersected(self.rect)

    def _tiles_in(self, rect: QRect) -> Iterator[_Tile]:
        for row in range(rect.top() // TILE, rect.bottom() // TILE + 1):
            for column in range(rect.left() // TILE, rect.right() // TILE + 1):
                yield column, row

    def _all_tiles(self) -> Iterator[_Tile]:
        return self._tiles_in(self.rect)

    def _fill_from(self, start: MaskPixels) -> None:
        width = self.size.width
        if self._stride == width:
            self._bytes[:] = start.coverage
            return
        for row in range(self.size.height):
            at = row * self._stride
            self._bytes[at : at + width] = start.coverage[row * width : (row + 1) * width]

    def _view(self, kind: QImage.Format) -> QImage:
        return QImage(self._bytes, self.size.width, self.size.height, self._stride, kind)
