"""Speaks to an image service through the openai SDK: it builds the request, the body comes back raw.

The only module that imports the SDK at its top; it is itself imported late, in a worker thread (half a second).
"""

import socket
import ssl
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx2
import openai

from studio.backend.engines.openai.connection import Connection, Patience
from studio.backend.engines.openai.trouble import Answered, Break, Broken, NotReached, Reach, Trouble

MAX_LISTING = 4 * 1024 * 1024
_REDIRECTS = 5


class Client:
    """One service with one key. Nothing is retried, no redirect is followed, no connection is used twice.

    A connection that lay idle may be dead without being known to be; a picture that is asked for on it would end as
    "may have been billed" where nothing had run.
    """

    def __init__(self, connection: Connection, patience: Patience) -> None:
        timeout = httpx2.Timeout(connect=patience.connect, read=patience.read, write=patience.write, pool=None)
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=0)
        self._bare = httpx2.AsyncClient(timeout=timeout, limits=limits, follow_redirects=True, max_redirects=_REDIRECTS)
        self._client = openai.AsyncOpenAI(
            api_key=connection.key.reveal(),
            base_url=connection.address.url,
            max_retries=0,
            timeout=timeout,
            http_client=httpx2.AsyncClient(timeout=timeout, limits=limits, follow_redirects=False),
            default_headers={"Accept-Encoding": "identity"},  # base64 of a compressed picture; unpacking only costs
        )
        self._client.organization = None
        self._client.project = None

    @asynccontextmanager
    async def picture(self, parameters: Mapping[str, object], *, is_edit: bool) -> AsyncGenerator[httpx2.Response]:
        """Ask for a picture; the response is open, and its body has not been read."""
        images = cast("Any", self._client.images.with_streaming_response)
        async with (images.edit if is_edit else images.generate)(**parameters) as response:
            yield cast("httpx2.Response", response.http_response)

    @asynccontextmanager
    async def at(self, url: str) -> AsyncGenerator[httpx2.Response]:
        """Fetch what lies at a URL, without any key."""
        async with self._bare.stream("GET", url) as response:
            response.raise_for_status()
            yield response

    async def listing(self) -> bytes:
        """The body of GET /v1/models, which costs nothing."""
        data = bytearray()
        async with self._client.models.with_streaming_response.list() as response:
            async for piece in response.iter_bytes():
                data += piece
                if len(data) > MAX_LISTING:
                    break
        return bytes(data)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()
        await self._bare.aclose()

    failures = (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL)
    """What a request can raise."""

    def trouble_of(self, error: Exception, *, has_begun: bool) -> Trouble:
        """What an exception of SDK or transport means; `has_begun` says that the answer had begun."""
        if isinstance(error, openai.APIStatusError):
            return _answered(error.response, error.body)
        if isinstance(error, httpx2.HTTPStatusError):
            return _answered(error.response, None)
        causes = tuple(_causes(error))
        if any(isinstance(cause, _UNREACHED) for cause in causes):
            return NotReached(_reach(causes))
        if any(isinstance(cause, httpx2.TimeoutException) for cause in causes):
            return Broken(Break.SILENT, has_begun)
        return Broken(Break.CUT, has_begun)


_UNREACHED = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.InvalidURL,
)


def _answered(response: httpx2.Response, body: Any) -> Answered:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answered(response.status_code, headers, body)


def _reach(causes: tuple[BaseException, ...]) -> Reach:
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Reach.NOT_TRUSTED
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Reach.NO_NAME
    if any(isinstance(cause, httpx2.ConnectTimeout) for cause in causes):
        return Reach.TOO_SLOW
    return Reach.NO_CONNECTION


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that led to it."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [cause for cause in (each.__cause__, each.__context__) if cause is not None]
        if isinstance(each, BaseExceptionGroup):
            waiting += cast("BaseExceptionGroup[BaseException]", each).exceptions
