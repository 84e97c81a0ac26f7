"""Painting a mask: what strokes cover, pixel by pixel, and undo and redo against a plain model."""

import math

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QPointF, QRect
from PySide6.QtWidgets import QApplication

from studio.core.mask import LEVELS, MaskPixels, decode_mask, encode_mask
from studio.core.recipe import Size
from studio.ui.widgets import mask_painting
from studio.ui.widgets.mask_brush import LARGEST, SMALLEST, Brush
from studio.ui.widgets.mask_painting import TILE, MaskPainting
from tests.faults.report import Campaign

SIZE = Size(2 * TILE + 37, TILE + 22)  # more than one tile each way, and no whole number of them
HARD, SOFT = Brush(40), Brush(40, is_soft=True)
ERASER = Brush(40, is_eraser=True)

pytestmark = pytest.mark.usefixtures("qapp")


def at(painting: MaskPainting, x: int, y: int) -> int:
    return painting.pixels().coverage[y * painting.size.width + x]


def stroke(painting: MaskPainting, brush: Brush, *points: tuple[float, float]) -> None:
    painting.press(QPointF(*points[0]), brush)
    for point in points[1:]:
        painting.drag(QPointF(*point), brush)
    painting.release()
    painting.finish()


def distance(x: int, y: int, line: tuple[tuple[float, float], tuple[float, float]]) -> float:
    """From the middle of a pixel to a line, px."""
    (ax, ay), (bx, by) = line
    px, py, dx, dy = x + 0.5 - ax, y + 0.5 - ay, bx - ax, by - ay
    share = max(0.0, min(1.0, (px * dx + py * dy) / (dx * dx + dy * dy)))
    return math.hypot(px - share * dx, py - share * dy)


def test_a_hard_stroke_covers_what_the_brush_went_over_and_nothing_else() -> None:
    painting = MaskPainting(SIZE)
    line = ((50.0, 60.0), (240.0, 110.0))
    stroke(painting, HARD, *line)
    coverage = painting.pixels().coverage
    for y in range(SIZE.height):
        for x in range(SIZE.width):
            value = coverage[y * SIZE.width + x]
            if distance(x, y, line) <= HARD.diameter / 2 - 1.5:
                assert value == 255, (x, y)
            elif distance(x, y, line) >= HARD.diameter / 2 + 1.5:
                assert value == 0, (x, y)


def test_what_is_painted_is_transparent_in_the_file_and_the_rest_is_not() -> None:
    painting = MaskPainting(SIZE)
    stroke(painting, HARD, (100, 80), (140, 80))
    again = decode_mask(encode_mask(painting.pixels()), SIZE)
    assert again == painting.pixels()
    assert (at(painting, 120, 80), at(painting, 120, 20)) == (255, 0)


def test_a_soft_edge_fades_in_few_steps_and_never_builds_up() -> None:
    painting = MaskPainting(SIZE)
    stroke(painting, SOFT, (100, 80))
    once = painting.pixels().coverage
    values = [once[80 * SIZE.width + x] for x in range(100, 125)]
    assert values[0] == 255
    assert values == sorted(values, reverse=True)
    assert values[-1] == 0
    assert len(set(once)) <= LEVELS
    assert len(set(values)) > 3
    stroke(painting, SOFT, (100, 80), (100, 80))
    assert painting.pixels().coverage == once


def test_the_eraser_takes_away_exactly_what_the_brush_would_paint() -> None:
    painting = MaskPainting(SIZE)
    painting.invert()
    stroke(painting, ERASER, (60, 60), (200, 90))
    erased = painting.pixels().coverage
    painted = MaskPainting(SIZE)
    stroke(painted, HARD, (60, 60), (200, 90))
    assert erased == bytes(255 - value for value in painted.pixels().coverage)


def test_a_stroke_may_leave_the_picture_and_come_back() -> None:
    painting = MaskPainting(SIZE)
    stroke(painting, HARD, (-300, -300), (-10, 70), (10, 70), (9000, 70))
    assert at(painting, 0, 70) == at(painting, SIZE.width - 1, 70) == 255
    assert at(painting, 0, 0) == 0


def test_a_stroke_wholly_outside_changes_nothing_and_leaves_nothing_to_undo() -> None:
    painting = MaskPainting(SIZE)
    stroke(painting, HARD, (-300, -300), (-200, -300))
    assert painting.is_blank
    assert not painting.can_undo


def test_inverting_twice_is_as_if_nothing_was_done() -> None:
    painting = MaskPainting(SIZE)
    stroke(painting, SOFT, (60, 60), (150, 100))
    before = painting.pixels()
    painting.invert()
    assert painting.pixels().coverage == bytes(255 - value for value in before.coverage)
    painting.invert()
    assert painting.pixels() == before


def test_only_what_looks_different_is_told() -> None:
    painting = MaskPainting(SIZE)
    told: list[QRect] = []
    painting.changed.connect(told.append)
    stroke(painting, HARD, (60, 60), (70, 60))
    dirty = QRect()
    for rect in told:
        dirty = dirty.united(rect)
    assert dirty.size().width() <= 55
    assert QRect(41, 41, 40, 38).intersected(dirty) == QRect(41, 41, 40, 38)


