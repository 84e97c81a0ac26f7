"""The left half of the sign-in dialog: what the studio is, and a figure in its packaging."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.labels import PlainLabel

CARD = QSize(240, 300)


class Welcome(QFrame):
    """Nothing in it can be pressed; it goes where the window is too narrow for it."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 28, 28, 28)
        column.setSpacing(6)
        title = PlainLabel("WTFigure Studio", wrap=True)
        title.setObjectName("welcomeTitle")
        column.addWidget(title)
        column.addWidget(PlainLabel("Design figures, keep the catalog, publish to your team.", wrap=True))
        column.addStretch(1)
        column.addWidget(_Card(appearance), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)


class _Card(QWidget):
    """A drawing of a figure."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setFixedSize(CARD)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._appearance.artwork("welcome-card", "panel", CARD, self.devicePixelRatioF()))
        painter.end()
