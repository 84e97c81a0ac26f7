"""Every request to the team carries the access token of now; a 401 is answered by one refresh and one more try."""

import json
import re
from datetime import UTC, datetime

import httpx

from studio.backend.retry_after import LONGEST_WAIT, retry_after
from studio.backend.session.login import Login, nobody
from studio.backend.session.refusals import not_understood, stumbled
from studio.core.errors import NotSignedIn, TeamUnreachable

_TOKEN_WORDS = re.compile(r"jwt|jws|\"exp\" claim|token is expired|invalid signature", re.IGNORECASE)
_MOST_READ = 64 * 1024
FUNCTIONS = "/functions/v1/"


class BearerTransport(httpx.AsyncBaseTransport):
    """Authorises requests below the SDK, whichever part of it makes them; its own header never leaves the studio.

    httpx's `Auth` would be the place, but postgrest 2.34 switches it off. Raises TeamUnreachable or NotSignedIn, also
    for answers that mean so.
    """

    def __init__(self, login: Login, below: httpx.AsyncBaseTransport | None = None) -> None:
        self._login = login
        self._origin = _origin(httpx.URL(login.project.url))
        self._below = below or httpx.AsyncHTTPTransport()
        self._is_closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, once more after a refresh where the token is not taken."""
        if _origin(request.url) != self._origin:
            request.headers.pop("Authorization", None)
            return await self._below.handle_async_request(request)
        token = await self._login.token()
        request.headers["Authorization"] = f"Bearer {token.reveal()}"
        response = await self._sent(request)
        try:
            if await _is_stale(request, response):
                await response.aclose()
                request.headers["Authorization"] = f"Bearer {(await self._login.renewed(token)).reveal()}"
                response = await self._once_more(request)
            _raise_for_trouble(request, response)
        except BaseException:
            await response.aclose()
            raise
        self._login.reached()
        return response

    async def aclose(self) -> None:
        """Let go of the connections; who still waits for an answer gets none."""
        self._is_closed = True
        await self._below.aclose()

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        """Send a request. The pool would connect again after it was closed, and would never let go of that."""
        if self._is_closed:
            raise nobody()
        response = await self._below.handle_async_request(request)
        if self._is_closed:
            await response.aclose()
            if (stream := response.extensions.get("network_stream")) is not None:
                await stream.aclose()
            raise nobody()
        return response

    async def _once_more(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self._sent(request)
        except httpx.StreamConsumed:  # a body that can be read only once
            raise TeamUnreachable("Your sign-in was renewed meanwhile.", "The studio tries again by itself.") from None
        if await _is_stale(request, response):
            await response.aclose()
            self._login.refused_fresh()
            raise NotSignedIn("The team does not accept your sign-in.", "Sign out and in again.")
        return response


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


async def _is_stale(request: httpx.Request, response: httpx.Response) -> bool:
    """The server did not take the token. The storage server says so in the body of a 400 or 403."""
    if response.status_code == 401:
        return True
    if response.status_code not in (400, 403) or "/storage/v1/" not in request.url.path:
        return False
    try:
        body = json.loads((await response.aread())[:_MOST_READ])
    except ValueError:
        return False
    message = body.get("message") if isinstance(body, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType] - JSON of any shape
    return isinstance(message, str) and bool(_TOKEN_WORDS.search(message))


def _raise_for_trouble(request: httpx.Request, response: httpx.Response) -> None:
    """What may work later without anyone changing anything. A function speaks for itself: its 429 and 502 mean more."""
    status = response.status_code
    if 300 <= status < 400 and status != 304:
        raise not_understood()
    if FUNCTIONS in request.url.path:
        return
    if response.is_success and response.headers.get("content-type", "").startswith("text/html"):
        raise not_understood()
    wait = retry_after(response.headers, datetime.now(UTC))
    if status == 429:
        raise TeamUnreachable(
            "The team’s server asks for a pause.",
            "The studio tries again by itself.",
            retry_after=min(LONGEST_WAIT, wait or 0.0) or None,
        )
    if status >= 500:
        error = stumbled()
        error.retry_after = min(LONGEST_WAIT, wait or 0.0) or None
        raise error
