"""One account that is signed in: its tokens, and one refresh at a time (protocol T)."""

import asyncio
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from studio.backend.session.grant import Grant, GrantEnded, GrantReplaced
from studio.backend.session.kept import KeptSession
from studio.backend.session.refusals import unreachable
from studio.backend.vault import KeyringMissing, Secret
from studio.core.errors import NotSignedIn, TeamUnreachable
from studio.core.project import Project
from studio.core.session import Account

if TYPE_CHECKING:
    from studio.backend.session.accounts import Accounts

EARLY = 30.0
"""Seconds before its end at which a token counts as spent, so that none ends on its way."""
CLOSING = 3.0
"""Seconds that a refresh under way may take when the studio closes."""
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds to the next try after a refresh that did not get through; doubled each time."""


class Watcher(Protocol):
    """Who hears what becomes of a login."""

    def on_reached(self, login: "Login") -> None:
        """The server answered; account and keeping may be new."""
        ...

    def on_unreached(self, login: "Login") -> None:
        """It did not."""
        ...

    def on_ended(self, login: "Login", sentence: str) -> None:
        """The server ended the session."""
        ...

    def on_replaced(self, login: "Login") -> None:
        """Another process signed out, or signed in as somebody else."""
        ...

    def on_keyring_silent(self, login: "Login") -> None:
        """The keyring does not answer, and nothing else knows the session."""
        ...


class Login:
    """The tokens of one account. `token` is what calls are made with; it never holds a call up without need.

    `monotonic` are seconds that no clock setting moves. They stand still while a computer sleeps: then the server's
    401 tells what they did not.
    """

    def __init__(
        self,
        project: Project,
        account: Account,
        accounts: "Accounts",
        kept: KeptSession,
        watcher: Watcher,
        monotonic: Callable[[], float],
    ) -> None:
        self.project = project
        self.account = account
        self.is_kept = True
        self.is_closed = False
        self._accounts = accounts
        self.kept = kept
        self._watcher = watcher
        self._monotonic = monotonic
        self._access: Secret | None = None
        self._refresh: Secret | None = None
        self._good_until = 0.0
        self._renewal: asyncio.Task[Secret] | None = None
        self._failures = 0
        self._wait_until = 0.0
        self._waiting_for: TeamUnreachable | None = None

    @property
    def next_try(self) -> float:
        """Seconds until another refresh makes sense."""
        return max(0.0, self._wait_until - self._monotonic())

    def take(self, grant: Grant, *, is_kept: bool) -> None:
        """Begin with a grant that has just come."""
        self.account = grant.account
        self.is_kept = is_kept
        self._access, self._refresh = grant.access, grant.refresh
        self._good_until = self._monotonic() + grant.lifetime - min(EARLY, grant.lifetime / 2)
        self._failures, self._wait_until, self._waiting_for = 0, 0.0, None

    async def token(self) -> Secret:
        """An access token that is still good as far as is known; refreshed first where it is not.

        Raises TeamUnreachable or NotSignedIn.
        """
        if self._access is not None and self._monotonic() < self._good_until and not self.is_closed:
            return self._access
        return await self.renewed(self._access)

    async def renewed(self, stale: Secret | None) -> Secret:
        """Another token than the stale one; everyone who asks meanwhile waits for the same refresh."""
        if self.is_closed:
            raise nobody()
        if self._access is not None and self._access != stale and self._monotonic() < self._good_until:
            return self._access
        if self._renewal is None:
            self._renewal = asyncio.get_running_loop().create_task(self._renew())
            self._renewal.add_done_callback(self._on_renewed)
        renewal = self._renewal
        try:
            # whoever gives up must not take the refresh along: its answer holds the only good token
            return await asyncio.shield(renewal)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if renewal.cancelled() and task is not None and not task.cancelling():
                raise nobody() from None  # signed out meanwhile
            raise

    def try_now(self) -> None:
        """Somebody asked: do not wait for the next try."""
        self._wait_until, self._waiting_for = 0.0, None

    async def look_again(self) -> None:
        """Refresh although the token may still be good. Raises TeamUnreachable or NotSignedIn."""
        await self.renewed(self._access)

    def reached(self) -> None:
        """The server answered a call; one that was on its way when the session ended tells nothing of it any more."""
        if self.is_closed:
            return
        self._failures, self._wait_until, self._waiting_for = 0, 0.0, None
        self._watcher.on_reached(self)

    def unreached(self) -> None:
        """A call did not get through."""
        if self.is_closed:
            return
        self._pause(unreachable(), None)
        self._watcher.on_unreached(self)

    def refused_fresh(self) -> None:
        """A token that has only just come was refused: another one would be, too."""
        self._pause(TeamUnreachable("The team does not accept the sign-in.", "Sign out and in again."), LONGEST_PAUSE)

    async def end(self) -> bool:
        """End the session on the server; False where it could not be told."""
        try:
            self.try_now()
            await self._accounts.end(await self.token())
        except TeamUnreachable:
            return False
        except NotSignedIn:
            return True
        return True

    async def close(self) -> None:
        """Let go of tokens and connections."""
        self.is_closed = True
        renewal = self._renewal
        if renewal is not None:
            await asyncio.wait([renewal], timeout=CLOSING)
            renewal.cancel()
        self._access = self._refresh = None
        await self._accounts.close()

    async def _renew(self) -> Secret:
        if self._waiting_for is not None and self.next_try > 0:
            raise self._waiting_for
        try:
            grant, is_kept = await (self._from_keyring() if self.is_kept else self._from_memory())
        except TeamUnreachable as error:
            self._pause(error, error.retry_after)
            self._watcher.on_unreached(self)
            raise
        except GrantEnded as ended:
            self.is_closed = True
            self._watcher.on_ended(self, ended.sentence)
            raise NotSignedIn(ended.sentence, "Sign in again.") from None
        except GrantReplaced:
            self.is_closed = True
            self._watcher.on_replaced(self)
            raise nobody() from None
        except KeyringMissing:
            self.is_closed = True
            self._watcher.on_keyring_silent(self)
            raise nobody() from None
        self.take(grant, is_kept=is_kept)
        self._watcher.on_reached(self)
        return grant.access

    async def _from_memory(self) -> tuple[Grant, bool]:
        if self._refresh is None:
            raise GrantReplaced
        return await self._accounts.refresh(self._refresh), False

    async def _from_keyring(self) -> tuple[Grant, bool]:
        """Spend the keyring's token, under the lock, and keep the new one before anything is done with it."""
        async with self.kept.held():
            remembered = await self.kept.account()
            if remembered is None or remembered.id != self.account.id:
                raise GrantReplaced
            try:
                token = await self.kept.read()
            except KeyringMissing:
                token = self._refresh
                if token is None:
                    raise  # nothing is known: not even that somebody signed out
            if token is None:
                raise GrantReplaced
            grant = await self._spent(token)
            is_kept = await self.kept.write(grant.refresh)
            if not is_kept:
                await self.kept.drop()
            if grant.account.id != self.account.id:  # the keyring held somebody else's, which it has back now
                raise GrantReplaced
            return grant, is_kept

    async def _spent(self, token: Secret) -> Grant:
        try:
            return await self._accounts.refresh(token)
        except GrantEnded:
            newer = await self._newer(token)
            if newer is None:
                raise
            return await self._accounts.refresh(newer)

    async def _newer(self, token: Secret) -> Secret | None:
        """What a process that does not know the lock may have put into the keyring meanwhile, or what we hold."""
        try:
            now = await self.kept.read()
        except KeyringMissing:
            now = None
        return next((each for each in (now, self._refresh) if each is not None and each != token), None)

    def _pause(self, error: TeamUnreachable, seconds: float | None) -> None:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self._failures, 16))
        self._failures += 1
        self._waiting_for = error
        # a little more each time, and not the same for all: a server that comes back is not met by everyone at once
        self._wait_until = self._monotonic() + max(seconds or 0.0, pause * random.uniform(0.8, 1.2))  # noqa: S311

    def _on_renewed(self, task: asyncio.Task[Secret]) -> None:
        self._renewal = None
        if not task.cancelled():
            task.exception()  # it was told to those who waited; nobody may have


def nobody() -> NotSignedIn:
    """Nobody is signed in."""
    return NotSignedIn("Nobody is signed in to the team.", "Sign in first.")
