"""The one POST to OpenAI, over real sockets: what is sent, what is made of each answer, and what may have been billed."""

import base64
import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.servers.openai_faults import FAULTS, REFUSALS, TROUBLES, Fault
from tests.servers.openai_server import KEY, ImageServer
from tests.team.function.driver import drive

STATUSES = {409, 413, 422, 429, 502, 504}
STREAM_ONLY = {"error in the stream", "moderated in the stream"}


@pytest.fixture
async def service() -> AsyncIterator[ImageServer]:
    async with ImageServer() as server:
        yield server


def make(
    service: ImageServer, *references: bytes, settings: dict[str, str] | None = None, **wish: Any
) -> dict[str, Any]:
    return {
        "part": "make",
        "settings": {"OPENAI_BASE_URL": service.base_url, "OPENAI_API_KEY": KEY} | (settings or {}),
        "wish": {"subject": "a night baker"} | wish,
        "references": [base64.b64encode(each).decode() for each in references],
    }


def small(kind: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, kind)
    return buffer.getvalue()


async def test_only_what_differs_from_the_defaults_is_sent(service: ImageServer) -> None:
    [plain, rich] = await drive(
        make(service), make(service, quality="low", format="webp", size="1024x1024", model="gpt-image-2.6-sunburst")
    )
    assert [(request.path, json.loads(request.body)) for request in service.posts] == [
        (
            "/v1/images/generations",
            {"prompt": "the whole prompt", "model": "gpt-image-2.6-flare", "size": "1024x1536"},
        ),
        (
            "/v1/images/generations",
            {
                "prompt": "the whole prompt",
                "model": "gpt-image-2.6-sunburst",
                "size": "1024x1024",
                "quality": "low",
                "output_format": "webp",
            },
        ),
    ]
    assert (plain["picture"]["format"], plain["picture"]["width"], plain["picture"]["height"]) == ("png", 1024, 1536)
    assert (rich["picture"]["format"], rich["usage"]["output_tokens"]) == ("webp", 196)
    assert plain["requestId"] == "req_000001"


@pytest.mark.parametrize(("count", "field"), [(1, "image"), (3, "image[]")])
async def test_with_references_it_edits(service: ImageServer, count: int, field: str) -> None:
    given = [small(kind) for kind in ("PNG", "JPEG", "WEBP")][:count]
    [made] = await drive(make(service, *given, quality="low"))
    [request] = service.posts
    assert request.path == "/v1/images/edits"
    assert request.fields == {
        "prompt": "the whole prompt",
        "model": "gpt-image-2.6-flare",
        "size": "1024x1536",
        "quality": "low",
    }
    assert [upload.data for upload in request.files[field]] == given
    assert request.files[field][0].kind == "image/png"
    assert made["usage"]["input_tokens_details"]["image_tokens"] == 1000 * count


async def test_a_refusal_costs_nothing_and_is_told_in_words(service: ImageServer) -> None:
    for fault, failure in zip(REFUSALS, await failures(service, *REFUSALS), strict=True):
        is_unclear = fault.name == "moderated account"  # at which stage is not said
        assert failure["isPaid"] is is_unclear, fault.name
        if fault.name.startswith("rate limit"):
            assert (failure["status"], failure["retryAfter"]) == (429, 7 if fault.headers else None)


async def test_trouble_may_have_been_billed_and_is_never_tried_again(service: ImageServer) -> None:
    troubles = [fault for fault in TROUBLES if fault.name not in STREAM_ONLY]
    for fault, failure in zip(troubles, await failures(service, *troubles), strict=True):
        assert failure["isPaid"] is True, fault.name
        assert "billed" in failure["message"] or failure["code"] == "moderated", fault.name


async def failures(service: ImageServer, *faults: Fault) -> list[dict[str, Any]]:
    """What is told of each fault, one after the other."""
    service.plan(*faults)
    answers = await drive(*[make(service)] * len(faults))
    assert service.met == list(faults), "one call is one POST, whatever comes"
    for fault, answer in zip(faults, answers, strict=True):
        failure = answer["failure"]
        assert failure["status"] in STATUSES, fault.name
        assert failure["message"].endswith((".", "”")), fault.name
        assert KEY not in json.dumps(answer), fault.name
        assert "<" not in failure["message"], fault.name
    return [answer["failure"] for answer in answers]


@pytest.mark.parametrize("references", [0, 2])
async def test_a_connection_that_was_used_before_and_breaks_is_not_tried_again_either(
    service: ImageServer, references: int
) -> None:
    """Deno by itself sends such a request a second time."""
    service.plan(FAULTS["rate limit"], FAULTS["dropped"])
    given = [small("PNG")] * references
    [_, broken] = await drive(make(service, *given), make(service, *given))
    assert (broken["failure"]["code"], broken["failure"]["isPaid"]) == ("openai_broke_off", True)
    assert len(service.posts) == 2


async def test_a_key_that_the_service_repeats_is_not_told(service: ImageServer) -> None:
    service.plan(Fault("echo", 400, {"error": {"message": f"Bad header: Bearer {KEY} is odd", "code": "x"}}))
    [answer] = await drive(make(service))
    assert "Bearer … is odd" in answer["failure"]["message"]
    assert KEY not in json.dumps(answer)


async def test_a_picture_that_ends_too_early_is_not_kept(service: ImageServer) -> None:
    service.plan(Fault("truncated", truncated=True))
    [answer] = await drive(make(service))
    assert (answer["failure"]["code"], answer["failure"]["isPaid"]) == ("openai_unusable", True)


async def test_an_answer_without_usage_is_still_a_picture(service: ImageServer) -> None:
    service.plan(Fault("no usage", no_usage=True))
    [answer] = await drive(make(service))
    assert answer["usage"] is None
    assert answer["picture"]["format"] == "png"


async def test_of_the_usage_only_counts_are_kept(service: ImageServer) -> None:
    told = {"input_tokens": 9, "a b": 1, "x": "<b>", "details": {"text_tokens": 9, "more": [1]}, "n": None}
    body = {"data": [{"b64_json": base64.b64encode(small("PNG")).decode()}], "usage": told}
    service.plan(Fault("odd usage", 200, body))
    [answer] = await drive(make(service))
    assert answer["usage"] == {"input_tokens": 9, "details": {"text_tokens": 9}}


async def test_a_service_that_says_nothing_is_given_up_in_time(service: ImageServer) -> None:
    service.plan(Fault("hang", hang=True))
    [answer] = await drive(make(service, settings={"MAKING_SECONDS": "1"}))
    assert (answer["failure"]["status"], answer["failure"]["code"]) == (504, "openai_too_slow")
    assert answer["failure"]["isPaid"] is True


async def test_a_service_that_cannot_be_reached_costs_nothing(service: ImageServer) -> None:
    await service.stop()
    [answer] = await drive(make(service))
    assert (answer["failure"]["code"], answer["failure"]["isPaid"]) == ("openai_unreachable", False)
