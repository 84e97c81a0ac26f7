"""A real HTTP server on this computer that speaks GoTrue's API as far as the studio does: rotation and reuse detection included.

Refresh tokens are good once. One that was spent is taken again within `reuse` seconds, or where it is the parent of the
token that is active now (its answer may have been lost); anything else ends the whole session, as GoTrue does
(`internal/tokens/service.go`, supabase.com/docs/guides/auth/sessions). `violations` counts that, `parents` the tokens that were taken twice. The server has a clock
of its own, `now`, so that a test can move it against the client's.
"""

import asyncio
import base64
import json
import secrets
import uuid
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.http_wire import Request, read_request
from tests.servers.listener import Listener

KEY = "sb_publishable_0123456789abcdefghij"
MAIL_CODE = "123456"
PASSWORD = "correct horse"  # noqa: S105 - of the accounts that tests make
LIFETIME = 3600


@dataclass
class User:
    """An account on the server."""

    email: str
    password: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    role: str = ""
    is_confirmed: bool = True
    is_banned: bool = False
    code: str = ""

    def to_json(self) -> dict[str, Any]:
        """As GoTrue writes users."""
        stamp = "2026-11-01T12:00:00.123456Z"
        meta = {"provider": "email", "providers": ["email"]} | ({"role": self.role} if self.role else {})
        return {
            "id": self.id, "aud": "authenticated", "role": "authenticated", "email": self.email, "phone": "",
            "email_confirmed_at": stamp if self.is_confirmed else None, "app_metadata": meta,
            "user_metadata": {"email": self.email, "role": "admin"}, "identities": [], "created_at": stamp,
            "updated_at": stamp, "is_anonymous": False,
        }  # fmt: skip


@dataclass
class Family:
    """One sign-in: its tokens in the order in which they were given."""

    user: User
    tokens: list[str] = field(default_factory=list)
    spent_at: dict[str, float] = field(default_factory=dict)
    is_ended: bool = False


@dataclass
class Fault:
    """What happens to a request: an answer in its place, or none; with `is_done` only after it was carried out."""

    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    is_done: bool = False
    hang: bool = False


DROP = Fault()
LOST_ANSWER = Fault(is_done=True)
HANG = Fault(hang=True)
BAD_GATEWAY = Fault(502, "<html><body>Bad gateway</body></html>")
SERVER_ERROR = Fault(500, {"code": 500, "error_code": "unexpected_failure", "msg": "Unexpected failure"})
PORTAL = Fault(302, "", {"location": "http://127.0.0.1:9/sign-in"})


