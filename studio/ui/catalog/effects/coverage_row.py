"""What templates ask for and whether it is there, a variable a row."""

from typing import TypeAlias

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.core.coverage import Asked, Cell, Row
from studio.ui.widgets.labels import Badge, ElidedLabel
from studio.ui.widgets.properties import set_tip

CoverageWords: TypeAlias = tuple[Asked | Row, str, str, str, str]
"""A variable, its path, the words and kind of its badge, and its tip."""


class CoverageRow(QPushButton):
    """A variable and how it is covered; pressing it leads to where it can be filled."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "row")
        self.setAutoDefault(True)  # Enter presses it, as Space does
        self._given: Asked | Row | None = None
        self._path = ElidedLabel("", "mono", middle=True)
        self.badge = Badge("")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 6, 3)
        row.addWidget(self._path, 1)
        row.addWidget(self.badge)
        for label in (self._path, self.badge):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda _checked=False: self.chosen.emit(self._given))

    def show_words(self, given: Asked | Row, path: str, words: str, kind: str, tip: str) -> None:
        """Show a variable with the words of its badge."""
        self._given = given
        self._path.setText(path)
        self.badge.show_text(words, kind)
        self.setAccessibleName(f"{path}: {words}")
        set_tip(self, tip)

    def clear(self) -> None:
        """Show no variable."""
        self._given = None
        self._path.setText("")

    def sizeHint(self) -> QSize:
        return QSize(200, max(28, self._path.fontMetrics().height() + 12))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())


def of_asked(asked: Asked, templates: int) -> CoverageWords:
    path = asked.path.partition(".")[2]
    if asked.is_unused:
        return asked, path, "unused", "warning", "No template names it. Press to see it."
    used = f"{len(asked.templates)} of {templates}"
    if asked.cell is Cell.FILLED:
        return asked, path, used, "ok", f"{used} templates name it. Press to see it."
    if asked.cell is Cell.DEFAULT:
        return asked, path, "left out", "quiet", f"{used} templates name it and do without. Press to fill it."
    return (
        asked,
        path,
        "missing",
        "error",
        f"{used} templates name it, and one does not resolve without. Press to fill it.",
    )


def of_row(row: Row) -> CoverageWords:
    words = f"{len(row.filled)} of {row.count}"
    if row.missing:
        return (
            row,
            row.path,
            f"{len(row.missing)} missing",
            "error",
            f"{words} have it. Press to open the first without.",
        )
    if row.default:
        return (
            row,
            row.path,
            words,
            "quiet",
            f"{words} have it, the others do without. Press to open the first without.",
        )
    return row, row.path, words, "ok", "All of them have it."
