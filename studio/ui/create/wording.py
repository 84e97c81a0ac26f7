"""How recipes, jobs and figures are put into words on the Create screen."""

import re
from datetime import date, datetime, timedelta

from studio.core.figure import Figure
from studio.core.job import Job, JobState
from studio.core.recipe import LANDSCAPE, PORTRAIT, SQUARE, Recipe, Size

SHAPES = {PORTRAIT: "2:3", SQUARE: "1:1", LANDSCAPE: "3:2"}
MADE_BY = {"mockup": "Mock-up, drawn on this computer"}
LONGEST_HEADLINE = 200
LONGEST_WORD = 20
_JOBS = {
    JobState.WAITING: "queued",
    JobState.RUNNING: "making…",
    JobState.SAVED: "Saved",
    JobState.FAILED: "did not work",
    JobState.CANCELLED: "cancelled",
    JobState.UNKNOWN: "not known",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)


def headline(recipe: Recipe) -> str:
    """`Ada Lovelace · Neon Arcade · Epic`, in one line."""
    entries = (recipe.theme, recipe.rarity)
    subject = " ".join(recipe.subject[:LONGEST_HEADLINE].split())
    return " · ".join([subject, *(entry.label for entry in entries if entry is not None)])


def job_caption(job: Job) -> str:
    """What stands under a job in the strip."""
    return _JOBS[job.state]


def figure_caption(figure: Figure) -> str:
    """What stands under a figure in the strip: its stars, or that it is saved."""
    return "★" * figure.rating or "Saved"


def figures_text(count: int) -> str:
    """`figure` or `4 figures`."""
    return "figure" if count == 1 else f"{count} figures"


def size_text(size: Size) -> str:
    """`1024 × 1536 px, 2:3`."""
    shape = SHAPES.get(size)
    pixels = f"{size.width} × {size.height} px"
    return f"{pixels}, {shape}" if shape else pixels


def file_size_text(size_bytes: int) -> str:
    """`1.4 MB`, with the decimal units that file managers show."""
    if size_bytes < 1_000:
        return f"{size_bytes} bytes"
    if size_bytes < 999_500:
        return f"{size_bytes / 1_000:.0f} kB"
    return f"{size_bytes / 1_000_000:.1f} MB"


def time_text(when: datetime, now: datetime) -> str:
    """`Today, 14:32`, in the time zone of `now`."""
    local = when.astimezone(now.tzinfo)
    return f"{_day_text(local.date(), now.date())}, {local:%H:%M}"


def cost_text(figure: Figure) -> str:
    """What a figure cost; empty where that is not known."""
    if figure.cost:
        return f"${figure.cost}"
    return "Free" if figure.cost is not None or figure.recipe.engine == "mockup" else ""


def engine_text(recipe: Recipe) -> str:
    """Who makes the picture, with the model where there is one."""
    name = MADE_BY.get(recipe.engine, recipe.engine)
    return f"{name} · {recipe.model}" if recipe.model else name


def breakable(text: str) -> str:
    """The same text, in which words too long for a line may be broken (by zero-width spaces)."""
    return re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", "\\1\u200b", text)


def _day_text(day: date, today: date) -> str:
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
