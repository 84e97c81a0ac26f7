"""Import and export of the catalog: file dialogs, and the dry run that is shown before anything is written."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QVBoxLayout, QWidget

from studio.core.catalog import Entry
from studio.core.catalog_file import ImportPlan
from studio.core.errors import CatalogError
from studio.state.catalog_transfer import CatalogTransferStore
from studio.ui.appearance import Appearance
from studio.ui.catalog.dialogs.lines_list import add_lines, lines_list
from studio.ui.messages import Messages
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import breakable

FILTER = "Catalog files (*.json *.csv)"
EXPORT_FILTER = "JSON (*.json);;CSV for spreadsheets (*.csv)"


class Transfer(QObject):
    """Asks for files and shows what an import would do."""

    def __init__(
        self, page: QWidget, appearance: Appearance, transfer: CatalogTransferStore, messages: Messages
    ) -> None:
        super().__init__(page)
        self._page = page
        self._appearance = appearance
        self._transfer = transfer
        self._messages = messages
        self._folder = ""  # the one that was last chosen
        transfer.changed.connect(self._on_changed)
        transfer.imported.connect(self._on_imported)
        transfer.exported.connect(self._on_exported)

    def import_file(self) -> None:
        """Ask for a file and look at it."""
        dialog = QFileDialog(self._page.window(), "Import a catalog file", self._begins_in, FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self._transfer.look_at(self._chosen(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export(self, entries: tuple[Entry, ...], name: str) -> None:
        """Ask where to, and write."""
        if not entries:
            self._messages.error(CatalogError("There is nothing to export.", "Select entries that are published."))
            return
        dialog = QFileDialog(self._page.window(), "Export the catalog", self._begins_in, EXPORT_FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile("".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in name))
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("csv" if "csv" in chosen else "json"))
        dialog.fileSelected.connect(lambda name: self._transfer.export(self._chosen(name), entries))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @property
    def _begins_in(self) -> str:
        """Where the last file was, else among the documents; without a folder for them Qt would take its name for a file's."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return self._folder or (documents if Path(documents).is_dir() else str(Path.home()))

    def _chosen(self, name: str) -> Path:
        path = Path(name)
        self._folder = str(path.parent)
        return path

    def _on_changed(self) -> None:
        incoming = self._transfer.snapshot
        if incoming.plan is None:
            return
        dialog = ImportDialog(self._appearance, incoming.name, incoming.plan, self._page.window())
        dialog.accepted.connect(self._transfer.import_it)
        dialog.rejected.connect(self._transfer.forget)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_imported(self, plan: ImportPlan, waiting: int) -> None:
        if waiting:
            changes = "1 change goes" if waiting == 1 else f"{waiting:,} changes go"
            self._messages.tell(f"{changes} to the team now; the outbox shows how far they are.")
            return
        self._messages.tell(f"Imported: {len(plan.created):,} new, {len(plan.changed):,} changed.")

    def _on_exported(self, path: Path, count: int) -> None:
        entries = "1 entry was" if count == 1 else f"{count:,} entries were"
        self._messages.tell(f"{entries} written to {path.name}.")


class ImportDialog(QDialog):
    """What a file would do, entry by entry."""

    def __init__(self, appearance: Appearance, name: str, plan: ImportPlan, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setWindowTitle(f"Import {name}")
        self.resize(appearance.px(600), appearance.px(480))
        counts = (
            f"{len(plan.created):,} new, {len(plan.changed):,} changed, {len(plan.equal):,} equal, "
            f"{len(plan.refused):,} refused"
        )
        self.counts = PlainLabel(counts, wrap=True)
        self.rows = lines_list("What the file would do")
        add_lines(self.rows, (f"Refused: {one.entry.label}. {one.reason}" for one in plan.refused))
        add_lines(self.rows, (f"New {entry.kind.singular}: {entry.label}" for entry in plan.created))
        add_lines(self.rows, (f"Changed {entry.kind.singular}: {entry.label}" for entry in plan.changed))
        add_lines(self.rows, plan.warnings)
        add_lines(self.rows, (f"Equal: {entry.label}" for entry in plan.equal))
        self.go = Button(appearance, "Import", "primary", "download")
        if plan.refused:
            self.go.set_reasons(("An entry is refused: mend the file first, nothing is imported in part.",))
        elif not plan.entries:
            self.go.set_reasons(("The catalog has all of it already.",))
        keep = Button(appearance, "Import nothing")
        buttons = QDialogButtonBox()
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(keep, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addWidget(PlainLabel(breakable(f"Import {name}"), "title", wrap=True))
        column.addWidget(self.counts)
        column.addWidget(self.rows, 1)
        column.addWidget(
            PlainLabel("Nothing is written yet. What an entry was before stays in its history.", "muted", wrap=True)
        )
        column.addWidget(buttons)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
