"""The picture that a mask is painted over: brush, eraser, and everything that the picture canvas can do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
)

from studio.ui.widgets.mask_brush import SMALLEST, Brush
from studio.ui.widgets.mask_tint import mask_brush, paint_mask
from studio.ui.widgets.paint import smooth
from studio.ui.widgets.picture_canvas import RADIUS, PictureCanvas

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from studio.ui.appearance import Appearance
    from studio.ui.widgets.mask_painting import MaskPainting

_LEAST_PRESSURE = 0.15
_SMALL_CIRCLE = 7  # px: below that the pointer is a cross


class MaskCanvas(PictureCanvas):
    """The left button paints, Space and the left button or the middle one move the picture; a pen's pressure counts."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, parent)
        self.painting: MaskPainting | None = None
        self.brush = Brush()
        self._at: QPointF | None = None  # the pointer, while it is over the canvas
        self._is_space = False
        self._is_painting = False
        self._tint: QBrush | None = None
        self._tint_dpr = 0.0
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        appearance.changed.connect(self._on_appearance)

    def begin(self, painting: MaskPainting) -> None:
        """Paint this mask; the picture is shown by `show_image`."""
        self.painting = painting
        self._is_painting = False
        painting.changed.connect(self._on_changed)
        self.update()

    def end(self) -> None:
        """Let go of the mask."""
        if self.painting is not None:
            self.painting.changed.disconnect(self._on_changed)
        self.painting = None
        self._is_painting = self._is_space = False

    def set_brush(self, brush: Brush) -> None:
        """Paint with another brush from now on."""
        self._touch_circle()
        self.brush = brush
        self._touch_circle()
        self._show_cursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._is_space:
            self._press(event.position(), self.brush)
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_circle(event.position())
        if self._is_painting:
            self._drag(event.position(), self.brush)
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_painting and event.button() == Qt.MouseButton.LeftButton:
            self._release()
        elif not self._is_painting:
            super().mouseReleaseEvent(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen: pressed lightly it paints thinner, and its other end erases."""
        is_eraser = self.brush.is_eraser or event.pointerType() == QPointingDevice.PointerType.Eraser
        pressure = max(_LEAST_PRESSURE, event.pressure())
        brush = replace(self.brush.sized(self.brush.diameter * pressure), is_eraser=is_eraser)
        self._move_circle(event.position())
        if event.type() == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            if self._is_space:
                event.ignore()  # it comes again as a mouse's, and moves the picture
                return
            self._press(event.position(), brush)
        elif event.type() == QEvent.Type.TabletMove and self._is_painting:
            self._drag(event.position(), brush)
        elif event.type() == QEvent.Type.TabletRelease and self._is_painting:
            self._release()
        else:
            event.ignore()
            return
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._is_space = True
            self._show_cursor()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._is_space = False
                self._show_cursor()
            return
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._is_space = False
        self._show_cursor()
        super().focusOutEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._touch_circle()
        self._at = None
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = smooth(QPainter(self))
        self._paint_mask(painter, event)
        self._paint_circle(painter)
        painter.end()

    def _paint_mask(self, painter: QPainter, event: QPaintEvent) -> None:
        if self.painting is None or self.picture_rect.isEmpty():
            return
        picture = self.picture_rect
        exposed = self._on_screen(self.painting.painted_rect).intersected(event.rect())
        exposed = exposed.intersected(picture.toAlignedRect())
        if not exposed.isEmpty():
            paint_mask(painter, self.painting.alpha, picture, exposed, self._pattern(), RADIUS)

    def _paint_circle(self, painter: QPainter) -> None:
        """Where the brush would paint, in black and white: seen on every ground."""
        if self._at is None or self._is_space or not self._has_circle():
            return
        radius = self._circle_radius()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 170), 3.0), (QColor(255, 255, 255), 1.25)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(self._at, radius, radius)

    def _pattern(self) -> QBrush:
        dpr = self.devicePixelRatioF()
        if self._tint is None or self._tint_dpr != dpr:
            self._tint, self._tint_dpr = mask_brush(self._appearance, dpr), dpr
        return self._tint

    def _press(self, at: QPointF, brush: Brush) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.painting is not None and not self.picture_rect.isEmpty():
            self._is_painting = True
            self.painting.press(self._in_picture(at), brush)

    def _drag(self, at: QPointF, brush: Brush) -> None:
        if self.painting is not None:
            self.painting.drag(self._in_picture(at), brush)

    def _release(self) -> None:
        self._is_painting = False
        if self.painting is not None:
            self.painting.release()

    def _in_picture(self, at: QPointF) -> QPointF:
        rect = self.picture_rect
        return (at - rect.topLeft()) * (self._sizes[0].width() / rect.width())

    def _on_screen(self, rect: QRect) -> QRect:
        """Where a part of the picture stands in the widget, and a little more."""
        picture = self.picture_rect
        if rect.isEmpty() or picture.isEmpty():
            return QRect()
        scale = picture.width() / self._sizes[0].width()
        at = QRectF(picture.topLeft() + rect.topLeft().toPointF() * scale, rect.size().toSizeF() * scale)
        return at.toAlignedRect().adjusted(-2, -2, 2, 2)

    def _on_changed(self, rect: QRect) -> None:
        self.update(self._on_screen(rect))

    def _circle_radius(self) -> float:
        return max(SMALLEST / 2, self.brush.diameter * self._zoom / self.devicePixelRatioF()) / 2

    def _has_circle(self) -> bool:
        return self._circle_radius() >= _SMALL_CIRCLE / 2

    def _move_circle(self, at: QPointF) -> None:
        self._touch_circle()
        self._at = at
        self._touch_circle()

    def _touch_circle(self) -> None:
        if self._at is not None:
            reach = self._circle_radius() + 3
            around = QRectF(self._at.x() - reach, self._at.y() - reach, 2 * reach, 2 * reach)
            self.update(around.toAlignedRect())

    def _show_cursor(self) -> None:
        if self._is_space:
            super()._show_cursor()
        else:
            self.setCursor(Qt.CursorShape.BlankCursor if self._has_circle() else Qt.CursorShape.CrossCursor)

    def _on_appearance(self) -> None:
        self._tint = None
