"""Figures in words: the same ones on every screen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from studio.core.figure import THIS_COMPUTER, Figure
from studio.core.recipe import PictureFormat, Recipe, Size
from studio.ui.facts import (
    bytes_text,
    cost_text,
    day_text,
    figures_text,
    made_rows,
    maker_text,
    moment_text,
    rating_text,
    rating_verb,
    size_text,
    state_text,
)
from tests.ui.fakes import NOON


def a_figure() -> Figure:
    """A mock-up that nobody has rated yet."""
    return Figure(
        id="1",
        workspace=THIS_COMPUTER,
        recipe=Recipe(subject="Tin pilot", text="A figure of Tin pilot."),
        path="1.png",
        sha256="0",
        format=PictureFormat.PNG,
        width=1024,
        height=1536,
        size_bytes=412_000,
        created_at=NOON,
    )


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (-1, "today"),
        (0, "today"),
        (1, "yesterday"),
        (3, "3 days ago"),
        (7, "last week"),
        (13, "last week"),
        (15, "2 weeks ago"),
        (29, "4 weeks ago"),
        (31, "22 Oct"),
        (400, "18 Oct 2025"),
    ],
)
def test_days_are_told_as_people_say_them(days: int, text: str) -> None:
    assert day_text(NOON - timedelta(days=days), NOON, UTC) == text


def test_midnight_parts_today_from_yesterday() -> None:
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    assert day_text(midnight - timedelta(seconds=1), midnight, UTC) == "yesterday"


def test_a_moment_is_told_to_the_minute() -> None:
    assert moment_text(datetime(2026, 11, 22, 14, 2, tzinfo=UTC), UTC) == "22 Nov 2026, 14:02"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (412_000, "412 KB"),
        (999_499, "999 KB"),
        (999_500, "1.0 MB"),
        (1_449_000, "1.4 MB"),
        (3e11, "300 GB"),
    ],
)
def test_sizes_are_told_in_round_numbers(size: int, text: str) -> None:
    assert bytes_text(size) == text


@pytest.mark.parametrize(
    ("engine", "model", "text"),
    [
        ("mockup", "mockup-1", "Mock-up"),
        ("openai", "gpt-image-2.6-flare", "OpenAI · gpt-image-2.6-flare"),
        ("other", "", "other"),
    ],
)
def test_who_made_it_is_told_with_the_model(engine: str, model: str, text: str) -> None:
    assert maker_text(replace(a_figure().recipe, engine=engine, model=model)) == text


@pytest.mark.parametrize(
    ("cost", "text"),
    [(None, "Not known"), ("0", "Free"), ("0.0130", "$0.013"), ("1.20", "$1.2"), ("0.0004", "Less than $0.001")],
)
def test_costs_are_told_in_dollars(cost: str | None, text: str) -> None:
    figure = a_figure()
    paid = replace(figure, recipe=replace(figure.recipe, engine="openai"), cost=None if cost is None else Decimal(cost))
    assert cost_text(paid) == text


def test_what_the_teams_server_made_is_paid_by_the_team() -> None:
    figure = a_figure()
    made = replace(figure, recipe=replace(figure.recipe, engine="server", model="gpt-image-2.6-flare"))
    assert cost_text(made) == "Paid by the team"
    assert dict(made_rows(made.recipe, made))["Cost"] == "Paid by the team"
    assert (made.to_json()["cost"], made.to_json()["paid_by"]) == (None, "team")


def test_the_mock_up_engine_is_free() -> None:
    assert cost_text(a_figure()) == "Free"


def test_a_usual_size_is_told_with_its_shape() -> None:
    assert size_text(Size(1024, 1536)) == "1024 × 1536 px, 2:3"
    assert size_text(Size(640, 480)) == "640 × 480 px"


def test_what_is_known_before_a_figure_is_made_is_its_size_and_maker() -> None:
    figure = a_figure()
    assert [word for word, _ in made_rows(figure.recipe, None)] == ["Size", "Made by"]
    assert [word for word, _ in made_rows(figure.recipe, figure)] == ["Size", "File", "Made by", "Made", "Cost"]


def test_ratings_are_told_as_stars() -> None:
    figure = a_figure()
    assert [state_text(figure), state_text(replace(figure, rating=4))] == ["Saved", "★★★★"]
    assert [rating_text(0), rating_text(4)] == ["Not rated", "4 of 5"]
    assert [rating_verb(0), rating_verb(1), rating_verb(2)] == ["Take the rating away", "Rate 1 star", "Rate 2 stars"]


def test_figures_are_counted() -> None:
    assert [figures_text(1), figures_text(1240)] == ["1 figure", "1,240 figures"]
