"""The shelves: virtual with tens of thousands of them and with one of 100,000 figures, by keys and by pointer."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.state.shelf_rows import ShelfRows
from studio.ui.appearance import Appearance
from studio.ui.widgets.figure_grid import FigureGrid
from studio.ui.widgets.figure_shelves import FigureShelves
from studio.ui.widgets.shelf_head import ShelfHead
from studio.ui.widgets.thumbnails import Thumbnails
from studio.ui.widgets.tile import RarityMark, Tile, TileModel
from tests.ui.kitchen_sink import drawn_card, settle

MANY = 100_000
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class ShelfModel(TileModel):
    """Shelves of given sizes that note which rows and which heads were asked for."""

    def __init__(self, *sizes: int) -> None:
        super().__init__()
        self.shelves = ShelfRows(sizes)
        self.asked: set[int] = set()
        self.heads: set[int] = set()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self.shelves.total

    def tile(self, row: int) -> Tile | None:
        self.asked.add(row)
        return Tile(str(row), f"Figure {row}", "Saved · today", RarityMark("Epic"), f"t{row}")

    def head(self, shelf: int) -> ShelfHead | None:
        self.heads.add(shelf)
        return ShelfHead(f"Shelf {shelf}", f"{len(self.shelves.rows(shelf)):,} figures", RarityMark("Epic"))

    def insert(self, shelf: int) -> None:
        row = self.shelves.rows(shelf).start
        self.beginInsertRows(QModelIndex(), row, row)
        self.shelves = self.shelves.grown(shelf)
        self.endInsertRows()

    def remove(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        self.shelves = self.shelves.shrunk(self.shelves.shelf_of(row))
        self.endRemoveRows()


def show(appearance: Appearance, model: ShelfModel, qtbot: QtBot) -> FigureShelves:
    thumbnails = FigureGrid(appearance).thumbnails
    view = FigureShelves(appearance, model, thumbnails)
    qtbot.addWidget(view)
    view.wanted = []
    view.thumbnail_wanted.connect(view.wanted.append)
    view.setModel(model)
    view.resize(900, 700)
    view.show()
    view.activateWindow()
    view.setFocus()
    settle(QApplication.instance())
    return view


@pytest.fixture
def model() -> ShelfModel:
    return ShelfModel(30, 2, 12, 1, 40)


@pytest.fixture
def view(appearance: Appearance, model: ShelfModel, qtbot: QtBot) -> Iterator[FigureShelves]:
    return show(appearance, model, qtbot)


@pytest.mark.parametrize("sizes", [(MANY,), (2,) * 50_000, (1,) * MANY, (40_000, 1, 59_999)])
def test_only_what_is_in_view_is_looked_at(sizes: tuple[int, ...], appearance: Appearance, qtbot: QtBot) -> None:
    model = ShelfModel(*sizes)
    view = show(appearance, model, qtbot)
    assert 2 <= len(model.asked) <= 24
    assert model.heads <= {0, 1, 2}
    model.asked.clear()
    model.heads.clear()
    view.wanted.clear()
    QTest.keyClick(view, Qt.Key.Key_End, CONTROL)
    settle(QApplication.instance())
    assert view.current_row == MANY - 1
    assert MANY - 1 in model.asked
    assert len(model.asked) <= 40, "nothing between is looked at"
    assert max(model.heads) == len(sizes) - 1
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
    assert f"t{MANY - 1}" in view.wanted


def test_keys_move_along_and_between_shelves(view: FigureShelves) -> None:
    def at(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> int:
        QTest.keyClick(view, key, modifiers)
        return view.current_row

    view.set_current_row(0)
    assert at(Qt.Key.Key_Left) == 0
    assert at(Qt.Key.Key_Right) == 1
    assert at(Qt.Key.Key_Right) == 2
    assert at(Qt.Key.Key_Down) == 31, "the shelf below is shorter"
    assert at(Qt.Key.Key_Right) == 31, "its end"
    assert at(Qt.Key.Key_Down) == 33, "below what is above"
    assert at(Qt.Key.Key_Up) == 31
    assert at(Qt.Key.Key_Home) == 30
    assert at(Qt.Key.Key_Up) == 0
    assert at(Qt.Key.Key_End) == 29
    assert at(Qt.Key.Key_Up) == 29
    assert at(Qt.Key.Key_PageDown) in range(32, 44)
    assert at(Qt.Key.Key_End, CONTROL) == 84
    assert at(Qt.Key.Key_PageUp) < 45
    assert at(Qt.Key.Key_Home, CONTROL) == 0


def test_the_cursor_is_always_brought_into_view(view: FigureShelves) -> None:
    for row in (29, 0, 84, 45, 43, 31, 17):
        view.set_current_row(row)
        settle(QApplication.instance())
        rect = view.visualRect(view.currentIndex())
        assert view.viewport().rect().contains(rect), row
        assert rect.top() >= 30, "with the head over it"


def test_a_sideways_wheel_moves_one_shelf_alone(view: FigureShelves) -> None:
    before = [view.cell_rect(row).left() for row in (0, 32)]
    at = QPointF(view.viewport().rect().center().x(), view.cell_rect(3).center().y())
    wheel(view, at, QPoint(-240, 0))
    assert view.cell_rect(0).left() == before[0] - 240
    wheel(view, at, QPoint(0, -60), Qt.KeyboardModifier.ShiftModifier)
    assert view.cell_rect(0).left() == before[0] - 300
    assert view.cell_rect(32).left() == before[1]
    wheel(view, at, QPoint(99_999, 0))
    assert view.cell_rect(0).left() == before[0]
    wheel(view, at, QPoint(-99_999, 0))
    assert view.cell_rect(29).right() <= view.viewport().width()


def test_the_bar_under_a_shelf_can_be_dragged(view: FigureShelves) -> None:
    track, handle = view._track(0), view._handle(0)
    assert track.top() > view.cell_rect(0).bottom()
    viewport = view.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, NONE, handle.center())
    QTest.mouseMove(viewport, handle.center() + QPoint(track.width(), 0))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, NONE, handle.center())
    assert view.visualRect(view.model().index(29, 0)).right() <= viewport.width()
    assert view.selected_rows() == []
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, NONE, QPoint(track.left() + 2, track.center().y()))
    assert view.visualRect(view.model().index(29, 0)).right() > viewport.width(), "a page back"


def test_see_all_tells_which_shelf(view: FigureShelves) -> None:
    told: list[int] = []
    view.see_all.connect(told.append)
    head = view._head_rect(1)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, view._heads.link_rect(head).center())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, head.center())
    assert told == [1]


def test_a_figure_added_to_a_scrolled_shelf_does_not_move_what_is_looked_at(
    view: FigureShelves, model: ShelfModel
) -> None:
    view.set_current_row(20)
    place = view.visualRect(view.currentIndex())
    model.insert(0)
    settle(QApplication.instance())
    assert view.current_row == 21
    assert view.visualRect(view.currentIndex()) == place
    view.set_current_row(0)
    model.insert(0)
    assert view.cell_rect(0).left() == 20, "at the beginning a new one is seen at once"


def test_an_emptied_shelf_is_taken_down(view: FigureShelves, model: ShelfModel) -> None:
    view.set_current_row(45)
    model.remove(44)
    settle(QApplication.instance())
    assert model.shelves.count == 4
    assert view.current_row == 44
    assert view.current_shelf == 3
    view.grab()


def test_with_no_shelves_it_is_quiet(appearance: Appearance, qtbot: QtBot) -> None:
    view = show(appearance, ShelfModel(), qtbot)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, QPoint(60, 60))
    view.grab()
    assert view.current_row == -1


def test_grid_and_shelves_share_what_has_come(view: FigureShelves, appearance: Appearance) -> None:
    assert isinstance(view.thumbnails, Thumbnails)
    before = len(view.wanted)
    view.set_thumbnail("t0", drawn_card(2, 170, 256))
    view.viewport().update()
    settle(QApplication.instance())
    assert len(view.wanted) == before, "what was asked for is not asked for again"
    assert view.thumbnails.has("t0")


def test_screen_readers_hear_rows_and_cursor(view: FigureShelves) -> None:
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.text(QAccessible.Text.Name) == "Shelves of figures"
    assert interface.childCount() == 85
    assert interface.child(31).text(QAccessible.Text.Name) == "Figure 31, Epic, Saved · today"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_long_names_and_large_text_stay_inside(scale: float, appearance: Appearance, qtbot: QtBot) -> None:
    model = ShelfModel(9, 9)
    model.head = lambda _shelf: ShelfHead("W" * 400, "1,000,000 figures")
    appearance.set_text_scale(scale)
    view = show(appearance, model, qtbot)
    view.resize(360, 500)
    assert not view.grab().isNull()
    assert view._heads.link_rect(view._head_rect(0)).left() > 60
    appearance.set_text_scale(0)


def wheel(view: FigureShelves, at: QPointF, by: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    event = QWheelEvent(
        at,
        view.viewport().mapToGlobal(at),
        QPoint(),
        by,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
    settle(QApplication.instance())
