"""Leads to a detail: of the entry that is looked at, or of another one, which has to be read first."""

from studio.core.catalog import Kind
from studio.core.coverage import Asked, Cell, Row
from studio.core.json_paths import JsonPath
from studio.state.catalog_stores import CatalogStores
from studio.ui.catalog.editor.editor_panel import EditorPanel
from studio.ui.catalog.entries.entry_list import EntryList


class DetailGuide:
    """Shows an entry in list and editor, and there the detail that somebody wants to see or to fill."""

    def __init__(self, stores: CatalogStores, entries: EntryList, editor: EditorPanel) -> None:
        self._stores = stores
        self._entries = entries
        self._editor = editor
        self._wanted: JsonPath | None = None

    def show_entry(self, kind: Kind, entry_id: int, keys: JsonPath = ()) -> None:
        """Look at an entry, at one of its details."""
        self._stores.list.show(kind)
        self._stores.editor.show(kind, entry_id)
        self._entries.select_key((kind, entry_id))
        self._wanted = keys or None
        self.arrive()

    def fill(self, given: Asked | Row) -> None:
        """Lead to where a detail stands, or is to stand: then with a draft, which is forgotten if nothing is typed."""
        if isinstance(given, Asked):
            if given.cell is not Cell.FILLED:
                self._begin()
            self._editor.go_to(given.keys)
            return
        holes = given.missing or given.default or given.filled
        if holes:
            self.show_entry(Kind.THEMES if given.root == "theme" else Kind.RARITY, holes[0])
            if holes is not given.filled:
                self._begin()
            self._wanted = given.keys
            self.arrive()

    def arrive(self) -> None:
        """Go to the wanted detail, once the entry that has it was read."""
        if self._wanted is not None and self._stores.editor.snapshot.is_read:
            keys, self._wanted = self._wanted, None
            self._editor.go_to(keys)

    def _begin(self) -> None:
        if self._stores.access.snapshot.may_edit:
            self._stores.editor.begin()
