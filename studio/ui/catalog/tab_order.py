"""The order in which the Tab key reaches widgets that are made while the window is there: Qt would put them last."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops_in(holder: QWidget) -> list[QWidget]:
    """What the Tab key reaches inside a widget, in the order in which it was made."""
    window = holder.window()  # the list of a drop-down choice is a window of its own
    return [one for one in holder.findChildren(QWidget) if _is_stop(one) and one.window() == window]


def tab_before(last: QWidget, stops: Sequence[QWidget]) -> None:
    """Let the Tab key reach these one after another, just before another widget of the same window."""
    before = last.previousInFocusChain()
    while before is not None and before is not last and (not _is_stop(before) or before in stops):
        before = before.previousInFocusChain()
    if before is not None and before is not last:
        _chain((before, *stops, last))


def _chain(stops: Iterable[QWidget]) -> None:
    before: QWidget | None = None
    for stop in stops:
        if before is not None:
            QWidget.setTabOrder(before, stop)
        before = stop


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
