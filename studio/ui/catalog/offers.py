"""Offers to undo something, each on screen only as long as it would do what it says."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from studio.state.catalog_access import CatalogAccessStore
from studio.state.entry_drafts import EntryDraftsStore
from studio.ui.messages import Messages
from studio.ui.widgets.toast import Toast


class Offers(QObject):
    """Takes an offer away once the draft that it is about went on without it, or another workspace is shown."""

    def __init__(
        self, parent: QObject, messages: Messages, drafts: EntryDraftsStore, access: CatalogAccessStore
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._access = access
        self._open: dict[Toast, Callable[[], bool]] = {}
        drafts.changed.connect(self._look)
        access.changed.connect(self._look)

    def tell(
        self, sentence: str, action_text: str, on_action: Callable[[], object], holds: Callable[[], bool] | None = None
    ) -> None:
        """Say what happened and offer to do something about it, for as long as `holds` says yes."""
        workspace = self._access.snapshot.workspace
        toast = self._messages.tell(sentence, action_text, on_action)
        self._open[toast] = lambda: self._access.snapshot.workspace == workspace and (holds is None or holds())
        toast.dismissed.connect(self._on_dismissed)

    def _look(self) -> None:
        for toast, holds in list(self._open.items()):
            if not holds():
                toast.dismiss()

    def _on_dismissed(self) -> None:
        toast = self.sender()
        if isinstance(toast, Toast):
            self._open.pop(toast, None)
