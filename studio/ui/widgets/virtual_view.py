"""What a view of equal cells owes to Qt, done by arithmetic: nothing here looks at more rows than it has to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.ui.widgets.tile import Index

REACH = 7  # px that rings stand out of a cell


class VirtualView(QListView):
    """Subclasses place the cells: `cell_rect`, `rows_in`, `row_near`, `moved` and `fit_scroll_bars`.

    It is a QListView for screen readers only, to which Qt tells a list's rows and its cursor. All of QListView's own
    layout, which looks at every row, is replaced: where it would run, QAbstractItemView's part is called directly.
    """

    selection_changed = Signal()
    current_changed = Signal(int)

    _model: QAbstractItemModel | None = None  # asked for by Qt while the view is being built

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setViewport(
            QWidget(self)
        )  # asked for one of Qt's own, PySide looks through every class that it could be of
        self.setAccessibleName(name)
        self.setFrameShape(self.Shape.NoFrame)
        self.setSelectionMode(self.SelectionMode.ExtendedSelection)
        self.setEditTriggers(self.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)

    def cell_rect(self, row: int) -> QRect:
        """Where a row's cell stands in the content, px."""
        raise NotImplementedError

    def rows_in(self, area: QRect) -> Sequence[int]:
        """The rows whose cells may touch an area of the content."""
        raise NotImplementedError

    def row_near(self, point: QPoint) -> int:
        """The row nearest to a point of the content; there is at least one."""
        raise NotImplementedError

    def moved(self, row: int, action: QAbstractItemView.CursorAction) -> int:
        """The row that a cursor key leads to; it may lie outside and is then held inside."""
        raise NotImplementedError

    def fit_scroll_bars(self) -> None:
        """Set ranges and pages of the scroll bars."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._model.rowCount() if self._model is not None else 0

    @property
    def current_row(self) -> int:
        """The row with the cursor, or -1."""
        return self.currentIndex().row()

    def set_current_row(self, row: int, *, select: bool = True) -> None:
        """Move the cursor, scroll to it and select it alone."""
        index = self.model().index(row, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect if select else flags.NoUpdate)
        self.scrollTo(index)

    def selected_rows(self) -> list[int]:
        """The selected rows in order."""
        selection = self.selectionModel().selection()
        spans = sorted((selection.at(i).top(), selection.at(i).bottom()) for i in range(selection.count()))
        return [row for top, bottom in spans for row in range(top, bottom + 1)]

    def select_rows(self, rows: Sequence[int]) -> None:
        """Select these rows alone, the last one with the cursor; nothing is scrolled."""
        flags = QItemSelectionModel.SelectionFlag
        selection = QItemSelection()
        for row in rows:
            index = self.model().index(row, 0)
            selection.select(index, index)
        self.selectionModel().setCurrentIndex(self.model().index(rows[-1], 0), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)

    @property
    def offset(self) -> QPoint:
        """How far the content is scrolled."""
        return QPoint(self.horizontalOffset(), self.verticalOffset())

    @property
    def shown_area(self) -> QRect:
        """The part of the content that is on screen."""
        return self.viewport().rect().translated(self.offset)

    def painted_rect(self, row: int) -> QRect:
        """What a row paints in, with the rings that stand out of its cell, px of the viewport."""
        return self.cell_rect(row).translated(-self.offset).adjusted(-REACH, -REACH, REACH, REACH)

    def update_row(self, row: int) -> None:
        """Paint a row's cell again."""
        if 0 <= row < self.count:
            self.viewport().update(self.painted_rect(row))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show the rows of a model."""
        if self._model is not None:
            for signal in (self._model.rowsRemoved, self._model.layoutChanged):
                signal.disconnect(self.on_rows)
        self._model = model
        super().setModel(model)
        if model is not None:
            for signal in (model.rowsRemoved, model.layoutChanged):
                signal.connect(self.on_rows)
        self.on_rows()

    def on_rows(self) -> None:
        """There are other rows now."""
        self.updateGeometries()
        self.viewport().update()

    def visualRect(self, index: Index) -> QRect:
        return self.cell_rect(index.row()).translated(-self.offset) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        if not self.count:
            return QModelIndex()
        at = point + self.offset
        row = self.row_near(at)
        return self.model().index(row, 0) if self.cell_rect(row).contains(at) else QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        rect = self.visualRect(index).adjusted(-REACH, -REACH, REACH, REACH)
        view = self.viewport().rect()
        is_centred = hint == self.ScrollHint.PositionAtCenter
        for bar, low, high, end in (
            (self.horizontalScrollBar(), rect.left(), rect.right(), view.right()),
            (self.verticalScrollBar(), rect.top(), rect.bottom(), view.bottom()),
        ):
            if is_centred:
                bar.setValue(bar.value() + (low + high - end) // 2)
            elif low < 0:
                bar.setValue(bar.value() + low)
            elif high > end:
                bar.setValue(bar.value() + min(low, high - end))

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        if not self.count:
            return QModelIndex()
        row = 0 if self.current_row < 0 else self.moved(self.current_row, action)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            row = {self.CursorAction.MoveHome: 0, self.CursorAction.MoveEnd: self.count - 1}.get(action, row)
        return self.model().index(min(self.count - 1, max(0, row)), 0)

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: Index) -> bool:
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the run of rows from one corner to the other, as reading goes."""
        if not self.count:
            return
        model = self.model()
        first, last = (self.row_near(point + self.offset) for point in (rect.topLeft(), rect.bottomRight()))
        is_click = rect.width() <= 1 and rect.height() <= 1
        selection = QItemSelection()
        if not is_click or self.indexAt(rect.topLeft()).isValid():
            selection = QItemSelection(model.index(min(first, last), 0), model.index(max(first, last), 0))
        self.selectionModel().select(selection, command)

    def selectAll(self) -> None:  # noqa: N802 - Qt's name
        """Select all rows as one run."""
        if self.count and self.selectionMode() == self.SelectionMode.ExtendedSelection:
            run = QItemSelection(self.model().index(0, 0), self.model().index(self.count - 1, 0))
            self.selectionModel().select(run, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """The cells on screen that are selected in it: Qt paints again what was and what is selected."""
        region, model = QRegion(), self.model()
        for row in self.rows_in(self.shown_area):
            if selection.contains(model.index(row, 0)):
                region = region.united(self.painted_rect(row))
        return region

    def keyboardSearch(self, _search: str) -> None:  # noqa: N802 - Qt's name
        """Letters are shortcuts here; a search through all rows would load them all."""

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        self.fit_scroll_bars()
        QAbstractItemView.updateGeometries(self)

    def doItemsLayout(self) -> None:  # noqa: N802 - Qt's name
        """There is nothing to lay out: places are computed when they are asked for."""
        QAbstractItemView.doItemsLayout(self)

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:  # noqa: N802 - Qt's name
        QAbstractItemView.rowsInserted(self, parent, start, end)
        self.on_rows()

    def reset(self) -> None:
        QAbstractItemView.reset(self)
        self.on_rows()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's name
        QAbstractItemView.selectionChanged(self, selected, deselected)  # QListView's part lists every selected row
        self.selection_changed.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        super().currentChanged(current, previous)
        self.update_row(previous.row())
        self.update_row(current.row())
        self.current_changed.emit(current.row())
