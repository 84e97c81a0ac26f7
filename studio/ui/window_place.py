"""Where the studio's window stands: where it stood last, else in the middle of the screen, and never beyond its edges."""

from PySide6.QtCore import QByteArray, QMargins, QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

PREFERRED_SIZE = (1440, 900)
_KEY = "window/geometry"
_FILLS_SCREEN = Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen


class WindowPlace:
    """Restores, corrects and keeps the place of one window."""

    def __init__(self, window: QWidget, kept: QSettings) -> None:
        self._window = window
        self._kept = kept
        self._is_placed = False

    def restore(self) -> None:
        """Stand where the window stood last, if that is on a screen; else in the middle, as large as fits."""
        self._is_placed = True
        saved = self._kept.value(_KEY)
        if isinstance(saved, QByteArray) and self._window.restoreGeometry(saved):
            return
        available = QGuiApplication.primaryScreen().availableGeometry()
        width = min(PREFERRED_SIZE[0], available.width())
        height = min(PREFERRED_SIZE[1], available.height())
        self._window.resize(width, height)
        self._window.move(available.center().x() - width // 2, available.center().y() - height // 2)

    def keep_on_screen(self) -> None:
        """Bring the window with its frame inside the screen; how thick the frame is, is known only once it is shown.

        A window that was not placed here has the size that was asked for: a picture is taken of it.
        """
        window = self._window
        if not self._is_placed or window.windowState() & _FILLS_SCREEN:
            return
        available = window.screen().availableGeometry()
        framed, inside = window.frameGeometry(), window.geometry()
        if available.contains(framed):
            return
        room = available.marginsRemoved(
            QMargins(
                inside.left() - framed.left(),
                inside.top() - framed.top(),
                framed.right() - inside.right(),
                framed.bottom() - inside.bottom(),
            )
        )
        size = inside.size().boundedTo(room.size())
        x = max(room.left(), min(inside.left(), room.right() + 1 - size.width()))
        y = max(room.top(), min(inside.top(), room.bottom() + 1 - size.height()))
        window.setGeometry(QRect(QPoint(x, y), size))

    def keep(self) -> None:
        """Write down where the window stands."""
        self._kept.setValue(_KEY, self._window.saveGeometry())
        self._kept.sync()
