"""Stand-ins for the session of the team and its catalog: a test says what its server answers."""

import asyncio
from collections.abc import Callable

from studio.core.catalog import Pulled
from studio.core.errors import StudioError, TeamError
from studio.core.ports.session import TeamSession
from studio.core.ports.team import TeamCatalog
from studio.core.project import Project
from studio.core.session import (
    Account,
    Confirming,
    NotConnected,
    Recovering,
    Role,
    SessionState,
    SignedIn,
    SignedOut,
)

TEAM = Project("https://abcdefghij.supabase.co", "sb_publishable_0123456789", "wtfigure team")
ADA = Account("6a9b1c1e-0000-4000-8000-000000000000", "ada@example.org", Role.ADMIN)


class FakeTeamSession(TeamSession):
    """Does what is asked, unless `refusal` is set; `hold` keeps it waiting. `asked` is the journal."""

    def __init__(self, state: SessionState | None = None) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.refusal: StudioError | None = None
        self.hold: asyncio.Event | None = None
        self.confirms = False
        self._state = state or SignedOut(TEAM)
        self._listeners: list[Callable[[SessionState], None]] = []

    @property
    def state(self) -> SessionState:
        return self._state

    def become(self, state: SessionState) -> None:
        """Something happened to the session."""
        self._state = state
        for listener in self._listeners:
            listener(state)

    def listen(self, listener: Callable[[SessionState], None]) -> None:
        self._listeners.append(listener)

    async def open(self) -> SessionState:
        return self._state

    async def restore(self) -> SessionState:
        await self._ask("restore")
        return self._state

    async def try_again(self) -> SessionState:
        await self._ask("try_again")
        return self._state

    async def catch_up(self) -> SessionState:
        return self._state

    async def connect(self, url: str, key: str, name: str = "") -> None:
        await self._ask("connect", url, key, name)
        self.become(SignedOut(TEAM))

    async def disconnect(self) -> None:
        await self._ask("disconnect")
        self.become(NotConnected())

    async def sign_in(self, email: str, password: str, *, keep: bool = True) -> None:
        await self._ask("sign_in", email, password, keep)
        self.become(SignedIn(TEAM, ADA, is_kept=keep))

    async def sign_up(self, email: str, password: str, *, keep: bool = True) -> None:
        await self._ask("sign_up", email, password, keep)
        self.become(Confirming(TEAM, email) if self.confirms else SignedIn(TEAM, ADA, is_kept=keep))

    async def resend_confirmation(self) -> None:
        await self._ask("resend_confirmation")

    async def send_code(self, email: str) -> None:
        await self._ask("send_code", email)
        self.become(Recovering(TEAM, email))

    async def set_new_password(self, code: str, password: str, *, keep: bool = True) -> None:
        await self._ask("set_new_password", code, password, keep)
        self.become(SignedIn(TEAM, ADA, is_kept=keep))

    async def start_over(self) -> None:
        await self._ask("start_over")
        self.become(SignedOut(TEAM))

    async def sign_out(self) -> None:
        await self._ask("sign_out")
        self.become(SignedOut(TEAM))

    async def _ask(self, *what: object) -> None:
        self.asked.append(what)
        if self.hold is not None:
            await self.hold.wait()
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal


class FakeTeamCatalog(TeamCatalog):
    """Has nothing new, or fails with `error`; `hold` keeps it waiting."""

    def __init__(self) -> None:
        self.error: TeamError | None = None
        self.hold: asyncio.Event | None = None

    async def pull(self) -> Pulled:
        if self.hold is not None:
            await self.hold.wait()
        if self.error is not None:
            raise self.error
        return Pulled()
