"""How recipes and jobs are put into words on the Create screen."""

import re
from dataclasses import dataclass

from studio.core.engines import FREE_ENGINES, SERVER
from studio.core.job import Job, JobState
from studio.core.recipe import Recipe
from studio.core.team_server import TeamServer

BILLED_PERHAPS = "It may still be billed."
TEAM_GOES_ON = "The team’s server may go on, and publish it."
LONGEST_HEADLINE = 200
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


def left_today(server: TeamServer) -> str:
    """`18 left today`."""
    return f"{server.left:,} left today" if server.left else "none left today"


def goes_on_perhaps(job: Job) -> str:
    """What may still happen to a job that is cancelled now: it was asked of somebody who is paid for it."""
    if job.state is not JobState.RUNNING or job.recipe.engine in FREE_ENGINES:
        return ""
    return TEAM_GOES_ON if job.recipe.engine == SERVER else BILLED_PERHAPS


@dataclass(frozen=True, slots=True)
class SettingsLink:
    """A section of the settings that a sentence names, and the verb of the button that leads there."""

    section: str
    verb: str


def settings_link(sentence: str) -> SettingsLink | None:
    """Where a sentence sends a person: what it names by its words is one press away."""
    if "Settings" in sentence and "budget" in sentence.casefold():
        return SettingsLink("budget", "Change budget…")
    if "under Engines" in sentence:
        return SettingsLink("engines", "Enter key…" if "Enter your" in sentence else "Open engine settings…")
    if "Settings, Library" in sentence:
        return SettingsLink("library", "Open library settings…")
    return None


def request_id_in(next_step: str) -> str:
    """The service's own name for a request; a next step that has one ends with it (core.errors.RequestError)."""
    match = re.search(r"Request id: (\S+)$", next_step)
    return match[1] if match else ""


def duration_text(seconds: int) -> str:
    """`9 s`, `1 min 20 s`."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
