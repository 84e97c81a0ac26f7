"""Who is signed in to which team."""

from collections.abc import Callable
from typing import Protocol

from studio.core.session import SessionState


class TeamSession(Protocol):
    """Who is signed in to which team (protocol T). Verbs raise AccountRefused, TeamUnreachable or SettingsError.

    The new state is told to the listeners before a verb returns.
    """

    @property
    def state(self) -> SessionState:
        """Who is signed in to what."""
        ...

    def listen(self, listener: Callable[[SessionState], None]) -> None:
        """Call `listener` on the backend's loop with every new state."""
        ...

    async def open(self) -> SessionState:
        """Read what is configured and remembered; asks neither keyring nor network."""
        ...

    async def restore(self) -> SessionState:
        """Sign in again who was signed in when the studio was closed; returns what came of it."""
        ...

    async def try_again(self) -> SessionState:
        """Look now whether the team can be reached, or the keyring read."""
        ...

    async def catch_up(self) -> SessionState:
        """Follow a command or another window of this studio that has signed in or out meanwhile."""
        ...

    async def connect(self, url: str, key: str, name: str = "") -> None:
        """Connect to a project, if it answers; who was signed in to another one is signed out."""
        ...

    async def disconnect(self) -> None:
        """Forget the project; who was signed in is signed out."""
        ...

    async def sign_in(self, email: str, password: str, *, keep: bool = True) -> None:
        """Sign in; `keep` is for the next start."""
        ...

    async def sign_up(self, email: str, password: str, *, keep: bool = True) -> None:
        """Make an account: signed in, or Confirming."""
        ...

    async def resend_confirmation(self) -> None:
        """Send the mail of the new account again."""
        ...

    async def send_code(self, email: str) -> None:
        """Send a code with which a new password can be set: Recovering."""
        ...

    async def set_new_password(self, code: str, password: str, *, keep: bool = True) -> None:
        """Set a new password with the code from the mail, and sign in; a right code is spent."""
        ...

    async def start_over(self) -> None:
        """Back from Confirming or Recovering to signing in."""
        ...

    async def sign_out(self) -> None:
        """End the session on the server and here; the account's work is hidden until it signs in again."""
        ...
