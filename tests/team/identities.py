"""Who may knock at a team's door: the people of the access matrix and what their tokens say."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

ARTIST_ID = str(UUID(int=0xA1))
OTHER_ID = str(UUID(int=0xA2))
ADMIN_ID = str(UUID(int=0xAD))
FORGER_ID = str(UUID(int=0xF0))


@dataclass(frozen=True)
class Identity:
    """Someone by name; `id` None is nobody. `claims` is what the token says besides."""

    name: str
    id: str | None = None
    claims: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def is_admin(self) -> bool:
        """Whether this one may write the catalog."""
        return self.claims.get("app_metadata") == {"role": "admin"}


ANONYMOUS = Identity("anonymous")
ARTIST = Identity("artist", ARTIST_ID, {"app_metadata": {"provider": "email"}})
OTHER = Identity("another artist", OTHER_ID)
ADMIN = Identity("admin", ADMIN_ID, {"app_metadata": {"role": "admin"}})

# what a user can write about herself, and shapes that a careless rule would take for the role
FORGERS = (
    Identity("forger by user_metadata", FORGER_ID, {"user_metadata": {"role": "admin"}}),
    Identity("forger by a list", FORGER_ID, {"app_metadata": {"role": ["admin"]}}),
    Identity("forger by an object", FORGER_ID, {"app_metadata": {"role": {"admin": True}}}),
    Identity("forger by spelling", FORGER_ID, {"app_metadata": {"role": "Admin "}}),
    Identity("forger by place", FORGER_ID, {"user_role": "admin", "app_metadata": "admin"}),
)
SIGNED_IN = (ARTIST, OTHER, ADMIN, *FORGERS)
ARTISTS = (ARTIST, OTHER, *FORGERS)
