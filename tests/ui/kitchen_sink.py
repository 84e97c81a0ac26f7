"""A sheet of all widgets, to be looked at: `python tests/ui/kitchen_sink.py FOLDER` writes it in both appearances."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.core.errors import DiskFull
from studio.ui.appearance import Appearance
from studio.ui.messages import Messages
from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.cards import Card
from studio.ui.widgets.chips import ChipGroup, ChipOption, FilterChip
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.fields import SearchField, field
from studio.ui.widgets.figure_grid import FigureGrid
from studio.ui.widgets.filmstrip import FilmItem, Filmstrip
from studio.ui.widgets.growing_text import GrowingTextEdit
from studio.ui.widgets.key_names import KeyGroup
from studio.ui.widgets.keys_dialog import KeysDialog
from studio.ui.widgets.labels import Badge, ElidedLabel, PlainLabel
from studio.ui.widgets.notes_box import Note, NotesBox
from studio.ui.widgets.palette import CommandPalette
from studio.ui.widgets.picker import Choice, Picker
from studio.ui.widgets.picker_popup import PickerPopup
from studio.ui.widgets.picture_stage import PictureStage
from studio.ui.widgets.properties import set_ground
from studio.ui.widgets.rail import Rail
from studio.ui.widgets.rating_stars import RatingStars
from studio.ui.widgets.reference_strip import ReferenceItem, ReferenceStrip
from studio.ui.widgets.segmented import Option, Segmented
from studio.ui.widgets.spans_view import SpansView
from studio.ui.widgets.status_line import StatusLine
from studio.ui.widgets.stepper import Stepper
from studio.ui.widgets.tile import RarityMark, Tile, TileList

RESOURCES = Path(__file__).parents[2] / "resources"
RARITIES = ("Common", "Uncommon", "Rare", "Epic", "Legendary")
PAIRS = (
    ("#5b3df5", "#ff7a55"),
    ("#12938f", "#f2ce55"),
    ("#ff3f78", "#5b2be0"),
    ("#1f7bff", "#7af0d0"),
    ("#e04e2c", "#ffcc59"),
    ("#3f4463", "#9ea6d6"),
    ("#1f9d5c", "#d3f068"),
    ("#8a2be2", "#f06ad6"),
)


def drawn_card(number: int, width: int = 400, height: int = 600) -> QImage:
    """A stand-in for a picture."""
    w, h = width, height
    image = QImage(w, h, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    first, second = PAIRS[number % len(PAIRS)]
    fill = QLinearGradient(0, 0, w * 0.4, h)
    fill.setColorAt(0, QColor(first))
    fill.setColorAt(1, QColor(second))
    painter.fillRect(image.rect(), fill)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 50))
    painter.drawRoundedRect(int(w * 0.2), int(h * 0.25), int(w * 0.6), int(h * 0.54), w * 0.05, w * 0.05)
    painter.setBrush(QColor("#ffe0b8"))
    painter.drawEllipse(int(w * 0.41), int(h * 0.3), int(w * 0.18), int(w * 0.18))
    painter.setBrush(QColor("#1c1433"))
    painter.drawRoundedRect(int(w * 0.35), int(h * 0.42), int(w * 0.3), int(h * 0.3), w * 0.03, w * 0.03)
    painter.setBrush(QColor(28, 20, 51, 140))
    painter.drawRoundedRect(int(w * 0.12), int(h * 0.83), int(w * 0.76), int(h * 0.08), w * 0.02, w * 0.02)
    painter.end()
    return image


class Sheet(QWidget):
    """Everything at once, laid out like the screens."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        set_ground(self, "canvas")
        self.look = look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        column.addLayout(row, 1)
        row.addWidget(self._rail())
        row.addWidget(self._brief())
        row.addWidget(self._middle(), 1)
        row.addWidget(self._side())
        status = StatusLine(look)
        status.set_state("Online · wtfigure team", "ok")
        status.set_texts(["Outbox empty", "1 making, 3 queued"], ["Today $0.42 of $2.00", "Ctrl+K commands"])
        column.addWidget(status)
        self.messages = Messages(self, look)

    def unlock_widths(self) -> None:
        """Let the side panels grow with larger text, as a window with splitters does."""
        for panel in self.fixed:
            panel.setMinimumWidth(0)
            panel.setMaximumWidth(16_777_215)

    def _rail(self) -> Rail:
        rail = Rail(self.look)
        for key, icon, text in (
            ("create", "sparkles", "Create"),
            ("gallery", "layout-grid", "Gallery"),
            ("settings2", "library", "Catalog"),
        ):
            rail.add_page(key, icon, text)
        rail.add_action("light", "contrast", "Light")
        rail.add_action("settings", "settings", "Settings")
        rail.set_current("create")
        return rail

    def _brief(self) -> QWidget:
        look = self.look
        panel = QWidget()
        panel.setFixedWidth(336)
        self.fixed = [panel]
        set_ground(panel, "panel", "right")
        column = QVBoxLayout(panel)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(16)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("New figure", "title"))
        head.addStretch(1)
        head.addWidget(Badge("Draft saved"))
        column.addLayout(head)
        subject = GrowingTextEdit("Subject")
        subject.set_text("Ada Lovelace as a clockwork arcade inventor")
        column.addWidget(field("Subject", subject))
        prompt = Picker(look, "Prompt template")
        prompt.set_choices((Choice("1", "Blister pack, studio shot", "v7"), Choice("2", "Boxed")))
        column.addWidget(field("Prompt template", prompt))
        theme = Picker(look, "Theme")
        theme.set_choices((Choice("1", "Neon Arcade", colours=("#c9a2ff", "#3df5d0")),))
        column.addWidget(field("Theme", theme))
        rarity = ChipGroup(look, "Rarity", optional=True)
        rarity.set_chips([ChipOption(name, name, RarityMark(name)) for name in RARITIES])
        rarity.set_value("Epic")
        column.addWidget(field("Rarity", rarity))
        references = ReferenceStrip(look)
        references.set_references([ReferenceItem("a", "pose.jpg"), ReferenceItem("b", "card.png")])
        references.set_picture("a", drawn_card(3))
        references.set_picture("b", drawn_card(4))
        column.addWidget(field("References", references))
        shapes = QHBoxLayout()
        shape = Segmented(look, "Shape", [Option("2:3", "2:3"), Option("1:1", "1:1"), Option("3:2", "3:2")])
        quality = Segmented(look, "Quality", [Option(q, q) for q in ("Low", "Medium", "High")])
        quality.set_value("Medium")
        shapes.addWidget(shape)
        shapes.addWidget(quality, 1)
        holder = QWidget()
        holder.setLayout(shapes)
        shapes.setContentsMargins(0, 0, 0, 0)
        column.addWidget(field("Shape and quality", holder))
        made_by = Picker(look, "Made by")
        made_by.set_choices((Choice("m", "Mock-up", "free, offline"),))
        column.addWidget(field("Made by", made_by))
        column.addStretch(1)
        line = QHBoxLayout()
        line.addWidget(PlainLabel("Variations", "muted"))
        stepper = Stepper(look, "Variations", 1, 8)
        stepper.set_value(4)
        line.addWidget(stepper)
        line.addStretch(1)
        line.addWidget(PlainLabel("est. $0.05–0.08", "muted"))
        column.addLayout(line)
        generate = Button(look, "Generate 4 figures", "primary", "sparkles")
        generate.set_hint("Ctrl+Enter")
        generate.set_large()
        buttons = QHBoxLayout()
        buttons.addWidget(generate, 1)
        buttons.addWidget(IconButton(look, "chevron-down", "More", ""))
        column.addLayout(buttons)
        return panel

    def _bar(self) -> QWidget:
        look = self.look
        bar = QWidget()
        set_ground(bar, "panel", "bottom")
        row = QHBoxLayout(bar)
        row.setContentsMargins(18, 12, 18, 12)
        row.addWidget(PlainLabel("Gallery", "title"))
        row.addSpacing(8)
        row.addWidget(SearchField(look, "Search 12,480 figures"), 1)
        lit = FilterChip(look, "Theme: any")
        lit.set_active(True)
        row.addWidget(lit)
        row.addWidget(FilterChip(look, "Rarity"))
        row.addWidget(
            Segmented(look, "View", [Option("shelves", "Shelves", "rows-3"), Option("grid", "Grid", "layout-grid")])
        )
        sort = Button(look, "Newest")
        sort.set_menu(QMenu(sort))
        row.addWidget(sort)
        return bar

    def _middle(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        self.pages = QStackedWidget()
        column.addWidget(self.pages, 1)
        for page in (self._form_page(), self._stage_page(), self._grid_page(), self._empty_page()):
            self.pages.addWidget(page)
        return middle

    def _form_page(self) -> QWidget:
        look = self.look
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(18, 18, 18, 18)
        card = Card("OpenAI", Badge("Key works", "ok"))
        card.add_header(Button(look, "Test key"))
        card.add_header(Button(look, "Remove key", "danger"))
        card.add_row(
            "API key",
            QLineEdit("sk-…4711"),
            "Kept in this computer’s keyring, for api.openai.com only. Testing it costs nothing.",
        )
        model = Picker(look, "Default model")
        model.set_choices((Choice("flare", "gpt-image-2.6-flare", "fast, about $0.013 a figure"),))
        card.add_row("Default model", model)
        same = Segmented(look, "At the same time", [Option(n, n) for n in "1248"])
        same.set_value("4")
        card.add_row("At the same time", same, "How many figures are made at once.")
        check = QCheckBox("Keep a daily copy")
        check.setChecked(True)
        card.add_row("Backup", check)
        column.addWidget(card)
        column.addStretch(1)
        return page

    def _stage_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.stage = PictureStage(self.look)
        self.stage.show_picture(drawn_card(0, 1024, 1536))
        self.stage.set_busy("Partial 2 of 3 · 9 s", 0.65)
        column.addWidget(self.stage, 1)
        strip = QWidget()
        set_ground(strip, "panel", "top")
        holder = QVBoxLayout(strip)
        holder.setContentsMargins(0, 1, 0, 0)
        self.film = Filmstrip(self.look)
        captions = ("making…", "queued", "queued", "queued", "★★★★", "Published", "★★", "Local")
        self.film.set_items([FilmItem(str(n), c, f"t{n}", dimmed=c == "queued") for n, c in enumerate(captions)])
        self.film.set_current_key("0")
        self.film.thumbnail_wanted.connect(lambda key: self.film.set_thumbnail(key, drawn_card(int(key[1:]), 200, 300)))
        holder.addWidget(self.film)
        column.addWidget(strip)
        return page

    def _grid_page(self) -> QWidget:
        self.grid = FigureGrid(self.look)
        names = (
            "Ada Lovelace",
            "Captain Curl",
            "The Night Baker",
            "Robo Gran",
            "Sir Compost",
            "Disco Ghost the Very Long Named One",
        )
        states = ("Published · today", "★★★★ · today", "Local · today", "Waiting · today")
        self.tiles = TileList(
            tuple(
                Tile(str(n), names[n % 6], states[n % 4], RarityMark(RARITIES[(n * 2) % 5]), f"t{n}") for n in range(40)
            )
        )
        self.grid.setModel(self.tiles)
        self.grid.set_current_row(1)
        self.grid.thumbnail_wanted.connect(self._on_wanted)
        return self.grid

    def _on_wanted(self, key: str) -> None:
        if key == "t7":
            self.grid.thumbnail_failed(key)
        elif key != "t8":
            self.grid.set_thumbnail(key, drawn_card(int(key[1:]), 170, 256))

    def _empty_page(self) -> QWidget:
        sentence = "The figures you make stand here, on shelves or in a grid. The first one is a key press away and costs nothing."
        empty = EmptyState(self.look, "No figures yet", sentence)
        empty.add_button("Make a figure", "primary")
        empty.add_button("Bring in pictures…")
        return empty

    def _side(self) -> QWidget:
        look = self.look
        side = QWidget()
        side.setFixedWidth(312)
        self.fixed.append(side)
        set_ground(side, "panel", "left")
        column = QVBoxLayout(side)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(12)
        tabs = Segmented(look, "Panel", [Option(t, t) for t in ("Prompt", "Details", "History")])
        column.addWidget(tabs)
        column.addWidget(PlainLabel("What will be sent", "label"))
        spans = SpansView(look)
        spans.set_spans(
            (
                ("A product photograph of a collectible action figure of ", ""),
                ("Ada Lovelace as a clockwork arcade inventor", "subject"),
                (", sealed in a blister pack. Theme: ", ""),
                ("Neon Arcade", "theme"),
                (", palette ", ""),
                ("violet, mint and hot coral", "theme"),
                (". Rarity ", ""),
                ("Epic", "rarity"),
                (" with ", ""),
                ("holographic foil edge", "rarity"),
                (". Card title reads “", ""),
                ("ADA", "subject"),
                ("”.", ""),
            )
        )
        column.addWidget(spans)
        notes = NotesBox(look)
        notes.set_notes([Note("Theme “Neon Arcade” has no `details.music`; the template leaves it out.")])
        column.addWidget(notes)
        problems = NotesBox(look)
        problems.set_notes([Note("`[SUBJECT]` is written in another style.", "error", "Convert", "x")])
        column.addWidget(problems)
        stars = RatingStars(look)
        stars.set_value(4)
        column.addWidget(stars)
        column.addWidget(ElidedLabel("A very long title that will not fit into this narrow panel at all", "muted"))
        column.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(Button(look, "Save only"), 1)
        row.addWidget(Button(look, "Save and publish", "wanted"), 1)
        column.addLayout(row)
        off = Button(look, "Delete", "danger", "trash-2")
        off.set_reasons(["Choose a figure first."])
        column.addWidget(off)
        return side


def main(folder: Path) -> None:
    """Write each page of the sheet in both appearances."""
    app = QApplication.instance() or QApplication([])
    look = Appearance(RESOURCES)
    look.apply("dark")
    sheet = Sheet(look)
    sheet.resize(1440, 900)
    sheet.show()
    for mode in ("dark", "light"):
        look.apply(mode)
        for at, name in enumerate(("form", "stage", "grid", "empty")):
            sheet.pages.setCurrentIndex(at)
            if name == "form":
                sheet.messages.tell("Captain Curl was deleted.", "Undo", lambda: None)
                sheet.messages.error(DiskFull("The disk is full.", "Make some room and try again; nothing was lost."))
            settle(app)
            sheet.grab().save(str(folder / f"sheet_{name}_{mode}.png"))
            sheet.messages.dismiss_all()
        show_dialogs(app, sheet, folder, mode)


def show_dialogs(app: QCoreApplication, sheet: Sheet, folder: Path, mode: str) -> None:
    """Write the palette, the keys and an open picker."""
    names = (
        "Generate",
        "Open gallery",
        "Open settings",
        "Save a copy…",
        "Show in folder",
        "Delete figure",
        "Copy image",
        "Zoom to fit",
        "Dark or light",
    )
    actions = [QAction(name, sheet) for name in names]
    for action, keys in zip(actions, ("Ctrl+Enter", "Ctrl+2", "Ctrl+,", "Ctrl+S", "", "Del", "Ctrl+C"), strict=False):
        action.setShortcut(keys)
    palette = CommandPalette(sheet.look, sheet)
    palette.show_actions(actions)
    keys = KeysDialog(sheet.look, sheet)
    keys.show_groups(
        [
            KeyGroup("Everywhere", (("Commands", ("Ctrl+K",)), ("Keys", ("?", "F1")))),
            KeyGroup("Gallery", (("Rate", ("0 to 5",)),)),
        ]
    )
    choices = tuple(Choice(str(n), f"Theme {n}", f"v{n}", ("#c9a2ff", "#3df5d0")) for n in range(14))
    popup = PickerPopup(sheet.look, choices, "3", sheet)
    popup.resize(300, 360)
    settle(app)
    for name, widget in (("palette", palette), ("keys", keys), ("picker", popup)):
        widget.grab().save(str(folder / f"sheet_{name}_{mode}.png"))
        widget.close()


def settle(app: QCoreApplication) -> None:
    """Let pictures come and layouts come to rest."""
    for _ in range(8):
        app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
