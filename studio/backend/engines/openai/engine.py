"""The engine `openai`: a recipe becomes one paid request, and its picture goes to the sink as it arrives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from studio.backend.engines.openai import failures
from studio.backend.engines.openai.answer import AnswerReader, Completed, Failed, PictureBytes, Piece, Preview, Unusable
from studio.backend.engines.openai.clients import Clients
from studio.backend.engines.openai.connection import Connection
from studio.backend.engines.openai.document import PIECE
from studio.backend.engines.openai.replies import Asked
from studio.backend.engines.openai.request import picture_parameters, read_uploads, receipt_parameters
from studio.backend.engines.openai.trouble import Break, Broken, Trouble, clean_id
from studio.core.errors import NotRun, RequestError
from studio.core.job import Progress
from studio.core.models import ImageModel, ImageModels
from studio.core.ports.engines import EngineReceipt, PictureSink
from studio.core.pricing import actual_cost
from studio.core.recipe import Recipe, Reference

if TYPE_CHECKING:
    import httpx2

    from studio.backend.engines.openai.sdk import Client

FETCHES = 2
"""Times that a finished picture is fetched from a URL; fetching costs nothing."""

_log = logging.getLogger(__name__)


class OpenAIEngine:
    """`core.ports.engines.Engine` for OpenAI and services that speak like it. One `make` is at most one request that is billed."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[Connection]],
        models: Callable[[], ImageModels],
        reference_path: Callable[[Reference], Path],
        clients: Clients,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`connect` says where to and with which key, and raises NotRun where there is none."""
        self._connect = connect
        self._models = models
        self._reference_path = reference_path
        self._clients = clients
        self._clock = clock

    @property
    def name(self) -> str:
        """The engine's word in recipes."""
        return "openai"

    async def make(self, recipe: Recipe, sink: PictureSink, on_progress: Callable[[Progress], None]) -> EngineReceipt:
        """Ask for the picture of a recipe, once, and write it into `sink`.

        Raises RequestError (errors.py says which means what for money). When it is cancelled the connection is closed
        before it returns; the service may bill the picture all the same.
        """
        connection = await self._connect()
        models, now = self._models(), self._clock()
        model = models.chosen(recipe.model, now.date())
        asked = Asked(connection.address, model.id, models, now.date(), now, connection.key.scrub)
        parameters = picture_parameters(recipe, model)
        if recipe.references:
            parameters |= await asyncio.to_thread(read_uploads, recipe, self._reference_path)
        elif recipe.mask is not None:
            raise NotRun("A mask needs the picture that it belongs to.", "Add that picture as the first reference.")
        async with self._clients.use(connection) as client:
            making = _Making(client, asked, sink, on_progress, model.previews_for(recipe))
            completed = await making.run(
                parameters, is_edit=bool(recipe.references), whole=self._clients.patience.whole
            )
        return _receipt(completed, making.request_id, model, has_references=bool(recipe.references))

    async def close(self) -> None:
        """Let go of connections."""
        await self._clients.close()


