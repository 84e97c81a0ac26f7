"""The stage: the picture being made or looked at, with its progress over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedLayout, QWidget

from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.picture_canvas import PictureCanvas
from studio.ui.widgets.progress_line import ProgressLine
from studio.ui.widgets.properties import set_ground

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance

_BAR_WIDTH = 404
_BAR_BOTTOM, _BAR_SIDE = 18, 12
_LEAST_LINE, _LINE, _LEAST_TEXT = 60, 150, 60


class PictureStage(QWidget):
    """A preview first, then the full picture in its place; without a picture, an empty state."""

    zoom_changed = Signal(float, bool)
    cancel_requested = Signal()
    cancel_all_requested = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._has_picture = False
        set_ground(self, "canvas")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._stack = QStackedLayout(self)
        self._canvas = PictureCanvas(appearance)
        self._canvas.zoom_changed.connect(self.zoom_changed)
        self._empty = QWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._canvas)
        self._bar = _BusyBar(appearance, self)
        self._bar.cancel.clicked.connect(self.cancel_requested)
        self._bar.cancel_all.clicked.connect(self.cancel_all_requested)
        self._bar.resized.connect(self._place_bar)
        self._busy: tuple[str, float | None, int] | None = None
        self.setFocusProxy(self._canvas)

    @property
    def canvas(self) -> PictureCanvas:
        """The picture itself: its zoom and place."""
        return self._canvas

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture on the stage."""
        return self._has_picture

    def show_preview(self, image: QImage) -> None:
        """Show a picture that is still being made."""
        self._show(image)

    def show_picture(self, image: QImage) -> None:
        """Show the full picture; it takes the preview's place without a jump."""
        self._show(image)

    def clear(self) -> None:
        """Show the empty state."""
        self._has_picture = False
        self._canvas.show_image(QImage())
        self._stack.setCurrentWidget(self._empty)
        self._bar.raise_()

    def set_empty(self, widget: QWidget) -> None:
        """What is shown while there is no picture."""
        self._stack.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = widget
        self._stack.insertWidget(0, widget)
        self._stack.setCurrentWidget(self._canvas if self._has_picture else widget)
        self._bar.raise_()

    def set_description(self, text: str) -> None:
        """What the picture shows, for screen readers."""
        self._canvas.setAccessibleName(text or "Picture")

    def fit(self) -> None:
        """Show all of the picture."""
        self._canvas.fit()

    def actual_size(self) -> None:
        """Show one pixel of the picture on one of the screen."""
        self._canvas.zoom_to(1.0)

    def set_busy(self, text: str, fraction: float | None = None, count: int = 1) -> None:
        """Show what is going on, its share of 1 where that is known, and how many of it can be cancelled."""
        if self._busy != (text, fraction, count):
            self._busy = (text, fraction, count)
            self._bar.show_progress(text, fraction, count)
            self._place_bar()
            self._bar.show()
            self._bar.raise_()

    def set_cancel_tip(self, text: str) -> None:
        """What a person should know before cancelling."""
        for button in (self._bar.cancel, self._bar.cancel_all):
            button.set_tip(text)

    def set_idle(self) -> None:
        """Nothing is going on any more."""
        self._busy = None
        self._bar.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_bar()

    def _show(self, image: QImage) -> None:
        self._has_picture = not image.isNull()
        self._canvas.show_image(image)
        self._stack.setCurrentWidget(self._canvas if self._has_picture else self._empty)
        self._bar.raise_()

    def _place_bar(self) -> None:
        size = self._bar.fitted(self.width() - 2 * _BAR_SIDE)
        left = (self.width() - size.width()) // 2
        self._bar.setGeometry(QRect(QPoint(left, self.height() - size.height() - _BAR_BOTTOM), size))


class _BusyBar(QFrame):
    """Text, a thin line, Cancel, and where there are several, a way to cancel all of them.

    Where there is little room for large text the line gives way first, then the text wraps, then one button goes.
    """

    resized = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("stageBar")
        self.setAccessibleName("Progress")
        self._appearance = appearance
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(15, 5, 8, 5)
        row.setSpacing(14)
        self._text = PlainLabel()
        self._line = ProgressLine(appearance, "Progress")
        self.cancel = Button(appearance, "Cancel", "quiet")
        self.cancel_all = Button(appearance, "", "quiet")
        self._has_several = False
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.cancel_all)
        row.addWidget(self._text, 1)
        row.addWidget(self._line, 1000)
        row.addLayout(buttons)
        self.hide()

    def show_progress(self, text: str, fraction: float | None, count: int) -> None:
        """Show a text, a share, and how many can be cancelled."""
        self._text.setText(text)
        self._line.set_fraction(fraction)
        self.cancel_all.set_text(f"Cancel all {count}")
        self._has_several = count > 1

    def fitted(self, room: int) -> QSize:
        """The size that it takes in at most `room` px."""
        layout = self._row
        margins, gap = layout.contentsMargins(), layout.spacing()
        text = self._text.fontMetrics().horizontalAdvance(self._text.text()) + 2
        around = margins.left() + gap + self.cancel.sizeHint().width() + margins.right()
        both = around + self.cancel_all.sizeHint().width()
        has_all = self._has_several and both + min(text, self._appearance.px(_LEAST_TEXT)) <= room
        needed = text + (both if has_all else around)
        self.cancel_all.setVisible(has_all)
        self._line.setVisible(needed + gap + _LEAST_LINE <= room)
        if self._text.wordWrap() != (needed > room):  # setting it again would ask for a layout again
            self._text.setWordWrap(needed > room)
        width = min(room, max(needed + gap + _LINE, self._appearance.px(_BAR_WIDTH)))
        return QSize(width, layout.totalHeightForWidth(width) if needed > room else self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Larger text asks for another size."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.resized.emit()
        return super().event(event)
