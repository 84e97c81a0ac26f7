"""The Gallery screen as a person sees it: the grid, finding, selecting, the details and what can be done."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu, QMessageBox, QWidget

from studio.core.catalog import Entry, Kind
from studio.core.errors import LibraryBusy
from studio.core.figure import Figure, FigureQuery
from studio.core.recipe import Recipe
from studio.core.shelves import Shelf, ShelfKind
from studio.ui.gallery.page import GalleryPage
from studio.ui.gallery.selection import MOST
from studio.ui.widgets.shelf_head import ShelfHead
from studio.ui.widgets.tile import Tile
from studio.ui.widgets.toast import Toast
from tests.ui.fakes import NOON, FakeLibrary, Screen
from tests.ui.screen_rules import (
    assert_every_control_has_a_name,
    assert_nothing_is_clipped,
    assert_nothing_leaves_its_area,
    assert_texts_are_plain,
)
from tests.waiting import until

HOSTILE = "<b>Bold</b><img src=x> {{ subject }} & %s \u202e" + "W" * 300
SUBJECTS = ("Moss queen", "Tin pilot", "Moon baker", "Robot gran")
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Heard:
    """What the screen asked the rest of the studio for."""

    def __init__(self) -> None:
        self.makes = 0
        self.made_again: list[str] = []
        self.opened: list[str] = []

    def on_make(self) -> None:
        self.makes += 1


@pytest.fixture
def heard() -> Heard:
    return Heard()


def fill(library: FakeLibrary, count: int) -> None:
    """Add figures, the last one newest; figure n is called after its number."""
    rarity = library.entries.get(Kind.RARITY, 4)
    theme = library.entries.get(Kind.THEMES, 1)
    prompt = library.entries.get(Kind.PROMPTS, 1)
    first = library.add(Recipe("", ""), 0)
    library.figures.clear()
    for number in range(count):
        subject = SUBJECTS[number % len(SUBJECTS)]
        recipe = Recipe(subject, "A figure.", name=f"Figure {number}", theme=theme, rarity=rarity, prompt=prompt)
        figure = replace(first, id=f"figure-{number}", recipe=recipe, size_bytes=1_400_000)
        library.figures[figure.id] = figure


def make_page(screen: Screen, heard: Heard) -> GalleryPage:
    page = GalleryPage(
        screen.appearance,
        screen.tasks,
        screen.gallery,
        screen.figures,
        screen.pictures,
        screen.actions,
        screen.figure_actions,
        on_make=heard.on_make,
        on_make_again=lambda figure: heard.made_again.append(figure.id),
        on_edit=lambda figure: heard.edited.append(figure.id),
        on_open=lambda figure: heard.opened.append(figure.id),
        now=lambda: NOON + timedelta(hours=2),
    )
    screen.window.setCentralWidget(page)
    screen.window.show()
    return page


async def open_gallery(screen: Screen, heard: Heard) -> GalleryPage:
    """The grid, with its figures read and shown."""
    page = make_page(screen, heard)
    screen.gallery.show_grid()
    await until(screen.gallery.window.reset, lambda: screen.gallery.window.total is not None)
    await settled(screen)
    page.grid.setFocus()
    return page


async def settled(screen: Screen) -> None:
    """Wait until nothing is on its way and the screen has taken it in."""
    await screen.tasks_done()
    for _ in range(3):
        await asyncio.sleep(0)


@pytest_asyncio.fixture
async def page(screen: Screen, library: FakeLibrary, heard: Heard) -> AsyncIterator[GalleryPage]:
    """The screen with four figures: figure-3 is the newest and is looked at."""
    fill(library, 4)
    page = await open_gallery(screen, heard)
    yield page
    assert screen.failures == []


def titles(page: GalleryPage) -> list[str]:
    tiles = (page.tiles.tile(row) for row in range(page.tiles.rowCount()))
    return [tile.title for tile in tiles if tile is not None]


def tile(page: GalleryPage, row: int) -> Tile:
    found = page.tiles.tile(row)
    assert found is not None
    return found


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, modifiers)


def button(parent: QWidget, text: str) -> QAbstractButton:
    found = [b for b in parent.findChildren(QAbstractButton) if b.text() == text and b.isVisibleTo(parent)]
    assert found, f"no button “{text}”"
    return found[0]


def toast_button(screen: Screen, text: str) -> QAbstractButton:
    toasts = screen.window.findChildren(Toast)
    return next(b for toast in toasts for b in toast.findChildren(QAbstractButton) if b.text() == text)


def choose(menu: QMenu | None, text: str) -> None:
    assert menu is not None
    next(action for action in menu.actions() if action.text() == text).trigger()


# the grid


async def test_the_newest_figure_comes_first_and_its_details_are_shown(page: GalleryPage) -> None:
    assert titles(page) == ["Figure 3", "Figure 2", "Figure 1", "Figure 0"]
    assert page.details.title.text() == "Figure 3"
    assert tile(page, 0).subtitle == "Saved · today"
    rarity = tile(page, 0).rarity
    assert rarity is not None
    assert (rarity.name, rarity.colour, rarity.shape) == ("Epic", "#c07bff", "star")


async def test_only_the_thumbnails_in_view_are_asked_for(
    screen: Screen, library: FakeLibrary, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(library, 2_000)
    asked: list[str] = []
    bring = library.thumbnail

    async def record(figure: Figure) -> Path:
        asked.append(figure.id)
        return await bring(figure)

    monkeypatch.setattr(library, "thumbnail", record)
    page = await open_gallery(screen, heard)
    page.grid.grab()
    await settled(screen)
    in_view = len(page.grid.rows_in(page.grid.viewport().rect()))
    assert {f"figure-{1999 - row}" for row in range(in_view)} == set(asked)
    page.grid.verticalScrollBar().setValue(page.grid.verticalScrollBar().maximum())
    page.grid.grab()
    await until(screen.gallery.window.loaded, lambda: tile_is_known(page, 1999))
    page.grid.grab()
    await until(screen.pictures.thumbnail_ready, lambda: "figure-0" in asked)
    assert len(set(asked)) <= 2 * in_view + 8


async def test_a_new_figure_on_top_leaves_the_view_where_it_is(
    screen: Screen, library: FakeLibrary, heard: Heard
) -> None:
    fill(library, 300)
    page = await open_gallery(screen, heard)
    page.grid.set_current_row(120)
    await until(screen.gallery.window.loaded, lambda: tile_is_known(page, 120))
    await settled(screen)
    looked_at = page.details.title.text()
    before = page.grid.visualRect(page.tiles.index(page.grid.current_row)).top()
    newest = replace(library.figures["figure-0"], id="new", recipe=Recipe("Brand new", "A figure."))
    library.figures["new"] = newest
    screen.figures.added.emit(newest)
    await settled(screen)
    assert tile(page, 0).title == "Brand new"
    assert page.grid.current_row == 121
    assert page.details.title.text() == looked_at
    after = page.grid.visualRect(page.tiles.index(121)).top()
    assert abs(after - before) <= page.grid.visualRect(page.tiles.index(121)).height() + 40


async def test_a_figure_whose_row_is_not_known_yet_is_a_blank_tile(
    screen: Screen, library: FakeLibrary, heard: Heard
) -> None:
    fill(library, 300)
    page = await open_gallery(screen, heard)
    assert page.tiles.tile(299) is None
    await until(screen.gallery.window.loaded, lambda: tile_is_known(page, 299))
    assert tile(page, 299).title == "Figure 0"


def tile_is_known(page: GalleryPage, row: int) -> bool:
    return page.tiles.tile(row) is not None


# finding


async def test_typing_finds_figures_and_escape_shows_all_again(page: GalleryPage, screen: Screen) -> None:
    press(page.grid, Qt.Key.Key_F, CONTROL)
    assert screen.window.focusWidget() is page.head.search
    QTest.keyClicks(page.head.search, "moon")
    await until(screen.gallery.changed, lambda: screen.gallery.snapshot.total == 1)
    await settled(screen)
    assert titles(page) == ["Figure 2"]
    assert page.details.title.text() == "Figure 2"
    assert page.head.filters.found.text() == "1 found"
    press(page.head.search, Qt.Key.Key_Escape)
    await until(screen.gallery.changed, lambda: screen.gallery.snapshot.total == 4)
    assert page.head.search.placeholderText() == "Search 4 figures"
    assert page.head.filters.found.text() == ""


async def test_digits_typed_into_the_search_are_text(page: GalleryPage, screen: Screen, library: FakeLibrary) -> None:
    page.head.search.setFocus()
    QTest.keyClicks(page.head.search, "5")
    await settled(screen)
    assert page.head.search.text() == "5"
    assert library.figures["figure-3"].rating == 0


async def test_a_search_without_a_match_can_be_cleared(page: GalleryPage, screen: Screen) -> None:
    page.head.search.setFocus()
    QTest.keyClicks(page.head.search, "dragon")
    await until(screen.gallery.changed, lambda: screen.gallery.snapshot.total == 0)
    await settled(screen)
    assert page.body.state == "no match"
    assert not page.details.isVisible()
    button(page.body, "Clear the search").click()
    await until(screen.gallery.changed, lambda: screen.gallery.snapshot.total == 4)
    assert page.head.search.text() == ""
    assert page.body.state == "grid"


async def test_the_rating_filter_shows_what_is_rated_so_high(
    page: GalleryPage, screen: Screen, library: FakeLibrary
) -> None:
    library.figures["figure-1"] = replace(library.figures["figure-1"], rating=4)
    choose(page.head.filters.rating.menu(), "★★★★ or more")
    await until(screen.gallery.changed, lambda: screen.gallery.snapshot.total == 1)
    await settled(screen)
    assert titles(page) == ["Figure 1"]
    assert tile(page, 0).subtitle == "★★★★ · today"
    assert page.head.filters.rating.text() == "Rating: 4★+"
    choose(page.head.filters.rating.menu(), "★★★★★")
    await until(screen.gallery.changed, lambda: screen.gallery.snapshot.total == 0)
    button(page.body, "Show all figures").click()
    await until(screen.gallery.changed, lambda: screen.gallery.snapshot.total == 4)
    assert page.head.filters.rating.text() == "Rating"


async def test_the_oldest_can_come_first(page: GalleryPage, screen: Screen) -> None:
    choose(page.head.order.menu(), "Oldest first")
    await settled(screen)
    assert titles(page) == ["Figure 0", "Figure 1", "Figure 2", "Figure 3"]
    assert page.head.order.text() == "Oldest"
    assert page.details.title.text() == "Figure 3", "what was looked at stays selected"


# selecting


async def test_the_details_follow_the_arrow_keys(page: GalleryPage, screen: Screen) -> None:
    press(page.grid, Qt.Key.Key_Right)
    assert page.details.title.text() == "Figure 2"
    assert page.details.subject.text() == "Moon baker"
    facts = page.details.facts.texts()
    assert facts["Theme"] == "Neon Arcade"
    assert facts["Rarity"] == "Epic"
    assert facts["Template"] == "Blister pack, studio shot"
    assert facts["Made by"] == "Mock-up"
    assert facts["Size"] == "24 × 36 px"
    assert facts["Cost"] == "Free"
    assert facts["File"] == "PNG, 1.4 MB"
    await settled(screen)
    assert page.details.picture.image.size() == QSize(24, 36)


async def test_several_figures_can_be_rated_and_deleted_together(
    page: GalleryPage, screen: Screen, library: FakeLibrary
) -> None:
    press(page.grid, Qt.Key.Key_Right, SHIFT)
    assert page.details.title.text() == "2 figures"
    assert page.details.facts.texts() == {"Together": "2.8 MB"}
    press(page.grid, Qt.Key.Key_5)
    await settled(screen)
    assert [figure.rating for figure in library.figures.values()] == [0, 0, 5, 5]
    assert page.details.rating.text() == "5 of 5"
    button(page.details, "Delete 2 figures").click()
    await settled(screen)
    assert titles(page) == ["Figure 1", "Figure 0"]
    assert page.details.title.text() == "Figure 1"
    assert "2 figures deleted." in screen.messages.shown


async def test_all_figures_are_selected_also_those_that_are_not_in_view(
    screen: Screen, library: FakeLibrary, heard: Heard
) -> None:
    fill(library, 420)
    page = await open_gallery(screen, heard)
    press(page.grid, Qt.Key.Key_A, CONTROL)
    await until(screen.gallery.changed, lambda: len(screen.gallery.snapshot.selected) == 420)
    assert page.details.title.text() == "420 figures"
    press(page.grid, Qt.Key.Key_Delete)
    await until(screen.figures.removed, lambda: len(library.deleted) == 420)
    await settled(screen)
    assert page.empty.isVisible()


async def test_nothing_is_done_to_a_part_of_too_many_figures(
    screen: Screen, library: FakeLibrary, heard: Heard
) -> None:
    fill(library, MOST + 200)
    page = await open_gallery(screen, heard)
    press(page.grid, Qt.Key.Key_A, CONTROL)
    await settled(screen)
    assert page.details.title.text() == "1,200 figures"
    assert "Up to 1,000 figures" in page.details.subject.text()
    assert not button(page.details, "Delete 1,200 figures").isEnabled()
    press(page.grid, Qt.Key.Key_Delete)
    press(page.grid, Qt.Key.Key_3)
    await settled(screen)
    assert library.deleted == set()
    assert {figure.rating for figure in library.figures.values()} == {0}


# what can be done


async def test_digits_rate_and_the_same_digit_takes_it_away(
    page: GalleryPage, screen: Screen, library: FakeLibrary
) -> None:
    press(page.grid, Qt.Key.Key_4)
    await settled(screen)
    assert library.figures["figure-3"].rating == 4
    assert tile(page, 0).subtitle == "★★★★ · today"
    assert (page.details.stars.value(), page.details.rating.text()) == (4, "4 of 5")
    press(page.grid, Qt.Key.Key_4)
    await settled(screen)
    assert library.figures["figure-3"].rating == 0
    page.details.stars.setFocus()
    press(page.details.stars, Qt.Key.Key_2)
    await settled(screen)
    press(page.grid, Qt.Key.Key_0)
    await settled(screen)
    assert library.figures["figure-3"].rating == 0
    assert page.details.rating.text() == "Not rated"


async def test_delete_moves_on_to_the_neighbour_and_can_be_undone(
    page: GalleryPage, screen: Screen, library: FakeLibrary
) -> None:
    press(page.grid, Qt.Key.Key_Right)
    press(page.grid, Qt.Key.Key_Delete)
    await settled(screen)
    assert titles(page) == ["Figure 3", "Figure 1", "Figure 0"]
    assert page.details.title.text() == "Figure 1"
    assert page.head.search.placeholderText() == "Search 3 figures"
    toast_button(screen, "Undo").click()
    await settled(screen)
    assert titles(page) == ["Figure 3", "Figure 2", "Figure 1", "Figure 0"]
    assert library.deleted == set()


async def test_a_deletion_is_undone_by_key_also_when_its_message_is_gone(
    page: GalleryPage, screen: Screen, library: FakeLibrary
) -> None:
    assert not screen.actions["gallery-undo"].isEnabled()
    for _ in range(2):
        press(page.grid, Qt.Key.Key_Right)
        press(page.grid, Qt.Key.Key_Delete)
        await settled(screen)
    QTest.keyClick(page.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await settled(screen)
    assert len(library.deleted) == 1
    screen.messages.dismiss_all()
    QTest.keyClick(page.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await settled(screen)
    assert library.deleted == set()
    assert titles(page) == ["Figure 3", "Figure 2", "Figure 1", "Figure 0"]
    screen.messages.dismiss_all()
    assert not screen.actions["gallery-undo"].isEnabled()


async def test_make_again_and_the_stage_get_the_figure(page: GalleryPage, screen: Screen, heard: Heard) -> None:
    button(page.details, "Make again").click()
    press(page.grid, Qt.Key.Key_Right)
    screen.actions["gallery-open"].trigger()
    assert heard.made_again == ["figure-3"]
    assert heard.opened == ["figure-2"]


async def test_a_final_is_asked_for_from_the_gallery_too(page: GalleryPage, screen: Screen) -> None:
    wanted: list[str] = []
    screen.figure_actions.final_wanted.connect(lambda figure: wanted.append(figure.id))
    press(page.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | SHIFT)
    assert wanted == ["figure-3"]


async def test_the_menu_of_a_figure_has_what_can_be_done_with_it(page: GalleryPage) -> None:
    menu = page.commands.menu(page)
    assert _texts(menu.actions()) == [
        "View large",
        "Show on the stage",
        "Make again",
        "Edit this figure",
        "Make a final",
        "Publish…",
        "Copy public link",
        "Save a copy…",
        "Copy image",
        "Show in folder",
        "Rate",
        "Delete",
    ]
    press(page.grid, Qt.Key.Key_Right, SHIFT)
    assert _texts(page.commands.menu(page).actions()) == ["Compare", "Rate", "Delete 2 figures"]


async def test_its_keys_do_nothing_while_another_screen_is_shown(page: GalleryPage, screen: Screen) -> None:
    assert screen.actions["gallery-delete"].isEnabled()
    page.hide()
    assert not screen.actions["gallery-delete"].isEnabled()
    assert not screen.actions["gallery-make-again"].isEnabled()
    page.show()
    assert screen.actions["gallery-delete"].isEnabled()


def _texts(actions: Sequence[QAction]) -> list[str]:
    return [action.text() for action in actions if not action.isSeparator()]


# states


async def test_an_empty_gallery_says_what_to_do_next(screen: Screen, heard: Heard) -> None:
    page = await open_gallery(screen, heard)
    assert page.empty.isVisible()
    assert not page.head.isVisible()
    button(page.empty, "Make a figure").click()
    assert heard.makes == 1


async def test_the_first_figure_takes_the_place_of_the_empty_state(
    screen: Screen, library: FakeLibrary, heard: Heard
) -> None:
    page = await open_gallery(screen, heard)
    figure = library.add(Recipe("Moss queen", "A figure."), 1)
    screen.figures.added.emit(figure)
    await settled(screen)
    assert not page.empty.isVisible()
    assert titles(page) == ["Moss queen"]
    assert page.details.title.text() == "Moss queen"


async def test_waiting_is_quiet(screen: Screen, heard: Heard) -> None:
    page = make_page(screen, heard)
    assert page.body.state == "waiting"
    assert not page.empty.isVisible()
    assert not page.details.isVisible()


async def test_a_library_that_cannot_be_read_says_so_and_can_be_tried_again(
    screen: Screen, library: FakeLibrary, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(library, 2)

    async def refuse(_query: FigureQuery, _offset: int, _limit: int) -> tuple[Figure, ...]:
        raise LibraryBusy("Another program holds the library.", "Close it and try again.")

    with monkeypatch.context() as patch:
        patch.setattr(library, "page", refuse)
        page = make_page(screen, heard)
        screen.gallery.refresh()
        await settled(screen)
        assert page.body.state == "failure"
    button(page.body, "Try again").click()
    await settled(screen)
    assert page.body.state == "shelves"
    assert titles(page) == ["Figure 1", "Figure 0"]


async def test_a_picture_that_is_gone_leaves_the_details_readable(
    screen: Screen, library: FakeLibrary, heard: Heard
) -> None:
    fill(library, 1)
    gone = replace(library.figures["figure-0"], path=str(library.root / "gone.png"))
    library.figures["figure-0"] = gone
    page = await open_gallery(screen, heard)
    assert page.details.title.text() == "Figure 0"
    assert page.details.picture.image.isNull()
    assert screen.failures == []


# rules


async def test_hostile_words_are_shown_as_they_are(screen: Screen, library: FakeLibrary, heard: Heard) -> None:
    rarity = Entry(Kind.RARITY, 9, HOSTILE, {"colour": "url(x)", "shape": 7}, NOON)
    theme = Entry(Kind.THEMES, 9, None, ["no", "object"], NOON)
    library.add(Recipe(HOSTILE, HOSTILE, name=HOSTILE[:100], rarity=rarity, theme=theme), 1)
    page = await open_gallery(screen, heard)
    assert page.details.title.text().startswith("<b>Bold</b>")
    assert page.details.facts.texts()["Theme"] == "Theme 9"
    page.grid.grab()
    page.head.search.setText(HOSTILE)
    screen.gallery.search(HOSTILE + "no match")
    await settled(screen)
    assert page.body.state == "no match"
    assert_texts_are_plain(page)
    assert_nothing_is_clipped(page)
    assert_nothing_leaves_its_area(page)


async def test_every_control_has_a_name(page: GalleryPage, screen: Screen) -> None:
    assert_every_control_has_a_name(page)
    press(page.grid, Qt.Key.Key_Right, SHIFT)
    assert_every_control_has_a_name(page)
    screen.gallery.search("dragon")
    await settled(screen)
    assert_every_control_has_a_name(page)


@pytest.mark.parametrize("size", [QSize(1364, 870), QSize(804, 570)])
async def test_a_word_longer_than_the_details_are_wide_is_broken(
    screen: Screen, library: FakeLibrary, heard: Heard, size: QSize
) -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    library.add(Recipe(f"{word} 🤖 שלום עולם", "A figure.", name=word.upper()), 1)
    page = await open_gallery(screen, heard)
    screen.window.resize(size)
    await settled(screen)
    assert page.details.subject.text().startswith(word)
    assert_nothing_is_clipped(page)
    assert_nothing_leaves_its_area(page)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [QSize(1364, 870), QSize(804, 570)])
async def test_nothing_is_clipped(page: GalleryPage, screen: Screen, scale: float, size: QSize) -> None:
    screen.appearance.set_text_scale(scale)
    screen.window.resize(size)
    for keys in (Qt.KeyboardModifier.NoModifier, SHIFT):
        press(page.grid, Qt.Key.Key_Right, keys)
        await settled(screen)
        assert_nothing_is_clipped(page)
        assert_nothing_leaves_its_area(page)
    screen.gallery.search("o")
    await settled(screen)
    assert_nothing_is_clipped(page)
    assert_nothing_leaves_its_area(page)
    screen.appearance.set_text_scale(0)


async def test_the_details_give_way_where_the_window_is_narrow_for_its_text(page: GalleryPage, screen: Screen) -> None:
    screen.window.resize(804, 570)
    assert page.details.isVisible()
    screen.appearance.set_text_scale(2.0)
    screen.window.resize(804, 571)
    assert screen.window.width() == 804
    assert not page.details.isVisible()
    screen.window.resize(1400, 870)
    assert page.details.isVisible()
    screen.appearance.set_text_scale(0)


# layouts


async def open_shelves(screen: Screen, heard: Heard) -> GalleryPage:
    """The gallery as it opens first: shelves by theme."""
    page = make_page(screen, heard)
    screen.gallery.refresh()
    await settled(screen)
    page.views.setFocus()
    return page


def scatter(library: FakeLibrary, count: int) -> None:
    """Figures by turns of two themes and of three rarities."""
    fill(library, count)
    themes = library.entries.of(Kind.THEMES)
    levels = library.entries.of(Kind.RARITY)
    for number, (figure_id, figure) in enumerate(library.figures.items()):
        recipe = replace(figure.recipe, theme=themes[number % 2], rarity=levels[number % 3])
        library.figures[figure_id] = replace(figure, recipe=recipe)


async def test_the_gallery_opens_with_shelves_by_theme(screen: Screen, library: FakeLibrary, heard: Heard) -> None:
    scatter(library, 6)
    page = await open_shelves(screen, heard)
    assert page.body.state == "shelves"
    assert [page.tiles.head(shelf) for shelf in range(2)] == [
        ShelfHead("Deep Sea", "3 figures"),
        ShelfHead("Neon Arcade", "3 figures"),
    ]
    assert titles(page) == ["Figure 5", "Figure 3", "Figure 1", "Figure 4", "Figure 2", "Figure 0"]
    assert page.details.title.text() == "Figure 5"
    choose(page.head.by.menu(), "By rarity")
    await settled(screen)
    names = [head.name for shelf in range(3) if (head := page.tiles.head(shelf)) is not None]
    assert names == ["Common", "Epic", "Legendary"]
    assert page.head.by.text() == "By rarity"
    assert page.details.title.text() == "Figure 5", "what was looked at stays selected"


@pytest.mark.parametrize("count", [40, 400])
async def test_another_layout_keeps_place_and_selection(
    screen: Screen, library: FakeLibrary, heard: Heard, count: int
) -> None:
    scatter(library, count)
    page = await open_shelves(screen, heard)
    page.views.set_current_row(count // 3)
    await settled(screen)
    press(page.shelves, Qt.Key.Key_Right, SHIFT)
    press(page.shelves, Qt.Key.Key_Right, SHIFT)
    await settled(screen)
    chosen = screen.gallery.snapshot.selected
    assert len(chosen) == 3
    for layout in ("Grid", "Shelves", "Grid"):
        button(page.head.layouts, layout).click()
        await settled(screen)
        assert page.body.state == layout.lower()
        assert set(screen.gallery.snapshot.selected) == set(chosen)
        current = screen.gallery.snapshot.current
        assert current is not None
        assert current.id == chosen[-1]
        view = page.views.view
        assert view.hasFocus()
        assert view.viewport().rect().intersects(view.visualRect(view.currentIndex())), "it is in view"


async def test_what_is_in_view_stays_in_view_also_where_the_cursor_is_elsewhere(
    screen: Screen, library: FakeLibrary, heard: Heard
) -> None:
    scatter(library, 400)
    page = await open_gallery(screen, heard)
    bar = page.grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    page.grid.grab()
    await settled(screen)
    looked_at = tile(page, page.views.place()).key
    page.head.shelves_chosen.emit(ShelfKind.THEME)
    await settled(screen)
    page.shelves.grab()
    await settled(screen)
    in_view = [page.tiles.tile(row) for row in page.shelves.rows_in(page.shelves.shown_area)]
    assert looked_at in [shown.key for shown in in_view if shown is not None]
    assert page.details.title.text() == "Figure 399"


async def test_all_stay_selected_in_another_layout(screen: Screen, library: FakeLibrary, heard: Heard) -> None:
    scatter(library, MOST + 50)
    page = await open_gallery(screen, heard)
    press(page.grid, Qt.Key.Key_A, CONTROL)
    await settled(screen)
    press(page.grid, Qt.Key.Key_G)
    await settled(screen)
    assert page.body.state == "shelves"
    assert page.details.title.text() == f"{MOST + 50:,} figures"


@pytest.mark.parametrize("found", [0, 1])
@pytest.mark.parametrize("layout", ["Shelves", "Grid"])
async def test_the_layout_that_is_shown_chosen_again_selects_nothing_of_what_comes_later(
    page: GalleryPage, screen: Screen, library: FakeLibrary, layout: str, found: int
) -> None:
    library.figures["figure-1"] = replace(library.figures["figure-1"], rating=5 * found)
    button(page.head.layouts, layout).click()
    await settled(screen)
    choose(page.head.filters.rating.menu(), "★★★★★")
    await until(screen.gallery.changed, lambda: screen.gallery.snapshot.total == found)
    await settled(screen)
    button(page.head.layouts, layout).click()
    await settled(screen)
    button(page.head, "Clear all").click()
    await until(screen.gallery.changed, lambda: screen.gallery.snapshot.total == 4)
    await settled(screen)
    assert page.details.title.text() == ("Figure 1" if found else "Figure 3"), "one of them, not all four"


async def test_see_all_shows_one_shelf_in_the_grid_and_can_be_taken_back(
    screen: Screen, library: FakeLibrary, heard: Heard
) -> None:
    scatter(library, 6)
    page = await open_shelves(screen, heard)
    press(page.shelves, Qt.Key.Key_Down)
    press(page.shelves, Qt.Key.Key_Return, CONTROL)
    await settled(screen)
    assert (page.body.state, titles(page)) == ("grid", ["Figure 4", "Figure 2", "Figure 0"])
    assert page.head.filters.theme.text() == "Theme: Neon Arcade"
    assert page.head.filters.found.text() == "3 found"
    button(page.head, "Clear all").click()
    await settled(screen)
    assert len(titles(page)) == 6
    page.head.shelves_chosen.emit(ShelfKind.SUBJECT)
    await settled(screen)
    page.views.see_all.emit(1)
    await settled(screen)
    assert page.head.filters.found.text() == f"{len(titles(page))} found"
    chip = next(b for b in page.head.findChildren(QAbstractButton) if b.text() == "Subject: Moss queen")
    choose(chip.menu(), "Any")
    await settled(screen)
    assert len(titles(page)) == 6
    assert not chip.isVisible()


async def test_the_filters_offer_what_there_is(screen: Screen, library: FakeLibrary, heard: Heard) -> None:
    scatter(library, 6)
    page = await open_gallery(screen, heard)
    page.head.filters.rarity.menu().aboutToShow.emit()
    await settled(screen)
    assert _texts(page.head.filters.rarity.menu().actions()) == ["Any", "Common  (2)", "Epic  (2)", "Legendary  (2)"]
    choose(page.head.filters.rarity.menu(), "Epic  (2)")
    await settled(screen)
    assert titles(page) == ["Figure 4", "Figure 1"]
    assert page.head.filters.rarity.text() == "Rarity: Epic"
    choose(page.head.filters.engine.menu(), "OpenAI")
    await settled(screen)
    assert page.body.state == "no match"
    button(page.body, "Show all figures").click()
    await settled(screen)
    assert len(titles(page)) == 6


async def test_names_order_the_grid_only(screen: Screen, library: FakeLibrary, heard: Heard) -> None:
    scatter(library, 6)
    page = await open_gallery(screen, heard)
    choose(page.head.order.menu(), "Name")
    await settled(screen)
    assert titles(page) == [f"Figure {number}" for number in range(6)]
    button(page.head.layouts, "Shelves").click()
    await settled(screen)
    assert page.head.order.text() == "Newest"
    by_name = next(action for action in page.head.order.menu().actions() if action.text() == "Name")
    assert not by_name.isEnabled()
    assert by_name.toolTip() == "Only in the grid."


# deleted figures


async def test_deleted_figures_are_listed_restored_and_removed_for_good(
    screen: Screen, library: FakeLibrary, heard: Heard
) -> None:
    fill(library, 8)
    page = await open_gallery(screen, heard)
    for _ in range(6):
        press(page.grid, Qt.Key.Key_Delete)
        await settled(screen)
    choose(page.head.filters.status.menu(), "Deleted")
    await settled(screen)
    assert len(titles(page)) == 6
    assert page.details.state.text() == "Deleted"
    assert not screen.actions["gallery-delete"].isEnabled()
    button(page.details, "Restore").click()
    await settled(screen)
    assert library.deleted == {f"figure-{number}" for number in range(2, 7)}
    press(page.grid, Qt.Key.Key_A, CONTROL)
    await settled(screen)
    button(page.details, "Remove for good…").click()
    question = screen.window.findChild(QMessageBox)
    assert question.text() == "Remove 5 figures for good?"
    assert question.defaultButton().text().endswith("Cancel")
    next(b for b in question.buttons() if b.text() == "Remove for good").click()
    await settled(screen)
    assert set(library.figures) == {"figure-0", "figure-1", "figure-7"}
    assert page.body.state == "no match"
    button(page.body, "Show all figures").click()
    await settled(screen)
    assert len(titles(page)) == 3


# lineage and prompt


async def test_lineage_leads_from_a_figure_to_its_parent_and_back(
    screen: Screen, library: FakeLibrary, heard: Heard
) -> None:
    fill(library, 300)
    child = library.figures["figure-299"]
    library.figures["figure-299"] = replace(child, recipe=replace(child.recipe, parent_id="figure-0"))
    page = await open_gallery(screen, heard)
    assert page.details.lineage.names() == (("Figure 0",), ())
    assert page.details.lineage.words() == ("Made from",)
    button(page.details.lineage, "Figure 0").click()
    await settled(screen)
    assert page.details.title.text() == "Figure 0"
    assert page.grid.current_row == 299
    assert page.details.lineage.names() == ((), ("Figure 299",))
    assert page.details.lineage.words() == ("Edits of this",)
    button(page.details.lineage, "Figure 299").click()
    await settled(screen)
    assert page.details.title.text() == "Figure 299"


async def test_the_prompt_unfolds_with_what_fed_it(screen: Screen, library: FakeLibrary, heard: Heard) -> None:
    recipe = Recipe("Moss queen", "A figure of Moss queen.")
    library.add(recipe, 1)
    page = await open_gallery(screen, heard)
    prompt = page.details.prompt
    assert not prompt.view.isVisible()
    prompt.button.click()
    await settled(screen)
    assert prompt.view.text() == "A figure of Moss queen."
    assert prompt.view.legend.isVisible()
    assert_nothing_is_clipped(page)
    assert_nothing_leaves_its_area(page)
    prompt.button.click()
    assert not prompt.view.isVisible()


async def test_the_shelves_keep_the_rules_of_every_screen(screen: Screen, library: FakeLibrary, heard: Heard) -> None:
    scatter(library, 30)
    page = await open_shelves(screen, heard)
    for scale, size in (
        (1.0, QSize(1364, 870)),
        (2.0, QSize(1364, 870)),
        (1.0, QSize(804, 570)),
        (2.0, QSize(804, 570)),
    ):
        screen.appearance.set_text_scale(scale)
        screen.window.resize(size)
        screen.gallery.keep_to(ShelfKind.THEME, Shelf(ShelfKind.THEME, HOSTILE) if scale == 2.0 else None)
        await settled(screen)
        assert_nothing_is_clipped(page)
        assert_nothing_leaves_its_area(page)
        assert_every_control_has_a_name(page)
        assert_texts_are_plain(page)
    screen.appearance.set_text_scale(0)
