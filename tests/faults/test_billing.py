"""What an image service can do to a queue that pays: one request a click, nothing half-saved, the next job works."""

import asyncio
import json
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from studio.backend.jobs import Jobs, journal
from studio.backend.jobs.sweep import Sweep
from studio.backend.library import Library, ledger
from studio.core.figure import FigureQuery
from studio.core.job import Job, JobState
from studio.core.models import ImageModels
from studio.core.recipe import Recipe, Reference
from studio.core.spending import Bill, sum_up
from tests.backend.libraries import closed_library, open_library, png
from tests.backend.openai_making import IMPATIENT, MODELS, PATIENT, SMALL, UNSTREAMED
from tests.faults.driver import BEGAN
from tests.faults.paying import Queue, child, click, give_everything_back, paying
from tests.faults.report import Campaign
from tests.servers.openai_faults import FAULTS, ODDITIES, REFUSALS, WAITS, Fault
from tests.servers.openai_pictures import picture
from tests.servers.openai_server import ImageServer

SEED = 20261124
LIVES = 4  # libraries that are worked in at once
WAYS = [(MODELS, False), (MODELS, True), (UNSTREAMED, False), (UNSTREAMED, True)]
WAY_NAMES = ["generate streamed", "edit streamed", "generate", "edit"]
REPEATED = {"rate limit", "rate limit without hint"}
PROMPT_FAULTS = tuple(fault for fault in FAULTS.values() if fault not in WAITS)
FREE = {fault.name for fault in REFUSALS} - {"moderated account"}
WHOLE = {fault.name for fault in ODDITIES} - {"picture cut before its end marker"}


def awaited(name: str) -> tuple[JobState, Bill]:
    """How a job ends that meets a fault."""
    if name in REPEATED | WHOLE:
        return JobState.SAVED, Bill.PAID
    if name in FREE:
        return JobState.FAILED, Bill.NOTHING
    return JobState.UNKNOWN, Bill.UNKNOWN


async def face(library: Library) -> Reference:
    """A reference that can be its own mask."""
    return await library.add_reference(picture(SMALL.width, SMALL.height, "png", "face", noise=4), "face.png")


async def meet(
    fault: Fault, way: str, template: Recipe, jobs: Jobs, library: Library, server: ImageServer, campaign: Campaign
) -> None:
    """One job that meets the fault, and one after it."""
    asked, figures_before = len(server.posts), await library.count(FigureQuery())
    kept_before = set(library.folder.incoming.iterdir())
    server.plan(fault)
    name = f"{fault.name}, {way}"
    recipe = replace(template, subject=name)
    (made,) = await jobs.submit("local", [recipe])
    (job,) = await jobs.wait([made.id])
    state, bill = awaited(fault.name)
    campaign.expect(job.state is state, f"{name}: {job.state}, {job.reason}")
    campaign.expect(job.state is JobState.SAVED or job.reason, f"{name}: no sentence")
    posts = len(server.posts) - asked
    campaign.expect(posts == 1 + (fault.name in REPEATED), f"{name}: {posts} requests")
    campaign.expect(job.recipe == recipe, f"{name}: the recipe is another one")
    (entry,) = await jobs.entries(0, 1)
    campaign.expect(entry.bill is bill, f"{name}: {entry.bill}")
    saved = await library.count(FigureQuery()) - figures_before
    campaign.expect(saved == (job.state is JobState.SAVED), f"{name}: {saved} figures")
    left = set(library.folder.incoming.iterdir()) - kept_before
    campaign.expect(all(path.suffix == ".incomplete" for path in left), f"{name}: {left}")
    campaign.expect(not left or bill is Bill.UNKNOWN, f"{name}: something is kept that cost nothing")
    (after,) = await jobs.submit("local", [click("after it")])
    (after,) = await jobs.wait([after.id])
    campaign.expect(after.state is JobState.SAVED, f"after {name}: {after.reason}")
    campaign.tries += 1


