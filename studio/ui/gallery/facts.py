"""What the details say of a figure, as rows of a word and a value."""

from studio.core.figure import Figure
from studio.ui.facts import made_rows


def facts_of(figure: Figure) -> tuple[tuple[str, str], ...]:
    """Rows in reading order; what a recipe does not have is left out."""
    recipe = figure.recipe
    rows = (
        ("Theme", recipe.theme.label if recipe.theme else ""),
        ("Rarity", recipe.rarity.label if recipe.rarity else ""),
        ("Template", recipe.prompt.label if recipe.prompt else ""),
        *made_rows(recipe, figure),
    )
    return tuple((word, " ".join(value.split())) for word, value in rows if value)
