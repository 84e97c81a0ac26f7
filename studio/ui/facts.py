"""How the screens put figures into words: who made them, when, how large they are, what they cost."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal

from studio.core.catalog import Entry
from studio.core.engines import TEAM_PAYS
from studio.core.figure import Figure
from studio.core.publishing import PUBLISHED
from studio.core.recipe import LANDSCAPE, PORTRAIT, SQUARE, Recipe, Size
from studio.core.shelves import Shelf, ShelfKind
from studio.ui.widgets.tile import RarityMark

ENGINES = {"mockup": "Mock-up", "openai": "OpenAI", "server": "Team’s server"}
SHAPES = {PORTRAIT: "2:3", SQUARE: "1:1", LANDSCAPE: "3:2"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEK, MONTH = 7, 30  # days
UNITS = ("bytes", "KB", "MB", "GB")
THOUSAND = 1000
SMALLEST_PRICE = Decimal("0.001")
KINDS = {
    ShelfKind.THEME: "theme",
    ShelfKind.RARITY: "rarity",
    ShelfKind.TEMPLATE: "template",
    ShelfKind.SUBJECT: "subject",
    ShelfKind.DAY: "day",
}
STATUSES = {"local": "On this computer", "published": "Published"}
STAR = "★"
MOST_STARS = 5
LONGEST_TITLE = 48


def made_rows(recipe: Recipe, figure: Figure | None) -> tuple[tuple[str, str], ...]:
    """Rows of a word and a value: how large a picture is, who made it, for how much and when; in reading order."""
    if figure is None:
        return ("Size", size_text(recipe.size)), ("Made by", maker_text(recipe))
    return (
        ("Size", size_text(Size(figure.width, figure.height))),
        ("File", f"{figure.format.value.upper()}, {bytes_text(figure.size_bytes)}"),
        ("Made by", maker_text(recipe)),
        ("Made", moment_text(figure.created_at)),
        ("Cost", cost_text(figure)),
    )


def maker_text(recipe: Recipe) -> str:
    """The engine, and the model where a person has chosen one; the mock-up engine has but one."""
    engine = ENGINES.get(recipe.engine, recipe.engine)
    return f"{engine} · {recipe.model}" if recipe.model and recipe.engine != "mockup" else engine


def cost_text(figure: Figure) -> str:
    """What a figure cost in USD; the mock-up engine is free, and nobody here pays for what the team's server makes."""
    if figure.recipe.engine in TEAM_PAYS:
        return "Paid by the team"
    if figure.cost == 0 or figure.recipe.engine == "mockup":
        return "Free"
    if figure.cost is None:
        return "Not known"
    if figure.cost < SMALLEST_PRICE:
        return f"Less than ${SMALLEST_PRICE}"
    return f"${figure.cost.quantize(SMALLEST_PRICE).normalize():f}"


def size_text(size: Size) -> str:
    """`1024 × 1536 px, 2:3`."""
    shape = SHAPES.get(size)
    pixels = f"{size.width} × {size.height} px"
    return f"{pixels}, {shape}" if shape else pixels


def bytes_text(size: float) -> str:
    """`412 KB`, `1.4 MB` (a thousand bytes are a KB, as file managers count)."""
    value, unit = float(size), 0
    while value >= THOUSAND - 0.5 and unit < len(UNITS) - 1:
        value, unit = value / THOUSAND, unit + 1
    return f"{value:.1f} {UNITS[unit]}" if unit > 1 and value < 100 else f"{value:.0f} {UNITS[unit]}"


def figures_text(count: int) -> str:
    """`1 figure`, `1,240 figures`."""
    return "1 figure" if count == 1 else f"{count:,} figures"


def rating_text(rating: int) -> str:
    """`4 of 5`, or that it is not rated."""
    return f"{rating} of {MOST_STARS}" if rating else "Not rated"


def short_title(figure: Figure) -> str:
    """The title in one line, short enough for a sentence."""
    title = " ".join(figure.title.split())
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def named(figures: Sequence[Figure]) -> str:
    """`“Ada”`, `3 figures`"""
    return f"“{short_title(figures[0])}”" if len(figures) == 1 else f"{len(figures):,} figures"


def rating_verb(stars: int) -> str:
    """What the action is called that rates with so many stars."""
    if stars == 0:
        return "Take the rating away"
    return f"Rate {stars} {'star' if stars == 1 else 'stars'}"


def state_text(figure: Figure, word: str = "") -> str:
    """What a caption says first of a figure: that it is deleted; its stars, and where it stands with the team; else saved.

    `word` is the one of its badge, where more is known than whether it is published.
    """
    if figure.deleted_at is not None:
        return "Deleted"
    stars = STAR * figure.rating
    word = word or ("Published" if figure.status == PUBLISHED else "")
    return f"{stars} {word}".strip() if word else stars or "Saved"


def short_state(figure: Figure, word: str = "") -> str:
    """The same where there is room for one word: what is on its way, then the stars, then that it is published or saved."""
    if word and word != "Published":
        return word.partition(" ")[0]
    return STAR * figure.rating or state_text(figure, word)


def word_kind(word: str) -> str:
    """The kind of the badge that says where a figure stands with the team."""
    return {"Published": "ok", "Refused": "error"}.get(word, "quiet")


def shelf_text(shelf: Shelf, now: datetime, zone: tzinfo | None = None) -> str:
    """What a shelf is called: its theme, rarity, template or subject, or its day as `Today` or `22 Nov 2026`."""
    if shelf.kind is not ShelfKind.DAY:
        return shelf.name or f"No {KINDS[shelf.kind]}"
    day = date.fromisoformat(shelf.key)
    days = (now.astimezone(zone).date() - day).days
    if days in (0, 1):
        return "Yesterday" if days else "Today"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_text(when: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """`today`, `yesterday`, `3 days ago`, `2 weeks ago`, then the date; without a zone the computer's own counts."""
    day, today = when.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < WEEK:
        return f"{days} days ago"
    if days < 2 * WEEK:
        return "last week"
    if days < MONTH:
        return f"{days // WEEK} weeks ago"
    short = f"{day.day} {MONTHS[day.month - 1]}"
    return short if day.year == today.year else f"{short} {day.year}"


def moment_text(when: datetime, zone: tzinfo | None = None) -> str:
    """`22 Nov 2026, 14:02`; without a zone the computer's own counts."""
    local = when.astimezone(zone)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def rarity_mark(rarity: Entry) -> RarityMark:
    """The shape and colour that the details of a rarity name; the widgets know fallbacks for missing ones."""
    return RarityMark(rarity.label, _text(rarity, "colour"), _text(rarity, "shape"))


def _text(entry: Entry, key: str) -> str:
    value = entry.detail(key)
    return value if isinstance(value, str) else ""
