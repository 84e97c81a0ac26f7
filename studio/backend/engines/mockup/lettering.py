"""Text as outlines: shaped by HarfBuzz, measured by its ink, fitted into plates, never by guesswork."""

import unicodedata
from dataclasses import dataclass

import uharfbuzz as hb

from studio.backend.engines.mockup.bidi import Run, visual_runs
from studio.backend.engines.mockup.faces import FontBook, Style, Typeface, curve, needs_no_glyph
from studio.backend.engines.mockup.geometry import Box

MAX_CHARACTERS = 160
MAX_MARKS = 3
LINE_GAP = 0.16
_JOINERS = "\u200c\u200d"
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph at its place on the line, in em."""

    face: Typeface
    index: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """One shaped line at a size of 1: its glyphs and its ink box in em, the origin on the baseline, y downwards."""

    text: str
    glyphs: tuple[Glyph, ...]
    ink: Box

    def path(self, x: float, y: float, size: float) -> str:
        """SVG path data with the baseline's start at (x, y) and `size` px per em."""
        return "".join(
            curve(glyph.face, glyph.index, x + glyph.x * size, y - glyph.y * size, size / glyph.face.upem)
            for glyph in self.glyphs
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """Text set into a box: path data, the boxes of its ink in px, and what had to be given up."""

    path: str
    ink: tuple[Box, ...]
    size: float
    is_shortened: bool
    missing: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return not self.ink


@dataclass(frozen=True, slots=True)
class Fit:
    """How text may be set: sizes in px, lines, upper case, and the room of its outline as a share of the size."""

    style: Style
    max_size: float
    min_size: float
    lines: int = 2
    upper: bool = False
    outline: float = 0.0
    align: float = 0.5


def clean(text: str) -> str:
    """One line of text that can be set: NFC, one space between words, no controls, no towers of marks."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text[: 8 * MAX_CHARACTERS]):
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        is_unseen = category == "Cs" or (category == "Cf" and character not in _JOINERS) or _is_no_character(character)
        if is_unseen or marks > MAX_MARKS:
            continue
        kept.append(" " if category in ("Cc", "Zl", "Zp") else character)
    return " ".join("".join(kept).split())[:MAX_CHARACTERS].strip()


def _is_no_character(character: str) -> bool:
    return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF


def clusters(text: str) -> list[str]:
    """Base characters with their marks, as a reader counts letters."""
    result: list[str] = []
    for character in text:
        follows = unicodedata.category(character).startswith("M") or character in _JOINERS
        if result and (follows or result[-1].endswith("\u200d")):
            result[-1] += character
        else:
            result.append(character)
    return result


class Typesetter:
    """Shapes lines and fits them into boxes."""

    def __init__(self, book: FontBook) -> None:
        self._book = book

    def drawable(self, text: str, style: Style) -> tuple[str, str]:
        """The text without what no face can draw, and what was left out."""
        kept: list[str] = []
        missing: list[str] = []
        for cluster in clusters(text):
            face = self._book.face_for(cluster, style)
            if face is None:
                # A full-width, circled or ligature form is better drawn plainly than left out.
                plain = unicodedata.normalize("NFKC", cluster)
                can_be_plain = plain != cluster and all(self._book.face_for(part, style) for part in plain)
                (kept if can_be_plain else missing).append(plain if can_be_plain else cluster)
                continue
            for character in cluster:
                (kept if needs_no_glyph(character) or face.has(character) else missing).append(character)
        return " ".join("".join(kept).split()), "".join(missing)

    def line(self, text: str, style: Style) -> Line:
        """Shape one line that can be drawn."""
        glyphs: list[Glyph] = []
        pen = 0.0
        for run in visual_runs(text):
            for face, part in self._split(run, style):
                pen = _shape(face, part, run.is_rtl, pen, glyphs)
        return Line(text, tuple(glyphs), _ink(glyphs))

    def _split(self, run: Run, style: Style) -> list[tuple[Typeface, str]]:
        parts: list[tuple[Typeface, str]] = []
        for cluster in clusters(run.text):
            face = self._book.face_for(cluster, style)
            if face is None:
                continue
            if parts and cluster.isspace() and parts[-1][0].has(" "):
                face = parts[-1][0]
            if parts and parts[-1][0] is face:
                parts[-1] = (face, parts[-1][1] + cluster)
            else:
                parts.append((face, cluster))
        return parts[::-1] if run.is_rtl else parts

    def set(self, text: str, box: Box, fit: Fit) -> Setting:
        """Set text centred by its ink into a box: one line, else more, else smaller, else with an ellipsis."""
        wanted, missing = self.drawable(clean(text.upper() if fit.upper else text), fit.style)
        letters = clusters(wanted)
        if not letters or box.width <= 0 or box.height <= 0:
            return Setting("", (), 0.0, is_shortened=False, missing=missing)
        best = self._best(wanted, box, fit)
        if best is None:
            best = self._shortened(letters, box, fit)
            return _placed(*best, box, fit, missing, is_shortened=True)
        return _placed(*best, box, fit, missing, is_shortened=False)

    def _best(self, text: str, box: Box, fit: Fit) -> tuple[list[Line], float] | None:
        """The lines and size that fill the box best, or None below the readable size."""
        single = [self.line(text, fit.style)]
        choice, size = single, min(fit.max_size, _size_of(single, box, fit))
        if fit.lines > 1 and size < fit.max_size:
            pair = self._halves(text, fit.style)
            if pair and (pair_size := min(fit.max_size, _size_of(pair, box, fit))) > 1.15 * size:
                choice, size = pair, pair_size
        return (choice, size) if size >= fit.min_size else None

    def _halves(self, text: str, style: Style) -> list[Line] | None:
        """Two lines of nearly one width, broken at a space, else between letters where the words are long."""
        spaces = [index for index, character in enumerate(text) if character == " "]
        middle = len(text) / 2
        nearest = sorted(spaces, key=lambda index: abs(index - middle))[:3]
        if not nearest or abs(nearest[0] - middle) > 0.32 * len(text):
            letters = clusters(text)
            half = len(letters) // 2
            if half < 4:
                return None
            return [self.line("".join(letters[:half]), style), self.line("".join(letters[half:]), style)]
        pairs = [[self.line(text[:at], style), self.line(text[at + 1 :], style)] for at in nearest]
        return min(pairs, key=lambda pair: max(line.ink.width for line in pair))

    def _shortened(self, letters: list[str], box: Box, fit: Fit) -> tuple[list[Line], float]:
        """As much of the text as fits at the readable size; a box too small even for that gets it smaller still."""
        end = _ELLIPSIS if self._book.face_for(_ELLIPSIS, fit.style) else "..."
        low, high = 1, len(letters) - 1
        best: tuple[list[Line], float] | None = None
        while low <= high:
            middle = (low + high) // 2
            found = self._best("".join(letters[:middle]).rstrip(" ,.;:-–—") + end, box, fit)
            if found:
                best, low = found, middle + 1
            else:
                high = middle - 1
        if best:
            return best
        lines = [self.line("".join(letters[: min(len(letters), 12)]), fit.style)]
        return lines, _size_of(lines, box, fit)


def _shape(face: Typeface, text: str, is_rtl: bool, pen: float, glyphs: list[Glyph]) -> float:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if is_rtl else "ltr"
    hb.shape(face.font, buffer, {"kern": True, "liga": True})
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True):
        x, y = position.x_offset / face.upem, position.y_offset / face.upem
        glyphs.append(Glyph(face, info.codepoint, pen + x, y))
        pen += position.x_advance / face.upem
    return pen


def _ink(glyphs: list[Glyph]) -> Box:
    left = top = float("inf")
    right = bottom = float("-inf")
    for glyph in glyphs:
        extents = glyph.face.font.get_glyph_extents(glyph.index)
        if extents is None or not extents.width or not extents.height:
            continue
        upem = glyph.face.upem
        x, y = glyph.x + extents.x_bearing / upem, -glyph.y - extents.y_bearing / upem
        left, right = min(left, x), max(right, x + extents.width / upem)
        top, bottom = min(top, y), max(bottom, y - extents.height / upem)
    return Box(0, 0, 0, 0) if left > right else Box(left, top, right - left, bottom - top)


def _size_of(lines: list[Line], box: Box, fit: Fit) -> float:
    """The largest size in px at which the ink and its outline fit."""
    width = max(line.ink.width for line in lines) + fit.outline
    height = _block(lines, fit) + fit.outline
    return min(box.width / width, box.height / height) * 0.999


def _block(lines: list[Line], fit: Fit) -> float:
    """Height of the ink of all lines in em."""
    return sum(line.ink.height for line in lines) + _gap(fit) * (len(lines) - 1)


def _gap(fit: Fit) -> float:
    """Room between the ink of two lines in em: their outlines may touch, not overlap."""
    return max(LINE_GAP, fit.outline + 0.01)


def _placed(lines: list[Line], size: float, box: Box, fit: Fit, missing: str, *, is_shortened: bool) -> Setting:
    drawn = [line for line in lines if line.ink.width > 0]
    if not drawn:
        return Setting("", (), 0.0, is_shortened=False, missing=missing)
    y = box.y + (box.height - _block(drawn, fit) * size) / 2
    room = fit.outline * size / 2
    paths: list[str] = []
    ink: list[Box] = []
    for line in drawn:
        width = line.ink.width * size
        x = box.x + room + (box.width - 2 * room - width) * fit.align
        paths.append(line.path(x - line.ink.x * size, y - line.ink.y * size, size))
        ink.append(Box(x, y, width, line.ink.height * size))
        y += (line.ink.height + _gap(fit)) * size
    return Setting("".join(paths), tuple(ink), size, is_shortened=is_shortened, missing=missing)
