"""The states of the sign-in dialog and of the account, as pictures show them: a made-up team that nobody is asked of."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from studio.app import Studio
from studio.core.engines import SERVER
from studio.core.errors import AccountRefused, TeamUnreachable
from studio.core.figure import Figure
from studio.core.outbox import OutboxEntry, OutboxState, Publication, Work
from studio.core.project import Project
from studio.core.session import (
    Account,
    Confirming,
    Expired,
    NotConnected,
    Offline,
    Recovering,
    Role,
    SignedIn,
    SignedOut,
    workspace_name,
)
from studio.core.team_server import ServerModel, Standing, TeamServer
from studio.screenshots.waits import settled, with_figures
from studio.state.session import Doing, SessionView
from studio.state.sync import Sync
from studio.ui.auth.dialog import CREATE, FORGOT
from studio.ui.auth.words import CONNECT, SIGN_IN

TEAM = Project("https://abcdefghij.supabase.co", "sb_publishable_0123456789abcdefghij", "wtfigure team")
ADA = Account("6a9b1c1e-0000-4000-8000-000000000000", "ada@example.org", Role.ADMIN)
NO_MATCH = AccountRefused("That email and password don’t match.", "Check them, or reset your password.")
NO_NETWORK = TeamUnreachable("The team’s server cannot be reached.", "Check your network, then try again.")
IN_USE = AccountRefused("There is already an account with this email address.", "Sign in, or reset its password.")
WRONG_CODE = AccountRefused(
    "This code is not right, or too old.", "Take it from the newest mail, or ask for another one."
)
WRONG_KEY = AccountRefused("The project does not know the studio’s key.", "Connect again with its publishable key.")
NO_KEYRING = "The keyring did not give your sign-in back: unlock it and try again, or sign in."
SECRET = AccountRefused(
    "This is a secret key: it opens everything in the project, past every rule, so the studio does not take it.",
    "Copy the publishable key (or the anon key) from the project’s settings, under API keys.",
)


async def _dialog(view: SessionView, page: str, studio: Studio) -> None:
    """The dialog in one state, with what a person has typed."""
    studio.session.pose(SessionView(view.state))
    studio.screens.account.show_dialog(page)
    dialog = studio.screens.account.dialog
    for form in (dialog.sign_in, dialog.sign_up):
        form.email.setText(ADA.email)
        form.password.setText("0123456789")
    dialog.forgot.email.setText(ADA.email)
    dialog.code.code.setText("515978")
    dialog.connect_form.url.setText(TEAM.url)
    dialog.connect_form.key.setText("sb_secret_0123456789abcdefghij" if view.error is SECRET else TEAM.key)
    studio.session.pose(view)


async def _present(view: SessionView, studio: Studio) -> None:
    """The window while somebody is signed in, or was."""
    studio.session.pose(view)


async def _by_server(studio: Studio, *, used: int = 7) -> None:
    """Somebody without a key, in a team with a server; some figures are on their way to it."""
    await with_figures(studio)
    catalog = studio.catalog.snapshot
    workspace = workspace_name(TEAM, ADA)
    figures = studio.generation.snapshot.recent[:6]
    await studio.tasks.call(lambda: studio.services.library.put_entries(workspace, catalog.entries))
    studio.session.pose(SessionView(SignedIn(TEAM, ADA, is_kept=True)))
    await settled(studio)
    for figure in reversed(figures):
        studio.generation.show(figure)
    studio.server.pose(TeamServer(Standing.READY, _SERVER_MODELS, _SERVER_MODELS[0].id, limit=25, used=used))
    studio.brief.choose_engine(SERVER)
    studio.sync.pose(_on_their_way(figures))
    studio.generation.publish_when_done(publishes=False)
    await settled(studio)


def _on_their_way(figures: tuple[Figure, ...]) -> Sync:
    entries = [
        OutboxEntry(figure.id, "", Work.PUBLISH, figure.title, Publication(figure.id, ""), figure.created_at)
        for figure in figures[:3]
    ]
    entries[2] = replace(entries[2], state=OutboxState.PARKED, reason="This picture has 61.0 MB: the team takes less.")
    return Sync(tuple(entries), running=figures[0].id, fraction=0.62)


async def _not_kept(studio: Studio) -> None:
    """Somebody has signed in on a computer without a keyring."""
    studio.session.pose(SessionView(SignedOut(TEAM)))
    await _present(SessionView(SignedIn(TEAM, ADA, is_kept=False)), studio)


def _open(state: object, page: str = SIGN_IN, **more: object) -> Callable[[Studio], Awaitable[None]]:
    return partial(_dialog, SessionView(state, **more), page)  # pyright: ignore[reportArgumentType]


_SERVER_MODELS = tuple(
    ServerModel(each, ("auto", "low", "medium", "high")) for each in ("gpt-image-2.6-flare", "gpt-image-2.6-sunburst")
)
TEAM_STATES: dict[tuple[str, str], Callable[[Studio], Awaitable[None]]] = {
    ("signin", "sign-in"): _open(SignedOut(TEAM)),
    ("signin", "refused"): _open(SignedOut(TEAM), error=NO_MATCH),
    ("signin", "busy"): _open(SignedOut(TEAM), doing=Doing.SIGNING_IN),
    ("signin", "offline"): _open(SignedOut(TEAM), error=NO_NETWORK),
    ("signin", "ended"): _open(Expired(TEAM, ADA)),
    ("signin", "create"): _open(SignedOut(TEAM), CREATE),
    ("signin", "create-refused"): _open(SignedOut(TEAM), CREATE, error=IN_USE),
    ("signin", "mail"): _open(Confirming(TEAM, ADA.email)),
    ("signin", "forgot"): _open(SignedOut(TEAM), FORGOT),
    ("signin", "code"): _open(Recovering(TEAM, ADA.email)),
    ("signin", "code-sent"): _open(Recovering(TEAM, ADA.email), sent=True),
    ("signin", "code-refused"): _open(Recovering(TEAM, ADA.email), error=WRONG_CODE),
    ("signin", "new-password"): _open(Recovering(TEAM, ADA.email, is_verified=True)),
    ("signin", "keyring"): _open(SignedOut(TEAM, NO_KEYRING)),
    ("signin", "not-kept"): _not_kept,
    ("signin", "connect"): _open(NotConnected(), CONNECT),
    ("signin", "connecting"): _open(NotConnected(), CONNECT, doing=Doing.CONNECTING),
    ("signin", "wrong-key"): _open(NotConnected(), CONNECT, error=WRONG_KEY),
    ("signin", "secret-key"): _open(NotConnected(), CONNECT, error=SECRET),
    ("create", "team"): partial(_present, SessionView(SignedIn(TEAM, ADA, is_kept=True))),
    ("create", "team-offline"): partial(_present, SessionView(Offline(TEAM, ADA, is_kept=True))),
    ("create", "server"): _by_server,
    ("create", "server-full"): partial(_by_server, used=25),
    ("settings", "team"): partial(_present, SessionView(SignedIn(TEAM, ADA, is_kept=True))),
    ("settings", "team-out"): partial(_present, SessionView(SignedOut(TEAM))),
}
