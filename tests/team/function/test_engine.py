"""The engine `server` against the real function: made once, verified, kept as published, and found again when lost."""

import asyncio
import hashlib

import pytest

from studio.core.errors import NotRun, OutcomeUnknown
from studio.core.job import JobState
from studio.core.recipe import Recipe
from tests.backend.libraries import open_jobs
from tests.servers.fault_proxy import FAULTS, FaultProxy
from tests.team.desk import Desk
from tests.team.function.calls import Function
from tests.team.function.making import engine, wish

LOST = next(fault for fault in FAULTS if fault.lost)
REFUSED = next(fault for fault in FAULTS if fault.name == "HTML 502")


async def made(desk: Desk, recipe: Recipe) -> tuple[JobState, str, object]:
    async with open_jobs(desk.library, engine(desk)) as jobs:
        (job,) = await jobs.submit(desk.session.workspace, [recipe])
        (over,) = await jobs.wait([job.id])
    figure = await desk.library.figure(over.figure_id) if over.figure_id else None
    return over.state, over.reason, figure


async def test_the_figure_is_kept_as_the_server_made_it_and_is_published_already(
    desk: Desk, function: Function
) -> None:
    state, reason, figure = await made(desk, await wish(desk))
    assert state is JobState.SAVED, reason
    assert (figure.status, figure.recipe.text) == ("published", "A figure of a night baker in Neon Arcade, loud.")
    data = function.team.call("GET", figure.url.removeprefix(function.team.url))[1]
    assert hashlib.sha256(data).hexdigest() == figure.sha256
    assert function.paid == 1
    await desk.outbox.unpublish(figure.id)
    await desk.outbox.drain()
    assert function.objects() == []


@pytest.mark.parametrize("times", [1, 2])
async def test_a_lost_answer_is_found_in_the_bucket_and_paid_once(
    desk: Desk, function: Function, proxy: FaultProxy, times: int
) -> None:
    proxy.strike(LOST, lambda request: request.path.startswith("/functions/v1/"), times)
    state, reason, figure = await made(desk, await wish(desk))
    assert state is JobState.SAVED, reason
    assert figure.status == "published"
    assert function.paid == 1
    assert len(function.objects()) == 2


async def test_a_team_without_the_function_says_so_and_nothing_is_billed(desk: Desk, function: Function) -> None:
    function.team.serve_functions(None)
    state, reason, _figure = await made(desk, await wish(desk))
    assert (state, reason) == (JobState.FAILED, "The team has no image server.")


async def test_what_the_function_refuses_is_told_in_its_words(desk: Desk, function: Function) -> None:
    recipe = await wish(desk)
    function.team.script("delete from themes where name = 'Neon Arcade'")
    state, reason, _figure = await made(desk, recipe)
    assert state is JobState.FAILED
    assert "There is no theme with the id" in reason
    assert function.paid == 0


async def test_without_a_connection_nothing_is_asked_and_with_a_dead_server_it_is_unknown(
    desk: Desk, proxy: FaultProxy, function: Function
) -> None:
    proxy.refuse()

    class Sink:
        figure_id = "11111111-1111-4111-8111-111111111111"
        workspace = desk.session.workspace

    with pytest.raises(NotRun) as caught:
        await engine(desk).make(await wish(desk), Sink(), lambda _progress: None)
    assert caught.value.can_repeat
    await proxy.admit()
    proxy.strike(REFUSED, lambda request: request.path.startswith("/functions/v1/"), 10_000)
    async with asyncio.timeout(60):
        with pytest.raises(OutcomeUnknown):
            await engine(desk).make(await wish(desk), Sink(), lambda _progress: None)
    assert function.paid == 0
