"""What is remembered between two starts: the project, and who was signed in. Never a token; those are in the keyring."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import StudioError
from studio.core.json_reader import JsonReader
from studio.core.json_text import JsonValue, load_json, pretty_json
from studio.core.project import Project
from studio.core.session import Account, Role

MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Remembered:
    """`account` was signed in to the project on `host` and is to be signed in again; it has not signed out."""

    project: Project | None = None
    host: str = ""
    account: Account | None = None

    def account_in(self, project: Project) -> Account | None:
        """Who was signed in to this project."""
        return self.account if self.host == project.host else None

    def to_json(self) -> JsonValue:
        """As the file keeps it."""
        project, account = self.project, self.account
        return {
            "project": {"url": project.url, "key": project.key, "name": project.name} if project else None,
            "host": self.host,
            "account": {"id": account.id, "email": account.email, "role": account.role.value} if account else None,
        }

    @classmethod
    def from_json(cls, value: JsonValue) -> "Remembered":
        """What the file keeps. Raises StudioError where it is not what we wrote."""
        data = JsonReader(value)
        project = JsonReader(data.object("project")) if data.get("project") is not None else None
        account = JsonReader(data.object("account")) if data.get("account") is not None else None
        return cls(
            Project.parse(project.text("url"), project.text("key"), project.text("name")) if project else None,
            data.text("host"),
            _account(account) if account else None,
        )


class RememberedFile:
    """The file `team.json` of the settings folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "team.json"

    async def load(self) -> Remembered:
        """What is remembered; a file that is missing, unreadable or not ours is as good as none."""
        return await asyncio.to_thread(self._load)

    async def save(self, remembered: Remembered) -> None:
        """Remember (atomic, readable by this user only). Raises LibraryReadOnly or DiskFull."""
        await asyncio.to_thread(self._save, pretty_json(remembered.to_json()).encode())

    def _load(self) -> Remembered:
        try:
            with self._path.open("rb") as file:
                return Remembered.from_json(load_json(file.read(MAX_BYTES)))
        except (OSError, StudioError):
            return Remembered()

    def _save(self, data: bytes) -> None:
        from studio.backend.files import Files, disk_errors  # not needed to read

        with disk_errors(self._path.parent):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            Files().replace(self._path, data)


def _account(data: JsonReader) -> Account:
    role = Role.ADMIN if data.text("role") == Role.ADMIN.value else Role.ARTIST
    return Account(data.text("id"), data.text("email"), role)
