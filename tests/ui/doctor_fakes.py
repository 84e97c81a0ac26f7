"""A doctor whose findings a test names, one after another."""

import asyncio

from studio.core.health import Check, Listener
from studio.core.ports.doctor import Doctor

FINE = Check("project reached", ok=True, detail="team.example answered in 84 ms")
OPTIONAL = Check(
    "team server",
    ok=False,
    detail="static-image-generator is not deployed. Figures can still be made with your own key.",
    fix="An admin deploys it as the README says under “The edge function”.",
    is_optional=True,
)
RED = Check(
    "publishing",
    ok=False,
    detail="The team does not let you do this.",
    fix="Ask an admin of the team to run this in the SQL editor of the project.",
    sql='create policy "signed-in users publish figures" on storage.objects\n    for insert to authenticated with check (true);',
)


class FakeDoctor(Doctor):
    """Finds `checks`; with `hold` each is only begun until `go_on`."""

    def __init__(self, *checks: Check) -> None:
        self.checks = checks
        self.hold = False
        self.examined = 0
        self.is_cancelled = False
        self._steps: asyncio.Queue[None] = asyncio.Queue()

    def go_on(self) -> None:
        """What is being tried becomes known."""
        self._steps.put_nowait(None)

    async def examine(self, listener: Listener | None = None) -> tuple[Check, ...]:
        self.examined += 1
        for check in self.checks:
            if listener is not None:
                listener(check.name, None)
            try:
                if self.hold:
                    await self._steps.get()
            except asyncio.CancelledError:
                self.is_cancelled = True
                raise
            if listener is not None:
                listener(check.name, check)
        return self.checks
