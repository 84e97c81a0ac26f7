"""Pictures of the studio's own screens, drawn off screen with sample data."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from studio.app import Studio
from studio.backend.vault import OpenAIEnvironment
from studio.core.recipe import Size
from studio.core.settings import AppearanceMode
from studio.paths import UserFolders, resources_folder, user_folders
from studio.screenshots.catalog import CATALOG_STATES
from studio.screenshots.doctor import DOCTOR_STATES
from studio.screenshots.gallery import GALLERY_STATES, GALLERY_STATES_SHOWN
from studio.screenshots.paid import PAID_STATES, build_sample_services
from studio.screenshots.publish import PUBLISH_STATES
from studio.screenshots.team import TEAM_STATES
from studio.screenshots.waits import generate, has_preview, jobs_over, moment, settled, with_figures
from studio.start import make_application
from studio.ui.create.mask_editor import MaskEditor
from studio.ui.create.page import CreatePage
from studio.window_loop import WindowLoop

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
    with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
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
            studio.screens.show_settings(shot.state.partition("-")[0])
        studio.window.show_page("create" if shot.page == "signin" else shot.page)
        await GALLERY_STATES_SHOWN.get((shot.page, shot.state), _as_it_is)(studio)
        await (moment() if shot.state == "making" else settled(studio))
        shot.output.parent.mkdir(parents=True, exist_ok=True)
        saved = _picture(_in_front(studio, shot.size)).save(str(shot.output))
        await studio.close()
    return 0 if saved else 1


def _picture(window: QWidget) -> QPixmap:
    """The window, with the dialog that is open over its middle."""
    picture = window.grab()
    dialog = next((each for each in window.findChildren(QDialog) if each.isVisible()), None)
    if dialog is not None:
        painter = QPainter(picture)
        painter.fillRect(window.rect(), QColor(0, 0, 0, 110))
        painter.drawPixmap(window.rect().center() - dialog.rect().center(), dialog.grab())
        painter.end()
    return picture


def _in_front(studio: Studio, size: Size) -> QWidget:
    """The window, or a viewer that has opened over it, in the size that was asked for."""
    over = QApplication.activeModalWidget()
    if over is None or isinstance(over, QDialog):
        return studio.window
    over.showNormal()
    over.resize(size.width, size.height)
    QApplication.processEvents()
    return over


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


async def _masked(studio: Studio) -> None:
    """The face of the newest figure is painted."""
    await with_figures(studio)
    page = studio.window.page("create")
    if isinstance(page, CreatePage):
        page.masking.toggle()
        while not page.masking.is_on or page.masking.editor.canvas.picture_rect.isEmpty():
            await moment()
        _paint_face(page.masking.editor)


def _paint_face(editor: MaskEditor) -> None:
    """Strokes as a pointer would make them: a soft one over the face, a hard one below."""
    painting = editor.painting
    if painting is None:
        return
    width, height = painting.size.width, painting.size.height
    for is_soft, share, places in (
        (True, 0.3, ((0.44, 0.3), (0.56, 0.3))),
        (False, 0.12, ((0.36, 0.62), (0.5, 0.66), (0.64, 0.62))),
    ):
        editor.set_brush(replace(editor.canvas.brush.sized(width * share), is_soft=is_soft))
        points = [QPointF(x * width, y * height) for x, y in places]
        painting.press(points[0], editor.canvas.brush)
        for point in points[1:]:
            painting.drag(point, editor.canvas.brush)
        painting.release()


def _in_catalog(show: Callable[[Studio], Awaitable[None]]) -> Callable[[Studio], Awaitable[None]]:
    """A state of the catalog, over a library with figures."""

    async def prepare(studio: Studio) -> None:
        await with_figures(studio)
        studio.window.show_page("catalog")
        await settled(studio)
        await show(studio)

    return prepare


_STATES: dict[tuple[str, str], Callable[[Studio], Awaitable[None]]] = {
    ("create", "empty"): _empty_brief,
    ("create", "making"): _being_made,
    ("create", "done"): _made,
    ("create", "refused"): _refused,
    ("create", "mask"): _masked,
    **PAID_STATES,
    ("gallery", "empty"): _as_it_is,
    **GALLERY_STATES,
    **TEAM_STATES,
    **{("catalog", state): _in_catalog(show) for state, show in CATALOG_STATES.items()},
    **PUBLISH_STATES,
    **DOCTOR_STATES,
}
