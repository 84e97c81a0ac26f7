"""The form of the brief: everything an artist fills in, above the bar that generates."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from studio.core.catalog import Catalog, Entry, Kind
from studio.core.recipe import Brief
from studio.state.brief import BriefStore
from studio.state.catalog import CatalogStore
from studio.state.service import ServiceStore
from studio.ui.appearance import Appearance
from studio.ui.create.card_back import colours_of
from studio.ui.create.generate_bar import GenerateBar
from studio.ui.create.maker_field import MakerField
from studio.ui.create.more_fields import MoreFields
from studio.ui.create.references import ReferencesField
from studio.ui.create.shape_field import ShapeField
from studio.ui.facts import rarity_mark
from studio.ui.widgets.chips import ChipGroup, ChipOption
from studio.ui.widgets.fields import field
from studio.ui.widgets.growing_text import GrowingTextEdit
from studio.ui.widgets.labels import Badge, PlainLabel
from studio.ui.widgets.picker import Choice, Picker
from studio.ui.widgets.properties import set_ground, set_property
from studio.ui.widgets.scrolling import scrolled

MARGIN = 18
NOT_THERE = "gone"
LOADING = "Loading the team’s catalog…"


class BriefForm(QWidget):
    """Tells the store what is typed and chosen, and shows what the store holds; only what changed is set anew."""

    pictures_dropped = Signal(object)  # Dropped
    submitted = Signal()

    def __init__(
        self,
        appearance: Appearance,
        brief: BriefStore,
        catalog: CatalogStore,
        service: ServiceStore,
        references: ReferencesField,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._brief = brief
        self._catalog = catalog
        self._shown_brief = Brief()
        self._shown_catalog = Catalog()
        self._is_waiting = False
        self._badge = Badge("", "quiet")
        self.subject = GrowingTextEdit("Subject", "Who or what is the figure?", low=2, high=6)
        self.name = QLineEdit()
        self.prompt = Picker(appearance, "Prompt template")
        self.theme = Picker(appearance, "Theme")
        self.rarity = ChipGroup(appearance, "Rarity", optional=True)
        self.extra = GrowingTextEdit("Extra wording", "Pose, mood, tools …", low=1, high=6)
        self.references = references
        self.shape = ShapeField(appearance, brief)
        self.maker = MakerField(appearance, brief, service)
        self.more = MoreFields(appearance, brief)
        self.bar = GenerateBar(appearance, brief)
        self._fields = QWidget()
        set_ground(self, "panel", "right")
        self._lay_out()
        self._connect()
        self._on_catalog_changed()
        self._on_brief_changed()

    def _lay_out(self) -> None:
        area = scrolled(self._fields, self)
        self.name.setPlaceholderText("The letters on the card, for example ADA")
        self.prompt.setPlaceholderText("Choose a template")
        column = QVBoxLayout(self._fields)
        column.setContentsMargins(MARGIN, 4, MARGIN, 14)
        column.setSpacing(13)
        for words, widget in (
            ("Subject", self.subject),
            ("Name on the card", self.name),
            ("Prompt template", self.prompt),
            ("Theme", self.theme),
            ("Rarity", self.rarity),
            ("Extra wording", self.extra),
            ("References", self.references),
        ):
            column.addWidget(field(words, widget))
        column.addWidget(self.shape)
        column.addWidget(field("Made by", self.maker))
        column.addWidget(self.more)
        column.addStretch(1)
        # a hairline only where something may lie under the bar
        area.verticalScrollBar().rangeChanged.connect(
            lambda _low, high: set_property(self.bar, "edge", "top" if high else "")
        )
        set_ground(self.bar, "panel")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 1, 0)  # the hairline at the right
        whole.setSpacing(0)
        whole.addWidget(self._head())
        whole.addWidget(area, 1)
        whole.addWidget(self.bar)

    def _head(self) -> QWidget:
        head = QWidget(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(MARGIN, 16, MARGIN, 8)
        title = PlainLabel("New figure", "title")
        title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(title)
        row.addWidget(self._badge)
        return head

    def _connect(self) -> None:
        edit = self._brief.edit
        self.subject.edited.connect(lambda text: edit(subject=text))
        self.name.textEdited.connect(lambda text: edit(name=text))
        self.extra.edited.connect(lambda text: edit(extra=text))
        self.prompt.chosen.connect(lambda key: edit(prompt_id=_id_of(key)))
        self.theme.chosen.connect(lambda key: edit(theme_id=_id_of(key)))
        self.rarity.chosen.connect(lambda key: edit(rarity_id=_id_of(key)))
        for text in (self.subject, self.extra):
            text.pictures_dropped.connect(self.pictures_dropped)
            text.submitted.connect(self.submitted)
        self._brief.changed.connect(self._on_brief_changed)
        self._catalog.changed.connect(self._on_catalog_changed)

    def _on_brief_changed(self) -> None:
        now = self._brief.snapshot
        self._fields.setEnabled(now.is_ready)
        if now.is_ready:
            self._badge.show_text("Draft saved" if now.is_draft_saved else "Saving…", "quiet")
        else:
            self._badge.show_text("", "quiet")
        before, self._shown_brief = self._shown_brief, now.brief
        if before != now.brief:
            self._show_brief(before, now.brief)

    def _show_brief(self, before: Brief, now: Brief) -> None:
        """Set what is different, unless it is there already because it was just typed."""
        if now.subject != before.subject:
            _show_text(self.subject, now.subject)
        if now.name != before.name and now.name != self.name.text():
            self.name.setText(now.name)
        if now.extra != before.extra:
            _show_text(self.extra, now.extra)
        if (now.prompt_id, now.theme_id, now.rarity_id) != (before.prompt_id, before.theme_id, before.rarity_id):
            self._show_entries()

    def _on_catalog_changed(self) -> None:
        was_waiting, self._is_waiting = self._is_waiting, self._catalog.is_coming
        if self._is_waiting != was_waiting:
            self._show_waiting(is_waiting=self._is_waiting)
        if self._is_waiting:
            return
        before, now = self._shown_catalog, self._catalog.snapshot
        self._shown_catalog = now
        if was_waiting or before.of(Kind.PROMPTS) != now.of(Kind.PROMPTS):
            self.prompt.set_choices(tuple(_choice(entry) for entry in now.of(Kind.PROMPTS)))
        if was_waiting or before.of(Kind.THEMES) != now.of(Kind.THEMES) or not self.theme.count():
            themes = tuple(_choice(entry) for entry in now.of(Kind.THEMES))
            self.theme.set_choices((*themes, Choice("", "No theme")))
        if was_waiting or before.of(Kind.RARITY) != now.of(Kind.RARITY):
            self.rarity.set_chips(tuple(_chip(entry) for entry in now.of(Kind.RARITY)))
        self._show_entries()

    def _show_waiting(self, *, is_waiting: bool) -> None:
        """While a team's catalog is on its way its fields say so, as high as they were: nothing below them jumps."""
        self.rarity.setMinimumHeight(self.rarity.height() if is_waiting else 0)
        for picker, placeholder in ((self.prompt, "Choose a template"), (self.theme, "")):
            picker.setPlaceholderText(LOADING if is_waiting else placeholder)
            picker.set_choices(())
        for waiting in (self.prompt, self.theme, self.rarity):
            waiting.setEnabled(not is_waiting)
        if is_waiting:
            self.rarity.set_chips((ChipOption("loading", "Loading…"),))

    def _show_entries(self) -> None:
        brief, catalog = self._brief.snapshot.brief, self._catalog.snapshot
        self.prompt.set_key(_key_of(catalog.get(Kind.PROMPTS, brief.prompt_id)) or NOT_THERE)
        self.theme.set_key(_key_of(catalog.get(Kind.THEMES, brief.theme_id)))
        self.rarity.set_value(_key_of(catalog.get(Kind.RARITY, brief.rarity_id)))


def _show_text(field: GrowingTextEdit, text: str) -> None:
    """Show a text that was not typed just now, with the cursor behind it."""
    if field.text() != text:
        field.set_text(text)
        field.moveCursor(QTextCursor.MoveOperation.End)


def _choice(entry: Entry) -> Choice:
    return Choice(_key_of(entry), entry.label, colours=colours_of(entry) if entry.kind is Kind.THEMES else ())


def _chip(entry: Entry) -> ChipOption:
    return ChipOption(_key_of(entry), entry.label, rarity_mark(entry))


def _key_of(entry: Entry | None) -> str:
    return str(entry.id) if entry is not None else ""


def _id_of(key: str) -> Any:
    return int(key) if key else None