@pytest.mark.parametrize(("models", "is_edit"), WAYS, ids=WAY_NAMES)
async def test_whatever_a_service_does_a_click_is_paid_once_and_the_next_one_works(
    models: ImageModels, is_edit: bool, tmp_path: Path
) -> None:
    way = WAY_NAMES[WAYS.index((models, is_edit))]
    campaign = Campaign(f"every fault of a service ({way})", "retries of the SDK")
    async with ImageServer() as server, open_library(tmp_path) as library:
        reference = await face(library)
        template = click("it", references=(reference,), mask=reference) if is_edit else click("it")
        for patience, faults in ((PATIENT, PROMPT_FAULTS), (IMPATIENT, WAITS)):
            async with paying(library, server.base_url, models=models, patience=patience) as jobs:
                for fault in faults:
                    await meet(fault, way, template, jobs, library, server, campaign)
        wrong = (await library.check()).faults
        campaign.expect(not wrong, f"pictures are wrong: {wrong}")
    campaign.finish(minimum=len(FAULTS))


def hostile() -> dict[str, bytes]:
    """Bytes that a service may send as a picture, and that are none that we keep."""
    whole = png(64, 96)
    return {
        "bomb": png()[:16] + (60_000).to_bytes(4, "big") * 2 + png()[24:],
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>' * 20,
        "gif": b"GIF89a" + bytes(200),
        "animated png": whole[:33] + b"\0\0\0\x08acTL" + bytes(12) + whole[33:],
        "truncated": whole[:-5],
        "with a tail": whole + b"PK\x03\x04",
        "html": b"<html>" + bytes(500),
        "empty words": b"\0" * 300,
    }


@pytest.mark.parametrize("name", list(hostile()))
async def test_a_hostile_picture_that_was_paid_is_kept_aside_and_never_shown(name: str, tmp_path: Path) -> None:
    data = hostile()[name]
    async with ImageServer() as server, open_library(tmp_path) as library, paying(library, server.base_url) as jobs:
        server.plan(Fault(name, data=data))
        (made,) = await jobs.submit("local", [click(name)])
        (job,) = await jobs.wait([made.id])
        assert job.state is JobState.UNKNOWN
        assert f"kept as {job.id}.incomplete" in job.reason
        assert library.folder.remains(job.id).read_bytes() == data
        assert await library.count(FigureQuery()) == 0
        assert len(server.posts) == 1
        assert not [path for path in library.folder.thumbnails.rglob("*") if path.is_file()]


# --- the budget, from many threads


def at_the_till(root: Path, base_url: str, threads: int, budget: Decimal) -> list[Job]:
    """`threads` studios, each with a loop of its own, that press the button at the same moment."""

    async def press(number: int) -> Job:
        library = closed_library(root)
        await library.open()
        async with paying(library, base_url, budget=budget) as jobs:
            (job,) = await jobs.submit("local", [click(str(number))])
            (job,) = await jobs.wait([job.id])
        await library.close()
        return job

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda number: asyncio.run(press(number)), range(threads)))


async def buy(root: Path, server: ImageServer, threads: int, room: int) -> list[Job]:
    """A budget with room for `room` pictures at the upper end of their price."""
    async with open_library(root) as library, paying(library, server.base_url) as jobs:
        price = jobs._terms.price(click("0")).high
    assert price is not None
    return await asyncio.to_thread(at_the_till, root, server.base_url, threads, price * room + price / 2)


@pytest.mark.parametrize("room", [0, 1, 5])
async def test_thirty_two_threads_buy_exactly_what_the_budget_has_room_for(room: int, tmp_path: Path) -> None:
    async with ImageServer() as server:
        server.always = FAULTS["no usage"]  # what a picture cost is not known, so it counts at the upper end
        jobs = await buy(tmp_path, server, 32, room)
        assert len(server.posts) == room
    assert Counter(job.state for job in jobs) == Counter({JobState.SAVED: room, JobState.FAILED: 32 - room})
    assert all("budget" in job.reason for job in jobs if job.state is JobState.FAILED)


async def test_the_same_check_catches_a_budget_that_forgets_what_is_being_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ledger, "sum_up", lambda entries, budget: sum_up([e for e in entries if e.bill is not Bill.ASKED], budget)
    )
    async with ImageServer(seconds=1) as server:
        server.always = FAULTS["no usage"]
        await buy(tmp_path, server, 16, 2)
        assert len(server.posts) > 2


# --- kill -9 of a queue that pays


