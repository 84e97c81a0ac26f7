"""A password: dots, until a person asks to see it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit

from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button

INSET = 3


class PasswordField(QLineEdit):
    """The Show button stands inside, at the right; it is reached by Tab after the field."""

    def __init__(self, appearance: Appearance, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.show_button = Button(appearance, "Show", "link", parent=self)
        self.show_button.setCursor(Qt.CursorShape.ArrowCursor)
        self.show_button.clicked.connect(self._toggle)
        self._name_button()
        appearance.changed.connect(self._fit)
        self._fit()

    def conceal(self) -> None:
        """Dots again."""
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._name_button()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right edge."""
        super().resizeEvent(event)
        self._fit()

    def _toggle(self) -> None:
        is_hidden = self.echoMode() is QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if is_hidden else QLineEdit.EchoMode.Password)
        self._name_button()

    def _name_button(self) -> None:
        is_hidden = self.echoMode() is QLineEdit.EchoMode.Password
        self.show_button.set_text("Show" if is_hidden else "Hide")
        verb = "Show" if is_hidden else "Hide"
        self.show_button.setAccessibleName(f"{verb} the {self.accessibleName().lower()}")
        self._fit()

    def _fit(self) -> None:
        size = self.show_button.sizeHint()
        self.setTextMargins(0, 0, size.width() + INSET, 0)
        self.show_button.resize(size)
        self.show_button.move(self.width() - size.width() - 2 * INSET, (self.height() - size.height()) // 2)
