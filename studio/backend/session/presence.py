"""Who is present: the state, the login behind it, and the calls that are made in its name."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from studio.backend.session.grant import Grant
from studio.backend.session.kept import KeptSession
from studio.backend.session.login import Login, nobody
from studio.backend.vault import Vault
from studio.core.errors import NotSignedIn, TeamError
from studio.core.project import Project
from studio.core.session import (
    Account,
    Expired,
    NotConnected,
    Offline,
    Restoring,
    SessionState,
    SignedIn,
    SignedOut,
    account_of,
    may_follow,
    workspace_name,
)

if TYPE_CHECKING:
    from studio.backend.session.accounts import Accounts
    from studio.backend.session.team import Team

T = TypeVar("T")

FAREWELL = 8.0
"""Seconds that the server has to hear of a sign-out."""

_log = logging.getLogger(__name__)


class Presence:
    """`login.Watcher`: turns what becomes of a login into states, and looks for a team that is away."""

    def __init__(
        self,
        folder: Path,
        vault: Vault,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self.login: Login | None = None
        self._folder = folder
        self._vault = vault
        self._monotonic = monotonic
        self._sleep = sleep
        self._state: SessionState = NotConnected()
        self._listeners: list[Callable[[SessionState], None]] = []
        self._team: Team | None = None
        self._watch: asyncio.Task[None] | None = None
        self._building = asyncio.Lock()
        self._leftovers: set[asyncio.Task[None]] = set()
        self._is_closing = False

    @property
    def state(self) -> SessionState:
        """Who is signed in to what."""
        return self._state

    def listen(self, listener: Callable[[SessionState], None]) -> None:
        """Call `listener` with every new state."""
        self._listeners.append(listener)

    def become(self, state: SessionState) -> None:
        """The next state. One that cannot follow is a bug."""
        if state == self._state:
            return
        if not may_follow(self._state, state):
            raise AssertionError(f"{type(state).__name__} cannot follow {type(self._state).__name__}")
        self._state = state
        for listener in self._listeners:
            listener(state)

    def kept(self, project: Project) -> KeptSession:
        """What is kept of this project's session."""
        return KeptSession(self._vault, self._folder, project)

    async def accounts(self, project: Project) -> "Accounts":
        """The accounts of a project, to be closed after use."""
        return await asyncio.to_thread(_build_accounts, project)

    async def come_back(self, project: Project, account: Account) -> None:
        """Sign in again who was signed in, with what the keyring holds."""
        accounts = await self.accounts(project)
        if self._is_closing or not isinstance(self._state, Restoring) or self.login is not None:
            await accounts.close()  # somebody was faster
            return
        self.login = Login(project, account, accounts, self.kept(project), self, self._monotonic)
        await self.look()

    async def enter(self, project: Project, accounts: "Accounts", grant: Grant, *, keep: bool) -> None:
        """Somebody has signed in: whoever was before is signed out, then this session is kept and used."""
        if self.login is not None:
            await self.say_farewell()
            await self.leave()
        kept = self.kept(project)
        if keep:
            is_kept = await kept.keep(grant)
        else:
            is_kept = False
            await kept.forget()
        login = Login(project, grant.account, accounts, kept, self, self._monotonic)
        login.take(grant, is_kept=is_kept)
        self.login = login
        _log.info("signed in to %s", project.host)
        self.become(SignedIn(project, login.account, login.is_kept))

    async def look(self) -> None:
        """Look whether the server knows us; what came of it is in the state."""
        if self.login is not None:
            try:
                await self.login.look_again()
            except TeamError as error:
                _log.info("the session did not come back: %s", error.sentence)

    async def say_farewell(self) -> bool:
        """End the session on the server; False where it could not be told."""
        if self.login is None:
            return True
        try:
            async with asyncio.timeout(FAREWELL):
                return await self.login.end()
        except TimeoutError:
            return False

    async def leave(self) -> None:
        """Let go of the login and everything that was made for it."""
        watch, login, team = self._watch, self.login, self._team
        self._watch = self.login = self._team = None
        if watch is not None:
            watch.cancel()
            await asyncio.wait([watch])
        if login is not None:
            await login.close()
        if team is not None:
            await team.http.aclose()

    async def call(self, work: "Callable[[Team], Awaitable[T]]", workspace: str | None) -> T:
        """See `Session.call`."""
        login = self.login
        if login is None:
            raise nobody()
        if workspace is not None and workspace != workspace_name(login.project, login.account):
            raise NotSignedIn("This belongs to somebody who is not signed in.", "Sign in with that account.")
        team = await self._team_of(login)
        from studio.backend.session.team import worked  # the SDK, which is in memory by now

        return await worked(work, team, login)

    async def close(self) -> None:
        """Let go of everything; nobody is signed out by that."""
        self._is_closing = True
        await self.leave()
        await asyncio.gather(*self._leftovers, return_exceptions=True)

    def on_reached(self, login: Login) -> None:
        """The server answered; who is signed in may have another role."""
        if login is not self.login:
            return
        before = account_of(self._state)
        self.become(SignedIn(login.project, login.account, login.is_kept))
        if before != login.account and login.is_kept:
            self._later(login.kept.remember(login.account))

    def on_unreached(self, login: Login) -> None:
        """The network or the server is away; nobody is signed out by that."""
        if login is self.login:
            self.become(Offline(login.project, login.account, login.is_kept))
            if self._watch is None:
                self._watch = asyncio.get_running_loop().create_task(self._watched(login))

    def on_ended(self, login: Login, sentence: str) -> None:
        """The server ended the session: the work stays on screen, the token goes."""
        if login is self.login:
            self.become(Expired(login.project, login.account, sentence))
            self._later(self._drop(login, forget=login.is_kept))

    def on_replaced(self, login: Login) -> None:
        """Another process of this studio signed out, or signed in as somebody else: follow it."""
        if login is self.login:
            self.become(SignedOut(login.project, "This studio was signed out by another window or command."))
            self._later(self._follow(login))

    def on_keyring_silent(self, login: Login) -> None:
        """The keyring keeps the session to itself."""
        if login is self.login:
            notice = "The keyring did not give your sign-in back: unlock it and try again, or sign in."
            self.become(SignedOut(login.project, notice))
            self._later(self._drop(login, forget=False))

    async def _team_of(self, login: Login) -> "Team":
        async with self._building:
            if login is not self.login:
                raise nobody()
            if self._team is None:
                team = await asyncio.to_thread(_build_team, login)
                if login is not self.login:
                    await team.http.aclose()
                    raise nobody()
                self._team = team
            return self._team

    async def _watched(self, login: Login) -> None:
        """While the team is away, look for it: after 2 seconds, then less and less often, at last every five minutes."""
        while isinstance(self._state, Offline) and login is self.login:
            await self._sleep(max(1.0, login.next_try))
            await self.look()
        self._watch = None

    async def _drop(self, login: Login, *, forget: bool) -> None:
        if login is self.login:
            await self.leave()
        if forget:
            await login.kept.forget()

    async def _follow(self, login: Login) -> None:
        await self._drop(login, forget=False)
        account = await login.kept.account()
        if account is not None and isinstance(self._state, SignedOut):
            self.become(Restoring(login.project, account))
            await self.come_back(login.project, account)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._leftovers.add(task)
        task.add_done_callback(self._on_left_over)

    def _on_left_over(self, task: asyncio.Task[None]) -> None:
        self._leftovers.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("what follows a change of the session failed", exc_info=error)


def _build_accounts(project: Project) -> "Accounts":
    from studio.backend.session.accounts import Accounts  # imports the SDK: half a second, in this worker thread

    return Accounts(project)


def _build_team(login: Login) -> "Team":
    from studio.backend.session.team import build_team  # the SDK, see _build_accounts

    return build_team(login)
