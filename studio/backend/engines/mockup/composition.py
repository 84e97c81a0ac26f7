"""A recipe becomes a scene: the SVG of its packaging, filled slot by slot."""

from pathlib import Path

from studio.backend.engines.mockup.artwork import Artwork, Piece
from studio.backend.engines.mockup.casting import Character, cast_character, words_of
from studio.backend.engines.mockup.chance import Chance
from studio.backend.engines.mockup.faces import FontBook
from studio.backend.engines.mockup.figure import Figure, draw_figure
from studio.backend.engines.mockup.finishes import FINISHES, definitions, style_sheet
from studio.backend.engines.mockup.geometry import Affine, Box, Point, bounds, inside, number
from studio.backend.engines.mockup.labels import Labels
from studio.backend.engines.mockup.lettering import Typesetter
from studio.backend.engines.mockup.palette import WHITE, Palette, Rgb, mix, read_palette
from studio.backend.engines.mockup.patterns import draw_pattern, pattern_name
from studio.backend.engines.mockup.photograph import Photograph, read_photograph
from studio.backend.engines.mockup.props import barcode, floor_shadow, laid_out, standing, studio_wall
from studio.backend.engines.mockup.scene import Scene, View
from studio.backend.engines.mockup.seals import draw_seal, read_seal
from studio.backend.engines.mockup.skeleton import Pose, load_poses
from studio.backend.engines.mockup.stock import choose_things
from studio.backend.engines.mockup.templates import Slot, Template, Templates, choose_packaging
from studio.core.errors import EngineError
from studio.core.recipe import Recipe

MAX_PIXELS = 4096 * 4096
MAX_SIDE = 8192


class Composer:
    """Composes recipes with the drawings and faces of a resources folder; files are read once and kept."""

    def __init__(self, resources: Path, system_font_folders: tuple[Path, ...] | None = None) -> None:
        folder = resources / "mockup"
        self._artwork = Artwork(folder)
        self._templates = Templates(folder / "packagings")
        self._poses = load_poses(folder / "poses.json")
        self._typesetter = Typesetter(FontBook(resources / "fonts" / "display", system_font_folders))

    def compose(self, recipe: Recipe, reference: Path | None = None, seed: str = "") -> Scene:
        """The scene of a recipe, with the picture at `reference` in place of the drawn figure.

        What is left to chance comes from the recipe, or from a `seed`, so that two recipes can be drawn alike.

        Raises EngineError where the size is too large, the reference cannot be read or no face draws the name.
        """
        size = recipe.size
        if size.width * size.height > MAX_PIXELS or max(size.width, size.height) > MAX_SIDE:
            raise EngineError(f"A mock-up of {size} is too large to draw.", "Choose at most 4096x4096.")
        template = self._templates.get(choose_packaging(recipe), size)
        return _Composition(self, recipe, template, reference, seed).scene()

    @property
    def artwork(self) -> Artwork:
        """The drawn pieces."""
        return self._artwork

    @property
    def typesetter(self) -> Typesetter:
        """Sets the lettering."""
        return self._typesetter

    @property
    def poses(self) -> tuple[Pose, ...]:
        """The poses of the figure."""
        return self._poses


