"""What can be done with a figure on every screen: copies, the clipboard, its folder, and deleting with undo."""

from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QFileDialog

from studio.core.errors import FigureMissing
from studio.core.figure import Figure
from studio.core.recipe import PictureFormat, Recipe
from studio.ui.facts import short_title
from studio.ui.figure_actions import FigureActions, suggested_name
from studio.ui.file_manager import OnFailed
from studio.ui.widgets.toast import Toast
from tests.ui.fakes import FakeLibrary, Screen


class Revealed:
    """A file manager that remembers what it was asked for."""

    def __init__(self) -> None:
        self.files: list[Path] = []
        self.works = True

    def __call__(self, file: Path, on_failed: OnFailed) -> None:
        self.files.append(file)
        if not self.works:
            on_failed(file.parent)


@pytest.fixture
def revealed() -> Revealed:
    return Revealed()


@pytest_asyncio.fixture
async def actions(screen: Screen, revealed: Revealed) -> FigureActions:
    screen.window.show()
    return FigureActions(screen.window, screen.figures, screen.pictures, screen.tasks, screen.messages, revealed)


@pytest.fixture
def figure(library: FakeLibrary) -> Figure:
    return library.add(Recipe("A tin pilot", "A figure.", name="Tin Pilot"), 1)


def toast_button(screen: Screen, text: str) -> QAbstractButton:
    toasts = screen.window.findChildren(Toast)
    return next(b for toast in toasts for b in toast.findChildren(QAbstractButton) if b.text() == text)


async def test_a_copy_is_saved_where_the_dialog_says_and_can_be_shown(
    actions: FigureActions, screen: Screen, figure: Figure, revealed: Revealed, tmp_path: Path
) -> None:
    actions.save_copy(figure)
    dialog = screen.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("tin-pilot.png")
    target = tmp_path / "copy.png"
    dialog.fileSelected.emit(str(target))
    dialog.reject()
    await screen.tasks_done()
    assert "Copy saved as copy.png." in screen.messages.shown
    toast_button(screen, "Show in folder").click()
    assert revealed.files == [target]


async def test_a_copy_that_something_else_saved_is_not_told_twice(
    actions: FigureActions, screen: Screen, figure: Figure, tmp_path: Path
) -> None:
    screen.figures.save_copy(figure, tmp_path / "other.png")
    await screen.tasks_done()
    assert screen.messages.shown == ()


async def test_the_whole_picture_is_copied(actions: FigureActions, screen: Screen, figure: Figure) -> None:
    QGuiApplication.clipboard().clear()
    actions.copy_image(figure)
    await screen.tasks_done()
    assert QGuiApplication.clipboard().image().width() == figure.width
    assert screen.messages.shown == ("Image copied.",)


async def test_the_file_is_shown_in_its_folder(
    actions: FigureActions, screen: Screen, figure: Figure, revealed: Revealed
) -> None:
    actions.show_in_folder(figure)
    await screen.tasks_done()
    assert revealed.files == [Path(figure.path)]


async def test_without_a_file_manager_the_path_is_on_the_clipboard(
    actions: FigureActions, screen: Screen, figure: Figure, revealed: Revealed
) -> None:
    revealed.works = False
    actions.show_in_folder(figure)
    await screen.tasks_done()
    assert QGuiApplication.clipboard().text() == str(Path(figure.path).parent)
    assert screen.messages.shown[0].startswith("No program here opens folders.")


async def test_a_picture_that_is_gone_is_said_in_a_sentence(
    actions: FigureActions, screen: Screen, figure: Figure, revealed: Revealed
) -> None:
    gone = replace(figure, path=str(Path(figure.path).with_name("gone.png")))
    actions.show_in_folder(gone)
    actions.copy_image(gone)
    await screen.tasks_done()
    assert revealed.files == []
    assert [type(error) for error in screen.failures] == [FigureMissing, FigureMissing]


