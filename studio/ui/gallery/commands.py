"""The gallery's actions: what can be done with the selected figures, by button, menu, key and command palette."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from studio.core.figure import Figure
from studio.state.figures import FiguresStore
from studio.ui.actions import Actions
from studio.ui.facts import MOST_STARS
from studio.ui.figure_actions import FigureActions

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
        self.view = one("view", elsewhere.view)
        self.open = one("open", elsewhere.show_on_stage)
        self.make_again = one("make-again", elsewhere.make_again)
        self.edit = one("edit", elsewhere.edit)
        self.make_final = one("make-final", figure_actions.make_final)
        self.compare = self._add("compare", lambda: elsewhere.compare(*self._selected))
        self.publish = one("publish", figure_actions.publish)
        self.copy_link = one("copy-link", figure_actions.copy_link)
        self.save_copy = one("save-copy", figure_actions.save_copy)
        self.copy_image = one("copy-image", figure_actions.copy_image)
        self.show_in_folder = one("show-in-folder", figure_actions.show_in_folder)
        self.delete = every("delete", lambda: figure_actions.delete(self._selected))
        self.undo = self._add("undo", figure_actions.deletions.undo)
        figure_actions.deletions.changed.connect(self._offer_undo)
        self.restore = every("restore", lambda: figure_actions.restore(self._selected))
        self.remove = every("remove", lambda: figure_actions.remove_for_good(self._selected))
        self.ratings = tuple(every(f"rate-{stars}", partial(self.rate, stars)) for stars in range(MOST_STARS, -1, -1))

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
        self._offer_undo()
        self.compare.setEnabled(is_shown and len(self._selected) == COMPARED)
        self.delete.setEnabled(self.delete.isEnabled() and not self._are_deleted)
        for action in (self.restore, self.remove):
            action.setEnabled(action.isEnabled() and self._are_deleted)
        several = f" {count:,} figures" if count > 1 else ""
        self.delete.setText(f"Delete{several}")
        self.restore.setText(f"Restore{several}")

    def _offer_undo(self) -> None:
        self.undo.setEnabled(self._page.isVisible() and self._figure_actions.deletions.can_undo)

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

    def _add_for_one(self, name: str, run: Callable[[Figure], None]) -> QAction:
        action = self._add(name, lambda: run(self._selected[0]))
        self._for_one.append(action)
        return action

    def _add_for_all(self, name: str, run: Callable[[], None]) -> QAction:
        action = self._add(name, run)
        self._for_all.append(action)
        return action

    def _add(self, name: str, run: Callable[[], None]) -> QAction:
        action = self._actions.bind(f"gallery-{name}", run, self._page)
        action.setEnabled(False)
        return action
