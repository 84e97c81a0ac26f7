from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from studio.core.image_model import ImageModel
from studio.core.models_file import read_models
from studio.core.pricing import (
    UNKNOWN_PRICE,
    PriceRange,
    actual_cost,
    dollars,
    dollars_at_least,
    dollars_at_most,
    estimate,
    recipe_price,
    total,
)
from studio.core.recipe import PORTRAIT, SQUARE, PictureFormat, Recipe, Reference, Size

MODELS = read_models((Path(__file__).parents[2] / "resources" / "models.toml").read_bytes())
USAGE = {
    "input_tokens": 1050,
    "input_tokens_details": {"text_tokens": 50, "image_tokens": 1000},
    "output_tokens": 1756,
    "total_tokens": 2806,
}


@pytest.fixture
def flare() -> ImageModel:
    return MODELS.find("gpt-image-2.6-flare")


def ends(price: PriceRange) -> tuple[Decimal, Decimal]:
    assert price.low is not None
    assert price.high is not None
    return price.low, price.high


@pytest.mark.parametrize(
    ("model", "size", "quality", "price"),
    [
        ("gpt-image-2", SQUARE, "low", "0.006"),
        ("gpt-image-2", SQUARE, "medium", "0.053"),
        ("gpt-image-2", SQUARE, "high", "0.211"),
        ("gpt-image-2", PORTRAIT, "medium", "0.041"),
        ("gpt-image-2", PORTRAIT, "high", "0.165"),
        ("gpt-image-2.5-flare", SQUARE, "medium", "0.013"),
        ("gpt-image-2.5-flare", SQUARE, "max", "0.211"),
        ("gpt-image-1-mini", PORTRAIT, "high", "0.052"),
        ("gpt-image-1.5", SQUARE, "medium", "0.034"),
    ],
)
def test_a_published_price_lies_in_the_range(model: str, size: Size, quality: str, price: str) -> None:
    low, high = ends(estimate(MODELS.find(model), size, quality, prompt_length=400))
    assert low <= Decimal(price) <= high
    assert high <= Decimal(price) * 2


def test_what_is_less_sure_has_a_wider_range(flare: ImageModel) -> None:
    low, high = ends(estimate(flare, SQUARE, "medium", prompt_length=0))
    surer_low, surer_high = ends(estimate(MODELS.find("gpt-image-2.5-flare"), SQUARE, "medium", prompt_length=0))
    assert low < surer_low < surer_high < high


def test_auto_reaches_from_low_to_the_best_that_auto_takes(flare: ImageModel) -> None:
    low, high = ends(estimate(flare, PORTRAIT, "auto", prompt_length=100))
    assert low == ends(estimate(flare, PORTRAIT, "low", prompt_length=100))[0]
    assert high == ends(estimate(flare, PORTRAIT, "high", prompt_length=100))[1]


def test_references_previews_and_size_cost_more(flare: ImageModel) -> None:
    plain = ends(estimate(flare, SQUARE, "medium", prompt_length=400))
    with_pictures = ends(estimate(flare, SQUARE, "medium", prompt_length=400, references=2))
    with_previews = ends(estimate(flare, SQUARE, "medium", prompt_length=400, partials=3))
    larger = ends(estimate(flare, Size(2048, 2048), "medium", prompt_length=400))
    assert with_pictures[0] > plain[0]
    assert with_pictures[1] > plain[1]
    assert with_previews[0] == plain[0]
    assert with_previews[1] == plain[1] + Decimal("0.009")
    assert larger[1] > plain[1]


def test_a_model_without_prices_has_no_estimate() -> None:
    assert estimate(MODELS.find("sd-cpp-local"), SQUARE, "auto", prompt_length=10) == UNKNOWN_PRICE
    assert estimate(MODELS.find("gpt-image-2"), SQUARE, "max", prompt_length=10) == UNKNOWN_PRICE
    assert not UNKNOWN_PRICE.times(4).is_known


def test_four_pictures_cost_four_times_as_much(flare: ImageModel) -> None:
    one = ends(estimate(flare, SQUARE, "low", prompt_length=10))
    assert ends(estimate(flare, SQUARE, "low", prompt_length=10).times(4)) == (one[0] * 4, one[1] * 4)


def test_the_true_cost_is_counted_from_the_usage(flare: ImageModel) -> None:
    expected = (Decimal(50) * 5 + Decimal(1000) * 8 + Decimal(1756) * 30) / 1_000_000
    assert actual_cost(flare, USAGE, has_references=True) == expected
    low, high = ends(estimate(flare, PORTRAIT, "high", prompt_length=200, references=1))
    assert low <= expected <= high


def test_without_details_everything_that_went_in_was_text_unless_pictures_did(flare: ImageModel) -> None:
    usage = {"input_tokens": 50, "output_tokens": 196}
    assert actual_cost(flare, usage, has_references=False) == Decimal("0.00613")
    assert actual_cost(flare, usage, has_references=True) is None


@pytest.mark.parametrize(
    "usage",
    [
        None,
        "free",
        [],
        {},
        {"output_tokens": "many", "input_tokens": 1},
        {"output_tokens": -5, "input_tokens": 1},
        {"output_tokens": True, "input_tokens": 1},
        {"output_tokens": 5, "input_tokens_details": {"text_tokens": 5}},
        {**USAGE, "output_tokens_details": {"image_tokens": 1700, "text_tokens": 56}},
    ],
)
def test_what_cannot_be_counted_stays_unknown(flare: ImageModel, usage: object) -> None:
    assert actual_cost(flare, usage, has_references=True) is None  # pyright: ignore[reportArgumentType] - hostile on purpose


def test_a_model_without_prices_has_no_cost() -> None:
    assert actual_cost(MODELS.find("sd-cpp-local"), USAGE, has_references=False) is None


def test_a_sum_says_how_much_is_unknown() -> None:
    assert total([Decimal("0.1"), None, Decimal("0.2")]) == (Decimal("0.3"), 1)


def test_amounts_read_like_money() -> None:
    assert dollars(Decimal("1.234")) == "$1.23"
    assert dollars(Decimal("0.0132")) == "$0.013"
    assert dollars(Decimal(0)) == "$0.00"


def test_the_price_of_a_recipe_counts_all_that_goes_in() -> None:
    today = date(2026, 11, 22)
    plain = Recipe(subject="a", text="x" * 400, engine="openai", quality="low", parameters={"partial_images": 0})
    face = Reference("0" * 64, "face", PictureFormat.PNG, 1024, 1536)
    assert recipe_price(MODELS, plain, today) == estimate(MODELS.default(today), PORTRAIT, "low", prompt_length=400), (
        "without a model it is the default's"
    )
    edit = replace(plain, references=(face, face), mask=face, parameters={})
    assert recipe_price(MODELS, edit, today) == estimate(
        MODELS.default(today), PORTRAIT, "low", prompt_length=400, references=3, partials=2
    )


def test_what_may_be_spent_is_rounded_up_and_what_is_left_is_rounded_down() -> None:
    amount = Decimal("0.1841")
    assert dollars(amount) == "$0.18"
    assert dollars_at_most(amount) == "$0.19"
    assert dollars_at_least(Decimal("0.1899")) == "$0.18"
    assert dollars_at_most(Decimal("0.0201")) == "$0.021"
