"""What is told of drafts, each on screen only as long as it is true: offers to undo something, and what went wrong."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from studio.core.errors import StudioError
from studio.state.catalog_stores import CatalogStores
from studio.ui.messages import Messages
from studio.ui.widgets.toast import Toast


class Offers(QObject):
    """Takes a sentence away once its draft went on without it, or another workspace is shown."""

    def __init__(self, parent: QObject, messages: Messages, stores: CatalogStores) -> None:
        super().__init__(parent)
        self._messages = messages
        self._access = stores.access
        self._open: dict[Toast, Callable[[], bool]] = {}
        for store in (stores.drafts, stores.access, stores.editor):
            store.changed.connect(self._look)

    def tell(
        self, sentence: str, action_text: str, on_action: Callable[[], object], holds: Callable[[], bool] | None = None
    ) -> None:
        """Say what happened and offer to do something about it, for as long as `holds` says yes."""
        self._keep(self._messages.tell(sentence, action_text, on_action), holds)

    def error(self, error: StudioError, holds: Callable[[], bool]) -> None:
        """Say what went wrong, for as long as `holds` says yes."""
        self._keep(self._messages.error(error), holds)

    def _keep(self, toast: Toast, holds: Callable[[], bool] | None) -> None:
        workspace = self._access.snapshot.workspace
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
