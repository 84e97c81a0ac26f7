"""The canvas of a mask by itself: real mouse events, and that only what has changed is painted anew."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.core.recipe import Size
from studio.ui.appearance import Appearance
from studio.ui.widgets.mask_brush import Brush
from studio.ui.widgets.mask_canvas import MaskCanvas
from studio.ui.widgets.mask_painting import MaskPainting
from tests.ui.kitchen_sink import drawn_card, settle

LEFT = Qt.MouseButton.LeftButton
SIZE = Size(1024, 1536)


class PaintedRegion(QObject):
    """Collects what of a widget is painted anew."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False


@pytest.fixture
def canvas(appearance: Appearance, qtbot: QtBot) -> Iterator[MaskCanvas]:
    canvas = MaskCanvas(appearance)
    qtbot.addWidget(canvas)
    canvas.resize(700, 800)
    canvas.show()
    canvas.show_image(drawn_card(1, SIZE.width, SIZE.height))
    canvas.begin(MaskPainting(SIZE, parent=canvas))
    canvas.set_brush(Brush(100))
    canvas.setFocus()
    QTest.mouseMove(canvas, QPoint(5, 5))
    settle(QApplication.instance())
    yield canvas
    canvas.end()


@pytest.fixture
def painted(canvas: MaskCanvas, qapp: QApplication) -> PaintedRegion:
    watched = PaintedRegion()
    canvas.installEventFilter(watched)
    return watched


def test_a_stroke_repaints_its_surroundings_and_not_the_picture(
    canvas: MaskCanvas, painted: PaintedRegion, qapp: QApplication
) -> None:
    QTest.mousePress(canvas, LEFT, pos=QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(340, 300))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(340, 300))
    settle(qapp)
    assert canvas.painting is not None
    assert not canvas.painting.is_blank
    around = painted.region.intersected(QRect(100, 100, 600, 600)).boundingRect()
    assert QRect(276, 276, 88, 48).intersected(around) == QRect(276, 276, 88, 48)
    assert around.width() < 160
    assert around.height() < 120


def test_where_the_circle_was_is_painted_anew_when_the_pointer_moves_and_leaves(
    canvas: MaskCanvas, painted: PaintedRegion, qapp: QApplication
) -> None:
    reach = round(canvas.brush.diameter * canvas.zoom / 2)
    QTest.mouseMove(canvas, QPoint(300, 300))
    settle(qapp)
    painted.region = QRegion()
    QTest.mouseMove(canvas, QPoint(500, 500))
    settle(qapp)
    assert painted.region.contains(QPoint(300 + reach, 300))
    assert painted.region.contains(QPoint(500 + reach, 500))
    painted.region = QRegion()
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    settle(qapp)
    assert painted.region.contains(QPoint(500 + reach, 500))


def test_the_pointer_is_a_cross_where_the_brush_is_too_small_to_be_seen(canvas: MaskCanvas) -> None:
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    canvas.set_brush(Brush(4))
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_space_lends_the_hand_and_gives_the_brush_back(canvas: MaskCanvas) -> None:
    canvas.zoom_to(2.0)
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    before = canvas.picture_rect
    QTest.mousePress(canvas, LEFT, pos=QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(350, 320))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(350, 320))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.picture_rect.topLeft() - before.topLeft() == QPoint(50, 20).toPointF()
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    assert canvas.painting is not None
    assert canvas.painting.is_blank


def test_a_double_click_paints_and_zooms_nothing(canvas: MaskCanvas) -> None:
    QTest.mouseDClick(canvas, LEFT, pos=QPoint(300, 300))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(300, 300))
    assert canvas.is_fit
    assert canvas.painting is not None
    assert not canvas.painting.is_blank


@pytest.mark.parametrize("zoom", [0.5, 1.0, 3.0])
def test_the_stripes_of_a_part_meet_those_of_the_whole(canvas: MaskCanvas, qapp: QApplication, zoom: float) -> None:
    assert canvas.painting is not None
    canvas.painting.invert()
    canvas.zoom_to(zoom)
    settle(qapp)
    whole = canvas.grab().toImage()
    part = canvas.grab(QRect(301, 277, 60, 60)).toImage()
    differences = sum(
        whole.pixelColor(301 + x, 277 + y).rgb() != part.pixelColor(x, y).rgb() for x in range(60) for y in range(60)
    )
    assert differences < 60 * 60 / 50
