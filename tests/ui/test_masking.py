"""Painting a mask on the Create screen as a person does it: opening, painting, applying, giving up, and editing a figure."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from studio.core.errors import DiskFull, PictureError
from studio.core.figure import Figure
from studio.core.job import JobState
from studio.core.mask import MaskPixels, decode_mask
from studio.core.recipe import Recipe, Reference, Size
from studio.state import mask as mask_state
from studio.ui.create.mask_editor import MaskEditor
from studio.ui.create.page import CreatePage
from studio.ui.widgets.mask_canvas import MaskCanvas
from studio.ui.widgets.reference_tile import ReferenceTile
from studio.ui.widgets.toast import Toast
from tests.ui.fakes import FakeLibrary, Screen, picture_bytes
from tests.ui.screen_rules import assert_every_control_has_a_name, assert_nothing_is_clipped, assert_texts_are_plain
from tests.ui.test_create_page import make_page
from tests.waiting import emitted, until

SIZE = Size(240, 360)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def drafts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for a draft longer than it must."""
    monkeypatch.setattr(mask_state, "SAVE_EVERY_SECONDS", 0.01)


@pytest.fixture
def figure(library: FakeLibrary) -> Figure:
    """The newest figure, which is on the stage."""
    recipe = Recipe(subject="Moss queen", text="A figure of Moss queen.", name="MOSS")
    return library.add(recipe, 1, "#1f9d5c", SIZE.width, SIZE.height)


@pytest_asyncio.fixture
async def page(screen: Screen, figure: Figure) -> AsyncIterator[CreatePage]:
    page = make_page(screen)
    page.strip.hide()  # its thumbnails may still be on their way when a test ends
    await screen.open()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    screen.window.activateWindow()
    yield page
    assert screen.failures == []


async def opened(page: CreatePage) -> MaskEditor:
    """Press the button, and wait until the picture is there to be painted."""
    QTest.mouseClick(page.stage.mask_button, LEFT)
    await until(page.masking.changed, lambda: page.masking.is_on)
    return await ready(page)


async def ready(page: CreatePage) -> MaskEditor:
    canvas = page.masking.editor.canvas
    await until(canvas.zoom_changed, lambda: not canvas.picture_rect.isEmpty())
    return page.masking.editor


def on_canvas(canvas: MaskCanvas, x: float, y: float) -> QPoint:
    """Where a place of the picture, in its px, stands in the widget."""
    rect = canvas.picture_rect
    return QPointF(rect.x() + x * rect.width() / SIZE.width, rect.y() + y * rect.height() / SIZE.height).toPoint()


