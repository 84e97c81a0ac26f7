"""What the servers of the tests share: they listen on a port of this computer and leave no connection behind."""

import asyncio
import ssl
from abc import ABC, abstractmethod
from contextlib import suppress
from types import TracebackType
from typing import Self

LINE_LIMIT = 256 * 1024


class Listener(ABC):
    """Listens from `start` (or `async with`) until `stop`, which comes back when every connection is gone."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @abstractmethod
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak on one connection; it is dropped when this returns."""

    async def start(self, port: int = 0) -> Self:
        """Listen; `port` 0 is any free one."""
        self._server = await asyncio.start_server(
            self._on_connection, "127.0.0.1", port, ssl=self._tls, limit=LINE_LIMIT
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def refuse(self) -> None:
        """Stop listening and drop every connection, without waiting until they are gone."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._connections.values():
            writer.transport.abort()

    async def stop(self) -> None:
        """Stop listening and drop every connection: from now on the network is away."""
        connections = dict(self._connections)
        self.refuse()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        # a transport that is aborted still has its last callback to come, which a loop that ends now would never call
        for writer in connections.values():
            with suppress(OSError):
                await writer.wait_closed()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _on_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None:
            writer.transport.abort()
            return
        task = asyncio.get_running_loop().create_task(self._until_dropped(reader, writer))
        self._connections[task] = writer
        task.add_done_callback(self._connections.pop)

    async def _until_dropped(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self.serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()
