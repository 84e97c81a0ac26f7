from dataclasses import replace
from datetime import UTC, datetime

import pytest

from studio.core.catalog import Entry, Kind
from studio.core.errors import StudioError
from studio.core.json_text import load_json, pretty_json
from studio.core.recipe import Brief, PictureFormat, Recipe, Reference, Size

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REFERENCE = Reference("a" * 64, "photo.jpg", PictureFormat.JPEG, 800, 600)
RECIPE = Recipe(
    subject="Ada",
    text="A figure of Ada",
    name="ADA",
    theme=Entry(Kind.THEMES, 1, "Neon", {"colors": ["#ffffff"], "n": 1.5}, NOW),
    references=(REFERENCE,),
    parameters={"seed": 4},
)


def test_a_recipe_survives_its_file() -> None:
    assert Recipe.from_json(load_json(pretty_json(RECIPE.to_json()))) == RECIPE


def test_a_brief_survives_its_draft() -> None:
    brief = replace(RECIPE.to_brief(), variations=4, extra="smiling")
    assert Brief.from_json(load_json(pretty_json(brief.to_json()))) == brief


def test_a_brief_that_was_saved_before_there_were_edits_is_read() -> None:
    old = {key: value for key, value in RECIPE.to_brief().to_json().items() if key != "parent_id"}
    assert Brief.from_json(old).parent_id is None


def test_making_an_edit_again_edits_the_same_figure() -> None:
    mask = replace(REFERENCE, sha256="b" * 64)
    brief = replace(RECIPE, parent_id="figure-7", mask=mask).to_brief()
    assert (brief.parent_id, brief.mask, brief.references) == ("figure-7", mask, (REFERENCE,))


def test_whatever_changes_the_picture_changes_the_hash() -> None:
    others = [
        replace(RECIPE, subject="Bob"),
        replace(RECIPE, theme=None),
        replace(RECIPE, references=()),
        replace(RECIPE, size=Size(1024, 1024)),
        RECIPE.varied(1),
    ]
    assert len({RECIPE.hash, *(other.hash for other in others)}) == len(others) + 1
    assert replace(RECIPE).hash == RECIPE.hash


@pytest.mark.parametrize("key", ["subject", "size", "format", "references", "variation"])
def test_a_recipe_with_a_broken_field_is_refused(key: str) -> None:
    for broken in (None, [1], {"a": 1}, True):
        with pytest.raises(StudioError):
            Recipe.from_json({**RECIPE.to_json(), key: broken})


def test_a_reference_names_no_path() -> None:
    with pytest.raises(StudioError):
        Reference.from_json({**REFERENCE.to_json(), "sha256": "../../etc/passwd"})


@pytest.mark.parametrize("text", ["1024x1536", "1024×1536", " 1024x1536 "])
def test_a_size_is_read(text: str) -> None:
    assert Size.parse(text) == Size(1024, 1536)


@pytest.mark.parametrize("text", ["", "1024", "axb", "1x1", "999999x5", "-10x20", "1024x1536x3"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(StudioError, match="size"):
        Size.parse(text)


def test_the_title_is_the_name_else_the_subject() -> None:
    assert RECIPE.title == "ADA"
    assert replace(RECIPE, name="").title == "Ada"
