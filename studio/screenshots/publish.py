"""The states of the Publish screen as pictures show them: sample figures and a made-up team that nobody is asked of."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from studio.app import Studio
from studio.core.catalog import Kind
from studio.core.figure import Figure, FigureQuery
from studio.core.outbox import EntryChange, OutboxEntry, OutboxState, Pause, Publication, Work
from studio.core.published import Finding, Flaw, PublishedFigure
from studio.core.publishing import picture_path, public_url
from studio.core.session import Offline, SessionState, SignedIn, SignedOut
from studio.screenshots.team import ADA, TEAM
from studio.screenshots.waits import settled, with_figures
from studio.state.published import Published
from studio.state.session import SessionView
from studio.state.sync import Sync

NOW = datetime.now(UTC)
TOO_LARGE = ("This picture has 61.0 MB, which is more than the team takes.", "Save a smaller copy, and publish that.")


async def _shown(state: SessionState, studio: Studio, *, is_checked: bool = False, is_empty: bool = False) -> None:
    await with_figures(studio)
    figures = await studio.tasks.call(lambda: studio.services.library.page(FigureQuery(), 0, 24))
    studio.session.pose(SessionView(state))
    await settled(studio)
    studio.messages.dismiss_all()
    published: tuple[PublishedFigure, ...] = (
        () if is_empty else tuple(_published(figure, number) for number, figure in enumerate(figures))
    )
    findings = _findings(published) if is_checked else None
    studio.published.pose(Published(published, findings=findings, selected=published[0].path if published else ""))
    if isinstance(state, Offline):
        studio.sync.pose(_waiting(figures))
    elif not is_empty:
        studio.sync.pose(_running(figures))
    studio.window.show_page("publish")


def _published(figure: Figure, number: int) -> PublishedFigure:
    path = picture_path(ADA.id, figure)
    size = figure.size_bytes + 2_400_000
    when = NOW - timedelta(days=number)
    return PublishedFigure(path, ADA.id, figure.id, figure.title, size, when, public_url(TEAM, path), is_own=True)


def _entry(figure: Figure, number: int) -> OutboxEntry:
    task = Publication(figure.id, picture_path(ADA.id, figure))
    return OutboxEntry(f"entry {number}", "", Work.PUBLISH, figure.title, task, NOW)


def _waiting(figures: tuple[Figure, ...]) -> Sync:
    change = EntryChange("change", Kind.THEMES, 3, NOW, "Moon Circus")
    entries = (
        _entry(figures[0], 0),
        OutboxEntry("change", "", Work.UPDATE, "Moon Circus", change, NOW),
        _entry(figures[1], 1),
        _parked(figures[2]),
    )
    return Sync(entries, pause=Pause.NETWORK, sentence="The team’s server cannot be reached.")


def _running(figures: tuple[Figure, ...]) -> Sync:
    return Sync((_entry(figures[0], 0), _entry(figures[1], 1), _parked(figures[2])), "entry 0", 0.62)


def _parked(figure: Figure) -> OutboxEntry:
    reason, next_step = TOO_LARGE
    return replace(_entry(figure, 9), state=OutboxState.PARKED, reason=reason, next_step=next_step)


def _findings(published: tuple[PublishedFigure, ...]) -> tuple[Finding, ...]:
    first, second, third = published[1], published[2], published[4]
    return (
        Finding(
            Flaw.NO_RECORD,
            first.path,
            first.figure_id,
            first.title,
            "Anybody can see the picture, but the team has no recipe of it.",
            "Bring the recipe too",
        ),
        Finding(
            Flaw.DIFFERENT,
            second.path,
            second.figure_id,
            second.title,
            "The published picture is not the one in your library.",
            "Publish it anew",
        ),
        Finding(
            Flaw.NO_PICTURE,
            third.path,
            third.figure_id,
            third.title,
            "The team has its recipe, but no picture.",
            "Take the recipe away",
        ),
    )


SIGNED_IN, AWAY = SignedIn(TEAM, ADA, is_kept=True), Offline(TEAM, ADA, is_kept=True)
PUBLISH_STATES: dict[tuple[str, str], Callable[[Studio], Awaitable[None]]] = {
    ("publish", "bucket"): partial(_shown, SIGNED_IN),
    ("publish", "waiting"): partial(_shown, AWAY),
    ("publish", "check"): partial(_shown, SIGNED_IN, is_checked=True),
    ("publish", "empty"): partial(_shown, SIGNED_IN, is_empty=True),
    ("publish", "signed-out"): partial(_shown, SignedOut(TEAM), is_empty=True),
}
