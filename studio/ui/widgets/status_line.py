"""The line at the bottom of the window: how the studio is, in a few short texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import ElidedLabel, PlainLabel
from studio.ui.widgets.paint import smooth
from studio.ui.widgets.properties import set_ground, set_property

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.ui.appearance import Appearance

_DOT = 8
_KINDS = {"ok": "ok", "warning": "warning", "error": "error", "quiet": "muted"}


class StatusLine(QWidget):
    """A dot with the state, then texts at the left and at the right, and before those perhaps one that can be pressed."""

    link_pressed = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "panel", "top")
        self.setAccessibleName("Status")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(18)
        self._dot = _Dot(appearance)
        self._state = PlainLabel("", "hint")
        self._left = ElidedLabel("", "hint")
        self._right = PlainLabel("", "hint")
        self.link = Button(appearance, "", "link")
        set_property(self.link, "extent", "small")
        self.link.hide()
        self.link.clicked.connect(lambda _checked=False: self.link_pressed.emit())
        state = QHBoxLayout()
        state.setSpacing(6)
        state.addWidget(self._dot)
        state.addWidget(self._state)
        row.addLayout(state)
        row.addWidget(self._left, 1)
        row.addWidget(self.link)
        row.addWidget(self._right)

    def set_link(self, text: str, tip: str = "") -> None:
        """The text that leads somewhere; an empty one hides it."""
        self.link.set_text(text)
        self.link.set_tip(tip)
        self.link.setVisible(bool(text))

    def set_state(self, text: str, kind: str = "ok") -> None:
        """What is true now; kinds: ok, warning, error, quiet."""
        self._state.setText(text)
        self._dot.show_role(_KINDS.get(kind, "muted"))

    def set_texts(self, left: Sequence[str] = (), right: Sequence[str] = ()) -> None:
        """The short texts beside the state."""
        self._left.setText("\u2003".join(left))
        self._right.setText("\u2003".join(right))


class _Dot(QWidget):
    """A round dot in the colour of a role."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._role = "muted"
        self.setFixedSize(QSize(_DOT, _DOT))
        appearance.changed.connect(self.update)

    def show_role(self, role: str) -> None:
        """Take the colour of a role."""
        self._role = role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._appearance.colour(self._role))
        painter.drawEllipse(QPointF(_DOT / 2, _DOT / 2), _DOT / 2, _DOT / 2)
        painter.end()
