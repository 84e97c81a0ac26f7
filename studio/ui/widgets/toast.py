"""One message over the window: a sentence, perhaps a next step and an action, and a way to close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import set_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QEnterEvent, QKeyEvent

    from studio.ui.appearance import Appearance

_WIDTH = 380
UNDO = "Undo"


class Toast(QFrame):
    """Closes itself after its time, but not while a person points at it or has the focus in it."""

    dismissed = Signal()

    def __init__(
        self,
        appearance: Appearance,
        sentence: str,
        next_step: str,
        action_text: str | None,
        on_action: Callable[[], object] | None,
        parent: QWidget,
        *,
        is_error: bool = False,
    ) -> None:
        super().__init__(parent)
        self.sentence = sentence
        self.spoken = f"{sentence} {next_step}".strip()
        self.is_error = is_error
        self.has_action = bool(action_text)
        self.offers_undo = action_text == UNDO
        self._on_action = on_action
        self._appearance = appearance
        self._came_from: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.setObjectName("toast")
        self.setAccessibleName(self.spoken)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if is_error:
            set_state(self, "error")
        self._row = QHBoxLayout(self)
        self._lay_out(next_step, action_text)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def live(self, lifetime: int) -> None:
        """Close after so many ms; 0 stays until closed."""
        if lifetime:
            self._timer.setInterval(lifetime)
            self._timer.start()

    def fit(self, room: int) -> None:
        """Take the size of the text in at most `room` px."""
        width = min(room, self._appearance.px(_WIDTH))
        self.resize(QSize(width, self._row.totalHeightForWidth(width)))

    def dismiss(self) -> None:
        """Go away; the focus returns to where it came from."""
        self._timer.stop()
        focus = QApplication.focusWidget()
        if self._came_from is not None and focus is not None and self.isAncestorOf(focus):
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.dismissed.emit()
        self.deleteLater()

    def act(self) -> None:
        """Go away, and do what it offers."""
        self.dismiss()
        if self._on_action is not None:
            self._on_action()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._pause()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._resume()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new):
            if old is not None and not self.isAncestorOf(old):
                self._came_from = old
                old.destroyed.connect(self._on_origin_gone)
            self._pause()
        elif old is not None and self.isAncestorOf(old):
            self._resume()

    def _on_origin_gone(self) -> None:
        self._came_from = None

    def _lay_out(self, next_step: str, action_text: str | None) -> None:
        row = self._row
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(PlainLabel(self.sentence, wrap=True))
        if next_step:
            column.addWidget(PlainLabel(next_step, "muted", wrap=True))
        row.addLayout(column, 1)
        if action_text:
            action = Button(self._appearance, action_text, "quiet")
            action.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus where a person works
            action.clicked.connect(self.act)
            row.addWidget(action, 0, Qt.AlignmentFlag.AlignTop)
        close = IconButton(self._appearance, "x", "Close this message")
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.dismiss)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def _pause(self) -> None:
        self._timer.stop()

    def _resume(self) -> None:
        if self._timer.interval() > 0 and not self.underMouse():
            self._timer.start()
