"""What the Doctor page says: a title and an explanation for each check, and the findings in one sentence."""

from studio.core.health import Check, Verdict
from studio.core.session import Role
from studio.state.doctor import Diagnosis, Row, Stage

MEANINGS = {
    "project key": "The key that the studio sends with every request. It is public: what may be done is decided by who is signed in.",
    "project reached": "Whether the address of the team’s project answers, and takes the key.",
    "signed in": "Who you are for the team. Without a sign-in everything stays on this computer.",
    "clock": "A clock that is far off makes sign-ins end too early or too late.",
    "catalog": "The team’s prompts, themes and rarity levels, with every column that the studio reads.",
    "set-up": "What the studio adds to a project: the history of the catalog, publishing an entry safely, and this check.",
    "tables": "The tables of the catalog, the trigger that stamps each change, and who may read and write them.",
    "older policies": "Rules from before that still let people do more than the team’s roles allow.",
    "buckets": "Where pictures are published, for everybody to see, and where their recipes lie, for the team only.",
    "catalog writes": "Each way to change the catalog is tried, and taken back by the database itself.",
    "publishing": "A tiny picture is put into your own folder of the bucket, and taken away again.",
    "public links": "A published picture opens in any browser, without an account.",
    "taking back": "What you publish stays yours: you can take it away.",
    "other folders": "Nobody but its owner puts pictures into a folder.",
    "team server": "The function that makes figures at the team, for people without a key of their own.",
    "keyring": "Where your system keeps secrets. The studio never writes a key or a sign-in into a file.",
    "key": "Your own key of the image service; mock-ups and the team’s server need none.",
    "models": "Asks the image service which models it has. That costs nothing.",
    "image service": "The address that figures are asked from with your own key.",
    "disk": "Room for new figures.",
    "library": "Your figures: the newest are read again and compared with what was saved.",
    "settings": "What you chose in Settings.",
    "drawing": "A small mock-up is drawn and thrown away.",
    "catalog on board": "The starter catalog that came with the studio.",
}
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def title_of(name: str) -> str:
    """A check's name as a title."""
    return name[:1].upper() + name[1:]


def mark_of(row: Row) -> tuple[str, str]:
    """Icon and colour role of a row."""
    if row.stage is Stage.WAITING or row.check is None:
        return ("loader-circle", "muted") if row.stage is Stage.TRYING else ("clock", "faint")
    if row.stage is Stage.TRYING:
        return "loader-circle", "muted"
    return {
        Verdict.FINE: ("circle-check", "ok"),
        Verdict.OPTIONAL: ("circle-alert", "warning"),
        Verdict.WRONG: ("circle-x", "error"),
    }[row.check.verdict]


def word_of(row: Row, role: Role | None) -> tuple[str, str]:
    """The word at the end of a row, and the kind of its badge."""
    if row.stage is Stage.TRYING:
        return "Trying…", "quiet"
    if row.stage is Stage.WAITING or row.check is None:
        return "Waiting", "quiet"
    match row.check.verdict:
        case Verdict.FINE:
            return "Fine", "ok"
        case Verdict.OPTIONAL:
            return ("Good to know" if row.check.ok else "Optional"), "warning"
        case Verdict.WRONG:
            return ("Needs an admin" if needs_admin(row.check, role) else "Needs mending"), "error"


def needs_admin(check: Check, role: Role | None) -> bool:
    """Who is signed in cannot mend it."""
    return bool(check.sql) and role is not Role.ADMIN


def summary(now: Diagnosis, role: Role | None) -> str:
    """The findings in one or two short sentences; what is being tried while it is."""
    if now.is_running:
        trying = next((row.name for row in now.rows if row.stage is Stage.TRYING), "")
        return f"Trying: {trying}…" if trying else "Starting…"
    total, fine = len(now.checks), now.count(Verdict.FINE)
    if now.finished_at is None:
        return f"Stopped. {fine} of {total} were fine until then." if total else "Stopped."
    if fine == total:
        return f"All {total} are fine."
    wrong = [check for check in now.checks if check.verdict is Verdict.WRONG]
    optional = [check for check in now.checks if check.verdict is Verdict.OPTIONAL]
    for_admin = sum(needs_admin(check, role) for check in wrong)
    parts = (
        _counted(for_admin, "needs an admin", "need an admin"),
        _counted(len(wrong) - for_admin, "needs mending", "need mending"),
        _counted(sum(not check.ok for check in optional), "is optional", "are optional"),
        _counted(sum(check.ok for check in optional), "is good to know", "are good to know"),
    )
    rest = ", ".join(part for part in parts if part)
    return f"{fine} of {total} are fine. {rest[:1].upper()}{rest[1:]}."


def _counted(count: int, one: str, more: str) -> str:
    number = _NUMBERS[count] if count < len(_NUMBERS) else f"{count}"
    return f"{number} {one if count == 1 else more}" if count else ""