def move(canvas: MaskCanvas, to: QPoint, buttons: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Move the pointer; QTest's own move would run the loop from inside a coroutine."""
    none = Qt.KeyboardModifier.NoModifier
    place = QPointF(to)
    QApplication.sendEvent(
        canvas,
        QMouseEvent(QEvent.Type.MouseMove, place, canvas.mapToGlobal(place), Qt.MouseButton.NoButton, buttons, none),
    )


def paint(editor: MaskEditor, *places: tuple[float, float]) -> None:
    """A stroke with the left button over places of the picture."""
    canvas = editor.canvas
    points = [on_canvas(canvas, *place) for place in places]
    QTest.mousePress(canvas, LEFT, pos=points[0])
    for point in points[1:]:
        move(canvas, point, LEFT)
    QTest.mouseRelease(canvas, LEFT, pos=points[-1])


def at(editor: MaskEditor, x: int, y: int) -> int:
    painting = editor.painting
    assert painting is not None
    painting.finish()
    return painting.pixels().coverage[y * SIZE.width + x]


def key(editor: MaskEditor, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    editor.canvas.setFocus()
    for each in keys:
        QTest.keyClick(editor.canvas, each, modifiers)


def act(screen: Screen, text: str) -> None:
    """Press a button of the newest sentence that is shown."""
    toasts = [toast for toast in screen.window.findChildren(Toast) if toast.sentence == screen.messages.shown[-1]]
    next(button for button in toasts[-1].findChildren(QAbstractButton) if button.text() == text).click()


async def applied(page: CreatePage, screen: Screen) -> Reference:
    QTest.mouseClick(page.masking.editor.bar.apply, LEFT)
    await until(page.masking.changed, lambda: not page.masking.is_on)
    mask = screen.brief.snapshot.brief.mask
    assert mask is not None
    return mask


def kept(library: FakeLibrary, mask: Reference) -> MaskPixels:
    return decode_mask(library.reference_path(mask).read_bytes(), SIZE)


# painting


async def test_a_stroke_with_the_mouse_ends_as_a_mask_of_the_figure(
    page: CreatePage, screen: Screen, library: FakeLibrary, figure: Figure
) -> None:
    editor = await opened(page)
    paint(editor, (80, 100), (160, 100))
    assert (at(editor, 120, 100), at(editor, 120, 200)) == (255, 0)
    mask = await applied(page, screen)
    brief = screen.brief.snapshot.brief
    assert (brief.references[0].sha256, brief.parent_id) == (figure.sha256, figure.id)
    assert (mask.width, mask.height, mask.name) == (240, 360, "Mask of MOSS")
    coverage = kept(library, mask).coverage
    assert coverage[100 * 240 + 120] == 255
    assert coverage[200 * 240 + 120] == 0
    assert brief.subject.startswith("Ada Lovelace")
    assert "The mask is on the first reference." in screen.messages.shown


async def test_painting_is_seen_under_the_pointer_and_shines_through(page: CreatePage) -> None:
    editor = await opened(page)
    canvas = editor.canvas
    before = canvas.grab().toImage()
    paint(editor, (80, 100), (160, 100))
    move(canvas, QPoint(2, 2))
    after = canvas.grab().toImage()
    inside, outside = on_canvas(canvas, 120, 100), on_canvas(canvas, 120, 250)
    band = [after.pixelColor(inside.x() + x, inside.y()).name() for x in range(-12, 12)]
    assert before.pixelColor(inside).name() not in band
    assert len(set(band)) > 3  # stripes, not a colour alone
    assert after.pixelColor(outside) == before.pixelColor(outside)


async def test_the_circle_of_the_brush_follows_the_pointer_and_leaves_no_trace(page: CreatePage) -> None:
    canvas = (await opened(page)).canvas
    clean = canvas.grab().toImage()
    move(canvas, on_canvas(canvas, 60, 60))
    first = canvas.grab().toImage()
    move(canvas, on_canvas(canvas, 150, 200))
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert first != clean
    assert canvas.grab().toImage() == clean


async def test_eraser_invert_clear_undo_and_redo_by_their_buttons(page: CreatePage) -> None:
    editor = await opened(page)
    bar = editor.bar
    paint(editor, (80, 100), (160, 100))
    bar.tool.chosen.emit("eraser")
    paint(editor, (120, 100))
    assert (at(editor, 120, 100), at(editor, 85, 100)) == (0, 255)
    QTest.mouseClick(bar.undo, LEFT)
    assert at(editor, 120, 100) == 255
    QTest.mouseClick(bar.redo, LEFT)
    assert at(editor, 120, 100) == 0
    QTest.mouseClick(bar.invert, LEFT)
    assert (at(editor, 120, 100), at(editor, 85, 100)) == (255, 0)
    QTest.mouseClick(bar.clear, LEFT)
    assert at(editor, 120, 100) == 0
    assert "Nothing is painted." in bar.clear.accessibleDescription()


async def test_everything_but_the_strokes_works_with_keys(page: CreatePage, screen: Screen) -> None:
    editor = await opened(page)
    assert screen.window.focusWidget() is editor.canvas
    assert "needs a pointer" in editor.canvas.accessibleDescription()
    key(editor, Qt.Key.Key_I)
    assert at(editor, 5, 5) == 255
    key(editor, Qt.Key.Key_Z, modifiers=CTRL)
    assert at(editor, 5, 5) == 0
    key(editor, Qt.Key.Key_Z, modifiers=CTRL | SHIFT)
    assert at(editor, 5, 5) == 255
    key(editor, Qt.Key.Key_Delete)
    assert at(editor, 5, 5) == 0
    key(editor, Qt.Key.Key_I, Qt.Key.Key_E)
    assert editor.canvas.brush.is_eraser
    key(editor, Qt.Key.Key_B)
    size = editor.canvas.brush.diameter
    key(editor, Qt.Key.Key_BracketRight, Qt.Key.Key_BracketRight)
    assert editor.canvas.brush.diameter > size
    key(editor, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketLeft)
    assert editor.canvas.brush.diameter < size
    key(editor, Qt.Key.Key_M)
    await until(page.masking.changed, lambda: not page.masking.is_on)
    assert screen.brief.snapshot.brief.mask is not None


@pytest.mark.parametrize("button", ["apply", "cancel"])
async def test_after_painting_the_keys_of_the_figure_work_at_once(
    page: CreatePage, screen: Screen, library: FakeLibrary, button: str
) -> None:
    editor = await opened(page)
    paint(editor, (80, 100))
    pressed = getattr(editor.bar, button)
    pressed.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.mouseClick(pressed, LEFT)
    await until(page.masking.changed, lambda: not page.masking.is_on)
    focus = screen.window.focusWidget()
    assert focus is page.stage.view.canvas
    QTest.keyClick(focus, Qt.Key.Key_4)
    await screen.tasks_done()
    assert library.figures["figure-1"].rating == 4


async def test_delete_clears_the_mask_and_never_the_figure(
    page: CreatePage, screen: Screen, library: FakeLibrary
) -> None:
    editor = await opened(page)
    paint(editor, (80, 100))
    key(editor, Qt.Key.Key_Delete, Qt.Key.Key_5)
    await screen.tasks_done()
    assert library.deleted == set()
    assert library.figures["figure-1"].rating == 0
    assert not page.figure_bar.isVisible()


async def test_size_and_edge_are_chosen_in_the_bar(page: CreatePage) -> None:
    editor = await opened(page)
    editor.bar.diameter.setValue(80)
    editor.bar.soft.click()
    brush = editor.canvas.brush
    assert (brush.is_soft, editor.bar.size_text.text()) == (True, f"{brush.diameter} px")
    paint(editor, (120, 180))
    values = {at(editor, x, 180) for x in range(240)}
    assert len(values) > 3


async def test_the_picture_moves_and_zooms_while_it_is_painted(page: CreatePage) -> None:
    editor = await opened(page)
    canvas = editor.canvas
    none = Qt.KeyboardModifier.NoModifier
    middle = QPointF(on_canvas(canvas, 120, 180))
    turned = QWheelEvent(
        middle, canvas.mapToGlobal(middle), QPoint(), QPoint(0, 960), Qt.MouseButton.NoButton, none,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, turned)
    assert not canvas.is_fit
    left = canvas.picture_rect.left()
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.mousePress(canvas, LEFT, pos=QPoint(200, 200))
    move(canvas, QPoint(240, 200), LEFT)
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(240, 200))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.picture_rect.left() == pytest.approx(left + 40)
    assert editor.painting is not None
    assert editor.painting.is_blank
    paint(editor, (120, 180))
    assert at(editor, 120, 180) == 255
    page.stage.zoom.chosen.emit("actual")
    assert canvas.zoom == 1.0
    assert page.stage.zoom.value == "actual"
    page.stage.fit()
    assert canvas.is_fit


def pen(canvas: MaskCanvas, kind: QEvent.Type, place: QPoint, pressure: float, *, is_eraser: bool = False) -> None:
    pointer = QPointingDevice.PointerType.Eraser if is_eraser else QPointingDevice.PointerType.Pen
    device = QPointingDevice(
        "pen", 1, QPointingDevice.DeviceType.Stylus, pointer, QPointingDevice.Capability.Pressure, 1, 1
    )
    buttons = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else LEFT
    point = QPointF(place)
    event = QTabletEvent(
        kind, device, point, canvas.mapToGlobal(point), pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, LEFT, buttons
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


async def test_a_pen_paints_as_wide_as_it_is_pressed_and_erases_with_its_other_end(page: CreatePage) -> None:
    editor = await opened(page)
    canvas = editor.canvas
    editor.set_brush(editor.canvas.brush.sized(60))
    widths: list[int] = []
    for y, pressure in ((60, 1.0), (180, 0.3)):
        place = on_canvas(canvas, 120, y)
        pen(canvas, QEvent.Type.TabletPress, place, pressure)
        pen(canvas, QEvent.Type.TabletRelease, place, 0.0)
        widths.append(sum(at(editor, x, y) > 127 for x in range(240)))
    assert widths[0] == pytest.approx(60, abs=3)
    assert widths[1] == pytest.approx(18, abs=3)
    place = on_canvas(canvas, 120, 60)
    pen(canvas, QEvent.Type.TabletPress, place, 1.0, is_eraser=True)
    pen(canvas, QEvent.Type.TabletRelease, place, 0.0, is_eraser=True)
    assert at(editor, 120, 60) == 0


# ending


async def test_nothing_painted_cannot_be_applied_and_the_button_says_why(page: CreatePage, screen: Screen) -> None:
    editor = await opened(page)
    assert not editor.bar.apply.isEnabled()
    assert "Paint what may change first." in editor.bar.apply.accessibleDescription()
    key(editor, Qt.Key.Key_M)
    await screen.tasks_done()
    assert not page.masking.is_on
    assert screen.brief.snapshot.brief.references == ()


async def test_escape_leaves_the_brief_as_it_was_and_undo_brings_the_painting_back(
    page: CreatePage, screen: Screen
) -> None:
    before = screen.brief.snapshot.brief
    editor = await opened(page)
    paint(editor, (80, 100), (160, 100))
    painted = editor.painting.pixels()
    key(editor, Qt.Key.Key_Escape)
    assert not page.masking.is_on
    assert screen.brief.snapshot.brief == before
    act(screen, "Undo")
    await until(page.masking.changed, lambda: page.masking.is_on)
    editor = await ready(page)
    assert editor.painting.pixels() == painted
    await applied(page, screen)


async def test_looking_at_another_figure_applies_what_was_painted(
    page: CreatePage, screen: Screen, library: FakeLibrary
) -> None:
    other = library.add(Recipe(subject="Tin pilot", text="x"), 2, "#0b3d91")
    screen.generation.refresh()
    await until(screen.generation.changed, lambda: len(screen.generation.snapshot.recent) == 2)
    editor = await opened(page)
    paint(editor, (80, 100))
    page.strip.film.key_chosen.emit(other.id)
    await until(page.masking.changed, lambda: not page.masking.is_on)
    assert screen.brief.snapshot.brief.mask is not None


async def test_a_job_that_ends_does_not_take_the_stage_from_who_paints(
    page: CreatePage, screen: Screen, library: FakeLibrary
) -> None:
    screen.brief.add_references([(picture_bytes("#ff0000", 240, 360), "photo.png")])
    await until(screen.brief.changed, lambda: bool(screen.brief.snapshot.brief.references))
    screen.generation.generate()
    await until(screen.generation.changed, lambda: screen.generation.snapshot.selected == "job-1")
    editor = await opened(page)
    paint(editor, (80, 100))
    screen.runner.change("job-1", JobState.RUNNING)
    made = library.add(Recipe(subject="Tin pilot", text="x"), 2)
    screen.runner.finish("job-1", made)
    await until(screen.generation.changed, lambda: screen.generation.snapshot.selected == made.id)
    await screen.tasks_done()
    assert page.masking.is_on
    assert editor.isVisible()
    assert at(editor, 80, 100) == 255


async def test_generating_takes_the_mask_that_is_still_being_painted(page: CreatePage, screen: Screen) -> None:
    editor = await opened(page)
    paint(editor, (80, 100))
    page.form.bar.button.click()
    await until(screen.generation.changed, lambda: bool(screen.generation.snapshot.jobs))
    (recipe,) = screen.runner.submitted
    assert recipe.mask is not None
    assert recipe.parent_id == "figure-1"


async def test_a_mask_that_cannot_be_kept_goes_on_being_painted(
    page: CreatePage, screen: Screen, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_values: object) -> Reference:
        raise DiskFull("The disk is full.", "Free some space, then try again.")

    editor = await opened(page)
    paint(editor, (80, 100))
    monkeypatch.setattr(library, "add_mask", full)
    QTest.mouseClick(editor.bar.apply, LEFT)
    await emitted(screen.tasks.failed)
    screen.failures.clear()
    assert page.masking.is_on
    assert at(editor, 80, 100) == 255
    assert screen.brief.snapshot.brief.mask is None
    assert any("disk is full" in sentence for sentence in screen.messages.shown)
    monkeypatch.undo()
    await applied(page, screen)


async def test_a_picture_that_is_gone_is_told_and_nothing_opens(
    page: CreatePage, screen: Screen, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_values: object) -> Reference:
        raise PictureError("This picture is damaged.")

    monkeypatch.setattr(library, "figure_reference", broken)
    QTest.mouseClick(page.stage.mask_button, LEFT)
    await emitted(screen.tasks.failed)
    screen.failures.clear()
    assert not page.masking.is_on
    assert not page.stage.mask_button.isChecked()


# drafts


async def test_what_was_painted_survives_the_end_of_the_studio(
    page: CreatePage, screen: Screen, library: FakeLibrary
) -> None:
    editor = await opened(page)
    paint(editor, (80, 100), (160, 100))
    painted = editor.painting.pixels()
    await screen.masks.flush()
    await screen.tasks.join()
    again = Screen(screen.window, screen.appearance, library, screen.runner, screen.resolver)
    second = make_page(again)
    await again.open()
    assert "A mask of “MOSS” is not finished yet." in again.messages.shown
    act(again, "Go on painting")
    await until(second.masking.changed, lambda: second.masking.is_on)
    editor = await ready(second)
    assert editor.painting.pixels() == painted
    await applied(second, again)
    await again.tasks_done()
    assert [name for name in library.drafts if name.startswith("mask")] == []
    assert again.failures == []
    await again.close()


async def test_a_draft_is_kept_while_someone_paints(page: CreatePage, screen: Screen, library: FakeLibrary) -> None:
    editor = await opened(page)
    paint(editor, (80, 100))
    await saved(library, "mask")
    key(editor, Qt.Key.Key_Escape)
    await screen.tasks_done()
    assert [name for name in library.drafts if name.startswith("mask")] == []


async def saved(library: FakeLibrary, key: str) -> None:
    """Wait until a draft is in the library."""
    async with asyncio.timeout(30):
        while key not in library.drafts:  # noqa: ASYNC110 - the fake library tells nobody
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "draft", [None, 7, {"target": None}, {"png": "x"}, {"target": {"reference": {"sha256": "../../x"}}, "png": "%%%"}]
)
async def test_a_draft_that_makes_no_sense_is_as_good_as_none(
    screen: Screen, library: FakeLibrary, figure: Figure, draft: object
) -> None:
    library.drafts["mask"] = {"last": figure.sha256}
    library.drafts[f"mask {figure.sha256}"] = draft
    page = make_page(screen)
    await screen.open()
    assert screen.messages.shown == ()
    editor = await opened(page)
    assert editor.painting.is_blank


# the first reference


async def test_the_mask_is_shown_on_the_first_reference_and_can_be_edited_there(
    page: CreatePage, screen: Screen
) -> None:
    editor = await opened(page)
    paint(editor, (80, 100))
    painted = editor.painting.pixels()
    await applied(page, screen)
    await screen.tasks_done()
    (tile,) = page.form.references.strip.findChildren(ReferenceTile)
    assert tile.accessibleName() == "Reference 1 of 1: MOSS, with a mask"
    shown = tile.grab().toImage()
    assert shown.pixelColor(30, 40).name() == "#1f9d5c"
    assert shown.pixelColor(80 * 44 // 240, 100 * 56 // 360).name() != "#1f9d5c"
    QTest.keyClick(tile, Qt.Key.Key_Return)
    await until(page.masking.changed, lambda: page.masking.is_on)
    assert (await ready(page)).painting.pixels() == painted


async def test_the_menu_of_the_first_reference_removes_the_mask_and_undo_brings_it_back(
    page: CreatePage, screen: Screen
) -> None:
    editor = await opened(page)
    paint(editor, (80, 100))
    mask = await applied(page, screen)
    (tile,) = page.form.references.strip.findChildren(ReferenceTile)
    await screen.tasks_done()
    menu = menu_of(tile)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Edit mask", "Remove mask", "Move left", "Move right", "Take away"]
    next(action for action in menu.actions() if action.text() == "Remove mask").trigger()
    menu.close()
    assert screen.brief.snapshot.brief.mask is None
    screen.messages.dismiss_all()
    page.masking.remove()
    assert screen.messages.shown == ()
    screen.brief.edit(mask=mask)
    page.masking.remove()
    act(screen, "Undo")
    assert screen.brief.snapshot.brief.mask == mask


def menu_of(tile: ReferenceTile) -> QMenu:
    QApplication.sendEvent(tile, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5)))
    return next(menu for menu in tile.findChildren(QMenu) if menu.isVisible())


