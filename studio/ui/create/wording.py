"""How recipes and jobs are put into words on the Create screen."""

import re

from studio.core.job import Job, JobState
from studio.core.recipe import Recipe

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


def headline(recipe: Recipe) -> str:
    """`Ada Lovelace · Neon Arcade · Epic`, in one line."""
    entries = (recipe.theme, recipe.rarity)
    subject = " ".join(recipe.subject[:LONGEST_HEADLINE].split())
    return " · ".join([subject, *(entry.label for entry in entries if entry is not None)])


def job_caption(job: Job) -> str:
    """What stands under a job in the strip."""
    return _JOBS[job.state]


def breakable(text: str) -> str:
    """The same text, in which words too long for a line may be broken (by zero-width spaces)."""
    return re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", "\\1\u200b", text)
