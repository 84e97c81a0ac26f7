from dataclasses import replace
from datetime import UTC, datetime

from studio.core.briefing import MISSING_CATALOG, NO_TEMPLATES, first_brief, prompt_input, reasons_against, recipe_of
from studio.core.catalog import Catalog, Entry, Kind
from studio.core.prompt.model import LintNote, Resolution, Severity
from studio.core.recipe import Brief

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CATALOG = Catalog(
    (
        Entry(Kind.PROMPTS, 7, "Blister pack, studio shot", "A figure of {{ subject }}", NOW),
        Entry(Kind.THEMES, 8, "Neon Arcade", {}, NOW),
        Entry(Kind.RARITY, 9, "Epic", {}, NOW),
    )
)
FINE = Resolution("A figure of Ada", (), ())
BROKEN = Resolution("", (), (LintNote(Severity.ERROR, "missing", "theme.details.x is missing."),))


def test_the_first_brief_has_no_reason_against_it() -> None:
    assert reasons_against(first_brief(CATALOG), CATALOG, FINE) == ()


def test_the_first_brief_is_possible_with_an_empty_catalog() -> None:
    assert reasons_against(first_brief(Catalog()), Catalog(), None) == (NO_TEMPLATES,)


def test_a_catalog_that_is_not_here_is_no_choice_that_somebody_forgot() -> None:
    brief, away = first_brief(Catalog()), {"is_catalog_missing": True}
    assert reasons_against(brief, Catalog(), None, **away) == (MISSING_CATALOG,)
    assert reasons_against(replace(brief, prompt_id=99), CATALOG, None) == ("Choose a prompt template.",)


def test_each_thing_that_is_missing_is_a_reason() -> None:
    brief = first_brief(CATALOG)
    assert "subject is empty" in reasons_against(replace(brief, subject="  \n"), CATALOG, FINE)[0]
    assert "2,000" in reasons_against(replace(brief, subject="a" * 2001), CATALOG, FINE)[0]
    assert "template" in reasons_against(replace(brief, prompt_id=99), CATALOG, None)[0]
    assert "does not resolve" in reasons_against(brief, CATALOG, BROKEN)[0]


def test_the_recipe_freezes_the_entries_and_the_prompt() -> None:
    recipe = recipe_of(replace(first_brief(CATALOG), subject=" Ada "), CATALOG, FINE.text)
    assert recipe.subject == "Ada"
    assert recipe.text == FINE.text
    assert recipe.prompt == CATALOG.get(Kind.PROMPTS, 7)
    assert recipe.to_brief().theme_id == 8


def test_the_recipe_of_an_edit_names_the_figure_that_is_edited() -> None:
    assert recipe_of(replace(first_brief(CATALOG), parent_id="figure-7"), CATALOG, FINE).parent_id == "figure-7"


def test_a_template_sees_nothing_of_an_entry_that_is_gone() -> None:
    values = prompt_input(Brief(subject="Ada", theme_id=77), CATALOG)
    assert (values.subject, values.theme, values.rarity) == ("Ada", None, None)
