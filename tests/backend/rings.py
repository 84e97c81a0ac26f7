"""Keyrings to test with: one that works, and those that people have in its place."""

import threading

import keyring.errors


class MemoryRing:
    """A keyring that works; `written` is all that it was ever given, `questions` how often it was asked."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.written: list[str] = []
        self.questions = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.questions += 1
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.written.append(password)
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedRing(MemoryRing):
    """The person does not unlock it, while `is_locked`."""

    is_locked = True

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise keyring.errors.KeyringLocked("locked")
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.is_locked:
            raise keyring.errors.PasswordSetError("locked")
        super().set_password(service, username, password)


class StubbornRing(MemoryRing):
    """It does not let go of anything."""

    def delete_password(self, service: str, username: str) -> None:
        raise keyring.errors.PasswordDeleteError("no")


class HangingRing(MemoryRing):
    """It waits for a person who has gone."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.may_go_on.wait(30)
        return super().get_password(service, username)
