"""The navigation at the left edge: the studio's mark, its pages, and a few actions at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.widgets.paint import box, ring, smooth
from studio.ui.widgets.properties import literal, set_ground

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance

_MARK = QSize(36, 44)
_ICON = 18
_GAP = 4


class Rail(QWidget):
    """Pages above (one is current), actions below; signals carry the key."""

    page_chosen = Signal(str)
    action_chosen = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._buttons: dict[str, _RailButton] = {}
        self._pages = QButtonGroup(self)
        self.setAccessibleName("Pages")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        set_ground(self, "panel", "right")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 14, 7, 14)
        self._column.setSpacing(_GAP)
        self._column.addWidget(_Mark(appearance), 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(10)
        self._column.addStretch(1)
        self._page_count = 0

    def add_page(self, key: str, icon: str, text: str, tip: str = "", *, at_bottom: bool = False) -> None:
        """Add a page under the ones there are, or among the actions at the bottom."""
        button = self._add(key, icon, text, tip)
        button.setCheckable(True)
        self._pages.addButton(button)
        if at_bottom:
            self._column.addWidget(button)
        else:
            self._column.insertWidget(2 + self._page_count, button)
            self._page_count += 1
        button.clicked.connect(lambda: self.page_chosen.emit(key))

    def add_action(self, key: str, icon: str, text: str, tip: str = "") -> None:
        """Add an action at the bottom."""
        button = self._add(key, icon, text, tip)
        self._column.addWidget(button)
        button.clicked.connect(lambda: self.action_chosen.emit(key))

    def set_current(self, key: str) -> None:
        """Mark the page that is shown; one that is not here leaves none marked."""
        button = self._buttons.get(key)
        self._pages.setExclusive(button is not None)
        for each in self._pages.buttons():
            each.setChecked(each is button)

    def set_action(self, key: str, icon: str, text: str, tip: str = "") -> None:
        """Show another icon and text on a button."""
        self._buttons[key].show_label(icon, text, tip)

    def show_menu(self, key: str, menu: QMenu) -> None:
        """Open a menu beside a button, with its foot where the button's is."""
        button = self._buttons[key]
        size = menu.sizeHint()
        menu.popup(button.mapToGlobal(QPoint(button.width(), button.height() - size.height())))

    def _add(self, key: str, icon: str, text: str, tip: str) -> _RailButton:
        button = _RailButton(self._appearance)
        button.show_label(icon, text, tip)
        self._buttons[key] = button
        return button


class _RailButton(QPushButton):
    """An icon above a word."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setAutoDefault(True)  # Enter presses it, as Space does
        self._appearance = appearance
        self._icon = ""
        self._label = ""
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.updateGeometry)

    def show_label(self, icon: str, text: str, tip: str) -> None:
        """Show this icon and word."""
        self._icon = icon
        self._label = text
        self.setText(literal(text))
        self.setAccessibleName(text)
        self.setToolTip(tip)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font(is_strong=True))
        height = self._appearance.px(_ICON) + _GAP + metrics.height() + 16
        return QSize(max(62, metrics.horizontalAdvance(self._label) + 12), max(54, height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        look = self._appearance
        if self.isChecked() or self.underMouse() or self.isDown():
            box(painter, self.rect(), 10, look.colour("selected" if self.isChecked() else "hover"), None)
        role = "disabled" if not self.isEnabled() else "text" if self.isChecked() else "muted"
        side = look.px(_ICON)
        font = self._font(is_strong=self.isChecked())
        text_height = QFontMetrics(font).height()
        top = (self.height() - side - _GAP - text_height) / 2
        at = QPointF((self.width() - side) / 2, top)
        painter.drawPixmap(at, look.pixmap(self._icon, role, side, self.devicePixelRatioF()))
        painter.setFont(font)
        painter.setPen(look.colour(role))
        line = QRect(0, round(top) + side + _GAP, self.width(), text_height)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._label)
        if self.hasFocus():
            ring(painter, self.rect(), 10, look.colour("focus"))
        painter.end()

    def _font(self, *, is_strong: bool) -> QFont:
        font = self._appearance.font("small")
        font.setWeight(QFont.Weight.DemiBold if is_strong else QFont.Weight.Normal)
        return font


class _Mark(QWidget):
    """The studio's mark: a card with a hanger slot."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setFixedSize(_MARK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        dpr = self.devicePixelRatioF()
        painter.drawPixmap(0, 0, self._appearance.artwork("mark", "panel", _MARK, dpr))
        painter.end()
