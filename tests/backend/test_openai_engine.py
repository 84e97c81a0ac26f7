import asyncio
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.backend.engines.openai import Connection
from studio.backend.pictures import inspect
from studio.backend.vault import Secret
from studio.core.errors import AnswerUnusable, NotRun, OutcomeUnknown, PictureError, Refused, RequestError
from studio.core.models import ImageModels
from studio.core.recipe import PictureFormat, Recipe
from tests.backend.openai_making import IMPATIENT, MODELS, SMALL, UNSTREAMED, Making, Sink, recipe
from tests.servers.openai_faults import FAULTS, ODDITIES, REFUSALS, TROUBLES, WAITS, Fault, answer
from tests.servers.openai_server import KEY, ImageServer

BILLED = "It may have been billed"
WAYS = [(MODELS, False), (MODELS, True), (UNSTREAMED, False), (UNSTREAMED, True)]
WAY_NAMES = ["generate streamed", "edit streamed", "generate", "edit"]
SAID: dict[str, tuple[type[RequestError], str, str]] = {
    "wrong key": (NotRun, "does not accept the key", "Check the key in Settings"),
    "unverified": (NotRun, "your organization verified", "platform.openai.com/settings/organization/general"),
    "forbidden": (NotRun, "Your key may not use gpt-image-2.6-flare", "another key"),
    "wrong country": (NotRun, "the country that you are in", "another engine"),
    "unknown model": (NotRun, "does not know the model gpt-image-2.6-flare", "Choose another model"),
    "no credit": (NotRun, "no credit left", "Add credit"),
    "balance": (NotRun, "no credit left", "Add credit"),
    "spend limit": (NotRun, "spending limit", "Raise it"),
    "rate limit": (NotRun, "takes no more pictures", "asks to wait 7 seconds"),
    "rate limit without hint": (NotRun, "takes no more pictures", "Wait a minute"),
    "transparent": (NotRun, "does not accept this background", "opaque background"),
    "size": (NotRun, "does not accept this size", "Change the size"),
    "too large": (NotRun, "references are too large", "smaller ones"),
    "moderated prompt": (Refused, "refused the prompt (violence)", "Reword"),
    "moderated account": (Refused, "refused this request", "Reword"),
    "error as text": (NotRun, "“prompt required”", "Change the brief"),
    "detail": (NotRun, "“field required”", "Change the brief"),
    "plain text": (NotRun, "“oops”", "Change the brief"),
    "not here": (NotRun, "There is no image service at", "often ends with /v1"),
    "redirect": (NotRun, "your key is not sent there", "right address"),
    "server error": (OutcomeUnknown, "trouble of its own (error 500)", BILLED),
    "gateway": (OutcomeUnknown, "trouble of its own (error 502)", BILLED),
    "overloaded": (OutcomeUnknown, "trouble of its own (error 503)", BILLED),
    "gateway timeout": (OutcomeUnknown, "trouble of its own (error 504)", BILLED),
    "conflict": (OutcomeUnknown, "trouble of its own (error 409)", BILLED),
    "moderated picture": (Refused, "refused the finished picture (sexual, self harm)", BILLED),
    "moderated in the stream": (Refused, "refused the finished picture (violence)", BILLED),
    "error in the stream": (OutcomeUnknown, "stopped while making the picture", BILLED),
    "dropped": (OutcomeUnknown, "ended before an answer came", BILLED),
    "cut at the first byte": (OutcomeUnknown, "broke off before the picture was complete", BILLED),
    "cut early": (OutcomeUnknown, "broke off before the picture was complete", BILLED),
    "cut in the picture": (OutcomeUnknown, "broke off before the picture was complete", BILLED),
    "no picture": (AnswerUnusable, "no picture", BILLED),
    "garbage": (AnswerUnusable, "not valid base64", BILLED),
    "web page": (AnswerUnusable, "a web page", BILLED),
    "something else": (AnswerUnusable, "not what an image service sends", BILLED),
    "nothing": (OutcomeUnknown, "ended before the picture was complete", BILLED),
    "lost url": (AnswerUnusable, "could not be fetched", BILLED),
    "hang": (OutcomeUnknown, "sent nothing for too long", BILLED),
    "silence": (OutcomeUnknown, "sent nothing for too long", BILLED),
}
STREAMED_ONLY = {"no completed event": (OutcomeUnknown, "ended before the picture was complete", BILLED)}
UNSTREAMED_ONLY = {"no completed event": (AnswerUnusable, "no picture", BILLED)}


