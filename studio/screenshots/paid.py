"""The states of the screens in which a service is asked, and paid, for pictures; it is only played."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, cast

from studio.app import Studio
from studio.backend.vault import OpenAIEnvironment
from studio.core.engines import OPENAI
from studio.core.errors import NotRun, OutcomeUnknown, Refused, RequestError
from studio.core.figure import THIS_COMPUTER
from studio.core.job import Job, JobState
from studio.core.recipe import Recipe
from studio.core.service import KeyPlace, KeyTrial
from studio.core.settings import Settings
from studio.core.spending import Bill
from studio.paths import UserFolders
from studio.samples import draw_samples, sample_recipes
from studio.screenshots.played_service import SampleAccount, SampleEngine
from studio.screenshots.waits import generate, has_preview, jobs_over, moment, with_figures
from studio.ui.create.stage import SECONDS_FROM

if TYPE_CHECKING:
    from studio.services import Services

_SPENT = (
    (30, Bill.PAID, "0.0531"),
    (29, Bill.NOTHING, ""),
    (0.9, Bill.PAID, "0.2114"),
    (0.7, Bill.PAID, "0.1942"),
    (0.5, Bill.UNKNOWN, ""),
    (0.2, Bill.PAID, "0.0137"),
)
"""Hours ago, what became of it, and USD."""


def build_sample_services(
    folders: UserFolders, resources: Path, settings: Settings, environment: OpenAIEnvironment
) -> "Services":
    """The backend with a service that is only played, and no key for it yet."""
    from studio.services import build_services, models_on_board  # as in the studio: on the backend's thread

    one_by_one = replace(settings, jobs_at_once=1)
    services = build_services(folders, resources, one_by_one, environment, sample=SampleEngine())
    account = SampleAccount(models_on_board(resources))
    account.now = replace(account.now, key_place=KeyPlace.NOWHERE, hint="", trial=KeyTrial.NOT_TRIED)
    services.account = account
    return services


async def _openai(studio: Studio) -> None:
    """A brief for OpenAI with two references, and some money spent today."""
    await with_figures(studio)
    await _with_key(studio)
    await _with_ledger(studio)
    pictures = await studio.tasks.call(lambda: draw_samples(studio.services, 2))
    studio.brief.add_references([(data, f"reference {number}.png") for number, (_, data) in enumerate(pictures)])
    studio.brief.choose_engine(OPENAI, "gpt-image-2.6-flare")
    studio.brief.edit(variations=4, quality="medium")


async def _streaming(studio: Studio) -> None:
    """The first of four shows its second preview."""
    await _openai(studio)
    engine = _sample_engine(studio)
    engine.previews = await _previews(studio)
    await generate(studio)
    while not has_preview(studio):
        await moment()
    await asyncio.sleep(SECONDS_FROM + 1)  # so long that the stage tells for how long


async def _failing(studio: Studio, error: RequestError, variations: int = 1) -> None:
    await _openai(studio)
    studio.brief.edit(variations=variations)
    _sample_engine(studio).error = error
    await generate(studio)
    await jobs_over(studio)


async def _failed(studio: Studio) -> None:
    """Three figures were not made, for want of credit."""
    sentence = "Your account at OpenAI has no credit left."
    step = "Add credit in the account's billing settings, then try again."
    await _failing(studio, NotRun(sentence, step, request_id="req_7f3a91c0"), variations=3)


async def _wrong_key(studio: Studio) -> None:
    """The key is not accepted."""
    step = "Check the key in Settings, under Engines."
    await _failing(studio, NotRun("OpenAI does not accept the key.", step, is_about_key=True))


async def _moderated(studio: Studio) -> None:
    """The safety system has refused the finished picture."""
    sentence = "The safety system of OpenAI refused the finished picture (violence)."
    step = "Reword the subject or the extra wording, then try again. It may have been billed."
    await _failing(studio, Refused(sentence, step, request_id="req_51b7e2d9"))


async def _unknown(studio: Studio) -> None:
    """The connection was cut in the middle."""
    sentence = "The connection broke off before the picture was complete."
    step = "It may have been billed: look at your usage before you make it again."
    await _failing(studio, OutcomeUnknown(sentence, step, request_id="req_0c44d1aa"))


async def _no_key(studio: Studio) -> None:
    """OpenAI is chosen, and there is no key yet."""
    await with_figures(studio)
    studio.brief.choose_engine(OPENAI)


async def _model_that_ends(studio: Studio) -> None:
    """A model is chosen that ends soon, and what is rarely needed is shown."""
    await _openai(studio)
    studio.brief.choose_engine(OPENAI, "gpt-image-1.5")


async def _closing(studio: Studio) -> None:
    """The window is closed while figures are being made."""
    await _streaming(studio)
    studio.window.close()


async def _with_key(studio: Studio, **changes: object) -> None:
    account = SampleAccount(_account(studio).now.models)
    account.now = replace(account.now, **changes)  # pyright: ignore[reportArgumentType] - named by the states below
    studio.services.account = account
    await studio.service.open()


async def _key_works(studio: Studio) -> None:
    await _with_key(studio)
    await _with_ledger(studio)


async def _key_missing(studio: Studio) -> None:
    await _with_key(studio, key_place=KeyPlace.NOWHERE, hint="", trial=KeyTrial.NOT_TRIED)


async def _key_refused(studio: Studio) -> None:
    says = "OpenAI does not accept the key. Check the key in Settings, under Engines."
    await _with_key(studio, trial=KeyTrial.REFUSED, trial_says=says)


async def _key_in_memory(studio: Studio) -> None:
    await _with_key(studio, key_place=KeyPlace.MEMORY, has_keyring=False, trial=KeyTrial.NOT_TRIED)


async def _with_ledger(studio: Studio) -> None:
    """Requests of today and yesterday, one of them with an unknown end."""
    services = studio.services
    recipes = await studio.tasks.call(lambda: sample_recipes(services, len(_SPENT)))
    await studio.tasks.call(lambda: services.library.database.write(lambda db: _write_ledger(db, recipes)))
    await studio.spending.open()


async def _previews(studio: Studio) -> tuple[bytes, ...]:
    pictures = await studio.tasks.call(lambda: draw_samples(studio.services, 2))
    return tuple(data for _, data in pictures)


def _write_ledger(connection: Connection, recipes: Sequence[Recipe]) -> None:
    from studio.backend.library import ledger  # comes with the backend

    now = datetime.now(UTC)
    for number, (recipe, (hours, bill, cost)) in enumerate(zip(recipes, _SPENT, strict=True)):
        paid = replace(recipe, engine=OPENAI, model="gpt-image-2.6-flare")
        price = (Decimal("0.0066"), Decimal("0.0344"))
        job = Job(f"sample-{number}", THIS_COMPUTER, paid, JobState.RUNNING, now, None, None, "", "", *price)
        ledger.ask(connection, job, now - timedelta(hours=hours), None)
        ledger.settle(connection, job.id, bill, Decimal(cost) if cost else None)


def _sample_engine(studio: Studio) -> SampleEngine:
    return cast("SampleEngine", studio.services.openai)  # as build_sample_services made it


def _account(studio: Studio) -> SampleAccount:
    return cast("SampleAccount", studio.services.account)  # as above


PAID_STATES: dict[tuple[str, str], Callable[[Studio], Awaitable[None]]] = {
    ("create", "openai"): _openai,
    ("create", "streaming"): _streaming,
    ("create", "failed"): _failed,
    ("create", "wrongkey"): _wrong_key,
    ("create", "moderated"): _moderated,
    ("create", "unknown"): _unknown,
    ("create", "nokey"): _no_key,
    ("create", "ending"): _model_that_ends,
    ("create", "closing"): _closing,
    ("settings", "engines"): _key_works,
    ("settings", "engines-nokey"): _key_missing,
    ("settings", "engines-refused"): _key_refused,
    ("settings", "engines-memory"): _key_in_memory,
    ("settings", "budget"): _key_works,
}