class AuthServer(Listener):
    """Listens at `url`. `plan` faults for the next requests, or set `always`; `asked` is the journal."""

    def __init__(self, *, lifetime: int = LIFETIME, reuse: float = 10, confirms: bool = False) -> None:
        super().__init__()
        self.users: dict[str, User] = {}
        self.asked: list[Request] = []
        self.mails: list[tuple[str, str]] = []
        self.always: Fault | None = None
        self.violations = 0
        self.parents = 0
        self.refreshing = self.most_refreshing = 0
        self.refresh_posts = 0
        self.now = 0.0
        self.pause: asyncio.Event | None = None
        self.heard = asyncio.Event()
        self.padding = ""
        self._lifetime = lifetime
        self.reuse = reuse
        self._confirms = confirms
        self._families: list[Family] = []
        self._access: dict[str, tuple[Family, float]] = {}
        self._planned: deque[Fault | None] = deque()

    @property
    def url(self) -> str:
        """The project's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def tokens(self) -> list[str]:
        """Every secret that the server has given away."""
        return [*self._access, *(token for family in self._families for token in family.tokens)]

    @property
    def open_sessions(self) -> list[Family]:
        """The sign-ins that have not ended."""
        return [family for family in self._families if not family.is_ended]

    def add(self, email: str, password: str = PASSWORD, **more: Any) -> User:
        """An account."""
        self.users[email] = User(email, password, **more)
        return self.users[email]

    def plan(self, *faults: Fault | None) -> None:
        """What happens to the next requests; None is nothing."""
        self._planned.extend(faults)

    def end_sessions(self) -> None:
        """An admin ends every session."""
        for family in self._families:
            family.is_ended = True

    def count(self, method: str, path: str) -> int:
        """How often something was asked for."""
        return sum(each.method == method and urlsplit(each.path).path == path for each in self.asked)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            self.asked.append(request)
            fault = self._planned.popleft() if self._planned else self.always
            answer = await self._judged(request, fault)
            if answer is None:
                if fault is not None and fault.hang:
                    await reader.read()
                return
            await _send(writer, *answer)

    async def _judged(self, request: Request, fault: Fault | None) -> tuple[int, Any, dict[str, str]] | None:
        if fault is None:
            return (*await self._answer(request), {})
        if fault.is_done:
            await self._answer(request)
        return (fault.status, fault.body, fault.headers) if fault.status else None

    async def _answer(self, request: Request) -> tuple[int, Any]:
        parts = urlsplit(request.path)
        if request.headers.get("apikey") != KEY:
            return 401, {"message": "Invalid API key", "hint": "Double check your Supabase `anon` key."}
        if parts.path.startswith(("/rest/", "/storage/", "/functions/")):
            return self._team(request, parts.path)
        body = json.loads(request.body) if request.body else {}
        match request.method, parts.path:
            case "GET", "/auth/v1/settings":
                return 200, {"external": {"email": True}, "mailer_autoconfirm": not self._confirms}
            case "POST", "/auth/v1/token":
                kind = parse_qs(parts.query)["grant_type"][0]
                return await self._refresh(body["refresh_token"]) if kind == "refresh_token" else self._password(body)
            case "POST", "/auth/v1/signup":
                return self._sign_up(body)
            case "POST", "/auth/v1/recover" | "/auth/v1/resend":
                return self._mail(parts.path.rpartition("/")[2], body["email"])
            case "POST", "/auth/v1/verify":
                return self._verify(body)
            case method, "/auth/v1/user" | "/auth/v1/logout":
                return self._own(request, method, parts.path, body)
            case _:
                return 404, {"message": "no Route matched with those values"}

    def _password(self, body: dict[str, Any]) -> tuple[int, Any]:
        user = self.users.get(body["email"])
        if user is None or user.password != body["password"]:
            return _error(400, "invalid_credentials", "Invalid login credentials")
        if not user.is_confirmed:
            return _error(400, "email_not_confirmed", "Email not confirmed")
        return self._banned() if user.is_banned else self._begin(user)

    async def _refresh(self, token: str) -> tuple[int, Any]:
        self.refresh_posts += 1
        self.refreshing += 1
        self.most_refreshing = max(self.most_refreshing, self.refreshing)
        try:
            if self.pause is not None:
                self.heard.set()
                await self.pause.wait()
            await asyncio.sleep(0)
            return self._rotated(token)
        finally:
            self.refreshing -= 1

    def _rotated(self, token: str) -> tuple[int, Any]:
        family = next((each for each in self._families if token in each.tokens), None)
        if family is None or family.is_ended:
            return _error(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
        if family.user.is_banned:
            return self._banned()
        active = family.tokens[-1]
        if token == active:
            family.spent_at[token] = self.now
            return self._give(family)
        if self.now - family.spent_at[token] <= self.reuse or family.tokens[-2:-1] == [token]:
            self.parents += 1
            return self._give(family, active)
        self.violations += 1
        family.is_ended = True
        return _error(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")

    def _sign_up(self, body: dict[str, Any]) -> tuple[int, Any]:
        if body["email"] in self.users:
            return _error(422, "user_already_exists", "User already registered")
        if refused := _weak(body["password"]):
            return refused
        user = self.add(body["email"], body["password"], is_confirmed=not self._confirms)
        if self._confirms:
            self.mails.append(("signup", user.email))
            return 200, user.to_json()
        return self._begin(user)

    def _mail(self, kind: str, email: str) -> tuple[int, Any]:
        if email in self.users:
            self.mails.append((kind, email))
            self.users[email].code = MAIL_CODE
        return 200, {}

    def _verify(self, body: dict[str, Any]) -> tuple[int, Any]:
        user = self.users.get(body["email"])
        if user is None or not user.code or body["token"] != user.code or body["type"] != "recovery":
            return _error(403, "otp_expired", "Token has expired or is invalid")
        user.code = ""
        return self._begin(user)

    def _own(self, request: Request, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        family = self._family_of(request)
        if family is None:
            return _error(403, "bad_jwt", "invalid JWT: unable to parse or verify signature, token is expired")
        if path.endswith("logout"):
            family.is_ended = True
            return 204, None
        if method == "PUT":
            if refused := _weak(body["password"]):
                return refused
            if body["password"] == family.user.password:
                return _error(422, "same_password", "New password should be different from the old password.")
            family.user.password = body["password"]
        return 200, family.user.to_json()

    def _team(self, request: Request, path: str) -> tuple[int, Any]:
        family = self._family_of(request, also_ended=True)
        if family is not None:
            return 200, [{"id": 1, "name": family.user.email}]
        if path.startswith("/storage/"):
            message = '"exp" claim timestamp check failed'
            return 400, {"statusCode": "403", "error": "Unauthorized", "message": message}
        return 401, {"code": "PGRST303", "message": "JWT expired", "details": None, "hint": None}

    def _family_of(self, request: Request, *, also_ended: bool = False) -> Family | None:
        """Whose access token this is. Rows are given for one until it expires, also after its session has ended."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        family, end = self._access.get(token, (None, 0.0))
        if family is None or end <= self.now or (family.is_ended and not also_ended):
            return None
        return family

    def _begin(self, user: User) -> tuple[int, Any]:
        family = Family(user)
        self._families.append(family)
        return self._give(family)

    def _give(self, family: Family, refresh: str = "") -> tuple[int, Any]:
        if not refresh:
            refresh = secrets.token_urlsafe(9) + self.padding
            family.tokens.append(refresh)
        access = ".".join((_text({"alg": "HS256"}), _text({"sub": family.user.id, "n": secrets.token_hex(8)}), "c2ln"))
        self._access[access] = (family, self.now + self._lifetime)
        return 200, {
            "access_token": access, "token_type": "bearer", "expires_in": self._lifetime,
            "expires_at": int(self.now) + self._lifetime, "refresh_token": refresh, "user": family.user.to_json(),
        }  # fmt: skip

    def _banned(self) -> tuple[int, Any]:
        return _error(400, "user_banned", "User is banned")


def _weak(password: str) -> tuple[int, Any] | None:
    if len(password) >= 6:
        return None
    status, body = _error(422, "weak_password", "Password should be at least 6 characters.")
    return status, body | {"weak_password": {"reasons": ["length"]}}


def _error(status: int, code: str, message: str) -> tuple[int, Any]:
    """An error as GoTrue writes it for the API version 2024-01-01."""
    return status, {"code": code, "message": message}


def _text(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


async def _send(writer: asyncio.StreamWriter, status: int, body: Any, headers: dict[str, str]) -> None:
    is_text = isinstance(body, str)
    data = b"" if body is None else body.encode() if is_text else json.dumps(body).encode()
    kind = "text/html" if is_text else "application/json"
    lines = {"content-type": kind, "content-length": str(len(data)), "x-supabase-api-version": "2024-01-01"} | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    writer.write(f"HTTP/1.1 {status} Told\r\n{head}\r\n".encode() + data)
    await writer.drain()


async def _main() -> None:
    async with AuthServer() as server:
        server.add("ada@example.org", role="admin")
        server.add("bob@example.org")
        print(f"EXPO_PUBLIC_SUPABASE_URL={server.url} EXPO_PUBLIC_SUPABASE_ANON_KEY={KEY}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_main())
