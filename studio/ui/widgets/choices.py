"""The choices of a picker: what one is, the model of them, and how one is painted in a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from studio.ui.appearance.tokens import is_hex
from studio.ui.widgets.paint import box, smooth
from studio.ui.widgets.row_delegate import Index, RowDelegate

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance

POPUP = "pickerPopup"
"""The name of the open list, by which the style sheet and its picker know it."""
MOST_SWATCHES = 3
CHOICE_ROLE = Qt.ItemDataRole.UserRole
_SWATCH = 14
_SUFFIX_GAP = 8
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry: `suffix` stands quietly at its end, `colours` (#rrggbb) before its name.

    `detail` is a quiet line under it in the open list; the first choice says for all of them whether there is room.
    """

    key: str
    text: str
    suffix: str = ""
    colours: tuple[str, ...] = ()
    detail: str = ""


class ChoiceModel(QAbstractListModel):
    """The choices as Qt's views want them."""

    def __init__(self, parent: QObject | None = None, choices: tuple[Choice, ...] = ()) -> None:
        super().__init__(parent)
        self.choices = choices

    def replace(self, choices: tuple[Choice, ...]) -> None:
        """Show other choices."""
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def at(self, row: int) -> Choice | None:
        """The choice in a row."""
        return self.choices[row] if 0 <= row < len(self.choices) else None

    def row_of(self, key: str) -> int:
        """The row of a key, or -1."""
        return next((row for row, choice in enumerate(self.choices) if choice.key == key), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        choice = self.at(index.row())
        if choice is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(text for text in (choice.text, choice.suffix, choice.detail) if text)
        return choice if role == CHOICE_ROLE else None


class ChoiceDelegate(RowDelegate):
    """Paints the choices of an open list."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self._line() + (self._detail_line() + 2 if index.data(CHOICE_ROLE).detail else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice = index.data(CHOICE_ROLE)
        if not isinstance(choice, Choice):
            return
        painter.save()
        smooth(painter)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        if option.state & QStyle.StateFlag.State_Selected:  # pyright: ignore[reportAttributeAccessIssue] - as above
            box(painter, rect, 5, self._appearance.colour("selected"), None)
        area = rect.adjusted(8, 0, -8, 0)
        if choice.detail:
            self._paint_detail(painter, choice.detail, area)
            area.setHeight(self._line())
        paint_choice(painter, self._appearance, choice, area, "text")
        painter.restore()

    def _line(self) -> int:
        return max(30, QFontMetrics(self._appearance.font()).height() + 13)

    def _detail_line(self) -> int:
        return QFontMetrics(self._appearance.font("label")).height()

    def _paint_detail(self, painter: QPainter, text: str, area: QRect) -> None:
        painter.setFont(self._appearance.font("label"))
        painter.setPen(self._appearance.colour("muted"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        line = QRect(area.left(), area.top() + self._line() - 6, area.width(), self._detail_line())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)


def width_of(choice: Choice, look: Appearance) -> int:
    """The px in which name and suffix of a choice stand beside each other without either being cut."""
    swatches = min(len(choice.colours), MOST_SWATCHES)
    needed = swatches * (look.px(_SWATCH) + 4) + (4 if swatches else 0)
    needed += QFontMetrics(look.font()).horizontalAdvance(choice.text) + _SUFFIX_GAP
    return needed + QFontMetrics(look.font("label")).horizontalAdvance(choice.suffix)


def paint_choice(painter: QPainter, look: Appearance, choice: Choice, area: QRect, role: str) -> None:
    """Swatches, name and suffix of a choice in one line."""
    left = area.left()
    side = look.px(_SWATCH)
    for colour in [c for c in choice.colours if is_hex(c)][:MOST_SWATCHES]:
        swatch = QRectF(left, area.center().y() + 0.5 - side / 2, side, side)
        box(painter, swatch, 3.5, QColor(colour), look.colour("line"))
        left += side + 4
    left += 4 if left > area.left() else 0
    right = area.right() + 1
    if choice.suffix:
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("muted"))
        room = (right - left) * 2 // 3
        suffix = painter.fontMetrics().elidedText(choice.suffix, Qt.TextElideMode.ElideRight, room)
        width = painter.fontMetrics().horizontalAdvance(suffix)
        painter.drawText(
            QRect(right - width, area.top(), width + 1, area.height()), Qt.AlignmentFlag.AlignVCenter, suffix
        )
        right -= width + _SUFFIX_GAP
    painter.setFont(look.font())
    painter.setPen(look.colour(role))
    text = painter.fontMetrics().elidedText(choice.text, Qt.TextElideMode.ElideRight, right - left)
    painter.drawText(QRect(left, area.top(), right - left, area.height()), Qt.AlignmentFlag.AlignVCenter, text)
