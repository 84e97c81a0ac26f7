"""A keyring for tests that several processes share: named by PYTHON_KEYRING_BACKEND, kept in the file TEST_KEYRING names."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring.backend
import keyring.errors

from studio.backend.library.locks import ProcessLock

BACKEND = "tests.servers.file_keyring.FileKeyring"
FILE = "TEST_KEYRING"


class FileKeyring(keyring.backend.KeyringBackend):
    """Reads and writes the whole file for each question, one process at a time."""

    priority = 1  # pyright: ignore[reportAssignmentType] - how backends say what they are

    def get_password(self, service: str, username: str) -> str | None:
        with _held(self._path):
            return self._load().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        with _held(self._path):
            self._save(self._load() | {f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        with _held(self._path):
            kept = self._load()
            if kept.pop(f"{service}/{username}", None) is None:
                raise keyring.errors.PasswordDeleteError
            self._save(kept)

    @property
    def _path(self) -> Path:
        return Path(os.environ[FILE])

    def _load(self) -> dict[str, str]:
        return json.loads(self._path.read_text()) if self._path.exists() else {}

    def _save(self, kept: dict[str, str]) -> None:
        temporary = self._path.with_suffix(".tmp")
        temporary.write_text(json.dumps(kept))
        temporary.replace(self._path)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """One process at a time; one that is killed lets go."""
    lock = ProcessLock(path.with_suffix(".lock"))
    assert lock.take(patience=30)
    try:
        yield
    finally:
        lock.release()
