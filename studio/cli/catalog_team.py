"""`catalog history`, `catalog pull` and `catalog push`."""

import argparse

from studio.backend.session.refusals import plain
from studio.cli.answer import Answer, table
from studio.cli.outbox import PATIENCE
from studio.cli.session import open_services
from studio.cli.signed_in import sign_in_again
from studio.core.catalog import Kind
from studio.core.figure import THIS_COMPUTER
from studio.core.outbox import EntryPublished, OutboxEvent


async def history(arguments: argparse.Namespace, answer: Answer) -> int:
    """Print the versions of an entry, newest first; in a team with who published them."""
    async with open_services(arguments, answer) as services:
        workspace = services.session.workspace
        if workspace != THIS_COMPUTER:
            await sign_in_again(services, answer)
        entry = (await services.library.catalog(workspace)).find(Kind(arguments.kind), arguments.name)
        known = await services.publisher.history(workspace, entry.kind, entry.id)
    if known.notice:
        answer.note(known.notice)
    rows = [(one.number or "–", f"{one.at:%Y-%m-%d %H:%M}", one.author, plain(one.note)) for one in known.versions]
    answer.give([one.to_json() for one in known.versions], table(rows))
    return 0


async def pull(arguments: argparse.Namespace, answer: Answer) -> int:
    """Pull, and print what came and what is gone."""
    async with open_services(arguments, answer) as services:
        await sign_in_again(services, answer)
        pulled = await services.puller.pull()
    value = {
        "changed": len(pulled.changed),
        "removed": len(pulled.removed),
        "total": pulled.total,
    }
    lines = [f"{value['changed']} new or changed, {value['removed']} gone, {value['total']} in all"]
    answer.give({**value}, lines)
    return 0


async def push(arguments: argparse.Namespace, answer: Answer) -> int:
    """Bring the changes that wait to the team; 1 where one is still here, with why."""
    async with open_services(arguments, answer) as services:
        await sign_in_again(services, answer)
        before = [entry for entry in await services.outbox.entries() if not entry.work.is_about_figure]
        services.outbox.listen(lambda event: _tell(event, answer))
        await services.outbox.try_again()
        await services.outbox.drain_within(PATIENCE)
        left = [entry for entry in await services.outbox.entries() if not entry.work.is_about_figure]
    pushed = len(before) - len(left)
    changes, wait = ("change" if pushed == 1 else "changes"), ("waits" if len(left) == 1 else "wait")
    rows = [(entry.title, entry.work.value, entry.reason) for entry in left]
    answer.give(
        {"pushed": pushed, "waiting": [entry.to_json() for entry in left]},
        [f"{pushed:,} {changes} reached the team, {len(left):,} {wait}", *table(rows)],
    )
    for entry in left:
        answer.note(f"{entry.title}: {entry.reason} {entry.next_step}".strip())
    return 1 if left else 0


def _tell(event: OutboxEvent, answer: Answer) -> None:
    if isinstance(event, EntryPublished) and event.notice:
        answer.note(event.notice)
