"""The gallery's shelves: one row of cards for each, which scrolls sideways by itself, under a head that names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from studio.ui.widgets.scrolling import rest_while_all_is_seen
from studio.ui.widgets.shelf_head import SIDE, ShelfHead, ShelfHeadPainter
from studio.ui.widgets.tile_painter import CardPainter
from studio.ui.widgets.tile_view import TileView
from studio.ui.widgets.virtual_view import REACH

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPainter, QWheelEvent

    from studio.state.shelf_rows import ShelfRows
    from studio.ui.appearance import Appearance
    from studio.ui.widgets.thumbnails import Thumbnails
    from studio.ui.widgets.tile import Index

_TOP = 12
_GAP = 16
_BAR = 16  # px under the cards; a thin scroll bar stands there where the shelf is longer than the view
_BAR_THICK = 5
_BETWEEN = 12
_STEP = 40
_LEAST_HANDLE = 36


class ShelfSource(Protocol):
    """Who knows the shelves: the model whose rows stand on them."""

    @property
    def shelves(self) -> ShelfRows:
        """Which rows stand on which shelf."""
        ...

    def head(self, shelf: int) -> ShelfHead | None:
        """What stands over a shelf, or None while it is not known."""
        ...


@dataclass(frozen=True, slots=True)
class _Drag:
    """A scroll bar's handle is held: on which shelf, and where it was when it was taken."""

    shelf: int
    x: float
    place: int


