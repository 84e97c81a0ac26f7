"""Records of figures in the bucket of recipes: read as strictly as sidecars, because anybody of the team wrote them."""

import re
from dataclasses import dataclass
from pathlib import Path

from studio.backend.folder import Folder
from studio.backend.library.sidecars import from_json
from studio.core.errors import StudioError
from studio.core.figure import Figure
from studio.core.json_text import load_json

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NOWHERE = Folder(Path())


@dataclass(frozen=True, slots=True)
class Record:
    """What the team knows of a figure; `file_name` is its picture's, beside nothing else of its folder."""

    figure: Figure
    file_name: str


def read_record(data: bytes, figure_id: str) -> Record | None:
    """The record of a figure, or None where the bytes are something else."""
    try:
        value = load_json(data)
        figure = from_json(value, _NOWHERE)
    except StudioError:
        return None
    name = value.get("path") if isinstance(value, dict) else None
    if figure.id != figure_id or not isinstance(name, str) or not _FILE_NAME.fullmatch(name):
        return None
    return Record(figure, name)
