"""A picture on the canvas that can be zoomed and moved."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, QThreadPool, Signal
from PySide6.QtGui import (
    QBrush,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.widgets.paint import ring, smooth, soft_shadow

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance

_MARGIN = 28
RADIUS = 10
_LEAST, _MOST = 0.05, 16.0
_STEP = 1.25
_PAN = 60
_SHADOW, _DROP = 26, 7  # px
_DEPTH_DARK, _DEPTH_LIGHT = 0.9, 0.34
_PAN_KEYS = {
    Qt.Key.Key_Left: QPointF(_PAN, 0),
    Qt.Key.Key_Right: QPointF(-_PAN, 0),
    Qt.Key.Key_Up: QPointF(0, _PAN),
    Qt.Key.Key_Down: QPointF(0, -_PAN),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen of a picture, also of one with another resolution: how many times larger than fit, and around where.

    `x` and `y` are shares of the picture's width and height; a scale of 1 is kept fit.
    """

    scale: float = 1.0
    x: float = 0.5
    y: float = 0.5


class PictureCanvas(QWidget):
    """Fits the picture until a person zooms; a zoom of 1.0 is one pixel of the picture on one of the screen."""

    zoom_changed = Signal(float, bool)
    looked = Signal(object)  # Look, when a person zoomed or moved
    _halved = Signal(int, list)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._sizes: list[QPixmap] = []  # the picture, then halves of it
        self._serial = 0
        self._zoom = 1.0
        self._is_fit = True
        self._centre = QPointF(0.5, 0.5)  # the place in the picture that stands in the middle, as shares
        self._dragged_from: QPointF | None = None
        self._has_ring = False
        self.setAccessibleName("Picture")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._halved.connect(self._on_halved)
        appearance.changed.connect(self.update)

    @property
    def zoom(self) -> float:
        """Screen pixels for one pixel of the picture."""
        return self._zoom

    @property
    def is_fit(self) -> bool:
        """Whether the picture is kept as large as the window allows."""
        return self._is_fit

    @property
    def picture_rect(self) -> QRectF:
        """Where the picture stands in the widget, logical px; empty without one."""
        if not self._sizes:
            return QRectF()
        size = QSizeF(self._sizes[0].size()) * (self._zoom / self.devicePixelRatioF())
        at = self.rect().toRectF().center() - QPointF(size.width() * self._centre.x(), size.height() * self._centre.y())
        return QRectF(at, size)

    @property
    def look(self) -> Look:
        """What is seen of the picture."""
        scale = 1.0 if self._is_fit or not self._sizes else self._zoom / self._fit_zoom()
        return Look(scale, self._centre.x(), self._centre.y())

    def look_at(self, look: Look) -> None:
        """See the same as another canvas; nothing is told."""
        if not self._sizes or look == self.look:
            return
        self._is_fit = look.scale == 1.0
        self._zoom = self._fit_zoom() * look.scale
        self._centre = QPointF(look.x, look.y)
        self._move(QPointF(0, 0))
        self.zoom_changed.emit(self._zoom, self._is_fit)

    def show_image(self, image: QImage) -> None:
        """Show a picture; one with another resolution but the same form takes the place of the last without a jump."""
        old = self._sizes[0].size() if self._sizes else QSize()
        self._serial += 1
        self._sizes = [QPixmap.fromImage(image)] if not image.isNull() else []
        if self._sizes and old.isValid() and not self._is_fit and _same_form(old, image.size()):
            self._zoom *= old.width() / image.width()
        elif self._sizes:
            self._centre = QPointF(0.5, 0.5)
            self._is_fit = True
        self._refit()
        self._halve(image)
        self.update()

    def fit(self) -> None:
        """Show all of the picture, as large as there is room."""
        self._is_fit = True
        self._refit()
        self.looked.emit(self.look)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom, so that what stands under a point of the widget stays there."""
        if not self._sizes:
            return
        point = at if at is not None else self.rect().toRectF().center()
        before = self.picture_rect
        share = QPointF((point.x() - before.x()) / before.width(), (point.y() - before.y()) / before.height())
        self._is_fit = False
        self._zoom = min(_MOST, max(_LEAST, zoom))
        after = self.picture_rect
        self._move(point - QPointF(after.x() + share.x() * after.width(), after.y() + share.y() * after.height()))
        self.zoom_changed.emit(self._zoom, False)
        self.looked.emit(self.look)

    def sizeHint(self) -> QSize:
        return QSize(480, 560)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_to(self._zoom * 1.0015 ** event.angleDelta().y(), event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._is_fit:
            self.zoom_to(1.0, event.position())
        else:
            self.fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton) and self._can_move():
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is not None:
            self._move(event.position() - self._dragged_from)
            self._dragged_from = event.position()
            self.looked.emit(self.look)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._dragged_from = None
        self._show_cursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_to(self._zoom * _STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_to(self._zoom / _STEP)
        elif key in _PAN_KEYS and self._can_move():
            self._move(_PAN_KEYS[key])
            self.looked.emit(self.look)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The pointer, and a window that opens with the picture, show by themselves where the focus is."""
        reasons = Qt.FocusReason
        if event.reason() != reasons.ActiveWindowFocusReason:
            self._has_ring = event.reason() not in (reasons.MouseFocusReason, reasons.PopupFocusReason)
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._appearance.colour("canvas"))
        smooth(painter)
        rect = self.picture_rect
        if not rect.isEmpty():
            self._paint_shadow(painter, rect)
            self._paint_picture(painter, rect)
        if self.hasFocus() and self._has_ring:
            ring(painter, self.rect(), 4, self._appearance.colour("focus"))
        painter.end()

    def _paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        needed = rect.width() * self.devicePixelRatioF()
        source = next((s for s in reversed(self._sizes) if s.width() >= needed), self._sizes[0])
        scale = rect.width() / source.width()
        brush = QBrush(source)
        brush.setTransform(QTransform(scale, 0, 0, scale, rect.x(), rect.y()))
        if self._zoom >= 3:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setBrush(brush)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)

    def _paint_shadow(self, painter: QPainter, rect: QRectF) -> None:
        colour = self._appearance.colour("shadow")
        colour.setAlphaF(_DEPTH_DARK if self._appearance.is_dark else _DEPTH_LIGHT)
        soft_shadow(painter, rect.translated(0, _DROP), _SHADOW, colour)

    def _refit(self) -> None:
        if self._sizes and self._is_fit:
            self._zoom = self._fit_zoom()
            self._centre = QPointF(0.5, 0.5)
            self.zoom_changed.emit(self._zoom, True)
        self._move(QPointF(0, 0))

    def _fit_zoom(self) -> float:
        """The zoom at which all of the picture is seen, as large as there is room."""
        size, dpr = self._sizes[0].size(), self.devicePixelRatioF()
        room = QSizeF(max(40, self.width() - 2 * _MARGIN), max(40, self.height() - 2 * _MARGIN)) * dpr
        return min(room.width() / size.width(), room.height() / size.height())

    def _move(self, by: QPointF) -> None:
        """Move the picture, but never so far that its edge leaves a gap which need not be."""
        rect = self.picture_rect
        if rect.isEmpty():
            return
        x = _kept(self._centre.x() - by.x() / rect.width(), (self.width() - 2 * _MARGIN) / rect.width())
        y = _kept(self._centre.y() - by.y() / rect.height(), (self.height() - 2 * _MARGIN) / rect.height())
        self._centre = QPointF(x, y)
        self._show_cursor()
        self.update()

    def _can_move(self) -> bool:
        rect = self.picture_rect
        return rect.width() > self.width() - 2 * _MARGIN + 1 or rect.height() > self.height() - 2 * _MARGIN + 1

    def _show_cursor(self) -> None:
        self.setCursor(Qt.CursorShape.OpenHandCursor if self._can_move() else Qt.CursorShape.ArrowCursor)

    def _halve(self, image: QImage) -> None:
        """Make the halves beside the GUI thread; until they are there the picture is painted from its full size."""
        serial = self._serial

        def halve() -> None:
            images = _halves(image)
            with suppress(RuntimeError):  # the screen has gone meanwhile
                self._halved.emit(serial, images)

        if not image.isNull():
            QThreadPool.globalInstance().start(halve)

    def _on_halved(self, serial: int, images: list[QImage]) -> None:
        if serial == self._serial and self._sizes:
            self._sizes = [self._sizes[0], *(QPixmap.fromImage(image) for image in images)]
            self.update()


def _halves(image: QImage) -> list[QImage]:
    """The picture at a half, a quarter and so on, down to about 200 px."""
    images: list[QImage] = []
    while min(image.width(), image.height()) >= 400:
        mode = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(image.size() / 2, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        images.append(image)
    return images


def _kept(centre: float, share: float) -> float:
    """A centre such that the view, `share` of the picture wide, shows no needless gap."""
    return 0.5 if share >= 1 else min(1 - share / 2, max(share / 2, centre))


def _same_form(one: QSize, other: QSize) -> bool:
    return abs(one.width() * other.height() - other.width() * one.height()) <= max(one.width(), other.width()) * 2
