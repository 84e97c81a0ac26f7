"""What the details say of a figure, as rows of a word and a value."""

from decimal import Decimal
from pathlib import PurePath

from studio.core.catalog import Entry
from studio.core.figure import Figure
from studio.ui.gallery.dates import moment_text
from studio.ui.widgets.tile import RarityMark

ENGINES = {"mockup": "Mock-up", "openai": "OpenAI", "server": "Team server"}
UNITS = ("bytes", "KB", "MB", "GB")
THOUSAND = 1000


def facts_of(figure: Figure) -> tuple[tuple[str, str], ...]:
    """Rows in reading order; what a recipe does not have is left out."""
    recipe = figure.recipe
    rows = (
        ("Theme", recipe.theme.label if recipe.theme else ""),
        ("Rarity", recipe.rarity.label if recipe.rarity else ""),
        ("Template", recipe.prompt.label if recipe.prompt else ""),
        ("Made by", maker_text(figure)),
        ("Size", f"{figure.width} × {figure.height} px, {bytes_text(figure.size_bytes)}"),
        ("Cost", cost_text(figure)),
        ("Made", moment_text(figure.created_at)),
        ("File", PurePath(figure.path).name),
    )
    return tuple((word, " ".join(value.split())) for word, value in rows if value)


def maker_text(figure: Figure) -> str:
    """The engine, and the model where there is one."""
    engine = ENGINES.get(figure.recipe.engine, figure.recipe.engine)
    return f"{engine}, {figure.recipe.model}" if figure.recipe.model else engine


def cost_text(figure: Figure) -> str:
    """What a figure cost in USD; the mock-up engine is free."""
    if figure.recipe.engine == "mockup":
        return "Free"
    if figure.cost is None:
        return "Not known"
    return f"${figure.cost.quantize(Decimal('0.001')).normalize():f}"


def bytes_text(size: int) -> str:
    """`412 KB`, `1.4 MB` (a thousand bytes are a KB, as file managers count)."""
    value, unit = float(size), 0
    while value >= THOUSAND and unit < len(UNITS) - 1:
        value, unit = value / THOUSAND, unit + 1
    return f"{value:.1f} {UNITS[unit]}" if unit > 1 and value < 100 else f"{value:.0f} {UNITS[unit]}"


def rarity_mark(rarity: Entry | None) -> RarityMark | None:
    """The mark on a tile, from whatever the details hold."""
    if rarity is None:
        return None
    return RarityMark(rarity.label, _text(rarity, "colour"), _text(rarity, "shape"))


def stars_text(rating: int) -> str:
    """`4 of 5`, or that it is not rated."""
    return f"{rating} of 5" if rating else "Not rated"


def _text(entry: Entry, key: str) -> str:
    value = entry.detail(key)
    return value if isinstance(value, str) else ""
