"""The library's folder: where everything in it lies."""

import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.backend.files import Files
from studio.core.recipe import PictureFormat, Reference

EXTENSIONS = {PictureFormat.PNG: "png", PictureFormat.JPEG: "jpg", PictureFormat.WEBP: "webp"}

_FIGURE_FILE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(png|jpg|webp)")


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths under the library's root. Figures are named by their id, everything else by its sha256 or its job."""

    root: Path

    @property
    def database(self) -> Path:
        """The database; SQLite keeps its -wal and -shm beside it."""
        return self.root / "library.sqlite"

    @property
    def closed_well(self) -> Path:
        """The mark that the last studio left the database whole, with the database's size and time."""
        return self.root / "closed.json"

    @property
    def suspect(self) -> Path:
        """The mark that something in the database failed, and that the next start looks at all of it."""
        return self.root / "suspect"

    @property
    def figures(self) -> Path:
        """Pictures and sidecars."""
        return self.root / "figures"

    @property
    def references(self) -> Path:
        """Reference pictures and masks."""
        return self.root / "references"

    @property
    def thumbnails(self) -> Path:
        """Thumbnails; they can be thrown away at any time."""
        return self.root / "thumbnails"

    @property
    def incoming(self) -> Path:
        """Pictures that are just arriving, and what was kept of those that never arrived whole."""
        return self.root / "incoming"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.root / "backups"

    @property
    def damaged(self) -> Path:
        """Broken databases and pictures, set aside and never deleted by the studio."""
        return self.root / "damaged"

    @property
    def locks(self) -> Path:
        """Lock files of processes."""
        return self.root / "locks"

    def make(self, files: Files) -> None:
        """Make the folders that are missing."""
        self.root.mkdir(parents=True, exist_ok=True)
        for folder in (
            self.figures,
            self.references,
            self.thumbnails,
            self.incoming,
            self.backups,
            self.damaged,
            self.locks,
        ):
            files.make_folder(folder)

    def picture(self, figure_id: str, picture_format: PictureFormat) -> Path:
        """The picture of a figure."""
        return Path(self.picture_name(figure_id, picture_format))

    def picture_name(self, figure_id: str, picture_format: PictureFormat) -> str:
        """The picture of a figure, as text; pages are read by the hundred, and paths are slow to join."""
        return os.path.join(self.root, "figures", figure_id[:2], f"{figure_id}.{EXTENSIONS[picture_format]}")  # noqa: PTH118 - see above

    def sidecar(self, figure_id: str) -> Path:
        """The sidecar of a figure."""
        return self.figures / figure_id[:2] / f"{figure_id}.json"

    def part(self, job_id: str) -> Path:
        """Where the picture of a job arrives."""
        return self.incoming / f"{job_id}.part"

    def fetched(self, figure_id: str) -> Path:
        """A new name for a picture that is fetched from the team, which no job and no other fetch has."""
        return self.incoming / f"{figure_id}.{secrets.token_hex(8)}.fetched"

    def remains(self, job_id: str) -> Path:
        """Where an incomplete picture that may have been paid is kept."""
        return self.incoming / f"{job_id}.incomplete"

    def reference(self, reference: Reference) -> Path:
        """The picture of a reference."""
        return self.references / f"{reference.sha256}.{EXTENSIONS[reference.format]}"

    def thumbnail(self, sha256: str, *, has_alpha: bool) -> Path:
        """The thumbnail of the picture with this sha256: WebP where it has alpha, else JPEG."""
        return self.thumbnails / sha256[:2] / f"{sha256}.{'webp' if has_alpha else 'jpg'}"

    def pictures(self) -> Iterator[tuple[str, Path]]:
        """Figure id and path of every picture in the folder, read by name only."""
        for shelf in sorted(self.figures.iterdir()):
            if shelf.is_dir() and not shelf.is_symlink():
                for path in sorted(shelf.iterdir()):
                    match = _FIGURE_FILE.fullmatch(path.name)
                    if match and match[1].startswith(shelf.name):
                        yield match[1], path
