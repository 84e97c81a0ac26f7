"""`catalog pull` and `catalog push`."""

import argparse

from studio.cli.answer import Answer, table
from studio.cli.outbox import PATIENCE, need_account
from studio.cli.session import open_services


async def pull(arguments: argparse.Namespace, answer: Answer) -> int:
    """Pull, and print what came and what is gone."""
    async with open_services(arguments, answer) as services:
        need_account(services)
        await services.session.restore()
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
        need_account(services)
        await services.session.restore()
        before = [entry for entry in await services.outbox.entries() if not entry.work.is_about_figure]
        await services.outbox.try_again()
        await services.outbox.drain_within(PATIENCE)
        left = [entry for entry in await services.outbox.entries() if not entry.work.is_about_figure]
    pushed = len(before) - len(left)
    rows = [(entry.title, entry.work.value, entry.reason) for entry in left]
    answer.give(
        {"pushed": pushed, "waiting": [entry.to_json() for entry in left]},
        [f"{pushed} changes reached the team, {len(left)} wait", *table(rows)],
    )
    for entry in left:
        answer.note(f"{entry.title}: {entry.reason} {entry.next_step}".strip())
    return 1 if left else 0
