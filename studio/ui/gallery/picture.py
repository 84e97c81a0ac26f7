"""The picture in the details: the thumbnail at once, the sharp one when it is decoded, cards behind it for several."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.paint import box, smooth

LOWEST, HIGHEST = 200, 400
RADIUS = 10
LEAN = 6.0
MOST_BEHIND = 2
SIDE, TOP = 46, 15  # px that the leaning cards need beside and above the picture


class FigurePicture(QWidget):
    """Shows one picture as large as the panel allows, in its own proportions; a click opens it."""

    opened = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._image = QImage()
        self._shape = QSize(2, 3)
        self._behind = 0
        self._highest = HIGHEST
        self.setAccessibleName("Picture")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        appearance.changed.connect(self.update)

    @property
    def image(self) -> QImage:
        """What is shown now; null while nothing is."""
        return self._image

    def sharp_side(self) -> int:
        """The longer side that fills the place, in device px."""
        place = self._place()
        return round(max(place.width(), place.height()) * self.devicePixelRatioF())

    def expect(self, shape: QSize, behind: int = 0) -> None:
        """Make room for another picture of this shape, with so many cards behind it."""
        self._image = QImage()
        self._shape = shape if not shape.isEmpty() else QSize(2, 3)
        self._behind = min(behind, MOST_BEHIND)
        self._fit()
        self.update()

    def set_room(self, height: int) -> None:
        """How much height the panel has for the picture, px."""
        self._highest = max(LOWEST, min(HIGHEST, height))
        self._fit()

    def show_image(self, image: QImage) -> None:
        """Show a picture; a smaller one never takes the place of a larger one."""
        if image.width() >= self._image.width():
            self._image = image
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        place = self._place()
        for number in range(self._behind, 0, -1):
            self._paint_card_behind(painter, place, number)
        if self._image.isNull():
            box(painter, place, RADIUS, self._appearance.colour("raised"), self._appearance.colour("line"))
        else:
            path = QPainterPath()
            path.addRoundedRect(place, RADIUS, RADIUS)
            painter.setClipPath(path)
            painter.drawImage(place, self._image)
        painter.end()

    def _paint_card_behind(self, painter: QPainter, place: QRectF, number: int) -> None:
        """A card that leans out to one side, turned about its foot."""
        foot = QPointF(place.center().x(), place.bottom())
        painter.save()
        painter.translate(foot)
        painter.rotate(LEAN if number % 2 else -LEAN)
        painter.translate(-foot)
        box(painter, place, RADIUS, self._appearance.colour("selected"), self._appearance.colour("border"))
        painter.restore()

    def _fit(self) -> None:
        place = self._place()
        self.setFixedHeight(round(place.bottom() + place.top()))

    def _place(self) -> QRectF:
        """Where the picture stands; what leans out behind it needs a margin."""
        side, top = (SIDE, TOP) if self._behind else (0, 0)
        room = QSize(max(1, self.width() - 2 * side), self._highest - 2 * top)
        size = self._shape.scaled(room, Qt.AspectRatioMode.KeepAspectRatio).toSizeF()
        return QRectF((self.width() - size.width()) / 2, top, size.width(), size.height())
