"""The versions of an entry: who published what and when, what it changed, and bringing one back as a draft."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.catalog import Entry
from studio.core.catalog_change import EntryHistory, EntryVersion
from studio.core.draft import same_entry
from studio.core.text_diff import Change, Piece, line_diff
from studio.ui.appearance import Appearance
from studio.ui.catalog.diff_view import DiffView, comparable
from studio.ui.catalog.lines_list import lines_list
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import ElidedLabel, PlainLabel

WIDTH, HEIGHT = 860, 580


class HistoryDialog(QDialog):
    """Newest first; the chosen version is compared with the one before it."""

    restore_wanted = Signal(object)  # EntryVersion

    def __init__(self, appearance: Appearance, live: Entry, parent: QWidget) -> None:
        super().__init__(parent)
        name = live.label
        self.setModal(True)
        self.setWindowTitle(f"History of “{name}”")
        self.resize(appearance.px(WIDTH), appearance.px(HEIGHT))
        self._live = live
        self._history: EntryHistory | None = None
        self._versions: tuple[EntryVersion, ...] = ()
        self._locked: tuple[str, ...] = ()
        self.notice = PlainLabel("", "warning", wrap=True)
        self.notice.hide()
        self.list = lines_list("Versions")
        self.diff = DiffView(appearance, "What the version changed")
        self.note = PlainLabel("", wrap=True)
        self.about = ElidedLabel("Reading the history…", "muted")
        self.restore = Button(appearance, "Bring back as a draft", "primary", "rotate-ccw")
        self.restore.set_reasons(("Choose a version.",))
        close = Button(appearance, "Close")
        buttons = QDialogButtonBox()
        buttons.addButton(self.restore, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.about)
        right.addWidget(self.note)
        right.addWidget(self.diff, 1)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        self.list.setFixedWidth(appearance.px(270))
        middle.addWidget(self.list)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addWidget(PlainLabel(f"History of “{name}”", "title", wrap=True))
        column.addWidget(self.notice)
        column.addLayout(middle, 1)
        column.addWidget(buttons)
        self.list.currentRowChanged.connect(self._on_chosen)
        buttons.accepted.connect(self._on_restore)
        buttons.rejected.connect(self.reject)

    def set_locked(self, reasons: tuple[str, ...]) -> None:
        """Why nothing can be brought back here; none where it can."""
        self._locked = reasons

    def show_history(self, history: EntryHistory) -> None:
        """Show the versions that there are."""
        if history is self._history:
            return
        self._history = history
        versions = self._versions = history.versions
        self.notice.setText(history.notice)
        self.notice.setVisible(bool(history.notice))
        self.list.clear()
        for version in versions:
            who = f" · {version.author}" if version.author else ""
            self.list.addItem(f"{title_of(version)}{who}\n{time_words(version.at)}")
        self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def chosen(self) -> EntryVersion | None:
        """The version that is looked at."""
        row = self.list.currentRow()
        return self._versions[row] if 0 <= row < len(self._versions) else None

    def _on_chosen(self, row: int) -> None:
        version = self.chosen
        self.restore.set_reasons(self._reasons(version))
        if version is None:
            return
        before = next((other for other in self._versions[row + 1 :] if other.number is not None), None)
        who = f" · {version.author}" if version.author else ""
        self.about.setText(f"{title_of(version)} · {time_words(version.at)}{who}")
        self.note.setText(version.note)
        self.note.setVisible(bool(version.note))
        self.diff.show_pieces(self._changes(before, version))

    def _reasons(self, version: EntryVersion | None) -> tuple[str, ...]:
        if version is None:
            return ("Choose a version.",)
        return ("This is what is live now.",) if same_entry(version.entry, self._live) else self._locked

    def _changes(self, before: EntryVersion | None, version: EntryVersion) -> list[Piece]:
        pieces: list[Piece] = []
        old_name = before.name if before is not None else None
        if version.name != old_name:
            pieces.append(Piece(Change.ADDED, f"Name: {version.name or '(none)'}"))
        old = comparable(self._live.kind, before.text) if before is not None else ""
        is_gone = version.number is not None and version.entry is None
        new = "" if is_gone else comparable(self._live.kind, version.text)
        return [*pieces, *line_diff(old, new)]

    def _on_restore(self) -> None:
        version = self.chosen
        if version is not None:
            self.restore_wanted.emit(version)
        self.accept()


def title_of(version: EntryVersion) -> str:
    """A version in two words."""
    if version.number is None:
        return "Kept before a merge"
    return f"Version {version.number}" + (", deleted" if version.entry is None else "")


def time_words(time: datetime) -> str:
    """A time as people here read it."""
    return time.astimezone().strftime("%Y-%m-%d %H:%M")
