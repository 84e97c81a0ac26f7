"""A person starts the studio for the first time, makes a figure, closes it and comes back."""

import asyncio
import hashlib
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.app import Studio
from studio.backend.vault import OpenAIEnvironment
from studio.core.errors import StudioError
from studio.core.recipe import Size
from studio.paths import UserFolders, resources_folder
from tests.flows.conftest import Start, close
from tests.waiting import emitted, until


def press_generate(studio: Studio) -> None:
    """Ctrl+Enter with the focus where it is after the start."""
    target = studio.window.focusWidget() or studio.window
    QTest.keyClick(target, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


async def test_one_key_press_after_the_first_start_a_figure_is_saved_for_good(start: Start) -> None:
    studio = await start()
    assert studio.brief.snapshot.reasons == ()
    press_generate(studio)
    figure = await emitted(studio.figures.added)
    data = Path(figure.path).read_bytes()
    assert hashlib.sha256(data).hexdigest() == figure.sha256
    assert (figure.width, figure.height, figure.cost) == (1024, 1536, 0)
    await close(studio)

    again = await start()
    assert [kept.id for kept in again.generation.snapshot.recent] == [figure.id]
    await until(again.gallery.changed, lambda: again.gallery.snapshot.total == 1)


async def test_what_was_typed_is_there_again_after_closing(start: Start) -> None:
    studio = await start()
    studio.brief.edit(subject="A moss queen", name="MOSS")
    await close(studio)
    again = await start()
    assert (again.brief.snapshot.brief.subject, again.brief.snapshot.brief.name) == ("A moss queen", "MOSS")


async def test_the_same_brief_again_is_another_picture(start: Start) -> None:
    studio = await start()
    studio.generation.generate()
    first = await emitted(studio.figures.added)
    studio.generation.generate()
    second = await emitted(studio.figures.added)
    assert first.sha256 != second.sha256


async def test_a_deleted_figure_comes_back_with_undo(start: Start) -> None:
    studio = await start()
    studio.generation.generate()
    figure = await emitted(studio.figures.added)
    studio.figures.delete([figure.id])
    await emitted(studio.figures.removed)
    assert studio.generation.snapshot.recent == ()
    assert Path(figure.path).exists()
    studio.figures.restore([figure.id])
    await until(studio.generation.changed, lambda: len(studio.generation.snapshot.recent) == 1)
    assert studio.generation.snapshot.selected == figure.id


async def test_a_figure_that_is_edited_from_the_gallery_is_on_the_stage(start: Start) -> None:
    studio = await start()
    studio.brief.edit(size=Size(256, 384))
    studio.generation.generate()
    older = await emitted(studio.figures.added)
    studio.generation.generate()
    await emitted(studio.figures.added)
    studio.window.show_page("gallery")
    await until(studio.gallery.changed, lambda: studio.gallery.snapshot.total == 2)
    studio.gallery.reveal(older)
    await until(studio.gallery.changed, lambda: older.id in studio.gallery.snapshot.selected)
    studio.window.actions_registry["gallery-edit"].trigger()
    await until(studio.brief.changed, lambda: studio.brief.snapshot.brief.parent_id == older.id)
    assert studio.generation.snapshot.selected == older.id
    assert studio.window.page("create").isVisible()


async def test_cancelling_leaves_nothing_half_made(start: Start) -> None:
    studio = await start()
    studio.brief.edit(variations=4)
    studio.generation.generate()
    await until(studio.generation.changed, lambda: len(studio.generation.snapshot.jobs) == 4)
    studio.generation.cancel_all()
    await until(studio.generation.changed, lambda: not studio.generation.snapshot.jobs)
    result = await studio.tasks.call(studio.services.library.check)
    assert not result.faults
    assert result.figures == len(studio.generation.snapshot.recent)
    assert not list((studio.services.library.folder.root / "incoming").glob("*.part"))


async def test_the_window_has_a_name_for_every_control_and_the_focus_in_the_subject(start: Start) -> None:
    studio = await start()
    focused = studio.window.focusWidget()
    assert isinstance(focused, QPlainTextEdit | QWidget)
    assert "subject" in focused.accessibleName().lower()


async def test_closing_while_the_library_is_being_opened_is_no_trouble(folders: UserFolders) -> None:
    for _ in range(5):
        studio = Studio(folders, resources_folder(), OpenAIEnvironment())
        running = asyncio.ensure_future(studio.run())
        failures: list[StudioError] = []
        studio.tasks.failed.connect(failures.append)
        await until(studio.window.painted, studio.window.isVisible)
        await close(studio)
        await running
        assert failures == []


async def test_someone_who_types_without_a_pause_is_saved_all_the_same(start: Start) -> None:
    studio = await start()
    saved: list[bool] = []
    studio.brief.changed.connect(lambda: saved.append(studio.brief.snapshot.is_draft_saved))
    words = ""
    async with asyncio.timeout(20):
        while True not in saved:
            words += "a"
            studio.brief.edit(subject=words)
            await asyncio.sleep(0.03)
    draft = await studio.tasks.call(lambda: studio.services.library.load_draft("local", "create"))
    assert isinstance(draft, dict)
    assert "aaaa" in str(draft["brief"])


async def test_news_from_elsewhere_does_not_change_what_is_looked_at(start: Start) -> None:
    studio = await start()
    studio.generation.generate()
    first = await emitted(studio.figures.added)
    studio.generation.generate()
    await emitted(studio.figures.added)
    studio.generation.refresh()
    studio.generation.select(first.id)
    await studio.tasks.call(lambda: asyncio.sleep(0.05))
    await asyncio.sleep(0.05)
    assert studio.generation.snapshot.selected == first.id


async def test_an_empty_subject_leaves_a_readable_prompt_and_starts_nothing(start: Start) -> None:
    studio = await start()
    studio.brief.edit(subject="")
    await until(studio.brief.changed, lambda: "figure of …" in shown_prompt(studio))
    assert studio.brief.snapshot.reasons == ("Say what the figure is: the subject is empty.",)
    studio.generation.generate()
    assert studio.generation.snapshot.jobs == ()


def shown_prompt(studio: Studio) -> str:
    resolution = studio.brief.snapshot.resolution
    return resolution.text if resolution else ""


async def test_a_deletion_is_not_undone_where_somebody_else_works(start: Start) -> None:
    studio = await start()
    studio.generation.generate()
    figure = await emitted(studio.figures.added)
    studio.figure_actions.delete([figure])
    await emitted(studio.figures.removed)
    assert studio.figure_actions.deletions.can_undo
    studio.workspace.leaving.emit()
    assert not studio.figure_actions.deletions.can_undo
