"""What the details say of a figure, as rows of a word and a value."""

from studio.core.figure import Figure
from studio.core.json_text import JsonValue
from studio.core.publishing import PUBLISHED
from studio.ui.facts import made_rows, word_kind


def facts_of(figure: Figure) -> tuple[tuple[str, str], ...]:
    """Rows in reading order; what a recipe does not have is left out."""
    recipe = figure.recipe
    rows = (
        ("Theme", recipe.theme.label if recipe.theme else ""),
        ("Rarity", recipe.rarity.label if recipe.rarity else ""),
        ("Template", recipe.prompt.label if recipe.prompt else ""),
        ("Quality", recipe.quality.capitalize() if recipe.quality != "auto" else ""),
        *made_rows(recipe, figure),
        ("Used", usage_text(figure.usage)),
    )
    return tuple((word, " ".join(value.split())) for word, value in rows if value)


def state_badge(figure: Figure, word: str = "") -> tuple[str, str]:
    """A word beside the title and its kind: that a figure is deleted, or where it stands with the team (`word`)."""
    if figure.deleted_at is not None:
        return "Deleted", "error"
    word = word or ("Published" if figure.status == PUBLISHED else "")
    return word, word_kind(word)


def usage_text(usage: JsonValue) -> str:
    """`1,240 tokens`: what the maker counted for a picture, where it tells so."""
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return f"{total:,} tokens" if isinstance(total, int) and total > 0 else ""
