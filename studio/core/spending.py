"""What pictures cost the artist: the ledger of what was asked, and the day's spending held against the budget."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from studio.core.pricing import PriceRange


class Bill(StrEnum):
    """What became of a request that could be billed."""

    ASKED = "asked"
    PAID = "paid"
    UNKNOWN = "unknown"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One request: when it was sent, what it may cost (`price`), and what it did cost where the service said so.

    `title` is the caption of its recipe; `cost` is USD.
    """

    job_id: str
    asked_at: datetime
    model: str
    title: str
    bill: Bill
    price: PriceRange
    cost: Decimal | None = None

    @property
    def at_most(self) -> Decimal | None:
        """USD that this counts for against the budget; None where nobody knows a price."""
        if self.bill is Bill.NOTHING:
            return Decimal(0)
        return self.cost if self.cost is not None else self.price.high


@dataclass(frozen=True, slots=True)
class Spending:
    """USD of one day. `known` is what services said they charged; `open_low` to `open_high` is what may come on top.

    `unpriced` counts requests whose price nobody knows; `budget` is None where no limit is set.
    """

    known: Decimal = Decimal(0)
    open_low: Decimal = Decimal(0)
    open_high: Decimal = Decimal(0)
    unpriced: int = 0
    budget: Decimal | None = None

    @property
    def at_most(self) -> Decimal:
        """What the day may have cost, at the upper end."""
        return self.known + self.open_high

    @property
    def left(self) -> Decimal | None:
        """What the budget has room for, never below 0; None without a budget."""
        return None if self.budget is None else max(Decimal(0), self.budget - self.at_most)

    def has_room_for(self, price: PriceRange) -> bool:
        """A picture at the upper end of this price fits into what is left."""
        return self.left is None or price.high is None or price.high <= self.left


def sum_up(entries: Iterable[LedgerEntry], budget: Decimal | None) -> Spending:
    """The spending that a day's entries add up to."""
    known, low, high, unpriced = Decimal(0), Decimal(0), Decimal(0), 0
    for entry in entries:
        if entry.bill is Bill.NOTHING:
            continue
        if entry.cost is not None:
            known += entry.cost
        elif entry.price.low is None or entry.price.high is None:
            unpriced += 1
        else:
            low += entry.price.low
            high += entry.price.high
    return Spending(known, low, high, unpriced, budget)