class _Composition:
    """One recipe on its way to a scene: contents and outlines by slot."""

    def __init__(
        self, composer: Composer, recipe: Recipe, template: Template, reference: Path | None, seed: str
    ) -> None:
        self._artwork = composer.artwork
        self._poses = composer.poses
        self._recipe = recipe
        self._template = template
        self._reference = reference
        self._view = View.fit(recipe.size, template.size)
        # Who is in it comes from what it is about; how it stands and what lies around it from the whole recipe.
        self._identity = Chance(f"{recipe.subject}\0{recipe.name}\0{recipe.theme.label if recipe.theme else ''}")
        self._details = Chance(seed or recipe.hash)
        self._palette = read_palette(recipe.theme, recipe.rarity, self._identity)
        self._labels = Labels(composer.typesetter, self._palette, recipe, self._identity)
        self._contents: dict[str, str] = {}
        self._outlines: dict[str, list[tuple[Point, ...]]] = {}

    def scene(self) -> Scene:
        shape, rank, finish = read_seal(self._recipe.rarity, FINISHES)
        pattern = pattern_name(self._recipe.theme.detail("pattern") if self._recipe.theme else None, self._identity)
        character = self._character()
        self._fill_backdrop(pattern)
        self._fill_stage(character, pattern)
        self._fill_seal(shape, rank)
        self._fill_labels()
        for name, slot in self._template.slots.items():
            self._mark(f"slot {name}", slot.outline)
        style = style_sheet(
            self._palette, character.skin, character.hair_colour, _clothes(self._palette, self._identity)
        )
        return Scene(
            self._recipe.size,
            self._document(style, definitions(self._palette, finish)),
            {name: tuple(outlines) for name, outlines in self._outlines.items()},
            self._labels.notes,
        )

    def _document(self, style: str, defs: str) -> str:
        frame, size = self._view.frame, self._recipe.size
        box = " ".join(number(value) for value in (frame.x, frame.y, frame.width, frame.height))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size.width}" height="{size.height}" viewBox="{box}">'
            f"<style>{style}</style><defs>{defs}</defs>{self._template.filled(self._contents)}</svg>"
        )

    def _mark(self, name: str, outline: tuple[Point, ...]) -> None:
        self._outlines.setdefault(name, []).append(self._view.affine.outline(outline))

    def _character(self) -> Character:
        theme = self._recipe.theme
        theme_words = words_of(theme.name or "") if theme else []
        return cast_character(self._artwork, self._recipe.subject, theme_words, self._identity, self._palette.accent)

    def _fill_backdrop(self, pattern: str) -> None:
        if self._recipe.background != "transparent":
            self._contents["studio"] = studio_wall(self._palette, self._view.frame, self._template.size)
        slot = self._template.slots["pattern"]
        focus = slot.hints.get("focus")
        point = tuple(float(value) for value in focus.split()) if focus else slot.box.centre
        self._contents["pattern"] = draw_pattern(pattern, slot.box, (point[0], point[1]), self._details)

    def _fill_stage(self, character: Character, pattern: str) -> None:
        """Figure or reference picture, and the things that lie beside it."""
        held, *lying = choose_things(self._artwork, self._recipe, self._identity)
        if self._reference is None:
            self._fill_figure(character, held, pattern)
        else:
            self._fill_photograph(self._reference)
            lying.insert(0, held)
        for name, piece in zip(("tray-1", "tray-2"), lying, strict=False):
            if name in self._template.slots:
                place = self._lying(piece, self._template.slots[name], name)
                self._contents[name] = f'<g transform="{place.svg}">{piece.body}</g>'
                self._mark(name, place.outline(piece.box.corners()))

    def _lying(self, piece: Piece, slot: Slot, name: str) -> Affine:
        if "standing" in slot.hints:
            return standing(piece.box, slot.box)
        is_wide = piece.box.width > 0.72 * piece.box.height
        return laid_out(piece.box, slot.box, self._details.between(name, -14, 14), keeps_level=is_wide)

    def _fill_figure(self, character: Character, held: Piece, pattern: str) -> None:
        start = self._identity.index("pose", len(self._poses))
        pose = self._poses[(start + 3 * self._recipe.variation) % len(self._poses)]
        figure = draw_figure(self._artwork, character, pose, held, pattern)
        slot = self._template.slots["figure"]
        place = _standing(figure, slot, is_mirrored=self._details.number("mirrored") < 0.5)
        self._contents["figure"] = floor_shadow(place, figure.base) + f'<g transform="{place.svg}">{figure.svg}</g>'
        self._mark("figure", place.outline(figure.hull))
        self._mark("face", place.outline(figure.face))
        self._mark("tool", place.outline(figure.tool))
        self._mark("window", self._template.slots["window"].box.corners())

    def _fill_photograph(self, reference: Path) -> None:
        window, figure = self._template.slots["window"].box, self._template.slots["figure"].box
        photograph = read_photograph(reference, window.width * self._view.scale, window.height * self._view.scale)
        box = _photograph_box(photograph, figure if photograph.is_cut_out else window)
        clip = "" if photograph.is_cut_out else ' clip-path="url(#window)"'
        attributes = (
            f'x="{number(box.x)}" y="{number(box.y)}" width="{number(box.width)}" height="{number(box.height)}"'
        )
        image = f'<image {attributes} preserveAspectRatio="none" href="{photograph.uri}"/>'
        self._contents["figure" if photograph.is_cut_out else "window"] = f"<g{clip}>{image}</g>"
        self._mark("window", window.corners())
        self._mark("photograph", box.corners())

    def _fill_seal(self, shape: str, rank: int) -> None:
        slot = self._template.slots["seal"]
        badge = self._labels.badge(slot.box)
        self._contents["seal"] = draw_seal(shape, rank, slot.box) + badge.svg
        self._mark("seal", slot.box.corners())
        for box in badge.ink:
            self._mark("badge", box.corners())

    def _fill_labels(self) -> None:
        for name in ("title", "name", "subject", "print", "spine"):
            slot = self._template.slots.get(name)
            if slot is None:
                continue
            label = self._labels.label(name, slot)
            turn = f'<g transform="{slot.turn.svg}">{label.svg}</g>' if slot.turn != Affine() else label.svg
            self._contents[name] = turn
            for box in label.ink:
                self._mark(name, slot.turn.outline(box.corners()))
        self._contents["barcode"] = barcode(self._template.slots["barcode"].box, self._details)


def _standing(figure: Figure, slot: Slot, *, is_mirrored: bool) -> Affine:
    """Figure units to template units: as large as fits into the slot's outline, feet on its floor."""
    box = bounds(figure.hull)
    scale = min(slot.box.width / box.width, slot.box.height / box.height, float(slot.hints.get("max-scale", "1.05")))
    side = -1.0 if is_mirrored else 1.0
    while True:
        x = slot.box.centre[0] - side * scale * box.centre[0]
        place = Affine.moved(x, slot.box.bottom - scale * box.bottom) @ Affine.scaled(side * scale, scale)
        if scale < 0.1 or inside(place.outline(figure.hull), slot.outline):
            return place
        scale *= 0.97


def _photograph_box(photograph: Photograph, box: Box) -> Box:
    """A cut-out stands whole on the floor; any other picture covers the window, its upper part kept."""
    fit = min if photograph.is_cut_out else max
    scale = fit(box.width / photograph.width, box.height / photograph.height)
    width, height = photograph.width * scale, photograph.height * scale
    share = 1.0 if photograph.is_cut_out else 0.35
    return Box(box.x + (box.width - width) / 2, box.y + (box.height - height) * share, width, height)


def _clothes(palette: Palette, chance: Chance) -> tuple[Rgb, Rgb]:
    """Colours of top and trousers: the theme's own, the trousers always the darker ones."""
    top = chance.pick(
        "top",
        (
            palette.ground,
            palette.second,
            mix(palette.second, WHITE, 0.3),
            mix(palette.ground, palette.light, 0.35),
        ),
    )
    bottom = chance.pick(
        "bottom",
        (
            mix(palette.ink, palette.ground, 0.4),
            mix(palette.ink, palette.second, 0.35),
            mix(palette.ink, (0.35, 0.45, 0.7), 0.45),
        ),
    )
    return top, bottom