@pytest.fixture
async def server() -> AsyncIterator[ImageServer]:
    async with ImageServer() as running:
        yield running


@pytest.fixture
async def making(server: ImageServer, tmp_path: Path) -> AsyncIterator[Making]:
    made = Making(server.base_url, tmp_path)
    yield made
    await made.engine.close()


def wanted(making: Making, *, is_edit: bool, **values: object) -> Recipe:
    if is_edit:
        values |= {"references": (making.reference(),), "mask": making.reference("mask.png")}
    return recipe(**values)


async def failure(making: Making, one: Recipe) -> RequestError:
    with pytest.raises(RequestError) as caught:
        await making.make(one)
    return caught.value


@pytest.mark.parametrize(("models", "is_edit"), WAYS, ids=WAY_NAMES)
async def test_a_picture_comes_whole_with_what_was_used_and_what_it_cost(
    server: ImageServer, making: Making, models: ImageModels, is_edit: bool
) -> None:
    making.models = models
    made = await making.make(wanted(making, is_edit=is_edit, quality="low"))
    whole = inspect(made.data)
    assert (whole.width, whole.height, whole.format) == (SMALL.width, SMALL.height, PictureFormat.PNG)
    assert made.receipt.model == "gpt-image-2.6-flare"
    assert made.receipt.cost is not None
    assert made.receipt.cost > 0
    assert isinstance(made.receipt.parameters, dict)
    assert made.receipt.parameters["request_id"] == "req_000001"
    assert len(server.posts) == 1


@pytest.mark.parametrize("is_edit", [False, True])
async def test_previews_come_one_after_the_other_before_the_picture(making: Making, is_edit: bool) -> None:
    made = await making.make(wanted(making, is_edit=is_edit, parameters={"partial_images": 3}))
    assert [inspect(preview).width for preview in made.previews] == [SMALL.width] * 3
    fractions = [each.fraction for each in made.progress if each.fraction is not None]
    assert fractions == sorted(fractions)
    assert making.sink.largest <= 512 * 1024


@pytest.mark.parametrize("picture_format", list(PictureFormat))
async def test_every_format_comes_as_it_was_asked_for(making: Making, picture_format: PictureFormat) -> None:
    made = await making.make(recipe(format=picture_format))
    assert inspect(made.data).format is picture_format


async def test_only_what_differs_from_the_defaults_is_sent(server: ImageServer, making: Making) -> None:
    making.models = UNSTREAMED
    await making.make(recipe())
    assert json.loads(server.asked[-1].body) == {
        "prompt": "A red figure",
        "model": "gpt-image-2.6-flare",
        "size": "1024x640",
    }
    await making.make(
        recipe(
            quality="high",
            background="opaque",
            format=PictureFormat.WEBP,
            compression=80,
            parameters={"complexity": "low", "moderation": "low"},
        )
    )
    assert {
        "quality": "high",
        "background": "opaque",
        "output_format": "webp",
        "output_compression": 80,
        "complexity": "low",
        "moderation": "low",
    }.items() <= json.loads(server.asked[-1].body).items()


async def test_references_and_mask_are_sent_under_names_of_ours(server: ImageServer, making: Making) -> None:
    first, second = making.reference("my face.png"), making.reference("b.png")
    await making.make(recipe(references=(first, second), mask=making.reference("m.png")))
    files = server.asked[-1].files
    assert server.asked[-1].path == "/v1/images/edits"
    assert [(each.name, each.kind) for each in files["image[]"]] == [
        ("reference-1.png", "image/png"),
        ("reference-2.png", "image/png"),
    ]
    assert files["image[]"][0].data == (making.folder / "my face.png").read_bytes()
    assert files["mask"][0].name == "mask.png"
    await making.make(recipe(references=(first,)))
    assert list(server.asked[-1].files) == ["image"]


