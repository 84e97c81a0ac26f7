"""Pictures of the studio's own screens, drawn off screen with sample data."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import qasync
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from studio.app import Studio, make_application
from studio.catalog_shots import CATALOG_STATES
from studio.core.recipe import Size
from studio.core.settings import AppearanceMode
from studio.paths import UserFolders, resources_folder, user_folders
from studio.samples import draw_samples

SAMPLE_FIGURES = 24
SETTLE_SECONDS = 0.25
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
    studio = Studio(folders, resources_folder())
    async with asyncio.timeout(PATIENCE_SECONDS):
        studio.appearance.apply(shot.appearance)
        studio.appearance.set_still(True)
        studio.window.resize(shot.size.width, shot.size.height)
        studio.window.show()
        await studio.open()
        if not shot.is_mine:
            await _STATES.get((shot.page, shot.state), _as_it_is)(studio)
        if shot.page == "settings":
            studio.show_settings(shot.state)
        studio.window.show_page(shot.page)
        await (_moment() if shot.state == "making" else _settled(studio))
        shot.output.parent.mkdir(parents=True, exist_ok=True)
        saved = _grabbed(studio).save(str(shot.output))
        await studio.close()
    return 0 if saved else 1


def _grabbed(studio: Studio) -> QPixmap:
    """The window, with the dialog that stands over it."""
    picture = studio.window.grab()
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        painter = QPainter(picture)
        painter.fillRect(studio.window.rect(), QColor(0, 0, 0, 110))
        place = studio.window.rect().center() - dialog.rect().center()
        painter.drawPixmap(place, dialog.grab())
        painter.end()
        dialog.close()
    return picture


async def _settled(studio: Studio) -> None:
    """Wait until nothing is on its way any more: two quiet moments in a row."""
    quiet = 0
    while quiet < 2:
        await asyncio.sleep(SETTLE_SECONDS)
        quiet = quiet + 1 if studio.tasks.is_idle else 0


async def _as_it_is(_studio: Studio) -> None:
    """The first start, with nothing done yet."""


async def _with_figures(studio: Studio) -> None:
    """A library of sample figures, one of them rated and looked at."""
    services = studio.services
    pictures = await studio.tasks.call(lambda: draw_samples(services, SAMPLE_FIGURES))
    await studio.tasks.call(lambda: services.library.add_sample(pictures, SAMPLE_FIGURES))
    studio.generation.refresh()
    studio.gallery.refresh()
    await _settled(studio)
    figure = studio.gallery.window.figure_at(1)
    if figure is not None:
        studio.gallery.select([figure])


async def _empty_brief(studio: Studio) -> None:
    studio.brief.start_over()


async def _made(studio: Studio) -> None:
    """A figure was just made."""
    await _with_figures(studio)
    await _generate(studio)
    await _jobs_over(studio)


async def _being_made(studio: Studio) -> None:
    """The first of four is being drawn and has its preview."""
    await _with_figures(studio)
    studio.brief.edit(variations=4)
    await _generate(studio)
    while not _has_preview(studio):
        await _moment()


async def _refused(studio: Studio) -> None:
    """A name in a script that no typeface here has."""
    await _with_figures(studio)
    studio.brief.edit(name="\U00012000\U00012001\U00012002")
    await _generate(studio)
    await _jobs_over(studio)


async def _generate(studio: Studio) -> None:
    while studio.brief.snapshot.reasons or studio.brief.snapshot.resolution is None:
        await _moment()
    studio.generation.generate()
    await _moment()


async def _jobs_over(studio: Studio) -> None:
    while any(not item.job.state.is_over for item in studio.generation.snapshot.jobs):
        await _moment()


async def _moment() -> None:
    await asyncio.sleep(0.02)


def _has_preview(studio: Studio) -> bool:
    job = studio.generation.snapshot.selected_job
    return job is not None and job.progress is not None and job.progress.preview is not None


def _in_catalog(show: Callable[[Studio], Awaitable[None]]) -> Callable[[Studio], Awaitable[None]]:
    """A state of the catalog, over a library with figures."""

    async def prepare(studio: Studio) -> None:
        await _with_figures(studio)
        studio.window.show_page("catalog")
        await show(studio)

    return prepare


_STATES: dict[tuple[str, str], Callable[[Studio], Awaitable[None]]] = {
    ("create", "empty"): _empty_brief,
    ("create", "making"): _being_made,
    ("create", "done"): _made,
    ("create", "refused"): _refused,
    ("gallery", "empty"): _as_it_is,
    ("gallery", "full"): _with_figures,
    **{("catalog", state): _in_catalog(show) for state, show in CATALOG_STATES.items()},
}
