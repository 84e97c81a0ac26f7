"""A code text whose blocks can be folded, and that knows which places are marked; what the gutter stands beside."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QWidget

from studio.ui.catalog.code.code_text import CodeText


@dataclass(frozen=True, slots=True)
class Mark:
    """A wavy line from `begin` to `end` (offsets) and the sentence that the pointer finds there."""

    begin: int
    end: int
    sentence: str
    kind: str = "error"


class FoldedText(CodeText):
    """Folding hides the lines of a block behind its first one."""

    folds_changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._folds: Mapping[int, int] = {}
        self._marks: tuple[Mark, ...] = ()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks that are shown."""
        return self._marks

    def set_folds(self, folds: Mapping[int, int]) -> None:
        """Blocks that can be folded: first line to last line, counted from 0."""
        if folds != self._folds:
            self._folds = folds
            self.folds_changed.emit()

    def fold_of(self, block: QTextBlock) -> bool | None:
        """Whether a line is folded now; None where it cannot be."""
        following = block.next()
        if following.isValid() and not following.isVisible():
            return True
        return False if block.blockNumber() in self._folds else None

    def toggle_fold(self, line: int) -> None:
        """Fold the block that begins at a line, or unfold it."""
        block = self.document().findBlockByNumber(line)
        is_folded = self.fold_of(block)
        if is_folded is None:
            return
        first, inside = block, block.next()
        while inside.isValid() and (
            (is_folded and not inside.isVisible()) or (not is_folded and inside.blockNumber() < self._folds[line])
        ):
            inside.setVisible(bool(is_folded))
            inside = inside.next()
        self.document().markContentsDirty(first.position(), inside.position() - first.position())
        self.viewport().update()
        self.folds_changed.emit()

    def unfold_all(self) -> None:
        """Show every line."""
        block = self.document().firstBlock()
        while block.isValid():
            block.setVisible(True)
            block = block.next()
        self.document().markContentsDirty(0, self.document().characterCount() - 1)
        self.viewport().update()

    def first_visible_blocks(self) -> list[tuple[QTextBlock, QRect]]:
        """The lines that are on screen with their places in the viewport."""
        shown: list[tuple[QTextBlock, QRect]] = []
        block = self.firstVisibleBlock()
        bottom, offset = self.viewport().height(), self.contentOffset()
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(offset).toRect()
            if area.top() > bottom:
                break
            if block.isVisible():
                shown.append((block, area))
            block = block.next()
        return shown

    def set_gutter_margin(self, width: int) -> None:
        """Keep room for the gutter at the left."""
        self.setViewportMargins(width, 0, 0, 0)
