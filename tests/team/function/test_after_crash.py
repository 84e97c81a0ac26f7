"""The team's server and a studio that stops in between: what was made is found and kept, and nothing is paid twice."""

import asyncio
import hashlib
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from studio.backend.engines.server import ServerEngine
from studio.backend.jobs import journal
from studio.backend.team.published import PublishedFigures
from studio.core.figure import Figure
from studio.core.job import Job, JobState
from tests.backend.libraries import open_jobs
from tests.servers.fault_proxy import FAULTS, FaultProxy, Request
from tests.servers.file_keyring import BACKEND, FILE
from tests.servers.team import PASSWORD
from tests.team.desk import Desk
from tests.team.function.calls import Function
from tests.team.function.making import engine, published, wish

HANG = next(fault for fault in FAULTS if fault.hang)
WAITING_SECONDS = 0.2
"""How long the next start looks for a figure that is not there yet."""


def asks(request: Request) -> bool:
    return request.method == "POST" and request.path.startswith("/functions/v1/")


async def stopped(desk: Desk, function: Function, *, reaches: bool = True) -> Job:
    """A studio that was closed, or died, after it had asked the server; comes back when that has done what it does."""
    async with open_jobs(desk.library, engine(desk)) as jobs:
        (job,) = await jobs.submit(desk.session.workspace, [await wish(desk)])
        if reaches:
            await function.openai.heard.wait()
        else:
            await running(desk, job)
    return job


async def running(desk: Desk, job: Job) -> None:
    """Until the journal says that it runs."""
    while (await journalled(desk, job.id)).state is not JobState.RUNNING:  # noqa: ASYNC110 - the journal rings no bell
        await asyncio.sleep(0)


async def journalled(desk: Desk, job_id: str) -> Job:
    job = await desk.library.database.read(lambda connection: journal.get(connection, desk.library.recipes, job_id))
    assert job is not None
    return job


async def next_start(desk: Desk, workspace: str = "") -> tuple[Job, Figure | None]:
    """What the next start makes of the one job there is."""
    async with open_jobs(desk.library, engine(desk)) as jobs:
        adopted = await jobs.adopt(workspace or desk.session.workspace)
        over = await jobs.wait([job.id for job in adopted])
    assert len(over) == 1, over
    return over[0], await desk.library.figure(over[0].id) if over[0].state is JobState.SAVED else None


async def test_what_was_being_made_when_the_studio_stopped_is_waited_for_and_kept(
    desk: Desk, function: Function
) -> None:
    function.openai.may_give.clear()
    await stopped(desk, function)
    asyncio.get_running_loop().call_later(WAITING_SECONDS, function.openai.may_give.set)
    job, figure = await next_start(desk)
    assert (job.state, function.paid) == (JobState.SAVED, 1), job.reason
    assert figure is not None
    assert (figure.status, figure.recipe.text) == ("published", "A figure of a night baker in Neon Arcade, loud.")
    data = function.team.call("GET", figure.url.removeprefix(function.team.url))[1]
    assert hashlib.sha256(data).hexdigest() == figure.sha256
    assert not list(desk.library.folder.incoming.glob("*"))


async def test_what_the_server_never_heard_of_is_said_to_cost_nothing(
    desk: Desk, function: Function, proxy: FaultProxy
) -> None:
    proxy.strike(HANG, asks, 1)
    await stopped(desk, function, reaches=False)
    job, _ = await next_start(desk)
    assert (job.state, job.next_step) == (JobState.FAILED, "Make it again: nothing was paid.")
    assert (function.paid, function.claims()) == (0, [])


async def test_what_was_claimed_and_never_came_stays_unknown_and_is_looked_for_at_each_start(
    desk: Desk, function: Function
) -> None:
    function.openai.may_give.clear()
    job = await stopped(desk, function)
    function.team.script("update figure_claims set at = at - interval '1 hour'")
    over, _ = await next_start(desk)
    assert over.state is JobState.UNKNOWN
    assert "look at the published figures" in over.next_step
    function.openai.may_give.set()
    await published(function)
    again, figure = await next_start(desk)
    assert (again.id, again.state, again.reason) == (job.id, JobState.SAVED, "")
    assert figure is not None
    assert figure.status == "published"
    assert function.paid == 1


async def test_offline_it_waits_for_the_network_and_is_found_with_it(
    desk: Desk, function: Function, proxy: FaultProxy
) -> None:
    await stopped(desk, function)
    proxy.refuse()
    async with open_jobs(desk.library, engine(desk)) as jobs:
        (job,) = await jobs.adopt(desk.session.workspace)
        await asyncio.sleep(0)
        assert [each.state for each in await jobs.unsettled(desk.session.workspace, 9)] == [JobState.RUNNING]
        await proxy.admit()
        (over,) = await jobs.wait([job.id])
        assert over.state is JobState.SAVED


