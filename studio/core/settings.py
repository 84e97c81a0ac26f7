"""The settings, declared once as data: name, default, what it may be, and the words a person reads."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Self

from studio.core.errors import SettingsError
from studio.core.json_text import JsonObject, JsonValue

AppearanceMode = Literal["dark", "light", "system"]
APPEARANCES: tuple[AppearanceMode, ...] = ("dark", "light", "system")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose. Every field has a default, so a file with missing or unknown keys is read all the same.

    `service_url` is the base URL of the image service, empty for OpenAI's own; a model that is empty is the usual one.
    `daily_budget` is USD as it was written, empty for no limit.
    """

    appearance: AppearanceMode = "system"
    reduce_motion: bool = False
    minimum_free_mb: int = 200
    keep_deleted_days: int = 30
    service_url: str = ""
    default_model: str = ""
    finals_model: str = ""
    jobs_at_once: int = 4
    daily_budget: str = "5.00"

    @property
    def budget(self) -> Decimal | None:
        """USD that a day may cost; None where no limit is set."""
        return Decimal(self.daily_budget) if self.daily_budget else None

    @classmethod
    def from_json(cls, value: JsonValue) -> tuple[Self, tuple[str, ...]]:
        """The settings in `value`, and one sentence for each value that cannot be used (its default stands in)."""
        problems: list[str] = []
        if not isinstance(value, dict):
            return cls(), ("The settings file holds no settings; the defaults are used.",)
        settings = cls()
        for field in fields(cls):
            if field.name not in value:
                continue
            try:
                settings = settings.changed({field.name: value[field.name]})
            except SettingsError as error:
                problems.append(error.sentence)
        return settings, tuple(problems)

    def to_json(self) -> JsonObject:
        """The settings as the file keeps them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def changed(self, values: Mapping[str, Any]) -> Self:
        """A copy with other values. Raises SettingsError where one cannot be."""
        for name, value in values.items():
            _check(name, value)
        return replace(self, **values)


LIMITS = {"minimum_free_mb": (50, 100_000), "keep_deleted_days": (1, 3650), "jobs_at_once": (1, 16)}
LARGEST_BUDGET = Decimal(100_000)
_TEXTS = {"service_url": 500, "default_model": 200, "finals_model": 200}
_WORDS = {
    "appearance": "The appearance",
    "reduce_motion": "The setting for less motion",
    "minimum_free_mb": "The space to keep free",
    "keep_deleted_days": "The days that deleted figures are kept",
    "service_url": "The address of the image service",
    "default_model": "The default model",
    "finals_model": "The model for finals",
    "jobs_at_once": "The number of figures that are made at once",
    "daily_budget": "The daily budget",
}


def _check(name: str, value: Any) -> None:
    words = _WORDS.get(name)
    if words is None:
        raise SettingsError(f"There is no setting called “{name}”.")
    if name == "appearance" and value not in APPEARANCES:
        raise SettingsError(f"{words} can be dark, light or system.")
    if name == "reduce_motion" and not isinstance(value, bool):
        raise SettingsError(f"{words} can be on or off.")
    if name in LIMITS:
        low, high = LIMITS[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise SettingsError(f"{words} can be a whole number from {low} to {high}.")
    if name in _TEXTS and not (isinstance(value, str) and len(value) <= _TEXTS[name] and value.isprintable()):
        raise SettingsError(f"{words} can be a text of at most {_TEXTS[name]} characters.")
    if name == "daily_budget" and not _is_budget(value):
        raise SettingsError(f"{words} can be dollars and cents, like 5.00, or empty for no limit.")


def _is_budget(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        amount = Decimal(value or "0")
    except InvalidOperation:
        return False
    return amount.is_finite() and 0 <= amount <= LARGEST_BUDGET and amount == amount.quantize(Decimal("0.01"))
