"""The stores behind the Catalog screen, made together: each stands on those before it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from studio.core.catalog import Kind
from studio.core.catalog_ports import CatalogFiles, CatalogPublisher, CatalogRecords
from studio.core.details_schema import DetailsSchema
from studio.state.catalog import CatalogStore
from studio.state.catalog_list import CatalogListStore
from studio.state.catalog_transfer import CatalogTransferStore
from studio.state.entry_drafts import EntryDraftsStore
from studio.state.entry_editor import EntryEditorStore
from studio.state.entry_effects import EntryEffectsStore
from studio.state.tasks import Tasks


class CatalogBackend(CatalogRecords, CatalogPublisher, CatalogFiles, Protocol):
    """All that the screen needs of the backend."""


@dataclass(frozen=True, slots=True)
class CatalogStores:
    """The stores behind the screen."""

    catalog: CatalogStore
    drafts: EntryDraftsStore
    list: CatalogListStore
    editor: EntryEditorStore
    effects: EntryEffectsStore
    transfer: CatalogTransferStore


def catalog_stores(
    tasks: Tasks, catalog: CatalogStore, backend: CatalogBackend, schema: Callable[[Kind], DetailsSchema]
) -> CatalogStores:
    """Make the stores over one backend; `schema` gives that of a kind's details."""
    drafts = EntryDraftsStore(tasks, backend)
    editor = EntryEditorStore(tasks, catalog, drafts, backend, backend, schema)
    return CatalogStores(
        catalog=catalog,
        drafts=drafts,
        list=CatalogListStore(tasks, catalog, drafts, backend),
        editor=editor,
        effects=EntryEffectsStore(tasks, catalog, editor, backend),
        transfer=CatalogTransferStore(tasks, catalog, backend, backend),
    )