async def test_a_reference_that_is_gone_is_said_and_nothing_is_sent(server: ImageServer, making: Making) -> None:
    lost = making.reference("lost.png")
    (making.folder / "lost.png").unlink()
    error = await failure(making, recipe(references=(lost,)))
    assert "lost.png" in error.sentence
    assert server.asked == []


async def test_a_mask_without_its_picture_is_said_and_nothing_is_sent(server: ImageServer, making: Making) -> None:
    error = await failure(making, recipe(mask=making.reference()))
    assert not error.may_be_billed
    assert server.asked == []


@pytest.mark.parametrize("fault", [*REFUSALS, *TROUBLES], ids=lambda fault: fault.name)
async def test_every_failure_has_its_sentence_asks_once_and_leaves_the_next_alone(
    server: ImageServer, making: Making, fault: Fault
) -> None:
    for models, is_edit in WAYS:
        making.models = models
        said = SAID | (STREAMED_ONLY if models is MODELS else UNSTREAMED_ONLY)
        kind, sentence, step = said[fault.name]
        server.asked.clear()
        server.plan(fault)
        error = await failure(making, wanted(making, is_edit=is_edit))
        assert type(error) is kind
        assert sentence in error.sentence
        assert step in error.next_step
        assert len(server.posts) == 1
        assert error.may_be_billed is (BILLED in error.next_step or fault.name == "moderated account")
        assert error.__cause__ is None
        assert error.__context__ is None
        if not fault.drop:
            assert error.next_step.endswith(f"Request id: {error.request_id}")
    made = await making.make(recipe())
    assert inspect(made.data).width == SMALL.width


