"""What every store is: one frozen snapshot, and a signal when it is another one."""

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

Snapshot = TypeVar("Snapshot")


class Store(QObject, Generic[Snapshot]):
    """Holds a frozen snapshot; `changed` says that there is a new one to render."""

    changed = Signal()

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot

    @property
    def snapshot(self) -> Snapshot:
        """What is true now."""
        return self._snapshot

    def _become(self, snapshot: Snapshot) -> None:
        if snapshot != self._snapshot:
            self._snapshot = snapshot
            self.changed.emit()
