"""What the selected figure was made from, and what is known of its file."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.figure import Figure
from studio.core.recipe import Recipe
from studio.state.generation import GenerationStore
from studio.ui.appearance import Appearance
from studio.ui.facts import made_rows
from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.scrolling import scrolled
from studio.ui.widgets.spans_view import SpansView

SHA_SHOWN = 12
ROWS = (
    *("Edit of", "Subject", "Name", "Extra", "Template", "Theme", "Rarity", "References"),
    *("Size", "File", "Made by", "Made", "Cost", "Alt text"),
)


class DetailsPanel(QWidget):
    """A table of words, the fingerprint of the file and the prompt; only what there is to say is shown."""

    fingerprint_wanted = Signal(str)  # sha256

    def __init__(self, appearance: Appearance, generation: GenerationStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._generation = generation
        self._shown: tuple[Recipe, Figure | None, Figure | None] | None = None
        self._values: dict[str, tuple[PlainLabel, PlainLabel]] = {}
        self._empty = PlainLabel("Choose a figure in the strip to see what it was made from.", "muted", wrap=True)
        self._inside = QWidget(self)
        self._table = QWidget(self._inside)
        self._sha = PlainLabel("", "mono")
        self._sha_row = QWidget(self._table)
        self._sha_label = PlainLabel("SHA-256", "label")
        self._copy_sha = IconButton(appearance, "copy", "Copy the whole SHA-256")
        self.show_parent = Button(appearance, "Show the original", "link")
        self.prompt = SpansView(appearance, "Prompt that was sent")
        self._prompt_label = PlainLabel("Prompt", "label")
        self._lay_out()
        self._copy_sha.clicked.connect(self._on_copy_sha)
        self.show_parent.clicked.connect(self._on_show_parent)
        generation.changed.connect(self._on_changed)
        self._on_changed()

    @property
    def text(self) -> str:
        """The resolved prompt of what is shown."""
        return self._shown[0].text if self._shown else ""

    def value(self, row: str) -> str:
        """What a row says; empty where it is hidden."""
        return self._values[row][1].text().replace("\u200b", "")

    def _lay_out(self) -> None:
        area = scrolled(self._inside, self)
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for place, words in enumerate(ROWS):
            label, value = PlainLabel(words, "label"), PlainLabel("", wrap=True)
            self._values[words] = (label, value)
            grid.addWidget(label, 2 * place, 0, top)
            grid.addWidget(value, 2 * place, 1)
        grid.addWidget(self.show_parent, 1, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._sha_label, 2 * len(ROWS), 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._sha_row, 2 * len(ROWS), 1)
        row = QHBoxLayout(self._sha_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._sha)
        row.addWidget(self._copy_sha)
        row.addStretch(1)
        self._prompt_label.setBuddy(self.prompt)
        self.prompt.legend.hide()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(18, 4, 18, 14)
        column.setSpacing(9)
        for widget in (self._empty, self._table, self._prompt_label, self.prompt):
            column.addWidget(widget)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _on_changed(self) -> None:
        now = self._generation.snapshot
        recipe, figure = now.selected_recipe, now.selected_figure
        shown = (recipe, figure, now.parent) if recipe is not None else None
        if shown == self._shown:
            return
        self._shown = shown
        self._empty.setVisible(shown is None)
        for widget in (self._table, self._prompt_label, self.prompt):
            widget.setVisible(shown is not None)
        if shown is not None:
            self._show(*shown)

    def _show(self, recipe: Recipe, figure: Figure | None, parent: Figure | None) -> None:
        values = {
            "Edit of": _edit_text(recipe, parent),
            "Subject": recipe.subject,
            "Name": recipe.name,
            "Extra": recipe.extra,
            "Template": recipe.prompt.label if recipe.prompt else "",
            "Theme": recipe.theme.label if recipe.theme else "None",
            "Rarity": recipe.rarity.label if recipe.rarity else "None",
            "References": _references_text(recipe),
            "Alt text": figure.alt_text if figure is not None else "",
            **dict(made_rows(recipe, figure)),
        }
        for words, (label, value) in self._values.items():
            text = values.get(words, "")
            value.setText(text)
            label.setVisible(bool(text))
            value.setVisible(bool(text))
        self.show_parent.setVisible(parent is not None)
        for widget in (self._sha_label, self._sha_row):
            widget.setVisible(figure is not None)
        self._sha.setText(figure.sha256[:SHA_SHOWN] if figure is not None else "")
        self.prompt.set_spans(((recipe.text, ""),))

    def _on_copy_sha(self) -> None:
        if self._shown is not None and self._shown[1] is not None:
            self.fingerprint_wanted.emit(self._shown[1].sha256)

    def _on_show_parent(self) -> None:
        if self._shown is not None and self._shown[2] is not None:
            self._generation.show(self._shown[2])


def _edit_text(recipe: Recipe, parent: Figure | None) -> str:
    """The figure that was edited."""
    if recipe.parent_id is None:
        return ""
    return " ".join(parent.title.split()) if parent is not None else "A figure that is not here any more"


def _references_text(recipe: Recipe) -> str:
    count = len(recipe.references)
    mask = ", the first with a mask" if recipe.mask is not None else ""
    return f"{count}{mask}" if count else ""