async def test_what_somebody_brought_in_from_the_published_figures_meanwhile_is_not_fetched_twice(
    desk: Desk, function: Function
) -> None:
    job = await stopped(desk, function)
    await published(function)
    bucket = PublishedFigures(desk.session, desk.library, desk.outbox)
    (listed,) = await bucket.listed(everyone=False)
    await bucket.bring_in(listed)
    async with open_jobs(desk.library, engine(desk)) as jobs:
        assert await jobs.adopt(desk.session.workspace) == ()
        (over,) = await jobs.recent(desk.session.workspace, 9)
    assert (over.state, over.figure_id) == (JobState.SAVED, job.id)


async def test_another_account_neither_pays_for_what_waits_nor_finds_what_was_made(
    desk: Desk, function: Function
) -> None:
    of_ada, recipe = desk.session.workspace, await wish(desk)
    bob = function.team.make_user("bob@example.org")
    made = await stopped(desk, function)
    await desk.session.sign_out()
    await desk.session.sign_in(bob.email, bob.password)
    async with open_jobs(desk.library, engine(desk)) as jobs:
        assert await jobs.adopt(desk.session.workspace) == ()
        (waits,) = await jobs.submit(of_ada, [recipe])  # as a queue of hers that goes on in her absence
        (aside,) = await jobs.wait([waits.id])
        assert (aside.state, function.paid) == (JobState.WAITING, 1)
        await desk.session.sign_out()
        await desk.session.sign_in("ada@example.org", PASSWORD)
        adopted = await jobs.adopt(of_ada)
        assert {job.id for job in adopted} == {made.id, waits.id}
        over = await jobs.wait([made.id, waits.id])
    assert [job.state for job in over] == [JobState.SAVED, JobState.SAVED], [job.reason for job in over]
    assert function.paid == 2
    folders = {name.split("/")[1] for name in function.objects()}
    assert folders == {of_ada.rpartition("/")[2]}


async def test_after_kill_9_the_next_command_brings_the_figure_and_pays_nothing(
    function: Function, home: Path, tmp_path: Path
) -> None:
    ada = function.team.make_user("ada@example.org")
    environment = {
        **os.environ,
        "WTFIGURE_HOME": str(home),
        "PYTHON_KEYRING_BACKEND": BACKEND,
        FILE: str(tmp_path / "keyring.json"),
        "EXPO_PUBLIC_SUPABASE_URL": function.team.url,
        "EXPO_PUBLIC_SUPABASE_ANON_KEY": function.team.anon_key,
    }

    async def start(*arguments: str) -> asyncio.subprocess.Process:
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), asyncio.subprocess.PIPE)
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "studio", *arguments, env=environment, **pipes
        )

    async def run(*arguments: str, typed: str = "") -> tuple[str, str]:
        process = await start(*arguments)
        out, err = await process.communicate(typed.encode())
        assert process.returncode == 0, err.decode()
        return out.decode(), err.decode()

    await run("sign-in", "--email", ada.email, "--password-stdin", typed=PASSWORD)
    await run("catalog", "pull")
    function.openai.may_give.clear()
    wanted = ("--subject", "A night baker", "--prompt", "Card", "--theme", "Neon Arcade", "--size", "1024x640")
    process = await start("generate", "--engine", "server", *wanted)
    await function.openai.heard.wait()
    process.send_signal(signal.SIGKILL)
    await process.communicate()
    assert process.returncode == -signal.SIGKILL
    function.openai.may_give.set()
    assert json.loads((await run("figures", "--json"))[0]) == []
    await published(function)
    _, said = await run("outbox", "--run")
    assert "“A night baker” was made by the team’s server after the studio had stopped; it is saved now." in said
    (figure,) = json.loads((await run("figures", "--json"))[0])
    assert (figure["status"], figure["engine"], function.paid) == ("published", "server", 1)
    data = function.team.call("GET", figure["url"].removeprefix(function.team.url))[1]
    assert (
        hashlib.sha256(data).hexdigest()
        == figure["sha256"]
        == hashlib.sha256(Path(figure["path"]).read_bytes()).hexdigest()
    )


@pytest.mark.parametrize("mutant", ["given up at the start", "looked for in anybody's name"])
async def test_the_same_checks_catch_a_planted_bug(
    mutant: str, desk: Desk, function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mutant == "given up at the start":
        monkeypatch.setattr("studio.backend.jobs.sweep.FINDABLE", frozenset())
        monkeypatch.setattr("studio.backend.jobs.journal.FINDABLE", frozenset())
        await stopped(desk, function)
        with pytest.raises(AssertionError):
            await next_start(desk)
        return
    unbound = ServerEngine._team
    monkeypatch.setattr(ServerEngine, "_team", lambda self, _sink, work: self._session.call(work))
    assert ServerEngine._team is not unbound
    with pytest.raises(AssertionError):
        await test_another_account_neither_pays_for_what_waits_nor_finds_what_was_made(desk, function)
