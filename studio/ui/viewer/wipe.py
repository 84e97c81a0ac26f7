"""Two pictures over each other, and a divider that uncovers more of one or of the other."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.paint import box, ring, smooth
from studio.ui.widgets.picture_canvas import PictureCanvas

RANGE = 1000
GRIP = 30
WIDE = 34
LINE, SEAM = 2, 6  # px: the line, and with its edges


class Wipe(QWidget):
    """The first picture left of the divider, the second right of it; both canvases fill the widget."""

    def __init__(self, appearance: Appearance, first: PictureCanvas, second: PictureCanvas) -> None:
        super().__init__()
        self._first, self._second = first, second
        self.divider = Divider(appearance, self)
        self.divider.valueChanged.connect(self._place)

    def take_canvases(self) -> None:
        """Show both canvases here, the first above."""
        for canvas in (self._second, self._first):
            canvas.setParent(self)
            canvas.show()
        self.divider.raise_()
        self.divider.show()
        self._place()

    def give_back(self) -> None:
        """Nothing is covered any more."""
        self._first.clearMask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        at = round(self.width() * self.divider.value() / RANGE)
        self.divider.setGeometry(at - WIDE // 2, 0, WIDE, self.height())
        if self._first.parent() is self:
            for canvas in (self._first, self._second):
                canvas.setGeometry(self.rect())
            self._first.setMask(QRegion(QRect(0, 0, max(1, at), self.height())))


class Divider(QAbstractSlider):
    """A line with a grip: dragged, or moved by the arrow keys."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._across = parent
        self._held_at = 0
        self.setRange(0, RANGE)
        self.setSingleStep(RANGE // 50)
        self.setPageStep(RANGE // 10)
        self.setValue(RANGE // 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Divider between the two pictures")
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held_at = event.position().toPoint().x() - self.width() // 2

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            x = self.mapTo(self._across, event.position().toPoint()).x() - self._held_at
            self.setValue(round(x * RANGE / max(1, self._across.width())))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.setValue(RANGE // 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._appearance
        painter = smooth(QPainter(self))
        middle = self.width() / 2
        # bright and dark beside each other: one of them is seen on any picture, also where it fills the screen
        for width, role in ((SEAM, "canvas"), (LINE, "text")):
            painter.fillRect(QRect(round(middle) - width // 2, 0, width, self.height()), look.colour(role))
        grip = QRect(round(middle) - GRIP // 2, (self.height() - GRIP) // 2, GRIP, GRIP)
        box(painter, grip, GRIP / 2, look.colour("panel"), look.colour("text"), LINE)
        side = 11
        for name, left in (("chevron-left", grip.left() + 3), ("chevron-right", grip.right() - 2 - side)):
            pixmap = look.pixmap(name, "text", side, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(left, grip.center().y() - side / 2 + 0.5), pixmap)
        if self.hasFocus():
            ring(painter, grip.adjusted(-3, -3, 3, 3), GRIP / 2 + 3, look.colour("focus"))
        painter.end()
