from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from studio.core.errors import SettingsError
from studio.core.image_model import Confidence, Shape
from studio.core.models import ImageModels, ListedModel
from studio.core.models_file import read_models
from studio.core.recipe import LANDSCAPE, PORTRAIT, SQUARE, PictureFormat, Recipe, Reference, Size

FILE = Path(__file__).parents[2] / "resources" / "models.toml"
TODAY = date(2026, 11, 22)
LAST_DAY = date(2026, 12, 1)
ALIVE = (
    "gpt-image-2.6-flare",
    "gpt-image-2.6-sunburst",
    "gpt-image-2.5-flare",
    "gpt-image-2.5-sunburst",
    "gpt-image-2",
)


@pytest.fixture
def models() -> ImageModels:
    return read_models(FILE.read_bytes())


def reference(width: int = 1024, height: int = 1024) -> Reference:
    return Reference("0" * 64, "face", PictureFormat.PNG, width, height)


def recipe(**values: object) -> Recipe:
    return replace(Recipe(subject="a", text="a figure", engine="openai"), **values)


def test_every_current_model_is_on_board(models: ImageModels) -> None:
    offered = [model.id for model in models.offered(LAST_DAY)]
    assert tuple(offered) == ALIVE
    assert {model.id for model in models.offered(TODAY)} - set(ALIVE) == {
        "gpt-image-1.5",
        "gpt-image-1-mini",
        "chatgpt-image-latest",
    }


def test_every_fact_has_a_source_and_a_confidence(models: ImageModels) -> None:
    for model in models.models:
        assert {"sizes", "free_size", "qualities", "backgrounds", "prices", "output_tokens"} <= set(model.provenance)
        assert all(fact.source and fact.confidence in Confidence for fact in model.provenance.values())


def test_the_default_is_fast_and_finals_are_best(models: ImageModels) -> None:
    assert models.default(TODAY).id == "gpt-image-2.6-flare"
    assert models.finals(TODAY).id == "gpt-image-2.6-sunburst"


def test_a_model_that_ends_soon_says_so_until_it_is_over(models: ImageModels) -> None:
    old = models.find("gpt-image-1.5")
    assert not old.ends_soon(date(2026, 9, 1))
    assert old.ends_soon(TODAY)
    assert not old.is_over(date(2026, 11, 30))
    assert old.is_over(LAST_DAY)
    assert not old.ends_soon(LAST_DAY)
    assert models.find(old.replacement).id in ALIVE


@pytest.mark.parametrize("name", ["gpt-image-1", "dall-e-2", "dall-e-3", "gpt-image-1-mini"])
def test_what_has_ended_names_its_replacement(models: ImageModels, name: str) -> None:
    ending = models.ending(name)
    assert ending is not None
    assert ending.day <= LAST_DAY
    assert ending.replacement in ALIVE


def test_a_model_without_an_announced_end_has_none(models: ImageModels) -> None:
    assert models.ending("gpt-image-2") is None
    assert models.ending("somebody-elses-model") is None


def test_a_snapshot_can_what_its_model_can(models: ImageModels) -> None:
    snapshot = models.find("gpt-image-2.5-flare-2026-09-08")
    assert snapshot.id == "gpt-image-2.5-flare-2026-09-08"
    assert snapshot.is_known
    assert snapshot.prices == models.find("gpt-image-2.5-flare").prices


def test_a_model_that_nobody_knows_is_offered_the_least(models: ImageModels) -> None:
    stranger = models.find("sd-cpp-local")
    assert not stranger.is_known
    assert stranger.qualities == ("auto",)
    assert stranger.prices is None
    assert stranger.max_partials == 0


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ("1024x1024", ""),
        ("1536x864", ""),
        ("2048x3072", ""),
        ("3840x2160", ""),
        ("512x512", "too small"),
        ("1000x1000", "multiples of 16"),
        ("3856x2048", "longer side"),
        ("3072x1008", "3 times"),
        ("3840x2176", "too large"),
    ],
)
def test_the_free_size_rule_says_what_is_wrong(models: ImageModels, size: str, words: str) -> None:
    refusal = models.find("gpt-image-2.6-flare").size_refusal(Size.parse(size))
    assert words in refusal
    assert bool(words) == bool(refusal)


def test_a_model_without_free_sizes_takes_its_own_only(models: ImageModels) -> None:
    old = models.find("gpt-image-1.5")
    assert old.is_allowed(PORTRAIT)
    assert "1024x1024" in old.size_refusal(Size(1536, 864))


