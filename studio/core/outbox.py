"""The outbox: what is to reach the team and has not yet, and what happens to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self, TypeAlias

from studio.core.catalog import Entry, Kind
from studio.core.figure import Figure
from studio.core.json_reader import JsonReader
from studio.core.json_text import JsonObject, JsonValue


class Work(StrEnum):
    """What is to be done at the team."""

    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"

    @property
    def is_about_figure(self) -> bool:
        """It brings a picture, or takes one away; else it changes the catalog."""
        return self in (Work.PUBLISH, Work.UNPUBLISH)


class OutboxState(StrEnum):
    """An entry waits for its turn; one that the team refused is parked, and the others go past it."""

    WAITING = "waiting"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Publication:
    """A figure and where its picture lies in the bucket, or is to lie."""

    figure_id: str
    path: str

    def to_json(self) -> JsonObject:
        """As the outbox keeps it."""
        return {"figure_id": self.figure_id, "path": self.path}

    @classmethod
    def from_json(cls, value: JsonValue) -> Self:
        """What `to_json` wrote. Raises StudioError on anything else."""
        data = JsonReader(value)
        return cls(data.text("figure_id"), data.text("path"))


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One change of the catalog, made once for each `change_id`, however often it is sent.

    `entry_id` None adds an entry. `base` is the stamp (`updated_at`) of the row that the change began from, which may
    be null; where the row has another one, nothing is written. A deletion has no name and no value. `above` is the
    highest id of its kind that was here when it was asked for: a row that it has added bears a higher one.
    """

    change_id: str
    kind: Kind
    entry_id: int | None
    base: datetime | None
    name: str | None = None
    value: JsonValue = None
    note: str = ""
    is_deletion: bool = False
    above: int = 0

    @property
    def work(self) -> Work:
        """What kind of change it is."""
        if self.entry_id is None:
            return Work.INSERT
        return Work.DELETE if self.is_deletion else Work.UPDATE

    def to_json(self) -> JsonObject:
        """As the outbox keeps it."""
        return {
            "change_id": self.change_id,
            "kind": self.kind.value,
            "entry_id": self.entry_id,
            "base": self.base.isoformat() if self.base else None,
            "name": self.name,
            "value": self.value,
            "note": self.note,
            "is_deletion": self.is_deletion,
            "above": self.above,
        }

    @classmethod
    def from_json(cls, value: JsonValue) -> Self:
        """What `to_json` wrote. Raises StudioError on anything else."""
        data = JsonReader(value)
        return cls(
            data.text("change_id"),
            data.choice("kind", Kind),
            data.number_or_none("entry_id"),
            data.time_or_none("base"),
            data.text_or_none("name"),
            data.get("value"),
            data.text("note"),
            data.get("is_deletion") is True,
            data.number_or_none("above") or 0,
        )


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One thing that the team does not have yet. `attempts` counts the tries; `reason` and `next_step` are of the last."""

    id: str
    workspace: str
    work: Work
    title: str
    task: Publication | EntryChange
    created_at: datetime
    state: OutboxState = OutboxState.WAITING
    attempts: int = 0
    reason: str = ""
    next_step: str = ""

    @property
    def figure_id(self) -> str | None:
        """The figure that it is about."""
        return self.task.figure_id if isinstance(self.task, Publication) else None

    def to_json(self) -> JsonObject:
        """The entry as commands print it."""
        return {
            "id": self.id,
            "work": self.work.value,
            "title": self.title,
            "state": self.state.value,
            "attempts": self.attempts,
            "reason": self.reason,
            "next_step": self.next_step,
            "created_at": self.created_at.isoformat(),
            "task": self.task.to_json(),
        }


class Pause(StrEnum):
    """Why nothing moves although entries wait."""

    NONE = ""
    BY_HAND = "paused"
    NETWORK = "network"
    SIGN_IN = "sign-in"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class OutboxMoved:
    """Entries of a workspace came, went or changed; `running` is the id of the one on its way, or empty."""

    workspace: str
    running: str = ""
    pause: Pause = Pause.NONE
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class OutboxProgressed:
    """So many bytes of a picture have left."""

    entry_id: str
    sent: int
    total: int


@dataclass(frozen=True, slots=True)
class FigurePublished:
    """The team has a figure now, or has it no more."""

    figure: Figure


@dataclass(frozen=True, slots=True)
class EntryPublished:
    """A change of the catalog is made; `entry` is the row as it is now, None where it is gone.

    `has_history` says that the team keeps its versions, `may_be_twice` that an insert was sent again to a team that does
    not: then a person had better look.
    """

    change: EntryChange
    entry: Entry | None
    has_history: bool = True
    may_be_twice: bool = False

    @property
    def notice(self) -> str:
        """What a person should know of it beside that it is made."""
        if not self.may_be_twice:
            return ""
        name = f"“{self.change.name}”" if self.change.name else "An entry without a name"
        return (
            f"{name} was added, but the answer to the first try was lost and this project keeps no history: "
            "look whether it is in the team’s catalog twice."
        )


OutboxEvent: TypeAlias = OutboxMoved | OutboxProgressed | FigurePublished | EntryPublished
