"""Figures that were made from an older version of a catalog entry, and what would be another prompt now."""

from dataclasses import dataclass, replace

from studio.core.catalog import Entry, Kind
from studio.core.figure import Figure
from studio.core.prompt.model import PromptInput
from studio.core.recipe import Recipe
from studio.core.text_diff import Piece, word_diff


@dataclass(frozen=True, slots=True)
class OlderFigure:
    """`pieces` go from the prompt that it was made with to the one that it would have now; `fault` where it has none."""

    figure: Figure
    pieces: tuple[Piece, ...] = ()
    fault: str = ""


def frozen_in(recipe: Recipe, kind: Kind) -> Entry | None:
    """The entry of a kind as a recipe froze it."""
    return {Kind.PROMPTS: recipe.prompt, Kind.THEMES: recipe.theme, Kind.RARITY: recipe.rarity}[kind]


def with_entry(recipe: Recipe, entry: Entry) -> Recipe:
    """The recipe with an entry in the place of the one of its kind."""
    match entry.kind:
        case Kind.PROMPTS:
            return replace(recipe, prompt=entry)
        case Kind.THEMES:
            return replace(recipe, theme=entry)
        case _:
            return replace(recipe, rarity=entry)


def older_figure(figure: Figure, live: Entry) -> OlderFigure:
    """Compare a figure's prompt with the one that it would have with what is live."""
    from studio.core.prompt.render import resolve  # imports the template engine: late, in a worker thread

    recipe = with_entry(figure.recipe, live)
    if recipe.prompt is None:
        return OlderFigure(figure, word_diff(figure.recipe.text, figure.recipe.text))
    given = PromptInput(recipe.subject, recipe.name, recipe.extra, recipe.theme, recipe.rarity)
    found = resolve(recipe.prompt.template, given)
    if not found.ok:
        note = found.errors[0]
        return OlderFigure(figure, fault=f"{note.sentence} {note.next_step}".strip())
    return OlderFigure(figure, word_diff(figure.recipe.text, found.text))
