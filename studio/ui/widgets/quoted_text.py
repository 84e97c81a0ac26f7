"""A wrapped plain sentence in which what stands between backticks is shown in the fixed-width font."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtGui
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance


class QuotedText(QWidget):
    """Paints the sentence itself, so that nothing in it can be read as markup."""

    def __init__(self, appearance: Appearance, text: str, role: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._role = role
        self._parts = text.split("`")
        self.setAccessibleName("".join(self._parts))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self.updateGeometry)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._laid_out(width)[1]

    def sizeHint(self) -> QSize:
        return QSize(220, self.heightForWidth(220))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.heightForWidth(self.width()) if self.width() > 100 else 20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width takes another height, and what lies around keeps the least one in mind."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._appearance.colour(self._role))
        self._laid_out(self.width())[0].draw(painter, QPointF(0, 0))
        painter.end()

    def _laid_out(self, width: int) -> tuple[QTextLayout, int]:
        layout = QTextLayout("".join(self._parts), self._appearance.font("label"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setAlignment(Qt.AlignmentFlag.AlignLeft)
        layout.setTextOption(option)
        layout.setFormats(self._formats())
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, y))
            y += line.height() + 2
        layout.endLayout()
        return layout, int(y) + 1

    def _formats(self) -> list[QTextLayout.FormatRange]:
        formats: list[QTextLayout.FormatRange] = []
        start = 0
        for at, part in enumerate(self._parts):
            length = len(part.encode("utf-16-le")) // 2  # Qt counts UTF-16 units
            if at % 2 and at < len(self._parts) - 1:
                mono = QtGui.QTextCharFormat()
                font = self._appearance.font("mono")
                font.setPixelSize(self._appearance.px(11.5))
                mono.setFont(font)
                span = QTextLayout.FormatRange()
                span.start, span.length, span.format = start, length, mono  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
                formats.append(span)
            start += length
        return formats
