"""What every field of a draft does: it leaves undo to the whole draft, and looks like what it is."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from studio.ui.appearance.appearance import repolish

UNDO_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class DraftField(QObject):
    """Stands behind one field, which may be typed in or only be read."""

    def __init__(self, edit: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self._is_read_only = edit.isReadOnly()
        self._example = ""
        edit.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo and redo go on to the page's actions, past the field's own."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_undo(event):
            event.ignore()
            return True
        if event.type() == QEvent.Type.ReadOnlyChange and self._edit.isReadOnly() != self._is_read_only:
            self._is_read_only = self._edit.isReadOnly()
            self._show_example()
            repolish(self._edit)
        return super().eventFilter(watched, event)

    def _show_example(self) -> None:
        """An example is for whoever types: where one only reads it looks like what stands there."""
        if self._is_read_only:
            self._example = self._edit.placeholderText()
        self._edit.setPlaceholderText("" if self._is_read_only else self._example)


def _is_undo(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and any(event.matches(keys) for keys in UNDO_KEYS)
