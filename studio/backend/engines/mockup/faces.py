"""The faces that lettering is drawn with: ours first, then whatever the system has for other scripts."""

import os
import sys
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import uharfbuzz as hb

FILE_KINDS = (".ttf", ".otf", ".ttc", ".otc")
MAX_SYSTEM_FILES = 6_000
# Faces whose every glyph is a box or empty, or which hold coloured pictures instead of outlines.
_NOT_FOR_LETTERING = ("lastresort", "adobeblank", "emoji", "seguiemj", "fallback", "barcode", "dingbat")
_FALLBACKS = ("Rubik-Black", "Commissioner-Black", "ChakraPetch-Bold")


class Style(StrEnum):
    """The four letterings, and the face of the small print."""

    BLOCK = "block"
    ROUND = "round"
    BRUSH = "brush"
    TECH = "tech"
    PRINT = "print"


_STYLE_FACES = {
    Style.BLOCK: ("Bungee-Regular",),
    Style.ROUND: ("LilitaOne-Regular-latin", "LilitaOne-Regular-latin-ext"),
    Style.BRUSH: ("Bangers-Regular",),
    Style.TECH: ("ChakraPetch-Bold",),
    Style.PRINT: ("ChakraPetch-SemiBold",),
}


class Outline:
    """The outline of one glyph in font units, y up: commands as (letter, points)."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, tuple[tuple[float, float], ...]]] = []

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802  HarfBuzz calls a pen by these names
        """Start a contour."""
        self.commands.append(("M", (point,)))

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        """A straight line."""
        self.commands.append(("L", (point,)))

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        """A quadratic curve."""
        self.commands.append(("Q", points))

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        """A cubic curve."""
        self.commands.append(("C", points))

    def closePath(self) -> None:  # noqa: N802
        """Close the contour."""
        self.commands.append(("Z", ()))

    def endPath(self) -> None:  # noqa: N802
        """End an open contour; fonts have none that is drawn."""


class Typeface:
    """One face of one font file."""

    def __init__(self, path: Path, index: int = 0) -> None:
        face = hb.Face(hb.Blob.from_file_path(str(path)), index)
        self.path = path
        self.font = hb.Font(face)
        self.upem = max(1, face.upem)
        self._outlines: dict[int, Outline] = {}

    def has(self, character: str) -> bool:
        """Whether the face has a glyph for the character."""
        return bool(self.font.get_nominal_glyph(ord(character)))

    def draws(self, character: str) -> bool:
        """Whether that glyph is an outline (a face of coloured bitmaps has empty ones)."""
        glyph = self.font.get_nominal_glyph(ord(character))
        return bool(glyph) and (bool(self.outline(glyph).commands) or character.isspace())

    def outline(self, glyph: int) -> Outline:
        """The outline of a glyph, drawn once."""
        if glyph not in self._outlines:
            outline = Outline()
            self.font.draw_glyph_with_pen(glyph, outline)
            self._outlines[glyph] = outline
        return self._outlines[glyph]


def system_font_folders() -> tuple[Path, ...]:
    """Where this platform keeps font files; folders that may not exist."""
    home = Path.home()
    if sys.platform == "win32":
        windows, local = os.environ.get("WINDIR", r"C:\Windows"), os.environ.get("LOCALAPPDATA", "")
        folders = [Path(windows) / "Fonts"]
        return (*folders, Path(local) / "Microsoft" / "Windows" / "Fonts") if local else tuple(folders)
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"
    data = os.environ.get("XDG_DATA_HOME", "")
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path(data) / "fonts" if data else home / ".local" / "share" / "fonts",
        home / ".fonts",
    )


class FontBook:
    """Finds a face for each character; files are opened when first needed and kept."""

    def __init__(self, folder: Path, system_folders: tuple[Path, ...] | None = None) -> None:
        self._folder = folder
        self._system_folders = system_font_folders() if system_folders is None else system_folders
        self._faces: dict[str, Typeface] = {}
        self._system_files: list[Path] | None = None
        self._found: dict[str, Typeface | None] = {}
        self._system_faces: dict[Path, tuple[Typeface, ...]] = {}

    def chain(self, style: Style) -> Iterator[Typeface]:
        """Our faces for a lettering, best first."""
        for name in (*_STYLE_FACES[style], *_FALLBACKS):
            if name not in self._faces:
                self._faces[name] = Typeface(self._folder / f"{name}.ttf")
            yield self._faces[name]

    def face_for(self, cluster: str, style: Style) -> Typeface | None:
        """The first face that draws a base character with its marks, ours before the system's; None where none can."""
        needed = [character for character in cluster if not needs_no_glyph(character)]
        for face in self.chain(style):
            if all(face.has(character) for character in needed):
                return face
        if not needed:
            return next(self.chain(style))
        if cluster not in self._found:
            self._found[cluster] = self._search(needed)
        found = self._found[cluster]
        if found is None and len(needed) > 1:
            return self.face_for(needed[0], style)
        return found

    def _search(self, needed: list[str]) -> Typeface | None:
        if self._system_files is None:
            self._system_files = sorted(self._list_files(), key=_preference)[:MAX_SYSTEM_FILES]
        for path in self._system_files:
            for face in self._open(path):
                if all(face.draws(character) for character in needed):
                    return face
        return None

    def _list_files(self) -> Iterator[Path]:
        for folder in self._system_folders:
            for root, _, names in os.walk(folder):
                for name in names:
                    if name.lower().endswith(FILE_KINDS) and not any(
                        word in name.lower() for word in _NOT_FOR_LETTERING
                    ):
                        yield Path(root) / name

    def _open(self, path: Path) -> tuple[Typeface, ...]:
        if path not in self._system_faces:
            try:
                count = min(8, hb.Face(hb.Blob.from_file_path(str(path))).count)
                self._system_faces[path] = tuple(Typeface(path, index) for index in range(count))
            except (OSError, hb.HarfBuzzError, ValueError):
                self._system_faces[path] = ()
        return self._system_faces[path]


def needs_no_glyph(character: str) -> bool:
    """Whether a character only steers how others look: joiners and variation selectors."""
    return unicodedata.category(character) == "Cf" or 0xFE00 <= ord(character) <= 0xFE0F


def _preference(path: Path) -> tuple[int, str]:
    """Heavy upright sans faces first: they stand beside our display faces; the path keeps the order stable."""
    name = path.name.lower()
    weight = 0 if any(word in name for word in ("black", "heavy", "extrabold")) else 1 if "bold" in name else 2
    slant = 4 if "italic" in name or "oblique" in name else 0
    family = 0 if "sans" in name or "gothic" in name else 8 if "mono" in name or "serif" in name else 2
    return weight + slant + family, str(path)


def curve(face: Typeface, glyph: int, x: float, y: float, scale: float) -> str:
    """SVG path data of a glyph with its origin at (x, y), `scale` px per font unit."""
    parts: list[str] = []
    for letter, points in face.outline(glyph).commands:
        numbers = (f"{x + px * scale:.1f} {y - py * scale:.1f}" for px, py in points)
        parts.append(letter + " ".join(numbers))
    return "".join(parts)
