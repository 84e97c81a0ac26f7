"""An image service as a person sets it up: where it is, whose key it has, and which models it offers."""

from dataclasses import dataclass, field
from enum import StrEnum

from studio.core.models import ImageModels


class KeyPlace(StrEnum):
    """Where the key for a host is."""

    NOT_ASKED = "not asked"
    NOWHERE = "nowhere"
    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    MEMORY = "memory"


class KeyTrial(StrEnum):
    """What came of asking the service for its models, which costs nothing."""

    NOT_TRIED = "not tried"
    WORKS = "works"
    REFUSED = "refused"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """`url` is the base URL in use and `host` what the key is bound to; `hint` shows the ends of the key, never more.

    `is_fixed` says that the environment names the address, so that the setting does not count. `trial` and `trial_says`
    are what the last test of the key found; `models` are the ones on board, merged with those that the service listed.
    """

    models: ImageModels
    url: str
    host: str
    who: str
    is_official: bool = True
    is_fixed: bool = False
    key_place: KeyPlace = KeyPlace.NOT_ASKED
    hint: str = ""
    has_keyring: bool = True
    trial: KeyTrial = KeyTrial.NOT_TRIED
    trial_says: str = ""
    problems: tuple[str, ...] = field(default_factory=tuple)

    @property
    def is_key_known(self) -> bool:
        """The keyring was asked; it may ask the person to unlock it, so that is done when a key is first needed."""
        return self.key_place is not KeyPlace.NOT_ASKED

    @property
    def has_key(self) -> bool:
        """There is a key for this host."""
        return self.key_place not in (KeyPlace.NOT_ASKED, KeyPlace.NOWHERE)