class _Making:
    """One request, from asking to the last byte."""

    def __init__(
        self, client: "Client", asked: Asked, sink: PictureSink, on_progress: Callable[[Progress], None], previews: int
    ) -> None:
        self.request_id = ""
        self._client = client
        self._asked = asked
        self._sink = sink
        self._on_progress = on_progress
        self._previews = previews
        self._has_begun = False
        self._is_receiving = False
        self._seen = 0
        self._completed: Completed | None = None
        self._error: RequestError | None = None

    async def run(self, parameters: Mapping[str, object], *, is_edit: bool, whole: float) -> Completed:
        """Ask, receive, and say how it ended. Raises RequestError."""
        trouble = await self._attempt(parameters, is_edit=is_edit, whole=whole)
        if self._error is not None:
            raise self._error
        if self._completed is None and trouble is not None:
            raise failures.explain(trouble, self._asked, self.request_id)
        if self._completed is None:
            raise failures.ended_early(self.request_id)
        if self._completed.url and not await self._fetch(self._completed.url, whole):
            raise failures.not_fetched(self.request_id)
        return self._completed

    async def _attempt(self, parameters: Mapping[str, object], *, is_edit: bool, whole: float) -> Trouble | None:
        """The exchange; trouble is returned rather than raised, so that no trace holds the request with its key."""
        try:
            async with asyncio.timeout(whole):
                self._on_progress(Progress("Sending the references…" if is_edit else "Asking for the picture…"))
                async with self._client.picture(parameters, is_edit=is_edit) as response:
                    await self._receive(response)
        except self._client.failures as error:
            _log.info("A request to %s ended with %s", self._asked.address.host, type(error).__name__)
            return self._client.trouble_of(error, has_begun=self._has_begun)
        except TimeoutError:
            return Broken(Break.TOO_LONG, self._has_begun)
        return None

    async def _receive(self, response: "httpx2.Response") -> None:
        """Read the body until the picture is complete; what comes after that, or does not, changes nothing."""
        self.request_id = clean_id(response.headers.get("x-request-id", ""))
        self._has_begun = True
        self._on_progress(Progress("Waiting for the first preview…" if self._previews else "Waiting for the picture…"))
        reader = AnswerReader()
        try:
            async for data in response.aiter_bytes():
                for piece in reader.feed(data):
                    if await self._take(piece):
                        return
        except self._client.failures:
            await self._finish(reader, is_cut=True)
            raise
        await self._finish(reader, is_cut=False)

    async def _finish(self, reader: AnswerReader, *, is_cut: bool) -> None:
        for piece in reader.finish(is_cut=is_cut):
            if await self._take(piece):
                return

    async def _take(self, piece: Piece) -> bool:
        """Put a piece where it belongs; True where the exchange is over."""
        match piece:
            case PictureBytes(data):
                if not self._is_receiving:
                    self._is_receiving = True
                    self._on_progress(Progress("Receiving the picture…", self._fraction(self._previews)))
                await self._sink.write(data)
            case Preview(data, index):
                self._seen = self._seen + 1 if index is None else index + 1
                text = f"Preview {self._seen} of {max(self._seen, self._previews)}"
                self._on_progress(Progress(text, self._fraction(self._seen), data))
            case Completed():
                self._completed = piece
            case Failed(error):
                self._error = failures.failed_while_making(error, self.request_id, self._asked)
            case Unusable(sentence):
                self._error = failures.unusable(sentence, self.request_id)
        return self._completed is not None or self._error is not None

    def _fraction(self, seen: int) -> float | None:
        return min(seen / (self._previews + 1), 0.95) if self._previews else None

    async def _fetch(self, url: str, whole: float) -> bool:
        """Fetch a finished picture; never less protected than the service itself. True where all of it came."""
        url = urljoin(self._asked.address.url + "/", url)
        if urlsplit(url).scheme != "https" and self._asked.address.is_encrypted:
            return False
        self._on_progress(Progress("Receiving the picture…"))
        for _ in range(FETCHES):
            try:
                async with asyncio.timeout(whole), self._client.at(url) as response:
                    async for data in response.aiter_bytes(PIECE):
                        self._is_receiving = True
                        await self._sink.write(data)
                    return True
            except (*self._client.failures, TimeoutError) as error:
                _log.info("A finished picture could not be fetched: %s", type(error).__name__)
                if self._is_receiving:
                    return False
        return False


def _receipt(completed: Completed, request_id: str, model: ImageModel, *, has_references: bool) -> EngineReceipt:
    fields = completed.fields
    usage = fields.get("usage")
    return EngineReceipt(
        model=model.id,
        usage=usage,
        cost=actual_cost(model, usage, has_references=has_references),
        parameters=receipt_parameters(fields, request_id),
    )