def test_it_is_known_whether_anything_is_painted() -> None:
    painting = MaskPainting(SIZE)
    assert painting.is_blank
    stroke(painting, HARD, (60, 60))
    assert not painting.is_blank
    stroke(painting, Brush(120, is_eraser=True), (60, 60))
    assert painting.is_blank
    painting.undo()
    assert not painting.is_blank
    painting.clear()
    assert painting.is_blank
    assert painting.painted_rect.isEmpty()


def test_painting_goes_on_from_a_mask_that_was_there() -> None:
    start = MaskPixels(SIZE, b"\xff" * SIZE.width + bytes(SIZE.width * (SIZE.height - 1)))
    painting = MaskPainting(SIZE, start)
    assert painting.pixels() == start
    assert not painting.is_blank
    stroke(painting, ERASER, (100, 0))
    painting.undo()
    assert painting.pixels() == start


def test_a_long_stroke_is_drawn_in_portions_and_is_the_same_in_the_end(
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    whole = MaskPainting(SIZE)
    stroke(whole, SOFT, (10, 10), (280, 140), (10, 140))
    monkeypatch.setattr(mask_painting, "PORTION_SECONDS", 0.0)
    monkeypatch.setattr(MaskPainting._work, "__defaults__", (0.0,))
    painting = MaskPainting(SIZE)
    portions: list[QRect] = []
    painting.changed.connect(portions.append)
    painting.press(QPointF(10, 10), SOFT)
    painting.drag(QPointF(280, 140), SOFT)
    painting.drag(QPointF(10, 140), SOFT)
    painting.release()
    assert painting.pixels() != whole.pixels()
    while not painting.can_undo:
        qapp.processEvents()
    assert painting.pixels() == whole.pixels()
    assert len(portions) > 50
    painting.undo()
    assert painting.is_blank


def test_undo_waits_for_nothing_and_takes_the_whole_stroke_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MaskPainting._work, "__defaults__", (0.0,))
    painting = MaskPainting(SIZE)
    painting.press(QPointF(10, 10), HARD)
    painting.drag(QPointF(280, 140), HARD)
    painting.undo()
    assert painting.is_blank
    painting.redo()
    assert at(painting, 278, 138) == 255


def test_the_history_forgets_its_oldest_steps_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mask_painting, "HISTORY_BYTES", 12 * TILE * TILE)
    painting = MaskPainting(SIZE)
    states = [painting.pixels()]
    for number in range(30):
        stroke(painting, SOFT, (30 + number, 100), (280, 100 - number))
        states.append(painting.pixels())
    undone = 0
    while painting.can_undo:
        painting.undo()
        undone += 1
        assert painting.pixels() == states[-1 - undone]
    assert 1 <= undone < 30


@pytest.mark.parametrize("diameter", [SMALLEST, 5, 17, LARGEST])
def test_every_size_of_the_brush_leaves_a_round_dab(diameter: int) -> None:
    painting = MaskPainting(Size(600, 600))
    stroke(painting, Brush(diameter), (300, 300))
    count = sum(value / 255 for value in painting.pixels().coverage)
    assert count == pytest.approx(math.pi * (diameter / 2) ** 2, rel=0.08)


BRUSHES = st.builds(Brush, st.sampled_from([SMALLEST, 23, 90, 300]), st.booleans(), st.booleans())
POINTS = st.lists(st.tuples(st.integers(-60, 360), st.integers(-60, 220)), min_size=1, max_size=4)


class PaintedAndUndone(RuleBasedStateMachine):
    """Whatever is painted, inverted and cleared, undo and redo lead through exactly the states that were seen."""

    def __init__(self) -> None:
        super().__init__()
        self.painting = MaskPainting(SIZE)
        self.states = [self.painting.pixels()]
        self.now = 0

    def happened(self) -> None:
        """A step was done: what was undone before is gone."""
        del self.states[self.now + 1 :]
        self.states.append(self.painting.pixels())
        self.now += 1

    @rule(brush=BRUSHES, points=POINTS)
    def paint(self, brush: Brush, points: list[tuple[int, int]]) -> None:
        told: list[None] = []
        self.painting.history_changed.connect(lambda: told.append(None))
        stroke(self.painting, brush, *points)
        if told:  # not wholly beside the picture
            self.happened()

    @rule()
    def invert(self) -> None:
        self.painting.invert()
        self.happened()

    @precondition(lambda self: not self.painting.is_blank)
    @rule()
    def clear(self) -> None:
        self.painting.clear()
        self.happened()

    @rule()
    def undo(self) -> None:
        self.painting.undo()
        self.now = max(0, self.now - 1)

    @rule()
    def redo(self) -> None:
        self.painting.redo()
        self.now = min(len(self.states) - 1, self.now + 1)

    @invariant()
    def it_is_the_state_that_was_seen(self) -> None:
        pixels = self.painting.pixels()
        assert pixels == self.states[self.now]
        assert self.painting.is_blank == pixels.is_blank
        assert self.painting.can_undo == (self.now > 0)
        assert self.painting.can_redo == (self.now < len(self.states) - 1)


PaintedAndUndone.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestPaintedAndUndone = PaintedAndUndone.TestCase


@pytest.mark.long
def test_a_thousand_paintings_are_undone_and_done_again_exactly() -> None:
    campaign = Campaign("strokes undone and done again", "a tile whose last rows an undo does not remember")

    class Counted(PaintedAndUndone):
        def teardown(self) -> None:
            campaign.tries += 1

    run_state_machine_as_test(Counted, settings=settings(max_examples=1_000, stateful_step_count=40, deadline=None))
    campaign.finish(1_000)
