"""The gallery: which figures are looked for, how they are laid out, which are selected, and the window onto them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from studio.core.errors import FigureMissing
from studio.core.figure import Figure, FigureOrder, FigureQuery
from studio.core.json_text import JsonObject
from studio.core.ports.library import FigureLibrary
from studio.core.ports.prompt import PromptResolver
from studio.core.prompt.model import PromptInput, Span
from studio.core.shelves import Shelf, ShelfCount, ShelfKind
from studio.state.figure_window import FigureWindow
from studio.state.figures import FiguresStore
from studio.state.store import Store
from studio.state.tasks import Tasks

LAYOUT = "gallery layout"
"""Under this key the library keeps how the figures are laid out."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """`selected` are figure ids in the order they were picked; `current` is the one whose details are shown.

    `by` is what shelves are put up by, also while the grid is shown; `choices` are the shelves that filters offer.
    `parent` and `children` are the lineage of the current figure, `spans` its prompt once that was asked for.
    """

    query: FigureQuery = field(default_factory=lambda: FigureQuery(shelves=ShelfKind.THEME))
    by: ShelfKind = ShelfKind.THEME
    total: int | None = None
    selected: tuple[str, ...] = ()
    current: Figure | None = None
    parent: Figure | None = None
    children: tuple[Figure, ...] = ()
    spans: tuple[Span, ...] = ()
    choices: Mapping[ShelfKind, tuple[ShelfCount, ...]] = field(default_factory=dict[ShelfKind, tuple[ShelfCount, ...]])

    @property
    def is_filtered(self) -> bool:
        """A search or filter leaves figures out."""
        return self.query.is_filtered

    @property
    def has_shelves(self) -> bool:
        """The figures stand on shelves, not in the grid."""
        return self.query.shelves is not None


class GalleryStore(Store[Gallery]):
    """Searches, sorts, lays out and selects figures; `window` holds the rows that are looked at."""

    def __init__(self, tasks: Tasks, library: FigureLibrary, figures: FiguresStore, resolver: PromptResolver) -> None:
        super().__init__(Gallery())
        self._resolver = resolver
        self._is_laid_out = False
        self._tasks = tasks
        self._library = library
        self.window = FigureWindow(tasks, library)
        self.window.reset.connect(self._on_rows_changed)
        self.window.inserted.connect(self._on_rows_changed)
        self.window.removed.connect(self._on_rows_changed)
        figures.added.connect(self._on_added)
        figures.updated.connect(self._on_updated)
        figures.removed.connect(self._on_removed)
        figures.restored.connect(self._on_restored)
        figures.removed_for_good.connect(self._on_removed_for_good)

    def leave(self) -> None:
        """Show nothing of the workspace that is left."""
        self._become(Gallery())
        self.window.forget()

    def enter(self, workspace: str) -> None:
        """Show another workspace's figures."""
        self._become(replace(self.snapshot, query=replace(self.snapshot.query, workspace=workspace)))
        self.refresh()

    def refresh(self) -> None:
        """Read the figures anew; the first time, as they were laid out when the studio was closed."""
        if self._is_laid_out:
            self.window.show(self.snapshot.query)
        else:
            self._tasks.start("gallery", "layout", self._lay_out())

    def refresh_if_changed(self) -> None:
        """Read the figures anew where a command has added or deleted some meanwhile."""
        self.window.check()

    def search(self, text: str) -> None:
        """Show the figures whose subject, name, prompt, theme, rarity or model have words that begin like these."""
        self._ask(replace(self.snapshot.query, search=text.strip()))

    def sort(self, order: FigureOrder) -> None:
        """Another order."""
        self._ask(replace(self.snapshot.query, order=order))

    def filter_rating(self, minimum: int) -> None:
        """Show figures with at least so many stars; 0 shows all."""
        self._ask(replace(self.snapshot.query, minimum_rating=minimum))

    def filter_engine(self, engine: str) -> None:
        """Show what one engine has made; empty text shows all."""
        self._ask(replace(self.snapshot.query, engine=engine))

    def filter_status(self, status: str) -> None:
        """Show figures with one status; empty text shows all that are not deleted."""
        self._ask(replace(self.snapshot.query, status=status, is_deleted=False))

    def show_deleted(self) -> None:
        """Show what was deleted and can still be restored."""
        self._ask(replace(self.snapshot.query, status="", is_deleted=True))

    def keep_to(self, kind: ShelfKind, shelf: Shelf | None) -> None:
        """Show only what stands on one shelf; None takes that filter away."""
        self._ask(self.snapshot.query.keeping_to(kind, shelf))

    def clear_filters(self) -> None:
        """Show all figures that are not deleted."""
        self._ask(replace(self.snapshot.query.all_figures, is_deleted=False))

    def show_grid(self, place: str = "") -> None:
        """All figures in rows, as many in a row as there is room for; `place` is the figure that is looked at."""
        self.window.keep(self.snapshot.selected, place)
        self._ask(replace(self.snapshot.query, shelves=None))
        self._remember_layout()

    def show_shelves(self, by: ShelfKind, place: str = "") -> None:
        """One shelf for each theme, rarity, template, subject or day; `place` is the figure that is looked at."""
        self.window.keep(self.snapshot.selected, place)
        self._become(replace(self.snapshot, by=by))
        order = self.snapshot.query.order
        fitting = FigureOrder.NEWEST if order not in orders_on_shelves(by) else order
        self._ask(replace(self.snapshot.query, shelves=by, order=fitting))
        self._remember_layout()

    def see_all(self, shelf: Shelf) -> None:
        """All figures of one shelf, in the grid."""
        self._ask(replace(self.snapshot.query.keeping_to(shelf.kind, shelf), shelves=None))

    def reveal(self, figure: Figure) -> None:
        """Select one figure, wherever it stands; filters that leave it out are taken away."""
        query = self.snapshot.query
        if query.search or not query.admits(figure):
            query = replace(query.all_figures, is_deleted=figure.deleted_at is not None)
        self._become(replace(self.snapshot, query=query))
        self.window.keep([figure.id])
        self.window.show(query)

    def want_choices(self, kind: ShelfKind) -> None:
        """Read which shelves of a kind there are to choose from; `choices` has them when they have come."""
        self._tasks.start("gallery", f"choices {kind}", self._read_choices(kind))

    def select(self, figures: Sequence[Figure]) -> None:
        """These figures are selected; the last one's details are shown."""
        current = figures[-1] if figures else None
        before = self.snapshot.current
        selected = tuple(figure.id for figure in figures)
        self.window.keep(selected)
        if current is not None and before is not None and current.id == before.id:
            self._become(replace(self.snapshot, selected=selected, current=current))
            return
        self._become(replace(self.snapshot, selected=selected, current=current, parent=None, children=(), spans=()))
        if current is not None:
            self._tasks.start("gallery", "lineage", self._read_lineage(current))

    def want_prompt(self) -> None:
        """Resolve the current figure's template once more, which tells what fed each part of its prompt."""
        if self.snapshot.current is not None:
            self._tasks.start("gallery", "prompt", self._resolve_prompt(self.snapshot.current))

    async def _resolve_prompt(self, figure: Figure) -> None:
        recipe = figure.recipe
        values = PromptInput(recipe.subject, recipe.name, recipe.extra, recipe.theme, recipe.rarity)
        template = recipe.prompt.template if recipe.prompt is not None else ""
        resolution = await self._tasks.call(lambda: self._resolver.resolve(template, values))
        current = self.snapshot.current
        if current is not None and current.id == figure.id and resolution.text == recipe.text:
            self._become(replace(self.snapshot, spans=resolution.spans))

    async def _lay_out(self) -> None:
        kept = await self._tasks.call(lambda: self._library.load_draft(self.snapshot.query.workspace, LAYOUT))
        self._is_laid_out = True
        layout = kept if isinstance(kept, dict) else {}
        by = next((kind for kind in ShelfKind if kind == layout.get("by")), self.snapshot.by)
        shelves = None if layout.get("is_grid") is True else by
        self._become(replace(self.snapshot, by=by, query=replace(self.snapshot.query, shelves=shelves)))
        self.window.show(self.snapshot.query)

    def _remember_layout(self) -> None:
        self._is_laid_out = True
        layout: JsonObject = {"is_grid": not self.snapshot.has_shelves, "by": self.snapshot.by.value}
        workspace = self.snapshot.query.workspace
        self._tasks.start("gallery", "remember", self._save_layout(workspace, layout))

    async def _save_layout(self, workspace: str, layout: JsonObject) -> None:
        await self._tasks.call(lambda: self._library.save_draft(workspace, LAYOUT, layout))

    async def _read_choices(self, kind: ShelfKind) -> None:
        query = replace(self.snapshot.query.keeping_to(kind, None), shelves=None)
        found = await self._tasks.call(lambda: self._library.shelves(query, kind))
        self._become(replace(self.snapshot, choices={**self.snapshot.choices, kind: found}))

    async def _read_lineage(self, figure: Figure) -> None:
        parent = await self._read_parent(figure.recipe.parent_id, figure.workspace)
        children = await self._tasks.call(lambda: self._library.children(figure.id))
        current = self.snapshot.current
        if current is not None and current.id == figure.id:
            self._become(replace(self.snapshot, parent=parent, children=children))

    async def _read_parent(self, parent_id: str | None, workspace: str) -> Figure | None:
        """None where it was removed for good (what was made from it stays), or is another workspace's."""
        if parent_id is None:
            return None
        try:
            parent = await self._tasks.call(lambda: self._library.figure(parent_id))
        except FigureMissing:
            return None
        return parent if parent.workspace == workspace else None

    def _ask(self, query: FigureQuery) -> None:
        if query != self.snapshot.query:
            self._become(replace(self.snapshot, query=query))
            self.window.show(query)

    def _on_rows_changed(self, _row: int = 0) -> None:
        self._become(replace(self.snapshot, total=self.window.total))

    def _on_added(self, figure: Figure) -> None:
        self.window.add(figure)
        current = self.snapshot.current
        if current is not None and figure.recipe.parent_id == current.id:
            self._become(replace(self.snapshot, children=(*self.snapshot.children, figure)))

    def _on_updated(self, figure: Figure) -> None:
        self.window.replace(figure)
        current = self.snapshot.current
        if current is not None and current.id == figure.id:
            self._become(replace(self.snapshot, current=figure))

    def _on_removed(self, figure_ids: Sequence[str]) -> None:
        if self.snapshot.query.is_deleted:
            self.refresh()
        else:
            self._take_away(figure_ids)

    def _on_restored(self, figure_ids: Sequence[str]) -> None:
        if self.snapshot.query.is_deleted:
            self._take_away(figure_ids)
        else:
            self.refresh()

    def _on_removed_for_good(self, figure_ids: Sequence[str]) -> None:
        if self.snapshot.query.is_deleted:
            self._take_away(figure_ids)

    def _take_away(self, figure_ids: Sequence[str]) -> None:
        gone = set(figure_ids)
        self.window.keep([figure_id for figure_id in self.snapshot.selected if figure_id not in gone])
        self.window.remove(figure_ids)
        current = self.snapshot.current
        left = tuple(child for child in self.snapshot.children if child.id not in gone)
        if current is not None and current.id in gone:
            self._become(replace(self.snapshot, selected=(), current=None, parent=None, children=(), spans=()))
        elif left != self.snapshot.children:
            self._become(replace(self.snapshot, children=left))


def orders_on_shelves(by: ShelfKind) -> tuple[FigureOrder, ...]:
    """The orders that figures can have on shelves of a kind."""
    by_time = (FigureOrder.NEWEST, FigureOrder.OLDEST)
    return by_time if by is ShelfKind.DAY else (*by_time, FigureOrder.BEST)