async def with_two_references(page: CreatePage, screen: Screen) -> Reference:
    """The figure with a mask, and a photo behind it."""
    editor = await opened(page)
    paint(editor, (80, 100))
    mask = await applied(page, screen)
    screen.brief.add_references([(picture_bytes("#ff0000"), "photo.png")])
    await until(screen.brief.changed, lambda: len(screen.brief.snapshot.brief.references) == 2)
    await screen.tasks_done()
    screen.messages.dismiss_all()
    return mask


async def test_another_first_reference_takes_mask_and_parent_away_and_undo_brings_them_back(
    page: CreatePage, screen: Screen, figure: Figure
) -> None:
    mask = await with_two_references(page, screen)
    strip = page.form.references.strip
    strip.move_reference(strip.keys[0], 1)
    brief = screen.brief.snapshot.brief
    assert (brief.references[0].name, brief.mask, brief.parent_id) == ("photo.png", None, None)
    assert "“MOSS” is not the first reference any more. Its mask was taken away." in screen.messages.shown
    page.form.extra.edited.emit("typed meanwhile")
    act(screen, "Undo")
    brief = screen.brief.snapshot.brief
    assert (brief.references[0].name, brief.mask, brief.parent_id) == ("MOSS", mask, figure.id)
    assert brief.extra == "typed meanwhile"


