"""Keeps the catalog of the workspace like the team's: at sign-in, every few minutes, and when somebody asks."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QTimer, Signal

from studio.core.errors import TeamError
from studio.core.ports.team import TeamCatalog
from studio.core.session import Restoring, SignedIn
from studio.state.session import SessionStore
from studio.state.store import Store
from studio.state.tasks import Tasks

EVERY_MS = 4 * 60 * 1000
AGAIN_MS = 20 * 1000
"""Until a catalog of which nothing came since the sign-in is asked for again."""


@dataclass(frozen=True, slots=True)
class Pulls:
    """`workspace` is the one that was pulled last, `error` why the last pull did not work."""

    workspace: str = ""
    is_pulling: bool = False
    error: TeamError | None = None


class PullStore(Store[Pulls]):
    """Pulls by itself; a team that cannot be reached is no news, for the status line says so."""

    pulled = Signal()

    def __init__(self, tasks: Tasks, catalog: TeamCatalog, session: SessionStore) -> None:
        super().__init__(Pulls())
        self._tasks = tasks
        self._catalog = catalog
        self._session = session
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.pull)

    @property
    def is_coming(self) -> bool:
        """The catalog of who is signed in was not pulled yet since then, and it is about to be."""
        session = self._session.snapshot
        is_there = self.snapshot.workspace == session.workspace or self.snapshot.error is not None
        return isinstance(session.state, SignedIn | Restoring) and not is_there

    @property
    def is_missing(self) -> bool:
        """The catalog of who is signed in could not be pulled since then."""
        return self.snapshot.workspace != self._session.snapshot.workspace and not self.is_coming

    def open(self) -> None:
        """Begin to keep it."""
        self._session.changed.connect(self._on_session)
        self._timer.start()
        self._on_session()

    def pull(self) -> None:
        """Pull now, where somebody is signed in and can be reached."""
        if isinstance(self._session.snapshot.state, SignedIn) and not self.snapshot.is_pulling:
            self._tasks.start("pulls", "pull", self._pull())

    def _on_session(self) -> None:
        if self._session.snapshot.workspace != self.snapshot.workspace:
            self.pull()

    async def _pull(self) -> None:
        workspace = self._session.snapshot.workspace
        self._become(replace(self.snapshot, is_pulling=True))
        error: TeamError | None = None
        try:
            result = await self._tasks.call(self._catalog.pull)
            if result.changed or result.removed:
                self.pulled.emit()
        except TeamError as refused:
            error = refused
        finally:
            self._become(Pulls(self.snapshot.workspace if error else workspace, is_pulling=False, error=error))
            self._timer.setInterval(AGAIN_MS if self.is_missing else EVERY_MS)
