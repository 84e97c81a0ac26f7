"""The line above the stage: what is shown there, how large, and the buttons that belong to it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.labels import ElidedLabel, PlainLabel
from studio.ui.widgets.properties import set_ground, set_property
from studio.ui.widgets.segmented import Option, Segmented

COMPARE, MASK = "Compare", "Mask"


class StageHead(QWidget):
    """While a guest has the stage, its title stands in place of the headline."""

    side_requested = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.headline = ElidedLabel("", "muted")
        self._guest = ElidedLabel("", "muted")
        self.percent = PlainLabel("", "hint")
        self.zoom = Segmented(
            appearance,
            "Zoom",
            (
                Option("fit", "Fit", tip="Show the whole picture"),
                Option("actual", "100%", tip="One pixel for each pixel"),
            ),
        )
        policy = self.zoom.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.zoom.setSizePolicy(policy)
        self.compare_button = Button(appearance, COMPARE, icon="square-split-horizontal")
        self.compare_button.setAccessibleName(COMPARE)
        self.compare_button.hide()
        self._compare_tip = ""
        self.mask_button = Button(appearance, MASK, icon="brush")
        self.mask_button.setCheckable(True)
        self.mask_button.setAccessibleName(MASK)
        self._side_button = IconButton(appearance, "file-text", "Show prompt and details")
        self._side_button.clicked.connect(lambda _checked=False: self.side_requested.emit())
        set_ground(self, "panel", "bottom")
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 12, 18, 12)
        row.setSpacing(8)
        row.addWidget(self.headline, 1)
        row.addWidget(self._guest, 1)
        for widget in (self.percent, self.zoom, self.compare_button, self.mask_button, self._side_button):
            row.addWidget(widget)
        self.show_guest("")
        appearance.changed.connect(self._fit)

    def show_guest(self, title: str) -> None:
        """The title of a guest; empty for none."""
        self._guest.setText(title)
        self._guest.setVisible(bool(title))
        self.headline.setVisible(not title)

    def show_zoom(self, has_picture: bool) -> None:
        """Show the zoom where there is a picture; its place is kept."""
        self.zoom.setVisible(has_picture)
        self.percent.setVisible(has_picture)

    def set_zoom(self, zoom: float, is_fit: bool) -> None:
        """Between the two named zooms none of them is lit, and the zoom stands beside them."""
        is_actual = round(zoom * 100) == 100
        self.zoom.set_value("fit" if is_fit else "actual" if is_actual else "")
        self.percent.setText("" if is_fit or is_actual else f"{zoom:.0%}")

    def offer_compare(self, tip: str) -> None:
        """Offer to compare with what the tip says; empty where there is nothing to compare."""
        if tip != self._compare_tip:
            self._compare_tip = tip
            self.compare_button.setVisible(bool(tip))
            self.compare_button.set_tip(tip)
            self._fit()

    def offer_side(self, is_offered: bool, *, is_open: bool) -> None:
        """Offer to show and hide the side panel."""
        self._side_button.setVisible(is_offered)
        self._side_button.set_name("Hide prompt and details" if is_open else "Show prompt and details")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room for large text, the buttons are only their icons."""
        for is_icon in (False, True):
            for button, text in ((self.compare_button, COMPARE), (self.mask_button, MASK)):
                button.set_text("" if is_icon else text)
                set_property(button, "extent", "icon" if is_icon else "")
            # an elided line asks its layout for no room at all
            if self.minimumSizeHint().width() + self.headline.minimumSizeHint().width() <= self.width():
                return
