"""Chips: small pills, one of which is chosen (a rarity), or that open a filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QWidget

from studio.ui.appearance.tokens import mix
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.paint import box, fill_shape, ring, smooth
from studio.ui.widgets.properties import literal, set_property

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.ui.appearance import Appearance
    from studio.ui.widgets.tile import RarityMark

_PAD = 11
_SHAPE = 10
_GAP = 7


@dataclass(frozen=True, slots=True)
class ChipOption:
    """One chip of a group, with the mark of a rarity where it stands for one."""

    key: str
    text: str
    rarity: RarityMark | None = None


class ChipGroup(QWidget):
    """Chips that wrap, one of them chosen; with `optional` a second press lets go of it (value "")."""

    chosen = Signal(str)

    def __init__(
        self, appearance: Appearance, name: str, optional: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._name = name
        self._is_optional = optional
        self._group = QButtonGroup(self)
        self._chips: dict[str, _Chip] = {}
        self._flow = FlowLayout(self, gap=6)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)
        appearance.changed.connect(self._on_appearance)

    @property
    def value(self) -> str:
        """The key of the chosen chip, or ""."""
        return next((key for key, chip in self._chips.items() if chip.isChecked()), "")

    def set_chips(self, options: Sequence[ChipOption]) -> None:
        """Show other chips; the chosen one stays chosen where it is still there."""
        value = self.value
        for chip in self._chips.values():
            self._group.removeButton(chip)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for option in options:
            chip = _Chip(self._appearance, option, self)
            chip.setAccessibleName(f"{self._name}: {option.text}")
            chip.pressed_again.connect(self._on_pressed_again)
            self._chips[option.key] = chip
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            chip.clicked.connect(self._on_clicked)
            chip.show()
        self.set_value(value)

    def set_value(self, key: str) -> None:
        """Choose a chip, or none, without telling."""
        self._group.setExclusive(False)
        for other, chip in self._chips.items():
            chip.setChecked(other == key)
        self._group.setExclusive(True)
        chip = self._chips.get(key) or next(iter(self._chips.values()), None)
        if chip is not None:
            self.setFocusProxy(chip)

    def _on_clicked(self) -> None:
        self.setFocusProxy(self._chips[self.value])
        self.chosen.emit(self.value)

    def _on_pressed_again(self) -> None:
        if self._is_optional:
            self.set_value("")
            self.chosen.emit("")

    def _on_appearance(self) -> None:
        for chip in self._chips.values():
            chip.updateGeometry()
            chip.update()


class _Chip(QRadioButton):
    """A radio button drawn as a pill."""

    pressed_again = Signal()

    def __init__(self, appearance: Appearance, option: ChipOption, parent: QWidget) -> None:
        super().__init__(literal(option.text), parent)
        self._appearance = appearance
        self._option = option
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._appearance.font("label"))
        mark = self._appearance.px(_SHAPE) + _GAP if self._option.rarity else 0
        return QSize(2 * _PAD + mark + metrics.horizontalAdvance(self._option.text) + 1, max(25, metrics.height() + 9))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(60, self.sizeHint().width()), self.sizeHint().height())

    def hitButton(self, position: QPoint) -> bool:  # noqa: N802 - Qt's name
        return self.rect().contains(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.isChecked() and not event.isAutoRepeat():
            self.pressed_again.emit()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isChecked():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.pressed_again.emit()
            return
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        look = self._appearance
        radius = self.height() / 2
        mark = self._mark_colour()
        if self.isChecked():
            fill = QColor(mix(mark.name(), look.tokens.panel, 0.2))
            box(painter, self.rect(), radius, fill, mark, 1.3)
        else:
            box(
                painter, self.rect(), radius, look.colour("hover") if self.underMouse() else None, look.colour("border")
            )
        left = float(_PAD)
        rarity = self._option.rarity
        if rarity is not None:
            side = look.px(_SHAPE)
            form = look.rarity(rarity.name, rarity.colour, rarity.shape).shape
            fill_shape(painter, form, QPointF(left + side / 2, self.height() / 2), side, mark)
            left += side + _GAP
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("disabled" if not self.isEnabled() else "text" if self.isChecked() else "muted"))
        area = QRectF(left, 0, self.width() - left - _PAD + 2, self.height())
        text = painter.fontMetrics().elidedText(self._option.text, Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            ring(painter, self.rect(), radius, look.colour("focus"))
        painter.end()

    def _mark_colour(self) -> QColor:
        rarity = self._option.rarity
        if rarity is None:
            return self._appearance.colour("accent")
        return QColor(self._appearance.rarity(rarity.name, rarity.colour, rarity.shape).colour)


class FilterChip(Button):
    """A pill that opens a menu; it is lit while its filter is on."""

    def __init__(self, appearance: Appearance, text: str, parent: QWidget | None = None) -> None:
        super().__init__(appearance, text, "chip", parent=parent)
        self.setProperty("active", "false")

    def set_active(self, is_active: bool) -> None:
        """Light the chip while its filter narrows what is shown."""
        set_property(self, "active", "true" if is_active else "false")
