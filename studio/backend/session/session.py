"""The session: connects to a project, signs in and out, comes back at start, and makes calls for who is signed in."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from studio.backend.environment import TeamEnvironment
from studio.backend.session.presence import Presence
from studio.backend.session.remembered import Remembered, RememberedFile
from studio.backend.vault import Vault
from studio.core.errors import NotSignedIn, SettingsError
from studio.core.project import Project
from studio.core.session import (
    Confirming,
    Expired,
    NotConnected,
    Recovering,
    Restoring,
    SessionState,
    SignedOut,
    account_of,
    project_of,
    workspace_of,
)

if TYPE_CHECKING:
    from studio.backend.session.accounts import Accounts, Recovery
    from studio.backend.session.team import Team

T = TypeVar("T")


class Session:
    """`core.ports.session.TeamSession`, and `call` for the parts of the backend that ask the team for something.

    All of it runs on the backend's loop, one verb at a time; `folder` is the settings folder. `monotonic` (seconds) and
    `sleep` are for tests.
    """

    def __init__(
        self,
        folder: Path,
        vault: Vault,
        environment: TeamEnvironment,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._environment = environment
        self._file = RememberedFile(folder)
        self._presence = Presence(folder, vault, monotonic, sleep)
        self._recovery: tuple[Accounts, Recovery] | None = None
        self._acting = asyncio.Lock()

    @property
    def state(self) -> SessionState:
        """Who is signed in to what."""
        return self._presence.state

    @property
    def workspace(self) -> str:
        """The workspace that counts now."""
        return workspace_of(self.state)

    def listen(self, listener: Callable[[SessionState], None]) -> None:
        """Call `listener` on the backend's loop with every new state."""
        self._presence.listen(listener)

    async def open(self) -> SessionState:
        """Read what is configured and remembered; asks neither keyring nor network."""
        remembered = await self._file.load()
        try:
            project = self._configured(remembered)
        except SettingsError as error:
            self._presence.become(NotConnected(f"The team that the environment names is not used: {error}"))
            return self.state
        account = remembered.account_in(project) if project is not None else None
        if project is None:
            self._presence.become(NotConnected())
        else:
            self._presence.become(SignedOut(project) if account is None else Restoring(project, account))
        return self.state

    async def restore(self) -> SessionState:
        """Sign in again who was signed in when the studio was closed; returns what came of it."""
        state = self.state
        if isinstance(state, Restoring) and self._presence.login is None:
            await self._presence.come_back(state.project, state.account)
        return self.state

    async def try_again(self) -> SessionState:
        """Look now whether the team can be reached, or the keyring read."""
        login = self._presence.login
        if login is not None:
            login.try_now()
            await self._presence.look()
        elif isinstance(self.state, SignedOut):
            await self.open()
            await self.restore()
        return self.state

    async def catch_up(self) -> SessionState:
        """Follow a command or another window of this studio that has signed in or out meanwhile."""
        login, state = self._presence.login, self.state
        if login is not None and login.is_kept:
            account = await login.kept.account()
            if account is None or account.id != login.account.id:
                self._presence.on_replaced(login)
            return self.state
        is_new = isinstance(state, SignedOut) and (await self._file.load()).account_in(state.project) is not None
        return await self.try_again() if login is None and is_new else self.state

    async def connect(self, url: str, key: str, name: str = "") -> None:
        """Connect to a project, if it answers; who was signed in to another one is signed out.

        Raises SettingsError where address or key cannot be, AccountRefused or TeamUnreachable where the project says so.
        """
        if self._environment.is_there:
            raise SettingsError(
                "The environment names the project.", "Change EXPO_PUBLIC_SUPABASE_URL and its key there."
            )
        project = Project.parse(url, key, name)
        async with self._asking(project) as accounts:
            await accounts.greet()
        before = project_of(self.state)
        if before is not None and before.host != project.host:
            await self.sign_out()
        async with self._acting:
            remembered = await self._file.load()
            await self._file.save(Remembered(project, remembered.host, remembered.account))
            if account_of(self.state) is None:
                self._presence.become(SignedOut(project))

    async def reach(self) -> None:
        """Look whether the project answers and takes the key. Raises TeamUnreachable or AccountRefused."""
        async with self._asking(self._project()) as accounts:
            await accounts.greet()

    async def disconnect(self) -> None:
        """Forget the project; who was signed in is signed out."""
        await self.sign_out()
        async with self._acting:
            await self._file.save(Remembered())
            self._presence.become(NotConnected())

    async def sign_in(self, email: str, password: str, *, keep: bool = True) -> None:
        """Sign in; `keep` is for the next start. Raises AccountRefused or TeamUnreachable."""
        async with self._acting:
            project = self._project()
            async with self._asking(project, is_for_good=True) as accounts:
                grant = await accounts.sign_in(email.strip(), password)
            await self._presence.enter(project, accounts, grant, keep=keep)

    async def sign_up(self, email: str, password: str, *, keep: bool = True) -> None:
        """Make an account: signed in, or Confirming. Raises AccountRefused or TeamUnreachable."""
        async with self._acting:
            project = self._project()
            async with self._asking(project, is_for_good=True) as accounts:
                grant = await accounts.sign_up(email.strip(), password)
            if grant is not None:
                await self._presence.enter(project, accounts, grant, keep=keep)
                return
            await accounts.close()
            self._presence.become(Confirming(project, email.strip(), account_of(self.state)))

    async def resend_confirmation(self) -> None:
        """Send the mail of the new account again. Raises AccountRefused or TeamUnreachable."""
        state = self.state
        if isinstance(state, Confirming):
            async with self._asking(state.project) as accounts:
                await accounts.resend_confirmation(state.email)

    async def send_code(self, email: str) -> None:
        """Send a code with which a new password can be set. Raises AccountRefused or TeamUnreachable."""
        async with self._acting:
            project = self._project()
            async with self._asking(project) as accounts:
                await accounts.send_code(email.strip())
            await self._forget_recovery()
            self._presence.become(Recovering(project, email.strip(), account_of(self.state)))

    async def set_new_password(self, code: str, password: str, *, keep: bool = True) -> None:
        """Set a new password with the code from the mail, and sign in. Raises AccountRefused or TeamUnreachable.

        The code is spent by the first try in which it is right; after that only the password can be refused.
        """
        async with self._acting:
            state = self.state
            if not isinstance(state, Recovering):
                return
            if self._recovery is None:
                async with self._asking(state.project, is_for_good=True) as accounts:
                    self._recovery = (accounts, await accounts.verify_code(state.email, "".join(code.split())))
                self._presence.become(Recovering(state.project, state.email, state.account, is_verified=True))
            accounts, recovery = self._recovery
            grant = await recovery.set_password(password)
            self._recovery = None
            await self._presence.enter(state.project, accounts, grant, keep=keep)

    async def start_over(self) -> None:
        """Back from a confirmation or a forgotten password to signing in."""
        async with self._acting:
            state = self.state
            if isinstance(state, Confirming | Recovering):
                await self._forget_recovery()
                account = state.account
                self._presence.become(SignedOut(state.project) if account is None else Expired(state.project, account))

    async def sign_out(self) -> None:
        """End the session on the server and here; the account's work is hidden until it signs in again."""
        async with self._acting:
            project = project_of(self.state)
            if project is None:
                return
            notices: list[str] = []
            if not await self._presence.say_farewell():
                notices.append("The server could not be told; there the session ends by itself.")
            await self._forget_recovery()
            await self._presence.leave()
            if not await self._presence.kept(project).forget():
                notices.append("The keyring did not remove your sign-in: remove it in your system’s keyring.")
            self._presence.become(SignedOut(project, " ".join(notices)))

    async def call(self, work: "Callable[[Team], Awaitable[T]]", *, workspace: str | None = None) -> T:
        """Run `work` with the team in the name of who is signed in; tokens are looked after, once also after a 401.

        With a `workspace` it runs only for the account that it belongs to. Raises TeamUnreachable (wait: the same may
        work later), NotSignedIn (stop until that person signs in) or TeamRefused (this will not work).
        """
        return await self._presence.call(work, workspace)

    async def close(self) -> None:
        """Let go of everything; nobody is signed out by that."""
        await self._forget_recovery()
        await self._presence.close()

    def _configured(self, remembered: Remembered) -> Project | None:
        if self._environment.problem:
            raise SettingsError(self._environment.problem)
        if self._environment.is_there:
            return Project.parse(self._environment.url, self._environment.key)
        return remembered.project

    def _project(self) -> Project:
        project = project_of(self.state)
        if project is None:
            raise NotSignedIn("The studio is not connected to a team.", "Connect it to the team’s project first.")
        return project

    @asynccontextmanager
    async def _asking(self, project: Project, *, is_for_good: bool = False) -> "AsyncGenerator[Accounts]":
        """The accounts of a project; closed afterwards, or only where something went wrong if they are for good."""
        accounts = await self._presence.accounts(project)
        try:
            yield accounts
        except BaseException:
            await accounts.close()
            raise
        if not is_for_good:
            await accounts.close()

    async def _forget_recovery(self) -> None:
        if self._recovery is not None:
            await self._recovery[0].close()
            self._recovery = None
