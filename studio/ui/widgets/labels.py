"""Labels that show text as it is: never as markup, whatever it contains."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

from studio.ui.widgets.properties import breakable, set_property, set_role, set_tip


class PlainLabel(QLabel):
    """A label that shows plain text only; where it wraps, a word too long for a line is broken as well."""

    _text = ""

    def __init__(self, text: str = "", role: str = "", wrap: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)
        if role:
            set_role(self, role)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show another text."""
        self._text = text
        super().setText(breakable(text) if self.wordWrap() else text)

    def text(self) -> str:
        """The text as it was given."""
        return self._text


class Badge(PlainLabel):
    """A small bordered word beside a title, such as “Draft saved”; kinds: quiet, ok, warning, error."""

    def __init__(self, text: str, kind: str = "quiet", parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self.setProperty("badge", kind)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str, kind: str) -> None:
        """Show another word; an empty one hides the badge."""
        self.setText(text)
        set_property(self, "badge", kind)
        self.setVisible(bool(text))


class ElidedLabel(PlainLabel):
    """One line that ends in … where there is no room; the whole text is its tooltip and accessible name then."""

    def __init__(self, text: str = "", role: str = "", middle: bool = False, parent: QWidget | None = None) -> None:
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        super().__init__("", role, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show another text, its line breaks as spaces."""
        line = " ".join(text.splitlines())
        if line != self.text():
            super().setText(line)
            self._tell()

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 3, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), self._shown())

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())

    def _tell(self) -> None:
        set_tip(self, self.text() if self._shown() != self.text() else "")
