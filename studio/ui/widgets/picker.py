"""A drop-down choice with colour swatches before the name and a quiet word after it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from studio.ui.widgets.choices import POPUP, Choice, ChoiceModel, paint_choice, width_of
from studio.ui.widgets.paint import box, ring, smooth
from studio.ui.widgets.type_ahead import TypeAhead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.ui.appearance import Appearance

__all__ = ["Choice", "Picker"]

_PAD = 10
_ARROW = 14


class Picker(QComboBox):
    """A combo box over choices; with many of them its list has a search field."""

    chosen = Signal(str)

    def __init__(self, appearance: Appearance, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._choices = ChoiceModel(self)
        self._type_ahead = TypeAhead(self)
        self.setModel(self._choices)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.activated.connect(self._on_activated)
        appearance.changed.connect(self.updateGeometry)

    @property
    def key(self) -> str:
        """The key of what is chosen, or ""."""
        choice = self.choice
        return choice.key if choice else ""

    @property
    def choice(self) -> Choice | None:
        """What is chosen."""
        return self._choices.at(self.currentIndex())

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; what is chosen stays so where it is still there, else the first."""
        key = self.key
        self._choices.replace(tuple(choices))
        self.set_key(key)
        if self.currentIndex() < 0 and choices:
            self.setCurrentIndex(0)
        self.update()

    def set_key(self, key: str) -> None:
        """Choose by key, without telling; an unknown key leaves nothing chosen."""
        self.setCurrentIndex(self._choices.row_of(key))
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._appearance.font())
        return QSize(self._appearance.px(180), max(34, metrics.height() + 16))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(90), self.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a form must not change it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._type_ahead.takes(event):
            super().keyPressEvent(event)
            return
        names = [choice.text for choice in self._choices.choices]
        choice = self._choices.at(self._type_ahead.row_for(event.text(), names, self.currentIndex()))
        if choice is not None and choice.key != self.key:
            self._on_picked(choice.key)

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Open the list below the field."""
        if self.count():
            from studio.ui.widgets.picker_popup import PickerPopup  # the first paint shows no open list

            popup = PickerPopup(self._appearance, self._choices.choices, self.key, self)
            popup.picked.connect(self._on_picked)
            popup.open_below(self)

    def hidePopup(self) -> None:  # noqa: N802 - Qt's name
        """Qt asks for it also when the field itself is hidden, long after the popup has deleted itself."""
        popup = self.findChild(QWidget, POPUP)
        if popup is not None:
            popup.close()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        look = self._appearance
        fill = look.colour("hover" if self.underMouse() and self.isEnabled() else "raised")
        box(painter, self.rect(), look.scale.radius, fill, look.colour("border" if self.isEnabled() else "line"))
        area = self.rect().adjusted(_PAD, 0, -_PAD, 0)
        arrow = look.px(_ARROW)
        role = "muted" if self.isEnabled() else "disabled"
        at = QPointF(area.right() + 1 - arrow, (self.height() - arrow) / 2)
        painter.drawPixmap(at, look.pixmap("chevron-down", role, arrow, self.devicePixelRatioF()))
        choice = self.choice or Choice("", self.placeholderText())
        room = area.adjusted(0, 0, -arrow - 6, 0)
        if width_of(choice, look) > room.width():
            choice = replace(choice, suffix="")
        paint_choice(painter, look, choice, room, "text" if self.choice else "faint")
        if self.hasFocus():
            ring(painter, self.rect(), look.scale.radius, look.colour("focus"))
        painter.end()

    def _on_activated(self, _row: int) -> None:
        self.chosen.emit(self.key)

    def _on_picked(self, key: str) -> None:
        self.set_key(key)
        self.chosen.emit(key)
