"""The Publish screen: the outbox at the left, the team's bucket at the right."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.session import account_of
from studio.state.published import PublishedStore
from studio.state.session import SessionStore
from studio.state.sync import SyncStore
from studio.state.tasks import Tasks
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.pictures import Pictures
from studio.ui.publish.bucket import BucketBrowser
from studio.ui.publish.outbox_panel import OutboxPanel
from studio.ui.publishing import Publishing

GROUP = "Publish"


def clock() -> datetime:
    """The time now, aware."""
    return datetime.now(UTC)


class PublishPage(QWidget):
    """Lists the bucket when it is first shown; after that a person asks for it."""

    def __init__(
        self,
        appearance: Appearance,
        tasks: Tasks,
        sync: SyncStore,
        published: PublishedStore,
        session: SessionStore,
        pictures: Pictures,
        publishing: Publishing,
        actions: Actions,
        on_sign_in: Callable[[], None],
        now: Callable[[], datetime] = clock,
    ) -> None:
        super().__init__()
        self._published = published
        self._session = session
        self.outbox = OutboxPanel(appearance, sync)
        self.bucket = BucketBrowser(appearance, tasks, published, session, pictures, publishing, on_sign_in, now)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.outbox, 2)
        row.addWidget(self.bucket, 5)
        self.setFocusProxy(self.bucket.grid)
        actions.add(
            "publish-refresh", "List published figures anew", published.refresh, group=GROUP, keys=("F5",), owner=self
        )
        actions.add("publish-check", "Check published figures", published.check, group=GROUP, owner=self)
        actions.add("publish-try", "Empty the outbox now", sync.try_again, group=GROUP, owner=self)
        session.changed.connect(self._list_if_needed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._list_if_needed()

    def _list_if_needed(self) -> None:
        now = self._published.snapshot
        is_signed_in = account_of(self._session.snapshot.state) is not None
        if self.isVisible() and is_signed_in and now.figures is None and not now.is_listing and now.error is None:
            self._published.refresh()
