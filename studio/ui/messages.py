"""The one door for what the studio tells a person: short sentences in a corner of the window, with a way to act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer, Signal

from studio.ui.widgets.announcement import announce
from studio.ui.widgets.status_line import StatusLine
from studio.ui.widgets.toast import Toast

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from studio.core.errors import StudioError
    from studio.ui.appearance import Appearance

MOST_TOASTS = 4
_SHORT = 6000  # ms a sentence stays
_LONG = 10000  # ms it stays when it offers something to do
_MARGIN = 16
_GAP = 8
_LEAST_ROOM = 420  # px


class Messages(QObject):
    """Stacks toasts over the bottom right of a window; they wait while the pointer or the focus is on them.

    The same sentence again takes the place of the last one, unless that one offers something to do.
    """

    offers_changed = Signal()  # whether a message offers to undo something

    def __init__(self, window: QWidget, appearance: Appearance) -> None:
        super().__init__(window)
        self._window = window
        self._appearance = appearance
        self._toasts: list[Toast] = []
        self._kept_clear: list[QWidget] = []
        self._rows: list[QWidget] = []
        window.installEventFilter(self)

    @property
    def shown(self) -> tuple[str, ...]:
        """The sentences on screen, oldest first."""
        return tuple(toast.sentence for toast in self._toasts)

    def tell(
        self, sentence: str, action_text: str | None = None, on_action: Callable[[], object] | None = None
    ) -> Toast:
        """Say what happened; the action (such as Undo) is offered as a button. Who offers it may take it away again."""
        toast = Toast(self._appearance, sentence, "", action_text, on_action, self._window)
        self._show(toast, _LONG if action_text else _SHORT)
        return toast

    def error(self, error: StudioError) -> Toast:
        """Say what went wrong and what to do next; it stays until it is closed, or taken away by who has said it."""
        toast = Toast(self._appearance, error.sentence, error.next_step, None, None, self._window, is_error=True)
        self._show(toast, 0)
        return toast

    @property
    def offers_undo(self) -> bool:
        """A message on screen offers to undo what it tells."""
        return any(toast.offers_undo for toast in self._toasts)

    def undo(self) -> bool:
        """Press the newest Undo there is, and say whether there was one."""
        toast = next((toast for toast in reversed(self._toasts) if toast.offers_undo), None)
        if toast is not None:
            toast.act()
        return toast is not None

    def keep_clear(self, widget: QWidget) -> None:
        """Stand beside a widget at the right while it is shown: it has buttons that a person goes on pressing."""
        self._watch(widget, self._kept_clear)

    def keep_off(self, row: QWidget) -> None:
        """Stand below or above a row of buttons, never on it, while it is shown."""
        self._watch(row, self._rows)

    def dismiss_all(self) -> None:
        """Take all toasts away."""
        for toast in list(self._toasts):
            toast.dismiss()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        return super().eventFilter(watched, event)

    def _watch(self, widget: QWidget, among: list[QWidget]) -> None:
        among.append(widget)
        widget.installEventFilter(self)
        widget.destroyed.connect(lambda: among.remove(widget))

    def _show(self, toast: Toast, lifetime: int) -> None:
        for same in [other for other in self._toasts if other.sentence == toast.sentence and not other.has_action]:
            same.dismiss()
        while len(self._toasts) >= MOST_TOASTS:
            # what can still be undone goes last
            next((old for old in self._toasts if not old.has_action), self._toasts[0]).dismiss()
        self._toasts.append(toast)
        toast.dismissed.connect(self._on_dismissed)
        toast.live(lifetime)
        self._place()
        toast.show()
        toast.raise_()
        QTimer.singleShot(0, self, self._place)  # once the style sheet has given it its size
        announce(toast, toast.spoken, is_urgent=toast.is_error)
        self.offers_changed.emit()

    def _on_dismissed(self) -> None:
        gone = self.sender()
        self._toasts = [toast for toast in self._toasts if toast is not gone]
        self._place()
        self.offers_changed.emit()

    def _place(self) -> None:
        status = self._window.findChild(StatusLine)
        bottom = self._window.height() - _MARGIN - (status.height() if status is not None else 0)
        right = self._right()
        rows = [QRect(row.mapTo(self._window, QPoint(0, 0)), row.size()) for row in self._rows if row.isVisible()]
        for toast in reversed(self._toasts):
            toast.fit(right - _MARGIN)
            place = QRect(QPoint(right - toast.width(), bottom - toast.height()), toast.size())
            for row in rows:
                if place.adjusted(0, -_GAP, 0, _GAP).intersects(row):
                    place.moveBottom(row.top() - _GAP)
            toast.move(place.topLeft())
            bottom = place.top() - _GAP

    def _right(self) -> int:
        """Where the toasts end, unless that leaves too little room for them."""
        edges = [w.mapTo(self._window, QPoint(0, 0)).x() for w in self._kept_clear if w.isVisible()]
        edge = min((edge for edge in edges if edge >= _LEAST_ROOM), default=self._window.width())
        return edge - _MARGIN
