"""Grid and filmstrip: virtual at 100,000 tiles, kept in place, used by keys, and told to screen readers."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui.appearance import Appearance
from studio.ui.widgets.figure_grid import FigureGrid
from studio.ui.widgets.filmstrip import FilmItem, Filmstrip
from studio.ui.widgets.thumbnails import Thumbnails, framed
from studio.ui.widgets.tile import RarityMark, Tile, TileModel
from studio.ui.widgets.tile_painter import CardPainter, FilmPainter
from tests.ui.kitchen_sink import drawn_card, settle

MANY = 100_000


class CountingModel(TileModel):
    """Figures that note which of them were asked for; `first` is the number of the newest one."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.first = 0
        self._count = count
        self.asked: list[int] = []

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._count

    def tile(self, row: int) -> Tile | None:
        number = row + self.first
        self.asked.append(number)
        return Tile(str(number), f"Figure {number}", "Local · today", RarityMark("Epic"), f"t{number}")

    def insert_at_top(self, count: int) -> None:
        self.beginInsertRows(QModelIndex(), 0, count - 1)
        self.first -= count
        self._count += count
        self.endInsertRows()

    def remove(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        self._count -= 1
        self.endRemoveRows()


@pytest.fixture
def model() -> CountingModel:
    return CountingModel(MANY)


@pytest.fixture
def grid(appearance: Appearance, model: CountingModel, qtbot: QtBot) -> Iterator[FigureGrid]:
    grid = FigureGrid(appearance)
    qtbot.addWidget(grid)
    grid.wanted = []
    grid.thumbnail_wanted.connect(grid.wanted.append)
    grid.setModel(model)
    grid.resize(900, 700)
    grid.show()
    grid.activateWindow()
    grid.setFocus()
    settle(QApplication.instance())
    return grid


def top_number(grid: FigureGrid, model: CountingModel) -> int:
    """The number of the first figure that can be seen."""
    return grid.rows_in(grid.shown_area).start + model.first


def test_only_visible_figures_are_read_and_asked_for(grid: FigureGrid, model: CountingModel) -> None:
    on_screen = len(grid.rows_in(grid.shown_area))
    assert 10 <= on_screen <= 24
    assert set(model.asked) == set(range(on_screen))
    assert grid.wanted == [f"t{n}" for n in range(on_screen)]


def test_a_jump_asks_for_what_is_seen_there_and_nothing_between(grid: FigureGrid, model: CountingModel) -> None:
    grid.wanted.clear()
    model.asked.clear()
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    settle(QApplication.instance())
    assert min(model.asked) > MANY - 40
    assert all(int(key[1:]) > MANY - 40 for key in grid.wanted)
    assert f"t{MANY - 1}" in grid.wanted


def test_a_thumbnail_is_asked_for_once_while_it_is_on_its_way(grid: FigureGrid) -> None:
    before = list(grid.wanted)
    grid.viewport().update()
    settle(QApplication.instance())
    assert grid.wanted == before


def test_a_picture_that_came_is_painted(grid: FigureGrid) -> None:
    before = grid.grab().toImage()
    grid.set_thumbnail("t0", drawn_card(2, 170, 256))
    settle(QApplication.instance())
    after = grid.grab().toImage()
    at = grid.cell_rect(0).center()
    assert before.pixelColor(at) != after.pixelColor(at)
    grid.thumbnail_failed("t1")
    settle(QApplication.instance())
    assert grid.grab().toImage() != after


@pytest.mark.parametrize("count", [1, 3, 4, 50])
def test_figures_added_above_do_not_move_what_is_looked_at(grid: FigureGrid, model: CountingModel, count: int) -> None:
    grid.verticalScrollBar().setValue(5000)
    settle(QApplication.instance())
    columns = grid.row_near(QPoint(10_000, 0)) + 1
    looked_at = top_number(grid, model)
    within = grid.cell_rect(looked_at - model.first).top() - grid.verticalOffset()
    model.asked.clear()
    model.insert_at_top(count)
    settle(QApplication.instance())
    now = looked_at - model.first
    assert grid.cell_rect(now).top() - grid.verticalOffset() == within
    assert top_number(grid, model) in range(looked_at - columns, looked_at + 1)
    assert len(set(model.asked)) <= 24 + columns


def test_at_the_top_a_new_figure_is_seen_at_once(grid: FigureGrid, model: CountingModel) -> None:
    model.insert_at_top(1)
    settle(QApplication.instance())
    assert top_number(grid, model) == -1


def test_the_selection_stays_on_its_figure_when_others_come_above(grid: FigureGrid, model: CountingModel) -> None:
    grid.set_current_row(7)
    model.insert_at_top(3)
    assert grid.selected_rows() == [10]
    assert grid.current_row == 10
    model.remove(0)
    assert grid.selected_rows() == [9]


def test_arrows_home_end_and_pages_move_the_cursor(grid: FigureGrid, qtbot: QtBot) -> None:
    columns = grid.row_near(QPoint(10_000, 0)) + 1
    grid.set_current_row(0)
    steps = [
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 1 + columns),
        (Qt.Key.Key_Left, columns),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_PageDown, 2 * columns),
        (Qt.Key.Key_End, MANY - 1),
        (Qt.Key.Key_Down, MANY - 1),
        (Qt.Key.Key_Home, 0),
    ]
    for key, row in steps:
        qtbot.keyClick(grid, key)
        assert (grid.current_row, grid.selected_rows()) == (row, [row])
    assert grid.shown_area.contains(grid.cell_rect(0))


