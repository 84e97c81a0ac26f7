"""One figure is paid for once: calls at once, lost answers, refusals, limits, sessions that end."""

import asyncio
import base64
import math
import time
from uuid import uuid4

from tests.servers.openai_faults import FAULTS, Fault
from tests.servers.openai_pictures import picture
from tests.team.function.calls import Function, Functions, told


async def test_two_equal_calls_at_once_are_paid_once(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    figure = str(uuid4())
    answers = await asyncio.gather(*(function.post(artist, figureId=figure) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [made] = [answer.json() for answer in answers if answer.status_code == 200]
    [busy] = [answer for answer in answers if answer.status_code == 409]
    assert told(busy) == (409, "figure_running")
    assert function.paid == 1
    later = await function.post(artist, figureId=figure)
    assert later.json() == made
    assert (function.paid, function.claims()) == (1, [figure])


async def test_a_lost_answer_is_found_in_the_bucket(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    figure = str(uuid4())
    function.openai.may_give.clear()
    call = asyncio.create_task(function.post(artist, figureId=figure))
    await asyncio.wait_for(function.openai.heard.wait(), 10)
    call.cancel()
    await asyncio.wait([call])
    assert told(await function.post(artist, figureId=figure)) == (409, "figure_running")
    function.openai.may_give.set()
    answer = await made(function, artist, figure)
    assert answer["figure"]["id"] == figure
    assert (await function.ask("GET", answer["url"])).status_code == 200
    assert function.paid == 1


async def made(function: Function, artist: object, figure: str) -> dict:
    """The answer once the figure is there, asked for as a client would."""
    for _ in range(300):
        answer = await function.post(artist, figureId=figure)
        if answer.status_code == 200:
            return answer.json()
        assert told(answer) == (409, "figure_running")
        await asyncio.sleep(0.02)
    raise AssertionError("it never came")


async def test_a_function_that_is_killed_in_the_middle_has_paid_and_does_not_pay_again(
    other_function: Functions,
) -> None:
    function = other_function()
    artist = function.team.make_user("artist@example.com")
    figure = str(uuid4())
    function.openai.plan(FAULTS["hang"])
    call = asyncio.create_task(function.post(artist, figureId=figure))
    await asyncio.wait_for(function.openai.heard.wait(), 10)
    other_function.end()
    assert not (await call).is_success
    other_function()
    assert told(await function.post(artist, figureId=figure)) == (409, "figure_running")
    function.team.sql("update figure_claims set at = at - interval '10 minutes'")
    assert told(await function.post(artist, figureId=figure)) == (409, "figure_lost")
    assert function.paid == 1


async def test_a_call_that_lasts_too_long_is_ended_and_its_figure_comes_later(other_function: Functions) -> None:
    function = other_function(REPLY_SECONDS="1")
    artist = function.team.make_user("artist@example.com")
    function.openai.may_give.clear()
    answer = await function.post(artist)
    assert told(answer) == (504, "figure_running")
    function.openai.may_give.set()
    [figure] = function.claims()
    assert figure in answer.json()["error"]["message"]
    assert (await made(function, artist, figure))["figure"]["id"] == figure
    assert function.paid == 1


async def test_a_service_that_never_answers_leaves_the_claim_so_that_nobody_pays_again(
    other_function: Functions,
) -> None:
    function = other_function(MAKING_SECONDS="1")
    artist = function.team.make_user("artist@example.com")
    figure = str(uuid4())
    function.openai.plan(FAULTS["hang"])
    assert told(await function.post(artist, figureId=figure)) == (504, "openai_too_slow")
    assert told(await function.post(artist, figureId=figure)) == (409, "figure_running")
    function.team.sql("update figure_claims set at = at - interval '2 minutes'")
    assert told(await function.post(artist, figureId=figure)) == (409, "figure_lost")
    assert function.paid == 1


async def test_what_surely_was_not_billed_may_be_asked_for_again_and_does_not_count(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    faults = ("rate limit", "wrong key", "no credit", "moderated prompt")
    for count, fault in enumerate(faults):
        figure = str(uuid4())
        function.openai.plan(FAULTS[fault])
        refused = await function.post(artist, figureId=figure)
        assert refused.status_code in (422, 429, 502), fault
        assert figure not in function.claims(), fault
        assert (await function.get(artist)).json()["used"] == count, fault
        assert (await function.post(artist, figureId=figure)).status_code == 200, fault
    assert function.paid == 2 * len(faults)


async def test_what_may_have_been_billed_is_not_asked_for_again(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    faults = ("server error", "dropped", "garbage", "moderated picture", "cut in the picture")
    for count, fault in enumerate(faults, start=1):
        figure = str(uuid4())
        function.openai.plan(FAULTS[fault])
        await function.post(artist, figureId=figure)
        assert (await function.post(artist, figureId=figure)).status_code == 409, fault
        assert (function.paid, function.claims()[-1]) == (count, figure), fault
        assert (await function.get(artist)).json()["used"] == count, fault


async def test_someone_elses_figure_is_neither_told_nor_paid(function: Function) -> None:
    team = function.team
    artist, other = team.make_user("artist@example.com"), team.make_user("other@example.com")
    figure = (await function.post(artist)).json()["figure"]["id"]
    assert told(await function.post(other, figureId=figure)) == (409, "figure_taken")
    assert function.paid == 1
    assert function.claims() == [figure]


async def test_a_figure_that_the_studio_published_under_an_id_is_not_made_again(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    figure = str(uuid4())
    await function.ask("POST", f"storage/v1/object/recipes/{artist.id}/{figure}.json", artist, json={"id": figure})
    assert told(await function.post(artist, figureId=figure)) == (409, "figure_taken")
    assert (function.paid, function.claims()) == (0, [])


async def test_what_arrived_unheard_counts_as_saved_and_anything_else_there_does_not(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    function.openai.may_give.clear()
    calls: list[asyncio.Task] = []
    for number, cut in enumerate((0, 1), start=1):
        figure = str(uuid4())
        function.openai.heard.clear()
        calls.append(asyncio.create_task(function.post(artist, figureId=figure)))
        await asyncio.wait_for(function.openai.heard.wait(), 10)
        data = picture(1024, 640, "png", f"{number}: A figure of a night baker.")
        path = f"storage/v1/object/figures/{artist.id}/a-night-baker-{figure}.png"
        headers = {"content-type": "image/png"}
        there = await function.ask("POST", path, artist, content=data[: len(data) - cut], headers=headers)
        assert there.is_success, there.text
    function.openai.may_give.set()
    assert [(await call).status_code for call in calls] == [200, 502]


async def test_a_figure_that_was_removed_is_not_made_again_under_its_id(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    answer = (await function.post(artist)).json()
    await function.ask("DELETE", "storage/v1/object/figures", artist, json={"prefixes": [answer["path"]]})
    assert function.objects() == [f"recipes/{artist.id}/{answer['figure']['id']}.json"]
    again = await function.post(artist, figureId=answer["figure"]["id"])
    assert again.status_code == 409
    assert function.paid == 1


async def test_a_day_has_its_limit_for_each_user(other_function: Functions) -> None:
    function = other_function(FIGURES_PER_DAY="2")
    artist, other = (function.team.make_user(f"{name}@example.com") for name in ("artist", "other"))
    for _ in range(2):
        assert (await function.post(artist)).status_code == 200
    refused = await function.post(artist)
    assert told(refused) == (429, "day_full")
    assert 0 < int(refused.headers["retry-after"]) <= 86_400
    answer = (await function.get(artist)).json()
    assert (answer["limit"], answer["used"]) == (2, 2)
    assert (await function.post(other)).status_code == 200
    assert function.paid == 3
    function.team.sql("update figure_claims set at = at - interval '1 day'")
    assert (await function.post(artist)).status_code == 200


async def test_many_calls_at_once_never_pass_the_limit(other_function: Functions) -> None:
    function = other_function(FIGURES_PER_DAY="3")
    artist = function.team.make_user("artist@example.com")
    answers = await asyncio.gather(*(function.post(artist) for _ in range(8)))
    assert {answer.status_code for answer in answers} <= {200, 429}
    assert function.paid <= 3
    assert function.paid == sum(answer.status_code == 200 for answer in answers)
    assert len(function.claims()) == function.paid


async def test_a_user_cannot_give_a_claim_back_to_get_around_the_limit(other_function: Functions) -> None:
    function = other_function(FIGURES_PER_DAY="1")
    artist = function.team.make_user("artist@example.com")
    figure = (await function.post(artist)).json()["figure"]["id"]
    row = f"rest/v1/figure_claims?id=eq.{figure}"
    await function.ask("DELETE", row, artist)
    await function.ask("PATCH", row, artist, json={"at": "2020-01-01T00:00:00Z"})
    assert told(await function.post(artist)) == (429, "day_full")
    assert function.claims() == [figure]


async def test_a_session_that_ends_while_the_picture_is_made_loses_nothing(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    function.openai.may_give.clear()
    ends = math.ceil(time.time() + 0.5)  # a token ends at a full second; this one lasts for half a second at least
    short = function.team.token(artist.id, email=artist.email, exp=ends)
    call = asyncio.create_task(function.post(short))
    await asyncio.wait_for(function.openai.heard.wait(), 10)
    await asyncio.sleep(ends - time.time() + 0.05)
    function.openai.may_give.set()
    answer = await call
    assert answer.status_code == 200, answer.text
    assert (await function.ask("GET", answer.json()["url"])).status_code == 200
    assert told(await function.get(short)) == (401, "not_signed_in")


async def test_a_picture_in_another_format_than_was_asked_for_is_kept_as_what_it_is(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    data = base64.b64encode(picture(40, 30, "png", "stubborn")).decode()
    function.openai.plan(Fault("stubborn", 200, {"data": [{"b64_json": data}]}))
    answer = (await function.post(artist, format="webp")).json()
    assert answer["figure"]["format"] == "png"
    assert answer["path"].endswith(".png")
    assert (await function.ask("GET", answer["url"])).headers["content-type"] == "image/png"


async def test_a_picture_that_cannot_be_saved_is_told_as_paid_and_not_paid_again(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    figure = str(uuid4())
    function.openai.may_give.clear()
    call = asyncio.create_task(function.post(artist, figureId=figure))
    await asyncio.wait_for(function.openai.heard.wait(), 10)
    function.team.sql("update storage.buckets set id = 'gone' where id = 'figures'")
    function.openai.may_give.set()
    try:
        assert told(await call) == (502, "team_trouble")
        assert function.claims() == [figure]
        assert (await function.post(artist, figureId=figure)).status_code == 409
        assert function.paid == 1
    finally:
        function.team.sql("update storage.buckets set id = 'figures' where id = 'gone'")