async def test_deleting_offers_to_undo_it(
    actions: FigureActions, screen: Screen, figure: Figure, library: FakeLibrary
) -> None:
    other = library.add(Recipe("Moss queen", "A figure."), 2)
    actions.delete([figure])
    await screen.tasks_done()
    assert screen.messages.shown == ("“Tin Pilot” deleted.",)
    toast_button(screen, "Undo").click()
    await screen.tasks_done()
    assert library.deleted == set()
    actions.delete([figure, other])
    await screen.tasks_done()
    assert "2 figures deleted." in screen.messages.shown


async def test_the_last_deletion_is_undone_as_long_as_it_can_be(
    actions: FigureActions, screen: Screen, figure: Figure, library: FakeLibrary
) -> None:
    others = [library.add(Recipe(subject, "A figure."), 2 + n) for n, subject in enumerate(("Moss queen", "Ada"))]
    assert not actions.deletions.can_undo
    for figures in ([figure], others):
        actions.delete(figures)
        await screen.tasks_done()
    screen.messages.dismiss_all()
    assert actions.deletions.can_undo
    actions.deletions.undo()
    actions.deletions.undo()
    await screen.tasks_done()
    assert library.deleted == set(), "one press for each deletion, the newest first"
    assert screen.messages.shown == ("2 figures restored.", "“Tin Pilot” restored.")
    screen.messages.dismiss_all()
    assert not actions.deletions.can_undo
    actions.deletions.undo()
    await screen.tasks_done()
    assert screen.messages.shown == ()


async def test_undo_takes_the_newest_message_at_its_word(
    actions: FigureActions, screen: Screen, figure: Figure, library: FakeLibrary
) -> None:
    undone: list[str] = []
    actions.delete([figure])
    await screen.tasks_done()
    screen.messages.tell("“brick.png” removed.", "Undo", lambda: undone.append("reference"))
    screen.messages.tell("Copy saved as copy.png.", "Show in folder", lambda: undone.append("wrong"))
    actions.deletions.undo()
    assert undone == ["reference"]
    assert library.deleted == {figure.id}
    actions.deletions.undo()
    actions.deletions.undo()
    await screen.tasks_done()
    assert library.deleted == set()
    assert screen.messages.shown == ("Copy saved as copy.png.",)


async def test_what_is_back_already_or_gone_for_good_is_not_undone(
    actions: FigureActions, screen: Screen, figure: Figure, library: FakeLibrary
) -> None:
    other = library.add(Recipe("Moss queen", "A figure."), 2)
    for each in (figure, other):
        actions.delete([each])
        await screen.tasks_done()
    screen.messages.dismiss_all()
    screen.figures.restore((figure.id,))
    screen.figures.remove_for_good((other.id,))
    await screen.tasks_done()
    assert not actions.deletions.can_undo


async def test_another_account_undoes_nothing_of_this_one(
    actions: FigureActions, screen: Screen, figure: Figure, library: FakeLibrary
) -> None:
    actions.delete([figure])
    await screen.tasks_done()
    screen.messages.dismiss_all()
    actions.deletions.forget()
    actions.deletions.undo()
    await screen.tasks_done()
    assert library.deleted == {figure.id}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Ada Lovelace", "ada-lovelace.png"),
        ("Señor Ñandú & Söhne", "senor-nandu-sohne.png"),
        ("../../etc/passwd", "etc-passwd.png"),
        ("CON", "figure-con.png"),
        ("🤖", "figure.png"),
        ("日本", "figure.png"),
        ("x" * 300, f"{'x' * 60}.png"),
        ("a\nb\x00c", "a-b-c.png"),
    ],
)
def test_suggested_names_are_taken_by_every_system(figure: Figure, title: str, name: str) -> None:
    assert suggested_name(replace(figure, recipe=Recipe(title, "A figure."))) == name


def test_a_jpeg_keeps_its_usual_extension(figure: Figure) -> None:
    assert suggested_name(replace(figure, format=PictureFormat.JPEG)) == "tin-pilot.jpg"


def test_titles_are_short_enough_for_a_sentence(figure: Figure) -> None:
    long = replace(figure, recipe=Recipe("word " * 100, "A figure."))
    assert len(short_title(long)) <= 48
    assert short_title(long).endswith("…")
