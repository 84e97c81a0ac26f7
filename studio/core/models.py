"""The image models of an engine: which there are, which of them is meant, and what the service says of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from studio.core.image_model import ImageModel
from studio.core.json_text import JsonValue


@dataclass(frozen=True, slots=True)
class Ending:
    """When a model is (or was) shut down, and which model replaces it (empty where nobody said)."""

    day: date
    replacement: str


@dataclass(frozen=True, slots=True)
class ListedModel:
    """One line of GET /v1/models."""

    id: str
    shutdown: date | None = None

    @classmethod
    def from_json(cls, value: JsonValue) -> "ListedModel | None":
        """A line as a service sent it; None where it names no model. An unreadable date is as if there were none."""
        if not isinstance(value, dict):
            return None
        name, day = value.get("id"), value.get("shutdown_date")
        if not isinstance(name, str) or not name:
            return None
        is_day = isinstance(day, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)
        try:
            return cls(name, date.fromisoformat(str(day)) if is_day else None)
        except ValueError:
            return cls(name)


@dataclass(frozen=True, slots=True)
class ImageModels:
    """All models that are known or listed, in the order in which they are offered."""

    models: tuple[ImageModel, ...]
    ended: Mapping[str, Ending]
    unknown: ImageModel
    default_id: str
    finals_id: str
    listed_pattern: str

    def find(self, model_id: str) -> ImageModel:
        """A model by its id or the id of a snapshot; one that nobody knows can what every service can."""
        for model in self.models:
            if model.id == model_id or model_id in model.snapshots:
                return model if model.id == model_id else replace(model, id=model_id, label=model_id)
        return replace(self.unknown, id=model_id, label=model_id or self.unknown.label)

    def chosen(self, model_id: str, today: date) -> ImageModel:
        """The model that is meant: the named one, or the default where none is named."""
        return self.find(model_id) if model_id else self.default(today)

    def ending(self, model_id: str) -> Ending | None:
        """When this model ends or has ended; None where no date is known."""
        gone = self.ended.get(model_id)
        if gone is not None:
            return gone
        model = self.find(model_id)
        return None if model.shutdown is None else Ending(model.shutdown, model.replacement)

    def offered(self, today: date) -> tuple[ImageModel, ...]:
        """What to choose from: models that have not ended, and that the service lists where it was asked."""
        return tuple(model for model in self.models if not model.is_over(today) and model.is_listed is not False)

    def default(self, today: date) -> ImageModel:
        """The model to begin with."""
        return self._first_of((self.default_id, self.finals_id), today)

    def finals(self, today: date) -> ImageModel:
        """The model for finals and edits."""
        return self._first_of((self.finals_id, self.default_id), today)

    def merged(self, listed: Sequence[ListedModel], *, everything: bool) -> "ImageModels":
        """These models with what GET /v1/models said: who is there, and until when.

        Ids that nobody knows are added when they look like image models; with `everything` all are (a server of one's
        own lists only what it can draw).
        """
        said = {line.id: line for line in listed}
        known = [_with_listing(model, said) for model in self.models]
        names = {name for model in self.models for name in (model.id, *model.snapshots)} | set(self.ended)
        pattern = re.compile("" if everything else self.listed_pattern)
        new = [
            replace(self.unknown, id=line.id, label=line.id, shutdown=line.shutdown, is_listed=True)
            for line in said.values()
            if line.id not in names and pattern.match(line.id)
        ]
        return replace(self, models=(*known, *new))

    def _first_of(self, wanted: Sequence[str], today: date) -> ImageModel:
        offered = self.offered(today)
        for model_id in wanted:
            for model in offered:
                if model.id == model_id:
                    return model
        return offered[0] if offered else self.unknown


def _with_listing(model: ImageModel, said: Mapping[str, ListedModel]) -> ImageModel:
    lines = [said[name] for name in (model.id, *model.snapshots) if name in said]
    if not lines:
        return replace(model, is_listed=False)
    days = [line.shutdown for line in lines if line.shutdown is not None and line.id == model.id]
    return replace(model, is_listed=True, shutdown=days[0] if days else model.shutdown)
