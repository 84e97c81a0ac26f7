"""Find and replace, in a row under the text that is searched."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from studio.ui.appearance import Appearance
from studio.ui.catalog.code.code_edit import CodeEdit
from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.labels import PlainLabel

MOST = 100_000


class FindBar(QWidget):
    """Finds as it is typed, whatever the case; Enter goes on, Esc closes."""

    def __init__(self, appearance: Appearance, edit: CodeEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit = edit
        self.words = QLineEdit()
        self.words.setPlaceholderText("Find")
        self.words.setAccessibleName("Find")
        self.other = QLineEdit()
        self.other.setPlaceholderText("Replace with")
        self.other.setAccessibleName("Replace with")
        self.count = PlainLabel("", "muted")
        self._before = IconButton(appearance, "chevron-up", "Find the one before")
        self._after = IconButton(appearance, "chevron-down", "Find the next one")
        self._one = Button(appearance, "Replace")
        self._all = Button(appearance, "Replace all")
        close = IconButton(appearance, "x", "Close the search")
        row = QGridLayout(self)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(6)
        for column, widget in enumerate((self.words, self.count, self._before, self._after, close)):
            row.addWidget(widget, 0, column)
        row.addWidget(self.other, 1, 0)
        row.addWidget(self._one, 1, 1)
        row.addWidget(self._all, 1, 2, 1, 3)
        row.setColumnStretch(0, 1)
        self.words.textEdited.connect(lambda _text: self._search(go=True))
        self.words.returnPressed.connect(lambda: self.go(1))
        self._before.clicked.connect(lambda: self.go(-1))
        self._after.clicked.connect(lambda: self.go(1))
        self._one.clicked.connect(self._replace)
        self._all.clicked.connect(self._replace_all)
        close.clicked.connect(self.close_search)
        edit.edited.connect(lambda _text: self._search(go=False))
        self.hide()

    def open_search(self) -> None:
        """Show the row, with what is selected as the words to find."""
        selected = self._edit.textCursor().selectedText()
        if selected and "\u2029" not in selected:
            self.words.setText(selected)
        is_editable = not self._edit.isReadOnly()
        for widget in (self.other, self._one, self._all):
            widget.setVisible(is_editable)
        self.show()
        self.words.setFocus()
        self.words.selectAll()
        self._search(go=False)

    def close_search(self) -> None:
        """Hide the row and go back to the text."""
        self.hide()
        self._edit.set_found(())
        self._edit.setFocus()

    def go(self, step: int) -> None:
        """Select the next place, or the one before."""
        found = self._matches()
        if not found:
            return
        at = self._edit.offset_of(self._edit.textCursor().selectionStart())
        if step > 0:
            place = next((match for match in found if match[0] > at), found[0])
        else:
            place = next((match for match in reversed(found) if match[0] < at), found[-1])
        self._edit.go_to(*place)
        self._tell(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_search()
            return
        super().keyPressEvent(event)

    def _matches(self) -> list[tuple[int, int]]:
        words = self.words.text()
        if not words:
            return []
        found: list[tuple[int, int]] = []
        for match in re.finditer(re.escape(words), self._edit.text, re.IGNORECASE):
            found.append(match.span())
            if len(found) == MOST:
                break
        return found

    def _search(self, *, go: bool) -> None:
        if self.isHidden():
            return
        found = self._matches()
        self._edit.set_found(found)
        if go and found:
            at = self._edit.offset_of(self._edit.textCursor().selectionStart())
            self._edit.go_to(*next((match for match in found if match[0] >= at), found[0]))
        self._tell(found)

    def _tell(self, found: list[tuple[int, int]]) -> None:
        at = self._edit.offset_of(self._edit.textCursor().selectionStart())
        number = next((n for n, match in enumerate(found, 1) if match[0] == at), 0)
        words = f"{number} of {len(found):,}" if number else f"{len(found):,} found" if found else "None found"
        self.count.setText(words if self.words.text() else "")
        for button in (self._before, self._after):
            button.set_reasons(() if found else ("There is nothing to go to.",))

    def _replace(self) -> None:
        cursor = self._edit.textCursor()
        if cursor.selectedText().casefold() == self.words.text().casefold() and cursor.hasSelection():
            cursor.insertText(self.other.text())
        self.go(1)

    def _replace_all(self) -> None:
        found = self._matches()
        if not found:
            return
        text, at = "", 0
        for begin, end in found:
            text += self._edit.text[at:begin] + self.other.text()
            at = end
        self._edit.replace_range(0, len(self._edit.text), text + self._edit.text[at:])