def test_shift_and_ctrl_extend_the_selection(grid: FigureGrid, qtbot: QtBot) -> None:
    grid.set_current_row(1)
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected_rows() == [1, 2, 3]
    click(grid, 8, qtbot)
    click(grid, 5, qtbot, Qt.KeyboardModifier.ControlModifier)
    assert grid.selected_rows() == [5, 8]
    click(grid, 2, qtbot)
    click(grid, 9, qtbot, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected_rows() == list(range(2, 10))
    click(grid, 4, qtbot)
    click(grid, 1, qtbot, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected_rows() == [1, 2, 3, 4]


def click(grid: FigureGrid, row: int, qtbot: QtBot, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    place = grid.cell_rect(row).center() - grid.offset
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, keys, place)


def test_all_are_selected_without_reading_them(grid: FigureGrid, model: CountingModel, qtbot: QtBot) -> None:
    model.asked.clear()
    qtbot.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    settle(QApplication.instance())
    assert len(grid.selected_rows()) == MANY
    assert len(set(model.asked)) <= 24


def test_a_click_beside_the_figures_selects_none(grid: FigureGrid, qtbot: QtBot) -> None:
    click(grid, 3, qtbot)
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert grid.selected_rows() == []


def test_digits_rate_and_enter_opens(grid: FigureGrid, qtbot: QtBot) -> None:
    rated: list[int] = []
    opened: list[int] = []
    grid.rated.connect(rated.append)
    grid.opened.connect(opened.append)
    grid.set_current_row(6)
    for key in (Qt.Key.Key_5, Qt.Key.Key_0, Qt.Key.Key_7, Qt.Key.Key_X):
        qtbot.keyClick(grid, key)
    assert rated == [5, 0]
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    place = grid.cell_rect(2).center()
    qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [6, 6, 2]


def test_the_menu_is_asked_for_at_the_figure_under_the_pointer_or_the_cursor(grid: FigureGrid) -> None:
    told: list[int] = []
    grid.menu_requested.connect(lambda row, _place: told.append(row))
    grid.set_current_row(5)
    place = grid.cell_rect(2).center()
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        event = QContextMenuEvent(reason, place, grid.viewport().mapToGlobal(place))
        QApplication.sendEvent(grid.viewport(), event)
    assert told == [2, 5]


def test_the_top_figure_stays_when_the_window_becomes_narrower(grid: FigureGrid) -> None:
    grid.verticalScrollBar().setValue(20_000)
    settle(QApplication.instance())
    first = grid.rows_in(grid.shown_area).start
    grid.resize(500, 700)
    settle(QApplication.instance())
    assert first in grid.rows_in(grid.shown_area)


def test_a_screen_reader_hears_list_and_figures(grid: FigureGrid) -> None:
    interface = QAccessible.queryAccessibleInterface(grid)
    assert interface.text(QAccessible.Text.Name) == "Figures"
    assert interface.childCount() == MANY
    assert interface.child(3).text(QAccessible.Text.Name) == "Figure 3, Epic, Local · today"


def test_a_figure_that_is_not_known_yet_is_painted_as_an_empty_card(appearance: Appearance, qtbot: QtBot) -> None:
    class Unknown(CountingModel):
        def tile(self, row: int) -> Tile | None:
            return None

    grid = FigureGrid(appearance)
    qtbot.addWidget(grid)
    grid.setModel(Unknown(5))
    grid.resize(600, 400)
    grid.show()
    settle(QApplication.instance())
    image = grid.grab().toImage()
    assert image.pixelColor(grid.cell_rect(0).center()) == appearance.colour("raised")


def test_pictures_are_let_go_of_when_there_are_too_many(appearance: Appearance, qapp: QApplication) -> None:
    painter = FigureGrid(appearance)._painter
    shelf = Thumbnails(painter.picture, 8)
    for number in range(600):
        shelf.put(str(number), drawn_card(number, 60, 80))
        shelf.cut(str(number))
    assert not shelf.has("0")
    assert shelf.ready("599", 1.0) is not None
    assert shelf.ready("599", 2.0) is None


@pytest.fixture
def film(appearance: Appearance, qtbot: QtBot) -> Filmstrip:
    film = Filmstrip(appearance)
    qtbot.addWidget(film)
    film.set_items([FilmItem(str(n), "Local", f"t{n}", title=f"Figure {n}") for n in range(40)])
    film.resize(600, film.sizeHint().height())
    film.show()
    settle(QApplication.instance())
    return film


def test_the_filmstrip_keeps_the_chosen_picture_when_one_is_added(film: Filmstrip, qtbot: QtBot) -> None:
    chosen: list[str] = []
    film.key_chosen.connect(chosen.append)
    film.set_current_key("3")
    film.set_items([FilmItem("new", "making…"), *(FilmItem(str(n), "Local", f"t{n}") for n in range(40))])
    assert (film.current_key, chosen) == ("3", [])
    qtbot.keyClick(film, Qt.Key.Key_Right)
    assert (film.current_key, chosen) == ("4", ["4"])
    qtbot.keyClick(film, Qt.Key.Key_Home)
    assert chosen == ["4", "new"]


def test_the_filmstrip_asks_for_visible_pictures_only(film: Filmstrip) -> None:
    asked: list[str] = []
    film.thumbnail_wanted.connect(asked.append)
    film.horizontalScrollBar().setValue(film.horizontalScrollBar().maximum())
    settle(QApplication.instance())
    assert "t39" in asked
    assert len(asked) <= 9


def test_no_item_is_chosen_by_an_unknown_key(film: Filmstrip) -> None:
    film.set_current_key("3")
    film.set_current_key("nobody")
    assert film.current_key == ""
    assert not film.selectionModel().hasSelection()


def framed_picture(width: int, height: int) -> QImage:
    """A white picture with a red edge on all four sides, shown in a tile of 150 × 225."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    painter = QPainter(image)
    edge = width // 20
    painter.fillRect(edge, edge, width - 2 * edge, height - 2 * edge, QColor("#ffffff"))
    painter.end()
    return framed(image, QSize(150, 225), 11, 1.0).toImage()


def is_red(colour: QColor) -> bool:
    return colour.red() > 200 and colour.green() < 60


def test_all_of_a_portrait_is_seen_in_its_tile(qapp: QApplication) -> None:
    tile = framed_picture(400, 600)
    assert all(is_red(tile.pixelColor(*at)) for at in ((75, 1), (75, 223), (1, 112), (148, 112)))


@pytest.mark.parametrize(("width", "height", "top"), [(600, 400, 62), (500, 500, 37)])
def test_all_of_another_form_is_seen_over_a_blur_of_itself(
    qapp: QApplication, width: int, height: int, top: int
) -> None:
    tile = framed_picture(width, height)
    assert tile.size() == QSize(150, 225)
    assert all(is_red(tile.pixelColor(*at)) for at in ((75, top + 2), (75, 224 - top - 2), (1, 112), (148, 112)))
    assert tile.pixelColor(75, 10).alpha() == 255
    assert tile.pixelColor(0, 0).alpha() == 0


@pytest.fixture
def large_text(appearance: Appearance) -> Iterator[Appearance]:
    appearance.set_text_scale(2.0)
    yield appearance
    appearance.set_text_scale(0)


def test_captions_have_room_in_large_text(large_text: Appearance) -> None:
    film, card = FilmPainter(large_text), CardPainter(large_text)
    small, label = (QFontMetrics(large_text.font(kind)) for kind in ("small", "label"))
    for caption in ("did not work", "making…", "★★★★★", "not known"):
        assert small.horizontalAdvance(caption) <= film.cell.width() + 8
    assert label.horizontalAdvance("★★★★★ · 3 days ago") <= card.cell.width()


def test_tiles_grow_with_the_text_while_they_are_shown(grid: FigureGrid, appearance: Appearance) -> None:
    before = grid.cell_rect(0).size()
    grid.set_thumbnail("t0", drawn_card(0, 200, 300))
    settle(QApplication.instance())
    appearance.set_text_scale(1.5)
    settle(QApplication.instance())
    try:
        assert grid.cell_rect(0).width() == round(before.width() * 1.5)
        assert grid.wanted.count("t0") == 2
    finally:
        appearance.set_text_scale(0)


def test_the_badge_leaves_the_picture_free(grid: FigureGrid, appearance: Appearance) -> None:
    grid.set_thumbnail("t0", drawn_card(0, 200, 300))
    settle(QApplication.instance())
    picture = grid._painter.picture_rect(grid.cell_rect(0))
    shown = grid.grab().toImage()
    plain = framed(drawn_card(0, 200, 300), picture.size(), 11, 1.0).toImage()
    for y in range(12, picture.height() - 16, 9):
        for x in range(12, picture.width() - 12, 9):
            assert shown.pixelColor(picture.left() + x, picture.top() + y) == plain.pixelColor(x, y)


def test_the_strip_is_as_high_with_a_scroll_bar_as_without(film: Filmstrip) -> None:
    full = film.sizeHint()
    assert film.horizontalScrollBar().maximum() > 0
    film.set_items([FilmItem("1", "Saved")])
    settle(QApplication.instance())
    assert film.sizeHint() == full


def test_the_strip_stays_where_it_is_when_what_is_chosen_moves_away(film: Filmstrip) -> None:
    film.set_current_key("39", scroll=False)
    assert (film.current_key, film.horizontalScrollBar().value()) == ("39", 0)
    film.set_current_key("39")
    assert film.horizontalScrollBar().value() > 0


def test_what_went_wrong_is_marked_on_its_picture(film: Filmstrip, appearance: Appearance) -> None:
    plain = film.grab().toImage()
    film.set_items([FilmItem("0", "Local", "t0", icon=("triangle-alert", "error"))])
    settle(QApplication.instance())
    marked = film.grab().toImage()
    centre = film._painter.picture_rect(film.cell_rect(0)).center() - QPoint(0, 13)
    assert plain.pixelColor(centre) != marked.pixelColor(centre)
    assert marked.pixelColor(centre) == appearance.colour("panel")


def test_where_everything_is_seen_the_scroll_bar_has_no_handle(grid: FigureGrid) -> None:
    def colours() -> int:
        shown = grid.verticalScrollBar().grab().toImage()
        middle = shown.width() // 2
        return len({shown.pixelColor(middle, y).name() for y in range(shown.height())})

    settle(QApplication.instance())
    assert colours() > 1
    few = CountingModel(1)
    grid.setModel(few)
    settle(QApplication.instance())
    assert colours() == 1
