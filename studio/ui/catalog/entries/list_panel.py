"""The left side: which kind of entries, finding them, the list, and what begins a new one."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from studio.core.catalog import Kind
from studio.core.catalog_access import CatalogAccess
from studio.core.draft import EntryStatus
from studio.state.entry_rows import CatalogList, Order
from studio.ui.appearance import Appearance
from studio.ui.catalog.entries.entry_list import EntryList
from studio.ui.catalog.entries.entry_painter import BADGES
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.chips import FilterChip
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.fields import SearchField
from studio.ui.widgets.labels import Badge, PlainLabel
from studio.ui.widgets.properties import set_ground
from studio.ui.widgets.segmented import Option, Segmented

KINDS = {Kind.PROMPTS: "Prompts", Kind.THEMES: "Themes", Kind.RARITY: "Rarity"}
_PLURALS = {Kind.PROMPTS: "templates", Kind.THEMES: "themes", Kind.RARITY: "levels"}


class ListPanel(QWidget):
    """Follows the list's snapshot."""

    kind_chosen = Signal(object)
    searched = Signal(str)
    order_chosen = Signal(object)
    status_chosen = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.badge = Badge("This computer")
        self.kinds = Segmented(appearance, "Kind", tuple(Option(kind.value, words) for kind, words in KINDS.items()))
        self.search = SearchField(appearance, "Filter")
        self.order = FilterChip(appearance, "Order")
        self.status = FilterChip(appearance, "All")
        self.list = EntryList(appearance)
        self.new = Button(appearance, "New theme", icon="plus")
        self.more = Button(appearance, "More")
        self.nothing = EmptyState(appearance, "Nothing found", "No entry has these words.", icon="search")
        self.locked = PlainLabel("", "muted", wrap=True)
        self.locked.hide()
        self._clear = self.nothing.add_button("Show all")
        self._body = QStackedWidget(self)
        self._body.addWidget(self.list)
        self._body.addWidget(self.nothing)
        self._head: CatalogList | None = None
        self._orders: dict[Order, QAction] = {}
        self._statuses: dict[EntryStatus | None, QAction] = {}
        self._fill_menus()
        self._lay_out()
        self.kinds.chosen.connect(lambda key: self.kind_chosen.emit(Kind(key)))
        self.search.searched.connect(self.searched)
        self.search.returnPressed.connect(self.list.setFocus)
        self._clear.clicked.connect(self._on_clear)
        set_ground(self, "panel", "right")

    def show_list(self, listed: CatalogList) -> None:
        """Show the rows, and how they were found."""
        head = replace(listed, rows=(), search="")
        if head != self._head:
            self._head = head
            self._show_head(listed)
        if self.search.text().strip() != listed.search and not self.search.hasFocus():
            self.search.setText(listed.search)
        self.list.show_rows(listed.rows)
        is_empty = not listed.rows
        if is_empty and not listed.is_ready:
            self.nothing.set_texts("Opening the catalog…", "")
            self._clear.hide()
        elif is_empty:
            found = bool(listed.search or listed.only)
            self.nothing.set_texts(
                "Nothing found" if found else "Nothing here yet",
                "No entry is like that." if found else "Begin a new one, or import a catalog file.",
            )
            self._clear.setVisible(found)
        self._body.setCurrentWidget(self.nothing if is_empty else self.list)

    def _show_head(self, listed: CatalogList) -> None:
        """What does not depend on what is searched."""
        self.kinds.set_value(listed.kind.value)
        self.search.setPlaceholderText(f"Filter {listed.total:,} {_PLURALS[listed.kind]}")
        word = "level" if listed.kind is Kind.RARITY else listed.kind.singular.removeprefix("prompt ")
        self.new.set_text(f"New {word}")
        self._orders[listed.order].setChecked(True)
        self.order.set_text(listed.order.value.capitalize())
        self.order.set_active(listed.order is not Order.AS_IS)
        counts = dict(listed.counts)
        for status, action in self._statuses.items():
            if status is not None:
                words = "Live" if status is EntryStatus.LIVE else BADGES[status][0]
                count = counts.get(status, listed.total - sum(counts.values()) if status is EntryStatus.LIVE else 0)
                action.setText(f"{words} ({count:,})")
        self._statuses[listed.only].setChecked(True)
        self.status.set_text("All" if listed.only is None else BADGES[listed.only][0])
        self.status.set_active(listed.only is not None)

    def show_access(self, access: CatalogAccess) -> None:
        """Say whose catalog it is, and why nothing new can be begun where it cannot."""
        self.badge.show_text(access.words, "quiet")
        self.new.set_reasons(access.reasons)
        self.locked.setText(access.reasons[0] if access.reasons else "")
        self.locked.setVisible(bool(access.reasons))

    def focus_search(self) -> None:
        """Put the cursor into the filter."""
        self.search.setFocus()
        self.search.selectAll()

    def _fill_menus(self) -> None:
        orders, statuses = QMenu(self.order), QMenu(self.status)
        group = QActionGroup(orders)
        for order in Order:
            action = orders.addAction(order.value.capitalize())
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, order=order: self.order_chosen.emit(order))
            group.addAction(action)
            self._orders[order] = action
        group = QActionGroup(statuses)
        for status in (None, *EntryStatus):
            action = statuses.addAction("All" if status is None else BADGES[status][0])
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, status=status: self.status_chosen.emit(status))
            group.addAction(action)
            self._statuses[status] = action
        self.order.setMenu(orders)
        self.status.setMenu(statuses)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(PlainLabel("Catalog", "title"), 1)
        head.addWidget(self.badge)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        chips.addWidget(self.status)
        chips.addWidget(self.order)
        chips.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.new)
        foot.addWidget(self.more)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.kinds)
        column.addWidget(self.search)
        column.addLayout(chips)
        column.addWidget(self._body, 1)
        column.addWidget(self.locked)
        column.addLayout(foot)

    def _on_clear(self) -> None:
        self.search.clear()
        self.searched.emit("")
        self.status_chosen.emit(None)
        self.list.setFocus()
