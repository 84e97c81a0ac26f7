"""What a person does with entries of the catalog: the dialogs, what is told afterwards, and how it is undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from studio.core.catalog import Entry
from studio.core.catalog_change import EntryVersion, published_first
from studio.core.draft import EntryDraft
from studio.core.errors import StudioError
from studio.core.figure import Figure
from studio.core.outbox import OutboxEntry
from studio.state.catalog_stores import CatalogStores
from studio.state.entry_rows import EntryRow
from studio.state.store import Store
from studio.ui.appearance import Appearance
from studio.ui.catalog.dialogs.batch_dialog import BatchDialog
from studio.ui.catalog.dialogs.history_dialog import HistoryDialog
from studio.ui.catalog.dialogs.older_dialog import OlderDialog
from studio.ui.catalog.dialogs.publish_dialog import PublishDialog
from studio.ui.catalog.effects.effects_panel import outlook
from studio.ui.catalog.offers import Offers
from studio.ui.messages import Messages


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is done outside the screen: filling the brief from a figure, and bringing what the team has changed."""

    make_again: Callable[[Figure], object]
    pull: Callable[[], object]


class EntryVerbs(QObject):
    """Works on the entry that is looked at, or on all rows that are selected; `chosen` gives those."""

    def __init__(
        self,
        page: QWidget,
        appearance: Appearance,
        stores: CatalogStores,
        messages: Messages,
        chosen: Callable[[], Sequence[EntryRow]],
        elsewhere: Elsewhere,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._appearance = appearance
        self._stores = stores
        self._messages = messages
        self._chosen = chosen
        self._elsewhere = elsewhere
        self._offers = Offers(self, messages, stores)
        stores.editor.published.connect(self._on_published)
        stores.editor.queued.connect(self._on_queued)
        stores.editor.stopped.connect(self._on_stopped)
        stores.editor.conflicted.connect(self._on_conflict)
        stores.editor.refused.connect(messages.error)

    def publish(self) -> None:
        """Ask before the draft is published, or the drafts that are selected."""
        chosen = self._chosen()
        if len(chosen) > 1:
            self._publish_all(chosen)
            return
        editing = self._stores.editor.snapshot
        if editing.reasons:
            return
        dialog = PublishDialog(self._appearance, self._page.window())
        dialog.confirmed.connect(self._stores.editor.publish)
        known = self._stores.effects.snapshot
        fault = next((one.fault for one in known.effects.prompts if one.fault), "") if known.effects else ""
        warning = f"A prompt does not resolve with it: {fault}" if fault else ""
        waits_for = self._stores.access.snapshot.waits_for
        waits = f" It will wait in the outbox {waits_for}." if waits_for else ""
        dialog.show_editing(editing, outlook(editing, known.impact) + waits, warning)
        changes = self._stores.changes
        self._follow(dialog, changes, lambda: dialog.show_changes(changes.snapshot))
        if editing.draft is not None:
            changes.show_draft(editing.draft)
        self._open(dialog)

    def duplicate(self) -> None:
        """Begin a new entry with what is shown, or one for each that is selected."""
        chosen = self._chosen()
        if len(chosen) <= 1:
            self._stores.editor.duplicate()
        elif self._stores.access.snapshot.may_edit:
            count = self._stores.batch.duplicate([row.key for row in chosen])
            self._messages.tell(f"{count} drafts of new entries were begun.")

    def delete(self) -> None:
        """Mark what is selected as to be deleted when it is published."""
        chosen = self._chosen()
        if not self._stores.access.snapshot.may_edit:
            return
        if len(chosen) > 1:
            count = self._stores.batch.delete([row.key for row in chosen])
            what = f"{count} entries are"
        else:
            self._stores.editor.delete()
            what = "It is"
        if len(chosen) > 1 or self._stores.editor.snapshot.draft is not None:
            self._messages.tell(f"{what} deleted when published; until then nothing changes for anyone.")

    def discard(self) -> None:
        """Forget the draft, or those that are selected; an entry that was to be deleted is kept."""
        chosen = self._chosen()
        if len(chosen) > 1:
            gone = self._stores.batch.discard([row.key for row in chosen])
            if gone:
                words = "The draft was" if len(gone) == 1 else f"{len(gone)} drafts were"
                self._offer_back(f"{words} discarded.", gone, lambda: self._stores.batch.bring_back(gone))
            return
        editing = self._stores.editor.snapshot
        if editing.draft is not None and editing.draft.is_deletion:
            self._stores.editor.keep_it()
            return
        draft = self._stores.editor.discard()
        if draft is not None:
            name = draft.name or f"new {draft.kind.singular}"
            self._offer_back(f"The draft of “{name}” was discarded.", (draft,), lambda: self._take_up(draft))

    def show_history(self) -> None:
        """Show the versions of the entry."""
        editing = self._stores.editor.snapshot
        if editing.live is None:
            return
        dialog = HistoryDialog(self._appearance, editing.live, self._page.window())
        dialog.restore_wanted.connect(self._restore)
        dialog.set_locked(editing.locked or (("It waits in the outbox.",) if editing.is_waiting else ()))
        editor, changes = self._stores.editor, self._stores.changes
        dialog.version_chosen.connect(partial(changes.show_version, editing.kind))
        self._follow(dialog, editor, lambda: dialog.show_history(editor.snapshot.history))
        self._follow(dialog, changes, lambda: dialog.show_changes(changes.snapshot))
        editor.load_history()
        self._open(dialog)

    def show_older(self) -> None:
        """Show the figures that were made from an older version of the entry."""
        live = self._stores.editor.snapshot.live
        if live is None:
            return
        dialog = OlderDialog(self._appearance, live.label, self._page.window())
        dialog.again_wanted.connect(self._elsewhere.make_again)
        effects = self._stores.effects
        self._follow(dialog, effects, lambda: dialog.show_figures(effects.snapshot.older))
        effects.find_older()
        self._open(dialog)

    def _follow(self, dialog: QDialog, store: Store[Any], show: Callable[[], None]) -> None:
        """Let a dialog show what a store says for as long as it is open."""
        store.changed.connect(show)
        dialog.finished.connect(lambda: store.changed.disconnect(show))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _publish_all(self, chosen: Sequence[EntryRow]) -> None:
        drafts = self._stores.batch.ready([row.key for row in chosen])
        dialog = BatchDialog(self._appearance, drafts, len(chosen), self._page.window())
        dialog.confirmed.connect(lambda note: self._stores.batch.publish(drafts, note))
        self._open(dialog)

    def _offer_back(self, sentence: str, gone: Sequence[EntryDraft], bring_back: Callable[[], object]) -> None:
        """Offer discarded drafts again, until one of their entries has another draft."""
        drafts, keys = self._stores.drafts, [(draft.kind, draft.id) for draft in gone if draft.base is not None]
        self._offers.tell(sentence, "Undo", bring_back, lambda: all(drafts.snapshot.get(*key) is None for key in keys))

    def _take_up(self, draft: EntryDraft) -> None:
        self._stores.list.show(draft.kind)
        self._stores.editor.take_up(draft)

    def _restore(self, version: EntryVersion) -> None:
        editor, drafts = self._stores.editor, self._stores.drafts
        before = editor.snapshot.draft
        editor.restore(version)
        restored = editor.snapshot.draft
        if restored is None or restored is before:
            return
        self._offers.tell(
            "It is a draft now; publish it to make it live.",
            "Undo",
            lambda: self._go_back(restored, before),
            lambda: drafts.snapshot.get(restored.kind, restored.id) is restored,
        )

    def _go_back(self, restored: EntryDraft, before: EntryDraft | None) -> None:
        """Make a draft what it was before a version was brought back; without one what is live is shown."""
        self._take_up(before or restored)
        if before is None:
            self._stores.editor.discard()

    def _on_published(self, entry: Entry | None, draft: EntryDraft) -> None:
        gone = draft.base
        if entry is not None:
            self._messages.tell(f"“{entry.label}” is published.")
        elif gone is not None:
            self._offers.tell(
                f"“{gone.label}” is deleted.", "Bring back as a draft", lambda: self._stores.editor.bring_back(gone)
            )
        self._stores.list.count_figures()

    def _on_queued(self, draft: EntryDraft) -> None:
        waits_for = self._stores.access.snapshot.waits_for
        paused = "until the outbox goes on" if self._stores.sync.snapshot.is_paused else ""
        if waits_for or paused:
            self._messages.tell(f"“{self._name(draft)}” waits in the outbox {waits_for or paused}.")

    def _on_stopped(self, entry: OutboxEntry, draft: EntryDraft) -> None:
        sentence = f"“{self._name(draft)}” was not published. {entry.reason}"
        error = StudioError(sentence, f"{entry.next_step} Your draft is kept.".strip())
        drafts, editor = self._stores.drafts, self._stores.editor
        self._offers.error(
            error, lambda: drafts.snapshot.sent_as(entry.id) is not None and editor.snapshot.merge is None
        )

    def _on_conflict(self) -> None:
        error = StudioError(published_first(), "Merge your edit; nothing of it is lost.")
        self._offers.error(error, lambda: self._stores.editor.snapshot.merge is None)

    def _name(self, draft: EntryDraft) -> str:
        base = draft.base
        return draft.name.strip() or (base.label if base is not None else f"New {draft.kind.singular}")
