"""The head of the gallery: title, search, rating filter, order, and how many figures were found."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from studio.state.gallery import Gallery
from studio.ui.appearance import Appearance
from studio.ui.facts import MOST_STARS, STAR, figures_text
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.chips import FilterChip
from studio.ui.widgets.fields import SearchField
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import set_ground

SEARCH_LEAST, SEARCH_WIDTH = 110, 280
ROOM_FOR_FOUND = 640
ORDERS = {False: "Newest", True: "Oldest"}


class GalleryHead(QWidget):
    """Shows what is looked for; tells what a person asks for."""

    searched = Signal(str)
    rating_chosen = Signal(int)
    order_chosen = Signal(bool)  # oldest first

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.search = SearchField(appearance, "Search figures")
        self.rating = FilterChip(appearance, "Rating")
        self.order = Button(appearance, ORDERS[False])
        self.found = PlainLabel("", "muted")
        self._fill_menus()
        self._lay_out()
        self.search.searched.connect(self.searched)
        appearance.changed.connect(self._size)

    def show_query(self, gallery: Gallery) -> None:
        """Show another query and its result."""
        query, total = gallery.query, gallery.total
        if total is not None:
            self.search.setPlaceholderText(f"Search {figures_text(total)}" if not query.search else "Search figures")
        self.rating.set_text(f"Rating: {filter_text(query.minimum_rating)}")
        self.rating.set_active(bool(query.minimum_rating))
        self.rating.setAccessibleName(f"Filter by rating: {filter_text(query.minimum_rating)}")
        self._rating_group.actions()[query.minimum_rating].setChecked(True)
        self.order.set_text(ORDERS[query.oldest_first])
        self.order.setAccessibleName(f"Order: {ORDERS[query.oldest_first]} first")
        self._order_group.actions()[int(query.oldest_first)].setChecked(True)
        self.found.setText(f"{total:,} found" if gallery.is_filtered and total else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_found()

    def focus_search(self) -> None:
        """Let a person type what they look for."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _fill_menus(self) -> None:
        ratings, self._rating_group = QMenu(self), QActionGroup(self)
        for stars in range(MOST_STARS + 1):
            action = ratings.addAction(
                f"{STAR * stars} {'or more' if stars < MOST_STARS else ''}".strip() if stars else "Any"
            )
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, stars=stars: self.rating_chosen.emit(stars))
            self._rating_group.addAction(action)
        self.rating.setMenu(ratings)
        orders, self._order_group = QMenu(self), QActionGroup(self)
        for is_oldest, text in ORDERS.items():
            action = orders.addAction(f"{text} first")
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, oldest=is_oldest: self.order_chosen.emit(oldest))
            self._order_group.addAction(action)
        self.order.set_menu(orders)

    def _lay_out(self) -> None:
        set_ground(self, "panel", "bottom")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 20, 13)
        row.setSpacing(8)
        row.addWidget(PlainLabel("Gallery", "title"))
        row.addSpacing(12)
        row.addWidget(self.search, 1)
        row.addWidget(self.rating)
        row.addSpacing(4)
        row.addWidget(self.found)
        row.addStretch(1)
        row.addWidget(self.order)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._size()

    def _show_found(self) -> None:
        """The count is the first to go where the head is narrow."""
        self.found.setVisible(self.width() >= self._appearance.px(ROOM_FOR_FOUND))

    def _size(self) -> None:
        self.search.setMinimumWidth(SEARCH_LEAST)
        self.search.setMaximumWidth(self._appearance.px(SEARCH_WIDTH))
        self._show_found()


def filter_text(minimum: int) -> str:
    """`any`, `3★ and up`, `5★`."""
    if minimum == 0:
        return "any"
    return f"{minimum}★" if minimum == MOST_STARS else f"{minimum}★+"
