"""The bar over the viewer: which figure it is, its rating, the zoom, how two are compared, and the way out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.figure import Figure
from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import ElidedLabel, PlainLabel
from studio.ui.widgets.properties import set_ground
from studio.ui.widgets.rating_stars import RatingStars
from studio.ui.widgets.segmented import Option, Segmented

FIT, ACTUAL = "fit", "actual"
SIDE_BY_SIDE, SLIDER = "side by side", "slider"


class ViewerBar(QWidget):
    """Shows what it is told; tells what a person wants."""

    closed = Signal()
    rated = Signal(int)
    fit_chosen = Signal()
    actual_chosen = Signal()
    side_by_side_chosen = Signal()
    slider_chosen = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.title = ElidedLabel("", "heading")
        self.place = ElidedLabel("", "muted")
        self.stars = RatingStars(appearance)
        self.percent = PlainLabel("", "hint")
        self.zoom = Segmented(
            appearance,
            "Zoom",
            (
                Option(FIT, "Fit", tip="Show the whole picture (F)"),
                Option(ACTUAL, "100%", tip="One pixel for each pixel (X)"),
            ),
        )
        self.ways = Segmented(
            appearance,
            "Compare",
            (
                Option(SIDE_BY_SIDE, "Side by side", tip="The pictures stand beside each other"),
                Option(SLIDER, "Slider", tip="The pictures lie over each other, with a divider"),
            ),
        )
        self.close_button = Button(appearance, "Close", icon="x")
        self.close_button.set_hint("Esc")
        self._lay_out()
        self.stars.rated.connect(self.rated)
        self.close_button.clicked.connect(self.closed)
        self.zoom.chosen.connect(lambda key: self.fit_chosen.emit() if key == FIT else self.actual_chosen.emit())
        self.ways.chosen.connect(
            lambda key: self.slider_chosen.emit() if key == SLIDER else self.side_by_side_chosen.emit()
        )

    def show_figure(self, figure: Figure, number: int, total: int) -> None:
        """One figure is looked at."""
        recipe = figure.recipe
        entries = [entry.label for entry in (recipe.theme, recipe.rarity) if entry is not None]
        self.title.setText(" ".join(figure.title.split()))
        self.place.setText(" · ".join((f"{number:,} of {total:,}", *entries)))
        self.stars.set_value(figure.rating)
        self.stars.setVisible(True)
        self.ways.setVisible(False)

    def show_pair(self, *, is_side_by_side: bool) -> None:
        """Two figures are compared."""
        self.title.setText("Two figures compared")
        self.place.setText("Zoom and place are one for both")
        self.stars.setVisible(False)
        self.ways.setVisible(True)
        self.ways.set_value(SIDE_BY_SIDE if is_side_by_side else SLIDER)

    def show_zoom(self, zoom: float, is_fit: bool) -> None:
        """Between the two named zooms none of them is lit, and the zoom stands beside them."""
        is_actual = round(zoom * 100) == 100
        self.zoom.set_value(FIT if is_fit else ACTUAL if is_actual else "")
        self.percent.setText("" if is_fit or is_actual else f"{zoom:.0%}")

    def _lay_out(self) -> None:
        set_ground(self, "panel", "bottom")
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self.title)
        texts.addWidget(self.place)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 14, 10)
        row.setSpacing(12)
        row.addLayout(texts, 1)
        for widget in (self.stars, self.percent, self.ways, self.zoom, self.close_button):
            row.addWidget(widget)
