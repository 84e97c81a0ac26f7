"""Calls of the function as an app makes them, and what they leave behind."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any

import httpx

from tests.servers.openai_server import KEY, ImageServer
from tests.servers.project import PUBLISHABLE_KEY, SECRET_KEY
from tests.servers.team import Team, User

NAME = "static-image-generator"
SMALL = {"size": "1024x640", "quality": "low"}
"""The fewest pixels that the models make, so that a test costs little."""


@dataclass(frozen=True)
class Function:
    """The function of a team, reached as from outside, and the OpenAI that it pays."""

    team: Team
    openai: ImageServer

    async def post(self, user: User | str | None, seconds: float = 60, **body: Any) -> httpx.Response:
        """One call with a wish for a small picture; `user` may be a bare token, or nobody."""
        return await self.send("POST", user, seconds, json={"subject": "a night baker", **SMALL, **body})

    async def get(self, user: User | str | None) -> httpx.Response:
        return await self.send("GET", user)

    async def send(self, method: str, user: User | str | None, seconds: float = 60, **how: Any) -> httpx.Response:
        return await self.ask(method, f"functions/v1/{NAME}", user, seconds, **how)

    async def ask(
        self, method: str, path: str, user: User | str | None = None, seconds: float = 60, **how: Any
    ) -> httpx.Response:
        """A request to the team, by its path or its whole address."""
        token = user.token if isinstance(user, User) else user
        headers = self.team.headers(token) | how.pop("headers", {})
        async with httpx.AsyncClient(base_url=self.team.url, timeout=seconds) as client:
            answer = await client.request(method, path, headers=headers, **how)
        if path.startswith("functions/"):
            assert_no_secret(f"{answer.headers} {answer.text}")
        return answer

    @property
    def paid(self) -> int:
        """How often OpenAI was asked for a picture."""
        return len(self.openai.posts)

    def claims(self) -> list[str]:
        """The figures that are claimed, oldest first."""
        return [row["id"] for row in self.team.sql("select id from figure_claims order by at")]

    def objects(self) -> list[str]:
        """What lies in the buckets."""
        rows = self.team.sql("select bucket_id, name from storage.objects order by 1, 2")
        return [f"{row['bucket_id']}/{row['name']}" for row in rows]


class Functions:
    """Starts the function of a team with secrets of its own; one runs at a time."""

    def __init__(self, team: Team, openai: ImageServer, run: Callable[..., AbstractContextManager[str]]) -> None:
        self._function = Function(team, openai)
        self._run = run
        self._running = ExitStack()

    def __call__(self, **secrets: str) -> Function:
        self.end()
        self._running.enter_context(self._run(**secrets))
        return self._function

    def end(self) -> None:
        """Kill the one that runs, as a worker of Supabase is."""
        self._running.close()


def assert_no_secret(text: str) -> None:
    """Neither a key nor a token stands in what the function said or logged."""
    for secret in (KEY, SECRET_KEY, PUBLISHABLE_KEY, "Bearer", "eyJ"):
        assert secret not in text


def told(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, after a look at its shape."""
    body = answer.json()
    assert set(body) == {"error"}, body
    assert set(body["error"]) - {"requestId"} == {"code", "message"}, body
    assert body["error"]["message"].endswith((".", "”")), body
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.status_code, body["error"]["code"]
