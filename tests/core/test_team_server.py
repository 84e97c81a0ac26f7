"""What the team's server lets a person do: its models, its qualities, and why it cannot be asked now."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from studio.core.briefing import Means, engine_reasons_against, fitted
from studio.core.models_file import read_models
from studio.core.recipe import Brief, PictureFormat, Recipe, Reference, Size
from studio.core.service import ServiceStatus
from studio.core.settings import Settings
from studio.core.spending import Spending
from studio.core.team_server import ServerModel, Standing, TeamServer

MODELS = read_models((Path(__file__).parents[2] / "resources" / "models.toml").read_bytes())
SERVICE = ServiceStatus(MODELS, "https://api.openai.com/v1", "api.openai.com", "OpenAI")
FLARE, SUNBURST = "gpt-image-2.6-flare", "gpt-image-2.6-sunburst"
OFFERED = (ServerModel(FLARE, ("auto", "low", "max")), ServerModel(SUNBURST, ("auto", "low")))
READY = TeamServer(Standing.READY, OFFERED, FLARE, limit=25, used=7)
MASK = Reference("0" * 64, "mask", PictureFormat.PNG, 1024, 1536)


def means(server: TeamServer) -> Means:
    return Means(Settings(), SERVICE, Spending(), date(2026, 11, 22), server)


def reasons(server: TeamServer, variations: int = 1, **recipe: object) -> str:
    wanted = replace(Recipe("a baker", "A figure.", engine="server", model=FLARE), **recipe)
    return " ".join(engine_reasons_against(wanted, variations, means(server)))


def test_its_default_model_has_the_qualities_that_are_done_in_time_and_no_price_of_ours() -> None:
    brief = Brief(engine="server")
    model = means(READY).model_of(brief)
    assert model is not None
    assert (model.id, model.qualities, model.prices) == (FLARE, ("auto", "low", "max"), None)
    assert (model.max_partials, model.complexities, model.mask) == (0, (), False)
    assert not model.takes("moderation", "low")
    wished = replace(brief, quality="high", background="transparent", compression=50, parameters={"partial_images": 2})
    kept = fitted(replace(wished, format=PictureFormat.WEBP), model)
    assert (kept.quality, kept.background, kept.compression, kept.parameters) == ("auto", "auto", None, {})
    assert kept.format is PictureFormat.WEBP


def test_where_it_is_ready_and_has_room_nothing_stands_against_it() -> None:
    assert reasons(READY) == ""
    assert reasons(READY, variations=18) == ""


@pytest.mark.parametrize(
    ("server", "says"),
    [
        (TeamServer(), "Sign in to the team"),
        (replace(READY, standing=Standing.ASKED), "is being asked"),
        (TeamServer(Standing.MISSING), "The team has no image server"),
        (replace(READY, standing=Standing.WITHOUT_KEY), "has no key of OpenAI yet"),
        (replace(READY, standing=Standing.AWAY), "cannot be reached now"),
        (replace(READY, used=25), "all 25 figures of your day"),
        (replace(READY, used=26), "all 25 figures of your day"),
    ],
)
def test_each_thing_that_stands_against_it_is_said(server: TeamServer, says: str) -> None:
    assert says in reasons(server)


def test_what_does_not_fit_into_the_day_or_the_function_is_said_before_anything_is_asked() -> None:
    assert "makes 18 more figures for you today" in reasons(READY, variations=19)
    assert "makes 1 more figure for you" in reasons(replace(READY, used=24), variations=2)
    assert "takes no mask" in reasons(READY, references=(MASK,), mask=MASK)
    assert "does not have gpt-image-2: choose another model" in reasons(READY, model="gpt-image-2")
    assert "is not a quality" in reasons(READY, quality="medium")
    assert "multiples of" in reasons(READY, size=Size(1000, 1501))
