"""Tries one thing after another for the doctor, and tells who listens when each begins and what was found."""

from collections.abc import Awaitable, Callable

from studio.core.errors import StudioError, TeamRefused
from studio.core.health import Check, Listener


class Ailment(StudioError):
    """Something is not as it should be: what, how to mend it, and the SQL for an admin where that mends it."""

    def __init__(self, sentence: str, next_step: str = "", *, sql: str = "", is_optional: bool = False) -> None:
        super().__init__(sentence, next_step)
        self.sql = sql
        self.is_optional = is_optional


class Trials:
    """The checks of one examination, in the order in which they were made."""

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener = listener
        self._checks: list[Check] = []

    @property
    def checks(self) -> tuple[Check, ...]:
        """What was found so far."""
        return tuple(self._checks)

    def begin(self, name: str) -> None:
        """Something is being tried now."""
        if self._listener is not None:
            self._listener(name, None)

    def found(self, check: Check) -> None:
        """Add what was found."""
        self._checks.append(check)
        if self._listener is not None:
            self._listener(check.name, check)

    async def of(self, name: str, trial: Callable[[], Awaitable[str]], fix: str = "", sql: str = "") -> bool:
        """Run a trial: its text says what works, an error what does not. `fix` and `sql` mend what the team refused."""
        self.begin(name)
        try:
            check = Check(name, ok=True, detail=await trial())
        except Ailment as error:
            step = error.next_step or fix
            check = Check(name, ok=False, detail=error.sentence, fix=step, sql=error.sql, is_optional=error.is_optional)
        except TeamRefused as error:
            check = Check(name, ok=False, detail=error.sentence, fix=fix or error.next_step, sql=sql)
        except StudioError as error:
            check = Check(name, ok=False, detail=error.sentence, fix=error.next_step or fix)
        self.found(check)
        return check.ok