async def test_the_order_of_the_others_leaves_the_mask_alone(page: CreatePage, screen: Screen) -> None:
    mask = await with_two_references(page, screen)
    screen.brief.add_references([(picture_bytes("#00ff00"), "other.png")])
    await until(screen.brief.changed, lambda: len(screen.brief.snapshot.brief.references) == 3)
    strip = page.form.references.strip
    strip.move_reference(strip.keys[2], 1)
    strip.remove_requested.emit(strip.keys[1])
    assert screen.brief.snapshot.brief.mask == mask


async def test_removing_the_first_reference_removes_its_mask_and_undo_brings_both_back(
    page: CreatePage, screen: Screen, figure: Figure
) -> None:
    mask = await with_two_references(page, screen)
    strip = page.form.references.strip
    strip.remove_requested.emit(strip.keys[0])
    assert (screen.brief.snapshot.brief.mask, screen.brief.snapshot.brief.parent_id) == (None, None)
    act(screen, "Undo")
    brief = screen.brief.snapshot.brief
    assert (brief.references[0].name, brief.mask, brief.parent_id) == ("MOSS", mask, figure.id)


async def test_without_figure_and_reference_the_button_says_what_is_missing(screen: Screen) -> None:
    page = make_page(screen)
    await screen.open()
    assert not page.stage.mask_button.isEnabled()
    assert "Make a figure or add a reference first." in page.stage.mask_button.accessibleDescription()
    screen.brief.add_references([(picture_bytes("#ff0000", 240, 360), "photo.png")])
    await until(screen.brief.changed, lambda: bool(screen.brief.snapshot.brief.references))
    editor = await opened(page)
    paint(editor, (80, 100))
    await applied(page, screen)
    assert screen.brief.snapshot.brief.parent_id is None


