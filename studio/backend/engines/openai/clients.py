"""The one client that is kept for the connection in use, built late and away from the loop."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from studio.backend.engines.openai.connection import Connection, Patience

if TYPE_CHECKING:
    from studio.backend.engines.openai.sdk import Client


class Clients:
    """Keeps one client for the connection that is in use; another key or address replaces it as soon as it is idle."""

    def __init__(self, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._clients: dict[Connection, Client] = {}
        self._users: Counter[Connection] = Counter()
        self._current: Connection | None = None
        self._building = asyncio.Lock()

    @asynccontextmanager
    async def use(self, connection: Connection) -> AsyncGenerator["Client"]:
        """The client of a connection, while it is used."""
        self._users[connection] += 1
        try:
            self._current = connection
            async with self._building:
                if connection not in self._clients:
                    self._clients[connection] = await asyncio.to_thread(_build, connection, self.patience)
            yield self._clients[connection]
        finally:
            self._users[connection] -= 1
            await self._let_go()

    async def close(self) -> None:
        """Close all that are idle; nobody uses them any more when the studio ends."""
        self._current = None
        await self._let_go()

    async def _let_go(self) -> None:
        idle = [each for each in self._clients if not self._users[each] and each != self._current]
        for connection in idle:
            await self._clients.pop(connection).close()


def _build(connection: Connection, patience: Patience) -> "Client":
    from studio.backend.engines.openai.sdk import Client  # imports the SDK: half a second, in this worker thread

    return Client(connection, patience)
