"""The drawn pieces in resources/mockup: one SVG file each, that a designer can open, edit and add to.

A piece is drawn around an origin (the grip of an accessory, the middle of a head, the hips of an outfit). Its root
may carry `data-words` (what in a subject asks for it) and other `data-` hints; `<g data-layer="…">` names parts that
lie at different depths. Colours are classes, so that the same drawing wears every theme; the `<style>` in the file
shows sample colours and is not used.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from studio.backend.engines.mockup.geometry import Box

_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*\"([^\"]*)\"")
_GROUP = re.compile(r"<g\b[^>]*?(/?)>|</g\s*>")
_LAYER = re.compile(r"<g\b[^>]*?\bdata-layer=\"(\w+)\"[^>]*>")
# What drawing programs leave behind and the rasteriser need not read.
_EDITOR_TRACES = re.compile(
    r"<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE.*?>|<metadata\b.*?</metadata>|<sodipodi:.*?/>|\s(?:inkscape|sodipodi|xml):[\w-]+=\"[^\"]*\"",
    re.DOTALL,
)
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)


def attributes(tag: str) -> dict[str, str]:
    """The attributes of one tag."""
    return dict(_ATTRIBUTE.findall(tag))


@dataclass(frozen=True)
class Piece:
    """One drawing: its view box, its hints and its SVG inside the root element."""

    name: str
    box: Box
    hints: Mapping[str, str]
    body: str

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that ask for the piece."""
        return frozenset(self.hints.get("words", "").split())

    @cached_property
    def layers(self) -> Mapping[str, str]:
        """The named layers."""
        found: dict[str, str] = {}
        for match in _LAYER.finditer(self.body):
            found[match[1]] = self.body[match.start() : _end_of_group(self.body, match.start())]
        return found

    def layer(self, name: str) -> str:
        """One layer, empty where the piece has none of that name."""
        return self.layers.get(name, "")


def _end_of_group(body: str, start: int) -> int:
    depth = 0
    for match in _GROUP.finditer(body, start):
        if match[0].startswith("</"):
            depth -= 1
        elif not match[1]:
            depth += 1
        if depth == 0:
            return match.end()
    return len(body)


def read_svg(path: Path) -> tuple[str, str]:
    """The root tag and what is inside it, without editor traces."""
    text = _EDITOR_TRACES.sub("", path.read_text(encoding="utf-8"))
    start = text.index("<svg")
    inside = text.index(">", start) + 1
    return text[start:inside], text[inside : text.rindex("</svg>")].strip()


class Artwork:
    """All pieces by kind; files are read when first needed and kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pieces: dict[str, dict[str, Piece]] = {}

    def pieces(self, kind: str) -> dict[str, Piece]:
        """The pieces of one kind (a folder) by name, in the order of their names."""
        if kind not in self._pieces:
            paths = sorted((self.folder / kind).glob("*.svg"))
            self._pieces[kind] = {path.stem: _read_piece(path) for path in paths}
        return self._pieces[kind]

    def piece(self, kind: str, name: str) -> Piece:
        """One piece."""
        return self.pieces(kind)[name]


def _read_piece(path: Path) -> Piece:
    root, inside = read_svg(path)
    hints = {key.removeprefix("data-"): value for key, value in attributes(root).items()}
    x, y, width, height = (float(part) for part in hints["viewBox"].split())
    return Piece(path.stem, Box(x, y, width, height), hints, _STYLE.sub("", inside).strip())
