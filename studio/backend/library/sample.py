"""Sample figures for the benches: many figures that share the bytes and thumbnails of a few pictures."""

import os
import random
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from studio.backend.files import Files
from studio.backend.folder import Folder
from studio.backend.library import figures
from studio.backend.library.arrival import Arrival, described
from studio.backend.library.recipes import PackedRecipe, pack, repack
from studio.backend.library.sidecars import sidecar_bytes
from studio.backend.pictures import Picture, inspect
from studio.core.errors import PictureError
from studio.core.figure import THIS_COMPUTER, Figure
from studio.core.ports.engines import EngineReceipt
from studio.core.recipe import Recipe

_RANKS = (
    "Agent",
    "Baron",
    "Captain",
    "Doctor",
    "Lady",
    "Major",
    "Master",
    "Pilot",
    "Professor",
    "Ranger",
    "Sir",
    "Star",
)
_NAMES = [
    "Anvil",
    "Badger",
    "Blaze",
    "Comet",
    "Copper",
    "Dragon",
    "Echo",
    "Falcon",
    "Fern",
    "Flint",
    "Ghost",
    "Hazel",
    "Hornet",
    "Iris",
    "Ivory",
    "Jade",
    "Juno",
    "Kestrel",
    "Lark",
    "Lynx",
    "Maple",
    "Mist",
    "Nova",
    "Onyx",
    "Orbit",
    "Otter",
    "Pepper",
    "Quartz",
    "Raven",
    "Rocket",
    "Saffron",
    "Sable",
    "Thistle",
    "Tundra",
    "Umber",
    "Vesper",
    "Willow",
    "Wren",
    "Zephyr",
    "Zinc",
]
_STEP = timedelta(minutes=7)
_SEED = 20261122


@dataclass(frozen=True, slots=True)
class _Original:
    """One of the few pictures: its file, which the figures share, and what it is."""

    recipe: Recipe
    path: Path
    picture: Picture
    packed: PackedRecipe


def add(
    connection: sqlite3.Connection,
    folder: Folder,
    files: Files,
    pictures: Sequence[tuple[Recipe, bytes]],
    count: int,
    now: datetime,
) -> int:
    """Add `count` figures in the caller's transaction; files are not synced, as nothing is lost with them.

    Names, ratings and dates differ, and are the same for the same pictures, count and time.
    """
    if not pictures:
        raise PictureError("There is no picture to make samples of.", "Draw some first.")
    chance = random.Random(_SEED)  # noqa: S311 - the same samples each time, no secret
    originals = [_kept(connection, folder, recipe, data) for recipe, data in pictures]
    shelves: set[Path] = set()
    kept = [original.path for original in originals]
    for number in range(count):
        place = number % len(originals)
        figure_id = str(UUID(int=chance.getrandbits(128), version=4))
        made = now - number * _STEP
        figure = _sample(folder, originals[place], figure_id, made, chance, keeps_name=number < len(originals))
        sidecar = folder.sidecar(figure_id)
        if sidecar.parent not in shelves:
            sidecar.parent.mkdir(exist_ok=True)
            shelves.add(sidecar.parent)
        originals[place] = _shared(originals[place], Path(figure.path))
        sidecar.write_bytes(sidecar_bytes(figure))
        figures.insert(connection, figure, repack(originals[place].packed, figure.recipe))
    for path in kept:
        files.remove(path)
    return count


def _kept(connection: sqlite3.Connection, folder: Folder, recipe: Recipe, data: bytes) -> _Original:
    path = folder.incoming / f"{recipe.hash}.sample"
    path.write_bytes(data)
    return _Original(recipe, path, inspect(path), pack(connection, recipe))


def _sample(
    folder: Folder, original: _Original, figure_id: str, made: datetime, chance: random.Random, *, keeps_name: bool
) -> Figure:
    """One figure; the first of each picture keeps the name that stands on its card."""
    name = f"{chance.choice(_RANKS)} {chance.choice(_NAMES)} {chance.choice(_NAMES)}"
    subject = f"{original.recipe.subject}, known as {name}"
    varied = replace(original.recipe, subject=subject, name=name, variation=chance.randrange(1_000))
    recipe = original.recipe if keeps_name else varied
    arrival = Arrival(figure_id, THIS_COMPUTER, recipe, original.path, made, EngineReceipt())
    rating = max(0, chance.randrange(-4, 6))
    return replace(described(folder, arrival, original.picture), rating=rating)


def _shared(original: _Original, target: Path) -> _Original:
    """Lend the picture's bytes under another name; where a file may have no more names, a copy lends from now on."""
    try:
        os.link(original.path, target)
    except OSError:
        shutil.copyfile(original.path, target)
        return replace(original, path=target)
    return original
