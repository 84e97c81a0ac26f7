"""The team's part of the doctor: each thing that the role needs is tried, and nothing of it stays.

What only the database knows (policies, triggers, buckets) comes from `studio_doctor()`; a project without our migrations
does not have that, which is a finding of its own. SQL for an admin is cut out of the migrations on board.
"""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from studio.backend.engines.server.function import NAME as FUNCTION
from studio.backend.team import buckets, rows
from studio.backend.team.answers import ask, load, read
from studio.backend.team.set_up import COLUMNS, EVERYTHING, SetUp, migration_sql
from studio.backend.trials import Ailment, Trials
from studio.core.catalog import Kind
from studio.core.errors import StudioError, TeamRefused
from studio.core.health import Check
from studio.core.publishing import FIGURES, RECIPES, public_url
from studio.core.session import Expired, Role, account_of, project_of

if TYPE_CHECKING:
    from studio.backend.session import Session
    from studio.backend.session.team import Team

ADMIN_RUNS = "Run this in the SQL editor of the project."
ASK_ADMIN = "Ask an admin of the team to run this in the SQL editor of the project."
SIGN_IN = "Sign in, here or with the command sign-in, then check again."
SAYS = "It says: "
"""How `answers` begins what a server said of a refusal."""
MOST_CLOCK = 120.0
"""Seconds that this computer's clock may be off before that is told."""
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


