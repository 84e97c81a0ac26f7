"""Who may change the catalog that is on screen, as the session says it at every moment."""

from studio.core.catalog_access import CatalogAccess, access_in
from studio.state.session import SessionStore
from studio.state.store import Store


class CatalogAccessStore(Store[CatalogAccess]):
    """Follows the session: a role that is given or taken away counts at once."""

    def __init__(self, session: SessionStore) -> None:
        super().__init__(access_in(session.snapshot.state))
        self._session = session
        session.changed.connect(self._on_session)

    def _on_session(self) -> None:
        self._become(access_in(self._session.snapshot.state))
