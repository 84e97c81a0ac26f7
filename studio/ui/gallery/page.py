"""The gallery screen: head, grid and details, drawn from the gallery's snapshot."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QHideEvent, QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.errors import LibraryError, StudioError
from studio.core.figure import Figure
from studio.core.shelves import ShelfKind
from studio.state.figures import FiguresStore
from studio.state.gallery import GalleryStore
from studio.state.tasks import Tasks
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.figure_actions import FigureActions
from studio.ui.gallery.commands import Elsewhere, GalleryCommands
from studio.ui.gallery.details import DetailsPanel
from studio.ui.gallery.head import GalleryHead
from studio.ui.gallery.kept_selection import KeptSelection
from studio.ui.gallery.shown_details import ShownDetails
from studio.ui.gallery.states import GalleryBody, no_figures
from studio.ui.gallery.tiles import FigureTiles
from studio.ui.gallery.views import FigureViews
from studio.ui.pictures import Pictures
from studio.ui.viewer.door import ViewerDoor
from studio.ui.widgets.figure_grid import FigureGrid
from studio.ui.widgets.figure_shelves import FigureShelves
from studio.ui.widgets.properties import set_ground


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
        on_edit: Callable[[Figure], None],
        on_open: Callable[[Figure], None],
        now: Callable[[], datetime] = clock,
    ) -> None:
        super().__init__()
        self._tasks = tasks
        self._gallery = gallery
        self._pictures = pictures
        self._failure: StudioError | None = None
        self.viewer = ViewerDoor(self, appearance, tasks, gallery.window, figures, pictures)
        elsewhere = Elsewhere(self._view, self.viewer.compare, on_make_again, on_edit, on_open)
        self.commands = GalleryCommands(self, actions, figures, figure_actions, elsewhere)
        actions.bind("gallery-search", self._focus_search, self)
        actions.bind("gallery-layout", self._switch_layout, self)
        actions.bind("gallery-see-all", self._see_current_shelf, self)
        self.tiles = FigureTiles(gallery.window, now, figure_actions.word)
        figure_actions.words_changed.connect(self._on_words)
        self._selection = KeptSelection(gallery, self.tiles)
        self.views = FigureViews(appearance, self.tiles)
        self._selection.follow(self.views)
        self.head = GalleryHead(appearance, now)
        self.body = GalleryBody(appearance, self.views)
        self.details = DetailsPanel(appearance, self.commands, figure_actions)
        self.shown = ShownDetails(self.details, tasks, pictures)
        figure_actions.keep_clear(self.details)
        self.empty = no_figures(appearance, on_make)
        self._lay_out()
        self._connect()
        if gallery.window.total is None:
            self._render()
        else:
            self._on_reset()

    @property
    def grid(self) -> FigureGrid:
        """The grid, also while the shelves are shown."""
        return self.views.grid

    @property
    def shelves(self) -> FigureShelves:
        """The shelves, also while the grid is shown."""
        return self.views.shelves

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
        self.setFocusProxy(self.views)

    def _connect(self) -> None:
        window, views, store = self._gallery.window, self.views, self._gallery
        store.changed.connect(self._render)
        self._tasks.failed.connect(self._on_failed)
        window.reset.connect(self._on_reset)
        self._selection.changed.connect(self._render_details)
        views.opened.connect(self.viewer.open)
        views.rated.connect(self.commands.rate)
        views.menu_requested.connect(self._on_menu)
        views.thumbnail_wanted.connect(self._on_thumbnail_wanted)
        views.see_all.connect(self._see_all)
        self.viewer.moved.connect(self._on_viewer_moved)
        self._pictures.thumbnail_ready.connect(self._on_thumbnail)
        self._pictures.thumbnail_failed.connect(views.thumbnail_failed)
        self._pictures.thumbnail_dropped.connect(views.forget_thumbnail)
        self.details.rated.connect(self.commands.rate)
        self.details.picture_opened.connect(self.commands.view.trigger)
        self.details.figure_wanted.connect(store.reveal)
        self.details.prompt_wanted.connect(store.want_prompt)
        self._connect_head()
        self.body.cleared.connect(self._on_cleared)
        self.body.retried.connect(self._on_retried)

    def _connect_head(self) -> None:
        head, store = self.head, self._gallery
        head.searched.connect(store.search)
        head.search.returnPressed.connect(self.views.setFocus)
        head.order_chosen.connect(store.sort)
        head.grid_chosen.connect(lambda: self._lay_out_anew(None))
        head.shelves_chosen.connect(self._lay_out_anew)
        head.filters.ask(store)
        head.filters.cleared.connect(self._on_cleared)

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
            self.body.show_figures()
        elif gallery.is_filtered or gallery.query.is_deleted:
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
        if self._selection.is_settling:
            return
        gallery = self._gallery.snapshot
        current = gallery.current
        chosen = self._selection.figures() if current is not None else ()
        self.commands.set_selected(chosen, self._selection.count)
        self.shown.show(gallery, chosen, self._selection.count)

    def _on_words(self) -> None:
        self.tiles.tell_words()
        self._render_details()

    def _on_reset(self) -> None:
        """Other rows."""
        self._failure = None
        self.views.lay_out()
        self._selection.restore()
        self._render()

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
        self._gallery.clear_filters()
        self.views.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out_anew(self, by: ShelfKind | None) -> None:
        """Shelves by something else, or the grid: place and selection stay."""
        if by == self._gallery.snapshot.query.shelves:
            return  # no other rows come, for which the selection would have to be kept
        self._selection.note_all()
        looked_at = self._gallery.window.figure_at(self.views.place())
        place = looked_at.id if looked_at is not None else ""
        if by is None:
            self._gallery.show_grid(place)
        else:
            self._gallery.show_shelves(by, place)

    def _switch_layout(self) -> None:
        gallery = self._gallery.snapshot
        self._lay_out_anew(None if gallery.has_shelves else gallery.by)

    def _see_all(self, shelf: int) -> None:
        found = self._gallery.window.shelf_at(shelf)
        if found is not None:
            self._gallery.see_all(found)

    def _see_current_shelf(self) -> None:
        if self.views.view is self.shelves and self.shelves.current_shelf >= 0:
            self._see_all(self.shelves.current_shelf)

    def _view(self, _figure: Figure) -> None:
        self.viewer.open(self.views.current_row)

    def _on_viewer_moved(self, row: int) -> None:
        self.views.set_current_row(row)

    def _on_menu(self, _row: int, place: QPoint) -> None:
        menu = self.commands.menu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _on_thumbnail_wanted(self, figure_id: str) -> None:
        row = self._gallery.window.row_of(figure_id)
        figure = self._gallery.window.figure_at(row) if row is not None else None
        if figure is None:
            self.views.forget_thumbnail(figure_id)  # its row has left the window meanwhile
        else:
            self._pictures.want_thumbnail(figure)

    def _on_thumbnail(self, figure_id: str, image: QImage) -> None:
        self.views.set_thumbnail(figure_id, image)

    def _focus_search(self) -> None:
        self.head.focus_search()
