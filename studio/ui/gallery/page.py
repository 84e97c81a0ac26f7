"""The gallery screen: head, grid and details, drawn from the gallery's snapshot."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.errors import LibraryError, StudioError
from studio.core.figure import Figure
from studio.state.figures import FiguresStore
from studio.state.gallery import GalleryStore
from studio.state.tasks import Tasks
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.figure_actions import FigureActions
from studio.ui.gallery.commands import GROUP, GalleryCommands
from studio.ui.gallery.details import DetailsPanel
from studio.ui.gallery.head import GalleryHead
from studio.ui.gallery.selection import Selection
from studio.ui.gallery.states import GalleryBody
from studio.ui.gallery.tiles import FigureTiles
from studio.ui.pictures import Pictures
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.figure_grid import FigureGrid
from studio.ui.widgets.properties import set_ground

PICTURE_AFTER_SECONDS = 0.08
"""Moving along with an arrow key decodes only the picture that is stayed at."""


def clock() -> datetime:
    """The time now, aware."""
    return datetime.now(UTC)


class GalleryPage(QWidget):
    """Shows the figures there are and the one that is looked at."""

    def __init__(
        self,
        appearance: Appearance,
        tasks: Tasks,
        gallery: GalleryStore,
        figures: FiguresStore,
        pictures: Pictures,
        actions: Actions,
        figure_actions: FigureActions,
        *,
        on_make: Callable[[], None],
        on_make_again: Callable[[Figure], None],
        on_open: Callable[[Figure], None],
        now: Callable[[], datetime] = clock,
    ) -> None:
        super().__init__()
        self._tasks = tasks
        self._gallery = gallery
        self._pictures = pictures
        self._on_open = on_open
        self._selection = Selection(gallery.window)
        self._failure: StudioError | None = None
        self._place = 0
        self._settle = QTimer(self, singleShot=True, interval=0)
        self.commands = GalleryCommands(self, actions, figures, figure_actions, on_make_again, on_open)
        actions.add(
            "gallery-search", "Search the gallery", self._focus_search, group=GROUP, keys=("Ctrl+F",), owner=self
        )
        self.tiles = FigureTiles(gallery.window, now)
        for signal in (self.tiles.rowsAboutToBeInserted, self.tiles.rowsAboutToBeRemoved):
            signal.connect(self._settle.start)  # before the grid hears of it and moves its selection
        self.grid = FigureGrid(appearance, "Figures")
        self.grid.setModel(self.tiles)
        self.head = GalleryHead(appearance)
        self.body = GalleryBody(appearance, self.grid)
        commands = self.commands
        self.details = DetailsPanel(
            appearance,
            commands.make_again,
            (commands.publish, commands.save_copy, commands.copy_image, commands.show_in_folder),
            commands.delete,
        )
        figure_actions.keep_clear(self.details)
        self.empty = _empty_state(appearance, on_make)
        self._lay_out()
        self._connect()
        if gallery.window.total is None:
            self._render()
        else:
            self._on_reset()

    def showEvent(self, event: QShowEvent) -> None:
        """Its actions can be used from now on."""
        super().showEvent(event)
        self._render()

    def hideEvent(self, event: QHideEvent) -> None:
        """Its actions are about what is not seen any more."""
        super().hideEvent(event)
        self.commands.set_selected((), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the window is narrow for its text, the details give way to the grid."""
        super().resizeEvent(event)
        self._show_or_hide_details()

    def minimumSizeHint(self) -> QSize:
        """The head is what needs room; the details can go."""
        return QSize(self.head.minimumSizeHint().width(), super().minimumSizeHint().height())

    def _lay_out(self) -> None:
        full = QWidget()
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.head)
        left.addWidget(self.body, 1)
        across = QHBoxLayout(full)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addLayout(left, 1)
        across.addWidget(self.details)
        self._full = full
        self._stack = QStackedWidget()
        self._stack.addWidget(full)
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        set_ground(self, "canvas")
        self.setFocusProxy(self.grid)

    def _connect(self) -> None:
        window, grid, head = self._gallery.window, self.grid, self.head
        self._gallery.changed.connect(self._render)
        self._tasks.failed.connect(self._on_failed)
        window.reset.connect(self._on_reset)
        window.loaded.connect(self._on_loaded)
        self._settle.timeout.connect(self._on_settled)
        grid.selection_changed.connect(self._on_selected)
        grid.opened.connect(self._on_opened)
        grid.rated.connect(self.commands.rate)
        grid.menu_requested.connect(self._on_menu)
        grid.thumbnail_wanted.connect(self._on_thumbnail_wanted)
        self._pictures.thumbnail_ready.connect(self._on_thumbnail)
        self._pictures.thumbnail_failed.connect(grid.thumbnail_failed)
        self.details.rated.connect(self.commands.rate)
        head.searched.connect(self._gallery.search)
        head.search.returnPressed.connect(grid.setFocus)
        head.rating_chosen.connect(self._gallery.filter_rating)
        head.order_chosen.connect(lambda oldest: self._gallery.sort(oldest_first=oldest))
        self.body.cleared.connect(self._on_cleared)
        self.body.retried.connect(self._on_retried)

    def _render(self) -> None:
        gallery = self._gallery.snapshot
        self.head.show_query(gallery)
        if gallery.total is None:
            self._stack.setCurrentWidget(self._full)
            if self._failure is None:
                self.body.show_waiting()
            else:
                self.body.show_failure(self._failure)
        elif gallery.total:
            self._stack.setCurrentWidget(self._full)
            self.body.show_grid()
        elif gallery.is_filtered:
            self._stack.setCurrentWidget(self._full)
            self.body.show_no_match(gallery.query)
        else:
            self._stack.setCurrentWidget(self.empty)
        self._show_or_hide_details()
        self._render_details()

    def _show_or_hide_details(self) -> None:
        needed = self.head.minimumSizeHint().width() + self.details.width()
        self.details.setVisible(bool(self._gallery.snapshot.total) and self.width() >= needed)

    def _render_details(self) -> None:
        if self._settle.isActive():
            return
        current = self._gallery.snapshot.current
        chosen = self._selection.figures() if current is not None else ()
        self.commands.set_selected(chosen, self._selection.count)
        before = self.details.shown_id
        if current is None or not chosen:
            self.details.show_nothing()
            return
        if self._selection.count == 1:
            self.details.show_figure(current)
        else:
            self.details.show_several(chosen, self._selection.count)
        if current.id != before or self.details.picture.image.isNull():
            self._pictures.want_thumbnail(current)
            self._tasks.start("gallery", "picture", self._bring_picture(current))

    async def _bring_picture(self, figure: Figure) -> None:
        await asyncio.sleep(PICTURE_AFTER_SECONDS)
        image = await self._pictures.load(Path(figure.path), self.details.picture.sharp_side())
        if image is not None:
            self.details.show_picture(figure.id, image)

    def _choose_row(self, row: int) -> None:
        """Select a row as if a person had; none where there are no rows."""
        total = self._gallery.window.total or 0
        if total:
            self.grid.set_current_row(min(row, total - 1))
        self._take_selection()

    def _take_selection(self) -> None:
        rows = self.grid.selected_rows()
        self._place = rows[0] if rows else self._place
        self._selection.choose(rows, self.grid.current_row)
        self._gallery.select(self._selection.figures())
        self._render_details()

    def _on_selected(self) -> None:
        if not self._settle.isActive():
            self._take_selection()

    def _on_reset(self) -> None:
        """Other figures: the one that was looked at stays selected where it is among them, else the first is."""
        self._failure = None
        current = self._gallery.snapshot.current
        row = self._gallery.window.row_of(current.id) if current is not None else None
        self._choose_row(row or 0)
        self._render()

    def _on_settled(self) -> None:
        """Rows came or went, perhaps many at once: the selection has moved with them, or its neighbour takes over."""
        if self.grid.selected_rows():
            self._take_selection()
        else:
            self._choose_row(self._place)

    def _on_loaded(self, _first: int, _count: int) -> None:
        known = self._selection.figures()
        if len(known) != len(self._gallery.snapshot.selected):
            self._gallery.select(known)

    def _on_failed(self, error: StudioError) -> None:
        """The figures are not known and the library could not be read: say it here, with a way to try again."""
        if self._gallery.window.total is None and isinstance(error, LibraryError):
            self._failure = error
            self._render()

    def _on_retried(self) -> None:
        self._failure = None
        self._render()
        self._gallery.refresh()

    def _on_cleared(self) -> None:
        self.head.search.clear()
        self._gallery.search("")
        self._gallery.filter_rating(0)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_opened(self, row: int) -> None:
        figure = self._gallery.window.figure_at(row)
        if figure is not None:
            self._on_open(figure)

    def _on_menu(self, _row: int, place: QPoint) -> None:
        menu = self.commands.menu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _on_thumbnail_wanted(self, figure_id: str) -> None:
        row = self._gallery.window.row_of(figure_id)
        figure = self._gallery.window.figure_at(row) if row is not None else None
        if figure is None:
            self.grid.thumbnail_failed(figure_id)
        else:
            self._pictures.want_thumbnail(figure)

    def _on_thumbnail(self, figure_id: str, image: QImage) -> None:
        self.grid.set_thumbnail(figure_id, image)
        self.details.show_picture(figure_id, image)

    def _focus_search(self) -> None:
        self.head.focus_search()


def _empty_state(appearance: Appearance, on_make: Callable[[], None]) -> EmptyState:
    empty = EmptyState(
        appearance,
        "No figures yet",
        "The figures you make stand here. The first one is a key press away and costs nothing.",
    )
    empty.add_button("Make a figure", "primary").clicked.connect(on_make)
    set_ground(empty, "canvas")
    return empty
