"""The viewer: one figure as large as the screen, the next by a key; or two compared."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.figure import Figure
from studio.state.figure_window import FigureWindow
from studio.state.figures import FiguresStore
from studio.state.tasks import Tasks
from studio.ui.appearance import Appearance
from studio.ui.facts import rating_text
from studio.ui.pictures import Pictures
from studio.ui.viewer.bar import ViewerBar
from studio.ui.viewer.comparison import Comparison
from studio.ui.viewer.pictures import LargePictures
from studio.ui.widgets.announcement import announce
from studio.ui.widgets.buttons import IconButton
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.picture_canvas import PictureCanvas
from studio.ui.widgets.properties import set_ground

BACK = (Qt.Key.Key_Left, Qt.Key.Key_PageUp)
ON = (Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Space)
RATINGS = frozenset("012345")


class FigureViewer(QWidget):
    """A window of its own over the whole screen; Esc closes it, and the gallery has moved along meanwhile."""

    moved = Signal(int)  # row

    def __init__(
        self,
        parent: QWidget,
        appearance: Appearance,
        tasks: Tasks,
        window: FigureWindow,
        figures: FiguresStore,
        pictures: Pictures,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._page = parent
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowTitle("Figure")
        self._window = window
        self._store = figures
        self._pictures = pictures
        self._row = -1
        self._shown: Figure | None = None
        self._pair: tuple[Figure, Figure] | None = None
        self._large = LargePictures(tasks, pictures, "viewer", self)
        self._other = LargePictures(tasks, pictures, "viewer beside", self)
        self.bar = ViewerBar(appearance)
        self.canvas = PictureCanvas(appearance)
        self.comparison = Comparison(appearance)
        self.missing = EmptyState(
            appearance,
            "The picture of this figure cannot be read",
            "Open Settings, Library, and check the library.",
            "circle-alert",
        )
        self.back = IconButton(appearance, "chevron-left", "Previous figure")
        self.on = IconButton(appearance, "chevron-right", "Next figure")
        self._single = QWidget()
        self._picture = QStackedWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def show_row(self, row: int) -> None:
        """Look at the figure of a row, on the whole screen."""
        self._pair = None
        self._pages.setCurrentWidget(self._single)
        self._row = row
        self._render()
        self._come_up()
        self.canvas.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_pair(self, first: Figure, second: Figure) -> None:
        """Look at two figures, linked."""
        self._pair = (first, second)
        self._shown = None
        self.comparison.show_figures(first, second)
        self._pages.setCurrentWidget(self.comparison)
        self.bar.show_pair(is_side_by_side=self.comparison.is_side_by_side)
        self._come_up()
        for pictures, figure in ((self._large, first), (self._other, second)):
            self._pictures.want_thumbnail(figure)
            pictures.want(figure, self._screen_side())
        self.comparison.first.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_slider(self) -> None:
        """Compare with the divider."""
        self.comparison.show_slider()
        self.bar.show_pair(is_side_by_side=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key == Qt.Key.Key_F11:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        elif self._pair is None and key in (*BACK, *ON):
            self._step(-1 if key in BACK else 1)
        elif self._pair is None and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else (self._window.total or 1) - 1)
        elif self._shown is not None and event.text() in RATINGS and event.text():
            self._rate(int(event.text()))
        elif event.text() == "f":
            self._fit()
        elif event.text() == "x":
            self._actual_size()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the large pictures."""
        super().closeEvent(event)
        self._large.clear()
        self._other.clear()
        self.comparison.clear()
        self.canvas.show_image(QImage())
        self._row, self._shown, self._pair = -1, None, None
        self._page.window().activateWindow()

    def _come_up(self) -> None:
        if not self.isVisible():
            self.setGeometry(self._page.window().geometry())
            self.showFullScreen()
        self.activateWindow()

    def _lay_out(self) -> None:
        set_ground(self, "canvas")
        self._picture.addWidget(self.canvas)
        self._picture.addWidget(self.missing)
        row = QHBoxLayout(self._single)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(6)
        row.addWidget(self.back)
        row.addWidget(self._picture, 1)
        row.addWidget(self.on)
        self._pages.addWidget(self._single)
        self._pages.addWidget(self.comparison)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        window, bar = self._window, self.bar
        self.back.clicked.connect(lambda: self._step(-1))
        self.on.clicked.connect(lambda: self._step(1))
        bar.closed.connect(self.close)
        bar.rated.connect(self._rate)
        bar.fit_chosen.connect(self._fit)
        bar.actual_chosen.connect(self._actual_size)
        bar.side_by_side_chosen.connect(self.comparison.show_side_by_side)
        bar.slider_chosen.connect(self.comparison.show_slider)
        for canvas in (self.canvas, self.comparison):
            canvas.zoom_changed.connect(bar.show_zoom)
        self._large.ready.connect(self._on_picture)
        self._other.ready.connect(self._on_picture)
        self._large.failed.connect(self._on_failed)
        self._pictures.thumbnail_ready.connect(self._on_thumbnail)
        window.loaded.connect(self._on_loaded)
        window.replaced.connect(self._on_replaced)
        for signal in (window.inserted, window.removed, window.reset):
            signal.connect(self._on_rows)

    def _render(self) -> None:
        """Show the figure of the row; one that is being fetched comes later."""
        figure = self._window.figure_at(self._row)
        total = self._window.total or 0
        self.back.set_reasons(() if self._row > 0 else ("This is the first figure.",))
        self.on.set_reasons(() if self._row < total - 1 else ("This is the last figure.",))
        if figure is None:
            self._shown = None
            self.canvas.show_image(QImage())
            return
        self.bar.show_figure(figure, self._row + 1, total)
        self.setWindowTitle(figure.title)
        if self._shown is not None and self._shown.id == figure.id:
            self._shown = figure
            return
        self._shown = figure
        self.canvas.show_image(QImage())
        self.canvas.setAccessibleName(figure.alt_text or figure.title)
        self._picture.setCurrentWidget(self.canvas)
        self._pictures.want_thumbnail(figure)
        beside = (self._window.figure_at(row) for row in (self._row + 1, self._row - 1))
        self._large.want(figure, self._screen_side(), [other for other in beside if other is not None])

    def _go(self, row: int) -> None:
        self._row = row
        self._render()
        self.moved.emit(row)
        if self._shown is not None:
            announce(self, f"{self._shown.title}, {rating_text(self._shown.rating)}")

    def _step(self, by: int) -> None:
        row = self._row + by
        if self._pair is None and 0 <= row < (self._window.total or 0):
            self._go(row)

    def _rate(self, stars: int) -> None:
        if self._shown is not None and (stars or self._shown.rating):
            self._store.rate(self._shown, stars)

    def _fit(self) -> None:
        (self.comparison if self._pair else self.canvas).fit()

    def _actual_size(self) -> None:
        if self._pair:
            self.comparison.actual_size()
        else:
            self.canvas.zoom_to(1.0)

    def _screen_side(self) -> int:
        """The longer side that fills the window, device px."""
        return round(max(self.width(), self.height()) * self.devicePixelRatioF())

    def _on_picture(self, figure_id: str, image: QImage) -> None:
        if self._pair is not None:
            self.comparison.show_picture(figure_id, image)
        elif self._shown is not None and figure_id == self._shown.id:
            self.canvas.show_image(image)

    def _on_thumbnail(self, figure_id: str, image: QImage) -> None:
        """A small picture comes first, where the large one has not."""
        if not self.isVisible():
            return
        if self._pair is not None:
            for canvas, figure in zip((self.comparison.first, self.comparison.second), self._pair, strict=True):
                if figure.id == figure_id and canvas.picture_rect.isEmpty():
                    self.comparison.show_picture(figure_id, image)
        elif self._shown is not None and figure_id == self._shown.id and self.canvas.picture_rect.isEmpty():
            self.canvas.show_image(image)

    def _on_failed(self, figure_id: str) -> None:
        if self._shown is not None and figure_id == self._shown.id:
            self._picture.setCurrentWidget(self.missing)

    def _on_loaded(self, _first: int, _count: int) -> None:
        if self.isVisible() and self._pair is None and self._shown is None:
            self._render()

    def _on_replaced(self, row: int) -> None:
        if self.isVisible() and row == self._row:
            self._render()

    def _on_rows(self, _row: int = 0) -> None:
        """Rows came or went: the figure is followed; where it is gone, its neighbour takes its place."""
        if not self.isVisible() or self._pair is not None:
            return
        total = self._window.total or 0
        if not total:
            self.close()
            return
        row = self._window.row_of(self._shown.id) if self._shown is not None else None
        self._row = min(self._row, total - 1) if row is None else row
        self._render()
