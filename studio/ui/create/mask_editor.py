"""The mask editor: a picture to paint over, and its tools below."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.mask import MaskPixels
from studio.core.recipe import Size
from studio.ui.appearance import Appearance
from studio.ui.create.mask_bar import MaskBar
from studio.ui.widgets.mask_brush import Brush
from studio.ui.widgets.mask_canvas import MaskCanvas
from studio.ui.widgets.mask_painting import MaskPainting
from studio.ui.widgets.properties import set_ground

SIZE_STEP = 1.2
USUAL_SHARE = 1 / 16  # of the picture's longer side, the brush to begin with
NOTHING_PAINTED = "Paint what may change first."


class MaskEditor(QWidget):
    """Paints one mask after another. `painted` comes when something has changed, also by undo."""

    painted = Signal()
    apply_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.canvas = MaskCanvas(appearance, self)
        self.bar = MaskBar(appearance, self)
        self._painting: MaskPainting | None = None
        self._has_changed = self._is_busy = False
        set_ground(self, "canvas")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.bar)
        self.setFocusProxy(self.canvas)
        self._connect()

    @property
    def painting(self) -> MaskPainting | None:
        """The mask that is painted now."""
        return self._painting

    @property
    def has_changed(self) -> bool:
        """Something was painted that the brief does not have."""
        return self._has_changed

    def begin(self, name: str, size: Size, start: MaskPixels | None, *, is_draft: bool) -> None:
        """Paint a mask of this size; the picture is brought by `show_picture`. A draft is as good as just painted."""
        self.end()
        self._has_changed = is_draft
        self._painting = MaskPainting(size, start, self)
        self._painting.history_changed.connect(self._on_history)
        self.canvas.begin(self._painting)
        self.canvas.setAccessibleName(f"Mask of {name}")
        self.canvas.setAccessibleDescription(
            "Painting needs a pointer. With keys: I inverts the mask, Delete clears it, M applies it, Escape cancels."
        )
        self.set_brush(self.canvas.brush.sized(max(size.width, size.height) * USUAL_SHARE))
        self._show_state()

    def show_picture(self, image: QImage) -> None:
        """The picture under the mask."""
        self.canvas.show_image(image)

    def end(self) -> None:
        """Let go of the mask and its picture."""
        if self._painting is not None:
            self.canvas.end()
            self._painting.deleteLater()
            self._painting = None
        self.canvas.show_image(QImage())

    def pixels(self) -> MaskPixels | None:
        """What is painted; None where nothing is."""
        if self._painting is None:
            return None
        self._painting.finish()
        return None if self._painting.is_blank else self._painting.pixels()

    def set_brush(self, brush: Brush) -> None:
        """Paint with this brush."""
        self.canvas.set_brush(brush)
        self.bar.show_brush(brush)

    def set_busy(self, is_busy: bool) -> None:
        """While the mask is being kept it cannot be applied again."""
        if is_busy and self.bar.apply.hasFocus():
            self.canvas.setFocus(Qt.FocusReason.PopupFocusReason)  # a button that goes off would send it anywhere
        self._is_busy = is_busy
        self._show_state()

    def resize_brush(self, steps: int) -> None:
        """Make the brush larger or smaller."""
        brush = self.canvas.brush
        wanted = brush.sized(brush.diameter * SIZE_STEP**steps)
        self.set_brush(wanted if wanted != brush else brush.sized(brush.diameter + steps))

    def erase(self, is_eraser: bool) -> None:
        """Take the eraser, or the brush."""
        self.set_brush(replace(self.canvas.brush, is_eraser=is_eraser))

    def undo(self) -> None:
        """Take the last step back."""
        if self._painting is not None:
            self._painting.undo()

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        if self._painting is not None:
            self._painting.redo()

    def invert(self) -> None:
        """Paint exactly what is not painted."""
        if self._painting is not None:
            self._painting.invert()

    def clear(self) -> None:
        """Take all paint away."""
        if self._painting is not None:
            self._painting.clear()

    def _connect(self) -> None:
        bar = self.bar
        bar.brush_wanted.connect(self.set_brush)
        for button, run in (
            (bar.undo, self.undo),
            (bar.redo, self.redo),
            (bar.invert, self.invert),
            (bar.clear, self.clear),
        ):
            button.clicked.connect(lambda _checked=False, run=run: run())
        bar.cancel.clicked.connect(lambda _checked=False: self.cancel_requested.emit())
        bar.apply.clicked.connect(lambda _checked=False: self.apply_requested.emit())

    def _on_history(self) -> None:
        self._has_changed = True
        self._show_state()
        self.painted.emit()

    def _show_state(self) -> None:
        painting = self._painting
        is_blank = painting is None or painting.is_blank
        self.bar.undo.set_reasons(() if painting and painting.can_undo else ("There is nothing to undo.",))
        self.bar.redo.set_reasons(() if painting and painting.can_redo else ("There is nothing to do again.",))
        self.bar.clear.set_reasons(("Nothing is painted.",) if is_blank else ())
        reason = NOTHING_PAINTED if is_blank else "The mask is being kept." if self._is_busy else ""
        self.bar.apply.set_reasons((reason,) if reason else ())
