"""Money: asked for once, held against the day's budget, and every request's bill told as far as anybody knows it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from studio.backend.jobs import Jobs
from studio.backend.jobs.gate import Gate
from studio.backend.library import Library
from studio.core.errors import AnswerUnusable, EngineError, NotRun, OutcomeUnknown, Refused, StudioError
from studio.core.figure import FigureQuery
from studio.core.job import Job, JobChanged, JobEvent, JobProgressed, JobState, Progress
from studio.core.ports.engines import EngineReceipt, PictureSink
from studio.core.pricing import PriceRange
from studio.core.recipe import Recipe
from studio.core.spending import Bill
from tests.backend.libraries import PiecesEngine, open_jobs, open_library, png, recipe
from tests.virtual_time import VirtualTime

PRICE = PriceRange(Decimal("0.01"), Decimal("0.20"))


class PaidEngine(PiecesEngine):
    """Raises what is planned, after writing `before` of the picture; then makes pictures for 15 cents."""

    def __init__(self, *errors: Exception, before: float = 0, data: bytes | None = None) -> None:
        super().__init__("openai", data=data)
        self.errors = list(errors)
        self.before = before
        self.asked = 0

    async def make(self, recipe: Recipe, sink: PictureSink, on_progress: Callable[[Progress], None]) -> EngineReceipt:
        self.asked += 1
        if self.errors:
            whole = png()
            if self.before:
                await sink.write(whole[: round(len(whole) * self.before)])
            raise self.errors.pop(0)
        await super().make(recipe, sink, on_progress)
        return EngineReceipt(model="m-1", usage={"output_tokens": 5}, cost=Decimal("0.15"))


def paid(library: Library, engine: PiecesEngine, budget: str = "", **more: object) -> "object":
    """Jobs with prices and perhaps a budget; time passes when somebody sleeps."""
    time = more.pop("time", VirtualTime())
    return open_jobs(
        library,
        engine,
        price=lambda _: PRICE,
        budget=lambda: Decimal(budget) if budget else None,
        make_gate=lambda: Gate(time.clock, time.sleep, lambda: 0.0),
        **more,
    )


async def one(jobs: Jobs, subject: str = "one") -> Job:
    made = await jobs.submit("local", [recipe(subject, "openai")])
    return (await jobs.wait([made[0].id]))[0]


def left(library: Library) -> list[str]:
    return sorted(path.suffix for path in library.folder.incoming.iterdir())


async def test_a_paid_figure_tells_its_cost_and_the_ledger_keeps_it(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library, paid(library, PaidEngine()) as jobs:
        job = await one(jobs)
        assert (job.state, job.price_low, job.price_high) == (JobState.SAVED, PRICE.low, PRICE.high)
        assert (await library.figure(job.id)).cost == Decimal("0.15")
        (entry,) = await jobs.entries(0, 10)
        assert (entry.bill, entry.cost, entry.title, entry.model) == (Bill.PAID, Decimal("0.15"), "one", "")
        spending = await jobs.spending()
        assert (spending.known, spending.open_high, spending.budget) == (Decimal("0.15"), 0, None)


async def test_a_mock_up_is_in_no_ledger(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library, open_jobs(library) as jobs:
        made = await jobs.submit("local", [recipe()])
        await jobs.wait([made[0].id])
        assert await jobs.entries(0, 10) == ()


REFUSED_INPUT = Refused("The prompt was refused.", "Reword.", may_be_billed=False)


@pytest.mark.parametrize("error", [NotRun("No key.", "Enter it."), REFUSED_INPUT], ids=["not run", "refused"])
async def test_what_surely_cost_nothing_failed_and_is_billed_nothing(error: StudioError, tmp_path: Path) -> None:
    engine = PaidEngine(error)
    async with open_library(tmp_path) as library, paid(library, engine) as jobs:
        job = await one(jobs)
        assert (job.state, job.reason, job.next_step) == (JobState.FAILED, error.sentence, error.next_step)
        assert [entry.bill for entry in await jobs.entries(0, 9)] == [Bill.NOTHING]
        assert (await jobs.spending()).at_most == 0
        assert left(library) == []
    assert engine.asked == 1


MAYBE = [
    OutcomeUnknown("The connection broke off.", "It may have been billed."),
    AnswerUnusable("No picture.", "It may have been billed."),
    Refused("The finished picture was refused.", "Reword."),
    EngineError("An engine without words."),
    KeyError("a bug"),
]


@pytest.mark.parametrize("error", MAYBE, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("before", [0, 0.5])
async def test_what_may_be_billed_is_unknown_asked_once_and_its_bytes_are_kept(
    error: Exception, before: float, tmp_path: Path
) -> None:
    engine = PaidEngine(error, before=before)
    async with open_library(tmp_path) as library, paid(library, engine) as jobs:
        job = await one(jobs)
        assert job.state is JobState.UNKNOWN
        assert job.next_step
        assert ("is kept" in job.reason) is bool(before)
        (entry,) = await jobs.entries(0, 9)
        assert (entry.bill, entry.cost, entry.at_most) == (Bill.UNKNOWN, None, PRICE.high)
        assert left(library) == ([".incomplete"] if before else [])
        assert await library.count(FigureQuery()) == 0
        assert (await one(jobs, "next")).state is JobState.SAVED
    assert engine.asked == 2


async def test_a_picture_that_is_whole_is_kept_although_its_answer_was_cut(tmp_path: Path) -> None:
    engine = PaidEngine(OutcomeUnknown("The connection broke off."), before=1)
    async with open_library(tmp_path) as library, paid(library, engine) as jobs:
        job = await one(jobs)
        assert (job.state, job.figure_id) == (JobState.SAVED, job.id)
        assert Path((await library.figure(job.id)).path).read_bytes() == png()
        (entry,) = await jobs.entries(0, 9)
        assert (entry.bill, entry.cost) == (Bill.PAID, None)
        assert (await jobs.spending()).open_high == PRICE.high


@pytest.mark.parametrize(
    "data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a....", png()[:-4], png() + b"x"]
)
async def test_what_was_paid_and_is_no_whole_picture_is_kept_aside(data: bytes, tmp_path: Path) -> None:
    async with open_library(tmp_path) as library, paid(library, PaidEngine(data=data)) as jobs:
        job = await one(jobs)
        assert job.state is JobState.UNKNOWN
        assert f"kept as {job.id}.incomplete" in job.reason
        assert library.folder.remains(job.id).read_bytes() == data
        assert await library.count(FigureQuery()) == 0


async def test_too_many_requests_wait_as_long_as_asked_and_then_work(tmp_path: Path) -> None:
    time = VirtualTime()
    busy = NotRun("Too many.", "Wait.", can_repeat=True, retry_after=20)
    engine = PaidEngine(busy, NotRun("Too many.", "Wait.", can_repeat=True))
    events: list[JobEvent] = []
    async with open_library(tmp_path) as library, paid(library, engine, time=time) as jobs:
        jobs.listen(events.append)
        job = await one(jobs)
        assert job.state is JobState.SAVED
        assert [entry.bill for entry in await jobs.entries(0, 9)] == [Bill.PAID]
    assert engine.asked == 3
    assert time.now >= 1_022
    states = [event.job.state.value for event in events if isinstance(event, JobChanged)]
    assert states == ["waiting", "running", "waiting", "running", "waiting", "running", "saved"]
    told = [event.progress.text for event in events if isinstance(event, JobProgressed)]
    assert [text for text in told if text.startswith("Too many.")] == [
        *(f"Too many. Asking again in {seconds} s." for seconds in range(20, 0, -1)),
        *(f"Too many. Asking again in {seconds} s." for seconds in range(5, 0, -1)),
    ]


async def test_other_jobs_of_the_engine_wait_with_it(tmp_path: Path) -> None:
    time = VirtualTime()
    asked: list[float] = []

    class Watched(PaidEngine):
        async def make(
            self, recipe: Recipe, sink: PictureSink, on_progress: Callable[[Progress], None]
        ) -> EngineReceipt:
            asked.append(time.now)
            return await super().make(recipe, sink, on_progress)

    engine = Watched(NotRun("Too many.", "Wait.", can_repeat=True, retry_after=30))
    async with open_library(tmp_path) as library, paid(library, engine, time=time) as jobs:
        made = await jobs.submit("local", [recipe(str(number), "openai") for number in range(3)])
        assert {job.state for job in await jobs.wait([job.id for job in made])} == {JobState.SAVED}
    assert asked[0] == 1_000
    assert all(later >= 1_030 for later in asked[1:])


async def test_a_service_that_stays_away_is_given_up_in_the_end(tmp_path: Path) -> None:
    engine = PaidEngine(*(NotRun("Not reached.", "Check.", can_repeat=True) for _ in range(20)))
    async with open_library(tmp_path) as library, paid(library, engine) as jobs:
        job = await one(jobs)
        assert (job.state, job.reason) == (JobState.FAILED, "Not reached.")
        assert (await jobs.spending()).at_most == 0
    assert engine.asked == 4


async def test_the_budget_lets_in_what_it_has_room_for_and_says_why_not_the_rest(tmp_path: Path) -> None:
    engine = PaidEngine()
    async with open_library(tmp_path) as library, paid(library, engine, "0.50", at_once={"openai": 8}) as jobs:
        engine.gate = asyncio.Event()
        made = await jobs.submit("local", [recipe(str(number), "openai") for number in range(5)])
        await engine.half_way.wait()
        engine.gate.set()
        over = await jobs.wait([job.id for job in made])
        states = [job.state for job in over]
        assert states.count(JobState.SAVED) == 2
        refused = next(job for job in over if job.state is JobState.FAILED)
        assert refused.reason == "Today’s budget of $0.50 has no room for this figure, which may cost up to $0.20."
        assert "Nothing was asked for." in refused.next_step
        # two cost 15 cents each in the end: the day has room for one more
        assert (await jobs.spending()).left == Decimal("0.20")
        assert (await one(jobs, "third")).state is JobState.SAVED
        assert (await one(jobs, "fourth")).state is JobState.FAILED
    assert engine.asked == 3


async def test_what_may_have_been_billed_counts_at_the_upper_end(tmp_path: Path) -> None:
    engine = PaidEngine(OutcomeUnknown("Cut."), OutcomeUnknown("Cut."))
    async with open_library(tmp_path) as library, paid(library, engine, "0.45") as jobs:
        assert [(await one(jobs, str(number))).state.value for number in range(3)] == ["unknown", "unknown", "failed"]
        spending = await jobs.spending()
        assert (spending.open_low, spending.open_high, spending.left) == (
            Decimal("0.02"),
            Decimal("0.40"),
            Decimal("0.05"),
        )
    assert engine.asked == 2


async def test_a_new_day_has_its_whole_budget(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library, paid(library, PaidEngine(), "0.30") as jobs:
        assert (await one(jobs, "one")).state is JobState.SAVED
        assert (await one(jobs, "two")).state is JobState.FAILED
        today = library.clock
        library.clock = lambda: today() + timedelta(days=1)
        assert (await jobs.spending()).left == Decimal("0.30")
        assert (await one(jobs, "three")).state is JobState.SAVED
        assert len(await jobs.entries(0, 9)) == 2


@pytest.mark.parametrize("hours", [-48, -1, 1, 48])
async def test_a_clock_that_jumps_while_a_picture_is_made_breaks_nothing(hours: int, tmp_path: Path) -> None:
    engine = PaidEngine()
    engine.gate = asyncio.Event()
    async with open_library(tmp_path) as library, paid(library, engine, "5.00") as jobs:
        made = await jobs.submit("local", [recipe("one", "openai"), recipe("two", "openai")])
        await engine.half_way.wait()
        right = library.clock
        library.clock = lambda: right() + timedelta(hours=hours)
        engine.gate.set()
        assert {job.state for job in await jobs.wait([job.id for job in made])} == {JobState.SAVED}
        assert sum(entry.cost or 0 for entry in await jobs.entries(0, 9)) == Decimal("0.30")


async def test_cancelling_what_was_asked_for_says_that_it_may_be_billed(tmp_path: Path) -> None:
    engine = PaidEngine()
    engine.gate = asyncio.Event()
    async with open_library(tmp_path) as library, paid(library, engine) as jobs:
        first, second = await jobs.submit("local", [recipe("one", "openai"), recipe("two", "openai")])
        await engine.half_way.wait()
        await jobs.cancel(first.id)
        (over,) = await jobs.wait([first.id])
        assert (over.state, over.reason) == (JobState.CANCELLED, "You cancelled it; what had begun may be billed.")
        assert [(e.job_id, e.bill) for e in await jobs.entries(0, 9)][-1] == (first.id, Bill.UNKNOWN)
        engine.gate.set()
        assert (await jobs.wait([second.id]))[0].state is JobState.SAVED


class Still(VirtualTime):
    """Who sleeps by it does not wake; `sleeping` says that somebody does."""

    def __init__(self) -> None:
        super().__init__()
        self.sleeping = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.sleeping.set()
        await asyncio.Event().wait()


async def test_cancelling_while_it_waits_for_the_service_costs_nothing(tmp_path: Path) -> None:
    time = Still()
    engine = PaidEngine(NotRun("Too many.", "Wait.", can_repeat=True, retry_after=30))
    async with open_library(tmp_path) as library, paid(library, engine, time=time) as jobs:
        (job,) = await jobs.submit("local", [recipe("one", "openai")])
        await time.sleeping.wait()
        await jobs.cancel(job.id)
        (over,) = await jobs.wait([job.id])
        assert (over.state, over.reason) == (JobState.CANCELLED, "You cancelled it.")
        assert (await jobs.spending()).at_most == 0


async def test_closing_leaves_what_was_asked_for_unknown_and_what_waits_waiting(tmp_path: Path) -> None:
    engine = PaidEngine()
    engine.gate = asyncio.Event()
    async with open_library(tmp_path) as library:
        async with paid(library, engine) as jobs:
            first, _ = await jobs.submit("local", [recipe("one", "openai"), recipe("two", "openai")])
            await engine.half_way.wait()
        engine.gate = None
        async with paid(library, engine) as jobs:
            shown = await jobs.unsettled("local", 9)
            assert [(job.recipe.subject, job.state.value) for job in shown] == [("two", "waiting"), ("one", "unknown")]
            assert "closed while this was being made" in shown[1].reason
            await jobs.adopt()
            assert (await jobs.wait([shown[0].id]))[0].state is JobState.SAVED
            await jobs.dismiss([first.id])
            assert await jobs.unsettled("local", 9) == ()
    assert [made.subject for made in engine.made] == ["two"]


async def test_closing_while_it_waits_for_the_service_leaves_it_for_the_next_start(tmp_path: Path) -> None:
    time = Still()
    engine = PaidEngine(NotRun("Too many.", "Wait.", can_repeat=True, retry_after=30))
    async with open_library(tmp_path) as library:
        async with paid(library, engine, time=time) as jobs:
            await jobs.submit("local", [recipe("one", "openai")])
            await time.sleeping.wait()
        async with paid(library, engine) as jobs:
            (adopted,) = await jobs.adopt()
            assert (await jobs.wait([adopted.id]))[0].state is JobState.SAVED


async def test_the_setting_lets_more_run_at_once_from_now_on(tmp_path: Path) -> None:
    engine = PaidEngine()
    engine.gate = asyncio.Barrier(3)
    async with open_library(tmp_path) as library, paid(library, engine) as jobs:
        made = await jobs.submit("local", [recipe(str(number), "openai") for number in range(3)])
        await engine.half_way.wait()
        jobs.let_run("openai", 3)
        await jobs.wait([job.id for job in made])
    assert engine.most_at_once == 3


async def test_a_lost_database_remembers_what_its_figures_cost(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library, paid(library, PaidEngine()) as jobs:
        await one(jobs)
    (tmp_path / "library" / "library.sqlite").unlink()
    async with open_library(tmp_path) as library, paid(library, PaidEngine()) as jobs:
        (entry,) = await jobs.entries(0, 9)
        assert (entry.bill, entry.cost, entry.title) == (Bill.PAID, Decimal("0.15"), "one")
        assert isinstance(entry.asked_at, datetime)


async def test_another_account_counts_in_the_budget_and_its_figures_are_not_told(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library, paid(library, PaidEngine(), "5.00") as jobs:
        (job,) = await jobs.submit("team/ada", [recipe("a secret plan", "openai")])
        await jobs.wait([job.id])
        assert await jobs.entries(0, 9) == ()
        assert [entry.title for entry in await jobs.entries(0, 9, "team/ada")] == ["a secret plan"]
        assert (await jobs.spending()).known == Decimal("0.15")


async def test_a_part_that_a_dead_process_left_of_a_waiting_job_stands_in_nobodys_way(tmp_path: Path) -> None:
    engine = PaidEngine()
    engine.gate = asyncio.Event()
    async with open_library(tmp_path) as library:
        async with paid(library, engine) as jobs:
            _, second = await jobs.submit("local", [recipe("one", "openai"), recipe("two", "openai")])
            await engine.half_way.wait()
        library.folder.part(second.id).touch()
        engine.gate = None
        async with paid(library, engine) as jobs:
            await jobs.adopt()
            assert (await jobs.wait([second.id]))[0].state is JobState.SAVED
