"""An image service that is only played, for pictures of the screens: it asks nobody and costs nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from studio.core.engines import OPENAI
from studio.core.job import Progress
from studio.core.models import ImageModels
from studio.core.ports.engines import EngineReceipt, PictureSink
from studio.core.recipe import Recipe
from studio.core.service import KeyPlace, KeyTrial, ServiceStatus
from studio.core.settings import Settings

if TYPE_CHECKING:
    from studio.core.errors import RequestError

SAMPLE_COST = Decimal("0.0137")


class SampleAccount:
    """`core.ports.service.ImageService` with a key that works, unless a test of it is to find something else."""

    def __init__(self, models: ImageModels) -> None:
        self.now = ServiceStatus(
            models,
            "https://api.openai.com/v1",
            "api.openai.com",
            "OpenAI",
            key_place=KeyPlace.KEYRING,
            hint="sk-…4711",
            trial=KeyTrial.WORKS,
        )

    async def status(self, *, with_key: bool = True) -> ServiceStatus:  # noqa: ARG002 - the port's word
        """How it is set up."""
        return self.now

    async def keep_key(self, text: str) -> ServiceStatus:
        """Act as if a key were kept; it is not."""
        self.now = replace(self.now, key_place=KeyPlace.KEYRING, hint=f"{text[:3]}…", trial=KeyTrial.NOT_TRIED)
        return self.now

    async def forget_key(self) -> ServiceStatus:
        """Act as if there were no key any more."""
        self.now = replace(self.now, key_place=KeyPlace.NOWHERE, hint="", trial=KeyTrial.NOT_TRIED)
        return self.now

    async def try_key(self) -> ServiceStatus:
        """Find what there is to be found."""
        return self.now

    async def follow(self, settings: Settings) -> ServiceStatus:  # noqa: ARG002 - the port's word
        """Nothing follows from the settings here."""
        return self.now


class SampleEngine:
    """`core.ports.engines.Engine` that shows `previews`, then goes on for ever or ends with `error` or with `picture`."""

    def __init__(self) -> None:
        self.previews: tuple[bytes, ...] = ()
        self.picture = b""
        self.error: RequestError | None = None

    @property
    def name(self) -> str:
        """The engine's word in recipes."""
        return OPENAI

    async def make(self, recipe: Recipe, sink: PictureSink, on_progress: Callable[[Progress], None]) -> EngineReceipt:
        """Play one request."""
        for number, preview in enumerate(self.previews, start=1):
            text = f"Preview {number} of {len(self.previews) + 1}"
            on_progress(Progress(text, number / (len(self.previews) + 2), preview))
        if self.error is not None:
            raise self.error
        if not self.picture:
            await asyncio.Event().wait()
        await sink.write(self.picture)
        return EngineReceipt(model=recipe.model, cost=SAMPLE_COST)

    async def close(self) -> None:
        """There is nothing to let go of."""
