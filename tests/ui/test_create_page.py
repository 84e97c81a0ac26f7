"""The Create screen as a person sees it: the form, the stage, the strip, the side panel and the keys."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QFrame, QLabel, QMenu, QWidget

from studio.core.errors import StudioError
from studio.core.figure import Figure
from studio.core.job import JobState
from studio.core.prompt.model import LintNote, Severity, Span
from studio.core.recipe import SQUARE, Brief, Recipe, Size
from studio.ui.create.page import CreatePage
from studio.ui.create.prompt_panel import slot_of
from studio.ui.facts import moment_text
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.dropped import Dropped
from studio.ui.widgets.properties import breakable
from studio.ui.widgets.toast import Toast
from tests.ui.fakes import NOON, FakeLibrary, FakeRunner, Screen, picture_bytes
from tests.ui.screen_rules import (
    assert_every_control_has_a_name,
    assert_nothing_leaves_its_area,
    assert_texts_are_plain,
)
from tests.waiting import emitted, until

HOSTILE = "<b>Bold</b><img src=x> {{ subject }} & %s \u202e" + "W" * 300


def make_page(screen: Screen) -> CreatePage:
    page = CreatePage(
        screen.appearance,
        screen.tasks,
        screen.brief,
        screen.generation,
        screen.figures,
        screen.catalog,
        screen.service,
        screen.pictures,
        screen.library,
        screen.messages,
        screen.actions,
        screen.figure_actions,
        screen.masks,
        screen.opened_settings.append,
        lambda first, second: screen.compared.append((first, second)),
    )
    screen.window.setCentralWidget(page)
    screen.window.show()
    return page


@pytest_asyncio.fixture
async def page(screen: Screen) -> AsyncIterator[CreatePage]:
    """The screen over an empty library, with the first brief resolved."""
    page = make_page(screen)
    await screen.open()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    yield page
    assert screen.failures == []


@pytest.fixture
def two_figures(library: FakeLibrary) -> tuple[Figure, Figure]:
    """An older figure and a newer one, in the library before it is opened."""
    older = library.add(Recipe(subject="Moss queen", text="A figure of Moss queen."), 1, "#1f9d5c")
    newer = library.add(Recipe(subject="Tin pilot", text="A figure of Tin pilot.", size=SQUARE), 2, "#0b3d91")
    return older, newer


def type_into(widget: QWidget, text: str) -> None:
    widget.setFocus()
    QTest.keyClicks(widget, text)


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget.setFocus()
    QTest.keyClick(widget, key, modifiers)


async def submitted(screen: Screen, count: int = 1) -> tuple[str, ...]:
    """Generate and wait until the jobs are on the strip."""
    screen.generation.generate()
    await until(screen.generation.changed, lambda: len(screen.generation.snapshot.jobs) == count)
    await until(screen.generation.changed, lambda: screen.generation.snapshot.selected_job is not None)
    return tuple(item.job.id for item in screen.generation.snapshot.jobs)


def centre_colour(page: CreatePage) -> str:
    """The colour in the middle of the stage."""
    image = page.stage.view.grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2).name()


class StageNews:
    """The signals after which the stage may look different."""

    def __init__(self, page: CreatePage) -> None:
        pictures = page.stage.pictures
        self._signals = (pictures.picture_ready, pictures.picture_failed, pictures.preview_ready)

    def connect(self, slot: Callable[..., None]) -> None:
        for signal in self._signals:
            signal.connect(slot)

    def disconnect(self, slot: Callable[..., None]) -> None:
        for signal in self._signals:
            signal.disconnect(slot)


async def shows(page: CreatePage, colour: str) -> None:
    """Wait until the stage shows a colour in its middle."""
    await until(StageNews(page), lambda: centre_colour(page) == colour)


async def says_it_is_missing(page: CreatePage) -> None:
    """Wait until the stage has a sentence in place of a picture."""
    await until(StageNews(page), page.stage.notice.isVisible)


def toast_button(screen: Screen, text: str) -> QAbstractButton:
    toasts = screen.window.findChildren(Toast)
    return next(b for toast in toasts for b in toast.findChildren(QAbstractButton) if b.text() == text)


# the form


async def test_the_first_brief_is_filled_in_and_the_subject_has_the_focus(page: CreatePage, screen: Screen) -> None:
    page.setFocus()
    assert page.form.subject.text().startswith("Ada Lovelace")
    assert page.form.name.text() == "ADA"
    assert (page.form.prompt.currentText(), page.form.theme.currentText()) == (
        "Blister pack, studio shot",
        "Neon Arcade",
    )
    assert page.form.rarity.value == "4"
    assert screen.window.focusWidget() is page.form.subject


async def test_typing_edits_the_brief_and_the_prompt_follows(page: CreatePage, screen: Screen) -> None:
    page.form.subject.selectAll()
    type_into(page.form.subject, "A moss queen")
    type_into(page.form.extra, "holding a lantern")
    page.form.name.selectAll()
    type_into(page.form.name, "MOSS")
    brief = screen.brief.snapshot.brief
    assert (brief.subject, brief.name, brief.extra) == ("A moss queen", "MOSS", "holding a lantern")
    await until(screen.brief.changed, lambda: "moss queen" in (screen.brief.snapshot.resolution or slot_of).text)
    assert page.side.prompt.spans.text() == "A figure of A moss queen, theme Neon Arcade, rarity Epic."


async def test_typing_does_not_rebuild_the_pickers(page: CreatePage) -> None:
    resets: list[int] = []
    page.form.theme.model().modelReset.connect(lambda: resets.append(1))
    page.form.prompt.model().modelReset.connect(lambda: resets.append(1))
    type_into(page.form.subject, "abc")
    assert resets == []


async def test_the_cursor_stays_where_it_is_while_typing_in_the_middle(page: CreatePage) -> None:
    subject = page.form.subject
    cursor = subject.textCursor()
    cursor.setPosition(3)
    subject.setTextCursor(cursor)
    type_into(subject, "xy")
    assert subject.text().startswith("Adaxy Lovelace")
    assert subject.textCursor().position() == 5


async def test_choices_and_shape_edit_the_brief(page: CreatePage, screen: Screen) -> None:
    page.form.theme.chosen.emit("")
    page.form.prompt.chosen.emit("2")
    page.form.rarity.chosen.emit("1")
    page.form.shape.shape.chosen.emit("1024x1024")
    brief = screen.brief.snapshot.brief
    assert (brief.prompt_id, brief.theme_id, brief.rarity_id, brief.size) == (2, None, 1, SQUARE)
    assert page.form.theme.currentText() == "No theme"


async def test_the_badge_says_when_the_draft_is_saved(page: CreatePage, screen: Screen) -> None:
    badge = next(label for label in page.form.findChildren(QLabel) if label.property("badge"))
    type_into(page.form.subject, "x")
    assert badge.text() == "Saving…"
    await until(screen.brief.changed, lambda: screen.brief.snapshot.is_draft_saved)
    assert badge.text() == "Draft saved"


async def test_before_the_library_is_open_nothing_can_be_typed_and_the_button_says_why(screen: Screen) -> None:
    page = make_page(screen)
    assert not page.form.subject.isEnabled()
    assert not page.form.bar.button.isEnabled()
    assert "The library is being opened." in page.form.bar.button.accessibleDescription()


# generating


async def test_the_button_says_why_nothing_can_be_generated(page: CreatePage, screen: Screen) -> None:
    button = page.form.bar.button
    assert button.isEnabled()
    screen.brief.edit(subject="")
    assert not button.isEnabled()
    reasons = page.form.bar.findChild(QLabel, "reasons")
    assert isinstance(reasons, QLabel)
    assert reasons.isVisible()
    assert reasons.text() == "Say what the figure is: the subject is empty."
    assert reasons.text() in button.accessibleDescription()
    assert reasons.text() in button.toolTip()
    assert not screen.actions["create-generate"].isEnabled()


async def test_the_button_counts_the_variations(page: CreatePage, screen: Screen) -> None:
    assert page.form.bar.button.text() == "Generate figure"
    press(page.form.bar.variations, Qt.Key.Key_4)
    assert page.form.bar.button.text() == "Generate 4 figures"
    assert screen.brief.snapshot.brief.variations == 4


async def test_a_press_on_the_button_submits_a_job_for_each_variation(
    page: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    screen.brief.edit(variations=3)
    page.form.bar.button.click()
    await until(screen.generation.changed, lambda: len(screen.generation.snapshot.jobs) == 3)
    assert [recipe.variation for recipe in runner.submitted] == [0, 1, 2]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
async def test_ctrl_enter_generates_while_typing(
    page: CreatePage, screen: Screen, runner: FakeRunner, key: Qt.Key
) -> None:
    press(page.form.subject, key, Qt.KeyboardModifier.ControlModifier)
    await until(screen.generation.changed, lambda: bool(screen.generation.snapshot.jobs))
    assert len(runner.submitted) == 1


async def test_ctrl_enter_says_why_it_cannot_generate(page: CreatePage, screen: Screen, runner: FakeRunner) -> None:
    screen.brief.edit(subject=" ")
    press(page.form.subject, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert screen.messages.shown == ("Say what the figure is: the subject is empty.",)
    assert runner.submitted == []


# the stage


async def test_an_empty_library_says_what_to_do(page: CreatePage) -> None:
    texts = [label.text() for label in page.stage.view.findChildren(QLabel) if label.isVisible()]
    assert "Your figure appears here" in texts


@pytest.mark.parametrize("figure_id", ["job-1", "another"])
async def test_progress_preview_and_picture_follow_each_other_on_the_stage(
    page: CreatePage, screen: Screen, runner: FakeRunner, library: FakeLibrary, figure_id: str
) -> None:
    (job_id,) = await submitted(screen)
    assert page.stage.headline.text() == "Ada Lovelace as a clockwork arcade inventor · Neon Arcade · Epic"
    assert stage_text(page) == "Waiting for its turn"
    screen.runner.progress("job-1", "OpenAI cannot be reached. Asking again in 5 s.")
    await screen.tasks_done()
    assert stage_text(page) == "OpenAI cannot be reached. Asking again in 5 s."
    runner.change(job_id, JobState.RUNNING)
    runner.progress(job_id, "Drawing the packaging", 0.5, picture_bytes("#ff0000"))
    await shows(page, "#ff0000")
    assert stage_text(page) == "Drawing the packaging"

    figure = replace(library.add(runner.jobs[job_id].recipe, 7, "#00ff00"), id=figure_id)
    shown: list[str] = []
    page.stage.view.zoom_changed.connect(lambda *_: shown.append(centre_colour(page)))
    runner.finish(job_id, figure)
    await until(screen.generation.changed, lambda: screen.generation.snapshot.selected_figure is not None)
    assert stage_text(page) == ""
    assert centre_colour(page) in ("#ff0000", "#00ff00")
    await shows(page, "#00ff00")
    assert stage_text(page) == ""
    assert set(shown) <= {"#ff0000", "#00ff00"}


async def test_cancel_on_the_stage_waits_for_the_jobs_own_end(
    page: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    (job_id,) = await submitted(screen)
    runner.hold_cancel = asyncio.Event()
    runner.change(job_id, JobState.RUNNING)
    await until(screen.generation.changed, lambda: screen.generation.snapshot.jobs[0].job.state is JobState.RUNNING)
    page.stage.view.cancel_requested.emit()
    assert stage_text(page) == "Cancelling…"
    runner.progress(job_id, "Drawing", 0.9)
    await until(screen.generation.changed, lambda: screen.generation.snapshot.jobs[0].progress is not None)
    assert stage_text(page) == "Cancelling…"
    runner.hold_cancel.set()
    await until(screen.generation.changed, lambda: not screen.generation.snapshot.jobs)
    assert stage_text(page) == ""
    assert runner.cancelled == [job_id]


async def test_escape_cancels_the_job_on_the_stage(page: CreatePage, screen: Screen, runner: FakeRunner) -> None:
    await submitted(screen)
    press(page.form.subject, Qt.Key.Key_Escape)
    await until(screen.generation.changed, lambda: not screen.generation.snapshot.jobs)
    assert runner.cancelled == ["job-1"]


async def test_all_that_is_being_made_is_cancelled_at_once(
    page: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    screen.brief.edit(variations=3)
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    screen.generation.generate()
    await until(screen.generation.changed, lambda: screen.generation.snapshot.selected == "job-1")
    assert screen.actions["create-cancel-all"].isEnabled()
    button = next(b for b in page.stage.view.findChildren(QAbstractButton) if b.text() == "Cancel all 3")
    button.click()
    await until(screen.generation.changed, lambda: not screen.generation.snapshot.jobs)
    assert sorted(runner.cancelled) == ["job-1", "job-2", "job-3"]
    assert not screen.actions["create-cancel-all"].isEnabled()


async def test_all_that_did_not_work_is_dismissed_at_once(page: CreatePage, screen: Screen, runner: FakeRunner) -> None:
    screen.brief.edit(variations=2)
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    screen.generation.generate()
    await until(screen.generation.changed, lambda: screen.generation.snapshot.selected == "job-1")
    for job_id in ("job-1", "job-2"):
        runner.change(job_id, JobState.FAILED, "The disk is full.", "Free some space.")
    now = screen.generation
    await until(screen.generation.changed, lambda: all(item.job.state.is_over for item in now.snapshot.jobs))
    notice_button(page, "Dismiss all 2").click()
    assert now.snapshot.jobs == ()
    assert not screen.actions["create-dismiss-all"].isEnabled()


async def test_between_fit_and_actual_size_the_zoom_is_told_in_percent(
    with_figures: CreatePage, screen: Screen
) -> None:
    stage = with_figures.stage
    await until(stage.pictures.picture_ready, lambda: stage.pictures.picture("figure-2") is not None)
    assert (stage.zoom.value, stage.percent.text()) == ("fit", "")
    screen.actions["create-actual-size"].trigger()
    assert (stage.zoom.value, stage.percent.text()) == ("actual", "")
    press(stage.view.canvas, Qt.Key.Key_Plus)
    assert (stage.zoom.value, stage.percent.text()) == ("", "125%")
    screen.actions["create-fit"].trigger()
    assert (stage.zoom.value, stage.percent.text()) == ("fit", "")


async def test_a_failed_job_says_why_and_can_be_tried_again_or_dismissed(
    page: CreatePage, screen: Screen, runner: FakeRunner
) -> None:
    (job_id,) = await submitted(screen)
    runner.change(job_id, JobState.FAILED, "The disk is full.", "Free some space.")
    await until(screen.generation.changed, lambda: screen.generation.snapshot.jobs[0].job.state is JobState.FAILED)
    assert page.stage.notice.isVisible()
    assert page.stage.notice.text == "The disk is full. Free some space."
    notice_button(page, "Try again").click()
    await until(screen.generation.changed, lambda: screen.generation.snapshot.selected == "job-2")
    assert page.stage.view.isVisible()
    assert runner.submitted[0] == runner.submitted[1]

    runner.change("job-2", JobState.UNKNOWN)
    await until(screen.generation.changed, lambda: screen.generation.snapshot.jobs[0].job.state is JobState.UNKNOWN)
    assert page.stage.notice.text.startswith("It is not known how this ended. It may have been billed")
    notice_button(page, "Dismiss").click()
    assert screen.generation.snapshot.jobs == ()
    assert page.stage.view.isVisible()


async def test_a_figure_whose_file_is_gone_says_so(screen: Screen, two_figures: tuple[Figure, Figure]) -> None:
    page = make_page(screen)
    Path(two_figures[1].path).unlink()
    await screen.open()
    await says_it_is_missing(page)
    assert page.stage.notice.isVisible()
    assert "not in the library's folder any more" in page.stage.notice.text
    screen.generation.select(two_figures[0].id)
    await shows(page, "#1f9d5c")
    screen.generation.select(two_figures[1].id)
    await says_it_is_missing(page)
    assert page.stage.notice.isVisible()


async def test_the_picture_that_was_chosen_last_is_the_one_that_stays(screen: Screen, library: FakeLibrary) -> None:
    figures = [library.add(Recipe(subject=f"Figure {n}", text="x"), n, f"#0000{n:02x}") for n in range(1, 9)]
    page = make_page(screen)
    await screen.open()
    for figure in figures:
        screen.generation.select(figure.id)
    screen.generation.select(figures[2].id)
    await shows(page, "#000003")
    await screen.tasks_done()
    assert centre_colour(page) == "#000003"


# the strip


async def test_the_strip_shows_jobs_then_figures_and_choosing_one_puts_it_on_the_stage(
    screen: Screen, two_figures: tuple[Figure, Figure], library: FakeLibrary
) -> None:
    await library.rate(two_figures[0].id, 3)
    page = make_page(screen)
    await screen.open()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    await submitted(screen)
    model = page.strip.film.model()
    assert [model.tile(row).subtitle for row in range(model.rowCount())] == ["queued", "Saved", "★★★"]
    page.strip.film.set_current_row(2)
    assert screen.generation.snapshot.selected == two_figures[0].id
    press(page.strip.film, Qt.Key.Key_Left)
    assert screen.generation.snapshot.selected == two_figures[1].id


# the figure


@pytest_asyncio.fixture
async def with_figures(screen: Screen, two_figures: tuple[Figure, Figure]) -> CreatePage:
    """The screen with two figures, the newer one on the stage."""
    page = make_page(screen)
    await screen.open()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    await shows(page, "#0b3d91")
    return page


async def test_digits_rate_the_figure_and_the_same_digit_takes_it_away(
    with_figures: CreatePage, screen: Screen, library: FakeLibrary
) -> None:
    press(with_figures.strip.film, Qt.Key.Key_4)
    await emitted(screen.figures.updated)
    assert library.figures["figure-2"].rating == 4
    assert with_figures.figure_bar.stars.value() == 4
    press(with_figures.strip.film, Qt.Key.Key_4)
    await emitted(screen.figures.updated)
    assert library.figures["figure-2"].rating == 0
    press(with_figures.figure_bar.stars, Qt.Key.Key_2)
    await emitted(screen.figures.updated)
    press(with_figures.stage.view, Qt.Key.Key_0)
    await emitted(screen.figures.updated)
    assert library.figures["figure-2"].rating == 0


async def test_digits_in_a_text_field_are_text(with_figures: CreatePage, screen: Screen, library: FakeLibrary) -> None:
    type_into(with_figures.form.extra, "5")
    await screen.tasks_done()
    assert screen.brief.snapshot.brief.extra == "5"
    assert library.figures["figure-2"].rating == 0


async def test_delete_is_undone_by_its_message(with_figures: CreatePage, screen: Screen, library: FakeLibrary) -> None:
    press(with_figures.strip.film, Qt.Key.Key_Delete)
    await emitted(screen.figures.removed)
    assert screen.generation.snapshot.selected == "figure-1"
    assert "“Tin pilot” deleted." in screen.messages.shown
    toast_button(screen, "Undo").click()
    await until(screen.generation.changed, lambda: screen.generation.snapshot.selected == "figure-2")
    assert library.deleted == set()


async def test_delete_is_undone_by_key_but_not_while_a_sentence_is_typed(
    with_figures: CreatePage, screen: Screen, library: FakeLibrary
) -> None:
    press(with_figures.strip.film, Qt.Key.Key_Delete)
    await emitted(screen.figures.removed)
    screen.messages.dismiss_all()
    QTest.keyClicks(with_figures.form.subject, "!")
    QTest.keyClick(with_figures.form.subject, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert library.deleted == {"figure-2"}
    assert "!" not in with_figures.form.subject.text()
    QTest.keyClick(with_figures.strip.film, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(screen.generation.changed, lambda: len(screen.generation.snapshot.recent) == 2)
    assert library.deleted == set()


async def test_make_again_fills_the_brief_and_undo_brings_back_what_was_typed(
    with_figures: CreatePage, screen: Screen
) -> None:
    screen.brief.edit(subject="half a sentence")
    typed = screen.brief.snapshot.brief
    screen.actions["create-make-again"].trigger()
    assert with_figures.form.subject.text() == "Tin pilot"
    assert with_figures.form.shape.shape.value == str(SQUARE)
    assert screen.messages.shown == ("The brief was filled from “Tin pilot”.",)
    toast_button(screen, "Undo").click()
    assert screen.brief.snapshot.brief == typed
    assert with_figures.form.subject.text() == "half a sentence"


async def test_starting_over_empties_the_brief_and_can_be_undone(page: CreatePage, screen: Screen) -> None:
    before = screen.brief.snapshot.brief
    press(page.form.subject, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.form.subject.text() == ""
    assert screen.brief.snapshot.brief.theme_id == before.theme_id
    toast_button(screen, "Undo").click()
    assert screen.brief.snapshot.brief == before


async def test_copy_image_copies_the_whole_picture(with_figures: CreatePage, screen: Screen) -> None:
    QGuiApplication.clipboard().clear()
    press(with_figures.stage.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    await screen.tasks_done()
    assert QGuiApplication.clipboard().image().size() == QSize(24, 36)


async def test_save_a_copy_suggests_a_name_and_copies(
    with_figures: CreatePage, screen: Screen, library: FakeLibrary, tmp_path: Path
) -> None:
    press(with_figures.form.subject, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = screen.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("tin-pilot.png")
    dialog.fileSelected.emit(str(tmp_path / "copy.png"))
    dialog.reject()
    await screen.tasks_done()
    assert library.copies == [tmp_path / "copy.png"]
    assert "Copy saved as copy.png." in screen.messages.shown


async def test_the_keys_of_a_figure_do_nothing_while_another_screen_is_shown(
    with_figures: CreatePage, screen: Screen
) -> None:
    assert screen.actions["create-delete"].isEnabled()
    with_figures.hide()
    assert not screen.actions["create-delete"].isEnabled()
    assert not screen.actions["create-generate"].isEnabled()


async def test_the_details_tell_what_a_figure_was_made_from(with_figures: CreatePage, screen: Screen) -> None:
    with_figures.show_side("details")
    details = with_figures.side.details
    assert details.value("Subject") == "Tin pilot"
    assert details.value("Theme") == "None"
    assert details.value("Size") == "24 × 36 px"
    assert details.value("Cost") == "Free"
    assert details.value("Made") == moment_text(NOON)
    assert details.value("Made by") == "Mock-up"
    assert details.value("Alt text") == "A figure of Tin pilot"
    assert details.prompt.text() == "A figure of Tin pilot."
    screen.actions["create-copy-prompt"].trigger()
    assert QGuiApplication.clipboard().text() == "A figure of Tin pilot."


# the prompt


async def test_the_prompt_is_shown_in_slots_and_can_be_copied(page: CreatePage) -> None:
    press(page.form.subject, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text() == page.side.prompt.spans.text()
    assert page.side.prompt.spans.text().startswith("A figure of Ada Lovelace")


@pytest.mark.parametrize(
    ("paths", "slot"),
    [
        (set(), ""),
        ({"subject"}, "subject"),
        ({"name"}, "subject"),
        ({"extra"}, "subject"),
        ({"theme.details.mood"}, "theme"),
        ({"rarity.name", "theme.name"}, "theme"),
        ({"rarity.name", "name"}, "subject"),
        ({"subjective"}, ""),
    ],
)
def test_a_span_has_the_slot_of_its_first_source(paths: set[str], slot: str) -> None:
    assert slot_of(Span("x", frozenset(paths))) == slot


async def test_notes_of_the_lint_stand_beside_the_prompt_and_errors_keep_it_from_being_sent(
    page: CreatePage, screen: Screen
) -> None:
    screen.resolver.lint = (LintNote(Severity.WARNING, "missing", "The theme has no `music`.", "It is left out."),)
    screen.brief.edit(subject="A")
    await until(screen.brief.changed, lambda: bool(page.side.prompt.notes.notes))
    assert page.side.prompt.notes.notes[0].kind == "warning"
    assert page.form.bar.button.isEnabled()
    screen.resolver.lint = (LintNote(Severity.ERROR, "syntax", "Line 1 is not closed."),)
    screen.brief.edit(subject="B")
    await until(screen.brief.changed, lambda: bool(screen.brief.snapshot.reasons))
    assert page.side.prompt.notes.notes[0].kind == "error"
    assert not page.form.bar.button.isEnabled()
    assert not page.side.prompt.copy_button.isEnabled()


# references


def drop(page: CreatePage, mime: QMimeData) -> None:
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(event)


async def references(screen: Screen, count: int) -> tuple[str, ...]:
    await until(screen.brief.changed, lambda: len(screen.brief.snapshot.brief.references) == count)
    return tuple(reference.name for reference in screen.brief.snapshot.brief.references)


async def test_files_dropped_anywhere_become_references_that_can_be_ordered_and_removed(
    page: CreatePage, screen: Screen, tmp_path: Path
) -> None:
    files = [tmp_path / "a.png", tmp_path / "b.png"]
    for file, colour in zip(files, ("#111111", "#222222"), strict=True):
        file.write_bytes(picture_bytes(colour))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    drop(page, mime)
    assert not page.form.bar.button.isEnabled()
    assert await references(screen, 2) == ("a.png", "b.png")

    strip = page.form.references.strip
    strip.move_reference(strip.keys[1], 0)
    assert await references(screen, 2) == ("b.png", "a.png")
    strip.remove_requested.emit(strip.keys[0])
    assert await references(screen, 1) == ("a.png",)
    toast_button(screen, "Undo").click()
    assert await references(screen, 2) == ("b.png", "a.png")


async def test_a_picture_on_the_clipboard_is_pasted_as_a_reference(page: CreatePage, screen: Screen) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    QGuiApplication.clipboard().setImage(image)
    press(page.form.bar.button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert await references(screen, 1) == ("Pasted picture",)
    QGuiApplication.clipboard().clear()
    press(page.form.bar.button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "There is no picture on the clipboard." in screen.messages.shown


async def test_a_picture_pasted_into_the_subject_is_a_reference_and_no_text(
    page: CreatePage, screen: Screen, tmp_path: Path
) -> None:
    (tmp_path / "c.png").write_bytes(picture_bytes("#333333"))
    page.form.subject.pictures_dropped.emit(Dropped(files=(tmp_path / "c.png",)))
    assert await references(screen, 1) == ("c.png",)


async def test_files_are_chosen_in_a_dialog(page: CreatePage, screen: Screen, tmp_path: Path) -> None:
    (tmp_path / "d.png").write_bytes(picture_bytes("#444444"))
    page.form.references.strip.add_requested.emit()
    dialog = screen.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.filesSelected.emit([str(tmp_path / "d.png")])
    dialog.reject()
    assert await references(screen, 1) == ("d.png",)


async def test_what_is_no_picture_is_refused_with_its_sentence(
    page: CreatePage, screen: Screen, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("no picture")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "notes.txt"))])
    drop(page, mime)
    error = await emitted(screen.brief.refused)
    assert isinstance(error, StudioError)
    assert "“notes.txt” is not a picture that the studio can read." in screen.messages.shown


# looks and access


async def test_hostile_words_are_shown_as_they_are(screen: Screen, library: FakeLibrary) -> None:
    library.drafts["create"] = {"brief": Brief(subject=HOSTILE, name=HOSTILE[:100], prompt_id=1).to_json()}
    figure = library.add(Recipe(subject=HOSTILE, text=HOSTILE, name=HOSTILE[:100]), 1)
    page = make_page(screen)
    await screen.open()
    await shows(page, "#1f9d5c")
    page.show_side("details")
    assert page.stage.headline.text().startswith("<b>Bold</b>")
    assert page.side.details.value("Subject") == HOSTILE
    assert_texts_are_plain(page)
    assert page.form.subject.text() == figure.recipe.subject
    assert page.side.details.isVisible()
    assert_nothing_is_clipped(page)
    assert_nothing_leaves_its_area(page)


async def test_every_control_has_a_name(with_figures: CreatePage, screen: Screen) -> None:
    await submitted(screen)
    for tab in ("prompt", "details"):
        with_figures.show_side(tab)
        assert_every_control_has_a_name(with_figures)


async def test_tab_reaches_the_fields_in_reading_order(page: CreatePage, screen: Screen) -> None:
    page.setFocus()
    order: list[str] = []
    for _ in range(40):
        focused = screen.window.focusWidget()
        assert focused is not None
        order.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    wanted = ["Subject", "Name on the card", "Prompt template", "Theme", "Extra wording", "Variations"]
    places = [order.index(name) for name in wanted]
    assert places == sorted(places)


async def test_tab_stops_at_everything_in_reading_order_also_at_what_came_later(
    with_figures: CreatePage, screen: Screen
) -> None:
    screen.brief.add_references([(picture_bytes("#ff0000"), "red.png"), (picture_bytes("#00ff00"), "green.png")])
    await until(screen.brief.changed, lambda: len(screen.brief.snapshot.brief.references) == 2)
    await screen.tasks_done()
    screen.window.activateWindow()
    with_figures.setFocus()
    order: list[str] = []
    for _ in range(40):
        focused = screen.window.focusWidget()
        assert focused is not None
        order.append(focused.accessibleName() or focused.property("text"))
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    parts = (
        *("Subject", "Theme", "Rarity", "Extra wording", "Reference 1", "Reference 2", "Add a reference", "Shape"),
        *("Made by", "Variations", "Rating", "Make again", "Delete figure", "Jobs and newest figures"),
    )
    places = [next((at for at, name in enumerate(order) if name.startswith(part)), -1) for part in parts]
    assert -1 not in places, order
    assert places == sorted(places), order


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [QSize(1364, 870), QSize(804, 570)])
async def test_nothing_is_clipped(with_figures: CreatePage, screen: Screen, scale: float, size: QSize) -> None:
    screen.brief.edit(variations=16, subject="Ada " * 60)
    await submitted(screen, 16)
    screen.runner.change("job-1", JobState.FAILED, "A sentence that is rather long. " * 4, "Another one. " * 6)
    await until(screen.generation.changed, lambda: screen.generation.snapshot.jobs[0].job.state is JobState.FAILED)
    screen.appearance.set_text_scale(scale)
    screen.window.resize(size)
    for tab in ("prompt", "details"):
        with_figures.show_side(tab)
        await asyncio.sleep(0)
        assert_nothing_is_clipped(with_figures)
        assert_nothing_leaves_its_area(with_figures)
        stage = with_figures.stage.mapTo(with_figures, QPoint(0, 0)).x()
        assert with_figures.form.geometry().right() < stage
        assert stage + with_figures.stage.width() <= with_figures.width()
    screen.appearance.set_text_scale(0)


async def test_the_side_panel_is_a_drawer_in_a_narrow_window(page: CreatePage, screen: Screen) -> None:
    assert page.side.isVisible()
    screen.window.resize(804, 570)
    assert not page.side.isVisible()
    button = next(
        b for b in page.stage.findChildren(Button) if b.accessibleName() == "Show prompt and details" and b.isVisible()
    )
    button.click()
    assert page.side.isVisible()
    assert button.accessibleName() == "Hide prompt and details"
    button.click()
    assert not page.side.isVisible()
    screen.window.resize(1364, 870)
    assert page.side.isVisible()


def assert_nothing_is_clipped(page: CreatePage) -> None:
    """Every visible button and label has at least the room that it asks for, inside its parent."""
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QAbstractButton | QLabel):
            continue
        hint = widget.minimumSizeHint().boundedTo(widget.maximumSize())
        what = f"{type(widget).__name__} “{widget.text()[:60]}”"
        assert widget.width() >= hint.width(), f"{what} is {widget.width()} px wide and needs {hint.width()}"
        needed = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else hint.height()
        assert widget.height() >= needed, f"{what} is {widget.height()} px high and needs {needed}"
        parent = widget.parentWidget()
        assert widget.geometry().right() <= parent.width(), f"{what} leaves its parent"


def stage_text(page: CreatePage) -> str:
    """What the bar on the stage says, empty while there is none."""
    bar = page.stage.view.findChild(QFrame, "stageBar")
    assert isinstance(bar, QFrame)
    return "" if bar.isHidden() else bar.findChildren(QLabel)[0].text()


def notice_button(page: CreatePage, text: str) -> QAbstractButton:
    return next(button for button in page.stage.notice.findChildren(QAbstractButton) if button.text() == text)


async def test_a_theme_with_odd_details_still_has_its_place(screen: Screen, library: FakeLibrary) -> None:
    theme = library.entries.of(library.entries.entries[2].kind)[0]
    odd = replace(theme, id=9, name=None, value={"colors": ["red", 7, None]})
    await library.put_entries("local", (odd,))
    page = make_page(screen)
    await screen.open()
    keys = [page.form.theme.itemText(row) for row in range(page.form.theme.count())]
    assert keys == ["Neon Arcade", "Deep Sea", "Theme 9", "No theme"]


async def test_a_size_that_has_no_segment_is_told_in_pixels(page: CreatePage, screen: Screen) -> None:
    screen.brief.edit(size=Size(512, 768))
    texts = [label.text() for label in page.form.findChildren(QLabel) if label.isVisible()]
    assert "512 × 768 px" in texts
    page.form.shape.shape.chosen.emit(str(SQUARE))
    assert screen.brief.snapshot.brief.size == SQUARE


async def test_ctrl_l_leads_to_the_subject(page: CreatePage, screen: Screen) -> None:
    press(page.form.name, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert screen.window.focusWidget() is page.form.subject
    assert page.form.subject.textCursor().selectedText() == page.form.subject.text()


async def test_the_menu_of_the_strip_is_about_the_tile_under_the_pointer(
    with_figures: CreatePage, screen: Screen
) -> None:
    with_figures.strip.film.menu_requested.emit(1, QPoint(10, 10))
    assert screen.generation.snapshot.selected == "figure-1"
    menu = next(menu for menu in with_figures.findChildren(QMenu) if menu.isVisible())
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == [
        "Make again",
        "Edit this figure",
        "Make a final",
        "Publish…",
        "Copy public link",
        "Compare",
        "Save a copy…",
        "Copy image",
        "Show in folder",
        "Rate",
        "Delete figure",
    ]
    menu.close()


def test_only_words_too_long_for_a_line_are_made_breakable() -> None:
    assert breakable("a plain sentence") == "a plain sentence"
    assert breakable("x" * 20) == "x" * 20
    assert breakable("x" * 25) == "\u200b".join(("x" * 10, "x" * 10, "x" * 5))
    assert breakable(breakable("x" * 25)) == breakable("x" * 25)


async def test_the_figure_on_the_stage_is_compared_with_the_one_beside_it(
    with_figures: CreatePage, screen: Screen, two_figures: tuple[Figure, Figure]
) -> None:
    older, newer = two_figures
    button = with_figures.stage.head.compare_button
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    screen.generation.select(older.id)
    press(with_figures.strip.film, Qt.Key.Key_C)
    assert [(first.id, second.id) for first, second in screen.compared] == [(older.id, newer.id), (newer.id, older.id)]


async def test_without_a_second_figure_there_is_nothing_to_compare(screen: Screen, library: FakeLibrary) -> None:
    library.add(Recipe(subject="Moss queen", text="A figure of Moss queen."), 1)
    page = make_page(screen)
    await screen.open()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    await until(screen.generation.changed, lambda: screen.generation.snapshot.selected_figure is not None)
    assert page.stage.head.compare_button.isHidden()
