"""The ledger in the library's database: what was asked with the artist's key; each function runs inside a transaction.

A request is written down, and held against the day's budget, in the transaction that marks its job as running: two
processes (or thirty-two threads) that ask at once are let in one after the other.
"""

import sqlite3
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from studio.backend.library.database import damaged, is_readable
from studio.backend.library.figures import from_microseconds, to_microseconds
from studio.core.engines import OPENAI
from studio.core.errors import BudgetReached
from studio.core.job import Job
from studio.core.pricing import PriceRange, dollars, dollars_at_most
from studio.core.spending import Bill, LedgerEntry, Spending, sum_up

_READ = "SELECT job_id, asked_at, model, title, bill, price_low, price_high, cost FROM ledger"
_ASK = (
    "INSERT OR REPLACE INTO ledger (job_id, workspace, asked_at, model, title, bill, price_low, price_high) "
    "VALUES (?, ?, ?, ?, ?, 'asked', ?, ?)"
)
_FROM_FIGURES = (
    "INSERT OR IGNORE INTO ledger (job_id, workspace, asked_at, model, title, bill, cost) "
    "SELECT id, workspace, created_at, model, coalesce(nullif(json_extract(recipe, '$.name'), ''), json_extract(recipe, '$.subject'), ''),"
    " 'paid', cost FROM figures WHERE engine = ? AND cost IS NOT NULL"
)


def ask(connection: sqlite3.Connection, job: Job, now: datetime, budget: Decimal | None) -> None:
    """Write down that the picture of a job is asked for now. Raises BudgetReached where the day has no room for it."""
    price = PriceRange(job.price_low, job.price_high)
    today = spending(connection, now, budget)
    if not today.has_room_for(price) and budget is not None:
        raise BudgetReached(
            f"Today’s budget of {dollars(budget)} has no room for this figure, which may cost up to {_shown(price)}.",
            "Change the budget in Settings, or go on tomorrow. Nothing was asked for.",
        )
    recipe = job.recipe
    connection.execute(
        _ASK,
        (job.id, job.workspace, to_microseconds(now), recipe.model, recipe.title, _text(price.low), _text(price.high)),
    )


def settle(connection: sqlite3.Connection, job_id: str, bill: Bill, cost: Decimal | None = None) -> None:
    """Write down what became of a request; a job that was never asked for has no row and gets none."""
    connection.execute("UPDATE ledger SET bill = ?, cost = ? WHERE job_id = ?", (bill.value, _text(cost), job_id))


def spending(connection: sqlite3.Connection, now: datetime, budget: Decimal | None) -> Spending:
    """What the day of `now` (by this computer's calendar) has cost so far."""
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    rows = connection.execute(f"{_READ} WHERE asked_at >= ?", (to_microseconds(midnight),))
    return sum_up(map(_entry, rows), budget)


def entries(connection: sqlite3.Connection, workspace: str, offset: int, limit: int) -> tuple[LedgerEntry, ...]:
    """The requests of a workspace, newest first; the day's sum counts all, the titles are nobody else's business."""
    shown = f"{_READ} WHERE workspace = ? ORDER BY seq DESC LIMIT ? OFFSET ?"
    rows = connection.execute(shown, (workspace, limit, offset)).fetchall()
    return tuple(map(_entry, rows))


def take_from_figures(connection: sqlite3.Connection) -> None:
    """After the database was made anew: the figures tell what they cost."""
    connection.execute(_FROM_FIGURES, (OPENAI,))


def unreadable(connection: sqlite3.Connection) -> list[str]:
    """The jobs of rows that the studio never wrote."""
    rows = connection.execute(_READ)
    return [row[0] for row in rows if not is_readable(lambda row=row: _entry(row))]


def _entry(row: tuple[Any, ...]) -> LedgerEntry:
    try:
        price = PriceRange(_money(row[5]), _money(row[6]))
        return LedgerEntry(row[0], from_microseconds(row[1]), row[2], row[3], Bill(row[4]), price, _money(row[7]))
    except (InvalidOperation, ValueError, OverflowError):
        raise damaged() from None


def _money(text: str | None) -> Decimal | None:
    if text is None:
        return None
    amount = Decimal(text)
    if not amount.is_finite():
        raise ValueError(text)
    return amount


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _shown(price: PriceRange) -> str:
    return dollars_at_most(price.high) if price.high is not None else "an unknown amount"
