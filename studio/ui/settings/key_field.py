"""The key of the image service: shown by its ends, entered once, and never held here longer than it is typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QWidget

from studio.core.service import KeyPlace, ServiceStatus
from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel

_PRIVATE = (
    Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
)


class KeyField(QWidget):
    """Either the ends of the key that is kept, with a way to replace it, or a field to enter one."""

    entered = Signal(str)  # the key

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._status: ServiceStatus | None = None
        self._is_replacing = False
        self.hint = PlainLabel("")
        self.replace = Button(appearance, "Replace…", "link")
        self.entry = QLineEdit()
        self._eye = QAction(self.entry)
        self.keep = Button(appearance, "Keep key", "wanted")
        self.back = Button(appearance, "Cancel", "quiet")
        self._pages = QStackedWidget()
        self._lay_out()
        self._show_text(is_shown=False)
        self.replace.clicked.connect(self._on_replace)
        self.back.clicked.connect(self._on_back)
        self.keep.clicked.connect(self._on_keep)
        self.entry.returnPressed.connect(self._on_keep)
        self.entry.textChanged.connect(self._on_text)
        self._eye.triggered.connect(
            lambda: self._show_text(is_shown=self.entry.echoMode() is QLineEdit.EchoMode.Password)
        )
        self._on_text("")

    def show_status(self, status: ServiceStatus, *, is_busy: bool) -> None:
        """Show what there is for the host in use."""
        if self._status is not None and (status.host, status.hint) != (self._status.host, self._status.hint):
            self._is_replacing = False
        self._status = status
        is_entering = self._is_replacing or not status.has_key
        focus = QApplication.focusWidget()
        self._pages.setCurrentIndex(1 if is_entering else 0)
        self.hint.setText(status.hint)
        self.replace.setVisible(status.key_place is not KeyPlace.ENVIRONMENT)
        self.back.setVisible(status.has_key)
        self.entry.setEnabled(not status.problems)
        self.entry.setReadOnly(is_busy)  # not off: that would send the focus to another field
        self.setFocusProxy(self.entry if is_entering else self.replace)
        if focus is not None and self.isAncestorOf(focus) and not focus.isVisibleTo(self):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_replacing:
            self._on_back()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.entry.setAccessibleName("API key")
        self.entry.setPlaceholderText("Paste or type the key")
        self.entry.setInputMethodHints(_PRIVATE)
        self.entry.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self.hint.setAccessibleName("API key, its ends")
        self.replace.setAccessibleName("Replace the API key")
        kept, entry = QFrame(), QWidget()
        kept.setObjectName("field")
        for page, widgets, side in (
            (kept, (self.hint, self.replace), 9),
            (entry, (self.entry, self.keep, self.back), 0),
        ):
            row = QHBoxLayout(page)
            row.setContentsMargins(side, 0, side // 2, 0)
            row.setSpacing(8)
            for widget in widgets:
                row.addWidget(widget, 1 if widget in (self.hint, self.entry) else 0)
            self._pages.addWidget(page)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _on_replace(self) -> None:
        self._is_replacing = True
        if self._status is not None:
            self.show_status(self._status, is_busy=False)
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_back(self) -> None:
        self._is_replacing = False
        self._empty()
        if self._status is not None:
            self.show_status(self._status, is_busy=False)
        self.replace.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_keep(self) -> None:
        key = self.entry.text().strip()
        if key:
            self.entry.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes off with the empty field
            self._empty()
            self.entered.emit(key)

    def _empty(self) -> None:
        """Forget what was typed, its undo history as well (`clear()` would keep that)."""
        self.entry.setText("")
        self._show_text(is_shown=False)

    def _on_text(self, text: str) -> None:
        self.keep.set_reasons(() if text.strip() else ("Paste or type the key first.",))

    def _show_text(self, *, is_shown: bool) -> None:
        self.entry.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)
        self._eye.setIcon(self._appearance.icon("eye-off" if is_shown else "eye", "muted"))
        self._eye.setText("Hide the key" if is_shown else "Show the key")
        self._eye.setToolTip(self._eye.text())
