"""The Tab key goes through a window as one reads it: in the order of its layouts, whatever was made first."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLayout, QMainWindow, QScrollArea, QWidget


class ReadingWindow(QMainWindow):
    """Qt's own chain has what comes later at the window's end, and what was put elsewhere where it was before."""

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Give the focus to what is read next, or was read before; at the end it begins anew. What has the focus may just
        have been hidden."""
        held, widgets = self.focusWidget(), list(as_read(self))
        if held not in widgets:
            widgets = list(as_read(self, with_hidden=True))
        at = widgets.index(held) if held in widgets else -1
        behind, before = widgets[at + 1 :], widgets[: max(at, 0)]
        round_trip = [*behind, *before] if is_next else [*reversed(before), *reversed(behind)]
        stop = next((widget for widget in round_trip if _is_stop(widget) and widget.isVisibleTo(self)), None)
        if stop is None:
            return False
        stop.setFocus(Qt.FocusReason.TabFocusReason if is_next else Qt.FocusReason.BacktabFocusReason)
        _bring_into_view(stop)
        return True


def as_read(widget: QWidget, *, with_hidden: bool = False) -> Iterator[QWidget]:
    """A widget and what is in it: what its layout holds in the layout's order, then what lies over that."""
    yield widget
    layout = widget.layout()
    inside = dict.fromkeys(_laid_out(layout)) if layout is not None else {}
    inside |= dict.fromkeys(child for child in widget.children() if isinstance(child, QWidget))
    for child in inside:
        if not child.isWindow() and (with_hidden or not child.isHidden()):
            yield from as_read(child, with_hidden=with_hidden)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _is_stop(widget: QWidget) -> bool:
    """The Tab key stops here; of exclusive choices only at the one that is chosen."""
    every = QGuiApplication.styleHints().tabFocusBehavior() == Qt.TabFocusBehavior.TabFocusAllControls
    wanted = Qt.FocusPolicy.TabFocus if every else Qt.FocusPolicy.StrongFocus
    if widget.focusPolicy() & wanted != wanted or widget.focusProxy() is not None or not widget.isEnabled():
        return False
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is None or not group.exclusive() or group.checkedButton() in (None, widget)


def _bring_into_view(widget: QWidget) -> None:
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()
