"""Typed values out of a JSON object that was saved earlier: anything unexpected is one clear error."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from studio.core.errors import StudioError
from studio.core.json_text import JsonObject, JsonValue

Choice = TypeVar("Choice", bound=StrEnum)


def unreadable() -> StudioError:
    """The one error for saved data that is not what we wrote."""
    return StudioError("A saved recipe, draft or catalog entry cannot be read.")


class JsonReader:
    """Reads typed values by key; every method raises StudioError where the value is something else."""

    def __init__(self, value: JsonValue) -> None:
        if not isinstance(value, dict):
            raise unreadable()
        self._data = value

    def get(self, key: str) -> JsonValue:
        """Any value, None where it is missing."""
        return self._data.get(key)

    def text(self, key: str) -> str:
        """A text."""
        value = self._data.get(key)
        if not isinstance(value, str):
            raise unreadable()
        return value

    def text_or_none(self, key: str) -> str | None:
        """A text, or None where it is null or missing."""
        return None if self._data.get(key) is None else self.text(key)

    def number(self, key: str) -> int:
        """A whole number."""
        value = self._data.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise unreadable()
        return value

    def number_or_none(self, key: str) -> int | None:
        """A whole number, or None where it is null or missing."""
        return None if self._data.get(key) is None else self.number(key)

    def object(self, key: str) -> JsonObject:
        """An object."""
        value = self._data.get(key)
        if not isinstance(value, dict):
            raise unreadable()
        return value

    def list(self, key: str) -> list[JsonValue]:
        """A list."""
        value = self._data.get(key)
        if not isinstance(value, list):
            raise unreadable()
        return value

    def choice(self, key: str, options: type[Choice]) -> Choice:
        """One of the values of an enumeration."""
        try:
            return options(self.text(key))
        except ValueError:
            raise unreadable() from None

    def time(self, key: str) -> datetime:
        """An ISO 8601 time; one without a zone is taken as UTC."""
        try:
            time = datetime.fromisoformat(self.text(key))
        except ValueError:
            raise unreadable() from None
        return time if time.tzinfo else time.replace(tzinfo=UTC)

    def time_or_none(self, key: str) -> datetime | None:
        """A time, or None where it is null or missing."""
        return None if self._data.get(key) is None else self.time(key)