def test_sizes_are_offered_by_shape_smallest_first(models: ImageModels) -> None:
    flare = models.find("gpt-image-2.6-flare")
    assert flare.sizes_for(Shape.PORTRAIT) == (PORTRAIT, Size(2048, 3072))
    assert flare.sizes_for(Shape.SQUARE)[0] == SQUARE
    assert flare.sizes_for(Shape.LANDSCAPE)[0] == LANDSCAPE
    assert all(flare.is_allowed(size) for size in flare.sizes)
    assert flare.is_experimental(Size(2048, 3072))
    assert not flare.is_experimental(PORTRAIT)


def test_transparency_and_jpeg_exclude_each_other(models: ImageModels) -> None:
    flare = models.find("gpt-image-2.6-flare")
    assert PictureFormat.JPEG not in flare.formats_for("transparent")
    assert "transparent" not in flare.backgrounds_for(PictureFormat.JPEG)
    assert "transparent" in flare.backgrounds_for(PictureFormat.PNG)
    wrong = recipe(background="transparent", format=PictureFormat.JPEG)
    assert any("JPEG" in reason for reason in flare.reasons_against(wrong, TODAY))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"quality": "ultra"}, "“ultra” is not a quality"),
        ({"size": Size(512, 512)}, "too small"),
        ({"compression": 50}, "PNG has no compression"),
        ({"references": (reference(),) * 17}, "16 references"),
        ({"mask": reference()}, "A mask needs the picture"),
        ({"mask": reference(512, 512), "references": (reference(),)}, "as large as"),
        ({"text": "x" * 32_001}, "32,000"),
    ],
)
def test_what_a_model_cannot_do_is_said_before_anything_is_sent(
    models: ImageModels, values: dict[str, object], words: str
) -> None:
    flare = models.find("gpt-image-2.6-flare")
    assert flare.reasons_against(recipe(), TODAY) == ()
    (reason,) = flare.reasons_against(recipe(**values), TODAY)
    assert words in reason


def test_the_services_list_decides_who_is_offered_and_until_when(models: ImageModels) -> None:
    listed = (
        ListedModel("gpt-image-2.6-flare", date(2026, 12, 24)),
        ListedModel("gpt-image-2.5-flare-2026-09-08"),
        ListedModel("gpt-image-3"),
        ListedModel("gpt-6"),
    )
    merged = models.merged(listed, everything=False)
    assert [model.id for model in merged.offered(TODAY)] == [
        "gpt-image-2.6-flare",
        "gpt-image-2.5-flare",
        "gpt-image-3",
    ]
    assert merged.find("gpt-image-2.6-flare").ends_soon(TODAY)
    assert not merged.find("gpt-image-3").is_known
    assert merged.finals(TODAY).id == "gpt-image-2.6-flare"


def test_a_server_of_ones_own_offers_all_that_it_lists(models: ImageModels) -> None:
    merged = models.merged((ListedModel("sd-cpp-local"),), everything=True)
    assert [model.id for model in merged.offered(TODAY)] == ["sd-cpp-local"]
    assert merged.default(TODAY).id == "sd-cpp-local"


def test_lines_of_a_list_are_read_whatever_they_hold() -> None:
    assert ListedModel.from_json({"id": "a", "shutdown_date": "2026-12-01"}) == ListedModel("a", LAST_DAY)
    assert ListedModel.from_json({"id": "a", "shutdown_date": "soon"}) == ListedModel("a")
    assert ListedModel.from_json({"id": "a", "shutdown_date": "2026-02-31"}) == ListedModel("a")
    assert ListedModel.from_json({"id": 7}) is None
    assert ListedModel.from_json("a") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('default = "gpt-image-2.6-flare"', 'default = "gone"'),
        ('source = "comfy", confidence = "medium" }', 'source = "hearsay", confidence = "medium" }'),
        ('confidence = "high" }', 'confidence = "sure" }'),
        ("multiple = 16, ", ""),
        ('["png", "webp", "jpeg"]', '["png", "svg"]'),
        ("max_references = { value = 16", 'max_references = { value = "16"'),
        ('like = "gpt-image-2.6-flare"', 'like = "gpt-image-2.6-sunburst"'),
        ('image_out = "30"', 'image_out = "cheap"'),
        ('image_out = "30"', 'image_out = "-1"'),
        ("[models.", "surprise = 1\n[models."),
        ('label = "GPT Image 2.6 Flare"', "label = 1"),
        ("[1000, 8000]", "[8000, 1000]"),
        ('snapshots = ["gpt-image-2-2026-04-21"]', 'snapshots = ["gpt-image-1"]'),
        ("warn_days = 60", "warn_days = = 60"),
    ],
)
def test_a_list_that_is_not_in_order_is_refused_as_a_whole(old: str, new: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(SettingsError):
        read_models(text.replace(old, new, 1).encode())
