"""Typing on a list: the letters of a name, one after the other, lead to the entry that is meant."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class TypeAhead(QObject):
    """Keeps what was typed until a pause as long as the system's; then the next letter begins a new word."""

    forgot = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._typed = ""
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._forget)

    def takes(self, event: QKeyEvent) -> bool:
        """A key that types; a space only within a name, else it is the key that opens and presses."""
        is_typed = event.text().isprintable() and bool(event.text()) and not event.modifiers() & _COMMANDS
        return is_typed and (bool(self._typed) or event.text() != " ")

    def row_for(self, letters: str, names: Sequence[str], current: int) -> int:
        """The row that is meant once these letters are typed too, or -1: what begins so, else what holds it.

        The same letter again and again goes from one to the next.
        """
        self._typed += letters.casefold()
        self._pause.start(QGuiApplication.styleHints().keyboardInputInterval())
        is_repeated = len(set(self._typed)) == 1
        wanted = self._typed[:1] if is_repeated else self._typed
        first = current + 1 if is_repeated else max(0, current)
        rows = [(first + step) % len(names) for step in range(len(names))]
        starting = [row for row in rows if names[row].casefold().startswith(wanted)]
        holding = [row for row in rows if wanted in names[row].casefold()]
        return next(iter(starting + holding), -1)

    def _forget(self) -> None:
        self._typed = ""
        self.forgot.emit()
