"""The card that checks the library and rebuilds it from its folder, with progress and result in place."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from studio.core.errors import StudioError
from studio.core.ports.library import CheckResult
from studio.state.tasks import Tasks
from studio.ui.appearance import Appearance
from studio.ui.facts import figures_text
from studio.ui.settings.info import SettingsInfo
from studio.ui.widgets.announcement import announce
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.cards import Card
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.notes_box import Note, NotesBox
from studio.ui.widgets.properties import set_role

OWNER, TASK = "settings", "library"
FAULTS_SHOWN = 8
BUSY = "The library is being read. Wait for it, or stop it."


class HealthCard(Card):
    """Two buttons; while one of them works the other waits and says why."""

    rebuilt = Signal()

    def __init__(self, appearance: Appearance, tasks: Tasks, info: SettingsInfo) -> None:
        super().__init__("Health")
        self._tasks = tasks
        self._info = info
        self.check_button = Button(appearance, "Check the library", icon="shield")
        self.rebuild_button = Button(appearance, "Rebuild from the folder", icon="refresh-cw")
        self.stop_button = Button(appearance, "Stop", icon="x")
        self.progress = QProgressBar()
        self.result = PlainLabel("", "muted", wrap=True)
        self.faults = NotesBox(appearance)
        self._lay_out()
        self.check_button.clicked.connect(lambda: self._start("Reading every picture…", self._check(), can_stop=True))
        self.rebuild_button.clicked.connect(
            lambda: self._start("Reading pictures and their files…", self._rebuild(), can_stop=False)
        )
        self.stop_button.clicked.connect(lambda: tasks.cancel(OWNER, TASK))

    def _lay_out(self) -> None:
        self.add_row(
            "Check", self.check_button, "Reads every picture and compares it with its record. Nothing is changed."
        )
        self.add_row(
            "Rebuild",
            self.rebuild_button,
            "When figures are missing: lists them anew from the pictures in the folder, with recipe and rating.",
        )
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress")
        self._work = QWidget()
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.progress, 1)
        row.addWidget(self.stop_button)
        outcome = QWidget()
        column = QVBoxLayout(outcome)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.result)
        column.addWidget(self._work)
        column.addWidget(self.faults)
        self.add_widget(outcome)
        self._work.hide()
        self.result.hide()

    def _start(self, doing: str, work: Coroutine[Any, Any, None], *, can_stop: bool) -> None:
        self._say(doing, "muted")
        self.faults.set_notes(())
        self.stop_button.setVisible(can_stop)
        self._tasks.start(OWNER, TASK, self._busy(work))

    async def _busy(self, work: Coroutine[Any, Any, None]) -> None:
        self._set_busy(is_busy=True)
        try:
            await work
        except asyncio.CancelledError:
            self._say("Stopped. Nothing was changed.", "muted")
            raise
        except StudioError as error:
            self._say(str(error), "error")
        finally:
            self._set_busy(is_busy=False)

    async def _check(self) -> None:
        result = await self._info.check()
        self._say(check_sentence(result), "warning" if result.faults else "ok")
        self.faults.set_notes(fault_notes(result))

    async def _rebuild(self) -> None:
        count = await self._info.rebuild()
        self._say(f"Rebuilt: {figures_text(count)} in the library.", "ok")
        self.rebuilt.emit()

    def _set_busy(self, *, is_busy: bool) -> None:
        self._work.setVisible(is_busy)
        for button in (self.check_button, self.rebuild_button):
            button.set_reasons((BUSY,) if is_busy else ())

    def _say(self, text: str, role: str) -> None:
        self.result.setText(text)
        self.result.setVisible(bool(text))
        set_role(self.result, role)
        announce(self.result, text)


def check_sentence(result: CheckResult) -> str:
    """What a check found, in one sentence."""
    if not result.figures and not result.faults:
        return "There are no figures to check yet."
    if not result.faults:
        return f"All is well: {figures_text(result.figures)}, each as it was saved."
    faults = "one thing is" if len(result.faults) == 1 else f"{len(result.faults):,} things are"
    return f"{figures_text(result.figures)} read; {faults} not as saved."


def fault_notes(result: CheckResult) -> tuple[Note, ...]:
    """The first faults, and how many more there are."""
    notes = [Note(fault) for fault in result.faults[:FAULTS_SHOWN]]
    more = len(result.faults) - len(notes)
    if more:
        notes.append(Note(f"And {more:,} more."))
    return tuple(notes)
