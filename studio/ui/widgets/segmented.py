"""One choice of a few, as segments of one bordered pill; arrow keys move along it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from studio.ui.widgets.paint import box, ring, smooth
from studio.ui.widgets.properties import literal, set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.ui.appearance import Appearance

_PAD = 11
_ICON = 15
_GAP = 6


@dataclass(frozen=True, slots=True)
class Option:
    """One segment; `tip` is its tooltip."""

    key: str
    text: str
    icon: str = ""
    tip: str = ""


class Segmented(QWidget):
    """A row of segments, one of them chosen; `chosen` comes when a person chose another."""

    chosen = Signal(str)

    def __init__(
        self, appearance: Appearance, name: str, options: Sequence[Option], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._group = QButtonGroup(self)
        self._segments: dict[str, _Segment] = {}
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for at, option in enumerate(options):
            place = (at == 0, at == len(options) - 1)
            segment = _Segment(appearance, option, place)
            segment.setAccessibleName(f"{name}: {option.text or option.tip}")
            self._segments[option.key] = segment
            self._group.addButton(segment)
            row.addWidget(segment, 1)
        self._group.buttonClicked.connect(self._on_clicked)
        if options:
            self.set_value(options[0].key)
        appearance.changed.connect(self._on_appearance)

    @property
    def value(self) -> str:
        """The key of the chosen segment, or ""."""
        return next((key for key, segment in self._segments.items() if segment.isChecked()), "")

    @property
    def last_stop(self) -> QWidget:
        """The segment that the Tab key comes to last."""
        return next(reversed(self._segments.values()), self)

    def set_value(self, key: str) -> None:
        """Choose a segment without telling; an unknown key chooses none."""
        self._group.setExclusive(False)
        for other, segment in self._segments.items():
            segment.setChecked(other == key)
        self._group.setExclusive(True)
        segment = self._segments.get(key) or next(iter(self._segments.values()), None)
        if segment is not None:
            self.setFocusProxy(segment)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        edge = self._appearance.colour("border" if self.isEnabled() else "line")
        box(painter, self.rect(), self._appearance.scale.radius, self._appearance.colour("panel"), edge)
        painter.end()

    def _on_clicked(self, button: QRadioButton) -> None:
        self.setFocusProxy(button)
        self.chosen.emit(self.value)

    def _on_appearance(self) -> None:
        for segment in self._segments.values():
            segment.updateGeometry()
        self.update()


class _Segment(QRadioButton):
    """A radio button drawn as a segment: its keys and its meaning for screen readers come with it."""

    def __init__(self, appearance: Appearance, option: Option, place: tuple[bool, bool]) -> None:
        super().__init__(literal(option.text))
        self.option = option
        self._appearance = appearance
        self._is_first, self._is_last = place
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        set_tip(self, option.tip)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._appearance.font("strong"))  # the widest it gets, so that choosing moves nothing
        width = 2 * _PAD + (metrics.horizontalAdvance(self.option.text) if self.option.text else 0)
        if self.option.icon:
            width += self._appearance.px(_ICON) + (_GAP if self.option.text else 0)
        return QSize(width, max(30, metrics.height() + 13))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:  # noqa: N802 - Qt's name
        return self.rect().contains(position)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        look = self._appearance
        if self.isChecked() or (self.underMouse() and self.isEnabled()):
            painter.fillPath(self._ground(), look.colour("selected" if self.isChecked() else "hover"))
        if not self._is_last:
            painter.fillRect(QRectF(self.width() - 1, 1, 1, self.height() - 2), look.colour("line"))
        self._paint_label(painter)
        if self.hasFocus():
            ring(
                painter, self.rect(), look.scale.radius if self._is_first or self._is_last else 3, look.colour("focus")
            )
        painter.end()

    def _paint_label(self, painter: QPainter) -> None:
        look = self._appearance
        role = "disabled" if not self.isEnabled() else "text" if self.isChecked() else "muted"
        painter.setFont(look.font("strong" if self.isChecked() else "text"))
        painter.setPen(look.colour(role))
        text_width = painter.fontMetrics().horizontalAdvance(self.option.text)
        side = look.px(_ICON) if self.option.icon else 0
        gap = _GAP if side and text_width else 0
        left = (self.width() - side - gap - text_width) / 2
        if side:
            pixmap = look.pixmap(self.option.icon, role, side, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(left, (self.height() - side) / 2), pixmap)
        area = QRect(round(left) + side + gap, 0, text_width + 2, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.option.text)

    def _ground(self) -> QPainterPath:
        """The segment without the border, rounded where it ends the pill."""
        area = QRectF(self.rect()).adjusted(1 if self._is_first else 0, 1, -1, -1)
        radius = self._appearance.scale.radius - 1
        path = QPainterPath()
        path.addRoundedRect(area, radius, radius)
        square = QPainterPath()
        if not self._is_first:
            square.addRect(area.adjusted(0, 0, -radius, 0))
        if not self._is_last:
            square.addRect(area.adjusted(radius, 0, 0, 0))
        return path.united(square)
