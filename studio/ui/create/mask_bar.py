"""The tools of the mask editor: brush, size, edge, and what can be done with the whole mask."""

import math
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.mask_brush import LARGEST, SMALLEST, Brush
from studio.ui.widgets.properties import set_ground, set_kind, set_tip
from studio.ui.widgets.segmented import Option, Segmented

STEPS = 100
SLIDER_WIDTH = 120
MARGIN = 18


class MaskBar(QWidget):
    """Tells which brush is wanted; its buttons are connected by who owns it."""

    brush_wanted = Signal(object)  # Brush

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._brush = Brush()
        self.tool = Segmented(
            appearance,
            "Tool",
            (
                Option("brush", "Brush", tip="Paint what may change (B)"),
                Option("eraser", "Eraser", tip="Take paint away (E)"),
            ),
        )
        self.diameter = QSlider(Qt.Orientation.Horizontal)
        self.size_text = PlainLabel("", "hint")
        self.soft = QCheckBox("Soft edge")
        self.undo = IconButton(appearance, "undo-2", "Undo")
        self.redo = IconButton(appearance, "redo-2", "Redo")
        self.invert = Button(appearance, "Invert", "quiet")
        self.clear = Button(appearance, "Clear", "quiet")
        self.cancel = Button(appearance, "Cancel")
        self.apply = Button(appearance, "Apply mask", "primary")
        self.hint = PlainLabel("", "hint", wrap=True)
        self._tools = QWidget(self)
        set_ground(self, "panel", "top")
        self._lay_out()
        self._connect()
        self.show_brush(self._brush)

    def show_brush(self, brush: Brush) -> None:
        """The brush that is in use."""
        self._brush = brush
        self.tool.set_value("eraser" if brush.is_eraser else "brush")
        self.soft.setChecked(brush.is_soft)
        self.diameter.blockSignals(True)
        self.diameter.setValue(_step_of(brush.diameter))
        self.diameter.blockSignals(False)
        self.size_text.setText(f"{brush.diameter} px")

    def show_hint(self, text: str) -> None:
        """A sentence that an artist should know here; empty for none."""
        self.hint.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _lay_out(self) -> None:
        self.diameter.setRange(0, STEPS)
        self.diameter.setPageStep(10)
        self.diameter.setAccessibleName("Brush size")
        set_kind(self.diameter, "size")
        set_tip(self.diameter, "How wide the brush is ([ and ])")
        set_tip(self.soft, "Let the edge of the brush fade out")
        flow = FlowLayout(self._tools, gap=12)
        size = _group(self._tools, (self.diameter, self.size_text), gap=8)
        history = _group(self._tools, (self.undo, self.redo, self.invert, self.clear), gap=2)
        self._groups = (self.tool, size, self.soft, history)
        for group in self._groups:
            flow.addWidget(group)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._tools.setSizePolicy(policy)
        self.setSizePolicy(policy)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addWidget(self.hint, 1)
        ends.addStretch(0)
        ends.addWidget(self.cancel, alignment=Qt.AlignmentFlag.AlignBottom)
        ends.addWidget(self.apply, alignment=Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 10, MARGIN, 10)
        column.setSpacing(8)
        column.addWidget(self._tools)
        column.addLayout(ends)

    def _connect(self) -> None:
        self.tool.chosen.connect(lambda key: self._want(replace(self._brush, is_eraser=key == "eraser")))
        self.soft.toggled.connect(lambda is_on: self._want(replace(self._brush, is_soft=is_on)))
        self.diameter.valueChanged.connect(lambda step: self._want(self._brush.sized(_diameter_at(step))))
        self._appearance.changed.connect(self._fit)

    def _want(self, brush: Brush) -> None:
        if brush != self._brush:
            self.brush_wanted.emit(brush)

    def _fit(self) -> None:
        for group in self._groups:
            group.setMinimumHeight(self.tool.sizeHint().height())  # so that they stand on one line
        self.diameter.setFixedWidth(self._appearance.px(SLIDER_WIDTH))
        widest = self.size_text.fontMetrics().horizontalAdvance(f"{LARGEST} px")
        self.size_text.setFixedWidth(widest + 2)  # so that nothing moves while the number grows


def _group(parent: QWidget, widgets: tuple[QWidget, ...], gap: int) -> QWidget:
    """Widgets that stay on one line together."""
    group = QWidget(parent)
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for widget in widgets:
        row.addWidget(widget)
    return group


def _diameter_at(step: int) -> float:
    """Equal ways of the slider multiply the size."""
    return SMALLEST * (LARGEST / SMALLEST) ** (step / STEPS)


def _step_of(diameter: int) -> int:
    return round(STEPS * math.log(diameter / SMALLEST) / math.log(LARGEST / SMALLEST))
