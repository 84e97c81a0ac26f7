"""Whether the team answers: a server that takes a request and then says nothing looks like one that is busy with it."""

from PySide6.QtCore import QTimer

from studio.state.published import PublishedStore
from studio.state.pulls import PullStore
from studio.state.store import Store
from studio.state.sync import SyncStore

PATIENCE_MS = 8_000
"""Without an answer and without a byte that leaves, until it is said; the request itself has a minute."""


class AnsweringStore(Store[bool]):
    """False while something was asked of the team and nothing came or left for `patience` ms."""

    def __init__(
        self, sync: SyncStore, published: PublishedStore, pulls: PullStore, patience: int = PATIENCE_MS
    ) -> None:
        super().__init__(True)
        self._sync = sync
        self._published = published
        self._pulls = pulls
        self._asked = self._what_is_asked()
        self._timer = QTimer(self, interval=patience, singleShot=True)
        self._timer.timeout.connect(lambda: self._become(False))
        for store in (sync, published, pulls):
            store.changed.connect(self._on_changed)

    def _what_is_asked(self) -> tuple[str, float | None, bool, bool, bool]:
        uploads, published = self._sync.snapshot, self._published.snapshot
        return (
            uploads.running,
            uploads.fraction,
            published.is_listing,
            published.is_checking,
            self._pulls.snapshot.is_pulling,
        )

    def _on_changed(self) -> None:
        asked = self._what_is_asked()
        if asked == self._asked:
            return
        self._asked = asked
        self._become(True)
        if any(asked):
            self._timer.start()
        else:
            self._timer.stop()
