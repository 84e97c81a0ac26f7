"""Two figures compared: side by side or with a divider over each other; zoom and place are one for both."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.figure import Figure
from studio.ui.appearance import Appearance
from studio.ui.facts import made_rows
from studio.ui.viewer.wipe import Wipe
from studio.ui.widgets.labels import ElidedLabel, PlainLabel
from studio.ui.widgets.picture_canvas import Look, PictureCanvas
from studio.ui.widgets.properties import set_ground

SIDE_BY_SIDE, SLIDER = "side by side", "slider"


class Comparison(QWidget):
    """Both pictures under their titles, and one line that says in what the recipes differ."""

    zoom_changed = Signal(float, bool)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._figures: tuple[Figure, ...] = ()
        self.first, self.second = PictureCanvas(appearance), PictureCanvas(appearance)
        self.titles = (ElidedLabel("", "heading"), ElidedLabel("", "heading"))
        self.difference = PlainLabel("", "muted", wrap=True)
        self.wipe = Wipe(appearance, self.first, self.second)
        self._beside = _Beside(self.first, self.second)
        self._pages = QStackedWidget()
        self._lay_out()
        self.first.looked.connect(self.second.look_at)
        self.second.looked.connect(self.first.look_at)
        self.first.zoom_changed.connect(self.zoom_changed)
        self.show_side_by_side()

    @property
    def is_side_by_side(self) -> bool:
        """Whether the pictures stand beside each other."""
        return self._pages.currentWidget() is self._beside

    def show_figures(self, first: Figure, second: Figure) -> None:
        """Compare two figures; their pictures come by `show_picture`."""
        self._figures = (first, second)
        for canvas, title, figure in zip((self.first, self.second), self.titles, self._figures, strict=True):
            canvas.show_image(QImage())
            canvas.setAccessibleName(figure.alt_text or figure.title)
            title.setText(" ".join(figure.title.split()))
        self.difference.setText(difference_text(first, second))

    def show_picture(self, figure_id: str, image: QImage) -> None:
        """A picture has come, perhaps a sharper one."""
        for canvas, other, figure in zip(
            (self.first, self.second), (self.second, self.first), self._figures, strict=False
        ):
            if figure.id == figure_id:
                canvas.show_image(image)
                canvas.look_at(other.look)

    def show_side_by_side(self) -> None:
        """The pictures stand beside each other."""
        look = self.first.look
        self.wipe.give_back()
        self._beside.take_canvases()
        self._pages.setCurrentWidget(self._beside)
        self._see(look)

    def show_slider(self) -> None:
        """The pictures lie over each other, and a divider uncovers them."""
        look = self.first.look
        self.wipe.take_canvases()
        self._pages.setCurrentWidget(self.wipe)
        self._see(look)

    def fit(self) -> None:
        """Show all of both pictures."""
        self.first.fit()

    def actual_size(self) -> None:
        """One pixel of the first picture on one of the screen."""
        self.first.zoom_to(1.0)

    def clear(self) -> None:
        """Let go of the pictures."""
        self._figures = ()
        for canvas in (self.first, self.second):
            canvas.show_image(QImage())

    def _see(self, look: Look) -> None:
        for canvas in (self.first, self.second):
            canvas.look_at(look)

    def _lay_out(self) -> None:
        set_ground(self, "canvas")
        self._pages.addWidget(self._beside)
        self._pages.addWidget(self.wipe)
        grid = QGridLayout()
        grid.setContentsMargins(24, 10, 24, 0)
        grid.setHorizontalSpacing(24)
        for column, title in enumerate(self.titles):
            grid.addWidget(title, 0, column)
            grid.setColumnStretch(column, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(grid)
        column.addWidget(self._pages, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 14)
        foot.addWidget(self.difference)
        column.addLayout(foot)


class _Beside(QWidget):
    """Both canvases in exactly the same size, so that the same zoom shows the same of both."""

    def __init__(self, first: PictureCanvas, second: PictureCanvas) -> None:
        super().__init__()
        self._canvases = (first, second)

    def take_canvases(self) -> None:
        """Show both canvases here."""
        for canvas in self._canvases:
            canvas.setParent(self)
            canvas.show()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        half = self.width() // 2
        for number, canvas in enumerate(self._canvases):
            if canvas.parent() is self:
                canvas.setGeometry(number * (self.width() - half), 0, half, self.height())


def difference_text(first: Figure, second: Figure) -> str:
    """What of the recipes is not the same: `Theme: Neon Arcade / Deep Sea · Rarity: Epic / Rare`."""
    pairs = [
        (word, one, other)
        for (word, one), (_, other) in zip(_compared(first), _compared(second), strict=True)
        if one != other
    ]
    if pairs:
        return " · ".join(f"{word}: {one or 'none'} / {other or 'none'}" for word, one, other in pairs)
    if first.recipe.text != second.recipe.text:
        return "Only the wording of the prompt differs."
    if _pictures_of(first) != _pictures_of(second):
        return "Only the pictures that they were made from differ."
    return "The same recipe: the maker varied."


def _pictures_of(figure: Figure) -> tuple[str, ...]:
    """By their content: the same picture may have come under several names."""
    recipe = figure.recipe
    masks = () if recipe.mask is None else (recipe.mask,)
    return tuple(reference.sha256 for reference in (*recipe.references, *masks))


def _compared(figure: Figure) -> tuple[tuple[str, str], ...]:
    recipe = figure.recipe
    made = dict(made_rows(recipe, figure))
    return (
        ("Subject", " ".join(recipe.subject.split())),
        ("Theme", recipe.theme.label if recipe.theme else ""),
        ("Rarity", recipe.rarity.label if recipe.rarity else ""),
        ("Template", recipe.prompt.label if recipe.prompt else ""),
        ("Made by", made["Made by"]),
        ("Quality", recipe.quality),
        ("Size", made["Size"]),
        ("References", str(len(recipe.references) or "")),
        ("Mask", "painted" if recipe.mask is not None else ""),
    )
