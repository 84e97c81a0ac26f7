"""The settings screen: sections with a search at the left, the cards of one section at the right."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from studio.state.service import ServiceStore
from studio.state.settings import SettingsStore
from studio.state.spending import SpendingStore
from studio.state.tasks import Tasks
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.messages import Messages
from studio.ui.settings.about import AboutSection
from studio.ui.settings.appearance import AppearanceSection
from studio.ui.settings.budget import BudgetSection
from studio.ui.settings.engines import EnginesSection
from studio.ui.settings.info import SettingsInfo
from studio.ui.settings.library import LibrarySection
from studio.ui.settings.privacy import PrivacySection
from studio.ui.settings.section_list import SectionList
from studio.ui.settings.shortcuts import ShortcutsSection
from studio.ui.settings.team import TeamSection
from studio.ui.widgets.fields import SearchField
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import set_ground

LIST_WIDTH = 230
LARGEST_LIST = 330
CARDS_WIDTH = 860


class SettingsPage(QWidget):
    """Every setting there is. A change is applied when it is made; there is nothing to save."""

    library_rebuilt = Signal()

    def __init__(
        self,
        appearance: Appearance,
        tasks: Tasks,
        settings: SettingsStore,
        service: ServiceStore,
        spending: SpendingStore,
        messages: Messages,
        actions: Actions,
        info: SettingsInfo,
        team: TeamSection | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self._appearance = appearance
        library = LibrarySection(appearance, tasks, settings, messages, info)
        sections = (
            EnginesSection(appearance, settings, service, today),
            BudgetSection(appearance, tasks, settings, spending),
            library,
            AppearanceSection(appearance, settings),
            *((team,) if team is not None else ()),
            ShortcutsSection(actions),
            PrivacySection(appearance, messages, info),
            AboutSection(appearance, messages, info),
        )
        self.sections = {section.key: section for section in sections}
        self.search = SearchField(appearance, "Search settings")
        self.list = SectionList(appearance, [(section.key, section.title) for section in sections])
        self._no_match = PlainLabel("", "muted", wrap=True)
        self._lay_out()
        library.rebuilt.connect(self.library_rebuilt)
        self.search.searched.connect(self._on_searched)
        self.list.chosen.connect(self._on_chosen)
        actions.bind("search-settings", self._focus_search, self)
        appearance.changed.connect(self._size_list)
        self.setFocusProxy(self.list)
        self.list.set_current_key(sections[0].key)

    def show_section(self, key: str) -> None:
        """Show one section: engines, budget, library, appearance, shortcuts, privacy or about."""
        self.search.clear()
        self._on_searched("")
        self.list.set_current_key(key)

    def begin(self) -> None:
        """Who was led here came to change something: put the cursor into the first field of the section."""
        section = self.sections[self.list.current_key]
        fields = (field for field in section.findChildren(QLineEdit) if field.isVisible() and field.isEnabled())
        field = next((field for field in fields if not field.isReadOnly()), None)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the section that is shown up to date."""
        self.sections[self.list.current_key].refresh()
        super().showEvent(event)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left = QWidget()
        set_ground(self._left, "panel", "right")
        left = QVBoxLayout(self._left)
        left.setContentsMargins(12, 16, 12, 12)
        left.setSpacing(10)
        title = PlainLabel("Settings", "title")
        title.setContentsMargins(8, 0, 0, 2)
        left.addWidget(title)
        left.addWidget(self.search)
        left.addWidget(self._no_match)
        left.addWidget(self.list, 1)
        self._no_match.hide()
        row.addWidget(self._left)
        row.addWidget(self._right(), 1)
        self._size_list()

    def _right(self) -> QWidget:
        """One section, as wide as reads well, in a scroll area."""
        inner = QWidget()
        set_ground(inner, "canvas")
        across = QHBoxLayout(inner)
        across.setContentsMargins(34, 20, 34, 24)
        holder = QWidget()
        holder.setMaximumWidth(CARDS_WIDTH)
        holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        for section in self.sections.values():
            section.hide()
            column.addWidget(section)
        column.addStretch(1)
        across.addWidget(holder, 100)
        across.addStretch(1)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidget(inner)
        set_ground(self.scroll_area, "canvas")
        return self.scroll_area

    def _size_list(self) -> None:
        self._left.setFixedWidth(min(self._appearance.px(LIST_WIDTH), LARGEST_LIST))

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_chosen(self, key: str) -> None:
        for section in self.sections.values():
            section.setVisible(section.key == key)
        if key:
            self.sections[key].refresh()
        self.scroll_area.verticalScrollBar().setValue(0)

    def _on_searched(self, text: str) -> None:
        found = {key: place for key, section in self.sections.items() if (place := section.place_of(text)) is not None}
        self.list.keep(tuple(found))
        self._no_match.setText(f"No setting matches “{text}”.")
        self._no_match.setVisible(not found)
        if text and found:
            key = self.list.current_key if self.list.current_key in found else next(iter(found))
            self.list.set_current_key(key)
            self.scroll_area.ensureWidgetVisible(found[key])
