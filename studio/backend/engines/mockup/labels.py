"""The lettering of a packaging: what each slot says, in which face and colour, and what could not be said."""

from dataclasses import dataclass

from studio.backend.engines.mockup.chance import Chance
from studio.backend.engines.mockup.faces import Style
from studio.backend.engines.mockup.geometry import Box, number
from studio.backend.engines.mockup.lettering import Fit, Setting, Typesetter, clean
from studio.backend.engines.mockup.palette import Palette, Rgb, hex_of
from studio.backend.engines.mockup.seals import badge_text, ribbon_box
from studio.backend.engines.mockup.templates import Slot
from studio.core.errors import EngineError
from studio.core.recipe import Recipe

HOUSE_TITLE = "WTFigure"
LETTERINGS = (Style.BLOCK, Style.ROUND, Style.BRUSH, Style.TECH)


@dataclass(frozen=True, slots=True)
class Label:
    """A drawn text: its SVG, and the boxes of its lines with their outline."""

    svg: str
    ink: tuple[Box, ...]


class Labels:
    """Sets the texts of one recipe."""

    def __init__(self, typesetter: Typesetter, palette: Palette, recipe: Recipe, chance: Chance) -> None:
        self._typesetter = typesetter
        self._palette = palette
        self._recipe = recipe
        self._missing: list[str] = []
        asked = recipe.theme.detail("lettering") if recipe.theme else None
        self._style = next(
            (style for style in LETTERINGS if style.value == asked), chance.pick("lettering", LETTERINGS)
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about characters that were left out."""
        characters = "".join(dict.fromkeys("".join(self._missing)))
        if not characters:
            return ()
        return (f"Left out what no font on this computer can draw: {characters[:24]}",)

    def label(self, slot_name: str, slot: Slot) -> Label:
        """The label of a slot: title, name, subject, print or spine."""
        if slot_name in ("title", "spine"):
            return self._title(slot)
        if slot_name == "name":
            return self._name(slot)
        return self._line(slot_name, slot)

    def badge(self, seal: Box) -> Label:
        """The level on the ribbon of a seal."""
        ribbon = ribbon_box(seal)
        room = Box(ribbon.x + ribbon.height * 0.6, ribbon.y, ribbon.width - ribbon.height * 1.2, ribbon.height)
        fit = Fit(Style.TECH, ribbon.height * 0.62, ribbon.height * 0.3, lines=1, upper=True)
        setting = self._set(badge_text(self._recipe.rarity), room.inset(ribbon.height * 0.14), fit)
        return self._plain(setting, hex_of(self._palette.on(self._palette.ink)))

    def _set(self, text: str, box: Box, fit: Fit) -> Setting:
        setting = self._typesetter.set(text, box, fit)
        self._missing.append(setting.missing)
        return setting

    def _title(self, slot: Slot) -> Label:
        """Outlined and raised, so that it reads on any pattern."""
        theme = self._recipe.theme
        fit = Fit(self._style, slot.box.height, slot.box.height * 0.2, upper=True, outline=0.24)
        setting = self._set(theme.label if theme else HOUSE_TITLE, slot.box, fit)
        if setting.is_empty:
            setting = self._set(HOUSE_TITLE, slot.box, fit)
        size, ink = setting.size, hex_of(self._palette.ink)
        stroke = f'stroke="{ink}" stroke-width="{number(0.15 * size)}" stroke-linejoin="round"'
        svg = (
            f'<path fill="{ink}" {stroke} transform="translate({number(0.035 * size)} {number(0.045 * size)})" d="{setting.path}"/>'
            f'<path fill="{ink}" {stroke} d="{setting.path}"/><path class="title" d="{setting.path}"/>'
        )
        return Label(svg, tuple(box.inset(-0.12 * size) for box in setting.ink))

    def _name(self, slot: Slot) -> Label:
        """The name on the card; raises EngineError where no face draws any of it."""
        text = self._recipe.name if clean(self._recipe.name) else self._recipe.subject
        fit = Fit(self._style, slot.box.height, slot.box.height * 0.26, upper=True)
        setting = self._set(text, slot.box, fit)
        if setting.is_empty and setting.missing:
            raise EngineError(
                f"No font on this computer can draw “{setting.missing[:24]}”.",
                "Write the name on the card in other characters, or install a font that has them.",
            )
        if setting.is_empty:
            setting = self._set(HOUSE_TITLE, slot.box, fit)
        return self._plain(setting, hex_of(self._palette.on(self._palette.ink)))

    def _line(self, slot_name: str, slot: Slot) -> Label:
        text = self._subject() if slot_name == "subject" else f"Edition {self._recipe.variation + 1:03d} · Mock-up"
        share = 0.42 if slot_name == "subject" else 0.6
        align = float(slot.hints.get("align", "0"))
        fit = Fit(
            Style.PRINT,
            slot.box.height * 0.8,
            slot.box.height * share,
            lines=1,
            upper=slot_name == "print",
            align=align,
        )
        setting = self._set(text, slot.box, fit)
        ground = self._palette.light if slot.hints.get("on") == "light" else self._palette.ink
        colour = self._palette.on(ground) if slot_name == "subject" else self._print_colour(ground)
        return self._plain(setting, hex_of(colour))

    def _print_colour(self, ground: Rgb) -> Rgb:
        return self._palette.bright if ground == self._palette.ink else self._palette.on(ground)

    def _subject(self) -> str:
        """The subject; where it already stands on the plate, the theme's line, else the prompt's name."""
        recipe = self._recipe
        if clean(recipe.name):
            return recipe.subject
        tagline = recipe.theme.detail("tagline") if recipe.theme else None
        if isinstance(tagline, str) and clean(tagline):
            return tagline
        return recipe.theme.label if recipe.theme else ""

    def _plain(self, setting: Setting, colour: str) -> Label:
        return Label(f'<path fill="{colour}" d="{setting.path}"/>' if setting.ink else "", setting.ink)
