"""The campaign: figures asked for at once, again and again, through everything that OpenAI can answer, and paid once."""

import asyncio
import random
from uuid import UUID

import httpx
import pytest

from tests.faults.report import Campaign
from tests.servers.openai_faults import FAULTS, REFUSALS, TROUBLES
from tests.servers.team import User
from tests.team.function.calls import Function, Functions

ROUNDS = 200
SEED = 20261124
FREE = {fault.name for fault in REFUSALS} - {"moderated account"}
NAMES = sorted({fault.name for fault in (*REFUSALS, *TROUBLES)} - {"error in the stream", "moderated in the stream"})
NEVER = {"figure_lost", "figure_taken", "bug", "team_trouble"}
"""No claim grows old here, none is another's, and the team's servers are well."""


@pytest.mark.long
async def test_figures_are_paid_once_whatever_openai_answers_and_however_often_they_are_asked_for(
    other_function: Functions,
) -> None:
    campaign = Campaign("figures of the edge function", "a body that Deno's fetch sends again on its own", SEED)
    function = other_function(FIGURES_PER_DAY="100000")
    artist = function.team.make_user("artist@example.com")
    chance = random.Random(SEED)
    answers: dict[str, list[httpx.Response]] = {}
    for _ in range(ROUNDS):
        figure = str(UUID(int=chance.getrandbits(128), version=4))
        function.openai.forget()
        function.openai.plan(*(FAULTS[name] if name else None for name in chance.choices([*NAMES, ""], k=4)))
        answers[figure] = await _asked(function, artist, figure, chance)
        campaign.tries += 1
    posts = list(zip(function.openai.posts, function.openai.met, strict=True))
    for figure, told in answers.items():
        met = [fault.name for request, fault in posts if figure.encode() in request.body]
        billed = [name for name in met if name not in FREE]
        campaign.expect(len(billed) <= 1, f"{figure} met {met} and was billed {len(billed)} times")
        made = [answer.json() for answer in told if answer.status_code == 200]
        campaign.expect(all(answer == made[0] for answer in made), f"{figure} was answered in different ways")
        campaign.expect(not made or billed == ["none"], f"{figure} met {met} and was made")
        codes = {answer.json()["error"]["code"] for answer in told if answer.status_code != 200}
        campaign.expect(not codes & NEVER, f"{figure} met {met} and was told {codes}")
    print(f"{len(posts)} requests for {ROUNDS} figures, {sum(fault.name not in FREE for _, fault in posts)} billed")
    campaign.finish(ROUNDS)


async def _asked(function: Function, artist: User, figure: str, chance: random.Random) -> list[httpx.Response]:
    """What comes of some calls at once, some of them given up early, and of some more, one after the other."""
    times = [chance.choice((60, 60, 0.05)) for _ in range(chance.randint(2, 5))]
    answers = await asyncio.gather(*(_call(function, artist, figure, seconds) for seconds in times))
    for _ in range(3):
        answers.append(await _call(function, artist, figure, 60))
    return [answer for answer in answers if answer is not None]


async def _call(function: Function, artist: User, figure: str, seconds: float) -> httpx.Response | None:
    try:
        return await function.post(artist, seconds=seconds, subject=figure, figureId=figure)
    except httpx.TimeoutException:
        return None
