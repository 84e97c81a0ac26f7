"""Pictures of the studio's own screens, drawn off screen with sample data."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import qasync
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QWidget

from studio.app import Studio, make_application
from studio.backend.vault import OpenAIEnvironment
from studio.core.recipe import Size
from studio.core.settings import AppearanceMode
from studio.paid_states import PAID_STATES, build_sample_services
from studio.paths import UserFolders, resources_folder, user_folders
from studio.publish_states import PUBLISH_STATES
from studio.screen_waits import generate, has_preview, jobs_over, moment, settled, with_figures
from studio.team_states import TEAM_STATES

PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Shot:
    """Which screen in which state, how large (points) and where to."""

    page: str
    state: str
    appearance: AppearanceMode
    size: Size
    is_mine: bool
    output: Path


def take_screenshot(shot: Shot) -> int:
    """Draw the screen and save it as PNG; returns the exit code."""
    if shot.is_mine:
        return _take(shot, user_folders())
    with tempfile.TemporaryDirectory(prefix="wtfigure-") as home:
        return _take(shot, UserFolders.find({"WTFIGURE_HOME": home}))


def _take(shot: Shot, folders: UserFolders) -> int:
    app = make_application()
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        return runner.run(_drawn(shot, folders))


async def _drawn(shot: Shot, folders: UserFolders) -> int:
    build = None if shot.is_mine else build_sample_services
    studio = Studio(folders, resources_folder(), OpenAIEnvironment(), build)
    async with asyncio.timeout(PATIENCE_SECONDS):
        studio.appearance.apply(shot.appearance)
        studio.appearance.set_still(True)
        studio.window.resize(shot.size.width, shot.size.height)
        studio.window.show()
        await studio.open()
        if not shot.is_mine:
            await _STATES.get((shot.page, shot.state), _as_it_is)(studio)
        if shot.page == "settings":
            studio.show_settings(shot.state.partition("-")[0])
        studio.window.show_page("create" if shot.page == "signin" else shot.page)
        await (moment() if shot.state == "making" else settled(studio))
        shot.output.parent.mkdir(parents=True, exist_ok=True)
        saved = _picture(studio.window).save(str(shot.output))
        await studio.close()
    return 0 if saved else 1


def _picture(window: QWidget) -> QPixmap:
    """The window, with the dialog that is open over its middle."""
    picture = window.grab()
    dialog = next((each for each in window.findChildren(QDialog) if each.isVisible()), None)
    if dialog is not None:
        painter = QPainter(picture)
        painter.drawPixmap(window.rect().center() - dialog.rect().center(), dialog.grab())
        painter.end()
    return picture


async def _as_it_is(_studio: Studio) -> None:
    """The first start, with nothing done yet."""


async def _empty_brief(studio: Studio) -> None:
    studio.brief.start_over()


async def _made(studio: Studio) -> None:
    """A figure was just made."""
    await with_figures(studio)
    await generate(studio)
    await jobs_over(studio)


async def _being_made(studio: Studio) -> None:
    """The first of four is being drawn and has its preview."""
    await with_figures(studio)
    studio.brief.edit(variations=4)
    await generate(studio)
    while not has_preview(studio):
        await moment()


async def _refused(studio: Studio) -> None:
    """A name in a script that no typeface here has."""
    await with_figures(studio)
    studio.brief.edit(name="\U00012000\U00012001\U00012002")
    await generate(studio)
    await jobs_over(studio)


_STATES: dict[tuple[str, str], Callable[[Studio], Awaitable[None]]] = {
    ("create", "empty"): _empty_brief,
    ("create", "making"): _being_made,
    ("create", "done"): _made,
    ("create", "refused"): _refused,
    **PAID_STATES,
    ("gallery", "empty"): _as_it_is,
    ("gallery", "full"): with_figures,
    **TEAM_STATES,
    **PUBLISH_STATES,
}
