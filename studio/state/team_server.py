"""The team's image server: whether it is there, what it can do, and what is left of the day."""

from dataclasses import replace

from studio.core.engines import SERVER
from studio.core.job import JobChanged, JobEvent
from studio.core.ports.jobs import JobRunner
from studio.core.ports.team import TeamImageServer
from studio.core.session import Offline, Restoring, SignedIn
from studio.core.team_server import Standing, TeamServer
from studio.state.session import SessionStore
from studio.state.store import Store
from studio.state.tasks import Tasks


class TeamServerStore(Store[TeamServer]):
    """Asks when somebody has signed in, after each figure that was asked for, and when somebody comes back to the window."""

    def __init__(self, tasks: Tasks, server: TeamImageServer, session: SessionStore, runner: JobRunner) -> None:
        super().__init__(TeamServer())
        self._tasks = tasks
        self._server = server
        self._session = session
        self._runner = runner
        self._workspace = ""

    def open(self) -> None:
        """Follow the session and the jobs."""
        self._runner.listen(self._tasks.relay(self._on_job_event))
        self._session.changed.connect(self._on_session)
        self._on_session()

    def look(self) -> None:
        """Ask anew: the day may be over, or an admin may have set the server up."""
        if isinstance(self._session.snapshot.state, SignedIn):
            self._tasks.start("team server", "look", self._look())

    def pose(self, server: TeamServer) -> None:
        """Show what no server stands behind, for pictures of the screens."""
        self._become(server)

    def _on_session(self) -> None:
        """What one account knows of its day is nothing for another one."""
        now = self._session.snapshot
        if now.workspace != self._workspace:
            self._workspace = now.workspace
            self._become(TeamServer())
        match now.state:
            case SignedIn():
                if self.snapshot.standing in (Standing.SIGNED_OUT, Standing.ASKED, Standing.AWAY):
                    self._become(replace(self.snapshot, standing=Standing.ASKED))
                    self.look()
            case Restoring():
                self._become(replace(self.snapshot, standing=Standing.ASKED))
            case Offline():
                self._become(replace(self.snapshot, standing=Standing.AWAY))
            case _:
                self._become(replace(self.snapshot, standing=Standing.SIGNED_OUT))

    async def _look(self) -> None:
        workspace = self._workspace
        server = await self._tasks.call(self._server.status)
        if workspace != self._workspace or not isinstance(self._session.snapshot.state, SignedIn):
            return
        if server.standing is Standing.AWAY:  # what it can do is known from before
            server = replace(self.snapshot, standing=Standing.AWAY)
        self._become(server)

    def _on_job_event(self, event: JobEvent) -> None:
        if isinstance(event, JobChanged) and event.job.recipe.engine == SERVER and event.job.state.is_over:
            self.look()
