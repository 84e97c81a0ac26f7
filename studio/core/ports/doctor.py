"""Who tries each thing that the studio needs."""

from typing import Protocol

from studio.core.health import Check, Listener


class Doctor(Protocol):
    """Tries each thing the studio needs."""

    async def examine(self, listener: Listener | None = None) -> tuple[Check, ...]:
        """Run every check, one after another; `listener` is called on the backend's loop. Never raises StudioError."""
        ...
