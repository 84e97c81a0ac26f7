"""The gallery: which figures are looked for, which are selected, and the window onto them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from studio.core.figure import Figure, FigureQuery
from studio.core.ports import FigureLibrary
from studio.state.figure_window import FigureWindow
from studio.state.figures import FiguresStore
from studio.state.store import Store
from studio.state.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Gallery:
    """`selected` are figure ids in the order they were picked; `current` is the one whose details are shown."""

    query: FigureQuery = field(default_factory=FigureQuery)
    total: int | None = None
    selected: tuple[str, ...] = ()
    current: Figure | None = None

    @property
    def is_filtered(self) -> bool:
        """A search or filter leaves figures out."""
        return bool(self.query.search or self.query.minimum_rating or self.query.engine or self.query.status)


class GalleryStore(Store[Gallery]):
    """Searches, sorts and selects figures; `window` holds the rows that are looked at."""

    def __init__(self, tasks: Tasks, library: FigureLibrary, figures: FiguresStore) -> None:
        super().__init__(Gallery())
        self._figures = figures
        self.window = FigureWindow(tasks, library)
        self.window.reset.connect(self._on_rows_changed)
        self.window.inserted.connect(self._on_rows_changed)
        self.window.removed.connect(self._on_rows_changed)
        figures.added.connect(self.window.add)
        figures.updated.connect(self._on_updated)
        figures.removed.connect(self._on_removed)
        figures.restored.connect(self._on_restored)

    def leave(self) -> None:
        """Show nothing of the workspace that is left."""
        self._become(Gallery())
        self.window.forget()

    def enter(self, workspace: str) -> None:
        """Show another workspace's figures."""
        self._become(replace(self.snapshot, query=replace(self.snapshot.query, workspace=workspace)))
        self.refresh()

    def refresh(self) -> None:
        """Read the figures anew."""
        self.window.show(self.snapshot.query)

    def refresh_if_changed(self) -> None:
        """Read the figures anew where a command has added or deleted some meanwhile."""
        self.window.check()

    def search(self, text: str) -> None:
        """Show the figures whose subject, name, prompt, theme, rarity or model have words that begin like these."""
        self._ask(replace(self.snapshot.query, search=text.strip()))

    def sort(self, *, oldest_first: bool) -> None:
        """Newest or oldest first."""
        self._ask(replace(self.snapshot.query, oldest_first=oldest_first))

    def filter_rating(self, minimum: int) -> None:
        """Show figures with at least so many stars; 0 shows all."""
        self._ask(replace(self.snapshot.query, minimum_rating=minimum))

    def select(self, figures: Sequence[Figure]) -> None:
        """These figures are selected; the last one's details are shown."""
        current = figures[-1] if figures else None
        self._become(replace(self.snapshot, selected=tuple(figure.id for figure in figures), current=current))

    def delete_selected(self) -> None:
        """Delete the selected figures; it can be undone."""
        if self.snapshot.selected:
            self._figures.delete(self.snapshot.selected)

    def _ask(self, query: FigureQuery) -> None:
        if query != self.snapshot.query:
            self._become(replace(self.snapshot, query=query))
            self.window.show(query)

    def _on_rows_changed(self, _row: int = 0) -> None:
        self._become(replace(self.snapshot, total=self.window.total))

    def _on_updated(self, figure: Figure) -> None:
        self.window.replace(figure)
        current = self.snapshot.current
        if current is not None and current.id == figure.id:
            self._become(replace(self.snapshot, current=figure))

    def _on_removed(self, figure_ids: Sequence[str]) -> None:
        self.window.remove(figure_ids)
        current = self.snapshot.current
        if current is not None and current.id in figure_ids:
            self._become(replace(self.snapshot, selected=(), current=None))

    def _on_restored(self, _figure_ids: Sequence[str]) -> None:
        self.refresh()
