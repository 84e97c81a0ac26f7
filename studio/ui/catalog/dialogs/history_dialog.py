"""The versions of an entry: who published what and when, what it changed, and bringing one back as a draft."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from studio.core.catalog import Entry
from studio.core.catalog_change import EntryHistory, EntryVersion
from studio.core.draft import same_entry
from studio.state.entry_changes import EntryChanges
from studio.ui.appearance import Appearance
from studio.ui.catalog.dialogs.diff_view import DiffView
from studio.ui.catalog.dialogs.lines_list import add_lines
from studio.ui.catalog.dialogs.list_dialog import ListDialog
from studio.ui.widgets.labels import ElidedLabel, PlainLabel
from studio.ui.widgets.properties import breakable

SIZE = (860, 580)


class HistoryDialog(ListDialog):
    """Newest first; the chosen version is compared with the one before it."""

    version_chosen = Signal(object, object)  # EntryVersion, and the one before it or None
    restore_wanted = Signal(object)  # EntryVersion

    def __init__(self, appearance: Appearance, live: Entry, parent: QWidget) -> None:
        super().__init__(appearance, f"History of “{live.label}”", "Versions", "Bring back as a draft", SIZE, parent)
        self._live = live
        self._history: EntryHistory | None = None
        self._versions: tuple[EntryVersion, ...] = ()
        self._locked: tuple[str, ...] = ()
        self.notice = PlainLabel("", "warning", wrap=True)
        self.notice.hide()
        self.diff = DiffView(appearance, "What the version changed")
        self.note = PlainLabel("", wrap=True)
        self.about = ElidedLabel("Reading the history…", "muted")
        self.act.set_reasons(("Choose a version.",))
        self.column.insertWidget(1, self.notice)
        self.beside.addWidget(self.about)
        self.beside.addWidget(self.note)
        self.beside.addWidget(self.diff, 1)
        self.list.currentRowChanged.connect(self._on_chosen)
        self.accepted.connect(self._on_accepted)

    def set_locked(self, reasons: tuple[str, ...]) -> None:
        """Why nothing can be brought back here; none where it can."""
        self._locked = reasons

    def show_history(self, history: EntryHistory | None) -> None:
        """Show the versions that there are; None while they are read."""
        if history is None or history is self._history:
            return
        self._history = history
        versions = self._versions = history.versions
        self.notice.setText(breakable(history.notice))
        self.notice.setVisible(bool(history.notice))
        self.list.clear()
        add_lines(self.list, (_line_of(one) for one in versions))
        self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_changes(self, changes: EntryChanges) -> None:
        """Show what the chosen version changed."""
        if changes.of is not None and changes.of is self.chosen:
            self.diff.show_pieces(changes.pieces)

    @property
    def chosen(self) -> EntryVersion | None:
        """The version that is looked at."""
        row = self.list.currentRow()
        return self._versions[row] if 0 <= row < len(self._versions) else None

    def _on_chosen(self, row: int) -> None:
        version = self.chosen
        self.act.set_reasons(self._reasons(version))
        if version is None:
            return
        before = next((other for other in self._versions[row + 1 :] if other.number is not None), None)
        who = f" · {version.author}" if version.author else ""
        self.about.setText(f"{title_of(version)} · {time_words(version.at)}{who}")
        self.note.setText(breakable(version.note))
        self.note.setVisible(bool(version.note))
        self.version_chosen.emit(version, before)

    def _reasons(self, version: EntryVersion | None) -> tuple[str, ...]:
        if version is None:
            return ("Choose a version.",)
        return ("This is what is live now.",) if same_entry(version.entry, self._live) else self._locked

    def _on_accepted(self) -> None:
        if self.chosen is not None:
            self.restore_wanted.emit(self.chosen)


def _line_of(version: EntryVersion) -> str:
    between = "\n" if version.number is None else " · "  # the longest title leaves no room for the time
    return f"{title_of(version)}{between}{time_words(version.at)}\n{version.author}".strip()


def title_of(version: EntryVersion) -> str:
    """A version in two words."""
    if version.number is None:
        return "Kept before a merge"
    return f"Version {version.number}" + (", deleted" if version.entry is None else "")


def time_words(time: datetime) -> str:
    """A time as people here read it."""
    return time.astimezone().strftime("%Y-%m-%d %H:%M")
