"""The viewer: one figure as large as the screen, moved on by keys, zoomed, rated; and two compared, linked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.core.catalog import Kind
from studio.core.recipe import PictureFormat, Recipe, Reference
from studio.ui.appearance.tokens import contrast
from studio.ui.viewer.comparison import difference_text
from studio.ui.viewer.pictures import LargePictures
from studio.ui.viewer.viewer import FigureViewer
from tests.ui.fakes import FakeLibrary, Screen, picture_bytes
from tests.ui.screen_rules import assert_every_control_has_a_name, assert_nothing_is_clipped, assert_texts_are_plain
from tests.ui.test_gallery_page import Heard, fill, make_page, settled
from tests.waiting import until

LARGE = QSize(1600, 2400)


@pytest_asyncio.fixture
async def viewer(screen: Screen, library: FakeLibrary) -> AsyncIterator[FigureViewer]:
    """The viewer over a gallery of five figures of 1600 × 2400 px, at the newest one, figure 4."""
    fill(library, 5)
    for number, (figure_id, figure) in enumerate(library.figures.items()):
        path = library.root / f"{figure_id}-large.png"
        path.write_bytes(picture_bytes(f"#{number * 40:02x}8040", LARGE.width(), LARGE.height()))
        library.figures[figure_id] = replace(figure, path=str(path), width=LARGE.width(), height=LARGE.height())
    page = make_page(screen, Heard())
    screen.gallery.show_grid()
    await settled(screen)
    page.views.opened.emit(0)
    viewer = page.viewer.viewer
    viewer.page = page
    await settled(screen)
    yield viewer
    viewer.close()
    assert screen.failures == []


def press(viewer: FigureViewer, key: Qt.Key) -> None:
    QTest.keyClick(viewer.focusWidget() or viewer, key)


def turn(canvas, at: QPointF, by: int) -> None:
    """Turn the wheel over a place of a canvas."""
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


async def test_it_shows_all_of_the_picture_and_its_pixels_when_they_have_come(viewer: FigureViewer) -> None:
    assert viewer.isFullScreen()
    assert viewer.bar.title.text() == "Figure 4"
    assert viewer.bar.place.text() == "1 of 5 · Neon Arcade · Epic"
    assert viewer.canvas.is_fit
    assert viewer.canvas._sizes[0].size() == LARGE
    assert viewer.rect().contains(viewer.canvas.picture_rect.toRect())


async def test_arrows_move_on_and_the_gallery_goes_along(viewer: FigureViewer, screen: Screen) -> None:
    assert not viewer.back.isEnabled()
    for key, title in (
        (Qt.Key.Key_Right, "Figure 3"),
        (Qt.Key.Key_PageDown, "Figure 2"),
        (Qt.Key.Key_Left, "Figure 3"),
        (Qt.Key.Key_End, "Figure 0"),
        (Qt.Key.Key_Right, "Figure 0"),
        (Qt.Key.Key_Home, "Figure 4"),
    ):
        press(viewer, key)
        assert viewer.bar.title.text() == title
    press(viewer, Qt.Key.Key_End)
    await settled(screen)
    assert not viewer.on.isEnabled()
    assert screen.gallery.snapshot.current is not None
    assert screen.gallery.snapshot.current.title == "Figure 0"
    press(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    assert viewer.page.grid.current_row == 4
    assert viewer.canvas.picture_rect.isEmpty(), "the large pictures are let go"


async def test_the_wheel_zooms_at_the_pointer_and_arrows_then_move_the_picture(viewer: FigureViewer) -> None:
    canvas = viewer.canvas
    at = QPointF(canvas.width() / 2 + 30, canvas.height() / 2 - 50)
    before = canvas.picture_rect
    share = (at.x() - before.x()) / before.width()
    turn(canvas, at, 960)
    after = canvas.picture_rect
    assert after.width() > 3 * before.width()
    assert abs((at.x() - after.x()) / after.width() - share) < 0.01
    press(viewer, Qt.Key.Key_Right)
    assert viewer.bar.title.text() == "Figure 4", "moved, not left"
    assert canvas.picture_rect.x() < after.x()
    press(viewer, Qt.Key.Key_X)
    assert canvas.zoom == pytest.approx(1.0)
    press(viewer, Qt.Key.Key_F)
    assert canvas.is_fit
    press(viewer, Qt.Key.Key_Right)
    assert viewer.bar.title.text() == "Figure 3"


async def test_digits_rate(viewer: FigureViewer, screen: Screen, library: FakeLibrary) -> None:
    press(viewer, Qt.Key.Key_4)
    await settled(screen)
    assert library.figures["figure-4"].rating == 4
    assert viewer.bar.stars.value() == 4
    press(viewer, Qt.Key.Key_0)
    await settled(screen)
    assert library.figures["figure-4"].rating == 0


async def test_the_neighbours_are_decoded_ahead(viewer: FigureViewer, screen: Screen) -> None:
    press(viewer, Qt.Key.Key_Right)
    await settled(screen)
    assert {"figure-4", "figure-3", "figure-2"} <= set(viewer._large._kept)


async def test_large_pictures_stay_bounded(viewer: FigureViewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.ui.viewer.pictures.MOST_BYTES", 40_000_000)
    monkeypatch.setattr("studio.ui.viewer.pictures.MOST_SIDE", 1_000)
    large: LargePictures = viewer._large
    large.clear()
    figures = [viewer._window.figure_at(row) for row in range(5)]
    heard: list[QSize] = []
    large.ready.connect(lambda _key, image: heard.append(image.size()))
    for figure in figures:
        assert figure is not None
        heard.clear()
        large.want(figure, 4_000)
        await until(large.ready, lambda: bool(heard))
        assert max(heard[-1].width(), heard[-1].height()) <= 1_000
    assert sum(image.sizeInBytes() for image in large._kept.values()) <= 40_000_000


async def test_a_picture_that_is_gone_says_so_and_the_next_one_is_shown(
    viewer: FigureViewer, screen: Screen, library: FakeLibrary
) -> None:
    Path(library.figures["figure-1"].path).write_bytes(b"no picture")
    press(viewer, Qt.Key.Key_End)
    press(viewer, Qt.Key.Key_Left)
    await settled(screen)
    assert viewer.bar.title.text() == "Figure 1"
    assert viewer.missing.isVisible()
    press(viewer, Qt.Key.Key_Right)
    await settled(screen)
    assert not viewer.missing.isVisible()
    assert viewer.canvas.isVisible()


async def test_a_figure_that_is_deleted_meanwhile_gives_way_to_its_neighbour(
    viewer: FigureViewer, screen: Screen
) -> None:
    screen.figures.delete(["figure-4"])
    await settled(screen)
    assert (viewer.bar.title.text(), viewer.bar.place.text()[:6]) == ("Figure 3", "1 of 4")
    screen.figures.delete([f"figure-{number}" for number in range(4)])
    await settled(screen)
    assert not viewer.isVisible()


async def test_a_figure_that_has_to_be_fetched_is_shown_when_it_has_come(screen: Screen, library: FakeLibrary) -> None:
    fill(library, 300)
    page = make_page(screen, Heard())
    screen.gallery.show_grid()
    await settled(screen)
    page.viewer.open(0)
    viewer = page.viewer.viewer
    press(viewer, Qt.Key.Key_End)
    await settled(screen)
    assert viewer.bar.title.text() == "Figure 0"
    viewer.close()


# comparing


async def compared(viewer: FigureViewer, screen: Screen) -> FigureViewer:
    viewer.close()
    await settled(screen)
    grid = viewer.page.grid
    grid.setFocus()
    grid.set_current_row(0)
    QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(grid, Qt.Key.Key_C)
    await settled(screen)
    return viewer


async def test_two_selected_figures_are_compared_side_by_side(viewer: FigureViewer, screen: Screen) -> None:
    await compared(viewer, screen)
    both = viewer.comparison
    assert viewer.isVisible()
    assert [title.text() for title in both.titles] == ["Figure 4", "Figure 3"]
    assert both.first.geometry().right() < both.second.geometry().left()
    assert both.first.width() == pytest.approx(both.second.width(), abs=1)
    assert both.difference.text() == "Subject: Moss queen / Robot gran"
    press(viewer, Qt.Key.Key_Right)
    press(viewer, Qt.Key.Key_5)
    await settled(screen)
    assert [title.text() for title in both.titles] == ["Figure 4", "Figure 3"]


@pytest.mark.parametrize("way", ["side by side", "slider"])
async def test_zoom_and_place_are_one_for_both(viewer: FigureViewer, screen: Screen, way: str) -> None:
    await compared(viewer, screen)
    both = viewer.comparison
    if way == "slider":
        viewer.bar.slider_chosen.emit()
    turn(both.first, QPointF(60, 90), 600)
    assert not both.first.is_fit
    assert both.second.look == both.first.look
    turn(both.second, QPointF(200, 50), 300)
    assert both.first.look.scale == pytest.approx(both.second.look.scale)
    assert (both.first.look.x, both.first.look.y) == pytest.approx((both.second.look.x, both.second.look.y))
    press(viewer, Qt.Key.Key_F)
    assert (both.first.is_fit, both.second.is_fit) == (True, True)
    press(viewer, Qt.Key.Key_X)
    assert both.first.zoom == both.second.zoom == pytest.approx(1.0)


async def test_the_same_place_is_seen_of_pictures_with_other_resolutions(
    viewer: FigureViewer, screen: Screen, library: FakeLibrary
) -> None:
    path = library.root / "half.png"
    path.write_bytes(picture_bytes("#204080", LARGE.width() // 2, LARGE.height() // 2))
    half = replace(library.figures["figure-3"], path=str(path), width=800, height=1200)
    library.figures["figure-3"] = half
    screen.figures.updated.emit(half)
    await settled(screen)
    await compared(viewer, screen)
    both = viewer.comparison
    turn(both.first, QPointF(60, 90), 600)
    first, second = both.first.picture_rect, both.second.picture_rect
    assert first.size().toSize() == second.size().toSize()
    assert both.second.zoom == pytest.approx(2 * both.first.zoom)


async def test_the_divider_uncovers_one_or_the_other(viewer: FigureViewer, screen: Screen) -> None:
    await compared(viewer, screen)
    viewer.bar.slider_chosen.emit()
    wipe, both = viewer.comparison.wipe, viewer.comparison
    await settled(screen)
    assert both.first.geometry() == both.second.geometry() == wipe.rect()
    middle = wipe.rect().center()
    colours = []
    for value in (1000, 0):
        wipe.divider.setValue(value)
        colours.append(wipe.grab().toImage().pixelColor(middle + QPoint(40, 60)).name())
    assert colours == ["#a08040", "#788040"]
    wipe.divider.setFocus()
    QTest.keyClick(wipe.divider, Qt.Key.Key_Right)
    assert wipe.divider.value() == 20
    grip = wipe.divider.rect().center()
    QTest.mousePress(wipe.divider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, grip)
    QTest.mouseMove(wipe.divider, grip + QPoint(wipe.width() // 2, 0))
    assert wipe.divider.value() > 400
    viewer.bar.side_by_side_chosen.emit()
    await settled(screen)
    assert both.first.geometry().right() < both.second.geometry().left()
    assert both.first.mask().isEmpty()


@pytest.mark.parametrize("mode", ["dark", "light"])
@pytest.mark.parametrize("ground", ["#000000", "#171a23", "#808080", "#ffffff"])
async def test_the_seam_is_seen_on_any_picture_at_any_zoom(
    viewer: FigureViewer, screen: Screen, mode: str, ground: str
) -> None:
    screen.appearance.apply(mode)
    await compared(viewer, screen)
    viewer.bar.slider_chosen.emit()
    both, wipe = viewer.comparison, viewer.comparison.wipe
    image = QImage(LARGE, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    for zoom in (0.0, 1.0, 4.0, 16.0):
        both.first.show_image(image)
        both.second.show_image(image)
        if zoom:
            both.first.zoom_to(zoom)
        await settled(screen)
        shot = wipe.grab().toImage()
        x = wipe.divider.geometry().center().x()
        for y in (wipe.height() // 4, wipe.height() // 2, wipe.height() * 3 // 4):
            seen = [shot.pixelColor(x + step, y).name() for step in range(-17, 18)]
            assert max(contrast(colour, ground) for colour in seen) >= 3, (zoom, y, seen)
    grip = wipe.divider.rect().center()
    QTest.mousePress(wipe.divider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, grip + QPoint(9, 0))
    QTest.mouseMove(wipe.divider, grip + QPoint(9, 0))
    assert abs(wipe.divider.value() - 500) <= 1, "it does not jump when it is taken beside its middle"
    QTest.mouseMove(wipe.divider, grip + QPoint(209, 0))
    assert abs(wipe.divider.geometry().center().x() - x - 200) <= 1
    QTest.mouseRelease(wipe.divider, Qt.MouseButton.LeftButton)
    screen.appearance.apply("dark")


async def test_what_differs_is_said(library: FakeLibrary) -> None:
    theme, other = library.entries.of(Kind.THEMES)
    one = library.add(Recipe("Moss queen", "A.", theme=theme), 1)
    assert difference_text(one, library.add(Recipe("Moss queen", "A.", theme=other), 2)) == (
        "Theme: Neon Arcade / Deep Sea"
    )
    assert difference_text(one, library.add(Recipe("Moss queen", "B.", theme=theme), 3)) == (
        "Only the wording of the prompt differs."
    )
    assert difference_text(one, library.add(Recipe("Moss queen", "A.", theme=theme, variation=2), 4)) == (
        "The same recipe: the maker varied."
    )


async def test_what_they_were_made_from_is_said_too(library: FakeLibrary) -> None:
    brick, moss = (Reference(letter * 64, f"{letter}.png", PictureFormat.PNG, 64, 96) for letter in "ab")
    recipes = (
        Recipe("Moss queen", "A.", references=(brick,)),
        Recipe("Moss queen", "A.", references=(brick, moss), mask=moss),
        Recipe("Moss queen", "A.", references=(moss,)),
        Recipe("Moss queen", "A.", references=(replace(brick, name="again.png"),)),
    )
    first, edited, other, same = (library.add(recipe, number) for number, recipe in enumerate(recipes))
    assert difference_text(first, edited) == "References: 1 / 2 · Mask: none / painted"
    assert difference_text(first, other) == "Only the pictures that they were made from differ."
    assert difference_text(first, same) == "The same recipe: the maker varied."


# rules


@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_it_keeps_the_rules_of_every_screen(viewer: FigureViewer, screen: Screen, scale: float) -> None:
    screen.appearance.set_text_scale(scale)
    viewer.showNormal()
    for size in (QSize(1364, 870), QSize(804, 570)):
        viewer.resize(size)
        await settled(screen)
        assert_nothing_is_clipped(viewer)
        assert_every_control_has_a_name(viewer)
    await compared(viewer, screen)
    viewer.showNormal()
    for size in (QSize(1364, 870), QSize(1000, 570)):
        viewer.resize(size)
        for choose in (viewer.bar.slider_chosen, viewer.bar.side_by_side_chosen):
            choose.emit()
            await settled(screen)
            assert_nothing_is_clipped(viewer)
            assert_every_control_has_a_name(viewer)
    assert_texts_are_plain(viewer)
    screen.appearance.set_text_scale(0)


async def test_every_control_is_reached_by_the_tab_key(viewer: FigureViewer) -> None:
    reached = set()
    for _ in range(12):
        QTest.keyClick(QApplication.focusWidget() or viewer, Qt.Key.Key_Tab)
        await asyncio.sleep(0)
        reached.add(QApplication.focusWidget())
    assert {viewer.canvas, viewer.bar.stars, viewer.bar.close_button, viewer.on} <= reached
