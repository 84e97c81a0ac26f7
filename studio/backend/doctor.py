"""The doctor: tries each thing the studio needs, at the team and on this computer, and says how to mend what does not work."""

import asyncio
import platform
import shutil
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from studio import __version__
from studio.backend.library import Library
from studio.backend.library.recovery import faults_of
from studio.backend.settings_file import JsonSettingsFile
from studio.backend.team.examination import TeamExamination
from studio.backend.trials import Ailment, Trials
from studio.core.catalog import Entry
from studio.core.errors import StudioError
from studio.core.figure import THIS_COMPUTER, FigureQuery
from studio.core.health import Check, Listener
from studio.core.job import Progress
from studio.core.ports.engines import Engine
from studio.core.ports.library import LibraryNotice
from studio.core.ports.service import ImageService
from studio.core.recipe import Recipe, Size
from studio.core.service import KeyTrial
from studio.paths import UserFolders

Opening = Callable[[], Awaitable[tuple[LibraryNotice, ...]]]

TRIAL_SIZE = Size(256, 384)
MOST_READ = 50
"""Figures that are read whole: enough to see that the disk gives back what was saved, and nobody waits for it."""
AGAIN = "Install the studio again."
REBUILD = "Rebuild the library from its folder: in Settings, under Library, or with the command library rebuild."
NO_KEYRING = "Install or unlock a keyring (on Linux GNOME Keyring or KWallet), or name your key in OPENAI_API_KEY."


class Doctor:
    """`core.ports.doctor.Doctor`. `starter` gives the catalog on board, `has_keyring` asks whether a keyring answers."""

    def __init__(
        self,
        folders: UserFolders,
        library: Library,
        starter: Callable[[], Sequence[Entry]],
        mockup: Engine,
        account: ImageService,
        has_keyring: Callable[[], Awaitable[bool]],
        team: TeamExamination,
    ) -> None:
        self._folders = folders
        self._library = library
        self._starter = starter
        self._mockup = mockup
        self._account = account
        self._has_keyring = has_keyring
        self._team = team
        self._settings = JsonSettingsFile(folders.settings)

    async def examine(self, listener: Listener | None = None, opening: Opening | None = None) -> tuple[Check, ...]:
        """Run every check. `opening` opens the library where nobody has yet; that it cannot be opened is a finding."""
        trials = Trials(listener)
        trouble: StudioError | None = None
        try:
            notices = await opening() if opening is not None else self._library.notices
        except StudioError as error:
            trouble, notices = error, ()
        await self._team.run(trials)
        await self._image_service(trials)
        await trials.of("disk", self._measure_disk)
        await trials.of("library", lambda: self._read_library(notices, trouble))
        await trials.of("settings", self._read_settings)
        await trials.of("drawing", self._draw, AGAIN)
        await trials.of("catalog on board", self._read_starter, AGAIN)
        system = f"WTFigure Studio {__version__}, {platform.platform()}, Python {platform.python_version()}, {sys.executable}"
        trials.found(Check("system", ok=True, detail=system))
        return trials.checks

    async def _image_service(self, trials: Trials) -> None:
        """Keyring, key and models of the artist's image service; without a key nothing is asked of anybody."""
        trials.begin("keyring")
        if await self._has_keyring():
            trials.found(Check("keyring", ok=True, detail="Keys and sign-ins are kept in this computer’s keyring"))
        else:
            detail = "No keyring answers, so keys and sign-ins are kept only while the studio runs."
            trials.found(Check("keyring", ok=True, detail=detail, fix=NO_KEYRING))
        status = await self._account.status()
        if status.problems:
            fix = "Mend the address in Settings, under Engines and keys, or OPENAI_BASE_URL."
            trials.found(Check("image service", ok=False, detail=" ".join(status.problems), fix=fix))
        elif not status.has_key:
            detail = f"There is none for {status.host}; mock-ups are made without."
            trials.found(Check("key", ok=True, detail=detail))
        else:
            detail = f"There is one for {status.host}, from the {status.key_place.value}"
            trials.found(Check("key", ok=True, detail=detail))
            await trials.of("models", self._ask_models)

    async def _ask_models(self) -> str:
        status = await self._account.try_key()
        if status.trial is not KeyTrial.WORKS:
            raise Ailment(status.trial_says, "Testing a key costs nothing: try again when that is mended.")
        listed = [model.id for model in status.models.models if model.is_listed]
        return f"{status.who} lists {', '.join(listed) or 'no image model that is known here'}"

    async def _measure_disk(self) -> str:
        settings, _ = await asyncio.to_thread(self._settings.load)
        minimum, free = settings.minimum_free_mb, await asyncio.to_thread(_free_mb, self._folders.library)
        if free < minimum:
            raise Ailment(f"Only {free:,} MB are free.", f"Free some space; the studio keeps {minimum:,} MB free.")
        return f"{free:,} MB free" if free < 10_000 else f"{free // 1000:,} GB free"

    async def _read_library(self, notices: Sequence[LibraryNotice], trouble: StudioError | None) -> str:
        if trouble is not None:
            raise Ailment(trouble.sentence, trouble.next_step or "Read what it says, and start the studio again.")
        query = FigureQuery(self._team.workspace)
        count, newest = await self._library.count(query), await self._library.page(query, 0, MOST_READ)
        faults = await asyncio.to_thread(faults_of, newest)
        if faults:
            raise Ailment(f"Of the newest {len(newest)} figures {len(faults)} are not whole: {faults[0]}", REBUILD)
        words = " ".join(notice.sentence for notice in notices)
        figures = "1 figure" if count == 1 else f"{count:,} figures"
        return f"{figures} in {self._folders.library}. {words}".strip()

    async def _read_settings(self) -> str:
        _, problems = await asyncio.to_thread(self._settings.load)
        if problems:
            raise Ailment(" ".join(problems), "Change any setting; the file is then written anew.")
        return str(self._folders.settings)

    async def _draw(self) -> str:
        sink = _Scales()
        began = time.monotonic()
        recipe = Recipe(subject="A doctor with a clipboard", text="", name="DOCTOR", size=TRIAL_SIZE)
        await self._mockup.make(recipe, sink, _ignore)
        return f"A mock-up of {sink.weight:,} bytes in {time.monotonic() - began:.1f} s"

    async def _read_starter(self) -> str:
        return f"{len(await asyncio.to_thread(self._starter))} entries"


@dataclass
class _Scales:
    """Weighs a picture that nobody keeps."""

    weight: int = 0
    figure_id: str = ""
    workspace: str = THIS_COMPUTER

    def __post_init__(self) -> None:
        self.figure_id = str(uuid4())

    async def write(self, data: bytes) -> None:
        self.weight += len(data)


def _free_mb(folder: Path) -> int:
    """MB that are free where a folder is, or will be."""
    place = folder
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free // 1_000_000


def _ignore(_progress: Progress) -> None:
    """Nobody watches the trial picture being drawn."""