class FigureShelves(TileView):
    """Scrolls down over the shelves; only those in view, and of them only the cards in view, are looked at."""

    see_all = Signal(int)  # shelf

    def __init__(
        self,
        appearance: Appearance,
        source: ShelfSource,
        thumbnails: Thumbnails,
        name: str = "Shelves of figures",
        parent: QWidget | None = None,
    ) -> None:
        self._source = source
        self._heads = ShelfHeadPainter(appearance)
        self._places: dict[int, int] = {}  # px that a shelf is scrolled sideways; the others are at their beginning
        self._drag: _Drag | None = None
        self._over_link = -1
        super().__init__(appearance, name, CardPainter(appearance), "canvas", parent, thumbnails)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        rest_while_all_is_seen(self.verticalScrollBar())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._painter.picture.width() + 2 * SIDE, 160)

    def sizeHint(self) -> QSize:
        return QSize(4 * self._step() + 2 * SIDE, 2 * self._height() + _TOP)

    @property
    def count(self) -> int:
        """How many rows stand on shelves; none while the model's rows are not on any."""
        return self._source.shelves.total

    @property
    def current_shelf(self) -> int:
        """The shelf with the cursor, or -1."""
        return self._source.shelves.shelf_of(self.current_row) if 0 <= self.current_row < self.count else -1

    def cell_rect(self, row: int) -> QRect:
        if row >= self.count:
            return QRect()
        shelf = self._source.shelves.shelf_of(row)
        number = row - self._source.shelves.rows(shelf).start
        left = SIDE + number * self._step() - self._places.get(shelf, 0)
        return QRect(QPoint(left, self._top(shelf) + self._heads.height), self._painter.cell)

    def rows_in(self, area: QRect) -> list[int]:
        shelves, step, rows = self._source.shelves, self._step(), list[int]()
        for shelf in self._shelves_in(area):
            held, place = shelves.rows(shelf), self._places.get(shelf, 0)
            first = max(0, (area.left() - SIDE + place) // step)
            last = (area.right() - SIDE + place) // step
            rows += held[first : max(first, last + 1)]
        return rows

    def row_near(self, point: QPoint) -> int:
        shelf = min(self._source.shelves.count - 1, max(0, (point.y() - _TOP) // self._height()))
        return self._row_at(shelf, point.x())

    def moved(self, row: int, action: QAbstractItemView.CursorAction) -> int:
        actions = QAbstractItemView.CursorAction
        shelves = self._source.shelves
        shelf = shelves.shelf_of(row)
        rows = shelves.rows(shelf)
        page = max(1, self.viewport().height() // self._height())
        steps = {actions.MoveUp: -1, actions.MoveDown: 1, actions.MovePageUp: -page, actions.MovePageDown: page}
        if action == actions.MoveHome:
            return rows.start
        if action == actions.MoveEnd:
            return rows.stop - 1
        if action in steps:
            other = min(shelves.count - 1, max(0, shelf + steps[action]))
            return row if other == shelf else self._row_at(other, self.cell_rect(row).center().x())
        step = 1 if action in (actions.MoveRight, actions.MoveNext) else -1
        return min(rows.stop - 1, max(rows.start, row + step))

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid() or index.row() >= self.count:
            return
        shelf = self._source.shelves.shelf_of(index.row())
        cell = self.cell_rect(index.row()).adjusted(-SIDE, 0, SIDE, 0)
        over = cell.right() - self.viewport().width()
        if hint == self.ScrollHint.PositionAtCenter:
            self._scroll_shelf(shelf, self._places.get(shelf, 0) + cell.center().x() - self.viewport().width() // 2)
        elif cell.left() < 0 or over > 0:
            self._scroll_shelf(shelf, self._places.get(shelf, 0) + (cell.left() if cell.left() < 0 else over))
        bar = self.verticalScrollBar()
        top = self._top(shelf)
        bottom = top + self._height() - _BETWEEN
        if hint == self.ScrollHint.PositionAtCenter:
            bar.setValue((top + bottom - self.viewport().height()) // 2)
        elif top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + self.viewport().height():
            bar.setValue(min(top, bottom - self.viewport().height()))

    def fit_scroll_bars(self) -> None:
        bar = self.verticalScrollBar()
        bar.setSingleStep(_STEP)
        bar.setPageStep(self.viewport().height())
        height = _TOP + self._source.shelves.count * self._height()
        bar.setRange(0, max(0, height - self.viewport().height()))
        for shelf in tuple(self._places):
            self._scroll_shelf(shelf, self._places[shelf])

    def reset(self) -> None:
        self._places.clear()
        super().reset()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:  # noqa: N802 - Qt's name
        """What is looked at on a scrolled shelf stays where it is."""
        shelf = self._source.shelves.shelf_of(start)
        if shelf >= self._source.shelves.count:
            super().rowsInserted(parent, start, end)
            return
        place = self._places.get(shelf, 0)
        if place and self.cell_rect(start).left() < SIDE:
            self._places[shelf] = place + (end - start + 1) * self._step()
        super().rowsInserted(parent, start, end)

    def refresh_heads(self) -> None:
        """Paint the heads again: more is known of the shelves."""
        self.viewport().update()

    def paint_behind(self, painter: QPainter, area: QRect) -> None:
        for shelf in self._shelves_in(area.translated(self.offset)):
            where = self._head_rect(shelf)
            self._heads.paint(painter, where, self._source.head(shelf), is_over_link=shelf == self._over_link)
            if self._length(shelf) > self.viewport().width():
                self._heads.paint_bar(painter, self._track(shelf), self._handle(shelf))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Sideways, or with Shift held, the shelf under the pointer moves; else all of them."""
        sideways = event.angleDelta().x()
        if not sideways and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways = event.angleDelta().y()
        shelf = self._shelf_at(event.position().toPoint())
        if sideways and shelf >= 0:
            self._scroll_shelf(shelf, self._places.get(shelf, 0) - sideways)
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        shelf = self._shelf_at(at)
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self._is_on_bar(shelf, at):
            self._take_bar(shelf, at)
        elif is_left and self._link_at(at) >= 0:
            self.see_all.emit(shelf)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._drag is not None:
            track, drag = self._track(self._drag.shelf), self._drag
            share = (self._length(drag.shelf) - self.viewport().width()) / max(
                1, track.width() - self._handle(drag.shelf).width()
            )
            self._scroll_shelf(drag.shelf, round(drag.place + (at.x() - drag.x) * share))
            return
        self._hover_link(self._link_at(at))
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._drag = None
        else:
            super().mouseReleaseEvent(event)

    def _take_bar(self, shelf: int, at: QPoint) -> None:
        """Take the handle; beside it, the shelf moves on by what is in view."""
        handle = self._handle(shelf)
        if handle.left() <= at.x() <= handle.right():
            self._drag = _Drag(shelf, at.x(), self._places.get(shelf, 0))
        else:
            page = self.viewport().width() - self._step()
            self._scroll_shelf(shelf, self._places.get(shelf, 0) + (page if at.x() > handle.right() else -page))

    def _hover_link(self, shelf: int) -> None:
        if shelf != self._over_link:
            changed = [each for each in (self._over_link, shelf) if each >= 0]
            self._over_link = shelf
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if shelf >= 0 else Qt.CursorShape.ArrowCursor)
            for each in changed:
                self.viewport().update(self._head_rect(each))

    def _scroll_shelf(self, shelf: int, place: int) -> None:
        room = self._length(shelf) - self.viewport().width() if shelf < self._source.shelves.count else 0
        place = max(0, min(room, place))
        if place == self._places.get(shelf, 0):
            return
        if place:
            self._places[shelf] = place
        else:
            self._places.pop(shelf, None)
        top = self._top(shelf) - self.verticalOffset()
        self.viewport().update(0, top, self.viewport().width(), self._height())

    def _shelves_in(self, area: QRect) -> range:
        height, count = self._height(), self._source.shelves.count
        first, last = (area.top() - _TOP) // height, (area.bottom() - _TOP) // height
        return range(min(count, max(0, first)), min(count, max(0, last + 1)))

    def _row_at(self, shelf: int, x: int) -> int:
        """The row of a shelf nearest to a place across."""
        rows = self._source.shelves.rows(shelf)
        number = (x - SIDE + _GAP // 2 + self._places.get(shelf, 0)) // self._step()
        return rows[min(len(rows) - 1, max(0, number))]

    def _shelf_at(self, point: QPoint) -> int:
        """The shelf under a point of the viewport, or -1."""
        shelf = (point.y() + self.verticalOffset() - _TOP) // self._height()
        return shelf if 0 <= shelf < self._source.shelves.count else -1

    def _link_at(self, point: QPoint) -> int:
        """The shelf whose “See all” is under a point of the viewport, or -1."""
        shelf = self._shelf_at(point)
        return shelf if shelf >= 0 and self._heads.link_rect(self._head_rect(shelf)).contains(point) else -1

    def _is_on_bar(self, shelf: int, point: QPoint) -> bool:
        is_long = shelf >= 0 and self._length(shelf) > self.viewport().width()
        return is_long and self._track(shelf).adjusted(0, -REACH, 0, REACH).contains(point)

    def _head_rect(self, shelf: int) -> QRect:
        return QRect(0, self._top(shelf) - self.verticalOffset(), self.viewport().width(), self._heads.height)

    def _track(self, shelf: int) -> QRect:
        top = self._top(shelf) + self._heads.height + self._painter.cell.height() + (_BAR - _BAR_THICK) // 2
        return QRect(SIDE, top - self.verticalOffset(), self.viewport().width() - 2 * SIDE, _BAR_THICK)

    def _handle(self, shelf: int) -> QRect:
        track, length, view = self._track(shelf), self._length(shelf), self.viewport().width()
        width = max(_LEAST_HANDLE, track.width() * view // length)
        left = track.left() + (track.width() - width) * self._places.get(shelf, 0) // max(1, length - view)
        return QRect(left, track.top(), width, track.height())

    def _length(self, shelf: int) -> int:
        return 2 * SIDE + len(self._source.shelves.rows(shelf)) * self._step() - _GAP

    def _top(self, shelf: int) -> int:
        return _TOP + shelf * self._height()

    def _height(self) -> int:
        return self._heads.height + self._painter.cell.height() + _BAR + _BETWEEN

    def _step(self) -> int:
        return self._painter.cell.width() + _GAP

    def _on_appearance(self) -> None:
        self._heads.refresh()
        super()._on_appearance()