async def judge(root: Path, server: ImageServer, clicks: list[str], told: list[str], campaign: Campaign) -> None:
    """Start again until nothing waits, and look: at most one request a click, nothing lost, nothing hangs."""
    async with open_library(root) as library, paying(library, server.base_url) as jobs:
        adopted = await jobs.adopt()
        await jobs.wait([job.id for job in adopted])
        past = await library.database.read(
            lambda connection: journal.recent(connection, library.recipes, "local", 10_000)
        )
        figures = Counter(figure.recipe.subject for figure in await library.page(FigureQuery(), 0, 10_000))
        faults = (await library.check()).faults
        left = list(library.folder.incoming.glob("*.part"))
    asked = Counter(json.loads(request.body)["prompt"].removeprefix("click ") for request in server.posts)
    states = {job.recipe.subject: job.state for job in past}
    reasons = {job.recipe.subject: job.reason for job in past}
    for subject in clicks:
        state = states.get(subject)
        if state is None:
            campaign.expect(asked[subject] == 0, f"{subject} was asked for and is in no journal")
            continue
        campaign.expect(asked[subject] <= 1, f"{subject} was asked for {asked[subject]} times")
        campaign.expect(state in (JobState.SAVED, JobState.UNKNOWN), f"{subject} is {state}: {reasons[subject]}")
        campaign.expect(
            figures[subject] == (state is JobState.SAVED), f"{subject}: {figures[subject]} figures, {state}"
        )
        campaign.expect(
            state is not JobState.SAVED or asked[subject] == 1, f"{subject} is saved and was never asked for"
        )
    for subject in told:
        campaign.expect(figures[subject] == 1, f"{subject} was told as saved and is not")
    campaign.expect(not faults, f"pictures are wrong: {faults}")
    campaign.expect(not left, "a part is left")


def _word(hear: object) -> object:
    try:
        return hear.recv()  # type: ignore[attr-defined]
    except (EOFError, ConnectionResetError):
        return None


async def kills(root: Path, count: int, campaign: Campaign, *, until_caught: bool = False) -> None:
    """Queues of five clicks that are killed at a random moment after their first request; each is judged.

    Several libraries live their own lives beside each other: most of each life is waiting.
    """
    unfinished = 0
    async with ImageServer(seconds=0.06) as server:

        async def live(life: int, share: int) -> None:
            nonlocal unfinished
            chance = random.Random(f"{campaign.seed} {life}")
            place, clicks, finished = root, list[str](), list[str]()
            for number in range(share):
                if number % 10 == 0:
                    place, clicks, finished = root / f"{life}-{number}", [], []
                    place.mkdir()
                fresh = [f"{life}-{number}-{name}" for name in range(5)]
                with child(Queue(place, server.base_url, fresh)) as (process, hear):
                    told = [await asyncio.to_thread(_word, hear)]
                    await asyncio.sleep(chance.uniform(0, 0.8))
                    process.kill()
                    while word := await asyncio.to_thread(_word, hear):
                        told.append(word)
                clicks += fresh
                finished += [str(word) for word in told if word and word != BEGAN]
                unfinished += len(told) <= len(fresh)
                await judge(place, server, clicks, finished, campaign)
                campaign.tries += 1
                if until_caught and campaign.failures:
                    return

        async with asyncio.TaskGroup() as lives:
            for life in range(LIVES):
                lives.create_task(live(life, count // LIVES + (life < count % LIVES)))
    print(f"{unfinished} of {count} queues were killed before their end")
    assert until_caught or unfinished > count // 3


async def test_a_killed_queue_pays_no_click_twice_and_loses_no_figure(tmp_path: Path) -> None:
    campaign = Campaign("kill -9 of a paying queue (short)", "what ran is started anew after a crash", SEED)
    await kills(tmp_path, 60, campaign)
    campaign.finish(minimum=60)


@pytest.mark.long
async def test_a_thousand_killed_queues_pay_no_click_twice(tmp_path: Path) -> None:
    campaign = Campaign("kill -9 of a paying queue", "what ran is started anew after a crash", SEED + 1)
    await kills(tmp_path, 1_000, campaign)
    campaign.finish(minimum=1_000)


async def test_the_same_check_catches_a_start_that_pays_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sweep, "run", give_everything_back)
    planted = Campaign("", "", SEED)
    await kills(tmp_path, 12, planted, until_caught=True)
    assert any("asked for 2 times" in failure for failure in planted.failures)
