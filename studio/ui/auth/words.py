"""The words for who is signed in to what."""

from studio.core.session import (
    Account,
    Expired,
    Offline,
    Restoring,
    Role,
    SessionState,
    SignedIn,
)

SIGN_IN, CONNECT = "sign-in", "connect"
"""The forms that the dialog can be opened on."""
ROLES = {Role.ARTIST: "Artist", Role.ADMIN: "Admin"}


def status_of(state: SessionState, *, is_answering: bool = True) -> tuple[str, str]:
    """What the status line says, and its kind: ok, warning or quiet."""
    match state:
        case SignedIn(project=project) if not is_answering:
            return f"No answer yet · {project.label}", "warning"
        case SignedIn(project=project):
            return f"Online · {project.label}", "ok"
        case Offline(project=project):
            return f"Offline · {project.label}", "warning"
        case Restoring(project=project):
            return f"Signing in · {project.label}", "quiet"
        case Expired(project=project):
            return f"Signed out · {project.label}", "warning"
        case _:
            return "This computer", "ok"


def who(account: Account) -> str:
    """`ada@example.org, admin`."""
    return f"{account.email}, {ROLES[account.role].lower()}"


def notice_of(state: SessionState) -> str:
    """What a person should know of how a state came about."""
    if isinstance(state, Expired):
        return f"{state.notice or 'Your sign-in has ended.'} Sign in again; your work is still here."
    return str(getattr(state, "notice", ""))
