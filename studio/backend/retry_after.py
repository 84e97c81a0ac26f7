"""How long a service asks to be left alone, as its answer's headers say it (RFC 9110, 10.2.3)."""

import email.utils
import math
from collections.abc import Mapping
from datetime import UTC, datetime

LONGEST_WAIT = 15 * 60.0
"""Seconds: who is asked to wait longer is told so instead."""


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait, as `retry-after-ms` or `retry-after` (seconds or date) say; None where they say nothing usable.

    A date is held against the service's own `date`, so that a wrong clock here changes nothing.
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "").strip()
        if not text:
            continue
        try:
            seconds = float(text) * unit
        except ValueError:
            seconds = _until(text, headers.get("date", ""), now)
        if seconds is not None and not math.isnan(seconds):
            return max(0.0, seconds)
    return None


def _until(text: str, date: str, now: datetime) -> float | None:
    then = _time(text)
    return None if then is None else (then - (_time(date) or now)).total_seconds()


def _time(text: str) -> datetime | None:
    try:
        time = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
