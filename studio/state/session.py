"""Who is signed in to the team, and what can be done about it; what was refused is part of what is true."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from studio.core.errors import StudioError
from studio.core.ports.session import TeamSession
from studio.core.session import NotConnected, SessionState, workspace_of
from studio.state.store import Store
from studio.state.tasks import Tasks


class Doing(Enum):
    """What is being asked of the team's server now."""

    NOTHING = ""
    CONNECTING = "Connecting…"
    SIGNING_IN = "Signing in…"
    SIGNING_UP = "Creating the account…"
    SENDING = "Sending the mail…"
    SETTING_PASSWORD = "Setting the password…"  # noqa: S105 - what a button says
    SIGNING_OUT = "Signing out…"
    LOOKING = "Looking for the team…"


@dataclass(frozen=True, slots=True)
class SessionView:
    """`error` is what the last verb was refused with, `sent` says that a mail was sent again by it."""

    state: SessionState = field(default_factory=NotConnected)
    doing: Doing = Doing.NOTHING
    error: StudioError | None = None
    sent: bool = False

    @property
    def workspace(self) -> str:
        """The workspace that counts now."""
        return workspace_of(self.state)


class SessionStore(Store[SessionView]):
    """Connects, signs in and out. One verb at a time; what is asked while one is under way is not heard."""

    def __init__(self, tasks: Tasks, session: TeamSession) -> None:
        super().__init__(SessionView())
        self._tasks = tasks
        self._session = session

    async def open(self) -> None:
        """Know who was signed in when the studio was closed; nobody is asked for it."""
        self._session.listen(self._tasks.relay(self._on_state))
        self._on_state(self._session.state)

    def restore(self) -> None:
        """Sign in again who was signed in, in the background."""
        self._tasks.start("session", "restore", self._restore())

    def catch_up(self) -> None:
        """Follow what a command or another window has done meanwhile, in the background."""
        self._tasks.start("session", "catch up", self._catch_up())

    def connect_to(self, url: str, key: str, name: str) -> None:
        """Connect to a project."""
        self._do(Doing.CONNECTING, lambda: self._session.connect(url, key, name))

    def disconnect_team(self) -> None:
        """Forget the project."""
        self._do(Doing.SIGNING_OUT, self._session.disconnect)

    def sign_in(self, email: str, password: str, *, keep: bool) -> None:
        """Sign in."""
        self._do(Doing.SIGNING_IN, lambda: self._session.sign_in(email, password, keep=keep))

    def sign_up(self, email: str, password: str, *, keep: bool) -> None:
        """Make an account."""
        self._do(Doing.SIGNING_UP, lambda: self._session.sign_up(email, password, keep=keep))

    def send_mail_again(self) -> None:
        """Send the mail of a new account again."""
        self._do(Doing.SENDING, self._session.resend_confirmation, sends=True)

    def send_code(self, email: str) -> None:
        """Send a code with which a forgotten password can be set anew."""
        self._do(Doing.SENDING, lambda: self._session.send_code(email), sends=True)

    def set_new_password(self, code: str, password: str, *, keep: bool) -> None:
        """Set a new password with the code of the mail."""
        self._do(Doing.SETTING_PASSWORD, lambda: self._session.set_new_password(code, password, keep=keep))

    def start_over(self) -> None:
        """Back to signing in."""
        self._do(Doing.LOOKING, self._session.start_over)

    def sign_out(self) -> None:
        """Sign out: the account's work is hidden until it signs in again."""
        self._do(Doing.SIGNING_OUT, self._session.sign_out)

    def try_again(self) -> None:
        """Look now whether the team can be reached."""
        self._do(Doing.LOOKING, self._try_again)

    def pose(self, view: SessionView) -> None:
        """Show a view that no session stands behind, for pictures of the screens."""
        self._become(view)

    def forget_error(self) -> None:
        """What was refused has been read."""
        self._become(replace(self.snapshot, error=None, sent=False))

    def _do(self, doing: Doing, verb: Callable[[], Coroutine[Any, Any, None]], *, sends: bool = False) -> None:
        if self.snapshot.doing is Doing.NOTHING:
            self._become(replace(self.snapshot, doing=doing, error=None, sent=False))
            self._tasks.start("session", "verb", self._done(verb, sends=sends))

    async def _done(self, verb: Callable[[], Coroutine[Any, Any, None]], *, sends: bool) -> None:
        error: StudioError | None = None
        try:
            await self._tasks.call(verb)
        except StudioError as refused:
            error = refused
        finally:
            self._become(replace(self.snapshot, doing=Doing.NOTHING, error=error, sent=sends and error is None))

    async def _restore(self) -> None:
        await self._tasks.call(self._session.restore)

    async def _catch_up(self) -> None:
        await self._tasks.call(self._session.catch_up)

    async def _try_again(self) -> None:
        await self._session.try_again()

    def _on_state(self, state: SessionState) -> None:
        self._become(replace(self.snapshot, state=state))
