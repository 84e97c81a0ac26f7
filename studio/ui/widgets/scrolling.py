"""A quiet frame that scrolls what is too tall for it, and a scroll bar that keeps its place."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget


def scrolled(widget: QWidget, parent: QWidget) -> QScrollArea:
    """The widget in an area that scrolls it up and down, on the ground of what lies around."""
    return _UprightArea(widget, parent)


def rest_while_all_is_seen(bar: QScrollBar) -> None:
    """A bar that is always there shows no handle while there is nothing to scroll."""
    bar.setEnabled(bar.maximum() > bar.minimum())
    bar.rangeChanged.connect(lambda low, high: bar.setEnabled(high > low))


class _UprightArea(QScrollArea):
    """Gives wrapped text the height that it needs at this width; Qt's own area only asks for the smallest."""

    def __init__(self, widget: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setViewport(
            QWidget(self)
        )  # asked for one of Qt's own, PySide looks through every class that it could be of
        self.setWidget(widget)
        self._inside = widget
        self.viewport().setAutoFillBackground(False)
        widget.setAutoFillBackground(False)
        widget.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        layout = self._inside.layout()
        if layout is not None and layout.hasHeightForWidth():
            self._inside.setMinimumHeight(layout.totalHeightForWidth(self.viewport().width()))
