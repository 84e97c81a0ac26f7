"""What is kept for the next start: the refresh token in the keyring, and whose it is in a file; shared by all processes.

Whoever spends the token holds one lock, so that no two processes of this studio ever spend the same one.
"""

import asyncio
import hashlib
import logging
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from studio.backend.library.locks import ProcessLock
from studio.backend.session.grant import Grant
from studio.backend.session.refusals import WAIT
from studio.backend.session.remembered import Remembered, RememberedFile
from studio.backend.vault import KeyPlace, Secret, Vault
from studio.core.errors import LibraryError, SettingsError, TeamUnreachable
from studio.core.project import Project
from studio.core.session import Account

MOST_CHARACTERS = 1200
"""A keyring item on Windows holds 1,280 characters (jaraco/keyring#355)."""
PATIENCE = 60.0
"""Seconds to wait while another process refreshes; its own requests take less."""
_PAUSE = 0.03

_log = logging.getLogger(__name__)


class KeptSession:
    """The session of one project, for the studio whose settings lie in `folder`."""

    def __init__(self, vault: Vault, folder: Path, project: Project) -> None:
        # two studios with folders of their own (WTFIGURE_HOME) must not end each other's sessions
        studio = hashlib.sha256(str(folder).encode()).hexdigest()[:8]
        self.item = f"session {project.host} {studio}"
        self._vault = vault
        self._folder = folder
        self._project = project
        self._file = RememberedFile(folder)
        self._lock_path = folder / f"session-{re.sub(r'[^a-z0-9.-]', '_', project.host)}.lock"

    @asynccontextmanager
    async def held(self) -> AsyncGenerator[None]:
        """Hold the lock that every process of this studio takes before it spends the token.

        Raises TeamUnreachable where another one does not let go of it.
        """
        lock = ProcessLock(self._lock_path)
        try:
            await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
            async with asyncio.timeout(PATIENCE):
                while not lock.take():  # noqa: ASYNC110 - the kernel calls nobody when a lock is free
                    await asyncio.sleep(_PAUSE)
        except TimeoutError:
            raise TeamUnreachable("Another studio on this computer is busy signing in.", WAIT) from None
        except OSError:
            raise TeamUnreachable(
                "The studio may not write in its settings folder.", f"Allow writing in {self._folder}."
            ) from None
        try:
            yield
        finally:
            lock.release()

    async def account(self) -> Account | None:
        """Who is to be signed in again, as it stands in the file now."""
        return (await self._file.load()).account_in(self._project)

    async def read(self) -> Secret | None:
        """The token as it is in the keyring now, or None. Raises KeyringMissing where the keyring does not answer."""
        return await self._vault.read_again(self.item)

    async def write(self, token: Secret) -> bool:
        """Keep the token; False where no keyring takes it."""
        if len(token.reveal()) >= MOST_CHARACTERS:
            return False
        return await self._vault.keep(self.item, token) is KeyPlace.KEYRING

    async def keep(self, grant: Grant) -> bool:
        """Keep token and account for the next start; False where that cannot be, and then nothing is kept."""
        try:
            async with self.held():
                if await self.write(grant.refresh):
                    await self._save(grant.account)
                    return True
        except (LibraryError, TeamUnreachable) as error:
            _log.warning("the session is not kept: %s", error.sentence)
        await self._forget_token()
        return False

    async def remember(self, account: Account) -> None:
        """The account has another role or address."""
        try:
            await self._save(account)
        except LibraryError as error:
            _log.warning("the account is not remembered: %s", error.sentence)

    async def forget(self) -> bool:
        """Keep nothing of the session; False where the keyring does not let go of the token."""
        try:
            async with self.held():
                return await self.drop()
        except TeamUnreachable as error:
            _log.warning("another process may still know the session: %s", error.sentence)
            return await self.drop()

    async def drop(self) -> bool:
        """`forget`, for who holds the lock: no other process finds an account, nor a token that is spent."""
        try:
            await self._save(None)
        except LibraryError as error:
            _log.warning("the account is still remembered: %s", error.sentence)
        return await self._forget_token()

    async def _forget_token(self) -> bool:
        try:
            await self._vault.forget(self.item)
        except SettingsError:
            return False
        return True

    async def _save(self, account: Account | None) -> None:
        remembered = await self._file.load()
        await self._file.save(Remembered(remembered.project, self._project.host, account))
