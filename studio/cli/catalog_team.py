"""`catalog pull` and `catalog push`, and the import into a team's catalog."""

import argparse
from uuid import uuid4

from studio.cli.answer import Answer, table
from studio.cli.outbox import PATIENCE
from studio.cli.session import open_services
from studio.cli.signed_in import sign_in_again
from studio.core.catalog import Catalog, Entry
from studio.core.catalog_file import ImportPlan
from studio.core.errors import TeamRefused
from studio.core.outbox import EntryChange, EntryPublished, OutboxEvent
from studio.core.session import Role, account_of
from studio.services import Services


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
    rows = [(entry.title, entry.work.value, entry.reason) for entry in left]
    answer.give(
        {"pushed": pushed, "waiting": [entry.to_json() for entry in left]},
        [f"{pushed} changes reached the team, {len(left)} wait", *table(rows)],
    )
    for entry in left:
        answer.note(f"{entry.title}: {entry.reason} {entry.next_step}".strip())
    return 1 if left else 0


def _tell(event: OutboxEvent, answer: Answer) -> None:
    if isinstance(event, EntryPublished) and event.notice:
        answer.note(event.notice)


async def submit(services: Services, catalog: Catalog, plan: ImportPlan) -> None:
    """Put an import into the outbox, each entry as one change. Raises TeamRefused where it would be refused anyway."""
    account = account_of(services.session.state)
    if account is None or account.role is not Role.ADMIN:
        raise TeamRefused("Only an admin can change the team’s catalog.", "Ask an admin of the team.", code="42501")
    for entry in plan.created:
        await services.outbox.change(_change(entry, None, None), entry.label)
    for entry in plan.changed:
        await services.outbox.change(_change(entry, entry.id, catalog.get(entry.kind, entry.id)), entry.label)


def _change(entry: Entry, entry_id: int | None, base: Entry | None) -> EntryChange:
    stamp = base.updated_at if base else None
    return EntryChange(str(uuid4()), entry.kind, entry_id, stamp, entry.name, entry.value, "Imported from a file")
