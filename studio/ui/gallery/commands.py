"""The gallery's actions: what can be done with the selected figures, by button, menu, key and command palette."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from studio.core.figure import Figure
from studio.state.figures import FiguresStore
from studio.ui.actions import Actions
from studio.ui.facts import MOST_STARS, rating_verb
from studio.ui.figure_actions import FigureActions
from studio.ui.publishing import PUBLISH

GROUP = "Gallery"
DELETE_KEYS = ("Backspace", "Del") if sys.platform == "darwin" else ("Del",)
COMPARED = 2


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What other parts of the studio do with the gallery's figures."""

    view: Callable[[Figure], None]
    compare: Callable[[Figure, Figure], None]
    make_again: Callable[[Figure], None]
    edit: Callable[[Figure], None]
    show_on_stage: Callable[[Figure], None]


class GalleryCommands(QObject):
    """Actions over the selected figures; they can be used only while the gallery is shown and something is selected."""

    def __init__(
        self,
        page: QWidget,
        actions: Actions,
        figures: FiguresStore,
        figure_actions: FigureActions,
        elsewhere: Elsewhere,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._actions = actions
        self._figures = figures
        self._figure_actions = figure_actions
        self._selected: tuple[Figure, ...] = ()
        self._for_one: list[QAction] = []
        self._for_all: list[QAction] = []
        one, every = self._add_for_one, self._add_for_all
        self.view = one("view", "View large", elsewhere.view, "F")
        self.open = one("open", "Show on the stage", elsewhere.show_on_stage)
        self.make_again = one("make-again", "Make again", elsewhere.make_again, "Ctrl+R")
        self.edit = one("edit", "Edit this figure", elsewhere.edit, "Ctrl+E")
        self.make_final = one("make-final", "Make a final", figure_actions.make_final, "Ctrl+Shift+F")
        self.compare = self._add("compare", "Compare", lambda: elsewhere.compare(*self._selected), "C")
        self.publish = one("publish", PUBLISH, figure_actions.publish, "Ctrl+P")
        self.copy_link = one("copy-link", "Copy public link", figure_actions.copy_link, "Ctrl+Shift+L")
        self.save_copy = one("save-copy", "Save a copy…", figure_actions.save_copy, "Ctrl+S")
        self.copy_image = one("copy-image", "Copy image", figure_actions.copy_image, "Ctrl+C")
        self.show_in_folder = one("show-in-folder", "Show in folder", figure_actions.show_in_folder, "Ctrl+Shift+E")
        self.delete = every("delete", "Delete", lambda: figure_actions.delete(self._selected), *DELETE_KEYS)
        self.restore = every("restore", "Restore", lambda: figure_actions.restore(self._selected))
        self.remove = every("remove", "Remove for good…", lambda: figure_actions.remove_for_good(self._selected))
        self.ratings = tuple(
            every(f"rate-{stars}", rating_verb(stars), partial(self.rate, stars), str(stars))
            for stars in range(MOST_STARS, -1, -1)
        )

    def set_selected(self, figures: tuple[Figure, ...], count: int) -> None:
        """What the actions are about; where more are selected than are known, nothing is done to a part of them."""
        self._selected = figures if len(figures) == count else ()
        is_shown = self._page.isVisible()
        for action in self._for_one:
            action.setEnabled(is_shown and len(self._selected) == 1)
        figure = self._selected[0] if len(self._selected) == 1 else None
        self.publish.setText(self._figure_actions.publish_verb(figure))
        self.copy_link.setEnabled(is_shown and figure is not None and figure.url is not None)
        for action in self._for_all:
            action.setEnabled(is_shown and bool(self._selected))
        self.compare.setEnabled(is_shown and len(self._selected) == COMPARED)
        self.delete.setEnabled(self.delete.isEnabled() and not self._are_deleted)
        for action in (self.restore, self.remove):
            action.setEnabled(action.isEnabled() and self._are_deleted)
        several = f" {count:,} figures" if count > 1 else ""
        self.delete.setText(f"Delete{several}")
        self.restore.setText(f"Restore{several}")

    def rate(self, stars: int) -> None:
        """Rate all selected figures; where all have that rating already, it is taken away."""
        different = [figure for figure in self._selected if figure.rating != stars]
        for figure in different or (self._selected if stars else ()):
            self._figures.rate(figure, stars)

    def menu(self, parent: QWidget) -> QMenu:
        """The same actions for the pointer."""
        menu = QMenu(parent)
        if len(self._selected) == 1:
            menu.addActions([self.view, self.open, self.make_again, self.edit, self.make_final])
            menu.addSeparator()
            menu.addActions([self.publish, self.copy_link])
            menu.addSeparator()
            menu.addActions([self.save_copy, self.copy_image, self.show_in_folder])
            menu.addSeparator()
        if len(self._selected) == COMPARED:
            menu.addAction(self.compare)
        rate = menu.addMenu("Rate")
        rate.addActions(self.ratings)
        menu.addSeparator()
        menu.addActions([self.restore, self.remove] if self._are_deleted else [self.delete])
        return menu

    @property
    def _are_deleted(self) -> bool:
        return any(figure.deleted_at is not None for figure in self._selected)

    def _add_for_one(self, name: str, text: str, run: Callable[[Figure], None], *keys: str) -> QAction:
        action = self._add(name, text, lambda: run(self._selected[0]), *keys)
        self._for_one.append(action)
        return action

    def _add_for_all(self, name: str, text: str, run: Callable[[], None], *keys: str) -> QAction:
        action = self._add(name, text, run, *keys)
        self._for_all.append(action)
        return action

    def _add(self, name: str, text: str, run: Callable[[], None], *keys: str) -> QAction:
        action = self._actions.add(f"gallery-{name}", text, run, group=GROUP, keys=keys, owner=self._page)
        action.setEnabled(False)
        return action
