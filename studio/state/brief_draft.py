"""The draft of the brief: kept in the library a moment after the last change, and never long after the first."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from studio.core.errors import StudioError
from studio.core.figure import THIS_COMPUTER
from studio.core.json_text import JsonValue
from studio.core.ports.library import FigureLibrary
from studio.core.recipe import Brief
from studio.state.tasks import Tasks

DRAFT, GONE_ALONG = "create", "has_gone_along"
SAVE_AFTER_SECONDS = 0.4
SAVE_AT_LATEST_SECONDS = 2.0
"""Someone who types without a pause loses no more than this."""


@dataclass(frozen=True, slots=True)
class KeptBrief:
    """A draft as it was kept; `has_gone_along`: it was shown in another workspace since it was last edited."""

    brief: Brief
    has_gone_along: bool = False


class BriefDraft:
    """Keeps what `current` gives as the draft of a workspace; `on_saved` hears when nothing newer is there to keep."""

    def __init__(
        self, tasks: Tasks, library: FigureLibrary, current: Callable[[], Brief], on_saved: Callable[[], None]
    ) -> None:
        self._tasks = tasks
        self._library = library
        self._current = current
        self._on_saved = on_saved
        self._workspace = THIS_COMPUTER
        self._is_saved = True
        self._save_by = 0.0

    async def load(self, workspace: str) -> KeptBrief | None:
        """The draft of a workspace, which is the one to keep from now on; None where there is none to be read."""
        self._workspace = workspace
        draft = await self._tasks.call(lambda: self._library.load_draft(workspace, DRAFT))
        self._is_saved = True
        return _kept(draft)

    async def mark_gone_along(self, workspace: str, brief: Brief) -> None:
        """Keep that a workspace's draft was taken along into another one: it goes along once, with whom it met first."""
        draft: JsonValue = {"brief": brief.to_json(), GONE_ALONG: True}
        await self._tasks.call(lambda: self._library.save_draft(workspace, DRAFT, draft))

    def save_soon(self) -> None:
        """The brief was changed: keep it shortly."""
        now = asyncio.get_running_loop().time()
        if self._is_saved:
            self._save_by = now + SAVE_AT_LATEST_SECONDS
        self._is_saved = False
        after = max(0.0, min(SAVE_AFTER_SECONDS, self._save_by - now))
        self._tasks.start("brief", "save draft", self._save(after))

    async def flush(self) -> None:
        """Keep now what is not kept yet."""
        self._tasks.cancel("brief", "save draft")
        if not self._is_saved:
            await self._save(after=0)

    async def _save(self, after: float) -> None:
        await asyncio.sleep(after)
        brief = self._current()
        draft: JsonValue = {"brief": brief.to_json()}
        await self._tasks.call(lambda: self._library.save_draft(self._workspace, DRAFT, draft))
        self._save_by = asyncio.get_running_loop().time() + SAVE_AT_LATEST_SECONDS
        if brief == self._current():
            self._is_saved = True
            self._on_saved()


def _kept(draft: JsonValue) -> KeptBrief | None:
    """The brief of a saved draft; one that cannot be read is as good as none."""
    if not isinstance(draft, dict):
        return None
    try:
        return KeptBrief(Brief.from_json(draft.get("brief")), draft.get(GONE_ALONG) is True)
    except StudioError:
        return None
