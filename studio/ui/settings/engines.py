"""Settings, Engines: who makes the pictures."""

from studio.ui.settings.section import Section
from studio.ui.widgets.cards import Card
from studio.ui.widgets.labels import Badge, PlainLabel


class EnginesSection(Section):
    """The engines that there are, each with its state."""

    def __init__(self) -> None:
        super().__init__("engines", "Engines")
        card = Card("Mock-up", Badge("Ready", "ok"))
        card.add_header(PlainLabel("Free, on this computer, works offline", "muted"))
        card.add_widget(
            PlainLabel(
                "Draws the packaging from theme, rarity and wording: a layout proof that you can keep, "
                "compare and make again.",
                "muted",
                wrap=True,
            )
        )
        self.column.addWidget(card)
