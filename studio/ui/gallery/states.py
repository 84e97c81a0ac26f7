"""What the gallery shows where there are no tiles: not yet known, no figures, no match, or a failure."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from studio.core.errors import StudioError
from studio.core.figure import FigureQuery
from studio.ui.appearance import Appearance
from studio.ui.gallery.views import FigureViews
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import set_ground

QUIET_MS = 150
LONGEST_SEARCH = 60
CLEAR = "Show all figures"


class GalleryBody(QStackedWidget):
    """One of: the grid or the shelves, quiet waiting, no match, failure."""

    cleared = Signal()
    retried = Signal()

    def __init__(self, appearance: Appearance, views: FigureViews) -> None:
        super().__init__()
        self._views = views
        self._waiting, self._waiting_text = _waiting_page()
        self._no_match = EmptyState(appearance, "", "", "search")
        self._clear = self._no_match.add_button("Clear the search")
        self._failure = EmptyState(appearance, "", "", "circle-alert")
        self._retry = self._failure.add_button("Try again", "primary", "refresh-cw")
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._waiting_text.show)
        self._clear.clicked.connect(self.cleared)
        self._retry.clicked.connect(self.retried)
        set_ground(self, "canvas")
        for page in (self._waiting, views, self._no_match, self._failure):
            self.addWidget(page)

    def show_figures(self) -> None:
        """There are figures."""
        self._switch(self._views)

    def show_waiting(self) -> None:
        """Nothing is known yet; only after a moment it says so."""
        if self.currentWidget() is not self._waiting or not self._quiet.isActive():
            self._switch(self._waiting)
            self._quiet.start()

    def show_no_match(self, query: FigureQuery) -> None:
        """The search or the filter leaves nothing."""
        title, sentence, verb = no_match_words(query)
        self._no_match.set_texts(title, sentence)
        self._clear.set_text(verb)
        self._switch(self._no_match)

    def show_failure(self, error: StudioError) -> None:
        """The figures could not be read."""
        self._failure.set_texts(error.sentence, error.next_step)
        self._switch(self._failure)

    @property
    def state(self) -> str:
        """Which of them is shown: grid, shelves, waiting, no match or failure."""
        shown = self.currentWidget()
        if shown is self._views:
            return "grid" if self._views.view is self._views.grid else "shelves"
        names = ((self._waiting, "waiting"), (self._no_match, "no match"))
        return next((name for widget, name in names if widget is shown), "failure")

    def _switch(self, page: QWidget) -> None:
        self._quiet.stop()
        self._waiting_text.hide()
        self.setCurrentWidget(page)


def no_match_words(query: FigureQuery) -> tuple[str, str, str]:
    """Title, sentence and verb for a query without figures."""
    search = query.search if len(query.search) <= LONGEST_SEARCH else f"{query.search[: LONGEST_SEARCH - 1]}…"
    where = "The search looks at subject, name, prompt, template, theme, rarity and model."
    has_filter = query.all_figures != replace(query, search="")
    if query.is_deleted and not query.is_filtered:
        return "Nothing is deleted", "Figures that you delete stand here for a while and can be restored.", CLEAR
    if search and has_filter:
        return f"No figure with these filters matches “{search}”", where, "Clear search and filters"
    if search:
        return f"No figure matches “{search}”", where, "Clear the search"
    if query.minimum_rating and query == replace(query.all_figures, minimum_rating=query.minimum_rating):
        return f"No figure has {stars_text(query)}", "Rate one with the keys 1 to 5, and it stands here.", CLEAR
    return "No figure fits these filters", "Take some of them away to see more.", CLEAR


def stars_text(query: FigureQuery) -> str:
    """`5 stars`, `3 stars or more`."""
    if query.minimum_rating == 1:
        return "a star or more"
    return "5 stars" if query.minimum_rating == 5 else f"{query.minimum_rating} stars or more"


def _waiting_page() -> tuple[QWidget, PlainLabel]:
    page = QWidget()
    text = PlainLabel("Reading the figures…", "muted")
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text.hide()
    column = QVBoxLayout(page)
    column.addWidget(text)
    return page, text


def no_figures(appearance: Appearance, on_make: Callable[[], None]) -> EmptyState:
    """The gallery before the first figure was made."""
    empty = EmptyState(
        appearance,
        "No figures yet",
        "The figures you make stand here, on shelves or in a grid. The first one is a key press away and costs nothing.",
    )
    empty.add_button("Make a figure", "primary").clicked.connect(on_make)
    set_ground(empty, "canvas")
    return empty
