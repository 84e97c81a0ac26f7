"""Who is signed in to which team: every state there is, and which may follow which.

NotConnected ⇄ SignedOut → SignedIn ⇄ Offline
                   │            └──→ Expired (the server ended the session; the work stays on screen) → SignedIn
                   ├──→ Confirming (the new account's email address) → SignedIn
                   └──→ Recovering (a forgotten password) → SignedIn
A studio that starts and remembers somebody begins with Restoring, which becomes SignedIn, Offline, Expired or SignedOut.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from studio.core.figure import THIS_COMPUTER
from studio.core.json_text import JsonValue
from studio.core.project import Project


class Role(Enum):
    """What a person may do in the team; only `app_metadata.role` counts, which nobody can change for themselves."""

    ARTIST = "artist"
    ADMIN = "admin"

    @classmethod
    def of(cls, app_metadata: JsonValue) -> "Role":
        """The role that the server's `app_metadata` names; everything that is not an admin is an artist."""
        is_admin = isinstance(app_metadata, dict) and app_metadata.get("role") == "admin"
        return cls.ADMIN if is_admin else cls.ARTIST


@dataclass(frozen=True, slots=True)
class Account:
    """A person in a team; `id` is the server's UUID."""

    id: str
    email: str
    role: Role = Role.ARTIST

    @property
    def short_name(self) -> str:
        """One word for the rail: the beginning of the email address."""
        local = self.email.partition("@")[0]
        for sign in "._-+":
            local = local.partition(sign)[0]
        return local[:1].upper() + local[1:] if local else "Account"


@dataclass(frozen=True, slots=True)
class NotConnected:
    """No project is named; `notice` says why the one that was configured is not used."""

    notice: str = ""


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Nobody is signed in; `notice` says what a person should know of how that came."""

    project: Project
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Restoring:
    """Somebody was signed in when the studio was closed; the keyring and the server are being asked."""

    project: Project
    account: Account


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The server knows us. `is_kept`: the keyring holds the session for the next start."""

    project: Project
    account: Account
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Offline:
    """Signed in, but the server cannot be reached now; nobody is signed out by that."""

    project: Project
    account: Account
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Expired:
    """The server ended the session. What belongs to the account stays on screen; the team waits for a sign-in."""

    project: Project
    account: Account
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Confirming:
    """An account was made and waits until its email address is confirmed; the work of `account` stays on screen."""

    project: Project
    email: str
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Recovering:
    """A code to set a new password was sent; the work of `account` stays on screen.

    `is_verified`: the code was right, the new password is still to come.
    """

    project: Project
    email: str
    account: Account | None = None
    is_verified: bool = False


SessionState: TypeAlias = NotConnected | SignedOut | Restoring | SignedIn | Offline | Expired | Confirming | Recovering
_ANYWHERE = frozenset({NotConnected, SignedOut, Restoring})
_FOLLOWERS: dict[type, frozenset[type]] = {
    NotConnected: _ANYWHERE,
    SignedOut: _ANYWHERE | {SignedIn, Confirming, Recovering},
    Restoring: _ANYWHERE | {SignedIn, Offline, Expired},
    SignedIn: _ANYWHERE | {SignedIn, Offline, Expired},
    Offline: _ANYWHERE | {SignedIn, Offline, Expired},
    Expired: _ANYWHERE | {SignedIn, Confirming, Recovering},
    Confirming: _ANYWHERE | {SignedIn, Expired, Confirming, Recovering},
    Recovering: _ANYWHERE | {SignedIn, Expired, Confirming, Recovering},
}


def may_follow(before: SessionState, after: SessionState) -> bool:
    """Whether one state may come right after another; a change that may not is a bug."""
    return before == after or type(after) in _FOLLOWERS[type(before)]


def account_of(state: SessionState) -> Account | None:
    """Whose work is on screen, or None."""
    return None if isinstance(state, NotConnected | SignedOut) else state.account


def project_of(state: SessionState) -> Project | None:
    """The project that is connected, or None."""
    return None if isinstance(state, NotConnected) else state.project


def workspace_of(state: SessionState) -> str:
    """The workspace that counts in a state: the account's in this project, else *this computer*."""
    account, project = account_of(state), project_of(state)
    return THIS_COMPUTER if account is None or project is None else workspace_name(project, account)


def workspace_name(project: Project, account: Account) -> str:
    """`<project>/<user id>`."""
    return f"{project.host}/{account.id}"
