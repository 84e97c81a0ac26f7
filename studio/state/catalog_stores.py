"""The stores behind the Catalog screen, made together: each stands on those before it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from studio.core.catalog import Kind
from studio.core.details_schema import DetailsSchema
from studio.core.ports.catalog import CatalogFiles, CatalogPublisher, CatalogRecords, PreviewMaker
from studio.state.catalog import CatalogStore
from studio.state.catalog_access import CatalogAccessStore
from studio.state.catalog_list import CatalogListStore
from studio.state.catalog_transfer import CatalogTransferStore
from studio.state.entry_batch import EntryBatch
from studio.state.entry_changes import EntryChangesStore
from studio.state.entry_drafts import EntryDraftsStore
from studio.state.entry_editor import EntryEditorStore
from studio.state.entry_effects import EntryEffectsStore
from studio.state.entry_mockups import EntryMockupsStore
from studio.state.session import SessionStore
from studio.state.sync import SyncStore
from studio.state.tasks import Tasks


class CatalogBackend(CatalogRecords, CatalogFiles, Protocol):
    """What this computer keeps for the screen."""


@dataclass(frozen=True)
class CatalogStores:
    """The stores behind the screen."""

    catalog: CatalogStore
    access: CatalogAccessStore
    sync: SyncStore
    drafts: EntryDraftsStore
    list: CatalogListStore
    editor: EntryEditorStore
    batch: EntryBatch
    changes: EntryChangesStore
    effects: EntryEffectsStore
    mockups: EntryMockupsStore
    transfer: CatalogTransferStore

    def leave(self) -> None:
        """At once, before anything is read: nothing of the workspace that is left stays on screen."""
        self.editor.leave()
        self.list.leave()
        self.drafts.leave()

    async def enter(self, workspace: str) -> None:
        """Show the drafts and the list of a workspace, whose catalog was read."""
        self.editor.enter(workspace)
        self.effects.enter(workspace)
        self.transfer.enter(workspace)
        await self.drafts.enter(workspace)
        await self.list.enter(workspace)


def catalog_stores(
    tasks: Tasks,
    catalog: CatalogStore,
    backend: CatalogBackend,
    publisher: CatalogPublisher,
    previews: PreviewMaker,
    schema: Callable[[Kind], DetailsSchema],
    session: SessionStore,
    sync: SyncStore,
) -> CatalogStores:
    """Make the stores over one backend; `schema` gives that of a kind's details."""
    access = CatalogAccessStore(session)
    drafts = EntryDraftsStore(tasks, backend)
    editor = EntryEditorStore(tasks, catalog, drafts, backend, publisher, schema, access, sync)
    effects = EntryEffectsStore(tasks, catalog, editor, backend)
    return CatalogStores(
        catalog=catalog,
        access=access,
        sync=sync,
        drafts=drafts,
        list=CatalogListStore(tasks, catalog, drafts, backend, sync),
        editor=editor,
        batch=EntryBatch(catalog, drafts, editor, sync),
        changes=EntryChangesStore(tasks),
        effects=effects,
        mockups=EntryMockupsStore(tasks, editor, effects, previews),
        transfer=CatalogTransferStore(tasks, catalog, publisher, backend),
    )
