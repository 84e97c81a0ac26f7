"""Times as people say them, in the local time of this computer."""

from datetime import datetime, tzinfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEK, MONTH = 7, 30


def day_text(when: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """`today`, `yesterday`, `3 days ago`, `2 weeks ago`, then the date; without a zone the computer's own counts."""
    day, today = when.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < WEEK:
        return f"{days} days ago"
    if days < 2 * WEEK:
        return "last week"
    if days < MONTH:
        return f"{days // WEEK} weeks ago"
    short = f"{day.day} {MONTHS[day.month - 1]}"
    return short if day.year == today.year else f"{short} {day.year}"


def moment_text(when: datetime, zone: tzinfo | None = None) -> str:
    """`22 Nov 2026, 14:02`."""
    local = when.astimezone(zone)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"
