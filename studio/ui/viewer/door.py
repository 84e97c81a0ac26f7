"""The way into the viewer for a screen: it is built when it is first opened."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.core.figure import Figure
from studio.state.figure_window import FigureWindow
from studio.state.figures import FiguresStore
from studio.state.tasks import Tasks
from studio.ui.appearance import Appearance
from studio.ui.pictures import Pictures

if TYPE_CHECKING:
    from studio.ui.viewer.viewer import FigureViewer


class ViewerDoor(QObject):
    """Opens rows of a figure window, and pairs of figures."""

    moved = Signal(int)  # row

    def __init__(
        self,
        page: QWidget,
        appearance: Appearance,
        tasks: Tasks,
        window: FigureWindow,
        figures: FiguresStore,
        pictures: Pictures,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._appearance = appearance
        self._tasks = tasks
        self._window = window
        self._figures = figures
        self._pictures = pictures
        self._viewer: FigureViewer | None = None

    @property
    def viewer(self) -> "FigureViewer":
        """The viewer itself."""
        if self._viewer is None:
            from studio.ui.viewer.viewer import FigureViewer  # not needed before the first look

            self._viewer = FigureViewer(
                self._page, self._appearance, self._tasks, self._window, self._figures, self._pictures
            )
            self._viewer.moved.connect(self.moved)
        return self._viewer

    def open(self, row: int) -> None:
        """Look at the figure of a row."""
        if row >= 0:
            self.viewer.show_row(row)

    def compare(self, first: Figure, second: Figure) -> None:
        """Look at two figures at once."""
        self.viewer.show_pair(first, second)
