"""What work for the team is given: the SDK's client in the name of who is signed in, and its errors in our words."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from supabase import AsyncClient, AsyncClientOptions, FunctionsError, PostgrestAPIError, StorageException

from studio.backend.session.bearer import BearerTransport
from studio.backend.session.login import Login, nobody
from studio.backend.session.refusals import ASK_ADMIN, not_understood, plain, unreachable
from studio.core.errors import StudioError, TeamRefused
from studio.core.project import Project
from studio.core.session import Account

PATIENCE = httpx.Timeout(60, connect=10, pool=None)
"""Seconds between two pieces that arrive or leave. A function that makes a picture takes longer: name its own."""
_FORBIDDEN = frozenset({"42501", "403", "401"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Team:
    """Who is signed in where, and the ways to ask: `client` is the SDK's (`table`, `rpc`, `storage`), `http` is raw.

    Both carry the token of now by themselves; `http` asks for whole addresses, such as `f"{project.url}/functions/v1/…"`.
    """

    client: AsyncClient
    http: httpx.AsyncClient
    _login: Login

    @property
    def project(self) -> Project:
        """Where."""
        return self._login.project

    @property
    def account(self) -> Account:
        """Who, with the role of now."""
        return self._login.account


def build_team(login: Login) -> Team:
    """The clients for one login. Blocks for some 50 ms (certificates)."""
    project = login.project
    http = httpx.AsyncClient(transport=BearerTransport(login), timeout=PATIENCE, headers={"apikey": project.key})
    options = AsyncClientOptions(
        httpx_client=http, auto_refresh_token=False, persist_session=False, postgrest_client_retry=False
    )
    return Team(AsyncClient(project.url, project.key, options), http, login)


async def worked(work: Callable[[Team], Awaitable[T]], team: Team, login: Login) -> T:
    """Run `work`; what goes wrong comes out as TeamUnreachable, NotSignedIn or TeamRefused."""
    try:
        return await work(team)
    except StudioError:
        raise
    except (httpx.NetworkError, httpx.ConnectTimeout) as error:
        login.unreached()
        raise unreachable() from error
    except httpx.HTTPError as error:
        raise unreachable() from error
    except PostgrestAPIError as error:
        raise _refused(str(error.code or ""), error.message or "") from error
    except StorageException as error:
        raise _storage_refused(error) from error
    except FunctionsError as error:
        raise _refused(str(error.status), str(error.message), error.status) from error
    except RuntimeError:
        if login.is_closed:  # signed out while it ran: the SDK's client is closed
            raise nobody() from None
        raise
    except ValueError as error:  # pydantic and JSON: a page of a proxy, or no Supabase
        raise not_understood() from error


def _storage_refused(error: Any) -> TeamRefused:
    """The storage server's own status is a text inside its answer."""
    status = str(getattr(error, "status", ""))
    code, message = str(getattr(error, "code", "")), str(getattr(error, "message", error))
    return _refused(code or status, message, int(status) if status.isdecimal() else None)


def _refused(code: str, message: str, status: int | None = None) -> TeamRefused:
    if code in _FORBIDDEN or status in (401, 403):
        return TeamRefused("The team does not let you do this.", ASK_ADMIN, code=code, status=status)
    said = plain(message)
    return TeamRefused("The team’s server refused this.", f"It says: {said}" if said else "", code=code, status=status)
