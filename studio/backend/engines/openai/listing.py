"""Asks a service for its models, which costs nothing: the test of a key, and what is merged into the models on board."""

import json
import logging
from datetime import datetime
from typing import Any, cast

from studio.backend.engines.openai import failures
from studio.backend.engines.openai.clients import Clients
from studio.backend.engines.openai.connection import Connection
from studio.backend.engines.openai.replies import Asked
from studio.backend.engines.openai.trouble import Broken, Trouble
from studio.core.errors import NotRun, RequestError
from studio.core.json_text import JsonValue
from studio.core.models import ImageModels, ListedModel

_log = logging.getLogger(__name__)


async def listed_models(
    clients: Clients, connection: Connection, models: ImageModels, now: datetime
) -> tuple[ListedModel, ...]:
    """The models that the service lists for this key. Raises RequestError; nothing is ever billed."""
    data, trouble = b"", None
    async with clients.use(connection) as client:
        try:
            data = await client.listing()
        except client.failures as error:
            _log.info("The models of %s were not listed: %s", connection.address.host, type(error).__name__)
            trouble = client.trouble_of(error, has_begun=False)
    if trouble is not None:
        raise _explained(trouble, Asked(connection.address, "", models, now.date(), now, connection.key.scrub))
    lines = _lines(data)
    if lines is None:
        raise NotRun(
            f"{connection.address.who} answers, but not with a list of models.",
            "Check the address in Settings, under Engines and keys; it often ends with /v1.",
        )
    return tuple(line for line in map(ListedModel.from_json, lines) if line is not None)


def _lines(data: bytes) -> list[JsonValue] | None:
    try:
        answer: Any = json.loads(data)
    except (ValueError, RecursionError):
        return None
    lines = cast("dict[str, Any]", answer).get("data") if isinstance(answer, dict) else None
    return cast("list[JsonValue]", lines) if isinstance(lines, list) else None


def _explained(trouble: Trouble, asked: Asked) -> RequestError:
    """Asking for a list is free, so nothing is said about bills."""
    if isinstance(trouble, Broken):
        return NotRun(f"{asked.address.host} broke off before it had answered.", "Try again.", can_repeat=True)
    error = failures.explain(trouble, asked)
    if error.may_be_billed:
        return NotRun(error.sentence, "Try again in a while.", request_id=error.request_id, can_repeat=True)
    return error
