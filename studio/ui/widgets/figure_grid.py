"""The gallery's grid: rows of cards, as many in a row as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from studio.ui.widgets.scrolling import rest_while_all_is_seen
from studio.ui.widgets.tile_painter import CardPainter
from studio.ui.widgets.tile_view import TileView

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance
    from studio.ui.widgets.tile import Index

_MARGIN = 20
_GAP = 16
_ROW_GAP = 18
_STEP = 40


class FigureGrid(TileView):
    """Scrolls down; figures that are added above what is being looked at do not move it."""

    _columns = 1  # asked for by Qt while the view is being built

    def __init__(self, appearance: Appearance, name: str = "Figures", parent: QWidget | None = None) -> None:
        super().__init__(appearance, name, CardPainter(appearance), "canvas", parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        rest_while_all_is_seen(self.verticalScrollBar())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._painter.picture.width() + 2 * _MARGIN, 160)

    def sizeHint(self) -> QSize:
        cell = self._painter.cell
        return QSize(4 * (cell.width() + _GAP) + 2 * _MARGIN, 2 * self._row_height() + 2 * _MARGIN)

    def cell_rect(self, row: int) -> QRect:
        line, column = divmod(row, self._columns)
        room = self.viewport().width() - 2 * _MARGIN - self._painter.cell.width()
        step = room / (self._columns - 1) if self._columns > 1 else 0.0
        step = min(step, self._painter.cell.width() + 2.5 * _GAP)
        left = _MARGIN + round(column * step)
        return QRect(QPoint(left, _MARGIN + line * self._row_height()), self._painter.cell)

    def rows_in(self, area: QRect) -> range:
        height = self._row_height()
        first = max(0, (area.top() - _MARGIN) // height)
        last = max(0, (area.bottom() - _MARGIN) // height)
        return range(min(self.count, first * self._columns), min(self.count, (last + 1) * self._columns))

    def row_near(self, point: QPoint) -> int:
        line = max(0, (point.y() - _MARGIN) // self._row_height())
        column = 0
        while column < self._columns - 1 and point.x() >= self.cell_rect(column + 1).left():
            column += 1
        return min(self.count - 1, line * self._columns + column)

    def moved(self, row: int, action: QAbstractItemView.CursorAction) -> int:
        actions = QAbstractItemView.CursorAction
        page = max(1, self.viewport().height() // self._row_height()) * self._columns
        last = self.count - 1
        steps = {
            actions.MoveLeft: -1,
            actions.MovePrevious: -1,
            actions.MoveRight: 1,
            actions.MoveNext: 1,
            actions.MovePageUp: -page,
            actions.MovePageDown: page,
        }
        if action == actions.MoveHome:
            return 0
        if action == actions.MoveEnd:
            return last
        if action == actions.MoveUp:
            return row - self._columns if row >= self._columns else row
        if action == actions.MoveDown:
            is_last_line = row // self._columns == last // self._columns
            return row if is_last_line else min(last, row + self._columns)
        return row + steps[action]

    def fit_scroll_bars(self) -> None:
        cell = self._painter.cell
        room = self.viewport().width() - 2 * _MARGIN + _GAP
        columns = max(1, room // (cell.width() + _GAP))
        top = self._top_row()
        within = self.verticalOffset() - (top // self._columns) * self._row_height()
        lines = -(-self.count // columns)
        bar = self.verticalScrollBar()
        bar.setSingleStep(_STEP)
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, lines * self._row_height() - _ROW_GAP + 2 * _MARGIN - self.viewport().height()))
        if columns != self._columns:
            self._columns = columns
            bar.setValue((top // columns) * self._row_height() + within)  # what stood at the top stays there

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:  # noqa: N802 - Qt's name
        top = self._top_row()
        within = self.verticalOffset() - (top // self._columns) * self._row_height()
        is_above = start <= top and self.verticalOffset() > 0
        super().rowsInserted(parent, start, end)
        if is_above:
            moved = top + end - start + 1
            self.verticalScrollBar().setValue((moved // self._columns) * self._row_height() + within)

    def _top_row(self) -> int:
        return max(0, self.verticalOffset() // self._row_height()) * self._columns

    def _row_height(self) -> int:
        return self._painter.cell.height() + _ROW_GAP
