"""The pictures of tiles, cut to their rounded shape once and kept as long as there is room."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPixmap, QTransform

from studio.ui.widgets.paint import smooth

MOST_BYTES = 48 * 1024 * 1024
_FINE = 0.6
_SAME_FORM = 0.06  # so much of a picture may be cut away unseen
_BLURS = (QSize(6, 9), QSize(24, 36))
_VEIL = QColor(0, 0, 0, 84)


class Thumbnails:
    """Pictures by key: raw as they came, cut when first painted; the least recently painted go first."""

    def __init__(self, size: QSize, radius: float) -> None:
        self._size = size
        self._radius = radius
        self._dpr = 1.0
        self._raw: dict[str, QImage] = {}
        self._cut: OrderedDict[str, QPixmap] = OrderedDict()
        self._failed: set[str] = set()
        self._expected: set[str] = set()

    def set_size(self, size: QSize) -> None:
        """Show them in another size; what was cut is asked for again."""
        if size != self._size:
            self._size = size
            self._cut.clear()

    def expect(self, key: str) -> None:
        """A picture was asked for."""
        self._expected.add(key)

    def is_expected(self, key: str) -> bool:
        """Whether a picture was asked for and has not come."""
        return key in self._expected

    def put(self, key: str, image: QImage) -> None:
        """A picture has come; it replaces an older one of its key."""
        self._cut.pop(key, None)
        self._failed.discard(key)
        self._expected.discard(key)
        self._raw[key] = image

    def fail(self, key: str) -> None:
        """There is no picture for this key."""
        self._expected.discard(key)
        self._failed.add(key)

    def forget(self, key: str) -> None:
        """Ask for this key again."""
        self._failed.discard(key)
        self._expected.discard(key)
        self._raw.pop(key, None)
        self._cut.pop(key, None)

    def has(self, key: str) -> bool:
        """Whether there is nothing more to ask for."""
        return key in self._cut or key in self._raw or key in self._failed

    def has_failed(self, key: str) -> bool:
        """Whether it is known that there is no picture."""
        return key in self._failed

    def ready(self, key: str, dpr: float) -> QPixmap | None:
        """The picture as it is painted, or None while it has not come or is not cut."""
        if dpr != self._dpr:
            self._dpr = dpr
            self._cut.clear()  # other pixels: they are asked for again
        pixmap = self._cut.get(key)
        if pixmap is not None:
            self._cut.move_to_end(key)
        return pixmap

    def cut(self, key: str) -> QPixmap | None:
        """Cut a picture that has come; about a millisecond."""
        image = self._raw.pop(key, None)
        if image is None or image.isNull():
            return None
        pixmap = self._cut[key] = framed(image, self._size, self._radius, self._dpr)
        room = MOST_BYTES // max(1, pixmap.width() * pixmap.height() * 4)
        while len(self._cut) > max(32, room):
            self._cut.popitem(last=False)
        return pixmap


def framed(image: QImage, size: QSize, radius: float, dpr: float) -> QPixmap:
    """All of a picture in a frame; where its form is another one, a blur of itself fills what it leaves."""
    form = image.width() * size.height() / (image.height() * size.width())
    if abs(form - 1) <= _SAME_FORM:
        return cut_to(image, size, radius, dpr)
    pixels = (size.toSizeF() * dpr).toSize()
    ignore, smoothly = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    blur = image
    for step in (*_BLURS, pixels):
        blur = blur.scaled(step, ignore, smoothly)
    whole = image.scaled(pixels, Qt.AspectRatioMode.KeepAspectRatio, smoothly)
    frame = blur.convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(frame)
    painter.fillRect(frame.rect(), _VEIL)
    painter.drawImage((pixels.width() - whole.width()) // 2, (pixels.height() - whole.height()) // 2, whole)
    painter.end()
    return cut_to(frame, size, radius, dpr)


def cut_to(image: QImage, size: QSize, radius: float, dpr: float) -> QPixmap:
    """The middle of a picture, filling `size` logical px, with round corners."""
    pixels = (size.toSizeF() * dpr).toSize()
    share = max(pixels.width() / image.width(), pixels.height() / image.height())
    if share < _FINE:  # a brush that shrinks more than by half would skip pixels
        mode = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(pixels, Qt.AspectRatioMode.KeepAspectRatioByExpanding, mode)
        share = 1.0
    result = QImage(pixels, QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(Qt.GlobalColor.transparent)
    painter = smooth(QPainter(result))
    brush = QBrush(image)
    left = (pixels.width() - image.width() * share) / 2
    top = (pixels.height() - image.height() * share) / 2
    brush.setTransform(QTransform(share, 0, 0, share, left, top))
    painter.setBrush(brush)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(0, 0, pixels.width(), pixels.height()), radius * dpr, radius * dpr)
    painter.end()
    result.setDevicePixelRatio(dpr)
    return QPixmap.fromImage(result)
