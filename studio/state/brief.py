"""The brief that is being filled in: its draft, the prompt it resolves to, and why it cannot be generated yet."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from studio.core import brief_references
from studio.core.brief_entries import names_in, with_names, without_entries
from studio.core.briefing import (
    engine_reasons_against,
    final_of,
    first_brief,
    fitted,
    prompt_input,
    reasons_against,
    recipe_of,
)
from studio.core.catalog import Catalog, Kind
from studio.core.engines import OPENAI
from studio.core.errors import StudioError
from studio.core.figure import THIS_COMPUTER, Figure
from studio.core.image_model import ImageModel
from studio.core.ports.library import FigureLibrary
from studio.core.ports.prompt import PromptResolver
from studio.core.pricing import UNKNOWN_PRICE, PriceRange
from studio.core.prompt.model import Resolution
from studio.core.recipe import Brief, Recipe, Reference
from studio.core.team_server import TeamServer
from studio.state.brief_draft import BriefDraft
from studio.state.catalog import CatalogStore
from studio.state.means import MeansAtHand
from studio.state.store import Store
from studio.state.tasks import Tasks

RESOLVE_AFTER_SECONDS = 0.06
SUBJECT_TO_COME = "…"
"""Stands in the prompt that is shown where the subject is still empty; nothing can be generated with it."""


@dataclass(frozen=True, slots=True)
class BriefState:
    """`reasons` say why nothing can be generated now (empty: it can).

    `model` is the one that would make the picture (None where the engine has none to choose); `price` is USD for all
    variations together. `server` is what is known of the team's image server, whoever makes it; `is_catalog_coming`:
    a team's catalog, of which nothing is known yet, is being fetched; `is_catalog_missing`: it could not be.
    """

    brief: Brief = field(default_factory=Brief)
    is_ready: bool = False
    resolution: Resolution | None = None
    reasons: tuple[str, ...] = ("The library is being opened.",)
    is_draft_saved: bool = True
    references_on_the_way: int = 0
    model: ImageModel | None = None
    price: PriceRange = UNKNOWN_PRICE
    server: TeamServer = field(default_factory=TeamServer)
    is_catalog_coming: bool = False
    is_catalog_missing: bool = False

    @property
    def max_references(self) -> int:
        """How many references there is room for."""
        room = brief_references.MAX_REFERENCES
        return min(room, self.model.max_references) if self.model else room


class BriefStore(Store[BriefState]):
    """Edits the brief, keeps its draft and resolves its prompt as it is typed."""

    refused = Signal(object)  # StudioError: a picture that cannot be a reference
    edit_began = Signal(object, object)  # the Figure that the brief edits now, the Brief before
    unresolved = Signal(object)  # dict of Kind and name: entries that the workspace's catalog does not have
    set_aside = Signal()  # the workspace has a draft of its own: what was typed on this computer stays there

    def __init__(
        self,
        tasks: Tasks,
        library: FigureLibrary,
        resolver: PromptResolver,
        catalog: CatalogStore,
        means: MeansAtHand,
    ) -> None:
        super().__init__(BriefState())
        self._tasks = tasks
        self._library = library
        self._resolver = resolver
        self._catalog = catalog
        self._means = means
        self._draft = BriefDraft(tasks, library, lambda: self.snapshot.brief, self._on_draft_saved)
        self._workspace = THIS_COMPUTER
        self._made: dict[str, int] = {}
        self._is_own = False
        self._along: tuple[Brief, dict[Kind, str]] | None = None
        self._names: dict[Kind, str] = {}
        catalog.changed.connect(self._on_catalog_changed)
        means.changed.connect(self._on_means_changed)

    @property
    def today(self) -> date:
        """The day against which models are held, by this computer's calendar."""
        return self._means.now.today

    async def open(self) -> None:
        """Bring back the draft; at the very first start fill in a brief that is one key press from a figure."""
        await self.enter(self._workspace)

    def hide(self) -> None:
        """The workspace is about to be left: show nothing of it. Only what was typed on this computer goes along.

        An account's draft never does, and what has gone along with one account does not go on to another one.
        """
        now = self.snapshot
        self._names = {}
        if now.is_ready:
            goes = self._workspace == THIS_COMPUTER and self._is_own
            self._along = (now.brief, names_in(now.brief, self._catalog.snapshot)) if goes else None

    async def leave(self) -> None:
        """Save the draft where it belongs."""
        await self.flush()
        if self._along is None:
            self._become(BriefState(reasons=("The workspace is being opened.",)))

    async def enter(self, workspace: str) -> None:
        """Bring back another workspace's draft; where it has none, what was typed on this computer goes along."""
        self._workspace, self._made = workspace, {}
        if self._along is not None and workspace != THIS_COMPUTER:
            await self._draft.mark_gone_along(THIS_COMPUTER, self._along[0])
        draft = await self._draft.load(workspace)
        first = first_brief(self._catalog.snapshot)
        brief = draft.brief if draft is not None else first
        self._is_own = draft is not None and not draft.has_gone_along and brief != first
        self._become(replace(self.snapshot, is_ready=True, is_draft_saved=True, resolution=None, brief=brief))
        self._judge()
        self._resolve_soon()
        if self._along is not None and draft is None:
            self.take_along()
        elif self._along is not None:
            self.set_aside.emit()

    def take_along(self) -> None:
        """Put what was typed on this computer into the workspace of now; its entries are looked for by their names."""
        if self._along is not None:
            brief, self._names = self._along
            self._change(without_entries(brief))
            self._find_entries()

    def edit(self, **changes: Any) -> None:
        """Change fields of the brief; with another first reference its mask and its parent go, unless given along."""
        self._change(brief_references.edited(self.snapshot.brief, **changes))

    def choose_engine(self, engine: str, model: str = "") -> None:
        """Another engine, or another of its models; what it cannot do is set to the nearest that it can."""
        brief = replace(self.snapshot.brief, engine=engine, model=model)
        self._change(fitted(brief, self._means.now.model_of(brief)))

    def start_over(self) -> None:
        """An empty brief with the same template, theme, rarity and engine."""
        self.edit(subject="", name="", extra="", references=(), mask=None, parent_id=None, variations=1)

    def put_back(self, brief: Brief) -> None:
        """A brief as it was before (undo)."""
        self._change(brief)

    def make_again(self, figure: Figure) -> None:
        """Fill the brief with what a figure was made from."""
        self._change(figure.recipe.to_brief())

    def edit_figure(self, figure: Figure) -> None:
        """Fill the brief with what a figure was made from, and put its own picture first; `edit_began` tells."""
        self._tasks.start("brief", "edit figure", self._edit_figure(figure))

    def set_mask(self, reference: Reference, mask: Reference, parent_id: str | None) -> None:
        """Give a reference a mask, and the first place."""
        self._change(brief_references.with_mask(self.snapshot.brief, reference, mask, parent_id))

    def make_final(self, figure: Figure) -> None:
        """Fill the brief with what a figure was made from, for the model for finals; nothing is started."""
        self._change(final_of(figure.recipe, self._means.now))

    def add_references(self, sources: Sequence[tuple[Path | bytes, str]]) -> None:
        """Check and keep pictures (a file, or bytes from the clipboard) and put them behind the others."""
        on_the_way = self.snapshot.references_on_the_way + len(sources)
        self._become(replace(self.snapshot, references_on_the_way=on_the_way))
        self._judge()
        self._tasks.start("brief", f"references {id(sources)}", self._add_references(tuple(sources)))

    def remove_reference(self, index: int) -> None:
        """Take a reference out of the brief."""
        self._change(brief_references.without(self.snapshot.brief, index))

    def move_reference(self, index: int, to: int) -> None:
        """Give a reference another place; the first one is set into the mock-up's bubble."""
        self._change(brief_references.with_moved(self.snapshot.brief, index, to))

    async def recipes(self) -> tuple[Recipe, ...]:
        """Freeze the brief as it is now: one recipe for each variation.

        The same brief again goes on counting its variations, so that it gives another picture and not the same one
        twice. Raises StudioError where it cannot be generated.
        """
        brief, catalog, means = self.snapshot.brief, self._catalog.snapshot, self._means.now
        resolution = await self._resolved(brief)
        reasons = reasons_against(brief, catalog, resolution)
        if reasons or resolution is None:
            raise StudioError(reasons[0] if reasons else "Choose a prompt template.", "Nothing was started.")
        recipe = recipe_of(brief, catalog, resolution.text, means.model_of(brief))
        reasons = engine_reasons_against(recipe, brief.variations, means)
        if reasons:
            raise StudioError(reasons[0], "Nothing was started.")
        first = self._made.get(recipe.hash, 0)
        self._made = {recipe.hash: first + brief.variations}
        return tuple(recipe.varied(first + number) for number in range(brief.variations))

    async def flush(self) -> None:
        """Save the draft now; called before the window closes."""
        await self._draft.flush()

    def _change(self, brief: Brief) -> None:
        if brief == self.snapshot.brief or not self.snapshot.is_ready:
            return
        self._is_own = True
        self._draft.save_soon()
        self._become(replace(self.snapshot, brief=brief, is_draft_saved=False))
        self._judge()
        self._resolve_soon()

    def _resolve_soon(self) -> None:
        self._tasks.start("brief", "resolve", self._resolve(RESOLVE_AFTER_SECONDS))

    async def _resolve(self, after: float) -> None:
        await asyncio.sleep(after)
        brief = self.snapshot.brief
        shown = brief if brief.subject.strip() else replace(brief, subject=SUBJECT_TO_COME)
        self._become(replace(self.snapshot, resolution=await self._resolved(shown)))
        self._judge()

    async def _resolved(self, brief: Brief) -> Resolution | None:
        catalog = self._catalog.snapshot
        prompt = catalog.get(Kind.PROMPTS, brief.prompt_id)
        if prompt is None:
            return None
        values = prompt_input(brief, catalog)
        return await self._tasks.call(lambda: self._resolver.resolve(prompt.template, values))

    def _judge(self) -> None:
        """Hold the brief against the catalog, the engine and the budget."""
        now, catalog, means = self.snapshot, self._catalog.snapshot, self._means.now
        model = means.model_of(now.brief)
        if now.brief.engine == OPENAI:
            self._means.need_key()
        recipe = recipe_of(now.brief, catalog, now.resolution.text if now.resolution else "", model)
        is_coming, is_missing = self._catalog.is_coming, self._catalog.is_missing
        reasons = reasons_against(
            now.brief, catalog, now.resolution, is_catalog_coming=is_coming, is_catalog_missing=is_missing
        )
        reasons = (*reasons, *engine_reasons_against(recipe, now.brief.variations, means))
        if now.references_on_the_way:
            reasons = (*reasons, "A reference picture is still being read.")
        price = means.price_of(recipe).times(now.brief.variations)
        self._become(
            replace(
                now,
                reasons=reasons,
                model=model,
                price=price,
                server=means.server,
                is_catalog_coming=is_coming,
                is_catalog_missing=is_missing,
            )
        )

    async def _edit_figure(self, figure: Figure) -> None:
        own = await self._tasks.call(lambda: self._library.figure_reference(figure))
        before = self.snapshot.brief
        self._change(brief_references.to_edit(figure, own))
        self.edit_began.emit(figure, before)

    async def _add_references(self, sources: tuple[tuple[Path | bytes, str], ...]) -> None:
        workspace = self._workspace
        for source, name in sources:
            try:
                reference = await self._read_reference(source, name)
                if workspace == self._workspace:
                    self._change(brief_references.with_added(self.snapshot.brief, reference))
            except StudioError as error:
                self.refused.emit(error)
            finally:
                on_the_way = self.snapshot.references_on_the_way - 1
                self._become(replace(self.snapshot, references_on_the_way=on_the_way))
                self._judge()

    async def _read_reference(self, source: Path | bytes, name: str) -> Reference:
        try:
            return await self._tasks.call(lambda: self._library.add_reference(source, name))
        except StudioError as error:
            if name in error.sentence:
                raise
            raise StudioError(f"“{name}” was not taken. {error.sentence}", error.next_step) from error

    def _on_draft_saved(self) -> None:
        self._become(replace(self.snapshot, is_draft_saved=True))

    def _on_means_changed(self) -> None:
        if self.snapshot.is_ready:
            self._judge()

    def _on_catalog_changed(self) -> None:
        if self.snapshot.is_ready:
            self._find_entries()
            self._judge()
            self._resolve_soon()

    def _find_entries(self) -> None:
        """Look in the catalog for the entries of a brief that came along; a team's catalog may come later."""
        catalog = self._catalog.snapshot
        if catalog.entries and self.snapshot.brief == first_brief(Catalog()):
            self._become(replace(self.snapshot, brief=first_brief(catalog)))
        if self._names and catalog.entries:
            brief, missing = with_names(self.snapshot.brief, self._names, catalog)
            self._names = {}
            self._become(replace(self.snapshot, brief=brief))
            if missing:
                self.unresolved.emit(missing)
