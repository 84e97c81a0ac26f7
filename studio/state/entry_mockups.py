"""A mock-up with the draft beside one with what is live: drawn when typing rests, in another process."""

import asyncio
from dataclasses import dataclass, replace

from studio.core.catalog import Entry, Kind
from studio.core.entry_effects import Subject
from studio.core.entry_mockups import SEED, mockup_recipe
from studio.core.errors import EngineError
from studio.core.ports.catalog import PreviewMaker
from studio.state.entry_editor import EntryEditorStore
from studio.state.entry_effects import EntryEffectsStore
from studio.state.store import Store
from studio.state.tasks import Tasks

DRAW_AFTER_SECONDS = 0.7


@dataclass(frozen=True, slots=True)
class Mockups:
    """PNG bytes of which entry (`kind`, `id`); one that is being drawn keeps its last picture.

    `is_awaited`: whether there will be one of this entry is not known yet.
    """

    kind: Kind = Kind.THEMES
    id: int | None = None
    live: bytes | None = None
    draft: bytes | None = None
    title: str = ""
    is_drawing: bool = False
    is_awaited: bool = False
    fault: str = ""


class EntryMockupsStore(Store[Mockups]):
    """Follows what the editor shows, while somebody looks; what is not looked at any more is not drawn."""

    def __init__(
        self, tasks: Tasks, editor: EntryEditorStore, effects: EntryEffectsStore, previews: PreviewMaker
    ) -> None:
        super().__init__(Mockups())
        self._tasks = tasks
        self._editor = editor
        self._effects = effects
        self._previews = previews
        self._is_watched = False
        self._drawn: tuple[Entry | None, Entry | None, Subject] | None = None
        effects.changed.connect(self._on_changed)
        editor.changed.connect(self._on_changed)

    def watch(self, *, is_watched: bool) -> None:
        """Somebody looks at the mock-ups, or does not any more."""
        self._is_watched = is_watched
        if is_watched:
            self._on_changed()
        else:
            self._stop()

    def _stop(self) -> None:
        self._tasks.cancel("mockups", "draw")
        self._drawn = None
        self._become(replace(self.snapshot, is_drawing=False, is_awaited=False))

    def _on_changed(self) -> None:
        editing, known = self._editor.snapshot, self._effects.snapshot
        if (editing.kind, editing.id) != (self.snapshot.kind, self.snapshot.id):
            self._stop()
            self._become(Mockups(editing.kind, editing.id, is_awaited=self._is_watched and editing.id is not None))
        is_same = (known.kind, known.id) == (editing.kind, editing.id)
        subject = known.effects.first if known.effects is not None and is_same else None
        is_broken = editing.analysis is not None and editing.analysis.entry is None
        if is_broken or (is_same and known.effects is not None and subject is None):
            self._become(replace(self.snapshot, is_awaited=False))
        if not self._is_watched or editing.id is None or subject is None or editing.analysis is None:
            return
        is_edited = editing.draft is not None and not editing.draft.is_deletion
        draft = editing.analysis.entry if is_edited else None
        if is_edited and draft is None:
            return  # broken while it is typed: the last picture stays
        if self._drawn is not None and _is_same(self._drawn, (editing.live, draft, subject)):
            return
        self._drawn = (editing.live, draft, subject)
        self._tasks.start("mockups", "draw", self._draw(subject, editing.live, draft))

    async def _draw(self, subject: Subject, live: Entry | None, draft: Entry | None) -> None:
        self._become(replace(self.snapshot, is_drawing=True, is_awaited=False, fault="", title=subject.title))
        await asyncio.sleep(DRAW_AFTER_SECONDS)
        try:
            of_live = await self._picture(subject, live)
            self._become(replace(self.snapshot, live=of_live))
            of_draft = await self._picture(subject, draft)
        except EngineError as error:
            self._become(replace(self.snapshot, is_drawing=False, fault=error.sentence))
            return
        self._become(replace(self.snapshot, draft=of_draft, is_drawing=False))

    async def _picture(self, subject: Subject, entry: Entry | None) -> bytes | None:
        if entry is None:
            return None
        recipe = mockup_recipe(subject, entry)
        return await self._tasks.call(lambda: self._previews.preview(recipe, SEED))


def _is_same(
    known: tuple[Entry | None, Entry | None, Subject], now: tuple[Entry | None, Entry | None, Subject]
) -> bool:
    """The same entries and subject; a draft is another object after each key and may say the same."""
    return all(one is other or one == other for one, other in zip(known, now, strict=True))
