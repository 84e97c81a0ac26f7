"""The head of the gallery: title, search, filters, layout and order."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.core.figure import FigureOrder
from studio.core.shelves import ShelfKind
from studio.state.gallery import Gallery, orders_on_shelves
from studio.ui.appearance import Appearance
from studio.ui.facts import KINDS, figures_text
from studio.ui.gallery.choice_menu import ChoiceMenu, MenuChoice
from studio.ui.gallery.filters import FilterChips
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.fields import SearchField
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import set_ground
from studio.ui.widgets.segmented import Option, Segmented

SEARCH_LEAST, SEARCH_WIDTH = 110, 280
SIDE, GAP = 20, 8
GRID, SHELVES = "grid", "shelves"
ORDERS = {
    FigureOrder.NEWEST: "Newest",
    FigureOrder.OLDEST: "Oldest",
    FigureOrder.BEST: "Best rated",
    FigureOrder.NAME: "Name",
}
LAYOUTS = (
    Option(SHELVES, "Shelves", "rows-3", "One row for each theme, rarity, template, subject or day"),
    Option(GRID, "Grid", "layout-grid", "All figures in rows, one after the other"),
)


class GalleryHead(QWidget):
    """Shows what is looked for and how it is laid out; tells what a person asks for."""

    searched = Signal(str)
    order_chosen = Signal(object)  # FigureOrder
    grid_chosen = Signal()
    shelves_chosen = Signal(object)  # ShelfKind

    def __init__(self, appearance: Appearance, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._appearance = appearance
        self._by = ShelfKind.THEME
        self.title = PlainLabel("Gallery", "title")
        self.title.setContentsMargins(0, 0, 12, 0)
        self.search = SearchField(appearance, "Search figures")
        self.filters = FilterChips(appearance, now)
        self.layouts = Segmented(appearance, "Layout", LAYOUTS)
        self.by = Button(appearance, "By theme")
        self.order = Button(appearance, ORDERS[FigureOrder.NEWEST])
        self._by_menu, self._order_menu = ChoiceMenu(self), ChoiceMenu(self)
        self.by.set_menu(self._by_menu)
        self.order.set_menu(self._order_menu)
        self._layout_box = QWidget()
        self._rows_used = 0
        self._lay_out()
        self.search.searched.connect(self.searched)
        self.layouts.chosen.connect(self._on_layout)
        self._by_menu.chosen.connect(self.shelves_chosen)
        self._order_menu.chosen.connect(self.order_chosen)
        appearance.changed.connect(self._size)

    def show_query(self, gallery: Gallery) -> None:
        """Show another query and its result."""
        query, total = gallery.query, gallery.total
        self._by = gallery.by
        if total is not None:
            is_all = not gallery.is_filtered and not query.is_deleted
            self.search.setPlaceholderText(f"Search {figures_text(total)}" if is_all else "Search figures")
        self.filters.show_query(gallery)
        self.layouts.set_value(SHELVES if gallery.has_shelves else GRID)
        self.by.setVisible(gallery.has_shelves)
        self.by.set_text(f"By {KINDS[gallery.by]}")
        self.by.setAccessibleName(f"Shelves by {KINDS[gallery.by]}")
        self._by_menu.show_choices([MenuChoice(kind, f"By {word}") for kind, word in KINDS.items()], gallery.by)
        self.order.set_text(ORDERS[query.order])
        self.order.setAccessibleName(f"Order: {ORDERS[query.order]}")
        self._order_menu.show_choices([self._order_choice(order, gallery) for order in FigureOrder], query.order)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Other words on a chip may need another row."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def focus_search(self) -> None:
        """Let a person type what they look for."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _order_choice(self, order: FigureOrder, gallery: Gallery) -> MenuChoice:
        is_here = not gallery.has_shelves or order in orders_on_shelves(gallery.by)
        text = f"{ORDERS[order]} first" if order in (FigureOrder.NEWEST, FigureOrder.OLDEST) else ORDERS[order]
        return MenuChoice(order, text, why_not="" if is_here else "Only in the grid.")

    def _lay_out(self) -> None:
        set_ground(self, "panel", "bottom")
        layout = QHBoxLayout(self._layout_box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.layouts)
        layout.addWidget(self.by)
        layout.addStretch(1)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(SIDE, 12, SIDE, 13)
        self._rows.setSpacing(9)
        row = self._row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.title)
        row.addWidget(self.search, 2)
        row.addStretch(1)
        row.addWidget(self.order)
        self._rows.addLayout(row)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)  # the filters wrap
        self.setSizePolicy(policy)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.layouts.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._size()

    def minimumSizeHint(self) -> QSize:
        """In its narrowest form the layouts stand in a row of their own."""
        least = max(
            self._layout_box.sizeHint().width(), self._appearance.px(SEARCH_LEAST) + GAP + self.order.sizeHint().width()
        )
        return QSize(least + 2 * SIDE, super().minimumSizeHint().height())

    def _arrange(self) -> None:
        """All in one row where there is room; else the filters go below, then the layouts too."""
        room = self.width() - 2 * SIDE
        layouts = self._layout_box.sizeHint().width() + GAP
        least = SEARCH_LEAST + GAP + self.order.sizeHint().width()
        titled = least + self.title.sizeHint().width() + 2 * GAP
        wide = titled + layouts + self.filters.sizeHint().width() + self._appearance.px(SEARCH_LEAST)
        rows = 1 if room >= wide else 2 if room >= titled + layouts else 3
        self.title.setVisible(room >= titled)
        self.filters.setMinimumWidth(self.filters.sizeHint().width() if rows == 1 else 0)
        if rows == self._rows_used:
            return
        self._rows_used = rows
        for widget in (self.filters, self._layout_box):
            self._row.removeWidget(widget)
            self._rows.removeWidget(widget)
        if rows < 3:
            self._row.insertWidget(self._row.count() - 1, self._layout_box)
        else:
            self._rows.addWidget(self._layout_box)
        if rows == 1:
            middle = Qt.AlignmentFlag.AlignVCenter
            self._row.insertWidget(self._row.indexOf(self.search) + 1, self.filters, 0, middle)
        else:
            self._rows.addWidget(self.filters)

    def _on_layout(self, key: str) -> None:
        if key == GRID:
            self.grid_chosen.emit()
        else:
            self.shelves_chosen.emit(self._by)

    def _size(self) -> None:
        self.search.setMinimumWidth(SEARCH_LEAST)
        self.search.setMaximumWidth(self._appearance.px(SEARCH_WIDTH))
        self._arrange()
