"""The gate: nobody asks a service before the time that it named, whatever form that took."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from studio.backend.engines.openai import Address
from studio.backend.engines.openai.failures import explain
from studio.backend.engines.openai.replies import Asked
from studio.backend.engines.openai.trouble import Answered
from studio.backend.jobs.gate import LONGEST_WAIT, Gate
from studio.core.errors import NotRun
from tests.backend.openai_making import MODEL, MODELS
from tests.virtual_time import VirtualTime

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASKED = Asked(Address.parse(""), MODEL, MODELS, NOW.date(), NOW, lambda text: text)
BUSY = {"error": {"message": "Rate limit reached.", "code": "rate_limit_exceeded"}}


def make_gate(time: VirtualTime, jitter: float = 0.0) -> Gate:
    return Gate(time.clock, time.sleep, lambda: jitter)


def too_many(**headers: str) -> NotRun:
    """What the engine raises for 429 with these headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    error = explain(Answered(429, named, BUSY), ASKED)
    assert isinstance(error, NotRun)
    return error


async def test_whoever_comes_while_it_is_closed_waits_until_it_opens() -> None:
    time = VirtualTime()
    gate = make_gate(time)
    await gate.passed()
    assert time.slept == []
    gate.close(20)
    gate.close(5)
    assert gate.wait == 20
    await gate.passed()
    assert time.now == 1_020


@pytest.mark.parametrize("jitter", [0.0, 0.999])
def test_a_pause_is_never_shorter_than_asked_for(jitter: float) -> None:
    gate = make_gate(VirtualTime(), jitter)
    for seconds in (0.0, 0.3, 7.0, 60.0, 600.0):
        pause = gate.pause_after(too_many(retry_after=str(seconds)), 0, 0)
        assert pause is not None
        assert seconds < pause <= seconds + 2.1


def test_what_surely_ran_or_cannot_change_is_not_repeated() -> None:
    gate = make_gate(VirtualTime())
    assert gate.pause_after(NotRun("No key."), 0, 0) is None
    assert gate.pause_after(too_many(retry_after="99999999"), 0, 0) is None
    assert gate.pause_after(too_many(retry_after="600"), 1, LONGEST_WAIT - 500) is None


def test_repeats_without_a_hint_are_few_and_grow_apart() -> None:
    gate = make_gate(VirtualTime(), 0.5)
    pauses = [gate.pause_after(too_many(), repeats, 0) for repeats in range(4)]
    assert pauses[3] is None
    known = [pause for pause in pauses if pause is not None]
    assert known == sorted(known)
    assert len(known) == 3


def asked_to_wait(chance: random.Random) -> tuple[dict[str, str], float]:
    """Headers of a 429, and the seconds that they ask for (0 where they say nothing that can be used)."""
    kind = chance.choice(
        ["seconds", "fraction", "milliseconds", "date", "date here", "negative", "absurd", "nan", "words", "absent"]
    )
    seconds = chance.choice([0, 1, 7, 59, 120, 700])
    match kind:
        case "seconds":
            return {"retry_after": str(seconds)}, seconds
        case "fraction":
            return {"retry_after": f"{seconds}.25"}, seconds + 0.25
        case "milliseconds":
            return {"retry_after_ms": str(seconds * 1000), "retry_after": "1"}, seconds
        case "date":
            # the service's clock is a day off, and so is its idea of when
            there = NOW + timedelta(days=1)
            return {
                "retry_after": format_datetime(there + timedelta(seconds=seconds)),
                "date": format_datetime(there),
            }, seconds
        case "date here":
            return {"retry_after": format_datetime(NOW + timedelta(seconds=seconds))}, seconds
        case "negative":
            return {"retry_after": f"-{seconds}"}, 0
        case "absurd":
            return {"retry_after": chance.choice(["1e12", "999999999999999999999", "inf"])}, float("inf")
        case "nan":
            return {"retry_after": "nan"}, 0
        case "words":
            return {"retry_after": chance.choice(["soon", "", "7 s", "\x00", "Mon, 99 Foo"])}, 0
        case _:
            return {}, 0


async def test_a_thousand_hints_of_every_form_and_not_one_early_request() -> None:
    chance = random.Random(20261124)
    early, given_up = 0, 0
    for _ in range(1_000):
        time = VirtualTime()
        gate = Gate(time.clock, time.sleep, chance.random)
        headers, wanted = asked_to_wait(chance)
        pause = gate.pause_after(too_many(**headers), 0, 0)
        if pause is None:
            given_up += 1
            early += wanted <= LONGEST_WAIT
            continue
        told = time.now
        gate.close(pause)
        await gate.passed()
        early += time.now < told + wanted
    assert early == 0
    assert 50 < given_up < 200
