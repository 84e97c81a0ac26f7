"""Accounts at a project: each verb is one request to its auth server, through the SDK, which keeps nothing.

The SDK is used for one call at a time and never with a session of its own: it would refresh by the wall clock, and it
has no single refresh at a time (facts: supabase-auth 2.34.1, `gotrue_client.get_session`).
"""

import math
import uuid
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

import httpx
from supabase import (
    ASupabaseAuthClient,
    AuthApiError,
    AuthError,
    AuthRetryableError,
    AuthUnknownError,
    AuthWeakPasswordError,
)

from studio.backend.session.grant import Grant, GrantEnded
from studio.backend.session.refusals import end_of_grant, not_understood, refusal, stumbled, unreachable
from studio.backend.vault import Secret
from studio.core.errors import AccountRefused, StudioError, TeamUnreachable
from studio.core.project import Project
from studio.core.session import Account, Role

PATIENCE = httpx.Timeout(20, connect=10)
"""Seconds that the auth server may take."""
LEAST_LIFETIME, LONGEST_LIFETIME = 10.0, 7 * 24 * 3600.0
"""Seconds: a server that hands out dead tokens must not make the studio ask without a pause."""

T = TypeVar("T")


class _SdkUser(Protocol):
    id: str
    email: str | None
    app_metadata: dict[str, Any]


class _SdkSession(Protocol):
    access_token: str
    refresh_token: str
    expires_in: int

    @property
    def user(self) -> _SdkUser: ...


class Accounts:
    """Signs in, signs up, refreshes and signs out. Raises AccountRefused or TeamUnreachable."""

    def __init__(self, project: Project, http: httpx.AsyncClient | None = None) -> None:
        self._project = project
        self._http = http or httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def greet(self) -> None:
        """Look whether there is a project that takes the key."""
        headers = {"apikey": self._project.key}
        try:
            answer = await self._http.get(f"{self._project.url}/auth/v1/settings", headers=headers)
        except httpx.HTTPError:
            raise unreachable() from None
        if answer.status_code in (401, 403):
            raise refusal(401, "", "api key")
        if answer.status_code >= 500:
            raise stumbled()
        if "json" not in answer.headers.get("content-type", ""):
            raise not_understood()

    async def sign_in(self, email: str, password: str) -> Grant:
        """Sign in with a password."""
        answer = await _asked(lambda: self._client().sign_in_with_password({"email": email, "password": password}))
        return _grant(answer.session)

    async def sign_up(self, email: str, password: str) -> Grant | None:
        """Make an account; None where its address has to be confirmed first."""
        answer = await _asked(lambda: self._client().sign_up({"email": email, "password": password}))
        return None if answer.session is None else _grant(answer.session)

    async def resend_confirmation(self, email: str) -> None:
        """Send the mail of a new account again."""
        await _asked(lambda: self._client().resend({"type": "signup", "email": email}))

    async def send_code(self, email: str) -> None:
        """Send a code with which a new password can be set; an unknown address is told nothing."""
        await _asked(lambda: self._client().reset_password_for_email(email))

    async def verify_code(self, email: str, code: str) -> "Recovery":
        """Spend such a code."""
        client = self._client()
        answer = await _asked(lambda: client.verify_otp({"email": email, "token": code, "type": "recovery"}))
        if answer.session is None:
            raise not_understood()
        return Recovery(client)

    async def refresh(self, token: Secret) -> Grant:
        """Trade a refresh token for a new grant. Raises GrantEnded where the server will never take it again."""
        try:
            answer = await self._client().refresh_session(token.reveal())
        except AuthApiError as error:
            sentence = end_of_grant(error.status, error.code or "", error.message)
            if sentence:
                raise GrantEnded(sentence) from None
            error.message = token.scrub(error.message)
            raise _as_waiting(_judged(error)) from None
        except (AuthError, ValueError, httpx.HTTPError) as error:
            raise _as_waiting(_judged(error)) from None
        return _grant(answer.session)

    async def end(self, access: Secret) -> None:
        """End this session on the server; other computers stay signed in. One that has ended already is fine."""
        try:
            await self._client().admin.sign_out(access.reveal(), "local")
        except AuthApiError as error:
            if error.status not in (401, 403, 404):
                raise _judged(error) from None
        except (AuthError, httpx.HTTPError) as error:
            raise _judged(error) from None

    def _client(self) -> ASupabaseAuthClient:
        """An SDK client for one call, which forgets it."""
        key = self._project.key
        return ASupabaseAuthClient(
            url=f"{self._project.url}/auth/v1",
            headers={"apiKey": key, "Authorization": f"Bearer {key}"},
            auto_refresh_token=False,
            persist_session=False,
            flow_type="implicit",  # codes are typed in, no browser comes back to the studio
            http_client=self._http,
        )


class Recovery:
    """The code was right: a new password can be set, and whoever sets it is signed in."""

    def __init__(self, client: ASupabaseAuthClient) -> None:
        self._client = client

    async def set_password(self, password: str) -> Grant:
        """Give the account another password. Raises AccountRefused where it is too weak; another try is possible."""
        await _asked(lambda: self._client.update_user({"password": password}))
        return _grant(await _asked(self._client.get_session))


async def _asked(call: Callable[[], Coroutine[Any, Any, T]]) -> T:
    try:
        return await call()
    except (AuthError, ValueError, httpx.HTTPError) as error:
        raise _judged(error) from None


def _judged(error: Exception) -> StudioError:
    """An error of the SDK as one that a person can be told."""
    match error:
        case AuthRetryableError(status=0):
            return unreachable()
        case AuthRetryableError():
            return stumbled()
        case AuthWeakPasswordError():
            return refusal(error.status, "weak_password", error.message, tuple(error.reasons))
        case AuthApiError():
            return refusal(error.status, error.code or "", error.message)
        case AuthUnknownError(original_error=httpx.HTTPStatusError() as original):
            return stumbled() if original.response.status_code >= 500 else not_understood()
        case httpx.HTTPError():
            return unreachable()
        case _:
            return not_understood()


def _as_waiting(error: StudioError) -> TeamUnreachable:
    """A refresh that was not refused in so many words may work later: nobody is signed out by it."""
    if isinstance(error, TeamUnreachable):
        return error
    wait = "The studio tries again by itself." if not isinstance(error, AccountRefused) else error.next_step
    return TeamUnreachable(error.sentence, wait)


def _grant(session: _SdkSession | None) -> Grant:
    if session is None or not session.access_token or not session.refresh_token:
        raise not_understood()
    lifetime = float(session.expires_in)
    if not math.isfinite(lifetime):
        raise not_understood()
    return Grant(
        account=_account(session.user),
        access=Secret(session.access_token),
        refresh=Secret(session.refresh_token),
        lifetime=min(LONGEST_LIFETIME, max(LEAST_LIFETIME, lifetime)),
    )


def _account(user: _SdkUser) -> Account:
    try:
        user_id = str(uuid.UUID(user.id))
    except ValueError:
        raise not_understood() from None
    return Account(user_id, user.email or "", Role.of(user.app_metadata))
