"""Pictures of the studio's own screens, drawn off screen with sample data."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication, QWidget

from studio.app import Studio, make_application
from studio.core.recipe import Size
from studio.core.settings import AppearanceMode
from studio.paths import UserFolders, resources_folder, user_folders
from studio.samples import draw_samples
from studio.ui.gallery.page import GalleryPage

SAMPLE_FIGURES = 24
SAMPLES_ON_SHELVES = 120
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
        await _STATES_SHOWN.get((shot.page, shot.state), _as_it_is)(studio)
        await (_moment() if shot.state == "making" else _settled(studio))
        shot.output.parent.mkdir(parents=True, exist_ok=True)
        saved = _in_front(studio, shot.size).grab().save(str(shot.output))
        await studio.close()
    return 0 if saved else 1


def _in_front(studio: Studio, size: Size) -> QWidget:
    """The window, or one that has opened over it, in the size that was asked for."""
    over = QApplication.activeModalWidget()
    if over is None:
        return studio.window
    over.showNormal()
    over.resize(size.width, size.height)
    QApplication.processEvents()
    return over


async def _settled(studio: Studio) -> None:
    """Wait until nothing is on its way any more: two quiet moments in a row."""
    quiet = 0
    while quiet < 2:
        await asyncio.sleep(SETTLE_SECONDS)
        quiet = quiet + 1 if studio.tasks.is_idle else 0


async def _as_it_is(_studio: Studio) -> None:
    """The first start, with nothing done yet."""


async def _with_figures(studio: Studio, count: int = SAMPLE_FIGURES) -> None:
    """A library of sample figures, one of them rated and looked at."""
    services = studio.services
    pictures = await studio.tasks.call(lambda: draw_samples(services, SAMPLE_FIGURES))
    await studio.tasks.call(lambda: services.library.add_sample(pictures, count))
    studio.generation.refresh()
    studio.gallery.refresh()
    await _settled(studio)
    figure = studio.gallery.window.figure_at(1)
    if figure is not None:
        studio.gallery.select([figure])


async def _on_shelves(studio: Studio) -> None:
    """Enough figures for shelves that are longer than the window."""
    await _with_figures(studio, SAMPLES_ON_SHELVES)


async def _in_the_grid(studio: Studio) -> None:
    await _with_figures(studio)
    studio.gallery.show_grid()
    await _settled(studio)


async def _no_match(studio: Studio) -> None:
    await _with_figures(studio)
    studio.gallery.filter_rating(3)
    studio.gallery.search("dragon tamer")
    await _settled(studio)


async def _some_deleted(studio: Studio) -> None:
    await _in_the_grid(studio)
    figures = [studio.gallery.window.figure_at(row) for row in range(5)]
    studio.figures.delete([figure.id for figure in figures if figure is not None])
    await _settled(studio)
    studio.gallery.show_deleted()
    await _settled(studio)


def _gallery(studio: Studio) -> GalleryPage:
    page = studio.window.page("gallery")
    if not isinstance(page, GalleryPage):
        raise TypeError(page)
    return page


async def _viewed(studio: Studio) -> None:
    _gallery(studio).viewer.open(1)


async def _compared(studio: Studio) -> None:
    first, second = (studio.gallery.window.figure_at(row) for row in range(2))
    if first is not None and second is not None:
        _gallery(studio).viewer.compare(first, second)


async def _compared_by_slider(studio: Studio) -> None:
    await _compared(studio)
    _gallery(studio).viewer.viewer.show_slider()


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


_STATES: dict[tuple[str, str], Callable[[Studio], Awaitable[None]]] = {
    ("create", "empty"): _empty_brief,
    ("create", "making"): _being_made,
    ("create", "done"): _made,
    ("create", "refused"): _refused,
    ("gallery", "empty"): _as_it_is,
    ("gallery", "full"): _in_the_grid,
    ("gallery", "shelves"): _on_shelves,
    ("gallery", "no-match"): _no_match,
    ("gallery", "deleted"): _some_deleted,
    ("gallery", "viewer"): _in_the_grid,
    ("gallery", "compare"): _in_the_grid,
    ("gallery", "slider"): _in_the_grid,
}
"""What is done before a page is shown."""

_STATES_SHOWN: dict[tuple[str, str], Callable[[Studio], Awaitable[None]]] = {
    ("gallery", "viewer"): _viewed,
    ("gallery", "compare"): _compared,
    ("gallery", "slider"): _compared_by_slider,
}
"""What is done on a page that is shown."""
