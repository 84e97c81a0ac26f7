"""The panel at the right: the current figure with its picture, rating and facts, or what several have in common."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from studio.core.figure import Figure
from studio.ui.appearance import Appearance
from studio.ui.facts import bytes_text, rarity_mark, rating_text
from studio.ui.figure_actions import FigureActions
from studio.ui.gallery.commands import COMPARED, GalleryCommands
from studio.ui.gallery.fact_rows import FactRows
from studio.ui.gallery.facts import facts_of, state_badge
from studio.ui.gallery.lineage import Lineage
from studio.ui.gallery.picture import FigurePicture
from studio.ui.gallery.prompt_section import PromptSection
from studio.ui.gallery.selection import MOST
from studio.ui.gallery.verbs import VerbButton, VerbButtons
from studio.ui.widgets.labels import Badge, ElidedLabel, PlainLabel
from studio.ui.widgets.properties import set_ground, set_tip
from studio.ui.widgets.rating_stars import RatingStars
from studio.ui.widgets.scrolling import scrolled

WIDTH, WIDEST = 320, 440
LONGEST_SUBJECT = 260
PAD = 18


class DetailsPanel(QWidget):
    """Shows what it is told; what a person does goes through the actions and `rated`."""

    rated = Signal(int)
    picture_opened = Signal()
    figure_wanted = Signal(object)  # Figure
    prompt_wanted = Signal()

    def __init__(self, appearance: Appearance, commands: GalleryCommands, figure_actions: FigureActions) -> None:
        super().__init__()
        self._figure_actions = figure_actions
        self._appearance = appearance
        self._shown_id = ""
        self.title = ElidedLabel("", "title")
        self.state = Badge("")
        self.picture = FigurePicture(appearance)
        self.stars = RatingStars(appearance)
        self.rating = PlainLabel("", "muted")
        self.subject = PlainLabel("", "muted", wrap=True)
        self.facts = FactRows(appearance)
        self.lineage = Lineage(appearance)
        self.prompt = PromptSection(appearance)
        self._verbs = self._verb_buttons(commands)
        self.stars.rated.connect(self.rated)
        self.picture.opened.connect(self.picture_opened)
        self.lineage.figure_wanted.connect(self.figure_wanted)
        self.prompt.wanted.connect(self.prompt_wanted)
        self._lay_out()
        appearance.changed.connect(self._size)
        self.show_nothing()

    @property
    def shown_id(self) -> str:
        """The figure whose picture is shown, or empty."""
        return self._shown_id

    def show_nothing(self) -> None:
        """No figure is selected."""
        self._shown_id = ""
        self._stack.setCurrentWidget(self._nothing)

    def show_figure(self, figure: Figure) -> None:
        """The details of one figure; its picture comes by `show_picture`."""
        self._stack.setCurrentWidget(self._something)
        self._expect(figure, behind=0)
        recipe = figure.recipe
        self.title.setText(figure.title)
        self.state.show_text(*state_badge(figure, self._figure_actions.word(figure)))
        set_tip(self.state, self._figure_actions.why_not(figure))
        self._show_subject(recipe.subject if recipe.name else "")
        self._show_rating(figure.rating, rating_text(figure.rating))
        self.facts.show_rows(facts_of(figure), rarity_mark(recipe.rarity) if recipe.rarity else None)
        self.prompt.show_text(recipe.text)
        self._show_verbs("deleted" if figure.deleted_at is not None else "one")
        self._fit_picture()

    def show_lineage(self, parent: Figure | None, children: Sequence[Figure]) -> None:
        """Where the shown figure comes from and what was made from it."""
        self.lineage.show_figures(parent, children)
        self._fit_picture()

    def show_several(self, figures: Sequence[Figure], count: int) -> None:
        """What several figures have in common; `figures` may still be fewer than `count`."""
        self._stack.setCurrentWidget(self._something)
        self._expect(figures[-1], behind=count - 1)
        self.title.setText(f"{count:,} figures")
        self.state.show_text("", "quiet")
        self.lineage.show_figures(None, ())
        self.prompt.show_text("")
        if count > MOST:
            self._show_subject(f"Up to {MOST:,} figures can be rated or deleted at once. Select fewer.")
        else:
            self._show_subject("")
        ratings = {figure.rating for figure in figures}
        same = next(iter(ratings)) if len(ratings) == 1 else 0
        self._show_rating(same, rating_text(same) if len(ratings) == 1 else "Different ratings")
        size = sum(figure.size_bytes for figure in figures)
        self.facts.show_rows((("Together", bytes_text(size)),) if count == len(figures) else ())
        is_deleted = any(figure.deleted_at is not None for figure in figures)
        self._show_verbs("deleted" if is_deleted else "two" if count == COMPARED else "several")
        self._fit_picture()

    def show_picture(self, figure_id: str, image: QImage) -> None:
        """The thumbnail or the sharp picture of a figure has come."""
        if figure_id == self._shown_id:
            self.picture.show_image(image)

    def _verb_buttons(self, commands: GalleryCommands) -> dict[str, VerbButtons]:
        """The buttons for what is selected: the most wanted one first and wide."""

        def verbs(first: QAction, *others: QAction, last_kind: str = "") -> VerbButtons:
            kinds = [""] * (len(others) - 1) + [last_kind]
            small = [VerbButton(self._appearance, action, kind) for action, kind in zip(others, kinds, strict=False)]
            return VerbButtons(VerbButton(self._appearance, first, "primary" if others else ""), small)

        c = commands
        return {
            "one": verbs(c.make_again, c.edit, c.publish, c.save_copy, c.copy_image, c.show_in_folder, c.delete),
            "two": verbs(c.compare, c.delete),
            "several": verbs(c.delete),
            "deleted": verbs(c.restore, c.remove, last_kind="danger"),
        }

    def _show_verbs(self, which: str) -> None:
        for name, buttons in self._verbs.items():
            buttons.setVisible(name == which)

    def _expect(self, figure: Figure, behind: int) -> None:
        if figure.id != self._shown_id or behind != self._behind:
            self._shown_id, self._behind = figure.id, behind
            self.picture.expect(QSize(figure.width, figure.height), behind)
            self.picture.setAccessibleDescription(figure.alt_text or figure.recipe.subject)
            self._scroll.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_picture()

    def _fit_picture(self) -> None:
        """The picture takes what the texts leave, so that all of it stands on screen where that can be."""
        texts = self._column.totalHeightForWidth(self._scroll.viewport().width()) - self.picture.height()
        self.picture.set_room(self._scroll.viewport().height() - texts)

    def _show_subject(self, text: str) -> None:
        words = " ".join(text.split())
        is_long = len(words) > LONGEST_SUBJECT
        self.subject.setText(f"{words[:LONGEST_SUBJECT].rstrip()}…" if is_long else words)
        set_tip(self.subject, words if is_long else "")
        self.subject.setVisible(bool(words))

    def _show_rating(self, value: int, text: str) -> None:
        self.stars.set_value(value)
        self.rating.setText(text)

    def _lay_out(self) -> None:
        set_ground(self, "panel", "left")
        self._behind = 0
        self._stack = QStackedWidget()
        self._nothing = self._nothing_page()
        self._something = self._something_page()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._something)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.addWidget(self._stack)
        self._size()

    def _nothing_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        hint = PlainLabel("Select a figure to see what it is made of.", "muted", wrap=True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(hint)
        return page

    def _something_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, PAD)
        column.setSpacing(12)
        column.addWidget(self._scrolled(), 1)
        buttons = QVBoxLayout()
        buttons.setContentsMargins(PAD, 0, PAD, 0)
        for verbs in self._verbs.values():
            buttons.addWidget(verbs)
        column.addLayout(buttons)
        return page

    def _scrolled(self) -> QScrollArea:
        inner = QWidget()
        set_ground(inner, "panel")
        column = self._column = QVBoxLayout(inner)
        column.setContentsMargins(PAD, 16, PAD, 4)
        column.setSpacing(12)
        rating = QHBoxLayout()
        rating.addWidget(self.stars)
        rating.addStretch(1)
        rating.addWidget(self.rating)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.title, 1)
        top.addWidget(self.state)
        column.addLayout(top)
        column.addWidget(self.picture)
        column.addLayout(rating)
        column.addWidget(self.subject)
        column.addWidget(self.facts)
        column.addWidget(self.lineage)
        column.addWidget(self.prompt)
        column.addStretch(1)
        self._scroll = scrolled(inner, self)
        self._scroll.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        return self._scroll

    def _size(self) -> None:
        self.setFixedWidth(min(self._appearance.px(WIDTH), WIDEST))
