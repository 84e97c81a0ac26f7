"""Tries each thing the studio needs on this computer and says how to mend what does not work."""

import platform
import shutil
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from studio.core.errors import StudioError
from studio.core.health import Check
from studio.core.job import Progress
from studio.core.recipe import Recipe, Size
from studio.core.service import KeyTrial
from studio.core.settings import Settings
from studio.paths import UserFolders
from studio.samples import MemorySink
from studio.services import Services, starter_entries

TRIAL_SIZE = Size(256, 384)


async def examine(
    services: Services, folders: UserFolders, resources: Path, settings: Settings, problems: tuple[str, ...]
) -> tuple[Check, ...]:
    """Run every check; the services are opened for it and left open."""
    return (
        Check("system", ok=True, detail=f"{platform.platform()}, Python {platform.python_version()}, {sys.executable}"),
        _settings(folders, problems),
        await _tried("library", lambda: _library(services, folders), "Read what it says and start the studio again."),
        _disk(folders, settings),
        await _tried("catalog on board", lambda: _catalog(resources), "Install the studio again."),
        await _tried("drawing", lambda: _drawing(services), "Install the studio again."),
        *await _image_service(services),
        *await services.examination.run(),
    )


async def _tried(name: str, run: Callable[[], Awaitable[str]], fix: str) -> Check:
    try:
        return Check(name, ok=True, detail=await run())
    except StudioError as error:
        return Check(name, ok=False, detail=error.sentence, fix=error.next_step or fix)


def _settings(folders: UserFolders, problems: tuple[str, ...]) -> Check:
    if problems:
        return Check(
            "settings", ok=False, detail=" ".join(problems), fix="Change any setting; the file is then written anew."
        )
    return Check("settings", ok=True, detail=str(folders.settings))


async def _library(services: Services, folders: UserFolders) -> str:
    notices = await services.open()
    result = await services.library.check()
    if result.faults:
        raise StudioError(
            f"{len(result.faults)} of {result.figures} figures are not whole: {result.faults[0]}",
            "Run: library rebuild.",
        )
    words = " ".join(notice.sentence for notice in notices)
    return f"{result.figures} figures in {folders.library}. {words}".strip()


def _disk(folders: UserFolders, settings: Settings) -> Check:
    place = folders.library
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // 1_000_000
    enough = free >= settings.minimum_free_mb
    fix = "" if enough else f"Free some space; the studio keeps {settings.minimum_free_mb} MB free."
    return Check("disk", ok=enough, detail=f"{free:,} MB free", fix=fix)


async def _image_service(services: Services) -> tuple[Check, ...]:
    """Keyring, key and models of the artist's image service; without a key nothing is asked of anybody."""
    status = await services.account.status()
    if status.problems:
        fix = "Mend the address in Settings, under Engines and keys, or OPENAI_BASE_URL."
        return (Check("image service", ok=False, detail=" ".join(status.problems), fix=fix),)
    keyring = Check("keyring", ok=True, detail="Keys are kept in this computer’s keyring.")
    if not status.has_keyring:
        detail = "No keyring answers, so a key is kept only while the studio runs."
        fix = "To keep one, install or unlock a keyring (on Linux GNOME Keyring or KWallet), or use OPENAI_API_KEY."
        keyring = Check("keyring", ok=True, detail=detail, fix=fix)
    if not status.has_key:
        detail = f"There is none for {status.host}; mock-ups are made without."
        return (keyring, Check("key", ok=True, detail=detail))
    key = Check("key", ok=True, detail=f"{status.hint} for {status.host}, from the {status.key_place.value}")
    return (keyring, key, await _models(services))


async def _models(services: Services) -> Check:
    status = await services.account.try_key()
    if status.trial is not KeyTrial.WORKS:
        return Check(
            "models", ok=False, detail=status.trial_says, fix="Read what it says; testing a key costs nothing."
        )
    listed = [model.id for model in status.models.models if model.is_listed]
    return Check(
        "models", ok=True, detail=f"{status.who} lists {', '.join(listed) or 'no image model that is known here'}"
    )


async def _catalog(resources: Path) -> str:
    return f"{len(starter_entries(resources))} entries"


async def _drawing(services: Services) -> str:
    sink = MemorySink()
    started = time.monotonic()
    recipe = Recipe(subject="A doctor with a clipboard", text="", name="DOCTOR", size=TRIAL_SIZE)
    await services.mockup.make(recipe, sink, _ignore)
    return f"a mock-up of {len(sink.data):,} bytes in {time.monotonic() - started:.1f} s"


def _ignore(_progress: Progress) -> None:
    """Nobody watches the trial picture being drawn."""
