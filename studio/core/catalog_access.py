"""Who may change the catalog of a workspace: on this computer whoever sits at it, in a team its admins."""

from dataclasses import dataclass

from studio.core.figure import THIS_COMPUTER
from studio.core.session import Expired, Offline, Role, SessionState, account_of, workspace_of


@dataclass(frozen=True, slots=True)
class CatalogAccess:
    """Of which workspace it is; `waits_for` says what a change would have to wait for now, as the end of a sentence."""

    workspace: str = THIS_COMPUTER
    role: Role | None = None
    waits_for: str = ""

    @property
    def is_team(self) -> bool:
        """The catalog is a team's."""
        return self.workspace != THIS_COMPUTER

    @property
    def may_edit(self) -> bool:
        """Drafts can be made and published."""
        return not self.is_team or self.role is Role.ADMIN

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why nothing can be edited; none where it can."""
        if self.may_edit:
            return ()
        return ("Only admins edit the team’s catalog. Ask one to change it, or to make you an admin.",)

    @property
    def words(self) -> str:
        """Whose catalog it is, in a word or two."""
        if not self.is_team:
            return "This computer"
        return "Admin" if self.may_edit else "Artist"


def access_in(state: SessionState) -> CatalogAccess:
    """What a session allows."""
    account = account_of(state)
    if account is None:
        return CatalogAccess()
    return CatalogAccess(workspace_of(state), account.role, _waits_for(state))


def _waits_for(state: SessionState) -> str:
    if isinstance(state, Offline):
        return "until the team can be reached"
    return "until you sign in again" if isinstance(state, Expired) else ""