@pytest.mark.parametrize("fault", WAITS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("is_edit", [False, True])
async def test_silence_ends_and_is_called_silence(
    server: ImageServer, tmp_path: Path, fault: Fault, is_edit: bool
) -> None:
    making = Making(server.base_url, tmp_path, patience=IMPATIENT)
    server.plan(fault)
    error = await failure(making, wanted(making, is_edit=is_edit))
    kind, sentence, step = SAID[fault.name]
    assert type(error) is kind
    assert sentence in error.sentence
    assert step in error.next_step
    assert len(server.posts) == 1
    await making.engine.close()


async def test_a_picture_that_takes_too_long_as_a_whole_is_given_up(server: ImageServer, tmp_path: Path) -> None:
    patience = IMPATIENT.__class__(connect=20, read=60, write=60, whole=0.3)
    making = Making(server.base_url, tmp_path, patience=patience)
    server.plan(FAULTS["hang"])
    error = await failure(making, recipe())
    assert type(error) is OutcomeUnknown
    assert "took too long" in error.sentence
    await making.engine.close()


@pytest.mark.parametrize("fault", ODDITIES, ids=lambda fault: fault.name)
async def test_odd_answers_that_are_whole_are_taken(server: ImageServer, making: Making, fault: Fault) -> None:
    for models, is_edit in WAYS:
        making.models = models
        server.asked.clear()
        server.plan(fault)
        made = await making.make(wanted(making, is_edit=is_edit))
        assert len(server.posts) == 1
        assert (made.receipt.cost is None) is fault.no_usage
        if fault.truncated:
            with pytest.raises(PictureError):
                inspect(made.data)
        else:
            assert inspect(made.data).width == SMALL.width


async def test_a_stream_cut_at_any_byte_is_never_taken_for_whole(server: ImageServer, making: Making) -> None:
    source = random.Random(4)
    for share in (0.02, 0.3, 0.5, *(source.uniform(0.6, 0.999) for _ in range(8))):
        server.plan(Fault("cut", cut=share))
        error = await failure(making, recipe())
        assert type(error) is OutcomeUnknown
        assert "broke off" in error.sentence


async def test_a_cut_after_the_last_byte_of_the_picture_loses_nothing(server: ImageServer, making: Making) -> None:
    server.plan(Fault("cut", cut=10**9))
    made = await making.make(recipe())
    assert inspect(made.data).width == SMALL.width


async def test_cancelling_closes_the_connection_before_it_returns(server: ImageServer, making: Making) -> None:
    for fault in WAITS:
        server.plan(fault)
        server.heard.clear()
        task = asyncio.create_task(making.make(recipe()))
        await server.heard.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(server.posts) == 2
    made = await making.make(recipe())
    assert made.data


async def test_eight_at_once_do_not_mix(making: Making) -> None:
    sinks = [Sink() for _ in range(8)]
    await asyncio.gather(
        *(
            making.engine.make(recipe(text=f"figure {number}"), sink, lambda _: None)
            for number, sink in enumerate(sinks)
        )
    )
    assert len({bytes(sink.data) for sink in sinks}) == 8
    assert all(inspect(bytes(sink.data)).width == SMALL.width for sink in sinks)


@pytest.mark.parametrize(
    ("headers", "seconds", "can_repeat"),
    [
        ({"retry-after": "12"}, 12, True),
        ({"retry-after-ms": "1500"}, 1.5, True),
        ({"retry-after": "-3"}, 0, True),
        ({"retry-after": "1e9"}, 1e9, False),
        ({"retry-after": "901"}, 901, False),
        ({"retry-after": "inf"}, float("inf"), False),
        ({"retry-after": "nan"}, None, True),
        ({"retry-after": "soon"}, None, True),
        ({"retry-after": ""}, None, True),
        ({"retry-after": "Sun, 22 Nov 2026 12:01:00 GMT"}, 60, True),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, 0, True),
        ({"retry-after": "Sat, 01 Jan 2000 00:00:30 GMT", "date": "Sat, 01 Jan 2000 00:00:00 GMT"}, 30, True),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, None, None),
        ({}, None, True),
    ],
)
async def test_retry_after_is_read_in_any_form(
    server: ImageServer, making: Making, headers: dict[str, str], seconds: float | None, can_repeat: bool | None
) -> None:
    server.plan(answer("limit", 429, "Slow down.", "rate_limit_exceeded", headers=headers))
    error = await failure(making, recipe())
    assert isinstance(error, NotRun)
    if can_repeat is None:
        assert not error.can_repeat
        assert "a long time" in error.next_step
    else:
        assert error.can_repeat is can_repeat
        assert error.retry_after == seconds


async def test_nobody_there_is_not_billed_and_may_be_tried_again(tmp_path: Path) -> None:
    server = await ImageServer().start()
    base_url = server.base_url
    await server.stop()
    making = Making(base_url, tmp_path)
    error = await failure(making, recipe())
    assert isinstance(error, NotRun)
    assert error.can_repeat
    assert "cannot be reached" in error.sentence
    await making.engine.close()


async def test_a_name_without_an_address_says_so(tmp_path: Path) -> None:
    making = Making("https://studio.invalid/v1", tmp_path)
    error = await failure(making, recipe())
    assert isinstance(error, NotRun)
    assert error.can_repeat
    assert "studio.invalid cannot be found" in error.sentence
    await making.engine.close()


async def test_a_model_that_has_ended_names_its_replacement(server: ImageServer, making: Making) -> None:
    server.plan(FAULTS["unknown model"])
    error = await failure(making, recipe(model="gpt-image-1"))
    assert error.sentence == "The model gpt-image-1 ended on 23 October 2026."
    assert "gpt-image-2.6-flare" in error.next_step


async def test_a_recipe_without_a_model_takes_the_default(server: ImageServer, making: Making) -> None:
    made = await making.make(recipe(model=""))
    assert made.receipt.model == "gpt-image-2.6-flare"


async def test_a_new_key_is_used_for_the_next_picture(server: ImageServer, making: Making) -> None:
    making.connection = Connection(making.connection.address, Secret("sk-wrong"))
    assert "does not accept the key" in (await failure(making, recipe())).sentence
    making.connection = Connection(making.connection.address, Secret(KEY))
    assert (await making.make(recipe())).data