class TeamExamination:
    """Examines the team that is connected, as the account that is signed in; `migrations` are those on board."""

    def __init__(
        self, session: "Session", migrations: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._session = session
        self._migrations = migrations
        self._now = now

    @property
    def workspace(self) -> str:
        """The workspace that counts now."""
        return self._session.workspace

    async def run(self, trials: Trials) -> None:
        """Make all checks that make sense now; the session is restored first."""
        project = project_of(await self._session.restore())
        if project is None:
            detail = "Not connected to one; everything works on this computer."
            trials.found(Check("team", ok=True, detail=detail))
            return
        kind = "A publishable key" if project.key.startswith("sb_publishable_") else "An anon key"
        trials.found(Check("project key", ok=True, detail=f"{kind}: safe to keep on this computer"))
        is_reached = await trials.of("project reached", self._reach)
        if await trials.of("signed in", self._who) and is_reached:
            account = account_of(self._session.state)
            await self._as_member(trials, account.role if account else Role.ARTIST)

    async def _reach(self) -> str:
        began = time.monotonic()
        await self._session.reach()
        project = project_of(self._session.state)
        return f"{project.host if project else ''} answered in {(time.monotonic() - began) * 1000:.0f} ms"

    async def _who(self) -> str:
        state = self._session.state
        project, account = project_of(state), account_of(state)
        if account is None:
            raise Ailment(f"Nobody is signed in to {project.label if project else 'a team'}.", SIGN_IN)
        if isinstance(state, Expired):
            raise Ailment(f"The sign-in of {account.email} has ended.", SIGN_IN)
        return f"{account.email}, {account.role.value}"

    async def _as_member(self, trials: Trials, role: Role) -> None:
        fix = ADMIN_RUNS if role is Role.ADMIN else ASK_ADMIN
        catalog, own = self._sql("tables", "security"), self._sql("buckets")
        await trials.of("clock", self._compare_clocks)
        await trials.of("catalog", self._read_catalog, fix, catalog)
        if await self._ask_database(trials, fix) and role is Role.ADMIN:
            await trials.of("catalog writes", self._try_writes, fix, catalog)
        await self._try_own_folder(trials, fix, own)
        await trials.of("other folders", lambda: self._try_others_folder(fix, own))
        await trials.of("team server", self._ask_function)

    async def _compare_clocks(self) -> str:
        _, now = await self._session.call(lambda team: rows.count(team, Kind.PROMPTS))
        if now is None:
            return "The server does not tell its time."
        off = abs((self._now() - now).total_seconds())
        if off > MOST_CLOCK:
            sentence = f"This computer’s clock is {off / 60:.0f} minutes from the server’s."
            raise Ailment(sentence, "Set this computer’s clock.")
        return clock_words(off)

    async def _read_catalog(self) -> str:
        """Every column that the studio reads, and how many rows there are."""
        total = 0
        for kind in Kind:
            wish = [("select", ",".join(COLUMNS[kind.value])), ("limit", "1")]
            table = f"/rest/v1/{kind.value}"
            with _refusal(f"The table {kind.value} cannot be read."):
                await self._session.call(lambda team, table=table, wish=wish: ask(team, "GET", table, params=wish))
            count, _ = await self._session.call(lambda team, kind=kind: rows.count(team, kind))
            total += count
        return f"Prompts, themes and rarity can be read ({total:,} {'entry' if total == 1 else 'entries'})"

    async def _ask_database(self, trials: Trials, fix: str) -> bool:
        """What the database says of itself; False where it cannot be asked."""
        trials.begin("set-up")
        try:
            answer = await self._session.call(lambda team: ask(team, "POST", "/rest/v1/rpc/studio_doctor", json={}))
            told = answer.json()
        except TeamRefused:
            detail = "The project lacks the studio’s migrations: no history, and nobody sees its policies and triggers."
            trials.found(
                Check("set-up", ok=False, detail=detail, fix=fix, sql=self._sql(*EVERYTHING), is_optional=True)
            )
            return False
        except StudioError as error:
            trials.found(Check("set-up", ok=False, detail=error.sentence, fix=error.next_step))
            return False
        set_up = SetUp(cast("dict[str, Any]", told) if isinstance(told, dict) else {}, self._migrations, fix)
        await trials.of("set-up", set_up.migrated)
        await trials.of("tables", set_up.tables)
        await trials.of("older policies", set_up.leftovers)
        await trials.of("buckets", set_up.buckets)
        return True

    async def _try_writes(self) -> str:
        """Each verb on each table, taken back by the database itself."""
        answer = await self._session.call(lambda team: ask(team, "POST", "/rest/v1/rpc/studio_doctor_writes", json={}))
        told = answer.json()
        tried = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
        failed = [f"{each.get('verb')} on {each.get('table')}" for each in tried if not each.get("ok")]
        if failed or not tried:
            raise TeamRefused(f"An admin may not: {', '.join(failed) or 'write'}.")
        return "An admin can add, change and remove entries, and each gets its stamp"

    async def _try_own_folder(self, trials: Trials, fix: str, sql: str) -> None:
        """A picture and a recipe in the own folder, seen by nobody in particular, and taken away again."""
        name = f"doctor-{uuid4()}"

        async def put(team: "Team") -> str:
            folder = team.account.id
            with _refusal("The buckets refuse files in your own folder."):
                await buckets.upload(team, FIGURES, f"{folder}/{name}.png", _PIXEL, "image/png", cache="no-cache")
                await buckets.upload(team, RECIPES, f"{folder}/{name}.json", b"{}", "application/json")
            return "A picture and its recipe can be put into your own folder"

        async def look(team: "Team") -> str:
            path = f"{team.account.id}/{name}.png"
            async with team.http.stream("GET", public_url(team.project, path)) as response:
                await read(response, buckets.PIECE)
            if response.status_code != 200:
                raise TeamRefused("A published picture cannot be opened by everybody: the bucket is private.")
            return "A published figure can be opened by anyone"

        async def clean(team: "Team") -> str:
            folder = team.account.id
            with _refusal("What you have published cannot be taken away again."):
                await buckets.remove(team, FIGURES, [f"{folder}/{name}.png"])
                await buckets.remove(team, RECIPES, [f"{folder}/{name}.json"])
            return "What you have published can be taken away again"

        is_put = False
        try:
            is_put = await trials.of("publishing", lambda: self._session.call(put), fix, sql)
            if is_put:
                await trials.of("public links", lambda: self._session.call(look), fix, sql)
        finally:
            if is_put:
                await trials.of("taking back", lambda: self._session.call(clean), fix, sql)
            else:
                with suppress(StudioError):
                    await self._session.call(clean)

    async def _try_others_folder(self, fix: str, sql: str) -> str:
        path = f"{uuid4()}/doctor.png"

        async def put(team: "Team") -> bool:
            try:
                await buckets.upload(team, FIGURES, path, _PIXEL, "image/png", cache="no-cache")
            except TeamRefused:
                return True
            with suppress(TeamRefused):
                await buckets.remove(team, FIGURES, [path])
            return False

        if not await self._session.call(put):
            raise Ailment("Anybody may publish in anybody’s folder.", fix, sql=sql)
        return "A picture in somebody else’s folder is refused"

    async def _ask_function(self) -> str:
        async def look(team: "Team") -> tuple[int, bytes]:
            async with team.http.stream("GET", f"{team.project.url}/functions/v1/{FUNCTION}") as response:
                return response.status_code, await read(response, buckets.PIECE)

        try:
            status, body = await self._session.call(look)
            told = load(body) if status == 200 else None
        except StudioError as error:
            raise Ailment(error.sentence, "Try again later.", is_optional=True) from error
        if status == 404:
            detail = f"{FUNCTION} is not deployed. Figures can still be made with your own key."
            step = "An admin deploys it as the README says under “The edge function”."
            raise Ailment(detail, step, is_optional=True)
        if not isinstance(told, dict):
            detail = f"{FUNCTION} does not work: it answered with the error {status}."
            raise Ailment(detail, "An admin finds more in the function’s log.", is_optional=True)
        if not told.get("isReady"):
            step = "An admin sets OPENAI_API_KEY among the project’s secrets."
            raise Ailment("The function has no OpenAI key.", step, is_optional=True)
        return f"{told.get('model')}, {told.get('used')} of {told.get('limit')} figures used today"

    def _sql(self, *names: str) -> str:
        return migration_sql(self._migrations, names)


def clock_words(off: float) -> str:
    """How a clock stands that is right enough; `off` is in seconds."""
    seconds = round(off)
    return f"{seconds} {'second' if seconds == 1 else 'seconds'} from the server’s"


@contextmanager
def _refusal(sentence: str) -> Generator[None]:
    """Say of a refusal what it means here; what the server says beyond a plain no is kept."""
    try:
        yield
    except TeamRefused as error:
        said = error.next_step if error.next_step.startswith(SAYS) else ""
        raise TeamRefused(f"{sentence} {said}".strip(), code=error.code, status=error.status) from error
