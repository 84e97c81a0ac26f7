"""What one tile of a gallery or filmstrip shows, and the model that hands tiles to a view."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

TILE_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class RarityMark:
    """A rarity as a tile marks it; colour (#rrggbb) and shape may be empty or unknown, then known ones are taken."""

    name: str
    colour: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile. `thumbnail` is the key by which its picture is asked for; `dimmed` is what is not made yet."""

    key: str
    title: str
    subtitle: str = ""
    rarity: RarityMark | None = None
    thumbnail: str = ""
    dimmed: bool = False
    icon: tuple[str, str] = ("", "")  # name and role of an icon over the picture

    @property
    def spoken(self) -> str:
        """The tile in one line, for screen readers."""
        rarity = self.rarity.name if self.rarity else ""
        return ", ".join(part for part in (self.title, rarity, self.subtitle) if part)


class TileModel(QAbstractListModel):
    """A list of tiles: subclasses give `rowCount` and `tile`; a tile that is not known yet is None."""

    def tile(self, row: int) -> Tile | None:
        """What stands in a row. Asked for visible rows only, at every paint: it must be quick."""
        raise NotImplementedError

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (TILE_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            tile = self.tile(index.row())
            if role == TILE_ROLE or tile is None:
                return tile
            return tile.title if role == Qt.ItemDataRole.DisplayRole else tile.spoken
        return None


class TileList(TileModel):
    """Tiles that are all known, kept in a tuple."""

    def __init__(self, tiles: tuple[Tile, ...] = ()) -> None:
        super().__init__()
        self._tiles = tiles

    def replace(self, tiles: tuple[Tile, ...]) -> None:
        """Show other tiles; where only their contents differ, the view keeps its place and selection."""
        if [tile.key for tile in tiles] == [tile.key for tile in self._tiles]:
            self._tiles = tiles
            self.dataChanged.emit(self.index(0), self.index(len(tiles) - 1))
            return
        self.beginResetModel()
        self._tiles = tiles
        self.endResetModel()

    def tile(self, row: int) -> Tile | None:
        return self._tiles[row] if 0 <= row < len(self._tiles) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._tiles)
