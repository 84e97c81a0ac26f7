"""The test server is not shaped to our client: the plain SDK gets along with it, and it fails as facts were seen to fail."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest

from studio.backend.pictures import inspect
from tests.servers.openai_faults import FAULTS
from tests.servers.openai_pictures import picture
from tests.servers.openai_server import KEY, ImageServer

MODEL = "gpt-image-2.6-flare"
SIZE = "1024x640"


@pytest.fixture
async def server() -> AsyncIterator[ImageServer]:
    async with ImageServer() as running:
        yield running


@pytest.fixture
async def client(server: ImageServer) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(api_key=KEY, base_url=server.base_url, max_retries=0) as made:
        yield made


async def test_the_sdk_generates(client: openai.AsyncOpenAI) -> None:
    result = await client.images.generate(prompt="A figure", model=MODEL, size=SIZE, output_format="webp")
    assert result.data
    assert result.usage
    assert result.usage.output_tokens > 0
    assert inspect(base64.b64decode(result.data[0].b64_json or "")).width == 1024
    assert result._request_id == "req_000001"  # pyright: ignore[reportPrivateUsage] - the SDK's documented name


async def test_the_sdk_streams(client: openai.AsyncOpenAI) -> None:
    events: list[Any] = [
        event
        async for event in await client.images.generate(
            prompt="A figure", model=MODEL, size=SIZE, stream=True, partial_images=2
        )
    ]
    assert [event.type for event in events] == [
        "image_generation.partial_image",
        "image_generation.partial_image",
        "image_generation.completed",
    ]
    assert events[-1].usage.total_tokens > 0
    assert inspect(base64.b64decode(events[-1].b64_json)).height == 640


async def test_the_sdk_edits(server: ImageServer, client: openai.AsyncOpenAI) -> None:
    image = ("face.png", picture(1024, 640, "png", "face", noise=4), "image/png")
    await client.images.edit(image=[image, image], mask=image, prompt="A figure", model=MODEL, size=SIZE)
    assert [len(files) for files in server.asked[-1].files.values()] == [2, 1]
    events: list[Any] = [
        event
        async for event in await client.images.edit(image=image, prompt="A figure", model=MODEL, size=SIZE, stream=True)
    ]
    assert [event.type for event in events] == ["image_edit.completed"]


async def test_the_sdk_lists_models(client: openai.AsyncOpenAI) -> None:
    models = [model async for model in client.models.list()]
    assert {"gpt-image-1.5": "2026-12-01"}.items() <= {model.id: model.shutdown_date for model in models}.items()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("wrong key", openai.AuthenticationError),
        ("unverified", openai.PermissionDeniedError),
        ("unknown model", openai.NotFoundError),
        ("no credit", openai.RateLimitError),
        ("rate limit", openai.RateLimitError),
        ("moderated prompt", openai.BadRequestError),
        ("detail", openai.UnprocessableEntityError),
        ("gateway", openai.InternalServerError),
        ("error in the stream", openai.APIError),
    ],
)
async def test_the_sdk_meets_its_own_errors(
    server: ImageServer, client: openai.AsyncOpenAI, fault: str, error: type[openai.APIError]
) -> None:
    server.plan(FAULTS[fault])
    with pytest.raises(error):
        async for _ in await client.images.generate(prompt="x", model=MODEL, size=SIZE, stream=True):
            pass


async def test_the_sdk_reads_the_details_of_moderation(server: ImageServer, client: openai.AsyncOpenAI) -> None:
    server.plan(FAULTS["moderated picture"])
    with pytest.raises(openai.BadRequestError) as caught:
        await client.images.generate(prompt="x", model=MODEL, size=SIZE)
    assert caught.value.code == "moderation_blocked"
    body: Any = caught.value.body
    assert body["moderation_details"]["moderation_stage"] == "output"


async def test_the_sdk_takes_a_lost_ending_for_a_whole_stream(server: ImageServer, client: openai.AsyncOpenAI) -> None:
    """What the engine must notice by itself: no exception, and no picture."""
    server.plan(FAULTS["no completed event"])
    kinds = [
        event.type
        async for event in await client.images.generate(
            prompt="x", model=MODEL, size=SIZE, stream=True, partial_images=1
        )
    ]
    assert kinds == ["image_generation.partial_image"]


async def test_what_the_service_would_refuse_is_refused(client: openai.AsyncOpenAI) -> None:
    for wrong in (
        {"model": "gpt-image-1"},
        {"size": "512x512"},
        {"background": "transparent", "output_format": "jpeg"},
    ):
        parameters: dict[str, Any] = {"prompt": "x", "model": MODEL, "size": SIZE} | wrong
        with pytest.raises(openai.BadRequestError):
            await client.images.generate(**parameters)
