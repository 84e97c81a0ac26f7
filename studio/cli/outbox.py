"""`publish`, `unpublish` and `outbox`: figures to and from the team, and what still waits."""

import argparse
from collections.abc import Sequence
from typing import Any

from studio.cli.answer import Answer, table
from studio.cli.session import open_services
from studio.cli.signed_in import need_account, sign_in_again
from studio.core.figure import Figure
from studio.core.outbox import OutboxEntry, OutboxState, Pause
from studio.core.publishing import LOCAL, PUBLISHED, alt_text
from studio.services import Services

PATIENCE = 60.0
"""Seconds that a command waits for a server that asks for a pause."""


def add_to(commands: Any) -> None:
    """Add the commands."""
    for name, text, run in (
        ("publish", "publish figures in the team", publish),
        ("unpublish", "take figures away from the team", unpublish),
        ("outbox", "list what is to reach the team and has not yet", outbox),
    ):
        parser: argparse.ArgumentParser = commands.add_parser(name, help=text)
        if run is outbox:
            parser.add_argument("--run", action="store_true", dest="runs", help="try all of it now")
        else:
            parser.add_argument("figures", nargs="+", metavar="FIGURE", help="id of a figure")
        if run is publish:
            parser.add_argument("--name", default="", metavar="N", help="the name in its link (else its own)")
            parser.add_argument("--alt-text", metavar="T", help="what a screen reader says (else drafted)")
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(run=run)


async def publish(arguments: argparse.Namespace, answer: Answer) -> int:
    """Publish figures and print them; 1 where one has not reached the team."""
    async with open_services(arguments, answer) as services:
        need_account(services)
        figures = [await services.library.figure(figure_id) for figure_id in arguments.figures]
        waiting = await publish_figures(services, figures, arguments.name, arguments.alt_text)
        return await _told(services, answer, arguments.figures, waiting, PUBLISHED)


async def unpublish(arguments: argparse.Namespace, answer: Answer) -> int:
    """Take figures away from the team and print them; 1 where one is still there."""
    async with open_services(arguments, answer) as services:
        need_account(services)
        for figure_id in arguments.figures:
            await services.outbox.unpublish(figure_id)
        waiting = await _emptied(services, arguments.figures)
        return await _told(services, answer, arguments.figures, waiting, LOCAL)


async def outbox(arguments: argparse.Namespace, answer: Answer) -> int:
    """Print what waits, in order; with --run after a try, and 1 where something still waits."""
    async with open_services(arguments, answer) as services:
        if arguments.runs:
            await sign_in_again(services, answer)
            await services.outbox.try_again()
            await services.outbox.drain_within(PATIENCE)
        entries = await services.outbox.entries()
    rows = [(entry.title, entry.work.value, entry.state.value, entry.reason) for entry in entries]
    answer.give([entry.to_json() for entry in entries], table(rows) or ["The outbox is empty."])
    return 1 if arguments.runs and entries else 0


async def publish_figures(
    services: Services, figures: Sequence[Figure], name: str = "", text: str | None = None
) -> str:
    """Put figures into the outbox and try it; the sentence says what still waits, and is empty where nothing does."""
    for figure in figures:
        words = text if text is not None else figure.alt_text or alt_text(figure.recipe)
        await services.outbox.publish(figure.id, name, words)
    return await _emptied(services, [figure.id for figure in figures])


async def _emptied(services: Services, figure_ids: Sequence[str]) -> str:
    await services.session.restore()
    pause = await services.outbox.drain_within(PATIENCE)
    waiting = [entry for entry in await services.outbox.entries() if entry.figure_id in figure_ids]
    return _sentence(waiting, pause)


def _sentence(waiting: Sequence[OutboxEntry], pause: Pause) -> str:
    if not waiting:
        return ""
    entry = waiting[0]
    if entry.state is OutboxState.PARKED:
        return f"{entry.title}: {entry.reason} {entry.next_step}".strip()
    count = "1 figure waits" if len(waiting) == 1 else f"{len(waiting)} figures wait"
    why = {
        Pause.BY_HAND: "It is paused.",
        Pause.ELSEWHERE: "Another studio on this computer is at work on it.",
    }.get(pause, entry.reason)
    return f"{count} in the outbox. {why}".strip()


async def _told(services: Services, answer: Answer, ids: Sequence[str], waiting: str, wanted: str) -> int:
    figures = [await services.library.figure(figure_id) for figure_id in ids]
    answer.give([figure.to_json() for figure in figures], [f"{figure.title}: {_place(figure)}" for figure in figures])
    if waiting:
        answer.note(waiting)
    return 0 if not waiting and all(figure.status == wanted for figure in figures) else 1


def _place(figure: Figure) -> str:
    return figure.url or "not published"
