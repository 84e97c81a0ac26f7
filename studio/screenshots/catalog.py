"""The Catalog screen in each of its states, for pictures of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from studio.app import Studio
from studio.core.catalog import Kind
from studio.core.catalog_change import change_of
from studio.core.draft import draft_of
from studio.core.edit_history import Field
from studio.core.figure import THIS_COMPUTER
from studio.core.outbox import EntryChange, OutboxEntry, OutboxState, Pause
from studio.core.session import Offline, Role, SessionState, SignedIn, workspace_of
from studio.screenshots.team import ADA, TEAM
from studio.state.session import SessionView
from studio.state.sync import Sync
from studio.ui.catalog.page import CatalogPage

NEON = 1
NOW = datetime.now(UTC)


async def _live(studio: Studio) -> None:
    """A theme as it is live, read-only."""
    _page(studio).show_entry(Kind.THEMES, NEON)
    await _quiet(studio)


async def _edited(studio: Studio, view: str) -> None:
    """A theme with a draft: another palette, and a key that no template names."""
    page, editor = _page(studio), studio.catalog_stores.editor
    page.show_entry(Kind.THEMES, NEON)
    editor.begin()
    editor.put(("palette",), ["violet", "mint", "hot coral"])
    editor.put(("backdrop",), "an 80s arcade at night")
    editor.put(("glow",), 0.8)
    editor.put(("swatch",), {"card": "holographic foil", "bubble": "smoked plastic"})
    page.show_view(view)
    await _quiet(studio)


async def _form(studio: Studio) -> None:
    await _edited(studio, "form")


async def _tree(studio: Studio) -> None:
    await _edited(studio, "tree")


async def _json(studio: Studio) -> None:
    await _edited(studio, "json")


async def _broken(studio: Studio) -> None:
    """The JSON is broken in the middle of typing."""
    await _edited(studio, "json")
    editor = studio.catalog_stores.editor
    editor.edit_text(editor.snapshot.text.replace('"glow": 0.8,', '"glow": 0.8 "era": true,'))
    await _quiet(studio)


async def _template(studio: Studio) -> None:
    """A template with an edit, a hole and a placeholder of another style."""
    page, editor = _page(studio), studio.catalog_stores.editor
    page.show_entry(Kind.PROMPTS, 1)
    editor.begin()
    text = editor.snapshot.text.replace("with a small, even margin", "with {margin} and {{ theme.details.music }}")
    editor.edit_text(text.replace("{margin}", "[SUBJECT] in its middle"))
    await _quiet(studio)


async def _merge(studio: Studio) -> None:
    """Someone else published another palette and another mood meanwhile."""
    await _edited(studio, "json")
    services = studio.services
    catalog = await studio.tasks.call(lambda: services.library.catalog(THIS_COMPUTER))
    live = catalog.get(Kind.THEMES, NEON)
    if live is None or not isinstance(live.value, dict):
        return
    theirs = replace(live, value={**live.value, "palette": ["cobalt", "lime"], "mood": "calm"})
    draft = draft_of(live).edited(Field.TEXT, draft_of(theirs).text)
    await studio.tasks.call(
        lambda: services.shelf.publish_entry(THIS_COMPUTER, change_of(draft, "theirs", "Calmer for spring"))
    )
    await studio.catalog.open()
    await _quiet(studio)
    studio.catalog_stores.editor.merge()
    await _quiet(studio)


async def _publish(studio: Studio) -> None:
    """The question before publishing."""
    await _edited(studio, "json")
    await asyncio.sleep(1)
    await _quiet(studio)
    _page(studio).commands.publish.trigger()


async def _history(studio: Studio) -> None:
    """Two versions of a theme."""
    await _edited(studio, "json")
    studio.catalog_stores.editor.publish("Warmer words for the card")
    await _quiet(studio)
    _page(studio).commands.history.trigger()
    await _quiet(studio)


async def _in_team(studio: Studio, state: SessionState) -> None:
    """A made-up team with the catalog on board, which nobody is asked of."""
    workspace = workspace_of(state)
    await studio.tasks.call(lambda: studio.services.library.put_entries(workspace, studio.catalog.snapshot.entries))
    studio.session.pose(SessionView(state))
    await _quiet(studio)


async def _artist(studio: Studio) -> None:
    """Somebody who may read."""
    await _in_team(studio, SignedIn(TEAM, replace(ADA, role=Role.ARTIST), is_kept=True))
    await _live(studio)


async def _waiting(studio: Studio) -> None:
    """A draft that waits for the team."""
    await _sent(studio, OutboxState.WAITING)


async def _refused(studio: Studio) -> None:
    """A draft that the team did not take."""
    await _sent(studio, OutboxState.PARKED, "Only an admin can change the team’s catalog.", "Ask an admin of the team.")


async def _sent(studio: Studio, state: OutboxState, reason: str = "", next_step: str = "") -> None:
    """A draft in the outbox of a team that cannot be reached. The outbox is first: what is refused now is asked for again."""
    await _in_team(studio, Offline(TEAM, ADA, is_kept=True))
    await _edited(studio, "json")
    editor = studio.catalog_stores.editor
    draft = editor.snapshot.draft
    if draft is None:
        return
    change = EntryChange("change", draft.kind, draft.id, None, draft.name)
    workspace = workspace_of(studio.session.snapshot.state)
    entry = OutboxEntry("change", workspace, change.work, draft.name, change, NOW, state, 1, reason, next_step)
    pause = Pause.NETWORK if state is OutboxState.WAITING else Pause.NONE
    studio.sync.pose(Sync((entry,), pause=pause))
    editor.start_draft(replace(draft, change_id=entry.id))
    await studio.catalog_stores.drafts.flush()
    await _quiet(studio)


async def _several(studio: Studio) -> None:
    """Several drafts are to be published together."""
    await _edited(studio, "form")
    page = _page(studio)
    page.panel.list.select_rows([2, 3])
    page.commands.delete.trigger()
    page.panel.list.select_rows([0, 2, 3, 4])
    await _quiet(studio)
    page.commands.publish.trigger()


async def _older(studio: Studio) -> None:
    """Figures that were made before a theme was changed."""
    await _edited(studio, "form")
    studio.catalog_stores.editor.publish("Warmer words for the card")
    await asyncio.sleep(1)
    await _quiet(studio)
    _page(studio).effects.older.click()
    await _quiet(studio)


async def _empty(studio: Studio) -> None:
    """A team that has no catalog yet."""
    studio.session.pose(SessionView(SignedIn(TEAM, ADA, is_kept=True)))
    await _quiet(studio)
    studio.window.show_page("catalog")


def _page(studio: Studio) -> CatalogPage:
    page = studio.window.page("catalog")
    if not isinstance(page, CatalogPage):
        raise TypeError(type(page))
    return page


async def _quiet(studio: Studio) -> None:
    """Wait until nothing is on its way any more: two quiet moments in a row."""
    quiet = 0
    while quiet < 2:
        await asyncio.sleep(0.1)
        quiet = quiet + 1 if studio.tasks.is_idle else 0


CATALOG_STATES: dict[str, Callable[[Studio], Awaitable[None]]] = {
    "themes": _live,
    "form": _form,
    "tree": _tree,
    "json": _json,
    "broken": _broken,
    "template": _template,
    "merge": _merge,
    "publish": _publish,
    "history": _history,
    "artist": _artist,
    "waiting": _waiting,
    "refused": _refused,
    "several": _several,
    "older": _older,
    "empty": _empty,
}
