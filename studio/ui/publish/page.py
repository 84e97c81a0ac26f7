"""The Publish screen: the outbox at the left, the team's bucket at the right."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.errors import TeamUnreachable
from studio.core.session import SignedIn, account_of
from studio.state.answering import AnsweringStore
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

AGAIN_MS = 20_000
"""Until a list that the network has cut is asked for again, as long as somebody looks at it."""
AFTER_CHANGE_MS = 600
"""Between the last change of the bucket and its new list: many figures that go out one by one are listed together."""


def clock() -> datetime:
    """The time now, aware."""
    return datetime.now(UTC)


class PublishPage(QWidget):
    """Lists the bucket when it is first shown, and anew when this studio has changed it; else a person asks for it."""

    def __init__(
        self,
        appearance: Appearance,
        tasks: Tasks,
        sync: SyncStore,
        published: PublishedStore,
        answering: AnsweringStore,
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
        self._state = session.snapshot.state
        self.outbox = OutboxPanel(appearance, sync, answering)
        self.bucket = BucketBrowser(
            appearance, tasks, published, answering, session, pictures, publishing, on_sign_in, now
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.outbox, 2)
        row.addWidget(self.bucket, 5)
        actions.bind("publish-refresh", published.refresh, self)
        actions.bind("publish-check", published.check, self)
        actions.bind("publish-try", sync.try_again, self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_CHANGE_MS)
        self._soon.timeout.connect(self._list_again)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(AGAIN_MS)
        self._later.timeout.connect(self._list_again)
        sync.arrived.connect(lambda _figure: self._soon.start())
        sync.arrived.connect(published.expire)
        published.changed.connect(self._follow)
        session.changed.connect(self._follow)
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.stop()
        self._list_again()

    def _follow(self) -> None:
        self.setFocusProxy(self.bucket.front)
        state = self._session.snapshot.state
        is_back = isinstance(state, SignedIn) and not isinstance(self._state, SignedIn)
        self._state = state
        self._list_if_needed(is_back=is_back)
        if not isinstance(self._published.snapshot.error, TeamUnreachable):
            self._later.stop()
        elif not self._later.isActive():
            self._later.start()

    def _list_again(self) -> None:
        """The team has just answered, or somebody looks anew: also what could not be listed is tried again."""
        self._list_if_needed(is_back=True)

    def _list_if_needed(self, *, is_back: bool = False) -> None:
        """List what was not listed yet or has changed; what could not be, once the team is back."""
        now = self._published.snapshot
        is_signed_in = account_of(self._state) is not None
        has_reason = is_back if now.error is not None else now.figures is None or now.is_old
        if self.isVisible() and is_signed_in and not now.is_listing and has_reason and not self._soon.isActive():
            self._published.refresh()
