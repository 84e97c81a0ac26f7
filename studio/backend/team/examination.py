"""The team's part of the doctor: each thing that the role needs is tried, and nothing of it stays.

What only the database knows (policies, triggers, buckets) comes from `studio_doctor()`; a project without our migrations
does not have that, which is a finding of its own. SQL for an admin is cut out of the migrations on board.
"""

import re
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from studio.backend.engines.server.function import NAME as FUNCTION
from studio.backend.team import buckets, rows
from studio.backend.team.answers import ask, load, read
from studio.core.catalog import Kind
from studio.core.errors import StudioError, TeamRefused
from studio.core.health import Check
from studio.core.publishing import FIGURES, RECIPES, public_url
from studio.core.session import Role, SessionState, account_of, project_of

if TYPE_CHECKING:
    from studio.backend.session import Session
    from studio.backend.session.team import Team

ASK = "Ask an admin of the team to run this in the SQL editor of the project."
MOST_CLOCK = 120.0
"""Seconds that this computer's clock may be off before that is told."""
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
_COLUMNS = {
    "prompts": ("id", "name", "template", "created_at", "updated_at"),
    "themes": ("id", "name", "details", "created_at", "updated_at"),
    "rarity": ("id", "name", "details", "created_at", "updated_at"),
}


class TeamExamination:
    """Examines the team that is connected, as the account that is signed in; `migrations` are those on board."""

    def __init__(self, session: "Session", migrations: Path) -> None:
        self._session = session
        self._migrations = migrations

    async def run(self) -> tuple[Check, ...]:
        """All checks that make sense now; the session is restored first."""
        state = await self._session.restore()
        project, account = project_of(state), account_of(state)
        if project is None:
            return (Check("team", ok=True, detail="Not connected to a team; everything works on this computer."),)
        kind = "A publishable key" if project.key.startswith("sb_publishable_") else "An anon key"
        checks = [
            Check("key", ok=True, detail=f"{kind}: safe to keep on this computer."),
            await self._reached(state),
        ]
        if account is None:
            fix = "Sign in: python -m studio sign-in --email E --password-stdin."
            return (*checks, Check("signed in", ok=False, detail=f"Nobody is signed in to {project.label}.", fix=fix))
        if not checks[-1].ok:
            return tuple(checks)
        checks.append(Check("signed in", ok=True, detail=f"{account.email}, {account.role.value}"))
        return (*checks, *await self._as_member(account.role))

    async def _reached(self, state: SessionState) -> Check:
        project = project_of(state)
        began = time.monotonic()
        try:
            await self._session.reach()
        except StudioError as error:
            return Check("project reached", ok=False, detail=error.sentence, fix=error.next_step)
        took = (time.monotonic() - began) * 1000
        return Check("project reached", ok=True, detail=f"{project.host if project else ''} answered in {took:.0f} ms")

    async def _as_member(self, role: Role) -> list[Check]:
        set_up, facts = await self._facts()
        checks = [
            await self._tried("clock", self._clock, "Set this computer’s clock."),
            set_up,
            await self._tried("catalog", self._catalog, ASK, "tables", "security"),
            *self._tables(facts),
            *self._leftovers(facts),
        ]
        if role is Role.ADMIN:
            checks.append(await self._tried("catalog writes", self._writes, ASK, "tables", "security"))
        own, published = await self._own_folder()
        checks += [
            own,
            published,
            await self._tried("other folders", self._others_folder, ASK, "buckets"),
            await self._function(),
        ]
        return checks

    async def _tried(self, name: str, run: Callable[[], Awaitable[str]], fix: str, *migrations: str) -> Check:
        try:
            return Check(name, ok=True, detail=await run())
        except StudioError as error:
            return Check(name, ok=False, detail=error.sentence, fix=fix, sql=self._sql(migrations))

    async def _facts(self) -> tuple[Check, dict[str, Any]]:
        """What the database says of itself."""
        try:
            answer = await self._session.call(lambda team: ask(team, "POST", "/rest/v1/rpc/studio_doctor", json={}))
        except TeamRefused:
            detail = "The project does not have the studio’s migrations: no history, no check of its policies."
            every = ("tables", "security", "buckets", "history", "claims", "doctor")
            return Check("set-up", ok=False, detail=detail, fix=ASK, sql=self._sql(every), is_optional=True), {}
        except StudioError as error:
            return Check("set-up", ok=False, detail=error.sentence, fix=error.next_step), {}
        told = answer.json()
        facts = cast("dict[str, Any]", told) if isinstance(told, dict) else {}
        migrations = facts.get("migrations")
        count = len(cast("list[Any]", migrations)) if isinstance(migrations, list) else 0
        return Check("set-up", ok=True, detail=f"{count} migrations; history and publish_entry are there"), facts

    async def _clock(self) -> str:
        _, now = await self._session.call(lambda team: rows.count(team, Kind.PROMPTS))
        if now is None:
            return "The server does not tell its time."
        off = abs((datetime.now(UTC) - now).total_seconds())
        if off > MOST_CLOCK:
            raise StudioError(f"This computer’s clock is {off / 60:.0f} minutes from the server’s.")
        return f"{off:.0f} seconds from the server’s"

    async def _catalog(self) -> str:
        counts = [(await self._session.call(lambda team, kind=kind: rows.count(team, kind)))[0] for kind in Kind]
        return f"prompts, themes and rarity can be read ({sum(counts)} entries)"

    def _tables(self, facts: dict[str, Any]) -> Iterable[Check]:
        """Columns and the stamp trigger, where the database tells of them."""
        tables = {table.get("name"): table for table in _dicts(facts.get("tables"))}
        if not facts:
            return
        problems: list[str] = []
        for name, columns in _COLUMNS.items():
            table = tables.get(name, {})
            there = {column.get("name") for column in _dicts(table.get("columns"))}
            problems += [f"{name}.{column} is missing" for column in columns if column not in there]
            stamps = [each for each in _dicts(table.get("triggers")) if "stamp" in str(each.get("calls"))]
            if not any(each.get("enabled") for each in stamps):
                problems.append(f"{name} has no stamp trigger")
            if not table.get("row_security"):
                problems.append(f"{name} has no row security")
            if table.get("anonymous"):
                problems.append(f"{name} is open to everybody")
        detail = "; ".join(problems) or "columns, stamps and row security are as they should be"
        sql = self._sql(("tables", "security")) if problems else ""
        yield Check("tables", ok=not problems, detail=detail, fix=ASK if problems else "", sql=sql)

    def _leftovers(self, facts: dict[str, Any]) -> Iterable[Check]:
        """Permissive policies that are not the studio's: each still allows what it says."""
        if not facts:
            return
        ours = set(re.findall(r'create policy "([^"]+)"', self._sql(("security", "buckets", "history", "claims"))))
        left = [
            policy
            for policy in _dicts(facts.get("policies"))
            if policy.get("permissive") and policy.get("name") not in ours
        ]
        names = ", ".join(
            f"“{policy.get('name')}” on {policy.get('table')} ({policy.get('command')})" for policy in left
        )
        sql = "\n".join(
            f"drop policy {_quoted(policy.get('name'))} on {_quoted(policy.get('schema'))}.{_quoted(policy.get('table'))};"
            for policy in left
        )
        detail = f"Still allowed by older policies: {names}." if left else "no older policy allows anything more"
        yield Check("older policies", ok=not left, detail=detail, fix=ASK if left else "", sql=sql)

    async def _writes(self) -> str:
        """Each verb on each table, taken back by the database itself."""
        answer = await self._session.call(lambda team: ask(team, "POST", "/rest/v1/rpc/studio_doctor_writes", json={}))
        told = answer.json()
        tried = _dicts(told)
        failed = [f"{each.get('verb')} on {each.get('table')}" for each in tried if not each.get("ok")]
        if failed or not tried:
            raise StudioError(f"An admin may not: {', '.join(failed) or 'write'}.")
        return "an admin can add, change and remove entries, and each gets its stamp"

    async def _own_folder(self) -> tuple[Check, Check]:
        """A picture in the own folder, read by nobody in particular, and taken away again."""
        name = f"doctor-{uuid4()}.png"
        sql = self._sql(("buckets",))

        async def put(team: "Team") -> str:
            path = f"{team.account.id}/{name}"
            await buckets.upload(team, FIGURES, path, _PIXEL, "image/png", cache="no-cache")
            await buckets.upload(team, RECIPES, f"{team.account.id}/{name}.json", b"{}", "application/json")
            return path

        async def look(team: "Team") -> int:
            path = f"{team.account.id}/{name}"
            async with team.http.stream("GET", public_url(team.project, path)) as response:
                await read(response, buckets.PIECE)
                return response.status_code

        async def clean(team: "Team") -> None:
            await buckets.remove(team, FIGURES, [f"{team.account.id}/{name}"])
            await buckets.remove(team, RECIPES, [f"{team.account.id}/{name}.json"])

        try:
            await self._session.call(put)
        except StudioError as error:
            detail = f"The bucket refuses files in your own folder: {error.sentence}"
            unknown = Check("public links", ok=False, detail="Not tried: nothing could be published.", fix=ASK)
            return Check("publishing", ok=False, detail=detail, fix=ASK, sql=sql), unknown
        try:
            status = await self._session.call(look)
        finally:
            await self._session.call(clean)
        own = Check(
            "publishing", ok=True, detail="a picture and a recipe can be put into your own folder, and taken away"
        )
        if status != 200:
            detail = "A published picture cannot be opened by everybody: the bucket is private."
            return own, Check("public links", ok=False, detail=detail, fix=ASK, sql=sql)
        return own, Check("public links", ok=True, detail="a published figure can be opened by anyone")

    async def _others_folder(self) -> str:
        path = f"{uuid4()}/doctor.png"

        async def put(team: "Team") -> bool:
            try:
                await buckets.upload(team, FIGURES, path, _PIXEL, "image/png", cache="no-cache")
            except TeamRefused:
                return True
            await buckets.remove(team, FIGURES, [path])
            return False

        if not await self._session.call(put):
            raise StudioError("Anybody may publish in anybody’s folder.")
        return "a picture in somebody else’s folder is refused"

    async def _function(self) -> Check:
        async def look(team: "Team") -> tuple[int, Any]:
            async with team.http.stream("GET", f"{team.project.url}/functions/v1/{FUNCTION}") as response:
                return response.status_code, load(await read(response, buckets.PIECE))

        try:
            status, told = await self._session.call(look)
        except StudioError as error:
            return Check("team server", ok=False, detail=error.sentence, fix="Try again later.", is_optional=True)
        if status != 200 or not isinstance(told, dict):
            detail = f"{FUNCTION} is not deployed. Figures can still be made with your own key."
            fix = "An admin deploys it as the README says under “The edge function”."
            return Check("team server", ok=False, detail=detail, fix=fix, is_optional=True)
        said = cast("dict[str, Any]", told)
        if not said.get("isReady"):
            detail, fix = "The function has no OpenAI key.", "An admin sets OPENAI_API_KEY among its secrets."
            return Check("team server", ok=False, detail=detail, fix=fix, is_optional=True)
        detail = f"{said.get('model')}, {said.get('used')} of {said.get('limit')} figures used today"
        return Check("team server", ok=True, detail=detail, is_optional=True)

    def _sql(self, names: Iterable[str]) -> str:
        """The text of migrations on board, by the words in their names."""
        texts = [path.read_text("utf-8") for name in names for path in sorted(self._migrations.glob(f"*_{name}.sql"))]
        return "\n".join(texts)


def _quoted(name: object) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def _dicts(value: Any) -> list[dict[str, Any]]:
    """The objects in what should be a list of them."""
    items = cast("list[Any]", value) if isinstance(value, list) else []
    return [cast("dict[str, Any]", item) for item in items if isinstance(item, dict)]