# editing a figure


async def test_editing_a_figure_fills_the_brief_with_its_recipe_and_its_picture_first(
    page: CreatePage, screen: Screen, figure: Figure
) -> None:
    before = screen.brief.snapshot.brief
    screen.actions["create-edit"].trigger()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.brief.parent_id is not None)
    brief = screen.brief.snapshot.brief
    assert (brief.subject, brief.name, brief.parent_id) == ("Moss queen", "MOSS", figure.id)
    assert [reference.sha256 for reference in brief.references] == [figure.sha256]
    assert screen.window.focusWidget() is page.form.extra
    act(screen, "Undo")
    assert screen.brief.snapshot.brief == before


async def test_an_edit_of_an_edit_keeps_the_other_references_but_not_the_older_picture(
    page: CreatePage, screen: Screen, library: FakeLibrary
) -> None:
    older = await library.add_reference(picture_bytes("#111111"), "older")
    photo = await library.add_reference(picture_bytes("#222222"), "photo")
    recipe = Recipe(subject="Tin pilot", text="x", references=(older, photo), parent_id="figure-0", mask=older)
    edit = library.add(recipe, 5, "#333333")
    page.edit_figure(edit)
    await until(screen.brief.changed, lambda: screen.brief.snapshot.brief.parent_id == edit.id)
    brief = screen.brief.snapshot.brief
    assert [reference.name for reference in brief.references] == ["Tin pilot", "photo"]
    assert brief.mask is None


