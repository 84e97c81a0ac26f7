"""Published figures as they lie in the team's bucket, and what can be wrong with them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One picture in the bucket. `figure_id` is empty where another program put it there; `path` names it."""

    path: str
    owner_id: str
    figure_id: str
    title: str
    size_bytes: int
    published_at: datetime | None
    url: str
    is_own: bool


class Flaw(StrEnum):
    """What can be wrong."""

    NO_RECORD = "picture without recipe"
    NO_PICTURE = "recipe without picture"
    DIFFERENT = "other bytes"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what it is in a sentence, and the verb that mends it (empty: nobody here can)."""

    flaw: Flaw
    path: str
    figure_id: str
    title: str
    sentence: str
    fix: str = ""
