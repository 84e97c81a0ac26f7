"""A whole team on this computer: PostgreSQL, a Supabase-compatible server with the studio's migrations, and users.

What it decides itself is real: rows, row security, sign-in, rules of storage. What it cannot show: realtime, signed
links in batches, the cache-control of uploads, and that the hosted service refuses object names outside ASCII.
"""

import asyncio
import base64
import hashlib
import hmac
import http.client
import json
import shutil
import tempfile
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import asyncpg

from tests.servers.postgres import Postgres
from tests.servers.project import JWT_SECRET, PUBLISHABLE_KEY, SECRET_KEY, Project, configuration

PASSWORD = "correct horse battery"  # noqa: S105
# as `truncate … restart identity` would, which waits for whoever still writes as well, in a hundredth of its time
EMPTYING = """
    lock table public.prompts, public.themes, public.rarity, public.catalog_history, public.figure_claims, storage.objects,
        auth.users in exclusive mode;
    delete from public.prompts; delete from public.themes; delete from public.rarity;
    delete from public.catalog_history; delete from public.figure_claims;
    delete from storage.objects; delete from auth.users;
    select setval(format('public.%I', sequencename), 1, false) from pg_sequences where schemaname = 'public';
"""
Result = TypeVar("Result")


@dataclass(frozen=True)
class User:
    """Someone with an account. `token` is an access token as of when the user was made."""

    id: str
    email: str
    password: str
    role: str | None
    token: str


class Team:
    """The project of one team. Its methods block and may be called from any thread."""

    def __init__(self, project: Project, database: str) -> None:
        self.anon_key = PUBLISHABLE_KEY
        self.secret_key = SECRET_KEY
        self.database = database
        self._project = project
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._connection: asyncpg.Connection | None = None

    @property
    def url(self) -> str:
        """What goes into EXPO_PUBLIC_SUPABASE_URL."""
        return self._project.url

    @property
    def log_file(self) -> Path:
        """What the server writes while it runs."""
        return self._project.log

    @property
    def mail_file(self) -> Path:
        """The letters sent so far, one JSON object a line."""
        return self._project.mail_file

    def headers(self, token: str | None = None) -> dict[str, str]:
        """The headers of a raw request by the holder of `token`, or by nobody."""
        return {"apikey": self.anon_key} | ({"authorization": f"Bearer {token}"} if token else {})

    def make_user(self, email: str, role: str | None = None, password: str = PASSWORD) -> User:
        """Create an account; `role` is written where only the project's owner can write."""
        known = {"email": email, "password": password}
        answer = self._ask("POST", "signup", self.headers(), known)
        if role is not None:
            self.set_role(answer["user"]["id"], role)
            answer = self._ask("POST", "token?grant_type=password", self.headers(), known)
        return User(answer["user"]["id"], email, password, role, answer["access_token"])

    def set_role(self, user_id: str, role: str | None) -> None:
        """What the owner of the project says a user is; counts from the user's next token on."""
        headers = {"apikey": self.secret_key}
        self._ask("PUT", f"admin/users/{user_id}", headers, {"app_metadata": {"role": role}})

    def token(self, user_id: str, *, seconds: float = 3600, secret: str = JWT_SECRET, **claims: Any) -> str:
        """An access token as the server would sign it, or would not: other claims, another secret, long expired."""
        now = int(time.time())
        body = {"sub": user_id, "role": "authenticated", "aud": "authenticated", "iat": now, "exp": now + int(seconds)}
        signed = f"{_base64({'alg': 'HS256', 'typ': 'JWT'})}.{_base64(body | claims)}"
        signature = hmac.digest(secret.encode(), signed.encode(), hashlib.sha256)
        return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    def sql(self, query: str, *values: Any) -> list[Any]:
        """Ask the database as its owner, past all policies: one statement, $1 and so on for the values."""
        return self._run(self._fetch(query, values))

    def script(self, statements: str) -> None:
        """Carry out several statements as the database's owner, all or none."""
        self._run(self._execute(statements))

    def reset(self) -> None:
        """No users, rows, files, claims or letters any more, and the server runs on. Identities begin at 1 again."""
        self.script(EMPTYING)
        self._project.order(forget=True)

    def mails(self, email: str) -> list[dict[str, str]]:
        """The letters sent to an address, oldest first: subject, text, html."""
        return [mail for mail in self._project.mails() if mail["to"] == email]

    def call(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> tuple[int, bytes]:
        """One request with its path exactly as written: no client puts `..` in order before it is sent."""
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        try:
            with suppress(BrokenPipeError):  # an answer may come before a body that is too large has gone
                connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def serve_functions(self, url: str | None) -> None:
        """Where /functions/v1/NAME goes: to `url`/NAME, or to nothing."""
        self._project.order(functions=url)

    def end_with(self, pid: int, folder: Path | None = None) -> None:
        """A process that ends when this team's server does, however that ends, and the folder it leaves behind."""
        self._project.order(ward=pid, folder=str(folder or ""))

    @contextmanager
    def configured(self, **changes: Any) -> Iterator["Team"]:
        """The same team behind a server with changes of config.toml, as `auth__email__enable_confirmations=True`.

        Files are held by the server: this one starts without any.
        """
        folder = Path(tempfile.mkdtemp(prefix="wtfigure-team-"))
        project = Project(folder / "project", self.database, configuration(**changes))
        team = Team(project.start(), self.database)
        try:
            yield team
        finally:
            team.close()
            project.stop()
            shutil.rmtree(folder)

    def close(self) -> None:
        """Let go of the database; the servers run on."""
        if self._connection is not None:
            self._run(self._connection.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _ask(self, method: str, path: str, headers: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        """What the server of accounts answers. Not by httpx, whose every client reads all certificates there are."""
        data = json.dumps(body).encode()
        status, text = self.call(method, f"/auth/v1/{path}", headers | {"content-type": "application/json"}, data)
        assert 200 <= status < 300, text
        result: dict[str, Any] = json.loads(text)
        return result

    async def _fetch(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        return list(await (await self._connected()).fetch(query, *values))

    async def _execute(self, statements: str) -> None:
        await (await self._connected()).execute(statements)

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None:
            self._connection = await asyncpg.connect(self.database)
        return self._connection

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)


@contextmanager
def running_team(port: int = 0) -> Iterator[Team]:
    """A team from nothing, in about two seconds; all of it is gone afterwards, also when this process is killed.

    `port` 0 is any free one.
    """
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="wtfigure-team-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user
    postgres = Postgres(folder / "postgres")
    try:
        postgres.start()
        project = Project(folder / "project", postgres.url(), configuration(), is_new=True, migrate=True, port=port)
        try:
            project.start()
            team = Team(project, postgres.url())
            team.end_with(postgres.pid, folder)
            print(f"the team's servers started in {time.monotonic() - began:.1f} s")
            yield team
            team.close()
        finally:
            postgres.stop()
            project.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _base64(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
