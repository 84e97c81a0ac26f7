"""The rows of words and values in the details, with the shape of the rarity before its name."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.labels import ElidedLabel, PlainLabel
from studio.ui.widgets.paint import fill_shape, smooth
from studio.ui.widgets.tile import RarityMark

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
PITCH = 28
SHAPE = 11
GAP = 7


class FactRows(QWidget):
    """A table of a few rows; the labels are kept, only their texts change."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[PlainLabel, _Value]] = []
        appearance.changed.connect(self._space)

    def show_rows(self, rows: Sequence[tuple[str, str]], mark: RarityMark | None = None) -> None:
        """Show other rows; the mark stands before the value of the row “Rarity”."""
        while len(self._rows) < len(rows):
            self._add_row()
        for number, (word, value) in enumerate(self._rows):
            is_used = number < len(rows)
            word.setVisible(is_used)
            value.setVisible(is_used)
            if is_used:
                word.setText(rows[number][0])
                value.show_text(*rows[number], mark if rows[number][0] == "Rarity" else None)
        self._space()

    def texts(self) -> dict[str, str]:
        """What is shown, by word."""
        return {word.text(): value.text.text() for word, value in self._rows if not word.isHidden()}

    def _add_row(self) -> None:
        number = len(self._rows)
        word, value = PlainLabel("", "muted"), _Value(self._appearance)
        self._grid.addWidget(word, number, 0)
        self._grid.addWidget(value, number, 1)
        self._rows.append((word, value))
        self._space()

    def _space(self) -> None:
        for number, (word, _) in enumerate(self._rows):
            self._grid.setRowMinimumHeight(number, 0 if word.isHidden() else self._appearance.px(PITCH))


class _Value(QWidget):
    """A value at the right edge; the shape of a rarity stands before its name, in its colour."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._mark: RarityMark | None = None
        self.text = ElidedLabel("")
        self.text.setAlignment(RIGHT)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text)

    def show_text(self, word: str, value: str, mark: RarityMark | None) -> None:
        """Show another value; the name of its row is what screen readers hear first."""
        self._mark = mark
        self._row.setContentsMargins(self._room() if mark else 0, 0, 0, 0)
        self.text.setText(value)
        self.text.setAccessibleName(f"{word}: {value}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._mark is None:
            return
        look = self._appearance.rarity(self._mark.name, self._mark.colour, self._mark.shape)
        side = self._appearance.px(SHAPE)
        written = min(self.text.width(), self.text.fontMetrics().horizontalAdvance(self.text.text()))
        painter = smooth(QPainter(self))
        centre = QPointF(self.width() - written - GAP - side / 2, self.height() / 2)
        fill_shape(painter, look.shape, centre, side, QColor(look.colour))
        painter.end()

    def _room(self) -> int:
        return self._appearance.px(SHAPE) + GAP + 2