async def test_the_details_name_what_was_edited_and_show_it(
    page: CreatePage, screen: Screen, library: FakeLibrary, figure: Figure
) -> None:
    child = library.add(Recipe(subject="Tin pilot", text="x", parent_id=figure.id), 2, "#0b3d91")
    screen.generation.show(child)
    await until(screen.generation.changed, lambda: screen.generation.snapshot.parent is not None)
    details = page.side.details
    page.show_side("details")
    assert details.value("Edit of") == "MOSS"
    QTest.mouseClick(details.show_parent, LEFT)
    assert screen.generation.snapshot.selected == figure.id
    assert details.value("Edit of") == ""
    assert not details.show_parent.isVisible()


async def test_a_parent_that_is_gone_is_told(page: CreatePage, screen: Screen, library: FakeLibrary) -> None:
    screen.generation.show(library.add(Recipe(subject="Tin pilot", text="x", parent_id="gone"), 2))
    await screen.tasks_done()
    assert page.side.details.value("Edit of") == "A figure that is not here any more"


# the rules of every screen


@pytest.mark.parametrize(("width", "height", "scale"), [(1364, 870, 1.0), (804, 570, 1.0), (1364, 870, 2.0)])
async def test_the_editor_keeps_the_rules_of_every_screen(
    page: CreatePage, screen: Screen, width: int, height: int, scale: float
) -> None:
    editor = await opened(page)
    paint(editor, (80, 100))
    screen.appearance.set_text_scale(scale)
    screen.window.resize(width, height)
    await asyncio.sleep(0)
    assert_nothing_is_clipped(editor)
    assert_every_control_has_a_name(page)
    assert_texts_are_plain(page)
    screen.appearance.set_text_scale(0)
    await screen.tasks_done()


async def test_the_tab_key_reaches_every_tool(page: CreatePage, screen: Screen) -> None:
    editor = await opened(page)
    paint(editor, (80, 100))
    editor.undo()
    paint(editor, (80, 100))
    paint(editor, (90, 100))
    editor.undo()
    editor.canvas.setFocus()
    reached: list[QWidget] = []
    for _ in range(12):
        QTest.keyClick(screen.window.focusWidget(), Qt.Key.Key_Tab)
        reached.append(screen.window.focusWidget())
    bar = editor.bar
    for control in (bar.diameter, bar.soft, bar.undo, bar.redo, bar.invert, bar.clear, bar.cancel, bar.apply):
        assert control in reached


async def test_the_mockup_says_that_it_draws_no_masks(page: CreatePage, screen: Screen) -> None:
    editor = await opened(page)
    assert editor.bar.hint.text() == "The mock-up draws references but no masks; OpenAI uses both."
    screen.brief.edit(engine="openai")
    assert editor.bar.hint.text() == ""
