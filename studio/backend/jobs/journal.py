"""The journal of jobs in the library's database; each function runs inside one of its transactions or reads."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from studio.backend.library import ledger, outbox
from studio.backend.library.figures import from_microseconds, to_microseconds
from studio.backend.library.recipes import PackedRecipe, RecipeReader, pack
from studio.core.engines import FINDABLE
from studio.core.figure import Figure
from studio.core.job import Job, JobState
from studio.core.publishing import PUBLISHED
from studio.core.spending import Bill

_READ = (
    "SELECT id, workspace, state, created_at, ended_at, figure_id, reason, next_step, price_low, price_high, prompt, "
    "theme, rarity, recipe FROM jobs"
)
_UNSETTLED = "dismissed = 0 AND state IN ('waiting', 'running', 'failed', 'unknown')"
"""Word for word the condition of the index jobs_unsettled, so that SQLite uses it."""
_WAITING = "workspace = ? AND state = 'waiting' AND owner IN (SELECT value FROM json_each(?))"
_LOST = (
    "workspace = ? AND json_extract(recipe, '$.engine') IN (SELECT value FROM json_each(?)) "
    "AND (state = 'running' AND owner IN (SELECT value FROM json_each(?)) "
    "OR state = 'unknown' AND dismissed = 0 AND id NOT IN (SELECT value FROM json_each(?)))"
)
_ADD = (
    "INSERT INTO jobs (id, workspace, state, owner, created_at, reason, next_step, price_low, price_high, recipe_hash, "
    "prompt, theme, rarity, recipe, publishes) VALUES (?, ?, ?, ?, ?, '', '', ?, ?, ?, ?, ?, ?, ?, ?)"
)


def add(connection: sqlite3.Connection, job: Job, owner: str, *, publishes: bool = False) -> None:
    """Journal a new job that `owner` (a lease) will run; its figure may be published as soon as it is saved."""
    packed = pack(connection, job.recipe)
    connection.execute(
        _ADD,
        (
            job.id,
            job.workspace,
            job.state.value,
            owner,
            to_microseconds(job.created_at),
            None if job.price_low is None else str(job.price_low),
            None if job.price_high is None else str(job.price_high),
            job.recipe.hash,
            packed.prompt,
            packed.theme,
            packed.rarity,
            packed.recipe,
            publishes,
        ),
    )


def set_state(connection: sqlite3.Connection, job_id: str, state: JobState) -> None:
    """The job runs from now on, or waits again."""
    connection.execute("UPDATE jobs SET state = ? WHERE id = ?", (state.value, job_id))


def end(connection: sqlite3.Connection, job: Job, bill: Bill, cost: Decimal | None = None) -> None:
    """Write down how a job ended, and what became of its bill."""
    connection.execute(
        "UPDATE jobs SET state = ?, ended_at = ?, figure_id = ?, reason = ?, next_step = ? WHERE id = ?",
        (
            job.state.value,
            None if job.ended_at is None else to_microseconds(job.ended_at),
            job.figure_id,
            job.reason,
            job.next_step,
            job.id,
        ),
    )
    ledger.settle(connection, job.id, bill, cost)


def end_saved(connection: sqlite3.Connection, job: Job, figure: Figure) -> None:
    """Write down that it was saved and paid, and put the figure into the outbox where it is to be published as well."""
    end(connection, job, Bill.PAID, figure.cost)
    is_out = figure.status == PUBLISHED or outbox.of_figure(connection, figure.workspace, figure.id) is not None
    if not is_out and publishes(connection, job.id):
        outbox.add(connection, outbox.publication(figure, job.ended_at or figure.created_at))


def publishes(connection: sqlite3.Connection, job_id: str) -> bool:
    """Whether the figure is to be published when it is saved."""
    row = connection.execute("SELECT publishes FROM jobs WHERE id = ?", (job_id,)).fetchone()
    return row is not None and bool(row[0])


def set_publishes(connection: sqlite3.Connection, workspace: str, *, value: bool) -> None:
    """Whether the figures of jobs that go on are to be published when they are saved."""
    connection.execute(
        "UPDATE jobs SET publishes = ? WHERE workspace = ? AND state IN ('waiting', 'running')", (value, workspace)
    )


def dismiss(connection: sqlite3.Connection, job_ids: Sequence[str]) -> None:
    """These jobs have been seen."""
    connection.executemany("UPDATE jobs SET dismissed = 1 WHERE id = ?", [(job_id,) for job_id in job_ids])


def unsettled(connection: sqlite3.Connection, reader: RecipeReader, workspace: str, limit: int) -> tuple[Job, ...]:
    """The newest jobs that go on, or that did not work and were not dismissed; newest first."""
    rows = connection.execute(
        f"{_READ} WHERE {_UNSETTLED} AND workspace = ? ORDER BY seq DESC LIMIT ?", (workspace, limit)
    )
    return tuple(_job(connection, reader, row) for row in rows.fetchall())


def get(connection: sqlite3.Connection, reader: RecipeReader, job_id: str) -> Job | None:
    """One job, or None."""
    row = connection.execute(f"{_READ} WHERE id = ?", (job_id,)).fetchone()
    return None if row is None else _job(connection, reader, row)


def recent(connection: sqlite3.Connection, reader: RecipeReader, workspace: str, limit: int) -> tuple[Job, ...]:
    """The newest jobs of a workspace, newest first."""
    rows = connection.execute(f"{_READ} WHERE workspace = ? ORDER BY seq DESC LIMIT ?", (workspace, limit)).fetchall()
    return tuple(_job(connection, reader, row) for row in rows)


def owners(connection: sqlite3.Connection) -> set[str]:
    """The leases that open jobs were given to."""
    return {
        row[0] for row in connection.execute("SELECT DISTINCT owner FROM jobs WHERE state IN ('waiting', 'running')")
    }


def take_over(
    connection: sqlite3.Connection, reader: RecipeReader, state: JobState, dead: str, owner: str
) -> tuple[Job, ...]:
    """Give the jobs that a dead process left in one state to `owner`, oldest first."""
    rows = connection.execute(f"{_READ} WHERE owner = ? AND state = ? ORDER BY seq", (dead, state.value)).fetchall()
    connection.execute("UPDATE jobs SET owner = ? WHERE owner = ? AND state = ?", (owner, dead, state.value))
    return tuple(_job(connection, reader, row) for row in rows)


def take_waiting(
    connection: sqlite3.Connection, reader: RecipeReader, workspace: str, dead: Iterable[str], owner: str
) -> tuple[Job, ...]:
    """Give the jobs of a workspace that wait under the leases of dead processes to `owner`, oldest first."""
    rows = connection.execute(
        f"{_READ} WHERE {_WAITING} ORDER BY seq", (workspace, json.dumps(sorted(dead)))
    ).fetchall()
    connection.executemany("UPDATE jobs SET owner = ? WHERE id = ?", [(owner, row[0]) for row in rows])
    return tuple(_job(connection, reader, row) for row in rows)


def take_lost(
    connection: sqlite3.Connection,
    reader: RecipeReader,
    workspace: str,
    dead: Iterable[str],
    owner: str,
    sought: Iterable[str],
) -> tuple[Job, ...]:
    """Give `owner` the jobs of a workspace whose picture may lie at a findable engine, oldest first; they run from now on.

    Those that were running when their process died, and those whose end nobody knows, but for the ones `sought` already.
    """
    params = (workspace, *(json.dumps(sorted(each)) for each in (FINDABLE, dead, sought)))
    rows = connection.execute(f"{_READ} WHERE {_LOST} ORDER BY seq", params).fetchall()
    connection.executemany(
        "UPDATE jobs SET owner = ?, state = 'running' WHERE id = ?", [(owner, row[0]) for row in rows]
    )
    return tuple(_job(connection, reader, row) for row in rows)


def give_back(connection: sqlite3.Connection, job_id: str, owner: str) -> None:
    """Leave a job to the next start, under the lease that it had."""
    connection.execute("UPDATE jobs SET owner = ? WHERE id = ?", (owner, job_id))


def _job(connection: sqlite3.Connection, reader: RecipeReader, row: tuple[Any, ...]) -> Job:
    return Job(
        id=row[0],
        workspace=row[1],
        recipe=reader.unpack(connection, PackedRecipe(*row[10:14])),
        state=JobState(row[2]),
        created_at=from_microseconds(row[3]),
        ended_at=_time(row[4]),
        figure_id=row[5],
        reason=row[6],
        next_step=row[7],
        price_low=_money(row[8]),
        price_high=_money(row[9]),
    )


def _time(number: int | None) -> datetime | None:
    return None if number is None else from_microseconds(number)


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
