"""Cards of a settings page: a title with a badge, and rows of label, field and hint."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.widgets.labels import Badge, PlainLabel
from studio.ui.widgets.properties import set_role

_LABEL_WIDTH = 200
_FIELD_WIDTH = 420
_LINE = 34  # px; the label stands beside the first line of a taller field


class Card(QFrame):
    """A bordered group of rows under one title."""

    def __init__(self, title: str, badge: Badge | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 16, 18, 16)
        self._column.setSpacing(11)
        self._header = QHBoxLayout()
        self._header.setSpacing(8)
        self._header.addWidget(PlainLabel(title, "heading"))
        if badge is not None:
            self._header.addWidget(badge)
        self._header.addStretch(1)
        self._column.addLayout(self._header)

    def add_header(self, widget: QWidget) -> None:
        """Put a widget at the right of the title."""
        self._header.addWidget(widget)

    def add_row(self, label: str, widget: QWidget, hint: str = "", *, is_wide: bool = False) -> SettingRow:
        """Add a row under a hairline; a wide field may take all of the card's width."""
        line = QFrame()
        line.setObjectName("cardLine")
        self._column.addWidget(line)
        row = SettingRow(label, widget, hint, is_wide=is_wide)
        row.line = line
        self._column.addWidget(row)
        return row

    def add_widget(self, widget: QWidget) -> None:
        """Add anything else, as wide as the card."""
        self._column.addWidget(widget)


class SettingRow(QWidget):
    """A label at the left, its field at the right and a hint under it.

    A field that takes what room there is gets as much as reads well, and more only where its own text needs it.
    """

    def __init__(
        self, label: str, widget: QWidget, hint: str = "", parent: QWidget | None = None, *, is_wide: bool = False
    ) -> None:
        super().__init__(parent)
        self.field = widget
        self.line: QFrame | None = None  # above it; it comes and goes with the row
        takes_room = bool(widget.sizePolicy().expandingDirections() & Qt.Orientation.Horizontal)
        self._is_limited = takes_room and not is_wide
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        caption = PlainLabel(label, "muted", wrap=True)
        caption.setBuddy(widget)
        caption.setMinimumWidth(_LABEL_WIDTH)
        caption.setMaximumWidth(_LABEL_WIDTH)
        self._caption = caption
        row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout()
        column.setSpacing(4)
        line = QHBoxLayout()
        line.addWidget(widget, 1000 if takes_room else 0)
        line.addStretch(1)
        column.addLayout(line)
        self._hint = PlainLabel(hint, "hint", wrap=True)
        self._hint.setVisible(bool(hint))
        column.addWidget(self._hint)
        row.addLayout(column, 1)
        if not widget.accessibleName():
            widget.setAccessibleName(label)
        self.set_hint(hint)
        self._fit()

    def setVisible(self, visible: bool) -> None:
        """Show or hide the row with the line above it."""
        super().setVisible(visible)
        if self.line is not None:
            self.line.setVisible(visible)

    def event(self, event: QEvent) -> bool:
        """Larger text moves the label and widens the field."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def set_hint(self, text: str, role: str = "hint") -> None:
        """Another sentence under the field; none hides it."""
        self._hint.setText(text)
        set_role(self._hint, role)
        self._hint.setVisible(bool(text))
        self.field.setAccessibleDescription(text)

    def _fit(self) -> None:
        """The label stands beside the first line of its field."""
        text = self._caption.fontMetrics().height()
        line = min(max(_LINE, text + 16), self.field.sizeHint().height())
        margins = QMargins(0, max(0, (line - text) // 2), 0, 0)
        if self._caption.contentsMargins() != margins:
            self._caption.setContentsMargins(margins)
        if self._is_limited:
            self.field.setMaximumWidth(max(_FIELD_WIDTH, self.field.minimumSizeHint().width()))
