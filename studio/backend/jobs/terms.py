"""On which terms jobs run: what a picture may cost, what a day may cost, and how much disk stays free."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from studio.backend.files import free_bytes
from studio.core.briefing import FREE
from studio.core.engines import FREE_ENGINES
from studio.core.pricing import UNKNOWN_PRICE, PriceRange
from studio.core.recipe import Recipe

MINIMUM_FREE = 200 * 1024 * 1024
"""Bytes that must be free before a job starts."""


def free_or_unknown(recipe: Recipe) -> PriceRange:
    """What is known of a price without any model's data."""
    return FREE if recipe.engine in FREE_ENGINES else UNKNOWN_PRICE


def no_budget() -> Decimal | None:
    """No limit is set."""
    return None


def usual_reserve() -> int:
    """The bytes that stay free where nobody chose."""
    return MINIMUM_FREE


@dataclass(frozen=True, slots=True)
class Terms:
    """`price` gives the range in USD that is journalled with a job, `budget` what a day may cost (None: no limit).

    `free` is asked for the free bytes of a folder, of which `minimum_free` must be there before a job starts.
    Everything is asked anew for each job, so that a setting counts at once.
    """

    price: Callable[[Recipe], PriceRange] = free_or_unknown
    budget: Callable[[], Decimal | None] = no_budget
    free: Callable[[Path], int] = free_bytes
    minimum_free: Callable[[], int] = usual_reserve
