"""The states of the Doctor page as pictures show them: findings of a made-up team that nobody is asked of."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from studio.app import Studio
from studio.core.health import Check
from studio.core.session import NotConnected, Offline, Role, SessionState, SignedIn
from studio.paths import resources_folder
from studio.screenshots.team import ADA, TEAM
from studio.screenshots.waits import settled
from studio.state.doctor import Diagnosis, Row, Stage
from studio.state.session import SessionView

ARTIST = replace(ADA, role=Role.ARTIST)
ONLINE = SignedIn(TEAM, ARTIST, is_kept=True)
ASK = "Ask an admin of the team to run this in the SQL editor of the project."
REACHED = (
    Check("project key", ok=True, detail="A publishable key: safe to keep on this computer"),
    Check("project reached", ok=True, detail="abcdefghij.supabase.co answered in 84 ms"),
    Check("signed in", ok=True, detail="ada@example.org, artist"),
)
TEAM_FINE = (
    *REACHED,
    Check("clock", ok=True, detail="2 seconds from the server’s"),
    Check("catalog", ok=True, detail="Prompts, themes and rarity can be read (31 entries)"),
    Check("set-up", ok=True, detail="History, publish_entry and claims are there; 7 migrations are recorded"),
    Check("tables", ok=True, detail="Columns, stamps, row security and policies are as they should be"),
    Check("older policies", ok=True, detail="No older policy allows anything more"),
    Check("buckets", ok=True, detail="“figures” is public and takes pictures only, “recipes” is private"),
    Check("publishing", ok=True, detail="A picture and its recipe can be put into your own folder"),
    Check("public links", ok=True, detail="A published figure can be opened by anyone"),
    Check("taking back", ok=True, detail="What you have published can be taken away again"),
    Check("other folders", ok=True, detail="A picture in somebody else’s folder is refused"),
    Check("team server", ok=True, detail="gpt-image-2.6-flare, 3 of 25 figures used today"),
)
COMPUTER = (
    Check("keyring", ok=True, detail="Keys and sign-ins are kept in this computer’s keyring"),
    Check("key", ok=True, detail="There is one for api.openai.com, from the keyring"),
    Check("models", ok=True, detail="OpenAI lists gpt-image-2.6-flare, gpt-image-2.6-sunburst, gpt-image-2"),
    Check("disk", ok=True, detail="53 GB free"),
    Check("library", ok=True, detail="1,204 figures in /home/ada/.local/share/WTFigure Studio/library."),
    Check("settings", ok=True, detail="/home/ada/.config/WTFigure Studio"),
    Check("drawing", ok=True, detail="A mock-up of 80,462 bytes in 0.3 s"),
    Check("catalog on board", ok=True, detail="20 entries"),
    Check("system", ok=True, detail="WTFigure Studio 0.1.0, Linux-6.1.0-x86_64-with-glibc2.36, Python 3.11.7"),
)
NO_NETWORK = Check(
    "project reached",
    ok=False,
    detail="The team’s server cannot be reached.",
    fix="Check your network, then try again.",
)
NO_MODELS = Check(
    "models",
    ok=False,
    detail="OpenAI cannot be reached.",
    fix="Testing a key costs nothing: try again when that is mended.",
)
NO_KEYRING = Check(
    "keyring",
    ok=True,
    detail="No keyring answers, so keys and sign-ins are kept only while the studio runs.",
    fix="Install or unlock a keyring (on Linux GNOME Keyring or KWallet), or name your key in OPENAI_API_KEY.",
)
NO_SERVER = Check(
    "team server",
    ok=False,
    detail="static-image-generator is not deployed. Figures can still be made with your own key.",
    fix="An admin deploys it as the README says under “The edge function”.",
    is_optional=True,
)


def _found(*checks: Check) -> Diagnosis:
    return Diagnosis(tuple(Row(check.name, Stage.KNOWN, check) for check in checks), finished_at=datetime.now(UTC))


def _some_red() -> Diagnosis:
    """What the target picture shows: one needs an admin, one is optional."""
    (script,) = (resources_folder() / "supabase" / "migrations").glob("*_buckets.sql")
    detail = "The buckets refuse files in your own folder."
    red = Check("publishing", ok=False, detail=detail, fix=ASK, sql=script.read_text("utf-8"))
    swapped = {red.name: red, NO_SERVER.name: NO_SERVER}
    return _found(*(swapped.get(check.name, check) for check in TEAM_FINE + COMPUTER))


def _running() -> Diagnosis:
    """The second examination: some known anew, one being tried, the others as they were."""
    rows = [Row(check.name, Stage.KNOWN, check) for check in TEAM_FINE + COMPUTER]
    tried = 5
    rows[tried] = replace(rows[tried], stage=Stage.TRYING)
    rows[tried + 1 :] = [replace(row, stage=Stage.WAITING) for row in rows[tried + 1 :]]
    return Diagnosis(tuple(rows), is_running=True)


async def _shown(state: SessionState, diagnosis: Callable[[], Diagnosis], studio: Studio) -> None:
    studio.session.pose(SessionView(state))
    await settled(studio)
    studio.messages.dismiss_all()
    studio.doctor.pose(diagnosis())


def _state(diagnosis: Callable[[], Diagnosis], state: SessionState = ONLINE) -> Callable[[Studio], Awaitable[None]]:
    return partial(_shown, state, diagnosis)


DOCTOR_STATES: dict[tuple[str, str], Callable[[Studio], Awaitable[None]]] = {
    ("doctor", "empty"): _state(Diagnosis),
    ("doctor", "running"): _state(_running),
    ("doctor", "good"): _state(lambda: _found(*TEAM_FINE, *COMPUTER)),
    ("doctor", "red"): _state(_some_red),
    ("doctor", "offline"): _state(
        lambda: _found(REACHED[0], NO_NETWORK, REACHED[2], *COMPUTER[:2], NO_MODELS, *COMPUTER[3:]),
        Offline(TEAM, ARTIST, is_kept=True),
    ),
    ("doctor", "computer"): _state(
        lambda: _found(
            Check("team", ok=True, detail="Not connected to one; everything works on this computer."),
            NO_KEYRING,
            Check("key", ok=True, detail="There is none for api.openai.com; mock-ups are made without."),
            *COMPUTER[3:],
        ),
        NotConnected(),
    ),
}
