"""A proxy on loopback in front of the team's server, which does to chosen requests what networks and servers do.

A fault meets the requests that `strikes` picks, as often as it says; everything else passes, and is counted. It speaks
plain HTTP/1.1 with one request on a connection at a time.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.servers.http_wire import Request
from tests.servers.listener import Listener

HTML = b"<html><body><h1>502 Bad Gateway</h1><p>nginx</p></body></html>"


@dataclass
class Seen:
    """One request that came, and what became of it: the fault's name, or the status that the team answered."""

    method: str
    path: str
    outcome: str
    at: float


@dataclass(frozen=True)
class Fault:
    """One way to fail. `status` with `body` is an answer in place of the team's."""

    name: str
    status: int | None = None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    cut: bool = False
    """The connection is reset in the middle of the request's body."""
    lost: bool = False
    """The team carries it out, and its answer never arrives."""
    hang: bool = False
    pause: float = 0.0


def _error(status: int, message: str, code: str, **headers: str) -> Fault:
    body = {"statusCode": str(status), "error": code, "code": code, "message": message}
    return Fault(str(status), status, json.dumps(body).encode(), {"content-type": "application/json", **headers})


RESET = Fault("reset mid-body", cut=True)
FAULTS = (
    Fault("refused"),
    RESET,
    _error(401, "invalid JWT: token is expired", "Unauthorized"),
    _error(403, "new row violates row-level security policy", "42501"),
    _error(409, "conflict", "40001"),
    _error(413, "The object exceeded the maximum allowed size", "Payload too large"),
    _error(429, "Too many requests", "rate_limit", **{"retry-after": "3"}),
    _error(500, "internal", "XX000"),
    Fault("HTML 502", 502, HTML, {"content-type": "text/html"}),
    Fault("slow", pause=0.05),
    Fault("hang", hang=True),
    Fault("lost answer", lost=True),
)


class FaultProxy(Listener):
    """Listens from `async with` on; `refuse` closes the door and `admit` opens it again, at the same address."""

    def __init__(self, target: str, *, most_rows: int | None = None) -> None:
        super().__init__()
        self.target = urlsplit(target)
        self.most_rows = most_rows
        self.empty_after: int | None = None
        self.fault: Fault | None = None
        self.strikes: Callable[[Request], bool] = lambda _request: False
        self.times = 0
        self.seen: list[Seen] = []
        self.bytes_down = 0
        self.on_strike: Callable[[], None] = lambda: None
        self.while_hanging: Callable[[], None] | None = None
        """Called again and again until whoever waits for an answer that never comes has gone, to move its clock on."""
        self._pages = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def strike(self, fault: Fault, strikes: Callable[[Request], bool], times: int = 1) -> None:
        """Let a fault meet the next requests of a kind."""
        self.fault, self.strikes, self.times = fault, strikes, times

    async def admit(self) -> None:
        """Listen again, at the same address as before."""
        if self._server is None:
            await self.start(self.port)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while (head := await self._head(reader)) is not None and await self._one(*head, reader, writer):
                pass

    async def _head(self, reader: asyncio.StreamReader) -> tuple[Request, int] | None:
        """The head of a request and the length of its body."""
        try:
            text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError:
            return None
        first, *lines = text.rstrip("\r\n").split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        assert "transfer-encoding" not in headers, "the studio says how long its bodies are"
        return Request(method, path, headers), int(headers.get("content-length", "0"))

    async def _one(
        self, request: Request, length: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        fault = self._struck(request)
        if fault is not None:
            self._note(request, fault.name)
        if fault is not None and fault.cut:
            await reader.read(max(1, length // 2))
            return False
        request.body = await reader.readexactly(length)
        if fault is not None:
            if fault.hang:
                await self._hang(reader)
                return False
            if fault.status is not None:
                await self._write(writer, fault.status, fault.headers, fault.body)
                return True
            if fault.pause:
                await asyncio.sleep(fault.pause)
        status, headers, body = await self._forward(request)
        if fault is not None and fault.lost:
            return False
        self._note(request, str(status))
        await self._write(writer, status, headers, body, is_head=request.method == "HEAD")
        return True

    async def _hang(self, reader: asyncio.StreamReader) -> None:
        """Say nothing until the client has gone."""
        if self.while_hanging is None:
            await reader.read()
        while not reader.at_eof():
            self.while_hanging()
            await asyncio.sleep(0)

    def _struck(self, request: Request) -> Fault | None:
        if self.fault is None or self.times <= 0 or not self.strikes(request):
            return None
        self.times -= 1
        self.on_strike()
        return self.fault

    async def _forward(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        reader, writer = await asyncio.open_connection(self.target.hostname, self.target.port)
        try:
            path = self._capped(request)
            lines = [f"{request.method} {path} HTTP/1.1", f"host: {self.target.netloc}", "connection: close"]
            left = {k: v for k, v in request.headers.items() if k not in ("host", "connection", "accept-encoding")}
            lines += [f"{name}: {value}" for name, value in left.items()]
            writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + request.body)
            await writer.drain()
            raw = await reader.read()
        finally:
            writer.transport.abort()
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        if headers.pop("transfer-encoding", "").lower() == "chunked":
            body = _joined(body)
        return int(first.split(" ")[1]), headers, body

    def _capped(self, request: Request) -> str:
        """The path with the limit that a project sets on the rows of an answer."""
        if self.most_rows is None or not request.path.startswith("/rest/v1/") or request.method != "GET":
            return request.path
        self._pages += 1
        most = 0 if self.empty_after is not None and "id=gt." in request.path else self.most_rows
        address, _, query = request.path.partition("?")
        rest = "&".join(each for each in query.split("&") if not each.startswith("limit="))
        return f"{address}?{rest}&limit={most}"

    async def _write(
        self, writer: asyncio.StreamWriter, status: int, headers: dict[str, str], body: bytes, *, is_head: bool = False
    ) -> None:
        keep = {k: v for k, v in headers.items() if k not in ("connection", "content-length", "keep-alive")}
        length = headers.get("content-length", "0") if is_head else str(len(body))
        lines = [f"HTTP/1.1 {status} .", f"content-length: {length}", *(f"{k}: {v}" for k, v in keep.items())]
        answer = "\r\n".join([*lines, "", ""]).encode("latin-1") + (b"" if is_head else body)
        self.bytes_down += len(answer)
        writer.write(answer)
        await writer.drain()

    def _note(self, request: Request, outcome: str) -> None:
        self.seen.append(Seen(request.method, request.path, outcome, asyncio.get_running_loop().time()))


def _joined(body: bytes) -> bytes:
    """A chunked body as one."""
    whole = bytearray()
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if not length:
            break
        whole += body[:length]
        body = body[length + 2 :]
    return bytes(whole)
