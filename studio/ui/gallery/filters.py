"""The chips under the gallery's head: what the figures are narrowed down to, and a way to take it all away."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.core.figure import FigureQuery
from studio.core.shelves import Shelf, ShelfKind
from studio.state.gallery import Gallery, GalleryStore
from studio.ui.appearance import Appearance
from studio.ui.facts import ENGINES, KINDS, MOST_STARS, STAR, STATUSES, shelf_text
from studio.ui.gallery.choice_menu import ChoiceMenu, MenuChoice
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.chips import FilterChip
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.labels import PlainLabel

ANY = MenuChoice(None, "Any")
DELETED = "deleted"
LONGEST_NAME = 28
CHOSEN_BY_SEE_ALL = (ShelfKind.TEMPLATE, ShelfKind.SUBJECT, ShelfKind.DAY)


class FilterChips(QWidget):
    """Shows the filters of a query; tells what a person asks for."""

    kept_to = Signal(object, object)  # ShelfKind, Shelf or None
    status_chosen = Signal(str)
    deleted_chosen = Signal()
    rating_chosen = Signal(int)
    engine_chosen = Signal(str)
    choices_wanted = Signal(object)  # ShelfKind
    cleared = Signal()

    def __init__(self, appearance: Appearance, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._appearance = appearance
        self._flow = FlowLayout(self, gap=8)
        self.theme = self._add("Theme", lambda shelf: self.kept_to.emit(ShelfKind.THEME, shelf))
        self.rarity = self._add("Rarity", lambda shelf: self.kept_to.emit(ShelfKind.RARITY, shelf))
        self.status = self._add("Status", self._on_status)
        self.rating = self._add("Rating", lambda stars: self.rating_chosen.emit(stars or 0))
        self.engine = self._add("Made by", lambda engine: self.engine_chosen.emit(engine or ""))
        self._kept = {kind: self._add_kept(kind) for kind in CHOSEN_BY_SEE_ALL}
        self.clear = Button(appearance, "Clear all", "link")
        self.clear.clicked.connect(self.cleared)
        self.found = PlainLabel("", "muted")
        for widget in (self.clear, self.found):
            self._flow.addWidget(widget)
        for kind, chip in ((ShelfKind.THEME, self.theme), (ShelfKind.RARITY, self.rarity)):
            chip.menu().aboutToShow.connect(lambda kind=kind: self.choices_wanted.emit(kind))

    def ask(self, store: GalleryStore) -> None:
        """Ask a store for what a person chooses."""
        self.kept_to.connect(store.keep_to)
        self.status_chosen.connect(store.filter_status)
        self.deleted_chosen.connect(store.show_deleted)
        self.rating_chosen.connect(store.filter_rating)
        self.engine_chosen.connect(store.filter_engine)
        self.choices_wanted.connect(store.want_choices)

    def show_query(self, gallery: Gallery) -> None:
        """Show the filters of another query, and how many figures it found."""
        query = gallery.query
        for kind, chip in ((ShelfKind.THEME, self.theme), (ShelfKind.RARITY, self.rarity)):
            self._show_shelf(kind, chip, gallery)
        for kind, chip in self._kept.items():
            shelf = query.shelf(kind)
            chip.setVisible(shelf is not None)
            if shelf is not None:
                self._show(chip, KINDS[kind].capitalize(), [ANY, MenuChoice(shelf, self._name(shelf))], shelf)
        status = DELETED if query.is_deleted else query.status or None
        statuses = [MenuChoice(key, text) for key, text in STATUSES.items()]
        self._show(self.status, "Status", [ANY, *statuses, MenuChoice(DELETED, "Deleted", is_apart=True)], status)
        ratings = [MenuChoice(stars, rating_choice(stars)) for stars in range(1, MOST_STARS + 1)]
        self._show(self.rating, "Rating", [ANY, *ratings], query.minimum_rating or None, filter_text(query))
        engines = [MenuChoice(key, text) for key, text in ENGINES.items()]
        self._show(self.engine, "Made by", [ANY, *engines], query.engine or None)
        is_narrowed = query.is_filtered or query.is_deleted
        self.clear.setVisible(is_narrowed)
        total = gallery.total
        self.found.setText(f"{total:,} found" if is_narrowed and total else "")
        self.found.setVisible(bool(self.found.text()))
        self.found.setMinimumHeight(self.theme.sizeHint().height())  # on one line with the chips

    def _add(self, word: str, on_chosen: Callable[[object], None]) -> FilterChip:
        chip = FilterChip(self._appearance, word)
        menu = ChoiceMenu(self)
        menu.chosen.connect(on_chosen)
        chip.setMenu(menu)
        self._flow.addWidget(chip)
        return chip

    def _add_kept(self, kind: ShelfKind) -> FilterChip:
        chip = self._add(KINDS[kind].capitalize(), lambda shelf: self.kept_to.emit(kind, shelf))
        chip.hide()
        return chip

    def _show_shelf(self, kind: ShelfKind, chip: FilterChip, gallery: Gallery) -> None:
        current = gallery.query.shelf(kind)
        known = gallery.choices.get(kind, ())
        choices = [MenuChoice(found.shelf, self._name(found.shelf), f"{found.figures:,}") for found in known]
        if current is not None and current not in [found.shelf for found in known]:
            choices.append(MenuChoice(current, self._name(current)))
        self._show(chip, KINDS[kind].capitalize(), [ANY, *choices], current)

    def _show(
        self, chip: FilterChip, word: str, choices: list[MenuChoice], current: object, text: str | None = None
    ) -> None:
        menu = chip.menu()
        if isinstance(menu, ChoiceMenu):
            menu.show_choices(choices, current)
        chosen = next(choice.text for choice in choices if choice.value == current)
        is_active = current is not None
        shown = (text or short(chosen)) if is_active else "any"
        chip.set_text(f"{word}: {shown}" if is_active else word)
        chip.set_active(is_active)
        chip.setAccessibleName(f"Filter by {word.casefold()}: {shown}")

    def _name(self, shelf: Shelf) -> str:
        return shelf_text(shelf, self._now())

    def _on_status(self, status: object) -> None:
        if status == DELETED:
            self.deleted_chosen.emit()
        else:
            self.status_chosen.emit(status or "")


def rating_choice(stars: int) -> str:
    """`★★★ or more`, `★★★★★`."""
    return f"{STAR * stars} or more" if stars < MOST_STARS else STAR * stars


def filter_text(query: FigureQuery) -> str:
    """`3★+`, `5★`."""
    return f"{query.minimum_rating}★" + ("" if query.minimum_rating == MOST_STARS else "+")


def short(text: str) -> str:
    """A name in one line, short enough for a chip."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1].rstrip()}…"
