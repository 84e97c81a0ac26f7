"""The stage: previews without a jump, zoom at the pointer, panning, progress over the picture."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from studio.ui.appearance import Appearance
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.paint import soft_shadow
from studio.ui.widgets.picture_stage import PictureStage
from studio.ui.widgets.progress_line import ProgressLine
from tests.ui.kitchen_sink import drawn_card, settle


@pytest.fixture
def stage(appearance: Appearance, qtbot: QtBot) -> Iterator[PictureStage]:
    stage = PictureStage(appearance)
    qtbot.addWidget(stage)
    stage.resize(600, 700)
    stage.show()
    stage.activateWindow()
    return stage


def rounded(rect: QRectF) -> tuple[int, int, int, int]:
    return rect.toAlignedRect().getRect()


def wheel(stage: PictureStage, at: QPointF, steps: int) -> None:
    canvas = stage.canvas
    none = Qt.KeyboardModifier.NoModifier
    turned = QPoint(0, 120 * steps)
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), turned, Qt.MouseButton.NoButton, none, phase, False)
    QApplication.sendEvent(canvas, event)


def test_the_full_picture_takes_the_place_of_its_preview(stage: PictureStage) -> None:
    stage.show_preview(drawn_card(1, 256, 384))
    before = rounded(stage.canvas.picture_rect)
    stage.show_picture(drawn_card(1, 1024, 1536))
    assert rounded(stage.canvas.picture_rect) == before
    assert stage.has_picture


def test_a_preview_that_was_zoomed_stays_where_it_is(stage: PictureStage) -> None:
    stage.show_preview(drawn_card(1, 256, 384))
    wheel(stage, QPointF(200, 200), 6)
    before = rounded(stage.canvas.picture_rect)
    stage.show_picture(drawn_card(1, 1024, 1536))
    assert rounded(stage.canvas.picture_rect) == before


def test_a_picture_of_another_form_is_fitted_anew(stage: PictureStage) -> None:
    stage.show_picture(drawn_card(1, 1024, 1536))
    wheel(stage, QPointF(200, 200), 6)
    stage.show_picture(drawn_card(1, 1536, 1024))
    assert stage.canvas.is_fit
    assert stage.rect().toRectF().contains(stage.canvas.picture_rect)


def test_what_is_under_the_pointer_stays_there_while_zooming(stage: PictureStage) -> None:
    stage.show_picture(drawn_card(1, 1024, 1536))
    point = QPointF(310, 330)
    before = share(stage, point)
    wheel(stage, point, 8)
    after = share(stage, point)
    assert (after - before).manhattanLength() < 0.01
    assert not stage.canvas.is_fit


def share(stage: PictureStage, point: QPointF) -> QPointF:
    """Which place of the picture stands under a point, as shares of its size."""
    rect = stage.canvas.picture_rect
    return QPointF((point.x() - rect.x()) / rect.width(), (point.y() - rect.y()) / rect.height())


def test_keys_zoom_fit_and_move(stage: PictureStage, qtbot: QtBot) -> None:
    told: list[tuple[float, bool]] = []
    stage.zoom_changed.connect(lambda zoom, is_fit: told.append((zoom, is_fit)))
    stage.show_picture(drawn_card(1, 1024, 1536))
    fitted = stage.canvas.zoom
    canvas = stage.canvas
    canvas.setFocus()
    stage.actual_size()
    assert canvas.zoom == 1.0
    left = canvas.picture_rect.left()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.picture_rect.left() < left
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.zoom == pytest.approx(1.25)
    stage.fit()
    assert (canvas.zoom, canvas.is_fit) == (fitted, True)
    assert told[-1] == (fitted, True)
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert canvas.zoom == 1.0
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert canvas.is_fit


def test_dragging_never_leaves_a_needless_gap(stage: PictureStage, qtbot: QtBot) -> None:
    stage.show_picture(drawn_card(1, 1024, 1536))
    stage.actual_size()
    canvas = stage.canvas
    for by in (QPoint(5000, 5000), QPoint(-5000, -5000)):
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
        qtbot.mouseMove(canvas, QPoint(300, 300) + by)
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300) + by)
        rect = canvas.picture_rect
        assert rect.left() <= 40
        assert rect.right() >= canvas.width() - 40


def test_progress_is_shown_over_the_picture_and_can_be_cancelled(stage: PictureStage, qtbot: QtBot) -> None:
    stage.show_preview(drawn_card(1))
    stage.set_busy("Partial 2 of 3 · 9 s", 0.65)
    cancel = next(b for b in stage.findChildren(QPushButton) if b.text() == "Cancel")
    assert cancel.isVisible()
    with qtbot.waitSignal(stage.cancel_requested):
        qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert stage.findChild(ProgressLine).value() == 650
    stage.set_busy("Waiting for an answer", None)
    assert stage.findChild(ProgressLine).maximum() == 0
    stage.set_idle()
    assert not cancel.isVisible()


def test_without_a_picture_the_empty_state_is_shown(stage: PictureStage, appearance: Appearance) -> None:
    empty = EmptyState(appearance, "No figure yet", "Press Generate.")
    stage.set_empty(empty)
    assert empty.isVisible()
    stage.show_picture(drawn_card(1))
    assert not empty.isVisible()
    stage.clear()
    assert empty.isVisible()
    stage.show_picture(QImage())
    assert empty.isVisible()
    assert not stage.has_picture


def test_a_large_picture_is_sharpened_without_holding_the_window(stage: PictureStage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.canvas._halved):
        stage.show_picture(drawn_card(1, 2400, 3600))
    settle(QApplication.instance())
    colour = stage.canvas.grab().toImage().pixelColor(300, 350)
    assert colour.name() == "#1c1433"


@pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])
def test_a_shadow_fades_outwards_without_a_seam(qapp: QApplication, dpr: float) -> None:
    image = QImage(round(300 * dpr), round(400 * dpr), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(dpr)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    soft_shadow(painter, QRectF(60.3, 60.7, 180, 280), 30, QColor(0, 0, 0, 90))
    painter.end()
    middle = image.height() // 2
    outwards = [image.pixelColor(x, middle).lightness() for x in range(round(100 * dpr), -1, -1)]
    shaded = [value for value in outwards if value < 255]
    assert shaded == sorted(shaded)
    assert outwards[-1] == 255
    along = [image.pixelColor(round(56 * dpr), y).lightness() for y in range(round(95 * dpr), round(305 * dpr))]
    assert max(along) - min(along) <= 1
    corner = [image.pixelColor(round(56 * dpr), y).lightness() for y in range(round(100 * dpr))]
    assert max(abs(a - b) for a, b in pairwise(corner)) <= 6


@pytest.fixture
def large_text(appearance: Appearance) -> Iterator[Appearance]:
    yield appearance
    appearance.set_text_scale(0)


@pytest.mark.parametrize("width", [900, 600, 330])
def test_the_progress_is_read_whole_with_large_text(stage: PictureStage, large_text: Appearance, width: int) -> None:
    stage.resize(width, 700)
    stage.set_busy("Drawing the mock-up…", 0.4, count=4)
    large_text.set_text_scale(2.0)
    settle(QApplication.instance())
    bar = stage.findChild(QLabel).parentWidget()
    assert stage.rect().contains(bar.geometry())
    for part in (*bar.findChildren(QLabel), *bar.findChildren(QPushButton)):
        if part.isVisible():
            assert bar.rect().contains(part.geometry())
            needed = part.heightForWidth(part.width()) if part.hasHeightForWidth() else part.sizeHint().height()
            assert part.height() >= needed


def test_several_at_work_can_be_cancelled_at_once(stage: PictureStage, qtbot: QtBot) -> None:
    stage.set_busy("Waiting for its turn", None, count=1)
    everything = next(b for b in stage.findChildren(QPushButton) if b.text().startswith("Cancel all"))
    assert not everything.isVisible()
    stage.set_busy("Waiting for its turn", None, count=12)
    assert (everything.isVisible(), everything.text()) == (True, "Cancel all 12")
    with qtbot.waitSignal(stage.cancel_all_requested):
        qtbot.mouseClick(everything, Qt.MouseButton.LeftButton)
