"""`sign-in`, `sign-up`, `sign-out` and `whoami`: the session of the team without a window."""

import argparse
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from studio.backend.session import Session
from studio.cli.answer import Answer
from studio.cli.session import make_services
from studio.core.errors import StudioError
from studio.core.json_text import JsonObject
from studio.core.session import (
    Confirming,
    Expired,
    NotConnected,
    Offline,
    SessionState,
    SignedIn,
    account_of,
    project_of,
    workspace_of,
)
from studio.services import Services

MOST_PASSWORD = 4096


def add_to(commands: Any) -> None:
    """Add the commands."""
    for name, text, run in (
        ("sign-in", "sign in to the team", sign_in),
        ("sign-up", "make an account in the team", sign_up),
        ("sign-out", "end the session on the server and on this computer", sign_out),
        ("whoami", "say who is signed in to which team", whoami),
    ):
        parser: argparse.ArgumentParser = commands.add_parser(name, help=text)
        if run in (sign_in, sign_up):
            parser.add_argument("--email", required=True, metavar="E")
            parser.add_argument(
                "--password-stdin", action="store_true", required=True, help="read the password from standard input"
            )
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(run=run)


async def sign_in(arguments: argparse.Namespace, answer: Answer) -> int:
    """Sign in and say who it is."""
    password = _password()
    async with _open_session(arguments, answer) as services:
        session = services.session
        await session.restore()  # so that who was signed in before is signed out on the server, too
        await session.sign_in(arguments.email, password)
        await _need_keeping(session)
        await _bring_catalog(services, answer)
        return _told(session.state, answer)


async def sign_up(arguments: argparse.Namespace, answer: Answer) -> int:
    """Make an account; where its address has to be confirmed, say so."""
    password = _password()
    async with _open_session(arguments, answer) as services:
        session = services.session
        await session.sign_up(arguments.email, password)
        await _need_keeping(session)
        await _bring_catalog(services, answer)
        return _told(session.state, answer)


async def sign_out(arguments: argparse.Namespace, answer: Answer) -> int:
    """Sign out; where nobody is signed in, that is said and fine."""
    async with _open_session(arguments, answer) as services:
        await services.session.restore()
        await services.session.sign_out()
        _told(services.session.state, answer)
        return 0


async def whoami(arguments: argparse.Namespace, answer: Answer) -> int:
    """Say who is signed in; 1 where nobody is."""
    async with _open_session(arguments, answer) as services:
        return _told(await services.session.restore(), answer)


@asynccontextmanager
async def _open_session(arguments: argparse.Namespace, answer: Answer) -> AsyncGenerator[Services]:
    """The backend with the session open, but not the library."""
    services = make_services(arguments, answer)
    try:
        await services.session.open()
        yield services
    finally:
        await services.close()


async def _bring_catalog(services: Services, answer: Answer) -> None:
    """Pull the team's catalog, as the window does at sign-in; what hinders that does not undo the sign-in."""
    if not isinstance(services.session.state, SignedIn):
        return
    try:
        await services.library.open()
        await services.puller.pull()
    except StudioError as error:
        answer.note(f"The team’s catalog could not be pulled. {error}")


async def _need_keeping(session: Session) -> None:
    """A command ends at once: a session that nothing keeps would be of no use, so it is ended."""
    state = session.state
    if isinstance(state, SignedIn) and not state.is_kept:
        await session.sign_out()
        raise StudioError(
            "There is no keyring on this computer to keep the session in, so you are signed out again.",
            "Start one (such as gnome-keyring), or name one with PYTHON_KEYRING_BACKEND.",
        )


def _password() -> str:
    password = sys.stdin.readline(MOST_PASSWORD).rstrip("\r\n")
    if not password:
        raise StudioError("There is no password on standard input.", "Give it in one line.")
    return password


def _told(state: SessionState, answer: Answer) -> int:
    answer.give(_json(state), [_line(state)])
    return 0 if isinstance(state, SignedIn | Offline | Confirming) else 1


def _json(state: SessionState) -> JsonObject:
    account, project = account_of(state), project_of(state)
    return {
        "state": _word(state),
        "email": account.email if account else None,
        "id": account.id if account else None,
        "role": account.role.value if account else None,
        "project": project.url if project else None,
        "team": project.label if project else None,
        "workspace": workspace_of(state),
        "notice": _notice(state),
    }


def _word(state: SessionState) -> str:
    """`signed-in`, `not-connected`, …"""
    name = type(state).__name__
    return "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in name).removeprefix("-")


def _notice(state: SessionState) -> str:
    match state:
        case Confirming(email=email):
            return f"Open the link in the mail to {email}, then sign in."
        case _:
            return str(getattr(state, "notice", ""))


def _line(state: SessionState) -> str:
    account, project = account_of(state), project_of(state)
    notice = _notice(state)
    if project is None or isinstance(state, NotConnected):
        return f"Not connected to a team. {notice}".strip()
    if isinstance(state, Confirming):
        return f"The account was made. {notice}"
    if account is None:
        return f"Nobody is signed in to {project.label}. {notice}".strip()
    line = f"{account.email}, {account.role.value} of {project.label}"
    if isinstance(state, Offline):
        return f"{line} (the team cannot be reached now)"
    return f"{line}: sign in again. {notice}".strip() if isinstance(state, Expired) else line
