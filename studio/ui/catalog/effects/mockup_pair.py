"""Two small mock-ups beside each other: with what is live, and with the draft."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.paint import smooth

_SHAPE = QSize(2, 3)
_RADIUS = 7
MOST_WIDTH = 170


class MockupPair(QWidget):
    """Shows what it is given; it is not there before there is a picture."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = PlainLabel("Mock-up", "label", wrap=True)
        self.live = MockupPicture(appearance, "Live")
        self.draft = MockupPicture(appearance, "Draft")
        self.fault = PlainLabel("", "hint", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.live, 1)
        row.addWidget(self.draft, 1)
        row.addStretch(0)
        for picture in (self.live, self.draft):  # one alone is no larger than two
            picture.setMaximumWidth(appearance.px(MOST_WIDTH))
            picture.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._head)
        column.addLayout(row)
        column.addWidget(self.fault)
        self.hide()

    def show_state(
        self, title: str, *, has_live: bool, has_draft: bool, is_drawing: bool, is_awaited: bool, fault: str
    ) -> None:
        """Whom the mock-ups are of, which of the two there are, and what is being done.

        A frame that is there keeps its room until it is known what comes into it, so that nothing moves to and fro.
        """
        is_kept = (is_drawing or is_awaited) and not self.isHidden()
        of = f" of {title}" if title else ""
        self._head.setText(f"Mock-up{of}{', being drawn…' if is_drawing else ''}")
        self.live.setVisible(has_live or (is_kept and not self.live.isHidden()))
        self.draft.setVisible(has_draft or (is_kept and not self.draft.isHidden()))
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.setVisible(is_kept or has_live or has_draft or is_drawing or bool(fault))


class MockupPicture(QWidget):
    """A picture with its caption; the frame keeps its room while the picture is drawn."""

    def __init__(self, appearance: Appearance, caption: str) -> None:
        super().__init__()
        self.frame = _Frame(appearance, caption)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.frame)
        column.addWidget(PlainLabel(caption, "muted"))

    def show_image(self, image: QImage | None) -> None:
        """Show a picture, or an empty frame."""
        self.frame.show_image(image)


class _Frame(QWidget):
    def __init__(self, appearance: Appearance, name: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._pixmap = QPixmap()
        self.setAccessibleName(f"Mock-up: {name}")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self.update)

    def show_image(self, image: QImage | None) -> None:
        self._pixmap = QPixmap() if image is None else QPixmap.fromImage(image)
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return width * _SHAPE.height() // _SHAPE.width()

    def sizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(120))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), _RADIUS, _RADIUS)
        painter.fillPath(path, self._appearance.colour("raised"))
        if not self._pixmap.isNull():
            painter.setClipPath(path)
            size = self._pixmap.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            x, y = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(x, y, size.width(), size.height(), self._pixmap)
        painter.end()
